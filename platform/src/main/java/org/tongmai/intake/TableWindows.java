package org.tongmai.intake;

import java.sql.Timestamp;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import org.tongmai.intake.TableClaims.Claim;
import org.tongmai.intake.TableClaims.Open;
import org.tongmai.intake.hl7v2.MappedMessage;
import org.tongmai.intake.table.RowMapping;
import org.tongmai.kernel.Problem;

/**
 * Some hundred rows of a file: run, and settled. A row that is not stored becomes a message of the journal; one that is settles
 * what was open under its name, unless that is newer.
 */
final class TableWindows implements AutoCloseable {

    /** Patients of a window that are stored at once; commits of several share a flush. */
    private static final int PARALLEL = 8;

    private final TableClaims claims;
    private final TableRuns runs;
    private final JournalStore journal;
    private final Retries retries;
    private final Quality quality;
    private final Clock clock;
    private final ExecutorService workers = Executors.newFixedThreadPool(
            PARALLEL, Thread.ofVirtual().name("intake-table-", 0).factory());

    TableWindows(
            TableClaims claims, TableRuns runs, JournalStore journal, Retries retries, Quality quality, Clock clock) {
        this.claims = claims;
        this.runs = runs;
        this.journal = journal;
        this.retries = retries;
        this.quality = quality;
        this.clock = clock;
    }

    /**
     * Runs rows and writes down what came of them.
     *
     * @param from rows of the file that were settled before
     * @param bytes how far the file has been read
     * @return what came of them; nothing where the file is another claim's meanwhile
     */
    Optional<TableClaims.Settlement> settle(
            TableLoad load, Claim claim, List<RowMapping.Read> window, long from, long bytes) {
        List<TableRuns.Ran> all = run(load, window);
        List<Age> ages = new ArrayList<>();
        List<TableRuns.Ran> kept = new ArrayList<>();
        Map<String, RowMapping.Read> stored = new HashMap<>();
        Set<String> names = new HashSet<>();
        int[] counts = new int[6];
        var judged = new QualityTally.Sheet();
        for (TableRuns.Ran ran : all) {
            ages.addAll(ran.ages());
            counts[ran.verdict().state() == State.STORED ? 0 : ran.verdict().state() == State.REFUSED ? 1 : 2]++;
            counts[3] += ran.verdict().created();
            counts[4] += ran.verdict().updated();
            counts[5] += ran.verdict().unchanged();
            String name = name(load, ran.read());
            names.add(name);
            if (ran.verdict().state() == State.STORED) {
                quality.said(judged, judged(load, ran), ran.verdict());
                stored.merge(
                        name, ran.read(), (a, b) -> a.row().line() > b.row().line() ? a : b);
            } else {
                kept.add(ran);
            }
        }
        quality.stored(judged, judged(load, null), counts[0]);
        List<Open> before = claims.open(load, names);
        Map<Long, TableRuns.Ran> messages = keep(load, kept);
        settleOpen(load, before, messages, stored);
        var came = new TableClaims.Settlement(
                from + window.size(), bytes, counts[0], counts[1], counts[2], counts[3], counts[4], counts[5]);
        boolean own = claims.settle(load, claim, clock.instant(), from, came, ages, judged);
        if (!stored.isEmpty()) {
            retries.heard(load.institution(), State.STORED);
        }
        if (counts[2] > 0) {
            retries.heard(load.institution(), State.WAITING);
        }
        return own ? Optional.of(came) : Optional.empty();
    }

    /** Rows of one patient and time in their order, different patients beside one another. */
    private List<TableRuns.Ran> run(TableLoad load, List<RowMapping.Read> window) {
        var from = new TableRuns.From(load.institution(), load.dataset(), load.receivedAt(), saidAt(load));
        List<TableRuns.Ran> all = new ArrayList<>(window.size());
        Map<String, Map<String, List<RowMapping.Read>>> patients = new LinkedHashMap<>();
        for (RowMapping.Read read : window) {
            MappedMessage message = read.message();
            if (message == null) {
                Problem problem = Objects.requireNonNull(read.problem());
                all.add(new TableRuns.Ran(read, Verdict.refused(problem), List.of()));
            } else {
                patients.computeIfAbsent(message.localId(), none -> new LinkedHashMap<>())
                        .computeIfAbsent(message.at().toString(), none -> new ArrayList<>())
                        .add(read);
            }
        }
        List<Future<List<TableRuns.Ran>>> running = new ArrayList<>();
        for (var patient : patients.values()) {
            running.add(workers.submit(() -> patient.values().stream()
                    .flatMap(rows -> runs.run(rows, from).stream())
                    .toList()));
        }
        running.forEach(each -> all.addAll(result(each)));
        return all;
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

    /** Journals rows that are not stored, and returns them by their messages. */
    private Map<Long, TableRuns.Ran> keep(TableLoad load, List<TableRuns.Ran> kept) {
        Map<Long, TableRuns.Ran> messages = new LinkedHashMap<>();
        if (kept.isEmpty()) {
            return messages;
        }
        List<Long> ids =
                journal.insert(kept.stream().map(ran -> line(load, ran)).toList());
        List<Object[]> rows = new ArrayList<>();
        for (int i = 0; i < kept.size(); i++) {
            RowMapping.Read read = kept.get(i).read();
            Instant changed = read.changedAt();
            messages.merge(
                    ids.get(i),
                    kept.get(i),
                    (a, b) -> a.read().row().line() > b.read().row().line() ? a : b);
            rows.add(new @Nullable Object[] {
                load.id(), read.row().line(), ids.get(i), changed == null ? null : Timestamp.from(changed)
            });
        }
        claims.link(rows);
        return messages;
    }

    /**
     * A row that was refused before and is stored now, in this file or after a mend in the source, is resolved; one that came
     * again and is not stored has the verdict of now.
     */
    private void settleOpen(
            TableLoad load, List<Open> before, Map<Long, TableRuns.Ran> messages, Map<String, RowMapping.Read> stored) {
        Map<Long, TableRuns.Ran> fresh = new LinkedHashMap<>(messages);
        for (Open open : before) {
            TableRuns.Ran again = fresh.remove(open.message());
            RowMapping.Read good = stored.get(open.name());
            if (again == null && good != null && !isNewer(open, load, good)) {
                attempt(
                        load,
                        open.message(),
                        open.name(),
                        Verdict.stored(0, 0, 0).later());
            } else if (again != null && isBehind(good, again)) {
                attempt(
                        load,
                        open.message(),
                        open.name(),
                        Verdict.stored(0, 0, 0).later());
            } else if (again != null && differs(open, again.verdict())) {
                attempt(load, open.message(), open.name(), again.verdict());
            }
        }
        fresh.forEach((message, ran) -> {
            String name = name(load, ran.read());
            if (isBehind(stored.get(name), ran)) {
                attempt(load, message, name, Verdict.stored(0, 0, 0).later());
            }
        });
    }

    /** Whether what is open was said after what is stored now: by its line in one file, else by the rows' own times, else by those of their files. */
    private static boolean isNewer(Open open, TableLoad load, RowMapping.Read good) {
        Instant changed = good.changedAt();
        if (open.line() > 0) {
            return open.line() > good.row().line();
        }
        if (open.changedAt() != null && changed != null) {
            return open.changedAt().isAfter(changed);
        }
        return open.saidAt() != null && open.saidAt().isAfter(saidAt(load));
    }

    private static boolean isBehind(RowMapping.@Nullable Read good, TableRuns.Ran bad) {
        return good != null && good.row().line() > bad.read().row().line();
    }

    private static boolean differs(Open open, Verdict verdict) {
        Problem problem = verdict.problem();
        return open.state() != verdict.state() || !Objects.equals(open.code(), problem == null ? null : problem.code());
    }

    private void attempt(TableLoad load, long message, String name, Verdict verdict) {
        Arrival arrival = new Arrival(
                load.receivedAt(),
                Door.TABLE,
                load.institution(),
                load.sender(),
                null,
                load.dataset(),
                name,
                new byte[32],
                null,
                null,
                0,
                null);
        journal.attempt(message, clock.instant(), load.sender(), null, 0, new Line(arrival, verdict, null, List.of()));
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
                ran == null ? null : TableRuns.masked(ran.read()),
                ran != null && ran.verdict().judgement().isBroken() ? TableRuns.things(ran.read()) : List.of());
    }

    private static Line line(TableLoad load, TableRuns.Ran ran) {
        byte[] json = ran.read().row().json();
        Arrival arrival = new Arrival(
                load.receivedAt(),
                Door.TABLE,
                load.institution(),
                load.sender(),
                null,
                load.dataset(),
                name(load, ran.read()),
                Intake.sha256(json),
                "UTF-8",
                json,
                json.length,
                TableRuns.masked(ran.read()));
        return new Line(arrival, ran.verdict(), null, List.of());
    }

    private static String name(TableLoad load, RowMapping.Read read) {
        return TableRuns.controlId(load.dataset(), read);
    }

    private static Instant saidAt(TableLoad load) {
        return Optional.ofNullable(load.saidAt()).orElse(load.receivedAt());
    }

    @Override
    public void close() {
        workers.close();
    }
}
