package org.tongmai.emergency;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.tongmai.store.Json;

/** Events as they stand, and their history. */
final class EventStore {

    static final String INSERT = """
            insert into emergency.event
                   (title, what, place, owner, status, level, signal, opened_at, version, staff, assigned, next_due_at, state)
            values (?, ?, ?, ?, ?, null, ?, ?, 1, '{}', '{}', null, ?::jsonb)
            returning id
            """;

    static final String UPDATE = """
            update emergency.event
               set owner = ?, status = ?, level = ?, version = ?, staff = ?, assigned = ?, next_due_at = ?, state = ?::jsonb
             where id = ?
            """;

    static final String BY_NUMBER = """
            select id, state::text
              from emergency.event
             where id = ?
            """;

    static final String LOCKED = BY_NUMBER + "   for update";

    static final String LISTED = """
            select id, state::text
              from emergency.event
             where (owner like ? or place like ? or ? = any (staff))
               and status = any (?)
               and (?::text is null or level = ?)
               and (?::text is null or what = ?)
             order by status = 'CLOSED', level nulls last, id desc
             limit ?
            """;

    /** Open ones of which an institution has tasks. */
    static final String ASSIGNED = """
            select id, state::text
              from emergency.event
             where assigned @> array[?::text]
               and status <> 'CLOSED'
             order by id
             limit 100
            """;

    static final String DUE = """
            select id
              from emergency.event
             where next_due_at <= ?
             order by next_due_at
             limit 50
            """;

    static final String ENTRY = """
            insert into emergency.history (event, version, at, kind, account, name, body)
            values (?, ?, ?, ?, ?, ?, ?::jsonb)
            """;

    /** The whole history up to a moment. */
    static final String UNTIL = """
            select version, at, kind, account, name, body::text
              from emergency.history
             where event = ?
               and at <= ?
             order by version
            """;

    /** The newest entries below a version. */
    static final String BEFORE = """
            select version, at, kind, account, name, body::text
              from emergency.history
             where event = ?
               and version < ?
             order by version desc
             limit ?
            """;

    private final JdbcClient jdbc;

    EventStore(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** @throws DuplicateKeyException where an open event stands for the signal */
    long insert(Event event) {
        return jdbc.sql(INSERT)
                .params(given(
                        event.title(),
                        event.what(),
                        event.place(),
                        event.owner(),
                        event.status().name(),
                        event.signal(),
                        Timestamp.from(event.openedAt()),
                        json(event)))
                .query(Long.class)
                .single();
    }

    void update(long id, Event event) {
        Level level = event.level();
        Instant due = event.nextDueAt();
        jdbc.sql(UPDATE)
                .params(given(
                        event.owner(),
                        event.status().name(),
                        level == null ? null : level.name(),
                        event.version(),
                        event.staff().toArray(String[]::new),
                        event.assigned().toArray(String[]::new),
                        due == null ? null : Timestamp.from(due),
                        json(event),
                        id))
                .update();
    }

    void append(long id, Entry entry) {
        jdbc.sql(ENTRY)
                .params(
                        id,
                        entry.version(),
                        Timestamp.from(entry.at()),
                        entry.happening().kind(),
                        entry.account(),
                        entry.name(),
                        json(entry.happening()))
                .update();
    }

    Optional<Event> find(long id) {
        return jdbc.sql(BY_NUMBER)
                .param(id)
                .query(EventStore::numbered)
                .optional()
                .map(Events.Numbered::event);
    }

    Optional<Event> lock(long id) {
        return jdbc.sql(LOCKED).param(id).query(EventStore::numbered).optional().map(Events.Numbered::event);
    }

    /** @param prefix for {@code like}, of the region */
    List<Events.Numbered> list(
            String prefix,
            String account,
            List<Status> statuses,
            @Nullable Level level,
            @Nullable String what,
            int most) {
        String grade = level == null ? null : level.name();
        return jdbc.sql(LISTED)
                .params(given(
                        prefix,
                        prefix,
                        account,
                        statuses.stream().map(Status::name).toArray(String[]::new),
                        grade,
                        grade,
                        what,
                        what,
                        most))
                .query(EventStore::numbered)
                .list();
    }

    List<Events.Numbered> assigned(String institution) {
        return jdbc.sql(ASSIGNED).param(institution).query(EventStore::numbered).list();
    }

    /** Numbers of events with a task to be escalated by now. */
    List<Long> due(Instant now) {
        return jdbc.sql(DUE).param(Timestamp.from(now)).query(Long.class).list();
    }

    List<Entry> until(long id, Instant at) {
        return jdbc.sql(UNTIL)
                .params(id, Timestamp.from(at))
                .query(EventStore::entry)
                .list();
    }

    List<Entry> before(long id, int version, int most) {
        return jdbc.sql(BEFORE)
                .params(id, version, most)
                .query(EventStore::entry)
                .list();
    }

    static String json(Object value) {
        return Json.mapper().writeValueAsString(value);
    }

    /** The parameters of a statement, in its order; some may be null. */
    static List<@Nullable Object> given(@Nullable Object... parameters) {
        return Arrays.asList(parameters);
    }

    private static Events.Numbered numbered(ResultSet row, int number) throws SQLException {
        return new Events.Numbered(row.getLong("id"), Json.mapper().readValue(row.getString("state"), Event.class));
    }

    private static Entry entry(ResultSet row, int number) throws SQLException {
        Class<?> kind = Happening.KINDS.get(row.getString("kind"));
        if (kind == null) {
            throw new IllegalStateException("no such kind of happening: " + row.getString("kind"));
        }
        return new Entry(
                row.getInt("version"),
                row.getTimestamp("at").toInstant(),
                row.getString("account"),
                row.getString("name"),
                (Happening) Json.mapper().readValue(row.getString("body"), kind));
    }
}
