package org.tongmai.healthcode;

import java.sql.Connection;
import java.sql.Date;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DataSourceUtils;
import org.springframework.jdbc.support.SQLExceptionSubclassTranslator;
import org.tongmai.kernel.Problem;

/** Reports of use (用码数据监测) and their counts, which are written in one statement and so always equal. */
public final class Uses {

    /** Reports sent together at most. */
    public static final int TOGETHER = 500;

    /** A report may come this late: a verifier may have been without network. */
    static final Duration LATEST = Duration.ofDays(90);

    /** Rows of one answer. */
    private static final int ROWS = 10_000;

    static final String REPORT = """
            with asked as materialized (
                select *
                  from unnest(?::text[], ?::bytea[], ?::text[], ?::text[], ?::timestamptz[], ?::date[], ?::boolean[],
                              ?::text[], ?::text[], ?::boolean[])
                       as a (report, key, scene, channel, at, day, verified, purpose, form, offline)),
            found as materialized (
                select a.*, p.compartment, p.code
                  from asked a
                  join healthcode.pointer p on p.kind = 'CODE' and p.key = a.key),
            noted as (
                insert into healthcode.use
                       (institution, report, compartment, code, scene, channel, at, day, verified, purpose, form,
                        offline, received_at)
                select ?, report, compartment, code, scene, channel, at, day, verified, purpose, form, offline, ?
                  from found
                 order by report
                    on conflict do nothing
             returning institution, report, compartment, scene, channel, day, verified),
            counted as (
                insert into healthcode.usage as u (institution, scene, channel, day, uses)
                select institution, scene, channel, day, count(*)
                  from noted
                 where verified
                 group by institution, scene, channel, day
                 order by institution, day, scene, channel
                    on conflict (institution, day, scene, channel) do update
                   set uses = u.uses + excluded.uses
             returning 1)
            select f.report, n.report is not null as fresh, f.verified
              from found f
              left join noted n on n.report = f.report and n.compartment = f.compartment
            """;

    static final String USAGE = """
            select institution, scene, channel, day, uses
              from healthcode.usage
             where day >= ?
               and day <= ?
               and (?::text is null or institution = ?)
             order by day, institution, scene, channel
             limit ?
            """;

    /** Uses of one person told at once, newest first. */
    static final int OF_PERSON = 200;

    /** Of one person, newest first; all, or those that were shown in one form. */
    static final String OF_COMPARTMENTS = """
            select code, institution, scene, channel, at, verified, purpose, form, offline
              from healthcode.use
             where compartment = any (?)
               and (?::text is null or form = ?)
             order by at desc, report
             limit ?
            """;

    private final DataSource database;
    private final JdbcClient jdbc;
    private final Evidence evidence;
    private final Clock clock;

    Uses(DataSource database, JdbcClient jdbc, Evidence evidence, Clock clock) {
        this.database = database;
        this.jdbc = jdbc;
        this.evidence = evidence;
        this.clock = clock;
    }

    /**
     * One use, as the institution with this USCC reported it.
     *
     * @param verified whether it showed that it verified the code
     * @param purpose READ where the institution was allowed to read; null where it is not verified
     * @param form on what it was shown; null where it is not verified
     * @param offline verified without network
     */
    public record Use(
            UUID code,
            String institution,
            Scene scene,
            Scene.Channel channel,
            Instant at,
            boolean verified,
            @Nullable CodePurpose purpose,
            Verified.@Nullable Form form,
            boolean offline) {}

    /** Verified uses of one institution, scene, channel and day. */
    public record Usage(String institution, Scene scene, Scene.Channel channel, LocalDate day, long uses) {}

    /**
     * Takes reports in; what comes again under the same id about the same source patient counts once.
     *
     * @param institution USCC of the reporter
     * @param reports at most {@value #TOGETHER}
     * @return what became of each, by its id; of two under one id that it was noted, where one was
     */
    public Map<String, UseReport.Outcome> report(String institution, List<UseReport> reports) {
        if (reports.size() > TOGETHER) {
            throw tooMany();
        }
        Instant now = clock.instant();
        Map<String, UseReport.Outcome> outcomes = new LinkedHashMap<>();
        List<UseReport> timely = new ArrayList<>();
        for (UseReport each : reports) {
            boolean wrong = each.at().isAfter(now.plus(HealthCodeSettings.CLOCK_SKEW))
                    || each.at().isBefore(now.minus(LATEST));
            outcomes.putIfAbsent(each.id(), wrong ? UseReport.Outcome.TIME_WRONG : UseReport.Outcome.UNKNOWN_CODE);
            if (!wrong) {
                timely.add(each);
            }
        }
        List<Optional<Evidence.Said>> said =
                timely.stream().map(each -> evidence.of(each, institution)).toList();
        Connection connection = DataSourceUtils.getConnection(database);
        try {
            note(connection, institution, timely, said, now)
                    .forEach((id, outcome) -> outcomes.merge(id, outcome, Uses::better));
            return outcomes;
        } catch (SQLException failure) {
            throw new SQLExceptionSubclassTranslator().translate("reports of use", null, failure);
        } finally {
            DataSourceUtils.releaseConnection(connection, database);
        }
    }

    /**
     * Counts by institution, scene, channel and day, both days included.
     *
     * @throws Problem {@code healthcode.too-many} where that would be more than {@value #ROWS} rows
     */
    public List<Usage> usage(LocalDate from, LocalDate until, @Nullable String institution) {
        List<Usage> usage = jdbc.sql(USAGE)
                .param(from)
                .param(until)
                .param(institution)
                .param(institution)
                .param(ROWS + 1)
                .query((row, number) -> new Usage(
                        row.getString("institution"),
                        Scene.valueOf(row.getString("scene")),
                        Scene.Channel.valueOf(row.getString("channel")),
                        row.getObject("day", LocalDate.class),
                        row.getLong("uses")))
                .list();
        if (usage.size() > ROWS) {
            throw tooMany(ROWS);
        }
        return usage;
    }

    /**
     * Where the codes of a person were used, newest first.
     *
     * @param count at most this many; 1 to {@value #OF_PERSON}
     */
    public List<Use> of(Collection<Long> compartments, int count) {
        return of(compartments, null, count);
    }

    /** @param form only those that were shown so; null for all */
    List<Use> of(Collection<Long> compartments, Verified.@Nullable Form form, int count) {
        String only = form == null ? null : form.name();
        return jdbc.sql(OF_COMPARTMENTS)
                .param(compartments.toArray(Long[]::new))
                .param(only)
                .param(only)
                .param(Math.clamp(count, 1, OF_PERSON))
                .query((row, number) -> new Use(
                        row.getObject("code", UUID.class),
                        row.getString("institution"),
                        Scene.valueOf(row.getString("scene")),
                        Scene.Channel.valueOf(row.getString("channel")),
                        row.getTimestamp("at").toInstant(),
                        row.getBoolean("verified"),
                        purpose(row.getString("purpose")),
                        form(row.getString("form")),
                        row.getBoolean("offline")))
                .list();
    }

    private static @Nullable CodePurpose purpose(@Nullable String word) {
        return word == null ? null : CodePurpose.valueOf(word);
    }

    private static Verified.@Nullable Form form(@Nullable String word) {
        return word == null ? null : Verified.Form.valueOf(word);
    }

    /** Of two reports under one id. */
    private static UseReport.Outcome better(UseReport.Outcome one, UseReport.Outcome other) {
        return one.compareTo(other) <= 0 ? one : other;
    }

    private static Map<String, UseReport.Outcome> note(
            Connection connection,
            String institution,
            List<UseReport> reports,
            List<Optional<Evidence.Said>> said,
            Instant now)
            throws SQLException {
        Map<String, UseReport.Outcome> outcomes = new HashMap<>();
        try (PreparedStatement statement = connection.prepareStatement(REPORT)) {
            array(statement, 1, "text", reports.stream().map(UseReport::id).toArray());
            array(
                    statement,
                    2,
                    "bytea",
                    reports.stream().map(each -> CodeStore.bytes(each.code())).toArray(byte[][]::new));
            array(
                    statement,
                    3,
                    "text",
                    reports.stream().map(each -> each.scene().name()).toArray());
            array(
                    statement,
                    4,
                    "text",
                    reports.stream().map(each -> each.channel().name()).toArray());
            array(
                    statement,
                    5,
                    "timestamptz",
                    reports.stream().map(each -> Timestamp.from(each.at())).toArray());
            array(
                    statement,
                    6,
                    "date",
                    reports.stream()
                            .map(each -> Date.valueOf(
                                    each.at().atZone(Guardians.ZONE).toLocalDate()))
                            .toArray());
            array(
                    statement,
                    7,
                    "boolean",
                    said.stream().map(Optional::isPresent).toArray());
            array(statement, 8, "text", words(said, each -> each.purpose().name()));
            array(statement, 9, "text", words(said, each -> each.form().name()));
            array(
                    statement,
                    10,
                    "boolean",
                    said.stream()
                            .map(each -> each.isPresent() && each.get().offline())
                            .toArray());
            statement.setString(11, institution);
            statement.setTimestamp(12, Timestamp.from(now));
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    outcomes.merge(row.getString("report"), outcome(row), Uses::better);
                }
            }
        }
        return outcomes;
    }

    /** Null where nothing is said. */
    private static Object[] words(List<Optional<Evidence.Said>> said, Function<Evidence.Said, String> word) {
        Object[] words = new String[said.size()];
        for (int i = 0; i < words.length; i++) {
            Optional<Evidence.Said> each = said.get(i);
            if (each.isPresent()) {
                words[i] = word.apply(each.get());
            }
        }
        return words;
    }

    private static UseReport.Outcome outcome(ResultSet row) throws SQLException {
        if (!row.getBoolean("fresh")) {
            return UseReport.Outcome.REPEATED;
        }
        return row.getBoolean("verified") ? UseReport.Outcome.RECORDED : UseReport.Outcome.UNVERIFIED;
    }

    private static void array(PreparedStatement statement, int index, String type, Object[] values)
            throws SQLException {
        statement.setArray(index, statement.getConnection().createArrayOf(type, values));
    }

    static Problem tooMany() {
        return tooMany(TOGETHER);
    }

    private static Problem tooMany(int most) {
        return new Problem(
                Problem.Kind.TOO_LARGE,
                "healthcode.too-many",
                "More than " + most + " at once.",
                "One request and one answer are bounded.",
                "Send or ask for them in parts.");
    }
}
