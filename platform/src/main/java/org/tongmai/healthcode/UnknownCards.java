package org.tongmai.healthcode;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.tongmai.kernel.Problem;

/** Slows an account that tries numbers of cards that hold everywhere: those behind which no code stands are counted. */
final class UnknownCards {

    /** Unknown cards of one account in an hour: the system of a large hospital meets some, who guesses needs millions. */
    static final int MOST = 1_000;

    private static final Duration WINDOW = Duration.ofHours(1);

    /** Accounts remembered; the ones that tried longest ago are forgotten first. */
    private static final int ACCOUNTS = 10_000;

    private final Clock clock;
    private final Map<String, Tried> accounts = new LinkedHashMap<>();

    UnknownCards(Clock clock) {
        this.clock = clock;
    }

    private record Tried(Instant since, int count) {}

    /** @throws Problem {@code healthcode.too-many-unknown} */
    synchronized void begin(String account) {
        Tried tried = accounts.get(account);
        if (tried != null && current(tried) && tried.count() >= MOST) {
            throw new Problem(
                    Problem.Kind.BUSY,
                    "healthcode.too-many-unknown",
                    "This account asked for more than " + MOST + " unknown cards in an hour.",
                    "Card numbers are not to be found by trying.",
                    "Scan codes, or try again in an hour.");
        }
    }

    synchronized void count(String account) {
        Tried before = accounts.remove(account);
        accounts.put(
                account,
                before != null && current(before)
                        ? new Tried(before.since(), before.count() + 1)
                        : new Tried(clock.instant(), 1));
        if (accounts.size() > ACCOUNTS) {
            accounts.remove(accounts.keySet().iterator().next());
        }
    }

    private boolean current(Tried tried) {
        return tried.since().plus(WINDOW).isAfter(clock.instant());
    }
}
