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
import org.tongmai.store.Json;
import org.tongmai.surveillance.capture.Certainty;
import org.tongmai.surveillance.capture.ReportClock;

/** Cards, each by its number, its person or its clock. */
final class CardStore {

    static final String COLUMNS = """
            select compartment, id, disease, family, certainty, state, institution, jurisdiction, place, site, onset,
                   diagnosed_at, known_at, due_at, level, sent_at, review_due_at, reviewed_at, proposed, correction_due_at,
                   duplicate_of, revision, fields::text
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
               set disease = ?, family = ?, certainty = ?, state = ?, place = ?, site = ?, onset = ?, diagnosed_at = ?, due_at = ?, level = ?,
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

    /** What the platform learned of just now, for a look whether two are one. */
    static final String LATELY = """
            select id, revision, compartment
              from surveillance.card
             where known_at >= ?
            """;

    /** All cards of some source patients that may be of one case, or are held to be. */
    static final String TOGETHER = COLUMNS + """
             where compartment = any (?)
               and state not in ('DISCARDED', 'WITHDRAWN')
             order by id
             limit 20000
            """;

    /** The cards in whose place another one counts. */
    static final String DUPLICATES = COLUMNS + """
             where duplicate_of = ?
             order by id
               for update
            """;

    /** How far the changes of links were looked at. */
    static final String LINKS_READ = "select place from surveillance.links_read";

    static final String READ_LINKS = "update surveillance.links_read set place = ?";

    private static final String NONE = "NONE";

    /** Cards of a family that a region has, the earliest onset first. */
    static final String EARLIEST = """
            select id
              from surveillance.card
             where family = ?
               and (jurisdiction like ? or place like ?)
               and onset >= ?
               and state not in ('DISCARDED', 'WITHDRAWN')
               and duplicate_of is null
             order by onset, id
             limit ?
            """;

    private final JdbcClient jdbc;

    CardStore(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** A card as it came or as it was changed since. */
    record Came(long id, int revision, long compartment) {}

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
                        card.where().site(),
                        card.onset(),
                        Timestamp.from(card.clock().from()),
                        Timestamp.from(card.knownAt()),
                        Timestamp.from(card.clock().due()),
                        card.progress().level().ordinal(),
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
                        card.place(),
                        card.where().site(),
                        card.onset(),
                        Timestamp.from(card.clock().from()),
                        Timestamp.from(card.clock().due()),
                        card.progress().level().ordinal(),
                        time(card.progress().sentAt()),
                        time(card.progress().reviewDueAt()),
                        time(card.progress().reviewedAt()),
                        written(proposed),
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

    List<ReportCard> ticking(Instant now, int count) {
        return jdbc.sql(TICKING)
                .params(given(Timestamp.from(now), Timestamp.from(now), count))
                .query(CardStore::card)
                .list();
    }

    /** Cards that came since then. */
    Set<Came> lately(Instant since) {
        return Set.copyOf(jdbc.sql(LATELY)
                .param(Timestamp.from(since))
                .query((row, number) -> new Came(row.getLong("id"), row.getInt("revision"), row.getLong("compartment")))
                .list());
    }

    List<ReportCard> together(Collection<Long> compartments) {
        return jdbc.sql(TOGETHER)
                .params(given((Object) compartments.toArray(Long[]::new)))
                .query(CardStore::card)
                .list();
    }

    List<ReportCard> duplicates(long card) {
        return jdbc.sql(DUPLICATES).param(card).query(CardStore::card).list();
    }

    long linksRead() {
        return jdbc.sql(LINKS_READ).query(Long.class).single();
    }

    void linksRead(long place) {
        jdbc.sql(READ_LINKS).param(place).update();
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

    static ReportCard card(ResultSet row, int number) throws SQLException {
        return new ReportCard(
                row.getLong("compartment"),
                row.getLong("id"),
                new ReportCard.Finding(
                        row.getString("disease"),
                        row.getString("family"),
                        Certainty.valueOf(row.getString("certainty"))),
                new ReportCard.Where(
                        row.getString("institution"),
                        row.getString("jurisdiction"),
                        row.getString("place"),
                        row.getString("site")),
                row.getObject("onset", LocalDate.class),
                row.getTimestamp("known_at").toInstant(),
                new ReportClock(
                        row.getTimestamp("diagnosed_at").toInstant(),
                        row.getTimestamp("due_at").toInstant()),
                new ReportCard.Progress(
                        CardState.valueOf(row.getString("state")),
                        ReportClock.Level.values()[row.getInt("level")],
                        instant(row, "sent_at"),
                        instant(row, "review_due_at"),
                        instant(row, "reviewed_at"),
                        row.getObject("duplicate_of", Long.class),
                        row.getInt("revision")),
                proposed(row.getString("proposed"), instant(row, "correction_due_at")),
                Json.mapper().readValue(row.getString("fields"), CardFields.class));
    }

    /** As it is written: certainty, or {@value #NONE}, and the code of a disease. */
    private static ReportCard.@Nullable Proposed proposed(@Nullable String text, @Nullable Instant due) {
        if (text == null || due == null) {
            return null;
        }
        int blank = text.indexOf(' ');
        String certainty = text.substring(0, blank);
        return new ReportCard.Proposed(
                certainty.equals(NONE) ? null : Certainty.valueOf(certainty), text.substring(blank + 1), due);
    }

    private static @Nullable String written(ReportCard.@Nullable Proposed proposed) {
        if (proposed == null) {
            return null;
        }
        Certainty certainty = proposed.certainty();
        return (certainty == null ? NONE : certainty.name()) + " " + proposed.disease();
    }

    /** @param prefix for {@code like}, of the region */
    List<Long> earliest(String family, String prefix, LocalDate since, int most) {
        return jdbc.sql(EARLIEST)
                .params(family, prefix, prefix, since, most)
                .query(Long.class)
                .list();
    }
}
