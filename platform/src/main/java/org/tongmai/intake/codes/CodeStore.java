package org.tongmai.intake.codes;

import java.math.BigDecimal;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.ConnectionCallback;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.RowMapper;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** Codes that were seen, decisions about them, and how much of what comes is mapped. */
final class CodeStore {

    /** Lines of the work list at once. */
    static final int PAGE = 100;

    /** Index {@code code_seen_list}; empty for any kind, text or institution. */
    static final String LIST = """
            select *
              from intake.code_seen
             where (institution = ? or ? = '')
               and state = ?
               and (kind = ? or ? = '')
               and (? = '' or code ilike ? or array_to_string(names, ' ') ilike ?)
             order by occurrences desc, institution, system, code
            offset ?
             limit ?
            """;

    static final String FIND = """
            select *
              from intake.code_seen
             where institution = ?
               and system = ?
               and code = ?
            """;

    /** What other institutions decided of codes of this kind that go by one of these names. */
    static final String USED = """
            select d.target_system, d.target_code, max(d.target_display) as target_display, count(*) as institutions,
                   bool_or(s.units && ?) as same_unit,
                   min(s.low) as low, max(s.high) as high
              from intake.code_decision d
              join intake.code_seen s using (institution, system, code)
             where d.state = 'IN_FORCE'
               and d.kind = ?
               and d.institution <> ?
               and d.equivalence = 'equivalent'
               and s.names && ?
             group by d.target_system, d.target_code
             order by institutions desc
             limit 20
            """;

    static final String COUNTS = """
            select kind, state, count(*) as codes, sum(occurrences) as occurrences
              from intake.code_seen
             where (institution = ? or ? = '')
             group by kind, state
             order by kind, state
            """;

    static final String DAYS = """
            select day, kind, sum(occurrences) as occurrences, sum(mapped) as mapped, sum(settled) as settled
              from intake.code_day
             where (institution = ? or ? = '')
               and day between ? and ?
             group by day, kind
             order by day, kind
            """;

    /** For the platform: the institutions of a time, by what is missing. */
    static final String INSTITUTIONS = """
            select institution, sum(occurrences) as occurrences, sum(mapped) as mapped, sum(settled) as settled
              from intake.code_day
             where day between ? and ?
             group by institution
             order by sum(occurrences - mapped - settled) desc, institution
             limit 500
            """;

    static final String DECIDE = """
            insert into intake.code_decision (
                   institution, system, code, kind, name, target_system, target_code, target_display, equivalence,
                   reason, valid_from, state, decided_at, decided_by)
            values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """;

    static final String CONFIRM = """
            update intake.code_decision
               set state = 'IN_FORCE', confirmed_at = ?, confirmed_by = ?
             where id = ?
               and state = 'PROPOSED'
            """;

    static final String UNDO = """
            update intake.code_decision
               set state = 'UNDONE', undone_at = ?, undone_by = ?
             where id = ?
               and state <> 'UNDONE'
            """;

    static final String STATE = """
            update intake.code_seen
               set state = ?
             where institution = ?
               and system = ?
               and code = ?
            """;

    static final String DECISION = """
            select *
              from intake.code_decision
             where id = ?
            """;

    static final String OF_CODE = """
            select *
              from intake.code_decision
             where institution = ?
               and system = ?
               and code = ?
             order by id desc
             limit 50
            """;

    static final String OF_SYSTEM = """
            select *
              from intake.code_decision
             where institution = ?
               and system = ?
               and state = 'IN_FORCE'
             order by code
            """;

    static final String PROPOSED = """
            select *
              from intake.code_decision
             where (institution = ? or ? = '')
               and state = 'PROPOSED'
             order by id
             limit 500
            """;

    private final JdbcTemplate jdbc;
    private final TransactionTemplate transaction;

    CodeStore(JdbcTemplate jdbc, JdbcTransactionManager transactions) {
        this.jdbc = jdbc;
        this.transaction = new TransactionTemplate(transactions);
    }

    /** A code of an institution, as it was seen. */
    record Seen(
            String institution,
            String system,
            String code,
            CodeKind kind,
            String state,
            List<String> names,
            List<String> units,
            List<String> specimens,
            List<String> beside,
            List<String> examples,
            @Nullable BigDecimal low,
            @Nullable BigDecimal high,
            long occurrences,
            Instant firstSeen,
            Instant lastSeen) {}

    /** What somebody decided of a code. */
    record Decision(
            long id,
            String institution,
            String system,
            String code,
            CodeKind kind,
            String name,
            @Nullable String targetSystem,
            @Nullable String targetCode,
            @Nullable String targetDisplay,
            String equivalence,
            String reason,
            @Nullable LocalDate validFrom,
            String state,
            Instant decidedAt,
            String decidedBy,
            @Nullable Instant confirmedAt,
            @Nullable String confirmedBy,
            @Nullable Instant undoneAt,
            @Nullable String undoneBy) {}

    /** What others made of codes of the same name. */
    record Used(
            String system,
            String code,
            String display,
            long institutions,
            boolean sameUnit,
            @Nullable BigDecimal low,
            @Nullable BigDecimal high) {}

    /** How many codes are in a state, and how often they came. */
    record Count(CodeKind kind, String state, long codes, long occurrences) {}

    /** Coverage of a kind on a day. */
    record Day(LocalDate day, CodeKind kind, long occurrences, long mapped, long settled) {}

    /** Coverage of an institution. */
    record Covered(String institution, long occurrences, long mapped, long settled) {}

    List<Seen> list(String institution, String state, String kind, String text, int offset, int limit) {
        String like = "%" + text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") + "%";
        return jdbc.query(LIST, SEEN, institution, institution, state, kind, kind, text, like, like, offset, limit);
    }

    Optional<Seen> find(String institution, String system, String code) {
        return jdbc.query(FIND, SEEN, institution, system, code).stream().findFirst();
    }

    List<Used> used(Seen of) {
        return jdbc.query(
                USED,
                statement -> {
                    Connection connection = statement.getConnection();
                    statement.setArray(
                            1, connection.createArrayOf("text", of.units().toArray()));
                    statement.setString(2, of.kind().name());
                    statement.setString(3, of.institution());
                    statement.setArray(
                            4, connection.createArrayOf("text", of.names().toArray()));
                },
                (row, number) -> new Used(
                        row.getString("target_system"),
                        row.getString("target_code"),
                        text(row.getString("target_display")),
                        row.getLong("institutions"),
                        row.getBoolean("same_unit"),
                        row.getBigDecimal("low"),
                        row.getBigDecimal("high")));
    }

    List<Count> counts(String institution) {
        return jdbc.query(
                COUNTS,
                (row, number) -> new Count(
                        CodeKind.valueOf(row.getString("kind")),
                        row.getString("state"),
                        row.getLong("codes"),
                        row.getLong("occurrences")),
                institution,
                institution);
    }

    List<Day> days(String institution, LocalDate from, LocalDate until) {
        return jdbc.query(
                DAYS,
                (row, number) -> new Day(
                        row.getObject("day", LocalDate.class),
                        CodeKind.valueOf(row.getString("kind")),
                        row.getLong("occurrences"),
                        row.getLong("mapped"),
                        row.getLong("settled")),
                institution,
                institution,
                from,
                until);
    }

    List<Covered> institutions(LocalDate from, LocalDate until) {
        return jdbc.query(
                INSTITUTIONS,
                (row, number) -> new Covered(
                        row.getString("institution"),
                        row.getLong("occurrences"),
                        row.getLong("mapped"),
                        row.getLong("settled")),
                from,
                until);
    }

    Optional<Decision> decision(long id) {
        return jdbc.query(DECISION, DECIDED, id).stream().findFirst();
    }

    List<Decision> decisions(String institution, String system, String code) {
        return jdbc.query(OF_CODE, DECIDED, institution, system, code);
    }

    List<Decision> inForce(String institution, String system) {
        return jdbc.query(OF_SYSTEM, DECIDED, institution, system);
    }

    List<Decision> proposed(String institution) {
        return jdbc.query(PROPOSED, DECIDED, institution, institution);
    }

    // -- writes, on the connection of whoever commits

    /** Writes in a transaction of its own. */
    void write(Writes writes) {
        transaction.executeWithoutResult(status -> jdbc.execute((ConnectionCallback<Integer>) connection -> {
            writes.on(connection);
            return 0;
        }));
    }

    /** Statements of one commit. */
    @FunctionalInterface
    interface Writes {
        void on(Connection connection) throws SQLException;
    }

    static void decide(Connection connection, Decision decision) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(DECIDE)) {
            statement.setString(1, decision.institution());
            statement.setString(2, decision.system());
            statement.setString(3, decision.code());
            statement.setString(4, decision.kind().name());
            statement.setString(5, decision.name());
            statement.setString(6, decision.targetSystem());
            statement.setString(7, decision.targetCode());
            statement.setString(8, decision.targetDisplay());
            statement.setString(9, decision.equivalence());
            statement.setString(10, decision.reason());
            statement.setObject(11, decision.validFrom());
            statement.setString(12, decision.state());
            statement.setTimestamp(13, Timestamp.from(decision.decidedAt()));
            statement.setString(14, decision.decidedBy());
            statement.executeUpdate();
        }
        if (decision.state().equals("IN_FORCE")) {
            state(connection, decision, stateOf(decision));
        }
    }

    static void confirm(Connection connection, Decision decision, Instant at, String by) throws SQLException {
        changed(connection, CONFIRM, decision, at, by);
        state(connection, decision, stateOf(decision));
    }

    static void undo(Connection connection, Decision decision, Instant at, String by) throws SQLException {
        changed(connection, UNDO, decision, at, by);
        if (decision.state().equals("IN_FORCE")) {
            state(connection, decision, "UNMAPPED");
        }
    }

    /** What a code is once this decision is in force. */
    static String stateOf(Decision decision) {
        return decision.targetCode() != null && decision.kind().adds(decision.equivalence()) ? "MAPPED" : "NONE";
    }

    private static void changed(Connection connection, String sql, Decision decision, Instant at, String by)
            throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setTimestamp(1, Timestamp.from(at));
            statement.setString(2, by);
            statement.setLong(3, decision.id());
            if (statement.executeUpdate() == 0) {
                throw new SQLException("decision " + decision.id() + " was changed meanwhile", "40001");
            }
        }
    }

    private static void state(Connection connection, Decision decision, String state) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(STATE)) {
            statement.setString(1, state);
            statement.setString(2, decision.institution());
            statement.setString(3, decision.system());
            statement.setString(4, decision.code());
            statement.executeUpdate();
        }
    }

    // -- rows

    private static final RowMapper<Seen> SEEN = (row, number) -> new Seen(
            row.getString("institution"),
            row.getString("system"),
            row.getString("code"),
            CodeKind.valueOf(row.getString("kind")),
            row.getString("state"),
            texts(row.getArray("names")),
            texts(row.getArray("units")),
            texts(row.getArray("specimens")),
            texts(row.getArray("beside")),
            texts(row.getArray("examples")),
            row.getBigDecimal("low"),
            row.getBigDecimal("high"),
            row.getLong("occurrences"),
            row.getTimestamp("first_seen").toInstant(),
            row.getTimestamp("last_seen").toInstant());

    private static final RowMapper<Decision> DECIDED = (row, number) -> new Decision(
            row.getLong("id"),
            row.getString("institution"),
            row.getString("system"),
            row.getString("code"),
            CodeKind.valueOf(row.getString("kind")),
            row.getString("name"),
            row.getString("target_system"),
            row.getString("target_code"),
            row.getString("target_display"),
            row.getString("equivalence"),
            row.getString("reason"),
            row.getObject("valid_from", LocalDate.class),
            row.getString("state"),
            row.getTimestamp("decided_at").toInstant(),
            row.getString("decided_by"),
            moment(row, "confirmed_at"),
            row.getString("confirmed_by"),
            moment(row, "undone_at"),
            row.getString("undone_by"));

    private static List<String> texts(Array array) throws SQLException {
        return List.of((String[]) array.getArray());
    }

    private static @Nullable Instant moment(ResultSet row, String column) throws SQLException {
        Timestamp at = row.getTimestamp(column);
        return at == null ? null : at.toInstant();
    }

    private static String text(@Nullable String text) {
        return text == null ? "" : text;
    }
}
