package org.tongmai.intake;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.Charset;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.transaction.TransactionException;
import org.tongmai.intake.TableClaims.Claim;
import org.tongmai.intake.TableLoad.Stage;
import org.tongmai.intake.table.Row;
import org.tongmai.intake.table.RowMapping;
import org.tongmai.intake.table.RowReader;
import org.tongmai.intake.table.TableFormat;
import org.tongmai.kernel.Faults;
import org.tongmai.kernel.Problem;
import org.tongmai.kernel.Problem.Kind;

/**
 * Reads the files of tables, some hundred rows at a time. Rows are stored before it is written down that they are, so a node
 * that is killed reads at most one such window again, and what is stored twice is stored once.
 */
final class TableReading implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(TableReading.class);

    /** Rows of one window: enough that a report's rows stand together, few enough that a kill repeats little. */
    static final int WINDOW = 500;

    /** So often a file is begun without one more row of it being settled; behind that it is what ends the reader. */
    static final int ATTEMPTS_MAX = 5;

    /** So long a file is read while others wait. Where it stood is found again in seconds. */
    private static final Duration TURN = Duration.ofMinutes(1);

    /** From so many refused rows on, a file of which more than nine in ten are refused is not read on. */
    private static final long MISFIT_MIN = 10_000;

    /** Columns that nobody reads are named for people. */
    private static final int UNREAD_MAX = 100;

    private static final int NAME_MAX = 64;

    private final TableStore store;
    private final TableClaims claims;
    private final TableDoor door;
    private final TableRuns runs;
    private final Mappings mappings;
    private final TableWindows windows;
    private final Clock clock;
    private volatile boolean closed;

    TableReading(
            TableStore store,
            TableClaims claims,
            TableDoor door,
            TableRuns runs,
            Mappings mappings,
            TableWindows windows,
            Clock clock) {
        this.store = store;
        this.claims = claims;
        this.door = door;
        this.runs = runs;
        this.mappings = mappings;
        this.windows = windows;
        this.clock = clock;
    }

    /**
     * Reads the file that waits longest, to its end or until others have waited for long.
     *
     * @return whether there was one
     */
    boolean round() {
        Optional<Claim> next = closed ? Optional.empty() : claims.claim(clock.instant());
        next.ifPresent(claim -> read(store.find(claim.load()).orElseThrow(), new Lease(claim)));
        return next.isPresent();
    }

    /** What passes by itself is waited for; what does not is told, for nobody looks at a file that is for ever being read. */
    private void read(TableLoad load, Lease lease) {
        if (lease.claim.attempts() > ATTEMPTS_MAX) {
            end(load, lease, Stage.FAILED, stuck());
            return;
        }
        try (var counted = new Counted(door.bytes(load), lease);
                RowReader rows = RowReader.open(counted, load.format(), charset(load))) {
            if (read(load, lease, rows, counted)) {
                end(load, lease, Stage.DONE, null);
            }
        } catch (Overtaken other) {
            LOG.info("file {} is read by another meanwhile", load.id());
        } catch (Problem told) {
            if (Passing.of(told).isPresent() || told.kind() == Kind.THROTTLED) {
                later(load, lease, told, false);
            } else {
                end(load, lease, Stage.FAILED, told);
            }
        } catch (IOException unreadable) {
            end(load, lease, Stage.FAILED, RowReader.unreadable("The file cannot be read to its end."));
        } catch (RuntimeException failed) {
            boolean passes = closed || Passing.of(failed).isPresent();
            if (passes || failed instanceof DataAccessException || failed instanceof TransactionException) {
                later(load, lease, failed, !passes);
            } else {
                end(load, lease, Stage.FAILED, runs.internal(failed));
            }
        } catch (Error broken) {
            end(load, lease, Stage.FAILED, runs.internal(broken));
        }
    }

    private void later(TableLoad load, Lease lease, RuntimeException failed, boolean counts) {
        LOG.warn("file {} waits, reading goes on in a minute: {}", load.id(), Faults.outline(failed));
        try {
            claims.release(lease.claim, clock.instant().plus(TableClaims.LEASE), counts);
        } catch (RuntimeException unreachable) {
            LOG.warn("file {} goes on when its lease ends: {}", load.id(), Faults.outline(unreachable));
        }
    }

    /** @return whether its end was reached */
    private boolean read(TableLoad load, Lease lease, RowReader rows, Counted counted) throws IOException {
        var settled = mappings.of(load);
        RowMapping mapping = runs.reading(load.institution(), settled, rows);
        String charset = rows.charset().map(Charset::name).orElse(null);
        claims.opened(lease.claim, rows.format(), charset, settled.version());
        // before any name of a column is kept: where none is known, the first line is no line of names but a patient's
        Optional<Problem> missing = mapping.missing();
        if (missing.isPresent()) {
            throw missing.get();
        }
        Set<String> unread = new LinkedHashSet<>(load.unread());
        rows.columns().stream()
                .filter(each -> !mapping.bound().containsValue(each))
                .forEach(each -> name(unread, each));
        claims.unread(lease.claim, unread);
        boolean whole = readRows(load, lease, rows, counted, mapping, unread);
        claims.unread(lease.claim, unread);
        return whole;
    }

    private boolean readRows(
            TableLoad load, Lease lease, RowReader rows, Counted counted, RowMapping mapping, Set<String> unread)
            throws IOException {
        Instant began = clock.instant();
        long done = 0;
        while (done < load.rows() && rows.next() != null) {
            done++;
            lease.renew();
        }
        long stored = load.stored();
        long refused = load.refused();
        while (!closed) {
            List<RowMapping.Read> window = new ArrayList<>(WINDOW);
            for (Row row = rows.next(); row != null; row = window.size() < WINDOW ? rows.next() : null) {
                window.add(mapping.read(row));
                if (rows.format() == TableFormat.NDJSON && row.broken() == null) {
                    mapping.unread(row).forEach(each -> name(unread, each));
                }
            }
            if (window.isEmpty()) {
                return true;
            }
            var came = windows.settle(load, lease.claim, window, done, counted.count());
            if (came.isEmpty()) {
                return false;
            }
            done += window.size();
            stored += came.get().stored();
            refused += came.get().refused();
            if (window.size() < WINDOW) {
                return true;
            }
            if (isMisfit(stored, refused)) {
                throw misfit();
            }
            if (clock.instant().isAfter(began.plus(TURN)) && claims.othersWait(load.institution())) {
                claims.unread(lease.claim, unread);
                claims.giveWay(lease.claim, clock.instant());
                return false;
            }
        }
        return false;
    }

    /** Keeps the name of a column, unless it looks like a number that somebody bears. */
    private static void name(Set<String> unread, String column) {
        String name = column.length() <= NAME_MAX ? column : column.substring(0, NAME_MAX) + "…";
        if (unread.size() < UNREAD_MAX
                && name.chars().filter(Character::isDigit).count() < 6) {
            unread.add(name);
        }
    }

    /** Whether the mapping does not fit the file: nearly each row so far is refused. */
    static boolean isMisfit(long stored, long refused) {
        return refused >= MISFIT_MIN && refused > 9 * stored;
    }

    private static Problem misfit() {
        return new Problem(
                Kind.UNPROCESSABLE,
                "intake.mapping-does-not-fit",
                "More than nine in ten rows are refused; the file is not read on.",
                "Columns, codes or characters are others than the mapping has; each further row would only say it again.",
                "Look at what was found in the first rows, settle it in the mapping, and send the file again.");
    }

    private static Problem stuck() {
        return new Problem(
                Kind.UNPROCESSABLE,
                "intake.table-stuck",
                "The file was begun " + ATTEMPTS_MAX + " times and came no row further.",
                "Whoever reads it ends at the same place.",
                "Tell the operator; a file that is cut in parts shows in which of them it is.");
    }

    private void end(TableLoad load, Lease lease, Stage stage, @Nullable Problem problem) {
        claims.ended(lease.claim, stage, problem, clock.instant());
        LOG.info("file {} of {}: {}", load.id(), load.dataset(), stage);
    }

    private static @Nullable Charset charset(TableLoad load) {
        String name = load.charset();
        return name == null ? null : Charset.forName(name);
    }

    @Override
    public void close() {
        closed = true;
        windows.close();
    }

    /** Another reads the file: the lease passed. */
    private static final class Overtaken extends RuntimeException {

        private static final long serialVersionUID = 1L;

        Overtaken() {
            super(null, null, false, false);
        }
    }

    /** A claim that is renewed by reading on. */
    private final class Lease {

        private final Claim claim;
        private Instant renew = clock.instant().plus(TableClaims.LEASE.dividedBy(3));

        Lease(Claim claim) {
            this.claim = claim;
        }

        void renew() {
            Instant now = clock.instant();
            if (now.isAfter(renew)) {
                renew = now.plus(TableClaims.LEASE.dividedBy(3));
                if (!claims.renew(claim, now)) {
                    throw new Overtaken();
                }
            }
        }
    }

    /** Counts what has been read, and keeps the lease meanwhile. */
    private static final class Counted extends FilterInputStream {

        private final Lease lease;
        private long read;

        Counted(InputStream in, Lease lease) {
            super(in);
            this.lease = lease;
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
            lease.renew();
            int count = super.read(bytes, from, length);
            read += Math.max(count, 0);
            return count;
        }
    }
}
