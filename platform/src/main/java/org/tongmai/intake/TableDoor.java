package org.tongmai.intake;

import com.github.luben.zstd.ZstdInputStream;
import com.github.luben.zstd.ZstdOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.Duration;
import org.tongmai.intake.TableLoad.Stage;
import org.tongmai.kernel.Problem;
import org.tongmai.kernel.Problem.Kind;

/** The door for tables: takes a file, and answers when all of it is durable; its rows are read afterwards. */
final class TableDoor {

    /** Largest file: some ten million rows; a larger export is cut by its day. */
    static final long BYTES_MAX = 4_000_000_000L;

    /** Bytes of one piece of a file in the database. */
    private static final int PIECE = 1_000_000;

    /** What has not arrived by then never will. */
    private static final Duration STALE = Duration.ofDays(1);

    private final TableStore store;
    private final TableRuns runs;
    private final Mappings mappings;
    private final Clock clock;

    TableDoor(TableStore store, TableRuns runs, Mappings mappings, Clock clock) {
        this.store = store;
        this.runs = runs;
        this.mappings = mappings;
        this.clock = clock;
    }

    /** @param replayed whether the file had come before */
    record Taken(TableLoad load, boolean replayed) {}

    /**
     * Takes a file. Memory does not grow with it.
     *
     * @return the load; the one of the first time where the same bytes came before, which is read again if it had failed
     * @throws Problem {@code intake.dataset-unknown}, {@code intake.institution-unknown}, {@code intake.table-empty},
     *     {@code intake.table-too-large}
     * @throws IOException where the connection ends: nothing is kept, the file is to be sent again
     */
    Taken take(TableStore.Announced file, InputStream bytes) throws IOException {
        mappings.inForce(file.institution(), file.dataset());
        runs.requireRegistered(file.institution());
        store.forgetStale(clock.instant().minus(STALE));
        long id = store.begin(file, clock.instant());
        boolean whole = false;
        try {
            MessageDigest digest = sha256();
            long length = keep(id, new DigestInputStream(bytes, digest));
            byte[] hash = digest.digest();
            whole = true;
            return settle(file, id, length, hash);
        } finally {
            if (!whole) {
                store.forget(id);
            }
        }
    }

    private Taken settle(TableStore.Announced file, long id, long length, byte[] hash) {
        boolean isNew = store.arrived(id, length, hash);
        TableLoad load = (isNew ? store.find(id) : store.same(file.institution(), file.dataset(), hash)).orElseThrow();
        if (load.state() == Stage.FAILED) {
            store.again(load.id());
            return new Taken(store.find(load.id()).orElseThrow(), false);
        }
        return new Taken(load, !isNew);
    }

    private long keep(long id, InputStream bytes) throws IOException {
        long length = 0;
        byte[] buffer = new byte[65_536];
        try (OutputStream out = new ZstdOutputStream(new Pieces(id))) {
            for (int read = bytes.read(buffer); read >= 0; read = bytes.read(buffer)) {
                out.write(buffer, 0, read);
                length += read;
                if (length > BYTES_MAX) {
                    throw new Problem(
                            Kind.TOO_LARGE,
                            "intake.table-too-large",
                            "The file is larger than " + BYTES_MAX + " bytes.",
                            "A file is kept whole until its last row is stored, so its size is bounded.",
                            "Cut the export, for example by day.");
                }
            }
        }
        if (length == 0) {
            throw new Problem(
                    Kind.INVALID,
                    "intake.table-empty",
                    "The file is empty.",
                    "A table has at least a line of column names.",
                    "Send the file itself as the body of the request.");
        }
        return length;
    }

    /** The bytes of a file as they arrived. */
    InputStream bytes(TableLoad load) throws IOException {
        return new ZstdInputStream(store.bytes(load.id()));
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /** Cuts what is written into pieces and keeps each. */
    private final class Pieces extends OutputStream {

        private final long load;
        private final ByteArrayOutputStream piece = new ByteArrayOutputStream(PIECE);
        private int number;

        Pieces(long load) {
            this.load = load;
        }

        @Override
        public void write(int each) {
            write(new byte[] {(byte) each}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int from, int length) {
            int at = from;
            while (at < from + length) {
                int part = Math.min(from + length - at, PIECE - piece.size());
                piece.write(bytes, at, part);
                at += part;
                if (piece.size() == PIECE) {
                    keep();
                }
            }
        }

        private void keep() {
            store.piece(load, number++, piece.toByteArray());
            piece.reset();
        }

        @Override
        public void close() {
            if (piece.size() > 0) {
                keep();
            }
        }
    }
}
