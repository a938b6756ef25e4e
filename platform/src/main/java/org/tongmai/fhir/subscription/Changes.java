package org.tongmai.fhir.subscription;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tongmai.kernel.Problem;
import org.tongmai.store.Change;
import org.tongmai.store.Fact;
import org.tongmai.store.Json;
import org.tongmai.store.Matcher;
import org.tongmai.store.Origin;
import org.tongmai.store.Scope;
import org.tongmai.store.Store;
import tools.jackson.databind.node.ObjectNode;

/**
 * Reads the feed: Subscriptions as they are written, and all other changes that somebody subscribes to, which it puts into the
 * queues. Both in the order of the feed, so that a subscription is told of every change that was begun after it was acknowledged.
 */
final class Changes {

    private static final Logger LOG = LoggerFactory.getLogger(Changes.class);

    static final String READER = "fhir.subscription";
    static final String TYPE = "Subscription";

    private static final String PLATFORM = Origin.platform().account();

    private final Store store;
    private final SubscriptionStore subscriptions;
    private final NotificationStore queues;
    private final Topics topics;
    private final Clock clock;
    private final Index index = new Index();
    private final Runnable news;
    private long seen;

    Changes(
            Store store,
            SubscriptionStore subscriptions,
            NotificationStore queues,
            Topics topics,
            Clock clock,
            Runnable news) {
        this.store = store;
        this.subscriptions = subscriptions;
        this.queues = queues;
        this.topics = topics;
        this.clock = clock;
        this.news = news;
    }

    void start() {
        store.feed().register(READER, this::types, this::take);
    }

    /** The types that are to be read now. */
    private Set<String> types() {
        refresh();
        var types = new HashSet<>(index.types());
        types.add(TYPE);
        return types;
    }

    /** Takes up what changed since, by whichever node. */
    private synchronized void refresh() {
        if (subscriptions.lastChange() == seen) {
            return;
        }
        for (Registered changed : subscriptions.changed(seen)) {
            boolean told = changed.state() == Registered.State.ACTIVE || changed.state() == Registered.State.REQUESTED;
            Plan plan = told ? plan(changed) : null;
            if (plan != null) {
                index.put(new Index.Entry(changed, plan));
            } else {
                index.remove(changed.id());
            }
            seen = changed.change();
        }
    }

    /** Null where it cannot be read any more, as when its topic was taken away. */
    private @Nullable Plan plan(Registered registered) {
        try {
            return Plan.of(Json.read(registered.resource().getBytes(StandardCharsets.UTF_8)), topics);
        } catch (Problem gone) {
            LOG.warn("Subscription {} is told nothing: {}", registered.id(), gone.code());
            return null;
        }
    }

    private void take(List<Fact> facts) {
        boolean registered = false;
        for (Fact fact : facts) {
            if (fact.type().equals(TYPE)) {
                register(fact);
                registered = true;
            }
        }
        if (registered) {
            refresh();
        }
        var told = new ArrayList<NotificationStore.Told>();
        Set<Long> compartments = new HashSet<>();
        facts.forEach(fact -> compartments.add(fact.key().compartment()));
        Map<Long, String> sources = store.sources(compartments);
        for (Fact fact : facts) {
            if (!fact.type().equals(TYPE)) {
                concerned(fact, sources.get(fact.key().compartment()), told);
            }
        }
        if (!told.isEmpty()) {
            queues.queue(told);
            news.run();
        }
    }

    // -- which subscriptions a change concerns

    private void concerned(Fact fact, @Nullable String source, List<NotificationStore.Told> told) {
        Matcher.Probe probe = Matcher.Probe.of(fact);
        List<Index.Entry> candidates = index.candidates(probe, source);
        if (candidates.isEmpty()) {
            return;
        }
        var before = new Before(fact);
        for (Index.Entry entry : candidates) {
            boolean later = !fact.at().isBefore(entry.registered().since());
            if (later && matches(entry.plan(), probe, before)) {
                told.add(new NotificationStore.Told(entry.id(), fact));
            }
        }
    }

    private static boolean matches(Plan plan, Matcher.Probe probe, Before before) {
        Fact fact = probe.fact();
        if (!plan.interactions().contains(fact.method())) {
            return false;
        }
        Matcher.Probe as = fact.deleted() ? before.probe() : probe;
        if (as == null || (plan.now() != null && !plan.now().matches(as))) {
            return false;
        }
        if (!plan.filters().stream().allMatch(filter -> filter.matches(as))) {
            return false;
        }
        Matcher was = plan.before();
        if (was == null || fact.method() != Fact.Method.UPDATE) {
            return true;
        }
        Matcher.Probe previous = before.probe();
        return previous == null || was.matches(previous);
    }

    /** The version before a change, read when somebody asks for it. */
    private final class Before {
        private final Fact fact;
        private boolean read;
        private Matcher.@Nullable Probe probe;

        Before(Fact fact) {
            this.fact = fact;
        }

        Matcher.@Nullable Probe probe() {
            if (!read && fact.version() > 1) {
                probe = store.version(fact.type(), fact.id(), fact.version() - 1, Scope.everything())
                        .filter(previous -> !previous.deleted())
                        .map(Matcher.Probe::of)
                        .orElse(null);
            }
            read = true;
            return probe;
        }
    }

    // -- Subscriptions as they are written

    private void register(Fact fact) {
        Registered known = subscriptions.one(fact.id()).orElse(null);
        if (known != null && known.version() >= fact.version()) {
            return;
        }
        ObjectNode resource = fact.tree();
        String status = fact.deleted() ? "off" : resource.path("status").asString("");
        ObjectNode asked = resource.deepCopy();
        List.of("id", "meta", "status", "error", "resourceType").forEach(asked::remove);
        String text = asked.toString();
        String author = store.author(fact).orElse(null);
        boolean told = known != null && PLATFORM.equals(author);
        String account = known != null && told ? known.account() : author;
        Registered.State state = known != null && known.resource().equals(text) ? known.state() : null;
        switch (status) {
            case "requested" -> begin(fact, account, text, asked);
            case "active" -> {
                // what the node itself said begins nothing: it may be read after the subscription was ended
                if (told || state == Registered.State.ACTIVE || state == Registered.State.REQUESTED) {
                    subscriptions.version(fact.id(), fact.version());
                } else {
                    begin(fact, account, text, asked);
                }
            }
            default -> {
                Registered.State stays = state == Registered.State.ERROR ? state : Registered.State.OFF;
                put(fact, account, text, stays, 0, known == null || stays != state ? null : known.error());
            }
        }
    }

    /** Its receiver is looked at where it is delivered: names of hosts may take long to resolve, and the feed waits for nobody. */
    private void begin(Fact fact, @Nullable String account, String text, ObjectNode asked) {
        try {
            Plan plan = Plan.of(asked, topics);
            put(fact, account, text, Registered.State.REQUESTED, plan.heartbeat(), null);
            news.run();
        } catch (Problem problem) {
            String error = told(problem);
            put(fact, account, text, Registered.State.ERROR, 0, error);
            say(fact.id(), "error", error);
        }
    }

    static String told(Problem problem) {
        return problem.what() + " " + problem.why() + " " + problem.mend();
    }

    private void put(
            Fact fact,
            @Nullable String account,
            String text,
            Registered.State state,
            int heartbeat,
            @Nullable String error) {
        String institution = store.sourceOf(fact.key().compartment()).orElse(null);
        Instant beat = heartbeat == 0 ? null : clock.instant().plusSeconds(heartbeat);
        subscriptions.put(
                new Registered(
                        fact.id(), institution, account, fact.version(), state, text, fact.at(), 0, 0, 0, error, 0),
                beat);
    }

    /** Ends a subscription that is told, with all that waits, and says so; false where it is not told anyway. */
    boolean end(String id, String why) {
        boolean ended = subscriptions.end(id, why);
        if (ended) {
            say(id, "off", why);
        }
        return ended;
    }

    /** Writes the status into the resource, unless its owner changed it meanwhile. */
    void say(String id, String status, @Nullable String error) {
        store.current(TYPE, id, Scope.everything())
                .filter(fact -> !fact.deleted())
                .ifPresent(fact -> {
                    ObjectNode resource = fact.tree();
                    boolean said = resource.path("status").asString("").equals(status)
                            && resource.path("error").asString("").equals(error == null ? "" : error);
                    if (said) {
                        return;
                    }
                    resource.put("status", status);
                    if (error == null) {
                        resource.remove("error");
                    } else {
                        resource.put("error", error);
                    }
                    Change plain = Change.update(TYPE, id, Json.bytes(resource));
                    try {
                        store.transact(
                                List.of(new Change(
                                        plain.method(), TYPE, id, null, fact.version(), null, null, plain.body())),
                                Origin.platform());
                    } catch (Problem changed) {
                        if (changed.kind() != Problem.Kind.PRECONDITION_FAILED) {
                            throw changed;
                        }
                    }
                });
    }
}
