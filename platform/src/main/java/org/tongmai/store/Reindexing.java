package org.tongmai.store;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tongmai.kernel.Faults;
import org.tongmai.kernel.Outage;
import org.tongmai.kernel.Problem;
import org.tongmai.store.ReindexStore.Job;
import org.tongmai.store.ReindexStore.Place;

/**
 * Gives the search parameters that users define keys: tells writers of them, then goes through what was stored before, in the
 * background, some rows at a time. Where it came to and what it did is kept with each part, so that it can end at any moment and go
 * on there, on this node or another.
 *
 * <p>A key is made of the row's own body and is only ever added, so what is done twice, or by a node that was taken for dead, does no
 * harm. What must not happen is a row without: see {@link Keying}.
 */
public final class Reindexing {

    private static final Logger LOG = LoggerFactory.getLogger(Reindexing.class);

    private static final Duration ROUND = Duration.ofSeconds(1);
    private static final Duration RENEWAL = Duration.ofSeconds(5);

    /** Rows counted, and looked at, before the place is kept; the second are locked together for a moment. */
    private static final int COUNTED_MAX = 10_000;

    private static final int INDEXED_MAX = 200;

    /** Bytes of bodies after which a part ends. */
    private static final int BYTES_MAX = 8 * 1024 * 1024;

    /** Alone among nodes where the definitions are compared with the jobs. */
    private static final long COMPARING = 0x746f6e676d6369L;

    /** Writers wait while this waits for those before them, so it gives up soon and tries again. */
    private static final String PATIENCE = "set local lock_timeout = '2 s'";

    private final DataSource database;
    private final Search search;
    private final Bodies bodies;
    private final Runnable written;
    private final String holder = UUID.randomUUID().toString();
    private volatile @Nullable Statement running;
    private volatile boolean closing;
    private long seen = -1;
    private @Nullable ScheduledExecutorService schedule;

    /** How a job stands. */
    public enum State {
        WAITING,
        RUNNING,
        DONE,
        STOPPED,
        FAILED
    }

    /**
     * How re-indexing for one parameter stands.
     *
     * @param id of the SearchParameter
     * @param types that get keys
     * @param counted whether {@code planned} is final; counting comes first
     * @param planned rows of these types, all versions, that were written before there were keys
     * @param done those that were looked at
     * @param written those of them that got keys; the others have no such value, or had the keys
     * @param problem kind of the failure where it failed
     */
    public record Standing(
            String id,
            String code,
            Set<String> types,
            State state,
            boolean counted,
            long planned,
            long done,
            long written,
            @Nullable String problem,
            Instant begunAt,
            @Nullable Instant finishedAt) {

        /** How much is done, rounded down. */
        public int percent() {
            return planned == 0 ? 100 : (int) (done * 100 / planned);
        }
    }

    Reindexing(DataSource database, Search search, Bodies bodies, Runnable written) {
        this.database = database;
        this.search = search;
        this.bodies = bodies;
        this.written = written;
    }

    // -- for whoever looks after it

    /** Every parameter with keys. */
    public List<Standing> all() {
        return with(connection -> ReindexStore.jobs(connection, ReindexStore.ALL).stream()
                .map(Reindexing::standing)
                .toList());
    }

    /** One parameter; empty where it has no keys: unknown, retired, of a kind without, or stored this moment. */
    public Optional<Standing> one(String id) {
        return with(connection -> ReindexStore.jobs(connection, ReindexStore.ONE, id).stream()
                .map(Reindexing::standing)
                .findFirst());
    }

    /** Stops a job that is not done, until it is resumed. New rows get keys all the same. */
    public void stop(String id) {
        with(connection -> ReindexStore.change(connection, ReindexStore.STOP, id));
    }

    /** Lets a job that was stopped or failed go on from where it was. */
    public void resume(String id) {
        with(connection -> ReindexStore.change(connection, ReindexStore.RESUME, id));
    }

    private static Standing standing(Job job) {
        Defined defined = Defined.read(job.parameter(), job.definition());
        return new Standing(
                job.parameter(),
                Json.read(job.definition().getBytes(java.nio.charset.StandardCharsets.UTF_8))
                        .path("code")
                        .asString(""),
                defined == null ? Set.of() : defined.byType().keySet(),
                job.state(),
                job.counted(),
                job.planned(),
                job.done(),
                job.written(),
                job.problem(),
                job.begunAt(),
                job.finishedAt());
    }

    // -- in the background

    /** Begins to look for what there is to do. */
    public synchronized void start() {
        ScheduledExecutorService timer = Executors.newScheduledThreadPool(
                3, Thread.ofVirtual().name("reindex-", 0).factory());
        schedule = timer;
        every(timer, ROUND, this::compare);
        every(timer, ROUND, () -> {
            while (!closing && step()) {
                LOG.trace("A part is done");
            }
        });
        every(timer, RENEWAL, this::renew);
    }

    /** Ends after the part under way; another node goes on at once. */
    public synchronized void close() {
        closing = true;
        cancel();
        if (schedule != null) {
            schedule.close();
            schedule = null;
            with(connection -> ReindexStore.change(connection, ReindexStore.RELEASE, holder));
        }
    }

    private static void every(ScheduledExecutorService timer, Duration period, Runnable task) {
        Runnable careful = () -> {
            try {
                task.run();
            } catch (RuntimeException e) {
                LOG.warn("Re-indexing was not looked after, the next round does it: {}", Faults.outline(e));
            }
        };
        var _ = timer.scheduleWithFixedDelay(careful, 0, period.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void renew() {
        if (running != null && with(connection -> ReindexStore.change(connection, ReindexStore.RENEW, holder)) == 0) {
            cancel();
        }
    }

    private void cancel() {
        Statement statement = running;
        if (statement != null) {
            try {
                statement.cancel();
            } catch (SQLException e) {
                LOG.debug("A statement could not be cancelled: {}", Faults.outline(e));
            }
        }
    }

    /** Compares the definitions with the jobs, where definitions changed: begins jobs, and ends those whose definition is gone. */
    void compare() {
        long count = with(connection -> Editions.count(connection, Set.of("SearchParameter")));
        if (count != seen) {
            with(connection -> {
                connection.setAutoCommit(false);
                try {
                    compare(connection);
                    connection.commit();
                } finally {
                    connection.rollback();
                    connection.setAutoCommit(true);
                }
                return true;
            });
            seen = count;
        }
    }

    private void compare(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(PATIENCE);
            statement.execute("select pg_advisory_xact_lock(" + COMPARING + ")");
            Map<String, Defined> wanted = wanted(connection);
            var gone = new ArrayList<Long>();
            for (Job job : ReindexStore.jobs(connection, ReindexStore.ALL)) {
                Defined defined = wanted.get(job.parameter());
                if (defined != null && defined.text().equals(job.definition())) {
                    wanted.remove(job.parameter());
                } else {
                    gone.add(job.id());
                }
            }
            if (!gone.isEmpty()) {
                ReindexStore.delete(connection, gone);
            }
            if (!wanted.isEmpty()) {
                statement.execute("select pg_advisory_xact_lock(" + Keying.LOCK + ")");
                for (Defined defined : wanted.values()) {
                    ReindexStore.change(connection, ReindexStore.INSERT, defined.id(), defined.text());
                }
            }
        }
    }

    private Map<String, Defined> wanted(Connection connection) throws SQLException {
        Map<String, Defined> wanted = new LinkedHashMap<>();
        for (Fact fact : search.defined(connection)) {
            Defined defined = wanted.size() < ReindexStore.PARAMETERS_MAX ? Defined.of(fact) : null;
            if (defined != null) {
                wanted.put(defined.id(), defined);
            }
        }
        return wanted;
    }

    /**
     * Does one part of one job.
     *
     * @return whether there may be more to do at once
     */
    boolean step() {
        List<Job> claimed =
                with(connection -> ReindexStore.jobs(connection, ReindexStore.CLAIM, holder, holder, holder));
        if (claimed.isEmpty()) {
            return false;
        }
        Job job = claimed.getFirst();
        try {
            return with(connection -> part(connection, job));
        } catch (RuntimeException e) {
            return failed(job, e);
        } finally {
            running = null;
        }
    }

    private boolean part(Connection connection, Job job) throws SQLException {
        Defined defined = Defined.read(job.parameter(), job.definition());
        if (defined == null) {
            throw new IllegalStateException("a definition that this build does not understand");
        }
        Map<String, List<IndexKeys.Indexed>> byType = defined.byType().entrySet().stream()
                .collect(Collectors.toMap(Map.Entry::getKey, each -> IndexKeys.indexed(each.getValue())));
        var backlog = new Backlog(bodies, job, byType, statement -> running = statement);
        if (!job.counted()) {
            Backlog.Part part = backlog.count(connection, COUNTED_MAX);
            Place place = part.end() ? Place.BEGINNING : part.last();
            return kept(connection, ReindexStore.COUNTED, job, place, part.rows(), part.end());
        }
        Backlog.Part part = backlog.next(connection, INDEXED_MAX, BYTES_MAX);
        backlog.add(connection, part.lacking());
        if (!part.lacking().isEmpty()) {
            written.run();
        }
        boolean held = kept(
                connection,
                ReindexStore.INDEXED,
                job,
                part.last(),
                part.rows(),
                part.lacking().size());
        if (held && part.end()) {
            end(connection, job, State.DONE, null);
        }
        return held;
    }

    /** Keeps what was done; not where the job is no longer this node's: who goes on does it again. */
    private boolean kept(Connection connection, String sql, Job job, Place place, int rows, Object how)
            throws SQLException {
        return ReindexStore.change(
                        connection,
                        sql,
                        rows,
                        how,
                        place.compartment(),
                        place.type(),
                        place.local(),
                        place.version(),
                        job.id(),
                        holder)
                > 0;
    }

    private int end(Connection connection, Job job, State state, @Nullable String problem) throws SQLException {
        return ReindexStore.change(
                connection, ReindexStore.FINISH, state.name(), problem, state.name(), job.id(), holder);
    }

    /** A database that is away passes, and so does a statement that was cancelled; anything else is for who looks after the node. */
    private boolean failed(Job job, RuntimeException e) {
        Predicate<RuntimeException> cancelled =
                cause -> cause instanceof Problem problem && problem.code().equals("store.search-too-wide");
        if (closing || cancelled.test(e) || Outage.of(e).isPresent()) {
            LOG.debug("Re-indexing for SearchParameter/{} pauses: {}", job.parameter(), Faults.outline(e));
        } else {
            LOG.error("Re-indexing for SearchParameter/{} failed: {}", job.parameter(), Faults.outline(e));
            with(connection -> end(connection, job, State.FAILED, Faults.outline(e)));
        }
        return false;
    }

    private interface Work<T> {
        T in(Connection connection) throws SQLException;
    }

    private <T> T with(Work<T> work) {
        try (Connection connection = database.getConnection()) {
            return work.in(connection);
        } catch (SQLException e) {
            throw Search.failed(e);
        }
    }
}
