package org.tongmai.fhir.subscription;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;
import org.tongmai.store.Fact;

/** SQL of {@code fhir.subscription} and {@code fhir.notification}. */
final class SubscriptionStore {

    static final String PUT = """
            insert into fhir.subscription as s (id, institution, version, state, resource, since, due_at, heartbeat_at, change)
            values (?, ?, ?, ?, ?, ?, now(), ?, nextval('fhir.subscription_change'))
                on conflict (id) do update
               set version = excluded.version, state = excluded.state, resource = excluded.resource, since = excluded.since,
                   due_at = now(), heartbeat_at = excluded.heartbeat_at, failures = 0, error = null,
                   change = nextval('fhir.subscription_change')
            """;

    static final String VERSION = "update fhir.subscription set version = ? where id = ?";

    static final String STATE = """
            update fhir.subscription
               set state = ?, error = ?, change = nextval('fhir.subscription_change')
             where id = ?
            """;

    static final String ONE = "select * from fhir.subscription where id = ?";

    static final String LAST_CHANGE = "select coalesce(max(change), 0) from fhir.subscription";

    static final String CHANGED = "select * from fhir.subscription where change > ? order by change";

    static final String ALL = "select * from fhir.subscription where id > ? order by id limit ?";

    /** Numbers the changes of each subscription in the order given, those that are queued already left out. */
    static final String QUEUE = """
            with wanted as (
                select w.*, row_number() over (partition by w.subscription order by w.place) as n
                  from unnest(?::text[], ?::bigint[], ?::text[], ?::text[], ?::int[], ?::timestamptz[]) with ordinality
                       as w (subscription, compartment, type, id, version, at, place)
                 where not exists (
                           select
                             from fhir.notification q
                            where q.subscription = w.subscription
                              and q.type = w.type
                              and q.id = w.id
                              and q.version = w.version)
            ), counted as (
                update fhir.subscription s
                   set events = s.events + c.n, pending = s.pending + c.n
                  from (select subscription, count(*) as n from wanted group by subscription) c
                 where s.id = c.subscription
                returning s.id, s.events - c.n as before
            )
            insert into fhir.notification (subscription, number, compartment, type, id, version, at, state)
            select w.subscription, c.before + w.n, w.compartment, w.type, w.id, w.version, w.at, 'PENDING'
              from wanted w
              join counted c on c.id = w.subscription
            """;

    static final String CLAIM = """
            update fhir.subscription
               set holder = ?, held_until = now() + interval '2 min'
             where id in (select id
                            from fhir.subscription
                           where ((state = 'ACTIVE' and pending > 0) or state = 'REQUESTED')
                             and (pending > 0 or state = 'REQUESTED')
                             and due_at <= now()
                             and (held_until is null or held_until < now())
                           order by due_at
                           limit ?
                             for update skip locked)
            returning *
            """;

    static final String CLAIM_HEARTBEATS = """
            update fhir.subscription
               set holder = ?, held_until = now() + interval '2 min'
             where id in (select id
                            from fhir.subscription
                           where state = 'ACTIVE'
                             and heartbeat_at <= now()
                             and pending = 0
                             and (held_until is null or held_until < now())
                           order by heartbeat_at
                           limit ?
                             for update skip locked)
            returning *
            """;

    static final String RELEASE = """
            update fhir.subscription
               set holder = null, held_until = null, heartbeat_at = now() + make_interval(secs => ?)
             where id = ?
               and holder = ?
            """;

    static final String RELEASE_ALL = "update fhir.subscription set holder = null, held_until = null where holder = ?";

    static final String POSTPONE = """
            update fhir.subscription
               set failures = failures + ?, error = coalesce(?, error), due_at = now() + make_interval(secs => ?)
             where id = ?
               and holder = ?
            """;

    static final String PENDING = """
            select number, compartment, type, id, version, at, state, attempts, error
              from fhir.notification
             where subscription = ?
               and state = 'PENDING'
             order by number
             limit ?
            """;

    static final String SETTLE = """
            update fhir.notification
               set state = ?, attempts = attempts + 1, error = ?, settled_at = now()
             where subscription = ?
               and number = any (?::bigint[])
               and state = 'PENDING'
            """;

    static final String SETTLED = """
            update fhir.subscription
               set pending = pending - ?, failures = 0, error = ?, held_until = now() + interval '2 min'
             where id = ?
               and holder = ?
            """;

    static final String TRIED = """
            update fhir.notification
               set attempts = attempts + 1, error = ?
             where subscription = ?
               and number = any (?::bigint[])
            """;

    static final String EVENTS = """
            select number, compartment, type, id, version, at, state, attempts, error
              from fhir.notification
             where subscription = ?
               and number >= ?
               and number <= ?
             order by number
             limit ?
            """;

    static final String DEAD = """
            select number, compartment, type, id, version, at, state, attempts, error
              from fhir.notification
             where subscription = ?
               and state = 'DEAD'
             order by number
             limit ?
            """;

    static final String COUNT_DEAD = """
            select count(*)
              from fhir.notification
             where subscription = ?
               and state = 'DEAD'
            """;

    static final String GIVEN_UP = """
            select number
              from fhir.notification
             where subscription = ?
               and number = any (?::bigint[])
               and queued_at < now() - make_interval(secs => ?)
            """;

    static final String RERUN = """
            with again as (
                update fhir.notification
                   set state = 'PENDING', queued_at = now(), settled_at = null
                 where subscription = ?
                   and state = 'DEAD'
                returning number
            )
            update fhir.subscription
               set pending = pending + (select count(*) from again), due_at = now(), failures = 0
             where id = ?
            returning (select count(*) from again)
            """;

    static final String FORGET = """
            delete from fhir.notification
             where settled_at < now() - make_interval(secs => ?)
               and state in ('SENT', 'WITHHELD')
            """;

    private final DataSource database;
    private final JdbcClient jdbc;
    private final TransactionTemplate transactions;

    SubscriptionStore(DataSource database, JdbcClient jdbc, TransactionTemplate transactions) {
        this.database = database;
        this.jdbc = jdbc;
        this.transactions = transactions;
    }

    // -- what is registered

    void put(Registered subscription, @Nullable Instant heartbeat) {
        jdbc.sql(PUT)
                .param(subscription.id())
                .param(subscription.institution())
                .param(subscription.version())
                .param(subscription.state().name())
                .param(subscription.resource())
                .param(Timestamp.from(subscription.since()))
                .param(heartbeat == null ? null : Timestamp.from(heartbeat))
                .update();
    }

    void version(String id, int version) {
        jdbc.sql(VERSION).param(version).param(id).update();
    }

    void state(String id, Registered.State state, @Nullable String error) {
        jdbc.sql(STATE).param(state.name()).param(error).param(id).update();
    }

    Optional<Registered> one(String id) {
        return jdbc.sql(ONE).param(id).query(SubscriptionStore::registered).optional();
    }

    long lastChange() {
        return jdbc.sql(LAST_CHANGE).query(Long.class).single();
    }

    List<Registered> changed(long after) {
        return jdbc.sql(CHANGED)
                .param(after)
                .query(SubscriptionStore::registered)
                .list();
    }

    List<Registered> all(String after, int limit) {
        return jdbc.sql(ALL)
                .param(after)
                .param(limit)
                .query(SubscriptionStore::registered)
                .list();
    }

    // -- the queues

    /** A change that a subscription is to be told of. */
    record Told(String subscription, Fact fact) {}

    void queue(List<Told> told) {
        try (Connection connection = database.getConnection();
                PreparedStatement statement = connection.prepareStatement(QUEUE)) {
            statement.setArray(
                    1,
                    connection.createArrayOf(
                            "text", told.stream().map(Told::subscription).toArray()));
            statement.setArray(
                    2,
                    connection.createArrayOf(
                            "bigint",
                            told.stream()
                                    .map(each -> each.fact.key().compartment())
                                    .toArray()));
            statement.setArray(
                    3,
                    connection.createArrayOf(
                            "text", told.stream().map(each -> each.fact.type()).toArray()));
            statement.setArray(
                    4,
                    connection.createArrayOf(
                            "text", told.stream().map(each -> each.fact.id()).toArray()));
            statement.setArray(
                    5,
                    connection.createArrayOf(
                            "int4",
                            told.stream().map(each -> each.fact.version()).toArray()));
            statement.setArray(
                    6,
                    connection.createArrayOf(
                            "timestamptz",
                            told.stream()
                                    .map(each -> Timestamp.from(each.fact.at()))
                                    .toArray()));
            statement.executeUpdate();
        } catch (SQLException e) {
            throw new IllegalStateException("changes were not queued", e);
        }
    }

    List<Registered> claim(String holder, int limit) {
        return jdbc.sql(CLAIM)
                .param(holder)
                .param(limit)
                .query(SubscriptionStore::registered)
                .list();
    }

    List<Registered> claimHeartbeats(String holder, int limit) {
        return jdbc.sql(CLAIM_HEARTBEATS)
                .param(holder)
                .param(limit)
                .query(SubscriptionStore::registered)
                .list();
    }

    /** @param heartbeat seconds until a sign of life is due; 0 for none */
    void release(String id, String holder, int heartbeat) {
        jdbc.sql(RELEASE)
                .param(heartbeat == 0 ? null : (double) heartbeat)
                .param(id)
                .param(holder)
                .update();
    }

    void releaseAll(String holder) {
        jdbc.sql(RELEASE_ALL).param(holder).update();
    }

    /** @param error null where it is not the receiver's fault */
    void postpone(String id, String holder, @Nullable String error, Duration delay) {
        jdbc.sql(POSTPONE)
                .param(error == null ? 0 : 1)
                .param(error)
                .param(delay.toMillis() / 1_000.0)
                .param(id)
                .param(holder)
                .update();
    }

    List<Event> pending(String id, int limit) {
        return jdbc.sql(PENDING)
                .param(id)
                .param(limit)
                .query(SubscriptionStore::event)
                .list();
    }

    /** False where the subscription is not this process's any more. */
    boolean settle(String id, String holder, Collection<Long> numbers, Event.State state, @Nullable String error) {
        return Boolean.TRUE.equals(transactions.execute(transaction -> {
            int settled = jdbc.sql(SETTLE)
                    .param(state.name())
                    .param(error)
                    .param(id)
                    .param(numbers.toArray(Long[]::new))
                    .update();
            return jdbc.sql(SETTLED)
                            .param(settled)
                            .param(error)
                            .param(id)
                            .param(holder)
                            .update()
                    == 1;
        }));
    }

    void tried(String id, Collection<Long> numbers, String error) {
        jdbc.sql(TRIED)
                .param(error)
                .param(id)
                .param(numbers.toArray(Long[]::new))
                .update();
    }

    /** Those of the events that were tried for longer than {@code limit}. */
    List<Long> givenUp(String id, Collection<Long> numbers, Duration limit) {
        return jdbc.sql(GIVEN_UP)
                .param(id)
                .param(numbers.toArray(Long[]::new))
                .param((double) limit.toSeconds())
                .query(Long.class)
                .list();
    }

    List<Event> events(String id, long from, long until, int limit) {
        return jdbc.sql(EVENTS)
                .param(id)
                .param(from)
                .param(until)
                .param(limit)
                .query(SubscriptionStore::event)
                .list();
    }

    List<Event> dead(String id, int limit) {
        return jdbc.sql(DEAD)
                .param(id)
                .param(limit)
                .query(SubscriptionStore::event)
                .list();
    }

    long countDead(String id) {
        return jdbc.sql(COUNT_DEAD).param(id).query(Long.class).single();
    }

    /** Puts the dead letters back into the queue; how many. */
    long rerun(String id) {
        return jdbc.sql(RERUN).param(id).param(id).query(Long.class).optional().orElse(0L);
    }

    void forget(Duration keep) {
        jdbc.sql(FORGET).param((double) keep.toSeconds()).update();
    }

    private static Registered registered(ResultSet row, int number) throws SQLException {
        return new Registered(
                row.getString("id"),
                row.getString("institution"),
                row.getInt("version"),
                Registered.State.valueOf(row.getString("state")),
                row.getString("resource"),
                row.getTimestamp("since").toInstant(),
                row.getLong("events"),
                row.getLong("pending"),
                row.getInt("failures"),
                row.getString("error"),
                row.getLong("change"));
    }

    private static Event event(ResultSet row, int number) throws SQLException {
        return new Event(
                row.getLong("number"),
                row.getLong("compartment"),
                row.getString("type"),
                row.getString("id"),
                row.getInt("version"),
                row.getTimestamp("at").toInstant(),
                Event.State.valueOf(row.getString("state")),
                row.getInt("attempts"),
                row.getString("error"));
    }
}
