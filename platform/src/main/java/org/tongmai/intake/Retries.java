package org.tongmai.intake;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Tells when waiting messages are run again: when new data of their institution was stored, and by schedule, less and less
 * often.
 */
final class Retries {

    /** Messages of one round. */
    private static final int ROUND_MAX = 100;

    /** So long nobody else runs what was claimed. */
    private static final Duration LEASE = Duration.ofMinutes(5);

    private final Journal journal;
    private final Clock clock;
    private final Set<String> stored = ConcurrentHashMap.newKeySet();
    private volatile boolean anyWaiting = true;

    Retries(Journal journal, Clock clock) {
        this.journal = journal;
        this.clock = clock;
    }

    /** A message of that institution came to that state. */
    void heard(@Nullable String institution, State state) {
        anyWaiting |= state == State.WAITING;
        if (institution != null && anyWaiting && (state == State.STORED || state == State.RESOLVED)) {
            stored.add(institution);
        }
    }

    /**
     * Runs what is due.
     *
     * @return how many messages were run
     */
    int round(LongConsumer run) {
        Instant now = clock.instant();
        for (String institution : List.copyOf(stored)) {
            stored.remove(institution);
            journal.wake(institution, now);
        }
        List<Long> due = journal.claim(now, now.plus(LEASE), ROUND_MAX);
        due.forEach(run::accept);
        anyWaiting = journal.anyWaiting();
        return due.size();
    }
}
