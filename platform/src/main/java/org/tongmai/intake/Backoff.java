package org.tongmai.intake;

import java.time.Duration;

/** How long a waiting message waits for its next run: ten seconds, doubled each time, at most an hour. */
final class Backoff {

    private static final int DOUBLINGS_MAX = 9;

    private static final Duration LONGEST = Duration.ofHours(1);

    private Backoff() {}

    static Duration after(int attempts) {
        Duration wait = Duration.ofSeconds(JournalStore.FIRST_WAIT_SECONDS)
                .multipliedBy(1L << Math.min(attempts - 1, DOUBLINGS_MAX));
        return wait.compareTo(LONGEST) > 0 ? LONGEST : wait;
    }
}
