package org.tongmai.access;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.tongmai.kernel.Problem;

/** Residents report looks, operators find out and answer, residents read the answer. */
final class LookReports {

    /** Longest text of either side. */
    static final int WORDS_LONGEST = 1_000;

    /** Reports shown at once. */
    static final int PAGE_MAX = 200;

    static final String PUT = """
            insert into access.look_report (compartment, look, person, reported_by, reported_at, words)
            values (?, ?, (select person from person.member where member.compartment = ?), ?, ?, ?)
                on conflict do nothing
            """;

    static final String ANSWER = """
            update access.look_report
               set answered_by = ?, answered_at = ?, outcome = ?, answer = ?
             where compartment = ?
               and look = ?
               and answered_at is null
            """;

    static final String OF = """
            select *
              from access.look_report
             where compartment = any (?)
               and look = any (?)
            """;

    /** The newest first; those that wait before all others, by the first parameter. */
    static final String LIST = """
            select *
              from access.look_report
             where (answered_at is null) = ?
               and reported_at < ?
             order by reported_at desc
             limit ?
            """;

    private final JdbcClient jdbc;
    private final LookStore looks;
    private final Subjects subjects;
    private final Clock clock;

    LookReports(JdbcClient jdbc, LookStore looks, Subjects subjects, Clock clock) {
        this.jdbc = jdbc;
        this.looks = looks;
        this.subjects = subjects;
        this.clock = clock;
    }

    /**
     * Reports a look at the caller's own record; a second report of the same look changes nothing.
     *
     * @throws Problem {@code access.no-such-look}, {@code access.report-too-long}
     */
    LookReport report(Caller resident, long look, String words) {
        String said = limited(words);
        Set<Long> own = subjects.compartmentsOf(resident);
        List<Look> rows = looks.of(new Long[] {look}, own);
        if (rows.isEmpty()) {
            throw noSuchLook();
        }
        Optional<LookReport> there = of(own, List.of(look)).stream().findFirst();
        if (there.isPresent()) {
            return there.get();
        }
        long compartment = rows.getFirst().compartment();
        jdbc.sql(PUT)
                .params(compartment, look, compartment, resident.account(), Timestamp.from(now()), said)
                .update();
        return one(compartment, look);
    }

    /**
     * Answers a report, once.
     *
     * @throws Problem {@code access.no-such-report}, {@code access.report-answered}, {@code access.report-too-long}
     */
    LookReport answer(Caller operator, AuditEvents.Key key, LookReport.Outcome outcome, String answer) {
        String said = limited(answer);
        LookReport report = one(key.compartment(), key.look());
        int changed = jdbc.sql(ANSWER)
                .params(
                        operator.account(),
                        Timestamp.from(now()),
                        outcome.name(),
                        said,
                        report.compartment(),
                        report.look())
                .update();
        if (changed == 0) {
            throw new Problem(
                    Problem.Kind.CONFLICT,
                    "access.report-answered",
                    "This report was answered before.",
                    "The resident has read the answer.",
                    "Reload the list.");
        }
        return one(report.compartment(), report.look());
    }

    /** Reports of these looks. */
    List<LookReport> of(Collection<Long> compartments, Collection<Long> looks) {
        return jdbc.sql(OF)
                .param(compartments.toArray(Long[]::new))
                .param(looks.toArray(Long[]::new))
                .query(LookReports::row)
                .list();
    }

    /** Reports that wait, or that were answered, the newest first. */
    List<LookReport> list(boolean waiting, @Nullable Instant before, int count) {
        return jdbc.sql(LIST)
                .params(waiting, Timestamp.from(before == null ? now().plusSeconds(60) : before), count)
                .query(LookReports::row)
                .list();
    }

    private LookReport one(long compartment, long look) {
        return of(List.of(compartment), List.of(look)).stream()
                .findFirst()
                .orElseThrow(() -> new Problem(
                        Problem.Kind.NOT_FOUND,
                        "access.no-such-report",
                        "There is no such report.",
                        "Nobody reported this look.",
                        "Reload the list."));
    }

    private static String limited(String words) {
        if (words.length() > WORDS_LONGEST) {
            throw new Problem(
                    Problem.Kind.TOO_LARGE,
                    "access.report-too-long",
                    "The text has more than " + WORDS_LONGEST + " characters.",
                    "Reports and answers are read by people.",
                    "Shorten it.");
        }
        return words.strip();
    }

    static Problem noSuchLook() {
        return new Problem(
                Problem.Kind.NOT_FOUND,
                "access.no-such-look",
                "There is no such look, or it was not at your record.",
                "Everybody sees the looks at the own record only.",
                "Reload the list of looks.");
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }

    private static LookReport row(ResultSet row, int number) throws SQLException {
        String outcome = row.getString("outcome");
        Timestamp answered = row.getTimestamp("answered_at");
        return new LookReport(
                row.getLong("compartment"),
                row.getLong("look"),
                row.getString("reported_by"),
                row.getTimestamp("reported_at").toInstant(),
                row.getString("words"),
                outcome == null ? null : LookReport.Outcome.valueOf(outcome),
                row.getString("answer"),
                row.getString("answered_by"),
                answered == null ? null : answered.toInstant());
    }
}
