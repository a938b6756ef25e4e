package org.tongmai.intake;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;
import org.tongmai.intake.TableLoad.Stage;
import org.tongmai.intake.table.TableFormat;
import org.tongmai.kernel.Problem;

/** The files of tables and how far they have come. */
final class TableStore {

    private static final String COLUMNS = """
            id, institution, dataset, sender, name, format, charset, said_at, received_at, bytes, state, code, what, why,
                   mend, positions, mapping, bytes_read, rows_read, rows_stored, rows_refused, rows_waiting, created,
                   updated, unchanged, unread, started_at, ended_at""";

    static final String BEGIN = """
            insert into intake.load (institution, dataset, sender, name, format, charset, said_at, received_at, state)
            values (?, ?, ?, ?, ?, ?, ?, ?, 'RECEIVING')
            returning id
            """;

    static final String PIECE = "insert into intake.load_piece (load, number, body) values (?, ?, ?)";

    static final String PIECE_OF = "select body from intake.load_piece where load = ? and number = ?";

    /** What has arrived so far; what is given up meanwhile is told by no row. */
    static final String ARRIVING = """
            update intake.load
               set bytes = ?, leased_until = ?
             where id = ?
               and state = 'RECEIVING'
            """;

    static final String ARRIVED = """
            update intake.load
               set state = 'QUEUED', bytes = ?, content_hash = ?, leased_until = null
             where id = ?
               and state = 'RECEIVING'
            """;

    /** Bytes of an institution that are not read to their end. */
    static final String OPEN_BYTES = """
            select coalesce(sum(bytes), 0)
              from intake.load
             where institution = ?
               and state in ('RECEIVING', 'QUEUED', 'RUNNING')
            """;

    static final String SAME = """
            select %s
              from intake.load
             where institution = ?
               and dataset = ?
               and content_hash = ?
               and state <> 'RECEIVING'
            """.formatted(COLUMNS);

    /**
     * A file that failed, or of which a character set is told that it was not read in, is read again from its first row, as it is
     * announced now and by the mapping that holds now.
     */
    static final String AGAIN = """
            update intake.load
               set state = 'QUEUED', sender = ?, name = ?, format = ?, charset = ?, said_at = ?,
                   code = null, what = null, why = null, mend = null, positions = '{}', mapping = '', unread = '{}',
                   rows_read = 0, rows_stored = 0, rows_refused = 0, rows_waiting = 0, bytes_read = 0,
                   created = 0, updated = 0, unchanged = 0, attempts = 0, leased_until = null, ended_at = null
             where id = ?
               and (state = 'FAILED' or (state = 'DONE' and format <> 'XLSX' and charset <> ?::text))
            """;

    static final String MOVE_PIECES = "update intake.load_piece set load = ? where load = ?";

    /** Locks what is still arriving: what has arrived meanwhile keeps its bytes. */
    static final String STILL_ARRIVING = "select id from intake.load where id = ? and state = 'RECEIVING' for update";

    static final String FORGET_PIECES = "delete from intake.load_piece where load = ?";

    static final String FORGET = "delete from intake.load where id = ? and state = 'RECEIVING'";

    static final String STALE = """
            select id
              from intake.load
             where state = 'RECEIVING'
               and coalesce(leased_until, received_at) < ?
             limit 100
            """;

    static final String FIND = "select %s from intake.load where id = ?".formatted(COLUMNS);

    static final String PAGE = """
            select %s
              from intake.load
             where institution = ?
               and id < ?
               and state <> 'RECEIVING'
             order by id desc
             limit ?
            """.formatted(COLUMNS);

    static final String PAGE_OF_ALL = PAGE.replace("institution = ?\n   and ", "");

    private final JdbcTemplate jdbc;
    private final TransactionTemplate transaction;

    TableStore(DataSource database) {
        this.jdbc = new JdbcTemplate(database);
        this.transaction = new TransactionTemplate(new JdbcTransactionManager(database));
    }

    /** What is told of a file before its bytes. */
    record Announced(
            String institution,
            String dataset,
            String sender,
            String name,
            @Nullable TableFormat format,
            @Nullable String charset,
            @Nullable Instant saidAt) {

        Announced in(@Nullable String named) {
            return new Announced(institution, dataset, sender, name, format, named, saidAt);
        }
    }

    long begin(Announced file, Instant now) {
        TableFormat format = file.format();
        Instant said = file.saidAt();
        return Optional.ofNullable(jdbc.queryForObject(
                        BEGIN,
                        Long.class,
                        file.institution(),
                        file.dataset(),
                        file.sender(),
                        file.name(),
                        format == null ? null : format.name(),
                        file.charset(),
                        said == null ? null : Timestamp.from(said),
                        Timestamp.from(now)))
                .orElseThrow();
    }

    /** @throws Problem {@code intake.table-given-up} */
    void piece(long load, int number, byte[] body) {
        try {
            jdbc.update(PIECE, load, number, body);
        } catch (DataIntegrityViolationException forgotten) {
            throw givenUp();
        }
    }

    /**
     * Writes down how much has arrived.
     *
     * @param now a day after which it is given up, unless more arrives
     * @throws Problem {@code intake.table-given-up}
     */
    void arriving(long load, long bytes, Instant now) {
        if (jdbc.update(ARRIVING, bytes, Timestamp.from(now), load) == 0) {
            throw givenUp();
        }
    }

    /**
     * Whether the file is a new one, which is read from now on.
     *
     * @throws Problem {@code intake.table-given-up}
     */
    boolean arrived(long load, long bytes, byte[] hash) {
        try {
            if (jdbc.update(ARRIVED, bytes, hash, load) == 0) {
                throw givenUp();
            }
            return true;
        } catch (DuplicateKeyException known) {
            return false;
        }
    }

    private static Problem givenUp() {
        return new Problem(
                Problem.Kind.BUSY,
                "intake.table-given-up",
                "The file stood still for so long that it was given up.",
                "What stops arriving is deleted after a day.",
                "Send the file again.");
    }

    long openBytes(String institution) {
        return Optional.ofNullable(jdbc.queryForObject(OPEN_BYTES, Long.class, institution))
                .orElse(0L);
    }

    Optional<TableLoad> same(String institution, String dataset, byte[] hash) {
        return jdbc.query(SAME, TableStore::load, institution, dataset, hash).stream()
                .findFirst();
    }

    /**
     * Has a known file read again, from bytes that came a second time.
     *
     * @param arrived the file as which they came, which is forgotten
     * @return whether it is to be read again; nothing happens where not
     */
    boolean again(long known, long arrived, Announced file) {
        TableFormat format = file.format();
        Instant said = file.saidAt();
        return Boolean.TRUE.equals(transaction.execute(status -> {
            int again = jdbc.update(
                    AGAIN,
                    file.sender(),
                    file.name(),
                    format == null ? null : format.name(),
                    file.charset(),
                    said == null ? null : Timestamp.from(said),
                    known,
                    file.charset());
            if (again == 1) {
                jdbc.update(FORGET_PIECES, known);
                jdbc.update(MOVE_PIECES, known, arrived);
                jdbc.update(FORGET, arrived);
            }
            return again == 1;
        }));
    }

    void forget(long load) {
        transaction.executeWithoutResult(status -> {
            if (!jdbc.queryForList(STILL_ARRIVING, Long.class, load).isEmpty()) {
                jdbc.update(FORGET_PIECES, load);
                jdbc.update(FORGET, load);
            }
        });
    }

    /** Forgets what stopped arriving before a moment. */
    void forgetStale(Instant before) {
        jdbc.queryForList(STALE, Long.class, Timestamp.from(before)).forEach(this::forget);
    }

    Optional<TableLoad> find(long load) {
        return jdbc.query(FIND, TableStore::load, load).stream().findFirst();
    }

    List<TableLoad> page(@Nullable String institution, long before, int count) {
        return institution == null
                ? jdbc.query(PAGE_OF_ALL, TableStore::load, before, count)
                : jdbc.query(PAGE, TableStore::load, institution, before, count);
    }

    /** The bytes of a file, piece by piece. */
    InputStream bytes(long load) {
        return new InputStream() {
            private int number;
            private InputStream piece = InputStream.nullInputStream();

            @Override
            public int read() throws IOException {
                byte[] one = new byte[1];
                return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
            }

            @Override
            public int read(byte[] bytes, int from, int length) throws IOException {
                int count = piece.read(bytes, from, length);
                while (count < 0) {
                    Optional<byte[]> next = piece(load, number++);
                    if (next.isEmpty()) {
                        return -1;
                    }
                    piece = new ByteArrayInputStream(next.get());
                    count = piece.read(bytes, from, length);
                }
                return count;
            }
        };
    }

    private Optional<byte[]> piece(long load, int number) {
        return jdbc.queryForList(PIECE_OF, byte[].class, load, number).stream().findFirst();
    }

    private static TableLoad load(ResultSet row, int number) throws SQLException {
        String format = row.getString("format");
        return new TableLoad(
                row.getLong("id"),
                row.getString("institution"),
                row.getString("dataset"),
                row.getString("sender"),
                row.getString("name"),
                format == null ? null : TableFormat.valueOf(format),
                row.getString("charset"),
                instant(row, "said_at"),
                row.getTimestamp("received_at").toInstant(),
                row.getLong("bytes"),
                Stage.valueOf(row.getString("state")),
                row.getString("code"),
                row.getString("what"),
                row.getString("why"),
                row.getString("mend"),
                List.of((String[]) row.getArray("positions").getArray()),
                row.getString("mapping"),
                row.getLong("bytes_read"),
                row.getLong("rows_read"),
                row.getLong("rows_stored"),
                row.getLong("rows_refused"),
                row.getLong("rows_waiting"),
                row.getLong("created"),
                row.getLong("updated"),
                row.getLong("unchanged"),
                List.of((String[]) row.getArray("unread").getArray()),
                instant(row, "started_at"),
                instant(row, "ended_at"));
    }

    static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
        Timestamp at = row.getTimestamp(column);
        return at == null ? null : at.toInstant();
    }
}
