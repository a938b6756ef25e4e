package org.tongmai.intake;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;
import org.tongmai.intake.TableLoad.Stage;
import org.tongmai.intake.table.TableFormat;
import org.tongmai.kernel.Problem;

/** Who reads which file of a table, and how far. A claim ends with its lease; who lost it writes nothing more. */
final class TableClaims {

    /** So long nobody else goes on with a file; a window takes a second or two. */
    static final Duration LEASE = Duration.ofSeconds(60);

    /** Two that claim at once would both find an institution without a reader. */
    static final String CLAIMING = "select pg_advisory_xact_lock(hashtext('intake.load'))::text";

    /** Takes the file that waits longest, of an institution of which none is read. */
    static final String CLAIM = """
            update intake.load l
               set state = 'RUNNING', owner = ?, leased_until = ?, attempts = l.attempts + 1,
                   started_at = coalesce(l.started_at, ?)
              from (select w.id
                      from intake.load w
                     where (w.state = 'QUEUED' or (w.state = 'RUNNING' and w.leased_until < ?))
                       and not exists (select 1
                                         from intake.load r
                                        where r.institution = w.institution
                                          and r.state = 'RUNNING'
                                          and r.leased_until >= ?)
                     order by coalesce(w.leased_until, w.received_at), w.id
                     limit 1
                       for update skip locked) next
             where l.id = next.id
            returning l.id, l.attempts
            """;

    static final String RENEW = """
            update intake.load
               set leased_until = ?
             where id = ?
               and owner = ?
               and state = 'RUNNING'
            """;

    /** Whether a file of another institution waits for a reader. */
    static final String OTHERS_WAIT = """
            select exists (select 1
                             from intake.load w
                            where w.state = 'QUEUED'
                              and w.institution <> ?
                              and not exists (select 1
                                                from intake.load r
                                               where r.institution = w.institution
                                                 and r.state = 'RUNNING'))
            """;

    /** Behind all that wait now. */
    static final String GIVE_WAY = """
            update intake.load
               set state = 'QUEUED', owner = null, leased_until = ?, attempts = 0
             where id = ?
               and owner = ?
               and state = 'RUNNING'
            """;

    static final String OPENED = """
            update intake.load
               set format = ?, charset = ?, mapping = ?
             where id = ?
               and owner = ?
            """;

    static final String UNREAD = "update intake.load set unread = ? where id = ? and owner = ?";

    /** Once: only by who claimed it, and only from where it stood. */
    static final String SETTLED = """
            update intake.load
               set rows_read = ?, bytes_read = ?, rows_stored = rows_stored + ?, rows_refused = rows_refused + ?,
                   rows_waiting = rows_waiting + ?, created = created + ?, updated = updated + ?,
                   unchanged = unchanged + ?, leased_until = ?, attempts = 0
             where id = ?
               and owner = ?
               and state = 'RUNNING'
               and rows_read = ?
            """;

    static final String ROW = """
            insert into intake.load_row (load, line, message, changed_at)
            values (?, ?, ?, ?)
            on conflict (load, line) do update set message = excluded.message, changed_at = excluded.changed_at
            """;

    static final String ENDED = """
            update intake.load
               set state = ?, code = ?, what = ?, why = ?, mend = ?, positions = ?, ended_at = ?, owner = null,
                   leased_until = null, bytes_read = case when ? = 'DONE' then bytes else bytes_read end
             where id = ?
               and owner = ?
            """;

    /** What is read to its end is not needed again; its sender has it. */
    static final String FORGET_BYTES = "delete from intake.load_piece where load = ?";

    static final String RELEASE = """
            update intake.load
               set leased_until = ?, attempts = greatest(attempts - ?, 0)
             where id = ?
               and owner = ?
            """;

    /** Messages of rows that were refused or wait under these names, and as of when they speak. */
    static final String OPEN_BEFORE = """
            select m.id, m.control_id, m.state, m.code, s.changed_at, s.said_at, s.line
              from intake.message m
              left join lateral (select max(r.changed_at) as changed_at,
                                        max(coalesce(l.said_at, l.received_at)) as said_at,
                                        coalesce(max(r.line) filter (where l.id = ?), 0) as line
                                   from intake.load_row r
                                   join intake.load l on l.id = r.load
                                  where r.message = m.id) s on true
             where m.institution = ?
               and m.control_id = any (?)
               and m.door = 'TABLE'
               and m.state in ('REFUSED', 'WAITING')
            """;

    static final String SAID_AT = """
            select max(coalesce(l.said_at, l.received_at))
              from intake.load_row r
              join intake.load l on l.id = r.load
             where r.message = ?
            """;

    private final JdbcTemplate jdbc;
    private final TransactionTemplate transaction;

    TableClaims(DataSource database) {
        this.jdbc = new JdbcTemplate(database);
        this.transaction = new TransactionTemplate(new JdbcTransactionManager(database));
    }

    /**
     * The right to read a file for a while.
     *
     * @param attempts how often it was claimed since a row of it was last settled, this time counted
     */
    record Claim(long load, UUID owner, int attempts) {}

    /** What came of some rows. */
    record Settlement(
            long rows, long bytesRead, int stored, int refused, int waiting, int created, int updated, int unchanged) {}

    /**
     * A row that is not stored.
     *
     * @param changedAt when it was last changed, by its own column; null where it does not tell
     * @param saidAt as of when its file speaks; null where no file is known
     * @param line where it stands in the file that is read; 0 where it stood in others
     */
    record Open(
            long message,
            String name,
            State state,
            @Nullable String code,
            @Nullable Instant changedAt,
            @Nullable Instant saidAt,
            long line) {}

    Optional<Claim> claim(Instant now) {
        UUID owner = UUID.randomUUID();
        Timestamp at = Timestamp.from(now);
        return Objects.requireNonNull(transaction.execute(status -> {
            jdbc.queryForObject(CLAIMING, String.class);
            return jdbc
                    .query(
                            CLAIM,
                            (row, number) -> new Claim(row.getLong("id"), owner, row.getInt("attempts")),
                            owner,
                            Timestamp.from(now.plus(LEASE)),
                            at,
                            at,
                            at)
                    .stream()
                    .findFirst();
        }));
    }

    /** @return whether it is still this claim's */
    boolean renew(Claim claim, Instant now) {
        return jdbc.update(RENEW, Timestamp.from(now.plus(LEASE)), claim.load(), claim.owner()) == 1;
    }

    boolean othersWait(String institution) {
        return Boolean.TRUE.equals(jdbc.queryForObject(OTHERS_WAIT, Boolean.class, institution));
    }

    void giveWay(Claim claim, Instant now) {
        jdbc.update(GIVE_WAY, Timestamp.from(now), claim.load(), claim.owner());
    }

    void opened(Claim claim, TableFormat format, @Nullable String charset, String mapping) {
        jdbc.update(OPENED, format.name(), charset, mapping, claim.load(), claim.owner());
    }

    void unread(Claim claim, Collection<String> names) {
        jdbc.update(connection -> {
            var update = connection.prepareStatement(UNREAD);
            update.setArray(1, connection.createArrayOf("text", names.toArray()));
            update.setLong(2, claim.load());
            update.setObject(3, claim.owner());
            return update;
        });
    }

    /** @param rows file, line, message and age of rows that were not stored */
    void link(List<Object[]> rows) {
        jdbc.batchUpdate(ROW, rows);
    }

    /**
     * Writes how far a file has come; one commit.
     *
     * @param from rows that were settled before
     * @param judged what the rules of quality say of those that were stored
     * @return whether the file is still this claim's
     */
    boolean settle(
            TableLoad load,
            Claim claim,
            Instant now,
            long from,
            Settlement came,
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
                    Timestamp.from(now.plus(LEASE)),
                    load.id(),
                    claim.owner(),
                    from);
            if (own == 1) {
                Tally.addStored(jdbc, load.receivedAt(), load.institution(), came.stored());
                judged.write(jdbc);
                Ages.write(jdbc, ages);
            }
            return own == 1;
        }));
    }

    /** Ends a file and forgets its bytes. */
    void ended(Claim claim, Stage stage, @Nullable Problem problem, Instant at) {
        transaction.executeWithoutResult(status -> {
            int own = jdbc.update(connection -> {
                var update = connection.prepareStatement(ENDED);
                update.setString(1, stage.name());
                update.setString(2, problem == null ? null : problem.code());
                update.setString(3, problem == null ? null : problem.what());
                update.setString(4, problem == null ? null : problem.why());
                update.setString(5, problem == null ? null : problem.mend());
                update.setArray(6, array(connection, problem == null ? List.of() : problem.where()));
                update.setTimestamp(7, Timestamp.from(at));
                update.setString(8, stage.name());
                update.setLong(9, claim.load());
                update.setObject(10, claim.owner());
                return update;
            });
            if (own == 1) {
                jdbc.update(FORGET_BYTES, claim.load());
            }
        });
    }

    /**
     * Lets another go on from a moment.
     *
     * @param counts whether this was an attempt; what passes by itself is none
     */
    void release(Claim claim, Instant from, boolean counts) {
        jdbc.update(RELEASE, Timestamp.from(from), counts ? 0 : 1, claim.load(), claim.owner());
    }

    /** Rows that are open under these names. */
    List<Open> open(TableLoad load, Collection<String> names) {
        return names.isEmpty()
                ? List.of()
                : jdbc.query(
                        OPEN_BEFORE, TableClaims::row, load.id(), load.institution(), names.toArray(String[]::new));
    }

    /** As of when the newest file speaks in which a message stood; nothing where it stood in none. */
    Optional<Instant> saidAt(long message) {
        return Optional.ofNullable(jdbc.queryForObject(SAID_AT, Timestamp.class, message))
                .map(Timestamp::toInstant);
    }

    private static Open row(ResultSet row, int number) throws SQLException {
        return new Open(
                row.getLong("id"),
                row.getString("control_id"),
                State.valueOf(row.getString("state")),
                row.getString("code"),
                TableStore.instant(row, "changed_at"),
                TableStore.instant(row, "said_at"),
                row.getLong("line"));
    }

    private static java.sql.Array array(Connection connection, List<String> texts) throws SQLException {
        return connection.createArrayOf("text", texts.toArray());
    }
}
