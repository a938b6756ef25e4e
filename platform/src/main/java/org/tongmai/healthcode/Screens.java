package org.tongmai.healthcode;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import javax.sql.DataSource;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.tongmai.kernel.Batching;
import org.tongmai.kernel.Problem;

/**
 * From when on the dynamic codes that somebody shows count: whoever asks for another one ends those shown before. Many in one statement
 * and one commit; {@link Showings} looks there with the check for replays, in the same statement.
 */
final class Screens implements AutoCloseable {

    /** Cleared together at most. */
    private static final int BATCH = 256;

    /** Those that wait at most; beyond, the caller is told that the server is busy. */
    private static final int WAITING = 8_192;

    /**
     * In one order, so that processes do not wait for each other in a ring. Later than before in any case: a process whose clock is
     * behind that of another one makes no code that is ended by what it ends. Where it is behind by more than clocks may differ
     * ({@link HealthCodeSettings#CLOCK_SKEW}), the other clock was wrong, and what it made is ahead and refused for that.
     */
    static final String CLEAR = """
            insert into healthcode.screen as s (compartment, code, shower, since)
            select compartment, code, shower, max(since)
              from unnest(?::bigint[], ?::uuid[], ?::bytea[], ?::timestamptz[]) as a (compartment, code, shower, since)
             group by compartment, code, shower
             order by compartment, code, shower
                on conflict (compartment, code, shower) do update
               set since = case when s.since > excluded.since + interval '%d seconds' then excluded.since
                                else greatest(excluded.since, s.since + interval '1 millisecond')
                           end
            returning compartment, code, shower, since
            """.formatted(HealthCodeSettings.CLOCK_SKEW_SECONDS);

    static final String SINCE = """
            select since
              from healthcode.screen
             where compartment = ?
               and code = ?
               and shower = ?
            """;

    /** Once a minute; what is left is as many rows as codes were asked for in some minutes. */
    static final String FORGET = "delete from healthcode.screen where since < ?";

    private final DataSource database;
    private final JdbcClient jdbc;
    private final Clock clock;
    private final Batching<Screen, Instant> batches;

    Screens(DataSource database, JdbcClient jdbc, Clock clock) {
        this.database = database;
        this.jdbc = jdbc;
        this.clock = clock;
        this.batches = new Batching<>("health-code-screens", BATCH, WAITING, Duration.ZERO, this::clear);
    }

    /** @param shower in hexadecimal places */
    private record Screen(long compartment, UUID code, String shower, Instant now) {
        Screen key() {
            return new Screen(compartment, code, shower, Instant.EPOCH);
        }
    }

    /**
     * Ends what was shown of this code by this one before.
     *
     * @param shower the first bytes of the nonce of each code of whoever shows it: {@link IndexKey#shower}
     * @return the time of issue of a code that follows, in milliseconds
     * @throws Problem {@code healthcode.busy}
     */
    Instant clear(HealthCode code, byte[] shower) {
        Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        return Showings.together(
                batches,
                new Screen(code.compartment(), code.id(), HexFormat.of().formatHex(shower), now));
    }

    /**
     * The time of issue of a code that goes on showing the same, in milliseconds: not before what is shown counts, for a process whose
     * clock is ahead of this one may have made that.
     *
     * @throws Problem {@code healthcode.busy}
     */
    Instant renewed(HealthCode code, byte[] shower) {
        Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        Instant since = jdbc.sql(SINCE)
                .params(code.compartment(), code.id(), shower)
                .query((row, number) -> row.getTimestamp("since").toInstant())
                .optional()
                .orElse(now);
        // one that is further ahead is that of a wrong clock, and gives way
        return since.isAfter(now.plus(HealthCodeSettings.CLOCK_SKEW))
                ? clear(code, shower)
                : now.isAfter(since) ? now : since;
    }

    /** What is past its life is refused for that. */
    void forget() {
        Instant before = Showings.pastLife(clock.instant());
        jdbc.sql(FORGET).param(Timestamp.from(before)).update();
    }

    @Override
    public void close() {
        batches.close();
    }

    /** Those that ask at once for one screen get one time: none of them is newer. */
    private List<Instant> clear(List<Screen> screens) throws SQLException {
        Map<Screen, Instant> since = new HashMap<>();
        try (Connection connection = database.getConnection();
                PreparedStatement statement = connection.prepareStatement(CLEAR)) {
            connection.setAutoCommit(true);
            statement.setArray(
                    1,
                    connection.createArrayOf(
                            "int8", screens.stream().map(Screen::compartment).toArray()));
            statement.setArray(
                    2,
                    connection.createArrayOf(
                            "uuid", screens.stream().map(Screen::code).toArray()));
            statement.setArray(
                    3,
                    connection.createArrayOf(
                            "bytea",
                            screens.stream()
                                    .map(each -> HexFormat.of().parseHex(each.shower()))
                                    .toArray(byte[][]::new)));
            statement.setArray(
                    4,
                    connection.createArrayOf(
                            "timestamptz",
                            screens.stream()
                                    .map(each -> Timestamp.from(each.now()))
                                    .toArray()));
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    var screen = new Screen(
                            row.getLong("compartment"),
                            row.getObject("code", UUID.class),
                            HexFormat.of().formatHex(row.getBytes("shower")),
                            Instant.EPOCH);
                    since.put(screen, row.getTimestamp("since").toInstant());
                }
            }
        }
        List<Instant> times = new ArrayList<>();
        screens.forEach(each -> times.add(since.getOrDefault(each.key(), each.now())));
        return times;
    }
}
