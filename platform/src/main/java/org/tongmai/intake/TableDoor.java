package org.tongmai.intake;

import com.github.luben.zstd.ZstdInputStream;
import com.github.luben.zstd.ZstdOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.Charset;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.UnsupportedCharsetException;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.tongmai.kernel.Problem;
import org.tongmai.kernel.Problem.Kind;

/** The door for tables: takes a file, and answers when all of it is durable; its rows are read afterwards. */
final class TableDoor {

    /** Largest file: some ten million rows; a larger export is cut by its day. */
    static final long BYTES_MAX = 4_000_000_000L;

    /** Bytes of one piece of a file in the database. */
    private static final int PIECE = 1_000_000;

    /** Bytes of one institution that are not read to their end. */
    static final long OPEN_MAX = 5 * BYTES_MAX;

    /** So often it is written down how much has arrived. */
    private static final long STEP = 64_000_000;

    /** What stands still for so long never arrives. */
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
     * @return the load; the one of the first time where the same bytes came before, which is read again if it had failed, or
     *     was read in another character set than is told now
     * @throws Problem {@code intake.dataset-unknown}, {@code intake.institution-unknown}, {@code intake.table-charset-unknown},
     *     {@code intake.table-empty}, {@code intake.table-too-large}, {@code intake.tables-too-many},
     *     {@code intake.table-given-up}
     * @throws IOException where the connection ends: nothing is kept, the file is to be sent again
     */
    Taken take(TableStore.Announced announced, InputStream bytes) throws IOException {
        TableStore.Announced file = announced.in(charset(announced.charset()));
        mappings.inForce(file.institution(), file.dataset());
        runs.requireRegistered(file.institution());
        requireRoom(file.institution());
        store.forgetStale(clock.instant().minus(STALE));
        long id = store.begin(file, clock.instant());
        boolean whole = false;
        try {
            MessageDigest digest = sha256();
            long length = keep(file, id, new DigestInputStream(bytes, digest));
            Taken taken = settle(file, id, length, digest.digest());
            whole = true;
            return taken;
        } finally {
            if (!whole) {
                store.forget(id);
            }
        }
    }

    private static @Nullable String charset(@Nullable String name) {
        try {
            return name == null ? null : Charset.forName(name).name();
        } catch (IllegalCharsetNameException | UnsupportedCharsetException unknown) {
            throw new Problem(
                    Kind.INVALID,
                    "intake.table-charset-unknown",
                    "The character set that was named is not known.",
                    "The characters of a text file are read in it.",
                    "Name one of IANA's list, such as UTF-8 or GB18030, or none: then the bytes tell.",
                    List.of("charset"));
        }
    }

    private void requireRoom(String institution) {
        if (store.openBytes(institution) >= OPEN_MAX) {
            throw new Problem(
                    Kind.THROTTLED,
                    "intake.tables-too-many",
                    "More files of the institution wait than can be kept.",
                    "At most " + OPEN_MAX / 1_000_000_000
                            + " GB of files that are not read to their end are kept for each.",
                    "Send the file again when some of them are read.");
        }
    }

    private Taken settle(TableStore.Announced file, long id, long length, byte[] hash) {
        if (store.arrived(id, length, hash)) {
            return new Taken(store.find(id).orElseThrow(), false);
        }
        TableLoad known = store.same(file.institution(), file.dataset(), hash).orElseThrow();
        if (store.again(known.id(), id, file)) {
            return new Taken(store.find(known.id()).orElseThrow(), false);
        }
        store.forget(id);
        return new Taken(known, true);
    }

    private long keep(TableStore.Announced file, long id, InputStream bytes) throws IOException {
        long length = 0;
        long told = 0;
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
                if (length - told >= STEP) {
                    told = length;
                    store.arriving(id, length, clock.instant());
                    requireRoom(file.institution());
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
