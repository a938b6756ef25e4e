package org.tongmai.healthcode;

import java.sql.Timestamp;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.tongmai.kernel.Problem;

/**
 * Slows an account that tries numbers of cards that hold everywhere: those behind which no code stands are counted, whichever
 * process it asks. They are not counted among {@code access.inquiry}, where a hospital that registers newcomers finds nobody
 * thousands of times an hour and rightly so.
 */
final class UnknownCards {

    /** Unknown cards of one account in an hour of the clock: the system of a large hospital meets some, who guesses needs millions. */
    static final int MOST = 1_000;

    /** How long the counts are kept. */
    private static final Duration KEPT = Duration.ofDays(1);

    static final String COUNTED = "select cards from healthcode.unknown_card where account = ? and hour = ?";

    static final String COUNT = """
            insert into healthcode.unknown_card as u (account, hour, cards)
            values (?, ?, 1)
                on conflict (account, hour) do update
               set cards = u.cards + 1
            """;

    static final String FORGET = "delete from healthcode.unknown_card where hour < ?";

    private final JdbcClient jdbc;
    private final Clock clock;

    UnknownCards(JdbcClient jdbc, Clock clock) {
        this.jdbc = jdbc;
        this.clock = clock;
    }

    /** @throws Problem {@code healthcode.too-many-unknown} */
    void begin(String account) {
        long tried = jdbc.sql(COUNTED)
                .params(account, hour())
                .query(Long.class)
                .optional()
                .orElse(0L);
        if (tried >= MOST) {
            throw new Problem(
                    Problem.Kind.BUSY,
                    "healthcode.too-many-unknown",
                    "This account asked for more than " + MOST + " unknown cards in an hour.",
                    "Card numbers are not to be found by trying.",
                    "Scan codes, or try again in an hour.");
        }
    }

    void count(String account) {
        jdbc.sql(COUNT).params(account, hour()).update();
    }

    void forget() {
        jdbc.sql(FORGET).param(Timestamp.from(clock.instant().minus(KEPT))).update();
    }

    private Timestamp hour() {
        Instant now = clock.instant();
        return Timestamp.from(now.truncatedTo(ChronoUnit.HOURS));
    }
}
