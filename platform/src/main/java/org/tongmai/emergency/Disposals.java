package org.tongmai.emergency;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.tongmai.access.Caller;
import org.tongmai.access.Statements;
import org.tongmai.kernel.Problem;

/**
 * Disposal of the personal data of closed events (突发事件应对法 84, 85): on the day that was set when the event was closed, put off where an
 * inquiry still needs them, or brought forward. People, whom they met, where they were, what was found at them and their samples are deleted;
 * what was said of transfers and for what tables were taken along is blanked. The history stays: it knows people by numbers, so every figure
 * stays, too. The proof is a statement in the log of receipts, made in the same commit.
 */
public final class Disposals {

    static final String CUSTODY = "delete from emergency.custody where event = ?";
    static final String SAMPLE = "delete from emergency.sample where event = ?";
    static final String FOLLOW_UP = "delete from emergency.follow_up where event = ?";
    static final String MEETING = "delete from emergency.meeting where event = ?";
    static final String EXPOSURE = "delete from emergency.exposure where event = ?";
    static final String PLACE = "delete from emergency.place where event = ?";
    static final String PERSON = "delete from emergency.person where event = ?";
    static final String VIEW = "delete from emergency.view where event = ?";

    /** How many were looked at stays, not which: with the trace of the records it would say whose number is whose. */
    static final String LOOK = """
            update emergency.look
               set purpose = '', persons = array_fill(0, array[cardinality(persons)])
             where event = ?
               and (purpose <> '' or persons <> array_fill(0, array[cardinality(persons)]))
            """;

    static final String TRANSFER = """
            update emergency.transfer
               set words = ''
             where event = ?
               and words <> ''
            """;

    /** What is disposed of is gone: rows that are left, by table. */
    static final String LEFT = """
            select e.id,
                   (select count(*) from emergency.custody where event = e.id) as custody,
                   (select count(*) from emergency.sample where event = e.id) as sample,
                   (select count(*) from emergency.follow_up where event = e.id) as follow_up,
                   (select count(*) from emergency.meeting where event = e.id) as meeting,
                   (select count(*) from emergency.exposure where event = e.id) as exposure,
                   (select count(*) from emergency.place where event = e.id) as place,
                   (select count(*) from emergency.person where event = e.id) as person,
                   (select count(*) from emergency.view where event = e.id) as view,
                   (select count(*) from emergency.look where event = e.id
                           and (purpose <> '' or persons <> array_fill(0, array[cardinality(persons)]))) as look,
                   (select count(*) from emergency.transfer where event = e.id and words <> '') as transfer
              from emergency.event e
             where e.id = ?
            """;

    /** Children before those on whom they depend. */
    private static final Map<String, String> STEPS = steps();

    private static Map<String, String> steps() {
        Map<String, String> steps = new LinkedHashMap<>();
        steps.put("custody", CUSTODY);
        steps.put("sample", SAMPLE);
        steps.put("follow_up", FOLLOW_UP);
        steps.put("meeting", MEETING);
        steps.put("exposure", EXPOSURE);
        steps.put("place", PLACE);
        steps.put("person", PERSON);
        steps.put("view", VIEW);
        steps.put("look", LOOK);
        steps.put("transfer", TRANSFER);
        return steps;
    }

    /** So far may it be put off at once: whoever still needs the data says so again each year. */
    private static final Duration LONGEST = Duration.ofDays(366);

    private final JdbcClient jdbc;
    private final Ledger ledger;
    private final Statements statements;
    private final Duration retention;

    /** @param retention from closing to disposal */
    Disposals(JdbcClient jdbc, Ledger ledger, Statements statements, Duration retention) {
        this.jdbc = jdbc;
        this.ledger = ledger;
        this.statements = statements;
        this.retention = retention;
    }

    /**
     * Another day for a disposal.
     *
     * @param until not before then
     * @param now true for at once, instead of another day
     * @param words why: the law asks for an assessment where data are kept longer
     */
    public record Wanted(
            @Nullable Instant until,
            @Nullable Boolean now,
            @Nullable String words) {}

    /**
     * Where it stands.
     *
     * @param disposal null of an event that is not closed
     * @param left rows with personal data that there are now, by table
     */
    record State(@Nullable Disposal disposal, Map<String, Integer> left) {}

    State of(Caller caller, long event) {
        Disposal disposal = ledger.seen(caller, event, Standing.SEES).disposal();
        return new State(disposal, left(event));
    }

    /**
     * The statement that an event's data were disposed of, with its proof: a line that {@code tongmai verify} reads.
     *
     * @throws Problem {@code emergency.not-disposed}
     */
    String proof(Caller caller, long event) {
        Disposal disposal = ledger.seen(caller, event, Standing.SEES).disposal();
        Long statement = disposal == null ? null : disposal.statement();
        if (statement == null) {
            throw new Problem(
                    Problem.Kind.NOT_FOUND,
                    "emergency.not-disposed",
                    "The event's personal data were not disposed of yet.",
                    "There is a statement, and its proof, once they were.",
                    "The event's page says when that will be.");
        }
        return statements.proven(statement);
    }

    /** Gives an event that is being closed its day. */
    void begin(Ledger.Page page) {
        page.add(new Happening.Retained(page.at().plus(retention), ""));
    }

    /**
     * Puts the disposal off, brings it forward, or disposes at once, which cannot be undone.
     *
     * @throws Problem {@code emergency.not-closed}, {@code emergency.disposed}
     */
    public Event set(Caller caller, long event, Wanted wanted) {
        String words = Refusals.words(wanted.words());
        // what cannot be undone is never what a field means that is missing or misspelt
        Refusals.require((wanted.until() != null) != Boolean.TRUE.equals(wanted.now()), "until");
        Instant until = wanted.until() == null ? null : wanted.until().truncatedTo(ChronoUnit.MICROS);
        return ledger.write(caller, event, Standing.OWNER, page -> {
            if (page.event().status().open()) {
                throw new Problem(
                        Problem.Kind.CONFLICT,
                        "emergency.not-closed",
                        "The event is not closed.",
                        "Personal data are disposed of after it; who works on it needs them.",
                        "Close the event first.");
            }
            Disposal disposal = page.event().disposal();
            if (disposal != null && disposal.done()) {
                throw new Problem(
                        Problem.Kind.CONFLICT,
                        "emergency.disposed",
                        "The personal data of the event were disposed of.",
                        "What is deleted cannot be kept longer, nor deleted again.",
                        "The statement of what was deleted is on the event's page.");
            }
            Refusals.requireTime(
                    until == null
                            || until.isAfter(page.at())
                                    && !until.isAfter(page.at().plus(LONGEST)),
                    "until",
                    "Disposal is put off to a later moment, a year at most at once.");
            page.add(new Happening.Retained(until == null ? page.at() : until, words));
            if (until == null) {
                dispose(page, new Statements.Author(caller.account(), caller.name(), caller.institution()));
            }
            return page.event();
        });
    }

    /** What falls due of a closed event. */
    void due(Ledger.Page page) {
        Disposal disposal = page.event().disposal();
        if (disposal == null) {
            begin(page);
        } else if (!disposal.done() && !page.at().isBefore(disposal.dueAt())) {
            dispose(page, new Statements.Author(Ledger.PLATFORM, Ledger.PLATFORM_NAME, null));
        }
    }

    private void dispose(Ledger.Page page, Statements.Author author) {
        Map<String, Integer> removed = new TreeMap<>();
        STEPS.forEach((table, sql) ->
                removed.put(table, jdbc.sql(sql).param(page.id()).update()));
        long place = statements.make(author, page.at(), "disposal", "emergency.event " + page.id(), removed);
        page.add(new Happening.Disposed(removed, place));
    }

    private Map<String, Integer> left(long event) {
        return jdbc.sql(LEFT)
                .param(event)
                .query((row, number) -> {
                    Map<String, Integer> left = new TreeMap<>();
                    for (String table : STEPS.keySet()) {
                        left.put(table, row.getInt(table));
                    }
                    return left;
                })
                .single();
    }
}
