package org.tongmai.intake;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;
import org.tongmai.intake.QualityRows.Broken;
import org.tongmai.intake.QualityRows.Place;
import org.tongmai.intake.QualityTally.Cell;
import org.tongmai.intake.QualityTally.Judged;
import org.tongmai.intake.QualityTally.Sheet;
import org.tongmai.intake.quality.Judgement;
import org.tongmai.intake.quality.Judgement.Came;
import org.tongmai.intake.quality.Judgement.Finding;
import org.tongmai.intake.quality.Rule;
import org.tongmai.kernel.Problem;
import org.tongmai.kernel.Problem.Kind;
import tools.jackson.databind.node.ObjectNode;

/**
 * Runs a rule again over what is stored of one day and data set, some messages at a time: later messages may have mended what was
 * broken, or the rule changed. The counts are moved at its end, by the difference, so that what arrives meanwhile is kept. Of a
 * table only the rows that broke the rule are run again, and each step moves the counts.
 */
final class QualityCheck {

    /** Messages or rows of one step; what each made is read from the store. */
    static final int STEP = 100;

    static final String BEGIN = """
            insert into intake.quality_check (
                   institution, day, dataset, rule, upto, after, load, line, total, seen, was_judged, was_broken,
                   was_untold, judged, broken, untold, started_at, ended_at, by)
            select ?, ?, ?, ?, m.upto, 0, 0, 0, m.total + l.total, 0, q.judged, q.broken, q.untold, 0, 0, 0, ?, null, ?
              from (select coalesce(max(id), 0) as upto, count(*) as total
                      from intake.message
                     where institution = ?
                       and kind = ?
                       and received_at >= ?
                       and received_at < ?
                       and door <> 'TABLE'
                       and state in ('STORED', 'RESOLVED')
                       and code is distinct from 'intake.test-data') m
             cross join (select count(*) as total
                           from intake.quality_row
                          where institution = ?
                            and day = ?
                            and dataset = ?
                            and rule = ?) l
             cross join (select coalesce(sum(judged), 0) as judged, coalesce(sum(broken), 0) as broken,
                                coalesce(sum(untold), 0) as untold
                           from intake.quality
                          where institution = ?
                            and day = ?
                            and dataset = ?
                            and rule = ?) q
            on conflict (institution, day, dataset, rule)
            do update set upto = excluded.upto, after = 0, load = 0, line = 0, total = excluded.total, seen = 0,
                          was_judged = excluded.was_judged, was_broken = excluded.was_broken,
                          was_untold = excluded.was_untold, judged = 0, broken = 0, untold = 0,
                          started_at = excluded.started_at, ended_at = null, by = excluded.by
            """;

    static final String FIND = """
            select upto, after, load, line, total, seen, was_judged, was_broken, was_untold, judged, broken, untold, ended_at
              from intake.quality_check
             where institution = ?
               and day = ?
               and dataset = ?
               and rule = ?
               for update
            """;

    static final String STEPPED = """
            update intake.quality_check
               set after = ?, load = ?, line = ?, seen = seen + ?, judged = ?, broken = ?, untold = ?, ended_at = ?
             where institution = ?
               and day = ?
               and dataset = ?
               and rule = ?
            """;

    static final String PAGE = """
            select id, received_at, door, patient_masked, locations, unchanged
              from intake.message
             where institution = ?
               and kind = ?
               and received_at >= ?
               and received_at < ?
               and door <> 'TABLE'
               and state in ('STORED', 'RESOLVED')
               and code is distinct from 'intake.test-data'
               and id > ?
               and id <= ?
             order by id
             limit ?
            """;

    static final String FORGET_SAMPLES = """
            delete from intake.quality_sample
             where institution = ?
               and day = ?
               and dataset = ?
               and rule = ?
            """;

    private final JdbcTemplate jdbc;
    private final TransactionTemplate transaction;
    private final Quality quality;
    private final Facts facts;
    private final QualityRows rows;
    private final Clock clock;

    QualityCheck(DataSource database, Quality quality, Facts facts, Clock clock) {
        this.jdbc = new JdbcTemplate(database);
        this.transaction = new TransactionTemplate(new JdbcTransactionManager(database));
        this.quality = quality;
        this.facts = facts;
        this.rows = new QualityRows(jdbc);
        this.clock = clock;
    }

    /** Which rule is run again, over what. */
    record Group(String institution, LocalDate day, String dataset, String rule) {}

    /** How far it came. */
    record Progress(long total, long seen, long judged, long broken, boolean done) {}

    private record Standing(
            long upto,
            long after,
            long load,
            long line,
            long total,
            long seen,
            long[] was,
            long[] found,
            boolean ended) {}

    /** Where a step ended: the last message, and of rows the file and the line. */
    private record Step(long after, long load, long line, long seen, boolean done) {}

    private record Message(
            long id,
            Instant receivedAt,
            Door door,
            @Nullable String patient,
            List<String> locations,
            int unchanged) {

        /** Whether the line names all that the message said: not what was there already, nor of one that another line settled. */
        boolean isWhole() {
            return unchanged == 0 && !locations.isEmpty();
        }
    }

    /**
     * Goes one step, from the beginning or from where the last one ended.
     *
     * @throws Problem {@code intake.recheck-not-possible}
     */
    Progress step(Group group, boolean anew, String by) {
        Rule rule = quality.book()
                .rule(group.rule(), group.day())
                .filter(QualityCheck::runsAgain)
                .orElseThrow(QualityCheck::notPossible);
        return Optional.ofNullable(transaction.execute(status -> {
                    if (anew) {
                        begin(group, by);
                    }
                    return step(group, rule);
                }))
                .orElseThrow();
    }

    /** Whether what is stored tells what the rule judges: of the time of sending it does not. */
    static boolean runsAgain(Rule rule) {
        return rule.over() == Rule.Over.MESSAGE && !(rule.condition() + rule.formula()).contains("madeAt");
    }

    private void begin(Group group, String by) {
        Timestamp from = Timestamp.from(quality.beginning(group.day()));
        Timestamp until = Timestamp.from(quality.beginning(group.day().plusDays(1)));
        jdbc.update(
                BEGIN,
                group.institution(),
                group.day(),
                group.dataset(),
                group.rule(),
                Timestamp.from(clock.instant()),
                by,
                group.institution(),
                group.dataset(),
                from,
                until,
                group.institution(),
                group.day(),
                group.dataset(),
                group.rule(),
                group.institution(),
                group.day(),
                group.dataset(),
                group.rule());
        jdbc.update(FORGET_SAMPLES, group.institution(), group.day(), group.dataset(), group.rule());
    }

    private Progress step(Group group, Rule rule) {
        Standing standing = jdbc
                .query(FIND, QualityCheck::standing, group.institution(), group.day(), group.dataset(), group.rule())
                .stream()
                .findFirst()
                .orElseThrow(QualityCheck::notPossible);
        if (standing.ended()) {
            return new Progress(standing.total(), standing.seen(), standing.found()[0], standing.found()[1], true);
        }
        boolean table = Mappings.SHIPPED.contains(group.dataset());
        long[] found = table && standing.seen() == 0
                ? standing.was().clone()
                : standing.found().clone();
        Sheet samples = new Sheet();
        Step step =
                table ? rows(group, rule, standing, found, samples) : messages(group, rule, standing, found, samples);
        samples.writeSamples(jdbc);
        jdbc.update(
                STEPPED,
                step.after(),
                step.load(),
                step.line(),
                step.seen(),
                found[0],
                found[1],
                found[2],
                step.done() ? Timestamp.from(clock.instant()) : null,
                group.institution(),
                group.day(),
                group.dataset(),
                group.rule());
        return new Progress(standing.total(), standing.seen() + step.seen(), found[0], found[1], step.done());
    }

    private Step messages(Group group, Rule rule, Standing standing, long[] found, Sheet samples) {
        List<Message> messages = messages(group, standing);
        messages.forEach(message -> judge(group, rule, message, found, samples));
        boolean done = messages.size() < STEP;
        if (done) {
            long[] was = standing.was();
            Door door = messages.isEmpty() ? Door.HL7V2 : messages.getLast().door();
            move(group, door, found[0] - was[0], found[1] - was[1], found[2] - was[2]);
        }
        long after = messages.isEmpty() ? standing.after() : messages.getLast().id();
        return new Step(after, 0, 0, messages.size(), done);
    }

    /** Rows that broke the rule; those that break it no longer are counted so and forgotten. */
    private Step rows(Group group, Rule rule, Standing standing, long[] found, Sheet samples) {
        Place place = new Place(standing.load(), standing.line(), standing.after());
        List<Broken> page = rows.page(group, place, STEP);
        long[] before = found.clone();
        for (Broken row : page) {
            List<ObjectNode> resources = stored(row.things());
            // what is not all there is no mend: it stays broken
            if (!resources.isEmpty()
                    && resources.size() == Set.copyOf(row.things()).size()) {
                long stillBroken = found[1];
                judge(rule, judged(group, row), resources, found, samples);
                found[0]--;
                found[1]--;
                if (found[1] < stillBroken) {
                    rows.forget(group, row.place());
                }
            }
            place = row.place();
        }
        move(group, Door.TABLE, found[0] - before[0], found[1] - before[1], found[2] - before[2]);
        return new Step(place.message(), place.load(), place.line(), page.size(), page.size() < STEP);
    }

    private static Judged judged(Group group, Broken row) {
        Place place = row.place();
        boolean byItself = place.message() > 0;
        return new Judged(
                group.day(),
                group.institution(),
                Door.TABLE,
                group.dataset(),
                row.at(),
                byItself ? place.message() : null,
                byItself ? null : place.load(),
                byItself ? null : place.line(),
                row.patient(),
                List.of());
    }

    private void move(Group group, Door door, long judged, long broken, long untold) {
        Sheet difference = new Sheet();
        difference.add(
                new Cell(group.institution(), group.day(), group.dataset(), group.rule(), door),
                judged,
                broken,
                untold);
        difference.write(jdbc);
    }

    private void judge(Group group, Rule rule, Message message, long[] found, Sheet samples) {
        if (!message.isWhole()) {
            found[2]++; // a part of what it said would be judged for the whole
            return;
        }
        List<ObjectNode> resources = stored(message.locations());
        var of = new Judged(
                group.day(),
                group.institution(),
                message.door(),
                group.dataset(),
                message.receivedAt(),
                message.id(),
                null,
                null,
                message.patient(),
                List.of());
        judge(rule, of, resources, found, samples);
    }

    private void judge(Rule rule, Judged of, List<ObjectNode> resources, long[] found, Sheet samples) {
        var subject = quality.subject(of.door(), of.dataset(), of.institution(), of.at(), Optional.empty());
        Judgement judgement = quality.book().judge(subject, resources, rule.code());
        for (Finding finding : judgement.findings()) {
            found[0] += finding.came() == Came.UNTOLD ? 0 : 1;
            found[1] += finding.came() == Came.BROKEN ? 1 : 0;
            found[2] += finding.came() == Came.UNTOLD ? 1 : 0;
        }
        samples.add(of, judgement);
    }

    /** The resources as they stand now. */
    private List<ObjectNode> stored(List<String> names) {
        return names.stream()
                .distinct()
                .flatMap(name -> facts.named(name).stream())
                .toList();
    }

    private List<Message> messages(Group group, Standing standing) {
        return jdbc.query(
                PAGE,
                QualityCheck::message,
                group.institution(),
                group.dataset(),
                Timestamp.from(quality.beginning(group.day())),
                Timestamp.from(quality.beginning(group.day().plusDays(1))),
                standing.after(),
                standing.upto(),
                STEP);
    }

    private static Message message(ResultSet row, int number) throws SQLException {
        return new Message(
                row.getLong("id"),
                row.getTimestamp("received_at").toInstant(),
                Door.valueOf(row.getString("door")),
                row.getString("patient_masked"),
                Arrays.asList((String[]) row.getArray("locations").getArray()),
                row.getInt("unchanged"));
    }

    private static Standing standing(ResultSet row, int number) throws SQLException {
        return new Standing(
                row.getLong("upto"),
                row.getLong("after"),
                row.getLong("load"),
                row.getLong("line"),
                row.getLong("total"),
                row.getLong("seen"),
                new long[] {row.getLong("was_judged"), row.getLong("was_broken"), row.getLong("was_untold")},
                new long[] {row.getLong("judged"), row.getLong("broken"), row.getLong("untold")},
                row.getTimestamp("ended_at") != null);
    }

    private static Problem notPossible() {
        return new Problem(
                Kind.UNPROCESSABLE,
                "intake.recheck-not-possible",
                "This rule cannot be run again over what is stored.",
                "Only rules over messages are; what judges the time of sending, or the count of a day, does not change with what is stored.",
                "Look at the days that follow.");
    }
}
