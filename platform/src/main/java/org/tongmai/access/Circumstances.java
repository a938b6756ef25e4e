package org.tongmai.access;

import java.sql.Timestamp;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * What the decision about one person rests on for a doctor, in one statement besides the one that tells who sent what: that table is
 * spread over servers, these are not, and between the two a database joins slowly or not at all.
 *
 * @param person source patients of the person
 * @param treated those of them that the institution treats
 * @param emergency until when the doctor has opened what other institutions have of the person; null for not
 * @param requests what the institution asked the resident, newest first, at most 200
 * @param rules standing rules of the resident that are in force, for whomever
 */
record Circumstances(
        Set<Long> person,
        Set<Long> treated,
        @Nullable Instant emergency,
        List<AccessRequest> requests,
        List<Rule> rules) {

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
                 since as materialized (
                     select now.at as now,
                            now.at - make_interval(days => coalesce((array_agg(value order by setting.valid_from desc)
                                filter (where name = 'open-encounter-days'))[1], 0)) as open,
                            now.at - make_interval(days => coalesce((array_agg(value order by setting.valid_from desc)
                                filter (where name = 'treatment-days'))[1], 0)) as ended
                       from (select ?::timestamptz as at) now
                       left join access.setting setting
                         on setting.valid_from <= now.at::date
                        and (setting.valid_until is null or setting.valid_until > now.at::date)
                      group by now.at
                 ),
                 rules as materialized (
                     select jsonb_agg(rule) as rules
                       from person
                       join access.rule rule on rule.compartment = person.compartment
                      cross join since
                      where rule.superseded_at is null
                        and rule.ended_at is null
                        and rule.used_at is null
                        and rule.valid_from <= since.now
                        and (rule.valid_until is null or rule.valid_until > since.now)
                 )
            select request.*, person.compartment as registered, rules.rules,
                   exists (select
                             from access.treatment t
                            where t.compartment = person.compartment
                              and t.institution = ?
                              and t.started_at <= ?
                              and t.last_at >= case when t.open then since.open else since.ended end) as treated,
                   (select max(e.until)
                      from access.emergency e
                     where e.compartment = person.compartment
                       and e.account = ?
                       and e.until > since.now
                       and e.ended_at is null) as emergency
              from person
             cross join since
             cross join rules
              left join access.request request
                on request.compartment = person.compartment
               and request.institution = ?
             order by request.asked_at desc nulls last, request.id
             limit 200
            """;

    static Circumstances of(JdbcClient jdbc, Caller doctor, String institution, long compartment, Instant now) {
        Set<Long> person = new HashSet<>();
        Set<Long> treated = new HashSet<>();
        var emergency = new @Nullable Instant[1];
        List<AccessRequest> requests = new ArrayList<>();
        var rules = new @Nullable String[1];
        Timestamp at = Timestamp.from(now);
        jdbc.sql(FIND)
                .params(
                        compartment,
                        compartment,
                        at,
                        institution,
                        Timestamp.from(now.plus(Treatments.AHEAD)),
                        doctor.account(),
                        institution)
                .query(row -> {
                    long registered = row.getLong("registered");
                    person.add(registered);
                    if (row.getBoolean("treated")) {
                        treated.add(registered);
                    }
                    rules[0] = row.getString("rules");
                    Timestamp opened = row.getTimestamp("emergency");
                    if (opened != null) {
                        emergency[0] = opened.toInstant();
                    }
                    if (row.getString("id") != null) {
                        requests.add(RequestStore.row(row, 0));
                    }
                });
        return new Circumstances(
                Set.copyOf(person),
                Set.copyOf(treated),
                emergency[0],
                List.copyOf(requests),
                RuleStore.rules(rules[0]));
    }
}
