package org.tongmai.intake;

import java.time.Instant;
import java.util.List;
import org.springframework.jdbc.core.JdbcTemplate;
import org.tongmai.intake.QualityCheck.Group;

/**
 * Rows of tables that broke a rule. Their files are forgotten once they are read, so that a rule is run again over these rows, and
 * not over those that kept it.
 */
final class QualityRows {

    /** Rows of one rule, day and data set; of more than these it is the export that is mended, not the rows. */
    static final int KEPT_MAX = 10_000;

    static final String PAGE = """
            select r.load, r.line, r.message, r.patient, r.at,
                   case when r.message = 0 then string_to_array(r.things, E'\\n') else coalesce(m.locations, '{}') end as things
              from intake.quality_row r
              left join intake.message m on m.id = r.message
             where r.institution = ?
               and r.day = ?
               and r.dataset = ?
               and r.rule = ?
               and (r.load, r.line, r.message) > (?, ?, ?)
             order by r.load, r.line, r.message
             limit ?
            """;

    static final String FORGET = """
            delete from intake.quality_row
             where institution = ?
               and day = ?
               and dataset = ?
               and rule = ?
               and load = ?
               and line = ?
               and message = ?
            """;

    private final JdbcTemplate jdbc;

    QualityRows(JdbcTemplate jdbc) {
        this.jdbc = jdbc;
    }

    /** Which row: of a file, or by itself a message of the journal; the other numbers are 0. */
    record Place(long load, long line, long message) {}

    /** @param things what it made or completed, as {@link Facts#named} finds it */
    record Broken(Place place, String patient, Instant at, List<String> things) {}

    /** The rows behind a place, in their order. */
    List<Broken> page(Group group, Place after, int count) {
        return jdbc.query(
                PAGE,
                (row, number) -> new Broken(
                        new Place(row.getLong("load"), row.getLong("line"), row.getLong("message")),
                        row.getString("patient"),
                        row.getTimestamp("at").toInstant(),
                        List.of((String[]) row.getArray("things").getArray())),
                group.institution(),
                group.day(),
                group.dataset(),
                group.rule(),
                after.load(),
                after.line(),
                after.message(),
                count);
    }

    /** What is mended is not run again. */
    void forget(Group group, Place place) {
        jdbc.update(
                FORGET,
                group.institution(),
                group.day(),
                group.dataset(),
                group.rule(),
                place.load(),
                place.line(),
                place.message());
    }
}
