package org.tongmai.fhir.subscription;

import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;
import org.tongmai.access.Access;
import org.tongmai.access.Caller;
import org.tongmai.access.Looks;
import org.tongmai.access.Role;
import org.tongmai.access.Standing;
import org.tongmai.store.Fact;
import org.tongmai.store.Scope;
import org.tongmai.store.Store;

/**
 * Empties the queue of one subscription, in order. What was sent is settled after the receiver took it, so a process that ends
 * between the two sends it once more; nothing is skipped.
 */
final class Delivery {

    /** Notifications after which others have their turn. */
    private static final int ROUNDS = 200;

    private static final String WITHDRAWN =
            "The account that subscribed may be told nothing any more. Subscribe with one that may.";

    private static final String SILENT = "the receiver's host does not answer";

    private static final Duration CROWDED = Duration.ofSeconds(2);
    private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
    private static final Duration LONGEST_PAUSE = Duration.ofHours(1);

    private final SubscriptionStore subscriptions;
    private final NotificationStore queues;
    private final Store store;
    private final Standing standing;
    private final Looks looks;
    private final Sending sending;
    private final Notifications notifications;
    private final Changes changes;
    private final Duration giveUp;
    private final boolean open;
    private final Clock clock;

    Delivery(
            SubscriptionStore subscriptions,
            NotificationStore queues,
            Store store,
            Standing standing,
            Looks looks,
            Sending sending,
            Notifications notifications,
            Changes changes,
            Duration giveUp,
            boolean open,
            Clock clock) {
        this.subscriptions = subscriptions;
        this.queues = queues;
        this.store = store;
        this.standing = standing;
        this.looks = looks;
        this.sending = sending;
        this.notifications = notifications;
        this.changes = changes;
        this.giveUp = giveUp;
        this.open = open;
        this.clock = clock;
    }

    void run(Registered subscription, Plan plan, String holder) {
        if (ended(subscription) || !plan.backport() && !looked(subscription, plan)) {
            return;
        }
        switch (sending.enter(plan, subscription.failures() > 0)) {
            case Hosts.Turn turn -> {
                try (turn) {
                    deliver(subscription, plan, holder);
                }
            }
            case Hosts.Crowded crowded -> subscriptions.postpone(subscription.id(), holder, null, jittered(CROWDED));
            case Hosts.Silent silent -> unanswered(subscription, plan, holder);
        }
    }

    /** As if it had been tried, which it was for others of the same host; but a request is answered by a handshake of its own. */
    private void unanswered(Registered subscription, Plan plan, String holder) {
        if (subscription.state() == Registered.State.REQUESTED && plan.backport()) {
            subscriptions.postpone(subscription.id(), holder, SILENT, pause(subscription.failures()));
            return;
        }
        List<Long> numbers = queues.pending(subscription.id(), plan.most()).stream()
                .map(Event::number)
                .toList();
        if (!numbers.isEmpty()) {
            later(subscription, holder, numbers, SILENT);
        }
    }

    private void deliver(Registered subscription, Plan plan, String holder) {
        if (plan.backport() && subscription.state() == Registered.State.REQUESTED && !shakeHands(subscription, plan)) {
            return;
        }
        boolean singly = false;
        boolean any = false;
        for (int round = 0; round < ROUNDS; round++) {
            List<Event> events = queues.pending(subscription.id(), singly ? 1 : plan.most());
            if (events.isEmpty()) {
                if (!any && plan.heartbeat() > 0 && subscription.pending() == 0) {
                    send(subscription, plan, "heartbeat", List.of(), Map.of());
                }
                return;
            }
            any = true;
            Outcome outcome = notify(subscription, plan, events, holder);
            if (outcome == Outcome.END) {
                return;
            }
            singly = outcome == Outcome.SINGLY;
        }
    }

    /** Ends a subscription whose author may be told nothing any more, and says so. */
    private boolean ended(Registered subscription) {
        Caller then = subscription.caller();
        if (then != null && standing.now(then).isPresent()) {
            return false;
        }
        changes.end(subscription.id(), WITHDRAWN);
        return true;
    }

    private enum Outcome {
        NEXT,
        /** A receiver that refuses several may take some of them. */
        SINGLY,
        END
    }

    /** Whether a plain subscription is active, or becomes it as its endpoint may be sent to. */
    private boolean looked(Registered subscription, Plan plan) {
        return subscription.state() != Registered.State.REQUESTED || answered(subscription, plan, sending.look(plan));
    }

    private boolean shakeHands(Registered subscription, Plan plan) {
        return answered(subscription, plan, send(subscription, plan, "handshake", List.of(), Map.of()));
    }

    private boolean answered(Registered subscription, Plan plan, Sending.Answer answer) {
        return switch (answer) {
            case Sending.Answer.Taken taken -> {
                boolean active = subscriptions.answer(subscription, Registered.State.ACTIVE, null);
                if (active) {
                    changes.say(subscription.id(), "active", null);
                }
                yield active;
            }
            case Sending.Answer.Stopped stopped -> false;
            case Sending.Answer.Refused refused -> stop(subscription, plan, refused.why());
            case Sending.Answer.Failed failed -> stop(subscription, plan, failed.why());
        };
    }

    private boolean stop(Registered subscription, Plan plan, String why) {
        String error = plan.backport() ? "The handshake failed: " + why + "." : why;
        if (subscriptions.answer(subscription, Registered.State.ERROR, error)) {
            changes.say(subscription.id(), "error", error);
        }
        return false;
    }

    // -- events

    private Outcome notify(Registered subscription, Plan plan, List<Event> events, String holder) {
        if (ended(subscription)) {
            return Outcome.END;
        }
        Map<Event, Fact> facts = Event.facts(store, events, scope(subscription));
        List<Long> withheld = events.stream()
                .filter(event -> !facts.containsKey(event))
                .map(Event::number)
                .toList();
        if (!withheld.isEmpty()
                && queues.settle(subscription.id(), holder, withheld, Event.State.WITHHELD, null)
                        .isEmpty()) {
            return Outcome.END;
        }
        if (facts.isEmpty()) {
            return Outcome.NEXT;
        }
        List<Event> told = List.copyOf(facts.keySet());
        List<Long> numbers = told.stream().map(Event::number).toList();
        if (plan.discloses()) {
            trace(subscription, facts);
        }
        Sending.Answer answer = send(subscription, plan, "event-notification", told, facts);
        return switch (answer) {
            case Sending.Answer.Taken taken -> settled(subscription, holder, numbers, Event.State.SENT, null);
            case Sending.Answer.Refused refused ->
                told.size() > 1
                        ? Outcome.SINGLY
                        : settled(subscription, holder, numbers, Event.State.DEAD, refused.why());
            case Sending.Answer.Failed failed -> later(subscription, holder, numbers, failed.why());
            case Sending.Answer.Stopped stopped -> Outcome.END;
        };
    }

    private Outcome settled(
            Registered subscription, String holder, List<Long> numbers, Event.State state, @Nullable String error) {
        return queues.settle(subscription.id(), holder, numbers, state, error)
                        .filter(left -> left > 0)
                        .isPresent()
                ? Outcome.NEXT
                : Outcome.END;
    }

    private Outcome later(Registered subscription, String holder, List<Long> numbers, String why) {
        queues.tried(subscription.id(), holder, numbers, why);
        List<Long> over = queues.givenUp(subscription.id(), numbers, giveUp);
        if (!over.isEmpty()) {
            var _ = queues.settle(subscription.id(), holder, over, Event.State.DEAD, why);
        }
        Registered now = subscriptions.one(subscription.id()).orElse(subscription);
        subscriptions.postpone(subscription.id(), holder, why, pause(now.failures()));
        return Outcome.END;
    }

    /** Twice as long after each failure, up to an hour, and not all at the same moment. */
    static Duration pause(int failures) {
        Duration doubled = FIRST_PAUSE.multipliedBy(1L << Math.min(failures, 12));
        return jittered(doubled.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : doubled);
    }

    private static Duration jittered(Duration pause) {
        return pause.plusMillis(ThreadLocalRandom.current().nextLong(1 + pause.toMillis() / 4));
    }

    private Scope scope(Registered subscription) {
        String institution = subscription.institution();
        if (institution != null) {
            return Scope.sent(institution, Set.of());
        }
        return open ? Scope.everything() : Scope.granted(List.of());
    }

    private void trace(Registered subscription, Map<Event, Fact> facts) {
        var caller = new Caller(
                "subscription/" + subscription.id(),
                "Subscription",
                Role.SYSTEM,
                subscription.institution(),
                null,
                subscription.institution() == null);
        looks.shown(caller, Access.purposeOf(caller), "notification", List.of(), new ArrayList<>(facts.values()));
    }

    private Sending.Answer send(
            Registered subscription, Plan plan, String kind, List<Event> events, Map<Event, Fact> facts) {
        if (plan.backport()) {
            Registered now = subscriptions.one(subscription.id()).orElse(subscription);
            byte[] bundle =
                    notifications.bundle(now, plan.topic(), kind, events, facts, plan.content(), clock.instant());
            return sending.send(plan, "POST", plan.endpoint(), bundle);
        }
        if (plan.payload() == null || events.isEmpty()) {
            return sending.send(plan, "POST", plan.endpoint(), new byte[0]);
        }
        Event event = events.getFirst();
        Fact fact = facts.get(event);
        String endpoint = plan.endpoint().toString();
        URI address = URI.create(endpoint + (endpoint.endsWith("/") ? "" : "/") + event.reference());
        return sending.send(plan, "PUT", address, fact == null ? new byte[0] : fact.json());
    }
}
