package org.tongmai.store;

import java.io.IOException;
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
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.regex.Pattern;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tongmai.kernel.Faults;
import org.tongmai.kernel.Problem;

/**
 * Writes submissions, many in one database transaction, so that they share the cost of a durable commit.
 *
 * <p>A transaction takes its advisory locks before its transaction id, so within a compartment the order of ids is the order of
 * commits. Each unit's expectations are verified under the locks; a unit that fails them is handed back to be planned anew and
 * the others go on. A unit is written whole or not at all, and is acknowledged only after the commit.
 */
final class Committer implements AutoCloseable {

    /** A value that cannot be kept, however often it is sent: data exceptions, and what exceeds a limit of the program. */
    private static final Pattern REFUSED = Pattern.compile("(22|54).*");

    private static final Logger LOG = LoggerFactory.getLogger(Committer.class);

    /** Two keep one transaction filling while another waits for the disk. */
    private static final int WRITERS = 2;

    /** A second one joins in only for this many units, or for one that has waited this long; until then they gather. */
    private static final int UNITS_WORTH = 32;

    private static final long GATHER_NANOS = 5_000_000;

    private static final int UNITS_MAX = 256;
    private static final long BYTES_MAX = 12L * 1024 * 1024;

    /** Also tells the newest search parameter, as of after {@link Keying#LOCK}. */
    private static final String LOCK = """
            select (select coalesce(max(id), 0) from store.parameter), pg_advisory_xact_lock(key)
              from unnest(?::bigint[]) with ordinality as locks (key, place)
             order by place
            """;

    /** Held alone by those who delete, together by those whose rows refer to others: so no reference is left dangling. */
    private static final long REMOVALS = 0x746f6e676d6169L;

    private static final String LOCK_KEYING = "select pg_advisory_xact_lock_shared(" + Keying.LOCK + ")";

    private static final String LOCK_REMOVALS = LOCK_KEYING + ", pg_advisory_xact_lock(" + REMOVALS + ")";

    private static final String LOCK_REMOVALS_SHARED = LOCK_KEYING + ", pg_advisory_xact_lock_shared(" + REMOVALS + ")";

    private final DataSource database;
    private final Clock clock;
    private final Expectations expectations;
    private final Recent recent;
    private final Runnable committed;
    private final ReentrantLock mutex = new ReentrantLock();
    private final Condition work = mutex.newCondition();
    private final ArrayDeque<Unit> waiting = new ArrayDeque<>();
    private final List<Thread> writers = new ArrayList<>();
    private int writing;
    private boolean closed;

    Committer(DataSource database, Clock clock, Expectations.Searching search, Recent recent, Runnable committed) {
        this.database = database;
        this.clock = clock;
        this.expectations = new Expectations(search);
        this.recent = recent;
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
            try {
                write(batch);
            } finally {
                written();
            }
        }
    }

    private void written() {
        mutex.lock();
        try {
            writing--;
            work.signal();
        } finally {
            mutex.unlock();
        }
    }

    private void awaitWork() {
        long patience = GATHER_NANOS;
        while (!closed && (waiting.isEmpty() || writing > 0 && waiting.size() < UNITS_WORTH && patience > 0)) {
            if (waiting.isEmpty()) {
                work.awaitUninterruptibly();
                patience = GATHER_NANOS;
            } else {
                try {
                    patience = work.awaitNanos(patience);
                } catch (InterruptedException goOn) {
                    patience = 0;
                }
            }
        }
    }

    /** Units that exclude each other go into different batches, in the order of their arrival. */
    private List<Unit> take() {
        mutex.lock();
        try {
            awaitWork();
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
            if (!batch.isEmpty()) {
                writing++;
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
                LOG.debug("A shared commit of {} failed; each is tried alone: {}", batch.size(), Faults.outline(e));
                batch.forEach(unit -> write(List.of(unit)));
            } else {
                LOG.warn("A submission was not written: {}", Faults.outline(e));
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
                long newest = lock(connection, batch);
                batch.stream().filter(unit -> unit.newest() != newest).forEach(stale::add);
                kept = new ArrayList<>(batch);
                kept.removeIf(unit -> unit.newest() != newest);
                stale.addAll(expectations.removeStale(connection, kept));
                if (!kept.isEmpty()) {
                    RowWriter.write(connection, kept, at);
                    Note.write(connection, notes(kept));
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
            recent.committed(kept, at);
            committed.run();
        }
        kept.forEach(unit -> unit.done().complete(Optional.of(at)));
        stale.forEach(unit -> unit.done().complete(Optional.empty()));
    }

    private static List<Note<?>> notes(List<Unit> units) {
        var notes = new ArrayList<Note<?>>();
        for (Unit unit : units) {
            if (unit.note() != null) {
                notes.add(unit.note());
            }
        }
        return notes;
    }

    /** @return the newest search parameter that users defined, for as long as the transaction lasts */
    private static long lock(Connection connection, List<Unit> batch) throws SQLException {
        boolean removes = batch.stream().anyMatch(unit -> !unit.removed().isEmpty());
        boolean needs = batch.stream().anyMatch(unit -> !unit.needed().isEmpty());
        String first = removes ? LOCK_REMOVALS : needs ? LOCK_REMOVALS_SHARED : LOCK_KEYING;
        try (PreparedStatement statement = connection.prepareStatement(first)) {
            statement.execute();
        }
        var locks = new TreeSet<Long>();
        batch.forEach(unit -> locks.addAll(unit.locks()));
        try (PreparedStatement statement = connection.prepareStatement(locks.isEmpty() ? Keying.NEWEST : LOCK)) {
            if (!locks.isEmpty()) {
                statement.setArray(1, connection.createArrayOf("bigint", locks.toArray(Long[]::new)));
            }
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                return row.getLong(1);
            }
        }
    }

    private static Problem unavailable(Exception cause) {
        SQLException sql = sql(cause);
        if (sql != null && REFUSED.matcher(String.valueOf(sql.getSQLState())).matches()) {
            return new Problem(
                    Problem.Kind.UNPROCESSABLE,
                    "store.not-writable",
                    "The database cannot hold what is submitted (SQL state " + sql.getSQLState() + ").",
                    "A value is longer than an index takes, or of characters that it does not take; nothing is stored.",
                    "Look for a value that is out of all bounds; the same submission would be refused again.");
        }
        return cause instanceof Problem problem
                ? problem
                : new Problem(
                        Problem.Kind.BUSY,
                        "store.database-unavailable",
                        "The submission could not be written"
                                + (sql == null ? "." : " (SQL state " + sql.getSQLState() + ")."),
                        "The database did not take it; nothing of it is stored unless a repetition says so.",
                        "Send it again with the same Idempotency-Key.");
    }

    private static @Nullable SQLException sql(Exception failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException sql) {
                return sql;
            }
        }
        return null;
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
