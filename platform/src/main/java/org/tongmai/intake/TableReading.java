package org.tongmai.intake;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.Charset;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.UnsupportedCharsetException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tongmai.intake.TableLoad.Stage;
import org.tongmai.intake.hl7v2.MappedMessage;
import org.tongmai.intake.table.Row;
import org.tongmai.intake.table.RowMapping;
import org.tongmai.intake.table.RowReader;
import org.tongmai.intake.table.TableFormat;
import org.tongmai.kernel.Faults;
import org.tongmai.kernel.Problem;

/**
 * Reads the files of tables, some hundred rows at a time. Rows are stored before it is written down that they are, so a node
 * that is killed reads at most one such window again, and what is stored twice is stored once.
 */
final class TableReading implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(TableReading.class);

    /** Rows of one window: enough that a report's rows stand together, few enough that a kill repeats little. */
    static final int WINDOW = 500;

    /** Patients of a window that are stored at once; commits of several share a flush. */
    private static final int PARALLEL = 8;

    /** So long nobody else goes on with a file; a window takes a second or two. */
    private static final Duration LEASE = Duration.ofSeconds(60);

    private final UUID owner = UUID.randomUUID();
    private final TableStore store;
    private final TableDoor door;
    private final TableRuns runs;
    private final Mappings mappings;
    private final JournalStore journal;
    private final Retries retries;
    private final Quality quality;
    private final Clock clock;
    private final ExecutorService workers = Executors.newFixedThreadPool(
            PARALLEL, Thread.ofVirtual().name("intake-table-", 0).factory());
    private volatile boolean closed;

    TableReading(
            TableStore store,
            TableDoor door,
            TableRuns runs,
            Mappings mappings,
            JournalStore journal,
            Retries retries,
            Quality quality,
            Clock clock) {
        this.store = store;
        this.door = door;
        this.runs = runs;
        this.mappings = mappings;
        this.journal = journal;
        this.retries = retries;
        this.quality = quality;
        this.clock = clock;
    }

    /**
     * Reads the oldest file that nobody reads, to its end.
     *
     * @return whether there was one
     */
    boolean round() {
        Instant now = clock.instant();
        Optional<TableLoad> next = closed ? Optional.empty() : store.claim(owner, now, now.plus(LEASE));
        next.ifPresent(this::read);
        return next.isPresent();
    }

    private void read(TableLoad load) {
        try (var counted = new Counted(door.bytes(load));
                RowReader rows = RowReader.open(counted, load.format(), charset(load.charset()))) {
            boolean whole = read(load, rows, counted);
            if (whole) {
                end(load, Stage.DONE, null);
            }
        } catch (Problem broken) {
            if (broken.kind() == Problem.Kind.BUSY || broken.kind() == Problem.Kind.THROTTLED) {
                later(load, broken);
            } else {
                end(load, Stage.FAILED, broken);
            }
        } catch (IOException unreadable) {
            end(load, Stage.FAILED, RowReader.unreadable("The file cannot be read to its end."));
        } catch (RuntimeException failed) {
            later(load, failed);
        }
    }

    private void later(TableLoad load, RuntimeException failed) {
        LOG.warn("file {} waits, reading goes on in a minute: {}", load.id(), Faults.outline(failed));
        try {
            store.release(load.id(), owner, clock.instant().plus(LEASE));
        } catch (RuntimeException unreachable) {
            LOG.warn("file {} goes on when its lease ends: {}", load.id(), Faults.outline(unreachable));
        }
    }

    /** @return whether its end was reached */
    private boolean read(TableLoad load, RowReader rows, Counted counted) throws IOException {
        var settled = mappings.inForce(load.institution(), load.dataset());
        RowMapping mapping = runs.reading(load.institution(), settled, rows.columns());
        TableFormat format = rows.format();
        String charset = rows.charset().map(Charset::name).orElse(null);
        Set<String> unread = new HashSet<>(rows.columns());
        unread.removeAll(mapping.bound().values());
        store.opened(load.id(), format, charset, settled.version(), unread);
        Optional<Problem> missing = mapping.missing();
        if (missing.isPresent()) {
            throw missing.get();
        }
        long done = 0;
        while (done < load.rows() && rows.next() != null) {
            done++;
        }
        while (!closed) {
            List<RowMapping.Read> window = new ArrayList<>(WINDOW);
            for (Row row = rows.next(); row != null; row = window.size() < WINDOW ? rows.next() : null) {
                window.add(mapping.read(row));
            }
            if (window.isEmpty()) {
                return true;
            }
            done += window.size();
            if (!settle(load, window, done, counted.count())) {
                return false;
            }
            if (window.size() < WINDOW) {
                return true;
            }
        }
        return false;
    }

    private boolean settle(TableLoad load, List<RowMapping.Read> window, long done, long bytes) {
        List<TableRuns.Ran> all = run(load, window);
        List<Line> lines = new ArrayList<>();
        List<Long> numbers = new ArrayList<>();
        List<Age> ages = new ArrayList<>();
        Set<String> stored = new HashSet<>();
        int[] counts = new int[6];
        var judged = new QualityTally.Sheet();
        for (TableRuns.Ran ran : all) {
            ages.addAll(ran.ages());
            counts[ran.verdict().state() == State.STORED ? 0 : ran.verdict().state() == State.REFUSED ? 1 : 2]++;
            counts[3] += ran.verdict().created();
            counts[4] += ran.verdict().updated();
            counts[5] += ran.verdict().unchanged();
            if (ran.verdict().state() == State.STORED) {
                stored.add(TableRuns.controlId(load.dataset(), ran.read()));
                quality.said(judged, judged(load, ran), ran.verdict());
            } else {
                lines.add(line(load, ran));
                numbers.add(ran.read().row().line());
            }
        }
        List<Long> messages = lines.isEmpty() ? List.of() : journal.insert(lines);
        List<Object[]> rows = new ArrayList<>();
        for (int i = 0; i < messages.size(); i++) {
            rows.add(new Object[] {load.id(), numbers.get(i), messages.get(i)});
        }
        quality.stored(judged, judged(load, null), counts[0]);
        resolve(load, stored);
        boolean own = store.settle(
                load,
                owner,
                clock.instant().plus(LEASE),
                new TableStore.Settlement(
                        done, bytes, counts[0], counts[1], counts[2], counts[3], counts[4], counts[5]),
                rows,
                ages,
                judged);
        if (!stored.isEmpty()) {
            retries.heard(load.institution(), State.STORED);
        }
        if (counts[2] > 0) {
            retries.heard(load.institution(), State.WAITING);
        }
        return own;
    }

    /** Rows of one patient and time in their order, different patients beside one another. */
    private List<TableRuns.Ran> run(TableLoad load, List<RowMapping.Read> window) {
        Instant at = Optional.ofNullable(load.saidAt()).orElse(load.receivedAt());
        List<TableRuns.Ran> all = new ArrayList<>(window.size());
        Map<String, Map<String, List<RowMapping.Read>>> patients = new LinkedHashMap<>();
        for (RowMapping.Read read : window) {
            MappedMessage message = read.message();
            if (message == null) {
                all.add(new TableRuns.Ran(read, Verdict.refused(problem(read)), List.of()));
            } else {
                patients.computeIfAbsent(message.localId(), none -> new LinkedHashMap<>())
                        .computeIfAbsent(message.at().toString(), none -> new ArrayList<>())
                        .add(read);
            }
        }
        List<Future<List<TableRuns.Ran>>> running = new ArrayList<>();
        for (var patient : patients.values()) {
            running.add(workers.submit(() -> patient.values().stream()
                    .flatMap(rows -> runs.run(rows, load.institution(), load.dataset(), at).stream())
                    .toList()));
        }
        running.forEach(each -> all.addAll(result(each)));
        return all;
    }

    private static Problem problem(RowMapping.Read read) {
        return Optional.ofNullable(read.problem()).orElseThrow();
    }

    private static List<TableRuns.Ran> result(Future<List<TableRuns.Ran>> running) {
        try {
            return running.get();
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(stopped);
        } catch (ExecutionException failed) {
            if (failed.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw new IllegalStateException(failed);
        }
    }

    /** @param ran null for the file as a whole */
    private QualityTally.Judged judged(TableLoad load, TableRuns.@Nullable Ran ran) {
        return new QualityTally.Judged(
                quality.day(load.receivedAt()),
                load.institution(),
                Door.TABLE,
                load.dataset(),
                load.receivedAt(),
                null,
                load.id(),
                ran == null ? null : ran.read().row().line(),
                ran == null ? null : TableRuns.masked(ran.read()));
    }

    private Line line(TableLoad load, TableRuns.Ran ran) {
        byte[] json = ran.read().row().json();
        Arrival arrival = new Arrival(
                load.receivedAt(),
                Door.TABLE,
                load.institution(),
                load.sender(),
                load.dataset(),
                TableRuns.controlId(load.dataset(), ran.read()),
                Intake.sha256(json),
                "UTF-8",
                json,
                json.length,
                TableRuns.masked(ran.read()));
        return new Line(arrival, ran.verdict(), null, List.of());
    }

    /** A row that was refused before and is stored now, in this file or after a mend in the source, is resolved. */
    private void resolve(TableLoad load, Set<String> stored) {
        for (TableStore.OpenName open : store.open(load.institution(), stored)) {
            Arrival arrival = new Arrival(
                    load.receivedAt(),
                    Door.TABLE,
                    load.institution(),
                    load.sender(),
                    load.dataset(),
                    open.name(),
                    new byte[32],
                    null,
                    null,
                    0,
                    null);
            Verdict resolved = Verdict.stored(0, 0, 0).later();
            journal.attempt(
                    open.message(),
                    clock.instant(),
                    load.sender(),
                    null,
                    0,
                    new Line(arrival, resolved, null, List.of()));
        }
    }

    private void end(TableLoad load, Stage stage, @Nullable Problem problem) {
        store.ended(load.id(), owner, stage, problem, clock.instant());
        LOG.info("file {} of {}: {}", load.id(), load.dataset(), stage);
    }

    static @Nullable Charset charset(@Nullable String name) {
        try {
            return name == null ? null : Charset.forName(name);
        } catch (IllegalCharsetNameException | UnsupportedCharsetException unknown) {
            throw RowReader.unreadable("The character set that was named is not known.");
        }
    }

    @Override
    public void close() {
        closed = true;
        workers.close();
    }

    /** Counts what has been read. */
    private static final class Counted extends FilterInputStream {

        private long read;

        Counted(InputStream in) {
            super(in);
        }

        long count() {
            return read;
        }

        @Override
        public int read() throws IOException {
            int each = super.read();
            read += each < 0 ? 0 : 1;
            return each;
        }

        @Override
        public int read(byte[] bytes, int from, int length) throws IOException {
            int count = super.read(bytes, from, length);
            read += Math.max(count, 0);
            return count;
        }
    }
}
