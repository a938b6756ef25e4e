package org.tongmai.emergency;

import java.sql.Timestamp;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.tongmai.access.Caller;
import org.tongmai.access.Looks;
import org.tongmai.access.Purpose;

/**
 * The trace of who saw people of an event by name: before they are shown, in the event for all of them, and in the trace of each who has
 * a record.
 */
final class Sight {

    static final String LOOKED = """
            insert into emergency.look (event, at, account, name, kind, purpose, persons)
            values (?, ?, ?, ?, ?, ?, ?)
            """;

    static final String LOOKS = """
            select id, at, account, name, kind, purpose, persons
              from emergency.look
             where event = ?
               and id < ?
             order by id desc
             limit ?
            """;

    private static final int PAGE = 200;

    private final JdbcClient jdbc;
    private final Ledger ledger;
    private final Looks looks;

    Sight(JdbcClient jdbc, Ledger ledger, Looks looks) {
        this.jdbc = jdbc;
        this.ledger = ledger;
        this.looks = looks;
    }

    /** What is shown. */
    enum Kind {
        /** One person with all that is known. */
        PERSON,
        /** Whom to look after on a day, with telephone numbers. */
        FOLLOW_UP,
        /** A masked table to take along. */
        EXPORT
    }

    /**
     * Somebody saw people of an event.
     *
     * @param purpose of a table that was taken along; else empty
     * @param persons numbers in the event
     */
    record Look(long id, Instant at, String account, String name, Kind kind, String purpose, List<Integer> persons) {}

    /** @param purpose of a table that is taken along; else empty */
    void shown(Caller caller, long event, Kind kind, String purpose, List<Person> people) {
        if (people.isEmpty()) {
            return;
        }
        Map<Long, Map<String, Integer>> shown = new TreeMap<>();
        for (Person each : people) {
            Long compartment = each.compartment();
            if (compartment != null) {
                Map<String, Integer> counts = shown.computeIfAbsent(compartment, of -> new HashMap<>());
                counts.put("Patient", 1);
                counts.merge("Condition", 1, Integer::sum);
            }
        }
        if (!shown.isEmpty()) {
            looks.shown(caller, Purpose.PUBLIC_HEALTH, kind == Kind.EXPORT ? "export" : "read", shown);
        }
        jdbc.sql(LOOKED)
                .params(
                        event,
                        Timestamp.from(ledger.now()),
                        caller.account(),
                        caller.name(),
                        kind.name(),
                        purpose,
                        people.stream().map(Person::number).toArray(Integer[]::new))
                .update();
    }

    /** Who looked, the newest first; for those who command the event. */
    List<Look> looks(Caller caller, long event, long before) {
        ledger.seen(caller, event, Standing.OWNER);
        return jdbc.sql(LOOKS)
                .params(event, before, PAGE)
                .query((row, number) -> new Look(
                        row.getLong("id"),
                        row.getTimestamp("at").toInstant(),
                        row.getString("account"),
                        row.getString("name"),
                        Kind.valueOf(row.getString("kind")),
                        row.getString("purpose"),
                        List.of((Integer[]) row.getArray("persons").getArray())))
                .list();
    }
}
