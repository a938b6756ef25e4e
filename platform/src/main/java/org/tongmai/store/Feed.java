package org.tongmai.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Supplier;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tongmai.kernel.Faults;
import org.tongmai.kernel.Outage;

/**
 * The ordered log of commits and its readers.
 *
 * <p>A reader sees every change of its types at least once, in order within a compartment, from the first commit on. Its place is
 * kept in the database, so it goes on after a restart; of several nodes one at a time reads under a name. A reader stops before
 * the oldest transaction still running, so a commit that comes late is not skipped.
 */
public final class Feed implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Feed.class);

    /** Feed rows that a reader takes at a time. */
    private static final int ROWS_MAX = 200;

    /** Changes after which a batch is handed over, however many rows are left. */
    private static final int CHANGES_MAX = 4_000;

    /** How long a reader sleeps at most, for commits of other nodes. */
    private static final Duration NAP = Duration.ofSeconds(1);

    /** A reader looks at most this often, so that commits that follow each other closely are read together. */
    private static final Duration GATHER = Duration.ofMillis(100);

    private static final Duration PAUSE_AFTER_FAILURE = Duration.ofSeconds(2);

    /** Failures on the same changes after which they are handed over one by one and the bad ones parked. */
    private static final int FAILURES_MAX = 5;

    private static final String REGISTER = """
            insert into store.reader (name, tx, compartment, at)
            values (?, '0', -1, now())
            on conflict (name) do nothing
            """;

    /**
     * Its commit does not wait for the disk: a handler bears reading again after a crash. An advisory lock, because a row lock would
     * take a transaction id and hold up all readers until it ends.
     */
    private static final String CLAIM = """
            select tx::text, compartment
              from store.reader
             where name = ?
               and set_config('synchronous_commit', 'off', true) is not null
               and pg_try_advisory_xact_lock(hashtextextended('store.feed ' || name, 0))
            """;

    /** Ordered by the column, not by the text of the same name that is selected, of which 10 comes before 9. */
    private static final String NEXT = """
            select f.tx::text, f.compartment, f.changes
              from store.feed f
             where (f.tx, f.compartment) > (?::text::xid8, ?)
               and f.tx < pg_snapshot_xmin(pg_current_snapshot())
             order by f.tx, f.compartment
             limit ?
            """;

    private static final String ADVANCE = """
            update store.reader
               set tx = ?::text::xid8, compartment = ?, at = now()
             where name = ?
            """;

    /** A reader that has not begun is behind. */
    private static final String BEHIND = """
            select not exists (select from store.reader where name = ?)
                or exists (
                       select from store.feed f, store.reader r
                        where r.name = ?
                          and (f.tx, f.compartment) > (r.tx, r.compartment))
            """;

    private final DataSource database;
    private final Recent recent;
    private final Parking parking;
    private final ReentrantLock mutex = new ReentrantLock();
    private final Condition news = mutex.newCondition();
    private final Map<String, Thread> readers = new ConcurrentHashMap<>();

    /** Readers that have not yet tried again what they had parked. */
    private final Set<String> starting = ConcurrentHashMap.newKeySet();

    private long woken;
    private volatile boolean closed;

    Feed(DataSource database, Rows rows, Recent recent) {
        this.database = database;
        this.recent = recent;
        this.parking = new Parking(database, rows);
    }

    /**
     * Starts a reader.
     *
     * @param name under which its place is kept; a new one begins with the first commit
     * @param types the resource types it wants; empty means all
     * @param handler takes the changes in order, deletions included; its own work must be idempotent. When it throws, the same
     *     changes come again after a pause; a change on which it fails again and again is parked, tried again at the next start,
     *     and told by {@link #parked()}
     */
    public void register(String name, Set<String> types, Consumer<List<Fact>> handler) {
        register(name, types, GATHER, handler);
    }

    /**
     * As {@link #register(String, Set, Consumer)}, for a reader that is waited for.
     *
     * @param gather how often it looks at most while what it looks for comes
     */
    public void register(String name, Set<String> types, Duration gather, Consumer<List<Fact>> handler) {
        Set<String> wanted = Set.copyOf(types);
        register(name, () -> wanted, gather, handler);
    }

    /**
     * As {@link #register(String, Set, Consumer)}, for a reader whose types change. Where its handler changes them, the same changes
     * come again with the new ones.
     */
    public void register(String name, Supplier<Set<String>> wanted, Consumer<List<Fact>> handler) {
        register(name, wanted, GATHER, handler);
    }

    private void register(String name, Supplier<Set<String>> wanted, Duration gather, Consumer<List<Fact>> handler) {
        readers.computeIfAbsent(name, n -> {
            starting.add(n);
            return Thread.ofVirtual().name("feed-" + n).start(() -> run(n, wanted, gather, handler));
        });
    }

    /** Tells the readers that something was committed. */
    void wake() {
        mutex.lock();
        try {
            woken++;
            news.signalAll();
        } finally {
            mutex.unlock();
        }
    }

    /** Waits until a reader has finished all that is committed now, what it had parked included; false after {@code limit}. */
    public boolean awaitCaughtUp(String name, Duration limit) {
        long end = System.nanoTime() + limit.toNanos();
        while (starting.contains(name) || behind(name)) {
            if (System.nanoTime() > end) {
                return false;
            }
            nap(seen(), Duration.ofMillis(20));
        }
        return true;
    }

    private boolean behind(String name) {
        try (Connection connection = database.getConnection();
                PreparedStatement statement = connection.prepareStatement(BEHIND)) {
            statement.setString(1, name);
            statement.setString(2, name);
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                return row.getBoolean(1);
            }
        } catch (SQLException e) {
            throw Search.failed(e);
        }
    }

    private void run(String name, Supplier<Set<String>> types, Duration gather, Consumer<List<Fact>> handler) {
        boolean registered = false;
        int failures = 0;
        while (!closed) {
            long seen = seen();
            try {
                if (!registered) {
                    registered(name);
                    registered = retried(name, handler);
                    if (registered) {
                        starting.remove(name);
                    }
                }
                long looked = System.nanoTime();
                Found found = step(name, types, failures < FAILURES_MAX ? handler : parking.singly(name, handler));
                failures = 0;
                if (found != Found.MORE && nap(seen, NAP)) {
                    Duration pause = found == Found.OTHERS ? GATHER : gather;
                    nap(Long.MAX_VALUE, pause.minusNanos(System.nanoTime() - looked));
                }
            } catch (SQLException | RuntimeException e) {
                if (!closed) {
                    failures += Outage.of(e).isPresent() ? 0 : 1;
                    LOG.warn("Reader {} failed and tries again: {}", name, Faults.outline(e));
                    nap(Long.MAX_VALUE, PAUSE_AFTER_FAILURE);
                }
            }
        }
    }

    /** How many changes each reader went on without; readers without any are left out. */
    public Map<String, Integer> parked() {
        return parking.count();
    }

    /** What was parked before, under the claim of the reader; false where another node holds it. */
    private boolean retried(String name, Consumer<List<Fact>> handler) throws SQLException {
        try (Connection connection = database.getConnection()) {
            connection.setAutoCommit(false);
            try {
                boolean claimed = claim(connection, name) != null;
                if (claimed) {
                    parking.retry(connection, name, handler);
                }
                connection.commit();
                return claimed;
            } catch (SQLException | RuntimeException e) {
                connection.rollback();
                throw e;
            } finally {
                connection.setAutoCommit(true);
            }
        }
    }

    private void registered(String name) throws SQLException {
        try (Connection connection = database.getConnection();
                PreparedStatement statement = connection.prepareStatement(REGISTER)) {
            statement.setString(1, name);
            statement.executeUpdate();
        }
    }

    /** What a look found: a full batch, so that there may be more; nothing but what others look for; or all that there is now. */
    private enum Found {
        MORE,
        OTHERS,
        ALL
    }

    /** Hands over one batch. */
    private Found step(String name, Supplier<Set<String>> wanted, Consumer<List<Fact>> handler) throws SQLException {
        try (Connection connection = database.getConnection()) {
            connection.setAutoCommit(false);
            try {
                Place place = claim(connection, name);
                Set<String> types = place == null ? Set.of() : wanted.get();
                Batch batch = place == null ? Batch.EMPTY : next(connection, place, types);
                if (batch.last == null) {
                    connection.rollback();
                    return Found.ALL;
                }
                List<Fact> facts = recent.facts(connection, batch.changes);
                if (facts.size() < batch.changes.size()) {
                    // where several servers hold the facts, a commit reaches them one after another
                    LOG.debug("The reader {} waits until all of a commit is to be seen.", name);
                    connection.rollback();
                    return Found.ALL;
                }
                if (!facts.isEmpty()) {
                    handler.accept(facts);
                    if (!wanted.get().equals(types)) {
                        connection.rollback();
                        return Found.MORE;
                    }
                }
                advance(connection, name, batch.last);
                connection.commit();
                if (batch.full) {
                    return Found.MORE;
                }
                return facts.isEmpty() ? Found.OTHERS : Found.ALL;
            } catch (SQLException | RuntimeException e) {
                connection.rollback();
                throw e;
            } finally {
                connection.setAutoCommit(true);
            }
        }
    }

    private record Place(String tx, long compartment) {}

    private record Batch(@Nullable Place last, List<Recent.Version> changes, boolean full) {
        static final Batch EMPTY = new Batch(null, List.of(), false);
    }

    private static @Nullable Place claim(Connection connection, String name) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(CLAIM)) {
            statement.setString(1, name);
            try (ResultSet row = statement.executeQuery()) {
                return row.next() ? new Place(row.getString(1), row.getLong(2)) : null;
            }
        }
    }

    private static Batch next(Connection connection, Place place, Set<String> types) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(NEXT)) {
            statement.setString(1, place.tx);
            statement.setLong(2, place.compartment);
            statement.setInt(3, ROWS_MAX);
            Place last = null;
            int taken = 0;
            var changes = new ArrayList<Recent.Version>();
            try (ResultSet row = statement.executeQuery()) {
                while (row.next() && changes.size() < CHANGES_MAX) {
                    last = new Place(row.getString(1), row.getLong(2));
                    taken++;
                    Integer[] triples = (Integer[]) row.getArray(3).getArray();
                    for (int i = 0; i < triples.length; i += 3) {
                        if (types.isEmpty() || types.contains(ResourceTypes.name(triples[i]))) {
                            changes.add(new Recent.Version(
                                    new ResourceKey(ResourceTypes.name(triples[i]), last.compartment, triples[i + 1]),
                                    triples[i + 2]));
                        }
                    }
                }
            }
            return new Batch(last, changes, taken == ROWS_MAX || changes.size() >= CHANGES_MAX);
        }
    }

    private static void advance(Connection connection, String name, Place place) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(ADVANCE)) {
            statement.setString(1, place.tx);
            statement.setLong(2, place.compartment);
            statement.setString(3, name);
            statement.executeUpdate();
        }
    }

    private long seen() {
        mutex.lock();
        try {
            return woken;
        } finally {
            mutex.unlock();
        }
    }

    /** Sleeps until something was committed after {@code seen}, or for {@code limit}; true where it was. */
    private boolean nap(long seen, Duration limit) {
        mutex.lock();
        try {
            long left = limit.toNanos();
            while (woken <= seen && left > 0 && !closed) {
                left = news.awaitNanos(left);
            }
            return woken > seen;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        } finally {
            mutex.unlock();
        }
    }

    @Override
    public void close() {
        closed = true;
        wake();
        for (Thread reader : readers.values()) {
            try {
                reader.join(TimeUnit.SECONDS.toMillis(5));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
