package org.tongmai.emergency;

import java.time.LocalDate;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.tongmai.access.Caller;
import org.tongmai.kernel.Problem;
import org.tongmai.kernel.RegionCode;

/** Places and gatherings where people of an event were exposed (暴露场所). */
public final class Places {

    static final String ADD = """
            insert into emergency.place (event, number, name, region)
            select ?::bigint, coalesce(max(number), 0) + 1, ?::text, ?::text
              from emergency.place
             where event = ?
            returning number
            """;

    /** Places with how many people were exposed there, and how many of those count as cases. */
    static final String LISTED = """
            select l.number, l.name, l.region, count(distinct e.person) as people,
                   count(distinct e.person) filter (where p.classification <> 'DISCARDED') as cases
              from emergency.place l
              left join emergency.exposure e on e.event = l.event and e.place = l.number
              left join emergency.person p on p.event = e.event and p.number = e.person
             where l.event = ?
             group by l.number, l.name, l.region
             order by l.number
             limit 1000
            """;

    static final String EXPOSE = """
            insert into emergency.exposure (event, person, place, day)
            values (?, ?, ?, ?)
                on conflict do nothing
            """;

    static final String EXPOSURES = """
            select place, day
              from emergency.exposure
             where event = ?
               and person = ?
             order by day, place
            """;

    private static final int MOST = 1_000;
    private static final int NAME_LONGEST = 200;

    private final JdbcClient jdbc;
    private final PersonStore people;
    private final Ledger ledger;

    Places(JdbcClient jdbc, PersonStore people, Ledger ledger) {
        this.jdbc = jdbc;
        this.people = people;
        this.ledger = ledger;
    }

    /**
     * A place where people were exposed.
     *
     * @param people how many of the event were there
     * @param cases how many of these count as cases
     */
    record Place(int number, String name, String region, int people, int cases) {}

    /** Being at a place on a day. */
    record Exposure(int place, LocalDate day) {}

    List<Place> list(Caller caller, long event) {
        ledger.seen(caller, event, Standing.STAFF);
        return of(event);
    }

    private List<Place> of(long event) {
        return jdbc.sql(LISTED)
                .param(event)
                .query((row, number) -> new Place(
                        row.getInt("number"),
                        row.getString("name"),
                        row.getString("region"),
                        row.getInt("people"),
                        row.getInt("cases")))
                .list();
    }

    /** Where somebody was. */
    List<Exposure> of(Caller caller, long event, int person) {
        ledger.seen(caller, event, Standing.STAFF);
        return jdbc.sql(EXPOSURES)
                .params(event, person)
                .query((row, number) -> new Exposure(row.getInt("place"), row.getObject("day", LocalDate.class)))
                .list();
    }

    public int add(Caller caller, long event, @Nullable String name, @Nullable String region) {
        String called = Refusals.told(name, "name");
        Refusals.require(called.length() <= NAME_LONGEST, "name");
        String where = Refusals.said(region, "region");
        String code = where.isEmpty() ? "" : new RegionCode(where).value();
        return ledger.write(caller, event, Standing.STAFF, page -> {
            People.writable(page);
            int number = jdbc.sql(ADD)
                    .params(event, called, code, event)
                    .query(Integer.class)
                    .single();
            Refusals.require(number <= MOST, "name");
            return number;
        });
    }

    /**
     * Writes down that somebody was at a place on a day.
     *
     * @throws Problem {@code emergency.person-unknown}
     */
    public void expose(Caller caller, long event, int number, @Nullable Integer place, @Nullable LocalDate day) {
        ledger.write(caller, event, Standing.STAFF, page -> {
            People.writable(page);
            if (people.find(event, number).isEmpty()) {
                throw People.unknown();
            }
            Refusals.require(place != null, "place");
            int where = Objects.requireNonNull(place);
            Refusals.require(of(event).stream().anyMatch(each -> each.number() == where), "place");
            Refusals.require(day != null && People.past(day, page), "day");
            jdbc.sql(EXPOSE)
                    .params(event, number, where, Objects.requireNonNull(day))
                    .update();
            return true;
        });
    }
}
