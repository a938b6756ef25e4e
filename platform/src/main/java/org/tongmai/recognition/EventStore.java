package org.tongmai.recognition;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/** SQL of {@code recognition.event} and of what is counted with it. */
final class EventStore {

    private static final String COLUMNS = """
            compartment, id, card, kind, at, institution, department, doctor, doctor_name, item, maker, made_at, result, version,
                   result_compartment, reason, words, patient_fen, fund_fen, explanation, marks, terminal
            """;

    /** So that checks of one order at the same moment show one card. */
    static final String LOCK = "select pg_advisory_xact_lock(hashtext('recognition.card'), hashtext(?))";

    static final String ADD = """
            insert into recognition.event
                   (compartment, id, card, kind, at, day, institution, department, doctor, doctor_name, item, maker, made_at,
                    result, version, result_compartment, reason, words, patient_fen, fund_fen, explanation, marks, terminal)
            values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?::jsonb, ?, ?)
                on conflict do nothing
            """;

    static final String COUNT = """
            insert into recognition.tally as t
                   (day, institution, doctor, item, kind, reason, maker, events, patient_fen, fund_fen)
            values (?, ?, ?, ?, ?, ?, ?, 1, ?, ?)
                on conflict (day, institution, doctor, item, kind, reason, maker) do update
               set events = t.events + 1,
                   patient_fen = t.patient_fen + excluded.patient_fen,
                   fund_fen = t.fund_fen + excluded.fund_fen
            """;

    /** What the tally has to be. */
    static final String REPLAY = """
            select day, institution, doctor, item, kind, reason, maker, count(*) as events,
                   sum(patient_fen)::bigint as patient_fen, sum(fund_fen)::bigint as fund_fen
              from recognition.event
             group by day, institution, doctor, item, kind, reason, maker
            """;

    static final String REMINDER =
            "select " + COLUMNS + " from recognition.event where compartment = ? and id = ? and kind = 'REMINDED'";

    static final String ANSWER = "select " + COLUMNS
            + " from recognition.event where compartment = ? and card = ? and kind in ('QUOTED', 'REFUSED')";

    /** Of one doctor and patient, lately. */
    static final String RECENT = "select " + COLUMNS
            + " from recognition.event where compartment = ? and doctor = ? and at >= ?"
            + " and kind in ('REMINDED', 'QUOTED', 'REFUSED') order by at desc";

    /** Refusals after which nothing was repeated yet. */
    static final String REFUSALS = "select " + COLUMNS + """
              from recognition.event e
             where compartment = any (?)
               and kind = 'REFUSED'
               and at >= ?
               and not exists (select
                                 from recognition.event r
                                where r.compartment = any (?)
                                  and r.compartment = e.compartment
                                  and r.card = e.card
                                  and r.kind = 'REPEATED')
            """;

    /** What relying on results saved somebody, newest first. */
    static final String SAVED = "select " + COLUMNS
            + " from recognition.event where compartment = any (?) and kind = 'QUOTED' order by at desc limit ?";

    static final String SAVED_SUM = """
            select count(*) as events, coalesce(sum(patient_fen), 0)::bigint as patient_fen,
                   coalesce(sum(fund_fen), 0)::bigint as fund_fen
              from recognition.event
             where compartment = any (?)
               and kind = 'QUOTED'
            """;

    /** Index {@code event_day}. */
    static final String DRILL = "select " + COLUMNS + " from recognition.event\n" + Figures.Filter.CONDITION + """
               and (?::text is null or kind = ?)
               and at < ?
             order by at desc, id
             limit ?
            """;

    private final JdbcClient jdbc;

    EventStore(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** Of one doctor and patient, to the end of the transaction. */
    void lock(long compartment, String doctor) {
        jdbc.sql(LOCK).param(compartment + " " + doctor).query((row, n) -> 1).single();
    }

    /** Writes a line and counts it, in the caller's transaction; false where the card is answered already. */
    boolean add(Event each) {
        LocalDate day = LocalDate.ofInstant(each.at(), Decision.ZONE);
        Instant made = each.madeAt();
        int added = jdbc.sql(ADD)
                .params(Arrays.asList(
                        each.compartment(),
                        each.id(),
                        each.card(),
                        each.kind().name(),
                        Timestamp.from(each.at()),
                        day,
                        each.institution(),
                        each.department(),
                        each.doctor(),
                        each.doctorName(),
                        each.item(),
                        each.maker(),
                        made == null ? null : Timestamp.from(made),
                        each.result(),
                        each.version(),
                        each.resultCompartment(),
                        each.reason(),
                        each.words(),
                        each.patientFen(),
                        each.fundFen(),
                        each.explanation(),
                        each.marks(),
                        each.terminal()))
                .update();
        if (added == 0) {
            return false;
        }
        jdbc.sql(COUNT)
                .params(
                        day,
                        each.institution(),
                        each.doctor(),
                        each.item(),
                        each.kind().name(),
                        each.reason(),
                        each.maker(),
                        each.patientFen(),
                        each.fundFen())
                .update();
        return true;
    }

    Optional<Event> reminder(long compartment, UUID card) {
        return jdbc.sql(REMINDER)
                .params(compartment, card)
                .query((row, n) -> event(row))
                .optional();
    }

    Optional<Event> answer(long compartment, UUID card) {
        return jdbc.sql(ANSWER)
                .params(compartment, card)
                .query((row, n) -> event(row))
                .optional();
    }

    List<Event> recent(long compartment, String doctor, Instant since) {
        return jdbc.sql(RECENT)
                .params(compartment, doctor, Timestamp.from(since))
                .query((row, n) -> event(row))
                .list();
    }

    List<Event> refusals(Collection<Long> compartments, Instant since) {
        Long[] asked = compartments.toArray(Long[]::new);
        return jdbc.sql(REFUSALS)
                .param(asked)
                .param(Timestamp.from(since))
                .param(asked)
                .query((row, n) -> event(row))
                .list();
    }

    List<Event> saved(Collection<Long> compartments, int count) {
        return jdbc.sql(SAVED)
                .param(compartments.toArray(Long[]::new))
                .param(count)
                .query((row, n) -> event(row))
                .list();
    }

    /** How often, and what it saved patient and fund, in fen. */
    record Sum(long events, long patientFen, long fundFen) {}

    Sum savedSum(Collection<Long> compartments) {
        return jdbc.sql(SAVED_SUM)
                .param(compartments.toArray(Long[]::new))
                .query((row, n) -> new Sum(row.getLong("events"), row.getLong("patient_fen"), row.getLong("fund_fen")))
                .single();
    }

    /** Events that a figure counts, newest first, before a moment. */
    List<Event> drill(Figures.Filter filter, Event.@Nullable Kind kind, Instant before, int count) {
        String what = kind == null ? null : kind.name();
        return jdbc.sql(DRILL)
                .params(filter.parameters(what, what, Timestamp.from(before), count))
                .query((row, n) -> event(row))
                .list();
    }

    private static Event event(ResultSet row) throws SQLException {
        Timestamp made = row.getTimestamp("made_at");
        return new Event(
                row.getLong("compartment"),
                row.getObject("id", UUID.class),
                row.getObject("card", UUID.class),
                Event.Kind.valueOf(row.getString("kind")),
                row.getTimestamp("at").toInstant(),
                row.getString("institution"),
                row.getString("department"),
                row.getString("doctor"),
                row.getString("doctor_name"),
                row.getString("item"),
                row.getString("maker"),
                made == null ? null : made.toInstant(),
                row.getString("result"),
                row.getInt("version"),
                row.getLong("result_compartment"),
                row.getString("reason"),
                row.getString("words"),
                row.getLong("patient_fen"),
                row.getLong("fund_fen"),
                row.getString("explanation"),
                row.getString("marks"),
                row.getString("terminal"));
    }
}
