package org.tongmai.fhir.subscription;

import java.time.Instant;
import java.util.List;
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

    private final SubscriptionStore subscriptions;
    private final NotificationStore queues;

    SubscriptionRoutes(SubscriptionStore subscriptions, NotificationStore queues) {
        this.subscriptions = subscriptions;
        this.queues = queues;
    }

    /** A subscription. */
    record Standing(
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

    /** How many dead letters are queued again. */
    record Rerun(long again) {}

    @GetMapping
    List<Standing> all(@RequestParam(defaultValue = "") String after) {
        return subscriptions.all(after, PAGE).stream()
                .map(each -> new Standing(
                        each.id(),
                        each.institution(),
                        each.status(),
                        each.events(),
                        each.pending(),
                        queues.countDead(each.id()),
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

    @PostMapping("/{id}/rerun")
    Rerun rerun(@PathVariable String id) {
        return new Rerun(queues.rerun(id));
    }
}
