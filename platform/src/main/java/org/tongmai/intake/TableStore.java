package org.tongmai.intake;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
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

    static final String ARRIVED = """
            update intake.load
               set state = 'QUEUED', bytes = ?, content_hash = ?
             where id = ?
            """;

    static final String SAME = """
            select %s
              from intake.load
             where institution = ?
               and dataset = ?
               and content_hash = ?
               and state <> 'RECEIVING'
            """.formatted(COLUMNS);

    /** A file that failed is read again from its first row, by the mapping that holds now. */
    static final String AGAIN = """
            update intake.load
               set state = 'QUEUED', code = null, what = null, why = null, mend = null, positions = '{}', rows_read = 0,
                   rows_stored = 0, rows_refused = 0, rows_waiting = 0, bytes_read = 0, ended_at = null
             where id = ?
               and state = 'FAILED'
            """;

    static final String FORGET_PIECES = "delete from intake.load_piece where load = ?";

    static final String FORGET = "delete from intake.load where id = ? and state = 'RECEIVING'";

    static final String STALE = """
            select id
              from intake.load
             where state = 'RECEIVING'
               and received_at < ?
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

    /** Takes the oldest file that nobody reads. */
    static final String CLAIM = """
            update intake.load l
               set state = 'RUNNING', owner = ?, leased_until = ?, started_at = coalesce(l.started_at, ?)
              from (select id
                      from intake.load
                     where state = 'QUEUED' or (state = 'RUNNING' and leased_until < ?)
                     order by id
                     limit 1
                       for update skip locked) next
             where l.id = next.id
            returning l.id
            """;

    static final String OPENED = """
            update intake.load
               set format = ?, charset = ?, mapping = ?, unread = ?
             where id = ?
            """;

    static final String SETTLED = """
            update intake.load
               set rows_read = ?, bytes_read = ?, rows_stored = rows_stored + ?, rows_refused = rows_refused + ?,
                   rows_waiting = rows_waiting + ?, created = created + ?, updated = updated + ?,
                   unchanged = unchanged + ?, leased_until = ?
             where id = ?
               and owner = ?
               and state = 'RUNNING'
            """;

    static final String ROW = """
            insert into intake.load_row (load, line, message)
            values (?, ?, ?)
            on conflict (load, line) do update set message = excluded.message
            """;

    static final String ENDED = """
            update intake.load
               set state = ?, code = ?, what = ?, why = ?, mend = ?, positions = ?, ended_at = ?, owner = null,
                   leased_until = null, bytes_read = case when ? = 'DONE' then bytes else bytes_read end
             where id = ?
               and owner = ?
            """;

    static final String RELEASE = """
            update intake.load
               set leased_until = ?
             where id = ?
               and owner = ?
            """;

    /** Messages of rows that were refused or wait under these names: what is stored now mends them. */
    static final String OPEN_BEFORE = """
            select id, control_id
              from intake.message
             where institution = ?
               and control_id = any (?)
               and door = 'TABLE'
               and state in ('REFUSED', 'WAITING')
            """;

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
            @Nullable Instant saidAt) {}

    /** What came of some rows. */
    record Settlement(
            long rows, long bytesRead, int stored, int refused, int waiting, int created, int updated, int unchanged) {}

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

    void piece(long load, int number, byte[] body) {
        jdbc.update(PIECE, load, number, body);
    }

    /** Whether the file is a new one; else it is forgotten. */
    boolean arrived(long load, long bytes, byte[] hash) {
        try {
            jdbc.update(ARRIVED, bytes, hash, load);
            return true;
        } catch (DuplicateKeyException known) {
            forget(load);
            return false;
        }
    }

    Optional<TableLoad> same(String institution, String dataset, byte[] hash) {
        return jdbc.query(SAME, TableStore::load, institution, dataset, hash).stream()
                .findFirst();
    }

    void again(long load) {
        jdbc.update(AGAIN, load);
    }

    void forget(long load) {
        transaction.executeWithoutResult(status -> {
            jdbc.update(FORGET_PIECES, load);
            jdbc.update(FORGET, load);
        });
    }

    /** Forgets what began to arrive before a moment and never did. */
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

    Optional<TableLoad> claim(UUID owner, Instant now, Instant until) {
        return jdbc
                .queryForList(CLAIM, Long.class, owner, Timestamp.from(until), Timestamp.from(now), Timestamp.from(now))
                .stream()
                .findFirst()
                .flatMap(this::find);
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

    void opened(long load, TableFormat format, @Nullable String charset, String mapping, Collection<String> unread) {
        jdbc.update(connection -> {
            var update = connection.prepareStatement(OPENED);
            update.setString(1, format.name());
            update.setString(2, charset);
            update.setString(3, mapping);
            update.setArray(4, connection.createArrayOf("text", unread.toArray()));
            update.setLong(5, load);
            return update;
        });
    }

    /**
     * Writes how far a file has come; one commit.
     *
     * @param rows line and message of those that were not stored
     * @param judged what the rules of quality say of those that were
     * @return whether the file is still this owner's
     */
    boolean settle(
            TableLoad load,
            UUID owner,
            Instant until,
            Settlement came,
            List<Object[]> rows,
            List<Age> ages,
            QualityTally.Sheet judged) {
        return Boolean.TRUE.equals(transaction.execute(status -> {
            int own = jdbc.update(
                    SETTLED,
                    came.rows(),
                    came.bytesRead(),
                    came.stored(),
                    came.refused(),
                    came.waiting(),
                    came.created(),
                    came.updated(),
                    came.unchanged(),
                    Timestamp.from(until),
                    load.id(),
                    owner);
            if (own == 1) {
                Tally.addStored(jdbc, load.receivedAt(), load.institution(), came.stored());
                judged.write(jdbc);
                jdbc.batchUpdate(ROW, rows);
                Ages.write(jdbc, ages);
            }
            return own == 1;
        }));
    }

    void ended(long load, UUID owner, Stage stage, @Nullable Problem problem, Instant at) {
        jdbc.update(connection -> {
            var update = connection.prepareStatement(ENDED);
            update.setString(1, stage.name());
            update.setString(2, problem == null ? null : problem.code());
            update.setString(3, problem == null ? null : problem.what());
            update.setString(4, problem == null ? null : problem.why());
            update.setString(5, problem == null ? null : problem.mend());
            update.setArray(6, array(connection, problem == null ? List.of() : problem.where()));
            update.setTimestamp(7, Timestamp.from(at));
            update.setString(8, stage.name());
            update.setLong(9, load);
            update.setObject(10, owner);
            return update;
        });
    }

    /** Lets another go on from a moment. */
    void release(long load, UUID owner, Instant from) {
        jdbc.update(RELEASE, Timestamp.from(from), load, owner);
    }

    /** Messages by name of rows that are open under these names. */
    List<OpenName> open(String institution, Collection<String> names) {
        return names.isEmpty()
                ? List.of()
                : jdbc.query(
                        OPEN_BEFORE,
                        (row, number) -> new OpenName(row.getLong("id"), row.getString("control_id")),
                        institution,
                        names.toArray(String[]::new));
    }

    record OpenName(long message, String name) {}

    private static java.sql.Array array(Connection connection, List<String> texts) throws SQLException {
        return connection.createArrayOf("text", texts.toArray());
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

    private static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
        Timestamp at = row.getTimestamp(column);
        return at == null ? null : at.toInstant();
    }
}
