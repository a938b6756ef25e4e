package org.tongmai.intake;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.LocalDate;
import java.util.List;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;

/** What the rules of quality came to, and what the sources counted. */
final class QualityStore {

    static final String OF_INSTITUTION = """
            select institution, day, dataset, max(door) as door, rule, sum(judged) as judged, sum(broken) as broken,
                   sum(untold) as untold
              from intake.quality
             where institution = ?
               and day >= ?
               and day <= ?
               and (?::text is null or dataset = ?)
             group by institution, day, dataset, rule
             order by day, dataset, rule
            """;

    static final String OF_ALL = """
            select institution, day, dataset, max(door) as door, rule, sum(judged) as judged, sum(broken) as broken,
                   sum(untold) as untold
              from intake.quality
             where day >= ?
               and day <= ?
             group by institution, day, dataset, rule
            """;

    static final String SAMPLES = """
            select institution, day, dataset, rule, message, load, line, patient, content, at
              from intake.quality_sample
             where institution = ?
               and day >= ?
               and day <= ?
               and (?::text is null or rule = ?)
             order by day desc, slot
             limit 3000
            """;

    static final String COUNT = """
            insert into intake.daily_count (institution, day, dataset, version, counted, at, by)
            select ?, ?, ?, coalesce(max(version), 0) + 1, ?, ?, ?
              from intake.daily_count
             where institution = ?
               and day = ?
               and dataset = ?
            """;

    static final String COUNTS = """
            select distinct on (institution, day, dataset) institution, day, dataset, counted
              from intake.daily_count
             where institution = ?
               and day >= ?
               and day <= ?
             order by institution, day, dataset, version desc
            """;

    static final String COUNTS_OF_ALL = COUNTS.replace("institution = ?\n   and ", "");

    private final JdbcTemplate jdbc;
    private final Clock clock;

    QualityStore(DataSource database, Clock clock) {
        this.jdbc = new JdbcTemplate(database);
        this.clock = clock;
    }

    /** What came of one rule on one day in one data set. */
    record Sum(
            String institution,
            LocalDate day,
            String dataset,
            String door,
            String rule,
            long judged,
            long broken,
            long untold) {}

    /** An example of what broke a rule. */
    record Sample(
            LocalDate day,
            String dataset,
            String rule,
            @Nullable Long message,
            @Nullable Long load,
            @Nullable Long line,
            String patient,
            String content) {}

    /** What a source says it sent. */
    record Counted(String institution, LocalDate day, String dataset, long counted) {}

    /** @param institution null for all */
    List<Sum> sums(@Nullable String institution, @Nullable String dataset, LocalDate from, LocalDate until) {
        return institution == null
                ? jdbc.query(OF_ALL, QualityStore::sum, from, until)
                : jdbc.query(OF_INSTITUTION, QualityStore::sum, institution, from, until, dataset, dataset);
    }

    /** The newest first. */
    List<Sample> samples(String institution, @Nullable String rule, LocalDate from, LocalDate until) {
        return jdbc.query(
                SAMPLES,
                (row, number) -> new Sample(
                        row.getObject("day", LocalDate.class),
                        row.getString("dataset"),
                        row.getString("rule"),
                        row.getObject("message", Long.class),
                        row.getObject("load", Long.class),
                        row.getObject("line", Long.class),
                        row.getString("patient"),
                        row.getString("content")),
                institution,
                from,
                until,
                rule,
                rule);
    }

    /** Keeps what a source says it sent; an earlier word about the same stays and counts no more. */
    void count(Counted told, String by) {
        jdbc.update(
                COUNT,
                told.institution(),
                told.day(),
                told.dataset(),
                told.counted(),
                Timestamp.from(clock.instant()),
                by,
                told.institution(),
                told.day(),
                told.dataset());
    }

    /** @param institution null for all */
    List<Counted> counts(@Nullable String institution, LocalDate from, LocalDate until) {
        return institution == null
                ? jdbc.query(COUNTS_OF_ALL, QualityStore::counted, from, until)
                : jdbc.query(COUNTS, QualityStore::counted, institution, from, until);
    }

    private static Counted counted(ResultSet row, int number) throws SQLException {
        return new Counted(
                row.getString("institution"),
                row.getObject("day", LocalDate.class),
                row.getString("dataset"),
                row.getLong("counted"));
    }

    private static Sum sum(ResultSet row, int number) throws SQLException {
        return new Sum(
                row.getString("institution"),
                row.getObject("day", LocalDate.class),
                row.getString("dataset"),
                row.getString("door"),
                row.getString("rule"),
                row.getLong("judged"),
                row.getLong("broken"),
                row.getLong("untold"));
    }
}
