package org.tongmai.fhir.subscription;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;

/** SQL of {@code fhir.subscription}: who is told, and whose turn it is. */
final class SubscriptionStore {

    static final String PUT = """
            insert into fhir.subscription as s (id, institution, account, version, state, resource, since, error, due_at,
                                                heartbeat_at, change)
            values (?, ?, ?, ?, ?, ?, ?, ?, now(), ?, nextval('fhir.subscription_change'))
                on conflict (id) do update
               set account = excluded.account, version = excluded.version, state = excluded.state,
                   resource = excluded.resource, since = excluded.since, due_at = now(), heartbeat_at = excluded.heartbeat_at, failures = 0, error = excluded.error,
                   change = nextval('fhir.subscription_change')
            """;

    static final String VERSION = "update fhir.subscription set version = ? where id = ?";

    static final String STATE = """
            update fhir.subscription
               set state = ?, error = ?, change = nextval('fhir.subscription_change')
             where id = ?
               and version = ?
               and state = 'REQUESTED'
            """;

    static final String END = """
            update fhir.subscription
               set state = 'OFF', error = ?, change = nextval('fhir.subscription_change')
             where id = ?
               and state in ('REQUESTED', 'ACTIVE')
            """;

    /** Whoever delivers just now finds that it is not its any more. */
    static final String LET_GO = """
            update fhir.subscription
               set pending = 0, holder = null, held_until = null
             where id = ?
            """;

    static final String WITHHOLD = """
            update fhir.notification
               set state = 'WITHHELD', settled_at = now()
             where subscription = ?
               and state = 'PENDING'
            """;

    /**
     * Taken by each transaction that numbers a change, until it ends: so the numbers become visible in their order, and whoever
     * read up to one has missed none before it.
     */
    static final String NUMBERING = "select pg_advisory_xact_lock(hashtext('fhir.subscription_change'))";

    static final String ONE = "select * from fhir.subscription where id = ?";

    static final String LAST_CHANGE = "select coalesce(max(change), 0) from fhir.subscription";

    static final String CHANGED = "select * from fhir.subscription where change > ? order by change";

    static final String ALL = "select * from fhir.subscription where id > ? order by id limit ?";

    static final String CLAIM = """
            update fhir.subscription
               set holder = ?, held_until = now() + interval '20 s'
             where id in (select id
                            from fhir.subscription
                           where ((state = 'ACTIVE' and pending > 0) or state = 'REQUESTED')
                             and (failures > 0) = ?
                             and (pending > 0 or state = 'REQUESTED')
                             and due_at <= now()
                             and (held_until is null or held_until < now())
                           order by due_at
                           limit ?
                             for update skip locked)
            returning *
            """;

    /** A process that lives says so well before {@code held_until}; what one held that does not is soon free. */
    static final String RENEW = """
            update fhir.subscription
               set held_until = now() + interval '20 s'
             where holder = ?
            """;

    static final String CLAIM_HEARTBEATS = """
            update fhir.subscription
               set holder = ?, held_until = now() + interval '20 s'
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

    private final JdbcClient jdbc;
    private final TransactionTemplate transactions;

    SubscriptionStore(JdbcClient jdbc, TransactionTemplate transactions) {
        this.jdbc = jdbc;
        this.transactions = transactions;
    }

    private boolean numbered(BooleanSupplier change) {
        return Boolean.TRUE.equals(transactions.execute(transaction -> {
            jdbc.sql(NUMBERING).query((row, number) -> "").single();
            return change.getAsBoolean();
        }));
    }

    // -- what is registered

    /** Takes it as it stands; where it is off, with all that waits. */
    void put(Registered subscription, @Nullable Instant heartbeat) {
        numbered(() -> {
            jdbc.sql(PUT)
                    .param(subscription.id())
                    .param(subscription.institution())
                    .param(subscription.account())
                    .param(subscription.version())
                    .param(subscription.state().name())
                    .param(subscription.resource())
                    .param(Timestamp.from(subscription.since()))
                    .param(subscription.error())
                    .param(heartbeat == null ? null : Timestamp.from(heartbeat))
                    .update();
            return subscription.state() == Registered.State.OFF && withhold(subscription.id());
        });
    }

    void version(String id, int version) {
        jdbc.sql(VERSION).param(version).param(id).update();
    }

    /** What came of a request; false where it was answered before, taken back, or written anew. */
    boolean answer(Registered request, Registered.State state, @Nullable String error) {
        return numbered(() -> jdbc.sql(STATE)
                        .param(state.name())
                        .param(error)
                        .param(request.id())
                        .param(request.version())
                        .update()
                == 1);
    }

    /** Ends a subscription that is told, with all that waits; false where it is not told anyway. */
    boolean end(String id, String why) {
        return numbered(() -> jdbc.sql(END).param(why).param(id).update() == 1 && withhold(id));
    }

    /** What ending a subscription comes to, whoever ends it. */
    private boolean withhold(String id) {
        jdbc.sql(LET_GO).param(id).update();
        jdbc.sql(WITHHOLD).param(id).update();
        return true;
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

    /** @param failing whether the last try failed */
    List<Registered> claim(String holder, boolean failing, int limit) {
        return jdbc.sql(CLAIM)
                .param(holder)
                .param(failing)
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

    void renew(String holder) {
        jdbc.sql(RENEW).param(holder).update();
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

    private static Registered registered(ResultSet row, int number) throws SQLException {
        return new Registered(
                row.getString("id"),
                row.getString("institution"),
                row.getString("account"),
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
}
