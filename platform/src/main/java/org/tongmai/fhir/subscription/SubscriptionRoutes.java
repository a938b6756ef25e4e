package org.tongmai.fhir.subscription;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Subscriptions as whoever runs the node sees them: how they stand and what was not delivered; no contents and no headers. */
@RestController
@RequestMapping("/api/fhir/subscriptions")
final class SubscriptionRoutes {

    private static final int PAGE = 200;
    private static final String ENDED = "The operator of the node ended it.";

    private final SubscriptionStore subscriptions;
    private final NotificationStore queues;
    private final Changes changes;

    SubscriptionRoutes(SubscriptionStore subscriptions, NotificationStore queues, Changes changes) {
        this.subscriptions = subscriptions;
        this.queues = queues;
        this.changes = changes;
    }

    /** A subscription, and how its delivery goes. */
    record Subscribed(
            String id,
            @Nullable String institution,
            String status,
            long events,
            long pending,
            long dead,
            int failures,
            @Nullable String error) {}

    /** A notification that was not delivered. */
    record DeadLetter(
            long number,
            String type,
            Instant at,
            int attempts,
            @Nullable String error) {}

    /** Whether it was ended by this; false where nothing was told anyway. */
    record Off(boolean ended) {}

    /** How many dead letters are queued again. */
    record Rerun(long again) {}

    @GetMapping
    List<Subscribed> all(@RequestParam(defaultValue = "") String after) {
        List<Registered> page = subscriptions.all(after, PAGE);
        Map<String, Long> dead =
                queues.countDead(page.stream().map(Registered::id).toList());
        return page.stream()
                .map(each -> new Subscribed(
                        each.id(),
                        each.institution(),
                        each.status(),
                        each.events(),
                        each.pending(),
                        dead.getOrDefault(each.id(), 0L),
                        each.failures(),
                        each.error()))
                .toList();
    }

    @GetMapping("/{id}/dead")
    List<DeadLetter> dead(@PathVariable String id) {
        return queues.dead(id, PAGE).stream()
                .map(event -> new DeadLetter(event.number(), event.type(), event.at(), event.attempts(), event.error()))
                .toList();
    }

    /** Ends it; whoever subscribed may write it anew. */
    @PostMapping("/{id}/off")
    Off off(@PathVariable String id) {
        return new Off(changes.end(id, ENDED));
    }

    @PostMapping("/{id}/rerun")
    Rerun rerun(@PathVariable String id) {
        return new Rerun(queues.rerun(id));
    }
}
