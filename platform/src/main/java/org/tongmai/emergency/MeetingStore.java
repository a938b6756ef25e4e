package org.tongmai.emergency;

import static org.tongmai.emergency.EventStore.given;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.List;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Who met whom in events, and who infected whom. */
final class MeetingStore {

    static final String PUT = """
            insert into emergency.meeting (event, source, target, relation, exposure, last_on, infected)
            values (?, ?, ?, ?, ?, ?, ?)
                on conflict (event, source, target) do update
               set relation = excluded.relation, exposure = excluded.exposure, last_on = excluded.last_on,
                   infected = excluded.infected
            """;

    private static final String COLUMNS = """
            select source, target, relation, exposure, last_on, infected
              from emergency.meeting
            """;

    static final String OF_EVENT = COLUMNS + """
             where event = ?
             order by source, target
             limit ?
            """;

    static final String OF_PERSON = COLUMNS + """
             where event = ?
               and (source = ? or target = ?)
             order by source, target
             limit 1000
            """;

    /** Those from whom somebody's infection came, and so on upwards. */
    static final String ABOVE = """
            with recursive above (person) as (
                select source
                  from emergency.meeting
                 where event = ?
                   and target = ?
                   and infected
                 union
                select m.source
                  from above a
                  join emergency.meeting m on m.event = ? and m.target = a.person
                 where m.infected)
            select person
              from above
            """;

    private final JdbcClient jdbc;

    MeetingStore(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** @throws DuplicateKeyException where somebody else is held to have infected the second */
    void put(long event, Meeting meeting) {
        jdbc.sql(PUT)
                .params(given(
                        event,
                        meeting.source(),
                        meeting.target(),
                        meeting.relation().name(),
                        meeting.exposure().name(),
                        meeting.lastOn(),
                        meeting.infected()))
                .update();
    }

    List<Meeting> of(long event, int most) {
        return jdbc.sql(OF_EVENT)
                .params(event, most)
                .query(MeetingStore::meeting)
                .list();
    }

    List<Meeting> ofPerson(long event, int person) {
        return jdbc.sql(OF_PERSON)
                .params(event, person, person)
                .query(MeetingStore::meeting)
                .list();
    }

    List<Integer> above(long event, int person) {
        return jdbc.sql(ABOVE).params(event, person, event).query(Integer.class).list();
    }

    private static Meeting meeting(ResultSet row, int number) throws SQLException {
        return new Meeting(
                row.getInt("source"),
                row.getInt("target"),
                Meeting.Relation.valueOf(row.getString("relation")),
                Meeting.Exposure.valueOf(row.getString("exposure")),
                row.getObject("last_on", LocalDate.class),
                row.getBoolean("infected"));
    }
}
