package org.tongmai.access;

import java.sql.Timestamp;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.tongmai.kernel.Problem;

/**
 * Counts the questions who somebody is, for each account and hour, and bounds them. What was told about somebody is in the trace
 * ({@link Looks}); a question that finds nobody is about nobody and stands here. The bounds stand in {@code access.setting}.
 */
final class Inquiries {

    /** How far back the counts are told. */
    static final Duration TOLD = Duration.ofDays(1);

    /** Null where no bound holds on that day. */
    static final String COUNT = """
            insert into access.inquiry as i (account, hour, asked, unknown)
            values (?, ?, 1, ?)
                on conflict (account, hour) do update
               set asked = i.asked + 1,
                   unknown = i.unknown + excluded.unknown
            returning coalesce(asked > (select value
                                          from access.setting
                                         where name = ?
                                           and valid_from <= ?::date
                                           and (valid_until is null or valid_until > ?::date)
                                         order by valid_from desc
                                         limit 1), false)
            """;

    static final String LATEST = """
            select account, hour, asked, unknown
              from access.inquiry
             where hour >= ?
             order by hour desc, asked desc, account
             limit 1000
            """;

    private final JdbcClient jdbc;
    private final Clock clock;

    Inquiries(JdbcClient jdbc, Clock clock) {
        this.jdbc = jdbc;
        this.clock = clock;
    }

    /**
     * How often an account asked within an hour.
     *
     * @param unknown how many of the questions found nobody whom the account may know
     */
    record Count(String account, Instant hour, long asked, long unknown) {}

    /**
     * Counts a question before its answer is given. Residents, who ask about themselves, and stewards, whose duty it is, are
     * counted and not bound.
     *
     * @param found whether it found somebody
     * @throws Problem {@code access.inquiries-too-many}: the answer is not given
     */
    void asked(Caller caller, boolean found) {
        Instant now = clock.instant();
        String day = now.atZone(Treatments.ZONE).toLocalDate().toString();
        boolean over = jdbc.sql(COUNT)
                .params(
                        caller.account(),
                        Timestamp.from(now.truncatedTo(ChronoUnit.HOURS)),
                        found ? 0 : 1,
                        caller.role().name().toLowerCase(Locale.ROOT) + "-inquiries-per-hour",
                        day,
                        day)
                .query(Boolean.class)
                .single();
        if (over && !caller.unrestricted()) {
            throw new Problem(
                    Problem.Kind.BUSY,
                    "access.inquiries-too-many",
                    "This account asked too often within an hour who somebody is.",
                    "Whoever asks without end might try out names and numbers. The operator sees how often each account asked.",
                    "Ask again in the next hour, or have the operator raise the bound.");
        }
    }

    /** The counts of the last day, newest first. */
    List<Count> latest() {
        return jdbc.sql(LATEST)
                .param(Timestamp.from(clock.instant().minus(TOLD)))
                .query((row, number) -> new Count(
                        row.getString("account"),
                        row.getTimestamp("hour").toInstant(),
                        row.getLong("asked"),
                        row.getLong("unknown")))
                .list();
    }
}
