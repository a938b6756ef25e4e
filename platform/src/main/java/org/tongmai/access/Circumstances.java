package org.tongmai.access;

import java.sql.Timestamp;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * What the decision about one person rests on for a doctor, all in one statement: a decision precedes each search, and most of what
 * a small statement costs is the way to the database and back.
 *
 * @param person source patients of the person
 * @param own those that the doctor's institution sends
 * @param treated whether the institution treats one of those
 * @param requests what the institution asked the resident through one of those, newest first, at most 200
 */
record Circumstances(Set<Long> person, Set<Long> own, boolean treated, List<AccessRequest> requests) {

    /** Reads them as they are now: nothing is kept, so that what was revoked counts no more at the next question. */
    static final String FIND = """
            with person as materialized (
                     select ?::bigint as compartment
                      union
                     select other.compartment
                       from person.member this
                       join person.member other on other.person = this.person
                      where this.compartment = ?
                 ),
                 registered as materialized (
                     select person.compartment as registered, sent.source is not distinct from ? as own
                       from person
                       left join store.compartment sent on sent.compartment = person.compartment
                 ),
                 since as materialized (
                     select now.at - make_interval(days => coalesce((array_agg(value order by setting.valid_from desc)
                                filter (where name = 'open-encounter-days'))[1], 0)) as open,
                            now.at - make_interval(days => coalesce((array_agg(value order by setting.valid_from desc)
                                filter (where name = 'treatment-days'))[1], 0)) as ended
                       from (select ?::timestamptz as at) now
                       left join access.setting setting
                         on setting.valid_from <= now.at::date
                        and (setting.valid_until is null or setting.valid_until > now.at::date)
                      group by now.at
                 )
            select request.*, registered.registered, registered.own,
                   registered.own
                   and exists (select
                                 from access.treatment t
                                where t.compartment = registered.registered
                                  and t.institution = ?
                                  and t.started_at <= ?
                                  and t.last_at >= case when t.open then since.open else since.ended end) as treated
              from registered
             cross join since
              left join access.request request
                on registered.own
               and request.compartment = registered.registered
               and request.institution = ?
             order by request.asked_at desc nulls last, request.id
             limit 200
            """;

    static Circumstances of(JdbcClient jdbc, String institution, long compartment, Instant now) {
        Map<Long, Boolean> person = new HashMap<>();
        var treated = new boolean[1];
        List<AccessRequest> requests = new ArrayList<>();
        Timestamp at = Timestamp.from(now);
        jdbc.sql(FIND)
                .params(
                        compartment,
                        compartment,
                        institution,
                        at,
                        institution,
                        Timestamp.from(now.plus(Treatments.AHEAD)),
                        institution)
                .query(row -> {
                    person.put(row.getLong("registered"), row.getBoolean("own"));
                    treated[0] |= row.getBoolean("treated");
                    if (row.getString("id") != null) {
                        requests.add(RequestStore.row(row, 0));
                    }
                });
        Set<Long> own = new HashSet<>(person.keySet());
        own.removeIf(each -> !person.getOrDefault(each, false));
        return new Circumstances(Set.copyOf(person.keySet()), Set.copyOf(own), treated[0], requests);
    }
}
