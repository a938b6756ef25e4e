package org.tongmai.intake;

import java.util.List;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;

/** What was found in the rows of files, by rule, as it stands now. */
final class TableFindings {

    /** What was found in a file by rule, as its rows stand now, with three of their lines. */
    static final String FINDINGS = """
            select m.code, max(m.what) as what, max(m.why) as why, max(m.mend) as mend, count(*) as rows,
                   min(r.line) as first, max(r.line) as last,
                   (array_agg(r.line order by r.line))[1:3] as lines,
                   (array_agg(m.id order by r.line))[1:3] as messages,
                   (array_agg(array_to_string(m.positions, ', ') order by r.line))[1:3] as positions,
                   (array_agg(coalesce(m.patient_masked, '') order by r.line))[1:3] as patients
              from intake.load_row r
              join intake.message m on m.id = r.message
             where r.load = ?
               and m.state in ('REFUSED', 'WAITING')
             group by m.code
             order by count(*) desc, m.code
             limit 200
            """;

    static final String OPEN_ROWS = """
            select r.line, m.id, m.state, m.code, m.what, m.mend, m.positions
              from intake.load_row r
              join intake.message m on m.id = r.message
             where r.load = ?
               and r.line > ?
               and m.state in ('REFUSED', 'WAITING')
               and (?::text is null or m.code = ?)
             order by r.line
             limit ?
            """;

    private final JdbcTemplate jdbc;

    TableFindings(DataSource database) {
        this.jdbc = new JdbcTemplate(database);
    }

    /** A row that is not stored. */
    record OpenRow(
            long line, long message, State state, String code, String what, String mend, List<String> positions) {}

    /** Rows of a file that one rule refused. */
    record Finding(
            String code,
            String what,
            String why,
            String mend,
            long rows,
            List<Long> lines,
            List<Long> messages,
            List<String> positions,
            List<String> patients) {}

    /** The rule with most rows first. */
    List<Finding> findings(long load) {
        return jdbc.query(
                FINDINGS,
                (row, number) -> new Finding(
                        row.getString("code"),
                        String.valueOf(row.getString("what")),
                        String.valueOf(row.getString("why")),
                        String.valueOf(row.getString("mend")),
                        row.getLong("rows"),
                        List.of((Long[]) row.getArray("lines").getArray()),
                        List.of((Long[]) row.getArray("messages").getArray()),
                        List.of((String[]) row.getArray("positions").getArray()),
                        List.of((String[]) row.getArray("patients").getArray())),
                load);
    }

    /** Rows that are not stored, by line: those that the rule {@code code} refused, or all where it is null. */
    List<OpenRow> openRows(long load, long after, @Nullable String code, int count) {
        return jdbc.query(
                OPEN_ROWS,
                (row, number) -> new OpenRow(
                        row.getLong("line"),
                        row.getLong("id"),
                        State.valueOf(row.getString("state")),
                        String.valueOf(row.getString("code")),
                        String.valueOf(row.getString("what")),
                        String.valueOf(row.getString("mend")),
                        List.of((String[]) row.getArray("positions").getArray())),
                load,
                after,
                code,
                code,
                count);
    }
}
