package org.tongmai.fhir.subscription;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;
import org.tongmai.store.Fact;

/** SQL of {@code fhir.notification}: the queues. */
final class NotificationStore {

    /**
     * Numbers the changes of each subscription in the order given; those that are queued already are left out, and subscriptions
     * that ended meanwhile.
     */
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
                   and s.state in ('ACTIVE', 'REQUESTED')
                returning s.id, s.events - c.n as before
            )
            insert into fhir.notification (subscription, number, compartment, type, id, version, at, state)
            select w.subscription, c.before + w.n, w.compartment, w.type, w.id, w.version, w.at, 'PENDING'
              from wanted w
              join counted c on c.id = w.subscription
            """;

    static final String PENDING = """
            select number, compartment, type, id, version, at, state, attempts, error
              from fhir.notification
             where subscription = ?
               and state = 'PENDING'
             order by number
             limit ?
            """;

    /**
     * Taken before events of a subscription are settled or queued again, as by whoever ends it: so the two wait for each other in
     * one order, and what came second sees what came first.
     */
    static final String HELD = """
            select pending
              from fhir.subscription
             where id = ?
               and holder = ?
               for update
            """;

    static final String OPEN = """
            select pending
              from fhir.subscription
             where id = ?
               and state in ('ACTIVE', 'REQUESTED')
               for update
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
               set pending = pending - ?, failures = 0, error = ?, held_until = now() + interval '20 s'
             where id = ?
            returning pending
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

    static final String COUNTS_DEAD = """
            select subscription, count(*)
              from fhir.notification
             where subscription = any (?::text[])
               and state = 'DEAD'
             group by subscription
            """;

    static final String GIVEN_UP = """
            select number
              from fhir.notification
             where subscription = ?
               and number = any (?::bigint[])
               and queued_at < now() - make_interval(secs => ?)
            """;

    static final String RERUN = """
            update fhir.notification
               set state = 'PENDING', queued_at = now(), settled_at = null
             where subscription = ?
               and state = 'DEAD'
            """;

    static final String REQUEUED = """
            update fhir.subscription
               set pending = pending + ?, due_at = now(), failures = 0
             where id = ?
            """;

    static final String FORGET = """
            delete from fhir.notification
             where settled_at < now() - make_interval(secs => ?)
               and state in ('SENT', 'WITHHELD')
            """;

    private final DataSource database;
    private final JdbcClient jdbc;
    private final TransactionTemplate transactions;

    NotificationStore(DataSource database, JdbcClient jdbc, TransactionTemplate transactions) {
        this.database = database;
        this.jdbc = jdbc;
        this.transactions = transactions;
    }

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

    List<Event> pending(String id, int limit) {
        return jdbc.sql(PENDING)
                .param(id)
                .param(limit)
                .query(NotificationStore::event)
                .list();
    }

    /** How many events are left; empty where the subscription is not this process's any more. */
    Optional<Long> settle(
            String id, String holder, Collection<Long> numbers, Event.State state, @Nullable String error) {
        return locked(HELD, List.of(id, holder), () -> {
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
                    .query(Long.class)
                    .single();
        });
    }

    /** What {@code work} makes while the row of a subscription is locked; empty where {@code lock} finds none. */
    private Optional<Long> locked(String lock, List<String> of, Supplier<Long> work) {
        Optional<Long> made = transactions.execute(transaction ->
                jdbc.sql(lock).params(of).query(Long.class).optional().map(row -> work.get()));
        return made == null ? Optional.empty() : made;
    }

    void tried(String id, String holder, Collection<Long> numbers, String error) {
        var _ = locked(HELD, List.of(id, holder), () -> (long) jdbc.sql(TRIED)
                .param(error)
                .param(id)
                .param(numbers.toArray(Long[]::new))
                .update());
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
                .query(NotificationStore::event)
                .list();
    }

    List<Event> dead(String id, int limit) {
        return jdbc.sql(DEAD)
                .param(id)
                .param(limit)
                .query(NotificationStore::event)
                .list();
    }

    long countDead(String id) {
        return jdbc.sql(COUNT_DEAD).param(id).query(Long.class).single();
    }

    /** Of those subscriptions that have some. */
    Map<String, Long> countDead(Collection<String> ids) {
        var out = new HashMap<String, Long>();
        jdbc.sql(COUNTS_DEAD).param(ids.toArray(String[]::new)).query(row -> {
            out.put(row.getString(1), row.getLong(2));
        });
        return out;
    }

    /** Puts the dead letters back into the queue; how many. None of a subscription that is told nothing. */
    long rerun(String id) {
        return locked(OPEN, List.of(id), () -> {
                    int again = jdbc.sql(RERUN).param(id).update();
                    jdbc.sql(REQUEUED).param(again).param(id).update();
                    return (long) again;
                })
                .orElse(0L);
    }

    void forget(Duration keep) {
        jdbc.sql(FORGET).param((double) keep.toSeconds()).update();
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
