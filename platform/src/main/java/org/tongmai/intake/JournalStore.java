package org.tongmai.intake;

import com.github.luben.zstd.Zstd;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.sql.Types;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.ConnectionCallback;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;
import org.tongmai.fhir.Asked;
import org.tongmai.kernel.Problem;
import org.tongmai.store.Note;

/** The journal's writes. */
final class JournalStore {

    static final String NEXT_IDS = """
            select nextval('intake.message_id_seq')
              from generate_series(1, ?)
            """;

    static final String INSERT = """
            insert into intake.message (
                   id, received_at, door, institution, sender, kind, control_id, content_hash, charset, body, body_bytes,
                   patient_masked, state, code, what, why, mend, positions, acknowledgement, created, updated, unchanged,
                   locations, due_at, kept_only, application)
            values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            on conflict do nothing
            """;

    static final String WRITTEN = "select id from intake.message where id = any (?)";

    static final String ASKED = """
            insert into intake.asked (message, method, url, base, if_none_exist, if_match, strict)
            values (?, ?, ?, ?, ?, ?, ?)
            """;

    static final String SAME = """
            select id
              from intake.message
             where institution = ?
               and control_id = ?
               and content_hash = ?
               and door <> 'FHIR'
            """;

    static final String LOCK = """
            select received_at, door, institution, kind, patient_masked, state, code, attempts
              from intake.message
             where id = ?
               for update
            """;

    static final String FIRST_ATTEMPT = """
            insert into intake.attempt (message, number, at, by, body_version, state, code, what)
            select id, 1, received_at, sender, 0, state, code, what
              from intake.message
             where id = ?
               and attempts = 1
            """;

    static final String ATTEMPT = """
            insert into intake.attempt (message, number, at, by, body_version, body, state, code, what)
            values (?, ?, ?, ?, ?, ?, ?, ?, ?)
            """;

    static final String JUDGE = """
            update intake.message
               set state = ?, code = ?, what = ?, why = ?, mend = ?, positions = ?,
                   acknowledgement = coalesce(?, acknowledgement),
                   created = ?, updated = ?, unchanged = ?, locations = ?, due_at = ?, attempts = ?, kept_only = ?
             where id = ?
            """;

    static final String ANSWERED = "update intake.message set acknowledgement = ? where id = ?";

    private final JdbcTemplate jdbc;
    private final TransactionTemplate transaction;
    private static final Note.Writer<List<Age>> AGE_NOTES = (commit, ages) ->
            Ages.write(inside(commit), ages.stream().flatMap(List::stream).toList());

    private final Note.Writer<Line> lineNotes = this::insert;
    private final Note.Writer<FurtherRun> runNotes = this::attempts;
    private final Quality quality;

    JournalStore(DataSource dataSource, Quality quality) {
        this.quality = quality;
        this.jdbc = new JdbcTemplate(dataSource);
        this.transaction = new TransactionTemplate(new JdbcTransactionManager(dataSource));
    }

    /** Writes lines with one commit and returns their ids, of a line that is there already the id it has. */
    List<Long> insert(List<Line> lines) {
        return Optional.ofNullable(transaction.execute(status -> insertAll(jdbc, lines)))
                .orElseThrow();
    }

    /**
     * Records a further run.
     *
     * @param mended the text that it brought; null where an earlier one was used
     * @param version 0 for the text as it arrived, else the run whose text was used; ignored where {@code mended} is given
     */
    void attempt(long message, Instant at, String by, byte @Nullable [] mended, int version, Line line) {
        attempt(new FurtherRun(message, at, by, mended, version, line));
    }

    /** The same. */
    void attempt(FurtherRun run) {
        transaction.executeWithoutResult(status -> attempt(jdbc, run));
    }

    private void attempt(JdbcTemplate jdbc, FurtherRun run) {
        long message = run.message();
        Line line = run.line();
        byte[] mended = run.mended();
        Before before = Optional.ofNullable(jdbc.queryForObject(LOCK, JournalStore::before, message))
                .orElseThrow();
        int number = before.attempts() + 1;
        Verdict verdict = line.verdict();
        jdbc.update(FIRST_ATTEMPT, message);
        jdbc.update(
                ATTEMPT,
                message,
                number,
                Timestamp.from(run.at()),
                run.by(),
                mended == null ? run.version() : number,
                mended == null ? null : Zstd.compress(mended),
                verdict.state().name(),
                code(verdict),
                verdict.problem() == null ? null : verdict.problem().what());
        judge(jdbc, message, number, run.at(), line);
        var after = new Tally.Standing(verdict.state(), code(verdict));
        Tally.move(jdbc, before.receivedAt(), before.door(), before.institution(), before.standing(), after);
        judged(jdbc, message, before, verdict);
        Ages.write(jdbc, line.ages());
    }

    private void judged(JdbcTemplate jdbc, long message, Before before, Verdict verdict) {
        var of = new QualityTally.Judged(
                quality.day(before.receivedAt()),
                before.institution() == null ? "" : before.institution(),
                before.door(),
                before.kind(),
                before.receivedAt(),
                message,
                null,
                null,
                before.patientMasked(),
                List.of());
        var sheet = new QualityTally.Sheet();
        quality.arrived(sheet, of, before.standing().state(), verdict.state(), verdict.problem());
        quality.said(sheet, of, verdict);
        sheet.write(jdbc);
    }

    /** A line that is written in the commit that stores what it tells of. */
    Note<?> note(Line line) {
        return new Note<>(lineNotes, line);
    }

    /** A further run that is recorded in the commit that stores what it brought. */
    Note<?> note(FurtherRun run) {
        return new Note<>(runNotes, run);
    }

    /** Ages that are written in the commit that stores what they are of. */
    static Note<?> note(List<Age> ages) {
        return new Note<>(AGE_NOTES, ages);
    }

    /** Keeps what a repetition was answered, where that differs from before; committed before it leaves. */
    void answered(long message, byte[] acknowledgement) {
        jdbc.update(ANSWERED, acknowledgement, message);
    }

    /** Writes lines in a commit that is somebody else's. */
    void insert(Connection commit, List<Line> lines) {
        insertAll(inside(commit), lines);
    }

    /** In one order everywhere, so that two commits never wait for each other. */
    private void attempts(Connection commit, List<FurtherRun> runs) {
        JdbcTemplate jdbc = inside(commit);
        runs.stream().sorted(Comparator.comparingLong(FurtherRun::message)).forEach(run -> attempt(jdbc, run));
    }

    private static JdbcTemplate inside(Connection commit) {
        return new JdbcTemplate(new SingleConnectionDataSource(commit, true));
    }

    private List<Long> insertAll(JdbcTemplate jdbc, List<Line> lines) {
        List<Long> ids = jdbc.queryForList(NEXT_IDS, Long.class, lines.size());
        Set<Long> there = insert(jdbc, lines, ids);
        List<Long> result = new ArrayList<>(lines.size());
        for (int i = 0; i < lines.size(); i++) {
            boolean known = there.contains(ids.get(i));
            result.add(known ? (Long) same(jdbc, lines.get(i).arrival()) : ids.get(i));
        }
        List<Line> fresh = IntStream.range(0, lines.size())
                .filter(i -> !there.contains(ids.get(i)))
                .mapToObj(lines::get)
                .toList();
        asked(jdbc, lines, ids);
        Tally.add(jdbc, fresh);
        judged(jdbc, lines, ids, there);
        Ages.write(jdbc, fresh.stream().flatMap(line -> line.ages().stream()).toList());
        return result;
    }

    private void judged(JdbcTemplate jdbc, List<Line> lines, List<Long> ids, Set<Long> there) {
        var sheet = new QualityTally.Sheet();
        for (int i = 0; i < lines.size(); i++) {
            Verdict verdict = lines.get(i).verdict();
            if (!there.contains(ids.get(i)) && counts(verdict)) {
                var of = quality.judged(lines.get(i).arrival(), ids.get(i));
                quality.arrived(sheet, of, null, verdict.state(), verdict.problem());
                quality.said(sheet, of, verdict);
            }
        }
        sheet.write(jdbc);
    }

    /** What is marked as a test says nothing of the quality of what is real. */
    private static boolean counts(Verdict verdict) {
        Problem remark = verdict.problem();
        return remark == null || !remark.code().equals("intake.test-data");
    }

    private static void asked(JdbcTemplate jdbc, List<Line> lines, List<Long> ids) {
        List<Object[]> rows = new ArrayList<>();
        for (int i = 0; i < lines.size(); i++) {
            Asked asked = lines.get(i).asked();
            if (asked != null) {
                rows.add(new @Nullable Object[] {
                    ids.get(i),
                    asked.method(),
                    asked.url(),
                    asked.base(),
                    asked.ifNoneExist(),
                    asked.ifMatch(),
                    asked.strict()
                });
            }
        }
        if (!rows.isEmpty()) {
            jdbc.batchUpdate(ASKED, rows);
        }
    }

    /** @return the ids that were given to lines which are there already */
    private static Set<Long> insert(JdbcTemplate jdbc, List<Line> lines, List<Long> ids) {
        jdbc.execute((ConnectionCallback<int[]>) connection -> insert(connection, lines, ids));
        Set<Long> unused = new HashSet<>();
        if (lines.stream().anyMatch(line -> line.arrival().door() != Door.FHIR)) {
            unused.addAll(ids);
            jdbc.queryForList(WRITTEN, Long.class, (Object) ids.toArray(Long[]::new))
                    .forEach(unused::remove);
        }
        return unused;
    }

    private static int[] insert(Connection connection, List<Line> lines, List<Long> ids) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(INSERT)) {
            for (int i = 0; i < lines.size(); i++) {
                bind(statement, ids.get(i), lines.get(i));
                statement.addBatch();
            }
            return statement.executeBatch();
        }
    }

    private static void bind(PreparedStatement statement, long id, Line line) throws SQLException {
        Arrival arrival = line.arrival();
        Verdict verdict = line.verdict();
        Problem problem = verdict.problem();
        Object[] values = {
            id,
            Timestamp.from(arrival.receivedAt()),
            arrival.door().name(),
            arrival.institution(),
            arrival.sender(),
            arrival.kind(),
            arrival.controlId(),
            arrival.hash(),
            arrival.charset(),
            arrival.body() == null ? null : Zstd.compress(arrival.body()),
            arrival.bodyBytes(),
            arrival.patientMasked(),
            verdict.state().name(),
            code(verdict),
            problem == null ? null : problem.what(),
            problem == null ? null : problem.why(),
            problem == null ? null : problem.mend(),
            positions(statement.getConnection(), problem),
            line.acknowledgement(),
            verdict.created(),
            verdict.updated(),
            verdict.unchanged(),
            statement.getConnection().createArrayOf("text", verdict.locations().toArray()),
            verdict.state() == State.WAITING
                    ? Timestamp.from(arrival.receivedAt().plusSeconds(Backoff.FIRST_SECONDS))
                    : null,
            statement.getConnection().createArrayOf("text", verdict.keptOnly().toArray()),
            arrival.application()
        };
        for (int i = 0; i < values.length; i++) {
            if (values[i] == null) {
                boolean bytes = i == 9 || i == 18;
                statement.setNull(i + 1, bytes ? Types.BINARY : i == 23 ? Types.TIMESTAMP : Types.VARCHAR);
            } else {
                statement.setObject(i + 1, values[i]);
            }
        }
    }

    private static void judge(JdbcTemplate jdbc, long message, int attempts, Instant at, Line line) {
        Verdict verdict = line.verdict();
        Problem problem = verdict.problem();
        jdbc.execute((ConnectionCallback<Integer>) connection -> {
            try (PreparedStatement statement = connection.prepareStatement(JUDGE)) {
                statement.setString(1, verdict.state().name());
                statement.setString(2, code(verdict));
                statement.setString(3, problem == null ? null : problem.what());
                statement.setString(4, problem == null ? null : problem.why());
                statement.setString(5, problem == null ? null : problem.mend());
                statement.setArray(6, positions(connection, problem));
                statement.setBytes(7, line.acknowledgement());
                statement.setInt(8, verdict.created());
                statement.setInt(9, verdict.updated());
                statement.setInt(10, verdict.unchanged());
                statement.setArray(
                        11, connection.createArrayOf("text", verdict.locations().toArray()));
                statement.setTimestamp(
                        12, verdict.state() == State.WAITING ? Timestamp.from(at.plus(Backoff.after(attempts))) : null);
                statement.setInt(13, attempts);
                statement.setArray(
                        14, connection.createArrayOf("text", verdict.keptOnly().toArray()));
                statement.setLong(15, message);
                return statement.executeUpdate();
            }
        });
    }

    private static long same(JdbcTemplate jdbc, Arrival arrival) {
        return Optional.ofNullable(jdbc.queryForObject(
                        SAME, Long.class, arrival.institution(), arrival.controlId(), arrival.hash()))
                .orElseThrow();
    }

    private static java.sql.Array positions(Connection connection, @Nullable Problem problem) throws SQLException {
        List<String> where = problem == null ? List.of() : problem.where();
        return connection.createArrayOf("text", where.toArray());
    }

    private record Before(
            Instant receivedAt,
            Door door,
            @Nullable String institution,
            String kind,
            @Nullable String patientMasked,
            Tally.Standing standing,
            int attempts) {}

    private static Before before(ResultSet row, int number) throws SQLException {
        return new Before(
                row.getTimestamp("received_at").toInstant(),
                Door.valueOf(row.getString("door")),
                row.getString("institution"),
                row.getString("kind"),
                row.getString("patient_masked"),
                new Tally.Standing(State.valueOf(row.getString("state")), row.getString("code")),
                row.getInt("attempts"));
    }

    private static @Nullable String code(Verdict verdict) {
        return verdict.problem() == null ? null : verdict.problem().code();
    }
}
