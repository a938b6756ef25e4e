package org.tongmai.store;

import java.io.IOException;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import javax.sql.DataSource;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyManager;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tongmai.kernel.Problem;

/**
 * Writes submissions, many in one database transaction, so that they share the cost of a durable commit.
 *
 * <p>A transaction takes its advisory locks before its transaction id, so within a compartment the order of ids is the order of
 * commits. Each unit's expectations are verified under the locks; a unit that fails them is handed back to be planned anew and
 * the others go on. A unit is written whole or not at all, and is acknowledged only after the commit.
 */
final class Committer implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Committer.class);

    /** Two keep one transaction filling while another waits for the disk. */
    private static final int WRITERS = 2;

    private static final int UNITS_MAX = 256;
    private static final long BYTES_MAX = 12L * 1024 * 1024;

    private static final String LOCK = """
            select pg_advisory_xact_lock(key)
              from unnest(?::bigint[]) with ordinality as locks (key, place)
             order by place
            """;

    private static final String CURRENT = """
            select v.compartment, v.type, v.local, v.version
              from unnest(?::bigint[], ?::smallint[], ?::integer[]) as wanted (compartment, type, local)
              join store.version v using (compartment, type, local)
             where v.superseded is null
               and v.compartment = any(?::bigint[])
            """;

    private static final String TAKEN_ALIASES = """
            select compartment, type, name
              from store.alias
             where compartment = any(?::bigint[])
            """;

    private static final String TAKEN_SUBMISSIONS = """
            select idempotency_key
              from store.submission
             where compartment = any(?::bigint[])
            """;

    private static final String TRANSACTION = "select pg_current_xact_id()::text::bigint";

    private static final String SUPERSEDE = """
            update store.version v
               set superseded = ?::text::xid8
              from unnest(?::bigint[], ?::smallint[], ?::integer[], ?::integer[])
                as old (compartment, type, local, version)
             where v.compartment = old.compartment
               and v.type = old.type
               and v.local = old.local
               and v.version = old.version
               and v.compartment = any(?::bigint[])
            """;

    private static final String COPY_VERSIONS = """
            copy store.version (compartment, type, local, version, tx, at, method, name, source, keys, body)
            from stdin with (format binary)
            """;

    private static final String COPY_COMPARTMENTS =
            "copy store.compartment (compartment, source, next_local) from stdin with (format binary)";

    private static final String COPY_ALIASES =
            "copy store.alias (compartment, type, name, target, local) from stdin with (format binary)";

    private static final String COPY_SUBMISSIONS =
            "copy store.submission (compartment, idempotency_key, at, outcome) from stdin with (format binary)";

    private static final String COPY_FEED =
            "copy store.feed (compartment, tx, changes) from stdin with (format binary)";

    private final DataSource database;
    private final Clock clock;
    private final Searching search;
    private final Runnable committed;
    private final ReentrantLock mutex = new ReentrantLock();
    private final Condition work = mutex.newCondition();
    private final ArrayDeque<Unit> waiting = new ArrayDeque<>();
    private final List<Thread> writers = new ArrayList<>();
    private boolean closed;

    /** Evaluates a condition on the connection of a transaction. */
    interface Searching {
        Set<ResourceKey> keys(Connection connection, Query query, Scope scope) throws SQLException;
    }

    Committer(DataSource database, Clock clock, Searching search, Runnable committed) {
        this.database = database;
        this.clock = clock;
        this.search = search;
        this.committed = committed;
    }

    void start() {
        for (int i = 0; i < WRITERS; i++) {
            writers.add(Thread.ofPlatform().name("committer-" + i).daemon().start(this::run));
        }
    }

    /** Queues a unit; its future tells the outcome. */
    void submit(Unit unit) {
        mutex.lock();
        try {
            if (closed) {
                throw stopped();
            }
            waiting.add(unit);
            work.signal();
        } finally {
            mutex.unlock();
        }
    }

    private void run() {
        while (true) {
            List<Unit> batch = take();
            if (batch.isEmpty()) {
                return;
            }
            write(batch);
        }
    }

    /** Units that exclude each other go into different batches, in the order of their arrival. */
    private List<Unit> take() {
        mutex.lock();
        try {
            while (waiting.isEmpty() && !closed) {
                work.awaitUninterruptibly();
            }
            var batch = new ArrayList<Unit>();
            Set<Long> locks = new HashSet<>();
            long bytes = 0;
            for (Iterator<Unit> i = waiting.iterator();
                    i.hasNext() && batch.size() < UNITS_MAX && bytes < BYTES_MAX; ) {
                Unit unit = i.next();
                boolean free = unit.locks().stream().noneMatch(locks::contains);
                locks.addAll(unit.locks());
                if (free) {
                    batch.add(unit);
                    bytes += unit.bytes();
                    i.remove();
                }
            }
            if (!waiting.isEmpty()) {
                work.signal();
            }
            return batch;
        } finally {
            mutex.unlock();
        }
    }

    private void write(List<Unit> batch) {
        try {
            transaction(batch);
        } catch (SQLException | IOException | RuntimeException e) {
            if (batch.size() > 1) {
                LOG.debug("A shared commit of {} failed; each is tried alone", batch.size(), e);
                batch.forEach(unit -> write(List.of(unit)));
            } else {
                LOG.warn("A submission was not written: {}", e.toString());
                batch.getFirst().done().completeExceptionally(unavailable(e));
            }
        }
    }

    private void transaction(List<Unit> batch) throws SQLException, IOException {
        var stale = new ArrayList<Unit>();
        List<Unit> kept;
        Instant at = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        try (Connection connection = database.getConnection()) {
            connection.setAutoCommit(false);
            try {
                lock(connection, batch);
                kept = new ArrayList<>(batch);
                verify(connection, kept, stale);
                if (!kept.isEmpty()) {
                    copy(connection, kept, at);
                }
                connection.commit();
            } catch (SQLException | IOException | RuntimeException e) {
                connection.rollback();
                throw e;
            } finally {
                connection.setAutoCommit(true);
            }
        }
        if (!kept.isEmpty()) {
            committed.run();
        }
        kept.forEach(unit -> unit.done().complete(Optional.of(at)));
        stale.forEach(unit -> unit.done().complete(Optional.empty()));
    }

    private static void lock(Connection connection, List<Unit> batch) throws SQLException {
        var locks = new TreeSet<Long>();
        batch.forEach(unit -> locks.addAll(unit.locks()));
        if (locks.isEmpty()) {
            return;
        }
        try (PreparedStatement statement = connection.prepareStatement(LOCK)) {
            statement.setArray(1, bigints(connection, locks.toArray(Long[]::new)));
            statement.execute();
        }
    }

    // -- what must still hold

    private void verify(Connection connection, List<Unit> kept, List<Unit> stale) throws SQLException {
        Map<ResourceKey, Integer> current = current(connection, kept);
        Set<String> aliases = taken(connection, TAKEN_ALIASES, aliasCompartments(kept), 3);
        Set<String> submissions = taken(connection, TAKEN_SUBMISSIONS, submissionCompartments(kept), 1);
        for (Iterator<Unit> i = kept.iterator(); i.hasNext(); ) {
            Unit unit = i.next();
            if (!holds(connection, unit, current, aliases, submissions)) {
                i.remove();
                stale.add(unit);
            }
        }
    }

    private boolean holds(
            Connection connection,
            Unit unit,
            Map<ResourceKey, Integer> current,
            Set<String> aliases,
            Set<String> submissions)
            throws SQLException {
        for (Unit.Row row : unit.rows()) {
            if (row.version() > 1 && current.getOrDefault(key(row), 0) != row.version() - 1) {
                return false;
            }
        }
        for (Unit.Alias alias : unit.aliases()) {
            if (aliases.contains(alias.compartment() + " " + alias.type() + " " + alias.name())) {
                return false;
            }
        }
        if (unit.submission() != null && submissions.contains(unit.submission().key())) {
            return false;
        }
        for (Unit.Guard guard : unit.guards()) {
            if (!search.keys(connection, guard.query(), guard.scope()).equals(guard.found())) {
                return false;
            }
        }
        return true;
    }

    private static ResourceKey key(Unit.Row row) {
        return new ResourceKey(ResourceTypes.name(row.type()), row.compartment(), row.local());
    }

    private static Map<ResourceKey, Integer> current(Connection connection, List<Unit> units) throws SQLException {
        var rows = new ArrayList<Unit.Row>();
        units.forEach(
                unit -> unit.rows().stream().filter(row -> row.version() > 1).forEach(rows::add));
        var current = new LinkedHashMap<ResourceKey, Integer>();
        if (rows.isEmpty()) {
            return current;
        }
        try (PreparedStatement statement = connection.prepareStatement(CURRENT)) {
            bind(connection, statement, 1, rows);
            statement.setArray(4, compartments(connection, rows));
            try (ResultSet found = statement.executeQuery()) {
                while (found.next()) {
                    current.put(
                            new ResourceKey(ResourceTypes.name(found.getInt(2)), found.getLong(1), found.getInt(3)),
                            found.getInt(4));
                }
            }
        }
        return current;
    }

    private static Set<Long> aliasCompartments(List<Unit> units) {
        var out = new TreeSet<Long>();
        units.forEach(unit -> unit.aliases().forEach(alias -> out.add(alias.compartment())));
        return out;
    }

    private static Set<Long> submissionCompartments(List<Unit> units) {
        var out = new TreeSet<Long>();
        units.forEach(unit -> {
            if (unit.submission() != null) {
                out.add(unit.submission().compartment());
            }
        });
        return out;
    }

    private static Set<String> taken(Connection connection, String sql, Set<Long> compartments, int columns)
            throws SQLException {
        Set<String> out = new HashSet<>();
        if (compartments.isEmpty()) {
            return out;
        }
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setArray(1, bigints(connection, compartments.toArray(Long[]::new)));
            try (ResultSet found = statement.executeQuery()) {
                while (found.next()) {
                    var text = new StringBuilder(found.getString(1));
                    for (int i = 2; i <= columns; i++) {
                        text.append(' ').append(found.getString(i));
                    }
                    out.add(text.toString());
                }
            }
        }
        return out;
    }

    // -- writing

    private void copy(Connection connection, List<Unit> units, Instant at) throws SQLException, IOException {
        long tx = transactionId(connection);
        CopyManager copies = connection.unwrap(PGConnection.class).getCopyAPI();
        var versions = new CopyBuffer();
        var compartments = new CopyBuffer();
        var aliases = new CopyBuffer();
        var submissions = new CopyBuffer();
        var old = new ArrayList<Unit.Row>();
        Map<Long, List<Unit.Row>> feed = new TreeMap<>();
        int[] counts = new int[3];
        for (Unit unit : units) {
            for (Unit.Row row : unit.rows()) {
                versions.row(11)
                        .bigint(row.compartment())
                        .smallint(row.type())
                        .integer(row.local())
                        .integer(row.version())
                        .bigint(tx)
                        .timestamp(at)
                        .smallint(row.method().ordinal())
                        .text(row.name())
                        .text(row.source())
                        .bigints(row.keys())
                        .bytea(row.body());
                feed.computeIfAbsent(row.compartment(), c -> new ArrayList<>()).add(row);
                if (row.version() > 1) {
                    old.add(row);
                }
            }
            for (Unit.NewCompartment c : unit.compartments()) {
                compartments.row(3).bigint(c.compartment()).text(c.source()).integer(c.nextLocal());
                counts[0]++;
            }
            for (Unit.Alias a : unit.aliases()) {
                aliases.row(5)
                        .bigint(a.compartment())
                        .smallint(a.type())
                        .text(a.name())
                        .bigint(a.target())
                        .integer(a.local());
                counts[1]++;
            }
            Unit.Submission submission = unit.submission();
            if (submission != null) {
                submissions
                        .row(4)
                        .bigint(submission.compartment())
                        .text(submission.key())
                        .timestamp(at)
                        .bytea(submission.outcome());
                counts[2]++;
            }
        }
        supersede(connection, tx, old);
        send(copies, COPY_VERSIONS, versions, feed.isEmpty() ? 0 : 1);
        send(copies, COPY_COMPARTMENTS, compartments, counts[0]);
        send(copies, COPY_ALIASES, aliases, counts[1]);
        send(copies, COPY_SUBMISSIONS, submissions, counts[2]);
        send(copies, COPY_FEED, feedRows(feed, tx), feed.size());
    }

    private static CopyBuffer feedRows(Map<Long, List<Unit.Row>> feed, long tx) {
        var out = new CopyBuffer();
        feed.forEach((compartment, rows) -> {
            int[] changes = new int[rows.size() * 3];
            for (int i = 0; i < rows.size(); i++) {
                Unit.Row row = rows.get(i);
                changes[i * 3] = row.type();
                changes[i * 3 + 1] = row.local();
                changes[i * 3 + 2] = row.version();
            }
            out.row(3).bigint(compartment).bigint(tx).integers(changes);
        });
        return out;
    }

    private static void send(CopyManager copies, String sql, CopyBuffer buffer, int rows)
            throws SQLException, IOException {
        if (rows > 0) {
            byte[] bytes = buffer.finish();
            copies.copyIn(sql, new java.io.ByteArrayInputStream(bytes, 0, buffer.size()), 64 * 1024);
        }
    }

    private static long transactionId(Connection connection) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(TRANSACTION);
                ResultSet row = statement.executeQuery()) {
            row.next();
            return row.getLong(1);
        }
    }

    private static void supersede(Connection connection, long tx, List<Unit.Row> rows) throws SQLException {
        if (rows.isEmpty()) {
            return;
        }
        try (PreparedStatement statement = connection.prepareStatement(SUPERSEDE)) {
            statement.setString(1, Long.toString(tx));
            bind(connection, statement, 2, rows);
            statement.setArray(
                    5,
                    connection.createArrayOf(
                            "integer",
                            rows.stream().map(row -> row.version() - 1).toArray(Integer[]::new)));
            statement.setArray(6, compartments(connection, rows));
            statement.executeUpdate();
        }
    }

    private static void bind(Connection connection, PreparedStatement statement, int at, List<Unit.Row> rows)
            throws SQLException {
        statement.setArray(
                at, bigints(connection, rows.stream().map(Unit.Row::compartment).toArray(Long[]::new)));
        statement.setArray(
                at + 1,
                connection.createArrayOf(
                        "smallint", rows.stream().map(Unit.Row::type).toArray(Short[]::new)));
        statement.setArray(
                at + 2,
                connection.createArrayOf(
                        "integer", rows.stream().map(Unit.Row::local).toArray(Integer[]::new)));
    }

    private static Array compartments(Connection connection, List<Unit.Row> rows) throws SQLException {
        return bigints(
                connection, rows.stream().map(Unit.Row::compartment).distinct().toArray(Long[]::new));
    }

    static Array bigints(Connection connection, Long[] values) throws SQLException {
        return connection.createArrayOf("bigint", values);
    }

    private static Problem unavailable(Exception cause) {
        return cause instanceof Problem problem
                ? problem
                : new Problem(
                        Problem.Kind.BUSY,
                        "store.database-unavailable",
                        "The submission could not be written"
                                + (cause instanceof SQLException sql ? " (SQL state " + sql.getSQLState() + ")." : "."),
                        "The database did not take it; nothing of it is stored unless a repetition says so.",
                        "Send it again with the same Idempotency-Key.");
    }

    private static Problem stopped() {
        return new Problem(
                Problem.Kind.BUSY,
                "store.stopping",
                "The server is stopping.",
                "It no longer takes submissions.",
                "Send it again with the same Idempotency-Key once the server is back.");
    }

    /** Writes what is queued and stops. */
    @Override
    public void close() {
        mutex.lock();
        try {
            closed = true;
            work.signalAll();
        } finally {
            mutex.unlock();
        }
        for (Thread writer : writers) {
            try {
                writer.join(10_000);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
