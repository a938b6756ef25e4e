package org.tongmai.emergency;

import static org.tongmai.emergency.EventStore.given;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Resources, what of them is promised, and transfers. */
final class ResourceStore {

    /** Held before {@link #SAY}, so that it sees what was taken meanwhile. */
    static final String HOLD_STILL = """
            select id
              from emergency.resource
             where institution = ?
               and kind = ?
               and item = ?
               for update
            """;

    /** Nothing where what is known is newer; with what was taken into use after the moment that is told of. */
    static final String SAY = """
            insert into emergency.resource as known
                   (institution, region, kind, item, unit, capacity, used, held, as_of, account)
            values (?, ?, ?, ?, ?, ?, ?, 0, ?, ?)
                on conflict (institution, kind, item) do update
               set region = excluded.region, unit = excluded.unit, capacity = excluded.capacity,
                   used = excluded.used + coalesce((select sum(h.amount)
                                                      from emergency.hold h
                                                     where h.resource = known.id
                                                       and h.state = 'TAKEN'
                                                       and h.settled_at > excluded.as_of), 0),
                   as_of = excluded.as_of, account = excluded.account
             where known.as_of <= excluded.as_of
            """;

    private static final String COLUMNS = """
            select id, institution, region, kind, item, unit, capacity, used, held, as_of
              from emergency.resource
            """;

    static final String BY_NUMBER = COLUMNS + "where id = ?";

    static final String LISTED = COLUMNS + """
             where region like ?
               and (?::text is null or kind = ?)
               and (?::text is null or institution = ?)
             order by kind, capacity - used - held desc, id
             limit ?
            """;

    /** Locks the row: of many who ask at once, those find enough for whom there is enough. */
    static final String PROMISE = """
            update emergency.resource
               set held = held + ?
             where id = ?
               and capacity - used - held >= ?
            """;

    /** The bed of a kind that a hospital has, if one is free. */
    static final String PROMISE_BED = """
            update emergency.resource
               set held = held + 1
             where id = (select id
                           from emergency.resource
                          where institution = ?
                            and kind = ?
                            and capacity - used - held >= 1
                          order by id
                          limit 1
                            for update)
               and capacity - used - held >= 1
            returning id
            """;

    static final String TAKE = """
            update emergency.resource
               set held = held - ?, used = used + ?
             where id = ?
            """;

    static final String UNPROMISE = """
            update emergency.resource
               set held = held - ?
             where id = ?
            """;

    /** Only of what was taken after the institution last counted: what it counted since, it counts itself. */
    static final String GIVE_BACK = """
            update emergency.resource
               set used = greatest(0, used - ?)
             where id = ?
               and as_of < (select settled_at
                              from emergency.hold
                             where id = ?)
            """;

    static final String HOLD = """
            insert into emergency.hold (resource, event, amount, state, held_at, account)
            values (?, ?, ?, 'HELD', ?, ?)
            returning id
            """;

    static final String SETTLE = """
            update emergency.hold
               set state = ?, settled_at = ?, account = ?
             where id = ?
            """;

    private static final String HOLDS = """
            select h.id as hold, h.event, h.amount, h.state, h.held_at,
                   r.id, r.institution, r.region, r.kind, r.item, r.unit, r.capacity, r.used, r.held, r.as_of
              from emergency.hold h
              join emergency.resource r on r.id = h.resource
            """;

    static final String HOLD_LOCKED = HOLDS + """
             where h.id = ?
               and h.event = ?
               for update of h
            """;

    static final String HOLDS_OF = HOLDS + """
             where h.event = ?
             order by h.state = 'RELEASED', h.id desc
             limit 500
            """;

    /** Index {@code hold_event}. In the order in which resources are told, so that nobody waits in a ring. */
    static final String HELD_BY = HOLDS + """
             where h.event = ?
               and h.state = 'HELD'
             order by r.institution, r.kind collate "C", r.item collate "C", h.id
               for update of h
            """;

    static final String REQUEST = """
            insert into emergency.transfer
                   (event, person, sender, receiver, bed, state, words, requested_at, changed_at, account)
            values (?, ?, ?, ?, ?, 'REQUESTED', ?, ?, ?, ?)
            returning id
            """;

    static final String MOVE = """
            update emergency.transfer
               set state = ?, hold = ?, words = coalesce(nullif(?, ''), words), changed_at = ?, account = ?
             where id = ?
            """;

    private static final String TRANSFERS = """
            select id, event, person, sender, receiver, bed, state, hold, words, requested_at, changed_at
              from emergency.transfer
            """;

    static final String TRANSFER = TRANSFERS + "where id = ?";

    static final String TRANSFER_LOCKED = TRANSFERS + "where id = ? for update";

    static final String TRANSFERS_OF = TRANSFERS + """
             where event = ?
             order by state in ('REFUSED', 'ARRIVED', 'CANCELLED'), id desc
             limit 500
            """;

    /** Index {@code transfer_event}. */
    static final String UNDER_WAY = TRANSFERS + """
             where event = ?
               and state in ('REQUESTED', 'ACCEPTED', 'DEPARTED')
             order by id
            """;

    static final String TRANSFERS_AT = TRANSFERS + """
             where sender = ?
                or receiver = ?
             order by state in ('REFUSED', 'ARRIVED', 'CANCELLED'), id desc
             limit 200
            """;

    private final JdbcClient jdbc;

    ResourceStore(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** Whether it is now known as told; not where something newer is known. */
    boolean say(Resource told, String account) {
        jdbc.sql(HOLD_STILL)
                .params(told.institution(), told.kind().name(), told.item())
                .query(Long.class)
                .optional();
        return jdbc.sql(SAY)
                        .params(
                                told.institution(),
                                told.region(),
                                told.kind().name(),
                                told.item(),
                                told.unit(),
                                told.capacity(),
                                told.used(),
                                Timestamp.from(told.asOf()),
                                account)
                        .update()
                == 1;
    }

    Optional<Resource> find(long id) {
        return jdbc.sql(BY_NUMBER).param(id).query(ResourceStore::resource).optional();
    }

    List<Resource> list(String prefix, Resource.@Nullable Kind kind, @Nullable String institution, int most) {
        String name = kind == null ? null : kind.name();
        return jdbc.sql(LISTED)
                .params(given(prefix, name, name, institution, institution, most))
                .query(ResourceStore::resource)
                .list();
    }

    /** False where there are not so many free. */
    boolean promise(long resource, int amount) {
        return jdbc.sql(PROMISE).params(amount, resource, amount).update() == 1;
    }

    /** The bed that is promised; empty where none is free. */
    Optional<Long> promiseBed(String institution, Resource.Kind kind) {
        return jdbc.sql(PROMISE_BED)
                .params(institution, kind.name())
                .query(Long.class)
                .optional();
    }

    long hold(long resource, long event, int amount, Instant at, String account) {
        return jdbc.sql(HOLD)
                .params(resource, event, amount, Timestamp.from(at), account)
                .query(Long.class)
                .single();
    }

    /** Takes or gives back what is held. */
    void settle(Hold hold, Hold.State to, Instant at, String account) {
        int amount = hold.amount();
        long resource = hold.resource().id();
        switch (to) {
            case TAKEN -> jdbc.sql(TAKE).params(amount, amount, resource).update();
            case RELEASED -> {
                if (hold.state() == Hold.State.HELD) {
                    jdbc.sql(UNPROMISE).params(amount, resource).update();
                } else {
                    jdbc.sql(GIVE_BACK).params(amount, resource, hold.id()).update();
                }
            }
            case HELD -> throw new IllegalArgumentException("held once");
        }
        jdbc.sql(SETTLE)
                .params(to.name(), Timestamp.from(at), account, hold.id())
                .update();
    }

    Optional<Hold> lockHold(long id, long event) {
        return jdbc.sql(HOLD_LOCKED)
                .params(id, event)
                .query(ResourceStore::hold)
                .optional();
    }

    List<Hold> holds(long event) {
        return jdbc.sql(HOLDS_OF).param(event).query(ResourceStore::hold).list();
    }

    /** What is promised to an event and not in use; locked. */
    List<Hold> held(long event) {
        return jdbc.sql(HELD_BY).param(event).query(ResourceStore::hold).list();
    }

    List<Transfer> underWay(long event) {
        return jdbc.sql(UNDER_WAY).param(event).query(ResourceStore::transfer).list();
    }

    long request(Transfer wanted, String account) {
        return jdbc.sql(REQUEST)
                .params(given(
                        wanted.event(),
                        wanted.person(),
                        wanted.from(),
                        wanted.to(),
                        wanted.bed().name(),
                        wanted.words(),
                        Timestamp.from(wanted.requestedAt()),
                        Timestamp.from(wanted.changedAt()),
                        account))
                .query(Long.class)
                .single();
    }

    void move(long id, Transfer.State to, @Nullable Long hold, String words, Instant at, String account) {
        jdbc.sql(MOVE)
                .params(given(to.name(), hold, words, Timestamp.from(at), account, id))
                .update();
    }

    Optional<Transfer> transfer(long id) {
        return jdbc.sql(TRANSFER).param(id).query(ResourceStore::transfer).optional();
    }

    Optional<Transfer> lockTransfer(long id) {
        return jdbc.sql(TRANSFER_LOCKED)
                .param(id)
                .query(ResourceStore::transfer)
                .optional();
    }

    List<Transfer> transfers(long event) {
        return jdbc.sql(TRANSFERS_OF)
                .param(event)
                .query(ResourceStore::transfer)
                .list();
    }

    List<Transfer> transfersAt(String institution) {
        return jdbc.sql(TRANSFERS_AT)
                .params(institution, institution)
                .query(ResourceStore::transfer)
                .list();
    }

    private static Resource resource(ResultSet row, int number) throws SQLException {
        return new Resource(
                row.getLong("id"),
                row.getString("institution"),
                row.getString("region"),
                Resource.Kind.valueOf(row.getString("kind")),
                row.getString("item"),
                row.getString("unit"),
                row.getInt("capacity"),
                row.getInt("used"),
                row.getInt("held"),
                row.getTimestamp("as_of").toInstant());
    }

    private static Hold hold(ResultSet row, int number) throws SQLException {
        return new Hold(
                row.getLong("hold"),
                resource(row, number),
                row.getLong("event"),
                row.getInt("amount"),
                Hold.State.valueOf(row.getString("state")),
                row.getTimestamp("held_at").toInstant());
    }

    private static Transfer transfer(ResultSet row, int number) throws SQLException {
        return new Transfer(
                row.getLong("id"),
                row.getLong("event"),
                row.getObject("person", Integer.class),
                row.getString("sender"),
                row.getString("receiver"),
                Resource.Kind.valueOf(row.getString("bed")),
                Transfer.State.valueOf(row.getString("state")),
                row.getObject("hold", Long.class),
                row.getString("words"),
                row.getTimestamp("requested_at").toInstant(),
                row.getTimestamp("changed_at").toInstant());
    }
}
