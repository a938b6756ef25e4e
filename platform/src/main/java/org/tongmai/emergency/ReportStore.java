package org.tongmai.emergency;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.util.List;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.tongmai.print.Paper;
import org.tongmai.store.Json;

/** Reports on the situation of events. */
final class ReportStore {

    private static final String COLUMNS = """
            select number, edition, version, cutoff, made_at, account, name, language, checksum, paper
              from emergency.report
            """;

    static final String INSERT = """
            insert into emergency.report
                   (event, number, edition, version, cutoff, made_at, account, name, language, checksum, paper)
            values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """;

    /** The newest first. */
    static final String LISTED = COLUMNS + """
             where event = ?
             order by number desc, edition desc
             limit ?
            """;

    static final String ONE = COLUMNS + """
             where event = ?
               and number = ?
               and edition = ?
            """;

    /** The one in force before a number. */
    static final String BEFORE = COLUMNS + """
             where event = ?
               and number < ?
             order by number desc, edition desc
             limit 1
            """;

    private final JdbcClient jdbc;

    ReportStore(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    void insert(long event, Report report) {
        jdbc.sql(INSERT)
                .params(
                        event,
                        report.number(),
                        report.edition(),
                        report.version(),
                        Timestamp.from(report.cutoff()),
                        Timestamp.from(report.madeAt()),
                        report.account(),
                        report.name(),
                        report.language(),
                        report.checksum(),
                        Json.mapper().writeValueAsString(report.paper()))
                .update();
    }

    List<Report> list(long event, int most) {
        return jdbc.sql(LISTED).params(event, most).query(ReportStore::report).list();
    }

    Optional<Report> find(long event, int number, int edition) {
        return jdbc.sql(ONE)
                .params(event, number, edition)
                .query(ReportStore::report)
                .optional();
    }

    Optional<Report> before(long event, int number) {
        return jdbc.sql(BEFORE).params(event, number).query(ReportStore::report).optional();
    }

    private static Report report(ResultSet row, int place) throws SQLException {
        return new Report(
                row.getInt("number"),
                row.getInt("edition"),
                row.getInt("version"),
                row.getTimestamp("cutoff").toInstant(),
                row.getTimestamp("made_at").toInstant(),
                row.getString("account"),
                row.getString("name"),
                row.getString("language"),
                row.getString("checksum"),
                Json.mapper().readValue(row.getString("paper"), Paper.class));
    }
}
