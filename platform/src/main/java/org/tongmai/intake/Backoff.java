package org.tongmai.intake;

import java.time.Duration;

/** How long a waiting message waits for its next run: ten seconds, doubled each time, at most an hour. */
final class Backoff {

    static final int FIRST_SECONDS = 10;

    static final int DOUBLINGS_MAX = 9;

    static final int LONGEST_SECONDS = 3600;

    private Backoff() {}

    static Duration after(int attempts) {
        return Duration.ofSeconds(
                Math.min(LONGEST_SECONDS, (long) FIRST_SECONDS << Math.min(attempts - 1, DOUBLINGS_MAX)));
    }
}
