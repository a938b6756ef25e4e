package org.tongmai.surveillance;

import static org.tongmai.surveillance.Surveillance.given;

import java.sql.Timestamp;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.tongmai.kernel.Explanation;
import org.tongmai.store.Json;
import org.tongmai.surveillance.capture.Certainty;
import org.tongmai.surveillance.capture.Evidence;
import org.tongmai.surveillance.capture.Trigger;

/** What cards rest on and what happened to them. */
final class CardEvidence {

    static final String SUPPORT = """
            insert into surveillance.evidence (compartment, resource, disease, card, trigger, certainty, at, why)
            values (?, ?, ?, ?, ?, ?, ?, ?::jsonb)
                on conflict (compartment, resource, disease) do update
               set card = excluded.card, trigger = excluded.trigger, certainty = excluded.certainty, at = excluded.at,
                   why = excluded.why
            """;

    static final String UNSUPPORT = """
            delete from surveillance.evidence
             where compartment = ?
               and resource = ?
               and disease <> all (?)
            returning card
            """;

    static final String SUPPORTS = """
            select compartment, trigger, certainty, at, resource, why::text
              from surveillance.evidence
             where card = ?
               and compartment = any (?)
             order by at, resource
             limit 100
            """;

    /** What a card rests on says together: each certainty and disease, and since when. */
    static final String SAID = """
            select certainty, disease, min(at) as since
              from surveillance.evidence
             where card = ?
               and compartment = any (?)
             group by certainty, disease
             limit 100
            """;

    /** Whether a doctor took the case away. */
    static final String TAKEN_AWAY = """
            select exists (select 1
                             from surveillance.card_event
                            where compartment = ?
                              and card = ?
                              and kind in ('DISCARDED', 'WITHDRAWN'))
            """;

    static final String EVENT = """
            insert into surveillance.card_event
                   (compartment, card, revision, at, kind, account, name, reason, counted, place, family, onset, diagnosed)
            values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """;

    static final String EVENTS = """
            select at, kind, account, name, reason, revision
              from surveillance.card_event
             where compartment = ?
               and card = ?
             order by at, revision, kind
             limit 500
            """;

    /** By the history of cards alone: what each counted as at a moment. */
    static final String COUNTED_AT = """
            select place, family, onset, diagnosed
              from (select distinct on (compartment, card) counted, place, family, onset, diagnosed
                      from surveillance.card_event
                     where at <= ?
                     order by compartment, card, revision desc, at desc) as last
             where counted
            """;

    private final JdbcClient jdbc;

    CardEvidence(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** One thing that happened to a card. */
    record Event(Instant at, String kind, String account, String name, String reason, int revision) {}

    /**
     * What a card rests on.
     *
     * @param resource type/id
     */
    record Support(
            long compartment, Trigger trigger, Certainty certainty, Instant at, String resource, Explanation why) {

        String type() {
            return resource.substring(0, resource.indexOf('/'));
        }

        String id() {
            return resource.substring(resource.indexOf('/') + 1);
        }
    }

    /** What some of the evidence of a card says, and since when. */
    record Said(Certainty certainty, String disease, Instant since) {}

    void event(ReportCard after, String kind, Who who, String reason, Instant at) {
        jdbc.sql(EVENT)
                .params(given(
                        after.compartment(),
                        after.id(),
                        after.revision(),
                        Timestamp.from(at),
                        kind,
                        who.account(),
                        who.name(),
                        reason,
                        after.counts(),
                        after.place(),
                        after.family(),
                        after.onset(),
                        after.diagnosedOn()))
                .update();
    }

    List<Event> events(ReportCard card) {
        return jdbc.sql(EVENTS)
                .params(given(card.compartment(), card.id()))
                .query((row, number) -> new Event(
                        row.getTimestamp("at").toInstant(),
                        row.getString("kind"),
                        row.getString("account"),
                        row.getString("name"),
                        row.getString("reason"),
                        row.getInt("revision")))
                .list();
    }

    void support(long compartment, String resource, Evidence evidence, Instant at, long card) {
        jdbc.sql(SUPPORT)
                .params(given(
                        compartment,
                        resource,
                        evidence.disease(),
                        card,
                        evidence.trigger().name(),
                        evidence.certainty().name(),
                        Timestamp.from(at),
                        CardStore.json(evidence.why())))
                .update();
    }

    /** Takes back what a resource said, apart from these diseases; the cards that rested on it. */
    List<Long> unsupport(long compartment, String resource, Collection<String> but) {
        return jdbc.sql(UNSUPPORT)
                .params(given(compartment, resource, but.toArray(String[]::new)))
                .query(Long.class)
                .list();
    }

    /** @param person the source patients of the person whose card it is: what is of somebody else speaks no longer for it */
    List<Support> supports(long card, Set<Long> person) {
        return jdbc.sql(SUPPORTS)
                .params(given(card, person.toArray(Long[]::new)))
                .query((row, number) -> new Support(
                        row.getLong("compartment"),
                        Trigger.valueOf(row.getString("trigger")),
                        Certainty.valueOf(row.getString("certainty")),
                        row.getTimestamp("at").toInstant(),
                        row.getString("resource"),
                        Json.mapper().readValue(row.getString("why"), Explanation.class)))
                .list();
    }

    List<Said> said(long card, Set<Long> person) {
        return jdbc.sql(SAID)
                .params(given(card, person.toArray(Long[]::new)))
                .query((row, number) -> new Said(
                        Certainty.valueOf(row.getString("certainty")),
                        row.getString("disease"),
                        row.getTimestamp("since").toInstant()))
                .list();
    }

    /** Whether a doctor said that it is no case; else what it rested on was taken back. */
    boolean takenAway(ReportCard card) {
        return jdbc.sql(TAKEN_AWAY)
                .params(given(card.compartment(), card.id()))
                .query(Boolean.class)
                .single();
    }

    /** The counts of a moment by the history of cards alone, each as {@code place what dated day}. */
    List<CountStore.Cell> countedAt(Instant at) {
        return jdbc
                .sql(COUNTED_AT)
                .param(Timestamp.from(at))
                .query((row, number) -> List.of(
                        new CountStore.Cell(
                                row.getString("place"),
                                row.getString("family"),
                                Dated.ONSET,
                                row.getObject("onset", LocalDate.class)),
                        new CountStore.Cell(
                                row.getString("place"),
                                row.getString("family"),
                                Dated.DIAGNOSIS,
                                row.getObject("diagnosed", LocalDate.class))))
                .list()
                .stream()
                .flatMap(List::stream)
                .toList();
    }
}
