package org.tongmai.fhir.subscription;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.tongmai.access.Access;
import org.tongmai.access.Caller;
import org.tongmai.access.Callers;
import org.tongmai.access.Looks;
import org.tongmai.fhir.Operation;
import org.tongmai.kernel.Problem;
import org.tongmai.store.Fact;
import org.tongmai.store.Json;
import org.tongmai.store.Scope;
import org.tongmai.store.Store;
import tools.jackson.databind.node.ObjectNode;

/**
 * {@code Subscription/id/$status} and {@code $events}: how a subscription stands, and once more what it was told.
 *
 * @see <a href="https://hl7.org/fhir/uv/subscriptions-backport/STU1.1/operations.html">Backport 1.1, operations</a>
 */
final class SubscriptionOperation implements Operation {

    private static final int EVENTS_MAX = 100;

    private final boolean events;
    private final Store store;
    private final Access access;
    private final Looks looks;
    private final SubscriptionStore subscriptions;
    private final NotificationStore queues;
    private final Notifications notifications;
    private final Clock clock;

    /** @param events {@code $events}, else {@code $status} */
    SubscriptionOperation(
            boolean events,
            Store store,
            Access access,
            Looks looks,
            SubscriptionStore subscriptions,
            NotificationStore queues,
            Notifications notifications,
            Clock clock) {
        this.events = events;
        this.store = store;
        this.access = access;
        this.looks = looks;
        this.subscriptions = subscriptions;
        this.queues = queues;
        this.notifications = notifications;
        this.clock = clock;
    }

    @Override
    public About about() {
        String name = events ? "events" : "status";
        return new About(
                name,
                "http://hl7.org/fhir/uv/subscriptions-backport/OperationDefinition/backport-subscription-" + name,
                Set.of(Level.INSTANCE),
                Set.of(Changes.TYPE),
                true);
    }

    @Override
    public Answer run(Call call) {
        Caller caller = Callers.current();
        Scope scope = caller.unrestricted() ? Scope.everything() : access.scopeFor(caller);
        String id = String.valueOf(call.id());
        boolean visible = store.read(Changes.TYPE, id, scope).isPresent();
        Registered registered = visible ? subscriptions.one(id).orElse(null) : null;
        if (registered == null) {
            throw new Problem(
                    Problem.Kind.NOT_FOUND,
                    "fhir.subscription-unknown",
                    "There is no such Subscription.",
                    "It was never stored, or nothing that you may see has this id, or it was stored this moment.",
                    "Check the id; try again in a second.");
        }
        ObjectNode asked = Json.read(registered.resource().getBytes(StandardCharsets.UTF_8));
        return Answer.ok(events ? events(call, caller, scope, registered, asked) : status(registered, asked));
    }

    private byte[] status(Registered registered, ObjectNode asked) {
        ObjectNode bundle = Json.object()
                .put("resourceType", "Bundle")
                .put("type", "searchset")
                .put("total", 1);
        ObjectNode status =
                notifications.status(registered, Plan.topic(asked), "query-status", List.of(), Plan.Content.EMPTY);
        status.withArray("parameter")
                .addObject()
                .put("name", "dead-letters")
                .put("valueString", String.valueOf(queues.countDead(registered.id())));
        status.withArray("parameter")
                .addObject()
                .put("name", "pending")
                .put("valueString", String.valueOf(registered.pending()));
        ObjectNode entry = bundle.putArray("entry").addObject();
        entry.set("resource", status);
        entry.putObject("search").put("mode", "match");
        return Json.bytes(bundle);
    }

    private byte[] events(Call call, Caller caller, Scope scope, Registered registered, ObjectNode subscription) {
        long from = number(call.text("eventsSinceNumber"), 1);
        long until = number(call.text("eventsUntilNumber"), Long.MAX_VALUE);
        String asked = call.text("content");
        Plan.Content content = asked == null ? Plan.content(subscription) : content(asked);
        List<Event> told = queues.events(registered.id(), from, until, EVENTS_MAX);
        Map<Event, Fact> facts = Map.of();
        if (content != Plan.Content.EMPTY) {
            facts = Event.facts(store, told, scope);
            looks.shown(caller, Access.purposeOf(caller), "notification", List.of(), new ArrayList<>(facts.values()));
            told = List.copyOf(facts.keySet());
        }
        return notifications.bundle(
                registered, Plan.topic(subscription), "query-event", told, facts, content, clock.instant());
    }

    private static Plan.Content content(String text) {
        try {
            return Plan.Content.valueOf(text.toUpperCase(Locale.ROOT).replace('-', '_'));
        } catch (IllegalArgumentException e) {
            throw unreadable();
        }
    }

    private static long number(@Nullable String text, long otherwise) {
        if (text == null) {
            return otherwise;
        }
        if (!text.matches("\\d{1,18}")) {
            throw unreadable();
        }
        return Long.parseLong(text);
    }

    private static Problem unreadable() {
        return new Problem(
                Problem.Kind.INVALID,
                "fhir.subscription-parameter",
                "A parameter of $events cannot be read.",
                "eventsSinceNumber and eventsUntilNumber are numbers; content is empty, id-only or full-resource.",
                "Correct it.");
    }
}
