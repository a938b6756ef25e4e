package org.tongmai.surveillance;

import static org.tongmai.surveillance.Surveillance.given;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.tongmai.kernel.Explanation;
import org.tongmai.store.Json;
import org.tongmai.surveillance.capture.Certainty;
import org.tongmai.surveillance.capture.Evidence;
import org.tongmai.surveillance.capture.ReportClock;
import org.tongmai.surveillance.capture.Trigger;

/** Cards, what they rest on and what happened to them. */
final class CardStore {

    private static final String COLUMNS = """
            select compartment, id, disease, family, certainty, state, institution, jurisdiction, place, site, onset,
                   diagnosed_at, known_at, due_at, level, sent_at, review_due_at, reviewed_at, proposed, correction_due_at,
                   duplicate_of, revision, doctor, fields::text, filled
              from surveillance.card
            """;

    static final String INSERT = """
            insert into surveillance.card
                   (compartment, disease, family, certainty, state, institution, jurisdiction, place, site, onset,
                    diagnosed_at, known_at, due_at, level, revision, doctor, fields, filled)
            values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?::jsonb, ?)
            returning id
            """;

    static final String UPDATE = """
            update surveillance.card
               set disease = ?, family = ?, certainty = ?, state = ?, onset = ?, diagnosed_at = ?, due_at = ?, level = ?,
                   sent_at = ?, review_due_at = ?, reviewed_at = ?, proposed = ?, correction_due_at = ?, duplicate_of = ?,
                   revision = ?, doctor = ?, fields = ?::jsonb, filled = ?
             where compartment = ?
               and id = ?
            """;

    static final String BY_NUMBER = COLUMNS + "where id = ?";

    static final String LOCKED = COLUMNS + "where id = ? for update";

    /** Cards of a person in a family of diseases. */
    static final String OF_PERSON = COLUMNS + """
             where compartment = any (?)
               and family = ?
             order by id
             limit 200
            """;

    /** For a list: of an institution or of a region, in some states, below a number, the newest first. */
    static final String LISTED = COLUMNS + """
             where (?::text is null or institution = ?)
               and (?::text is null or jurisdiction like ? or place like ?)
               and state = any (?)
               and (?::text is null or family = ?)
               and (?::boolean is not true or due_at < ? and sent_at is null or sent_at > due_at)
               and id < ?
             order by id desc
             limit ?
            """;

    /** What waits, the most urgent first. */
    static final String WAITING = COLUMNS + """
             where (?::text is null or institution = ?)
               and (?::text is null or jurisdiction like ? or place like ?)
               and state = any (?)
               and duplicate_of is null
             order by case when state = 'SENT' then review_due_at else due_at end, id
             limit ?
            """;

    /** The cases behind a count. */
    static final String CASES = COLUMNS + """
             where place like ?
               and family = ?
               and state not in ('DISCARDED', 'WITHDRAWN')
               and duplicate_of is null
               and case when ? = 'ONSET' then onset else (diagnosed_at at time zone 'Asia/Shanghai')::date end
                   between ? and ?
               and (?::text is null or site = ?)
               and (?::text is null or institution = ?)
             order by onset desc, id desc
             limit ?
            """;

    /** Drafts of which somebody is to be told that the clock went on. */
    static final String TICKING = COLUMNS + """
             where state = 'DRAFT'
               and level < 3
               and duplicate_of is null
               and (due_at < ? or diagnosed_at + (due_at - diagnosed_at) * (case level when 0 then 0.5 when 1 then 0.8 else 1 end) <= ?)
             order by due_at
             limit ?
             for update skip locked
            """;

    /** What the platform learned of lately, for a look whether two are one. */
    static final String LATELY = COLUMNS + """
             where known_at >= ?
               and state not in ('DISCARDED', 'WITHDRAWN', 'HISTORY')
             order by id
             limit 5000
            """;

    /** Cases of one site in a window of days. */
    static final String OF_SITE = """
            select count(*)
              from surveillance.card
             where place like ?
               and family = ?
               and site = ?
               and state not in ('DISCARDED', 'WITHDRAWN')
               and duplicate_of is null
               and (diagnosed_at at time zone 'Asia/Shanghai')::date between ? and ?
            """;

    /** Sites of a place with cases in a window of days, most first. */
    static final String SITES = """
            select site, count(*) as cases, min((diagnosed_at at time zone 'Asia/Shanghai')::date) as first
              from surveillance.card
             where place = ?
               and family = ?
               and site is not null
               and state not in ('DISCARDED', 'WITHDRAWN')
               and duplicate_of is null
               and (diagnosed_at at time zone 'Asia/Shanghai')::date between ? and ?
             group by site
            having count(*) >= ?
             order by cases desc, site
             limit 100
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
            select trigger, certainty, at, resource, why::text
              from surveillance.evidence
             where card = ?
             order by at, resource
             limit 100
            """;

    /** How reports kept their time, by institution. */
    static final String PUNCTUALITY = """
            select institution,
                   count(*) filter (where sent_at is not null and sent_at <= due_at) as timely,
                   count(*) filter (where sent_at > due_at) as late,
                   count(*) filter (where sent_at is null and state = 'DRAFT' and due_at < ?) as missed,
                   count(*) filter (where sent_at is null and state = 'DRAFT' and due_at >= ?) as open
              from surveillance.card
             where (?::text is null or institution = ?)
               and (?::text is null or jurisdiction like ?)
               and known_at >= ?
               and state <> 'HISTORY'
               and duplicate_of is null
             group by institution
             order by missed desc, late desc, institution
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

    CardStore(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** One thing that happened to a card. */
    record Event(Instant at, String kind, String account, String name, String reason, int revision) {}

    /** What a card rests on. */
    record Support(Trigger trigger, Certainty certainty, Instant at, String resource, Explanation why) {}

    /** How an institution kept time. */
    record Punctuality(String institution, long timely, long late, long missed, long open) {}

    /** Cases of a site. */
    record Site(String site, int cases, LocalDate first) {}

    ReportCard insert(ReportCard card) {
        long id = jdbc.sql(INSERT)
                .params(given(
                        card.compartment(),
                        card.disease(),
                        card.family(),
                        card.certainty().name(),
                        card.state().name(),
                        card.institution(),
                        card.jurisdiction(),
                        card.place(),
                        card.site(),
                        card.onset(),
                        Timestamp.from(card.clock().from()),
                        Timestamp.from(card.knownAt()),
                        Timestamp.from(card.clock().due()),
                        card.level().ordinal(),
                        card.revision(),
                        card.doctor(),
                        json(card.fields()),
                        card.filled()))
                .query(Long.class)
                .single();
        return find(id).orElseThrow();
    }

    void update(ReportCard card) {
        ReportCard.Proposed proposed = card.proposed();
        jdbc.sql(UPDATE)
                .params(given(
                        card.disease(),
                        card.family(),
                        card.certainty().name(),
                        card.state().name(),
                        card.onset(),
                        Timestamp.from(card.clock().from()),
                        Timestamp.from(card.clock().due()),
                        card.level().ordinal(),
                        time(card.sentAt()),
                        time(card.reviewDueAt()),
                        time(card.reviewedAt()),
                        proposed == null ? null : proposed.certainty() + " " + proposed.disease(),
                        proposed == null ? null : Timestamp.from(proposed.dueAt()),
                        card.duplicateOf(),
                        card.revision(),
                        card.doctor(),
                        json(card.fields()),
                        card.filled(),
                        card.compartment(),
                        card.id()))
                .update();
    }

    Optional<ReportCard> find(long id) {
        return jdbc.sql(BY_NUMBER).param(id).query(CardStore::card).optional();
    }

    Optional<ReportCard> lock(long id) {
        return jdbc.sql(LOCKED).param(id).query(CardStore::card).optional();
    }

    List<ReportCard> ofPerson(Collection<Long> compartments, String family) {
        return jdbc.sql(OF_PERSON)
                .params(given(compartments.toArray(Long[]::new), family))
                .query(CardStore::card)
                .list();
    }

    /** @param late only those that are or were overdue */
    List<ReportCard> list(
            Jurisdiction of,
            Set<CardState> states,
            @Nullable String family,
            boolean late,
            Instant now,
            long below,
            int count) {
        return jdbc.sql(LISTED)
                .params(given(
                        of.institution(),
                        of.institution(),
                        of.prefix(),
                        of.prefix(),
                        of.prefix(),
                        names(states),
                        family,
                        family,
                        late,
                        Timestamp.from(now),
                        below,
                        count))
                .query(CardStore::card)
                .list();
    }

    List<ReportCard> waiting(Jurisdiction of, Set<CardState> states, int count) {
        return jdbc.sql(WAITING)
                .params(given(
                        of.institution(),
                        of.institution(),
                        of.prefix(),
                        of.prefix(),
                        of.prefix(),
                        names(states),
                        count))
                .query(CardStore::card)
                .list();
    }

    List<ReportCard> cases(
            Jurisdiction of,
            String prefix,
            String family,
            Dated dated,
            LocalDate from,
            LocalDate until,
            @Nullable String site,
            int count) {
        return jdbc.sql(CASES)
                .params(given(
                        prefix,
                        family,
                        dated.name(),
                        from,
                        until,
                        site,
                        site,
                        of.institution(),
                        of.institution(),
                        count))
                .query(CardStore::card)
                .list();
    }

    List<ReportCard> ticking(Instant now, int count) {
        return jdbc.sql(TICKING)
                .params(given(Timestamp.from(now), Timestamp.from(now), count))
                .query(CardStore::card)
                .list();
    }

    List<ReportCard> lately(Instant since) {
        return jdbc.sql(LATELY)
                .param(Timestamp.from(since))
                .query(CardStore::card)
                .list();
    }

    List<Site> sites(String place, String family, LocalDate from, LocalDate until, int least) {
        return jdbc.sql(SITES)
                .params(given(place, family, from, until, least))
                .query((row, number) ->
                        new Site(row.getString("site"), row.getInt("cases"), row.getObject("first", LocalDate.class)))
                .list();
    }

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
                        json(evidence.why())))
                .update();
    }

    /** Takes back what a resource said, apart from these diseases; the cards that rested on it. */
    List<Long> unsupport(long compartment, String resource, Collection<String> but) {
        return jdbc.sql(UNSUPPORT)
                .params(given(compartment, resource, but.toArray(String[]::new)))
                .query(Long.class)
                .list();
    }

    List<Support> supports(long card) {
        return jdbc.sql(SUPPORTS)
                .param(card)
                .query((row, number) -> new Support(
                        Trigger.valueOf(row.getString("trigger")),
                        Certainty.valueOf(row.getString("certainty")),
                        row.getTimestamp("at").toInstant(),
                        row.getString("resource"),
                        Json.mapper().readValue(row.getString("why"), Explanation.class)))
                .list();
    }

    List<Punctuality> punctuality(Jurisdiction of, Instant since, Instant now) {
        return jdbc.sql(PUNCTUALITY)
                .params(given(
                        Timestamp.from(now),
                        Timestamp.from(now),
                        of.institution(),
                        of.institution(),
                        of.prefix(),
                        of.prefix(),
                        Timestamp.from(since)))
                .query((row, number) -> new Punctuality(
                        row.getString("institution"),
                        row.getLong("timely"),
                        row.getLong("late"),
                        row.getLong("missed"),
                        row.getLong("open")))
                .list();
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

    private static String[] names(Set<CardState> states) {
        return states.stream().map(CardState::name).toArray(String[]::new);
    }

    static String json(Object value) {
        return Json.mapper().writeValueAsString(value);
    }

    private static @Nullable Timestamp time(@Nullable Instant at) {
        return at == null ? null : Timestamp.from(at);
    }

    private static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
        Timestamp at = row.getTimestamp(column);
        return at == null ? null : at.toInstant();
    }

    private static ReportCard card(ResultSet row, int number) throws SQLException {
        String proposed = row.getString("proposed");
        Instant correction = instant(row, "correction_due_at");
        long duplicate = row.getLong("duplicate_of");
        Long duplicateOf = row.wasNull() ? null : duplicate;
        return new ReportCard(
                row.getLong("compartment"),
                row.getLong("id"),
                row.getString("disease"),
                row.getString("family"),
                Certainty.valueOf(row.getString("certainty")),
                CardState.valueOf(row.getString("state")),
                row.getString("institution"),
                row.getString("jurisdiction"),
                row.getString("place"),
                row.getString("site"),
                row.getObject("onset", LocalDate.class),
                row.getTimestamp("known_at").toInstant(),
                new ReportClock(
                        row.getTimestamp("diagnosed_at").toInstant(),
                        row.getTimestamp("due_at").toInstant()),
                ReportClock.Level.values()[row.getInt("level")],
                instant(row, "sent_at"),
                instant(row, "review_due_at"),
                instant(row, "reviewed_at"),
                proposed == null || correction == null
                        ? null
                        : new ReportCard.Proposed(
                                Certainty.valueOf(proposed.substring(0, proposed.indexOf(' '))),
                                proposed.substring(proposed.indexOf(' ') + 1),
                                correction),
                duplicateOf,
                row.getInt("revision"),
                row.getString("doctor"),
                Json.mapper().readValue(row.getString("fields"), CardFields.class),
                row.getDouble("filled"));
    }
}
