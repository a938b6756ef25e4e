package org.tongmai.person;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.tongmai.kernel.Explanation;
import tools.jackson.databind.json.JsonMapper;

/** The SQL of what stewards watch: quality by institution, changes of links, the history of a person. */
final class QualityStore {

    private static final JsonMapper JSON = JsonMapper.builder().build();

    static final String COUNT = """
            insert into person.quality as q (institution, registrations, unnumbered, unborn, placeholder)
            select * from unnest(?::text[], ?::bigint[], ?::bigint[], ?::bigint[], ?::bigint[])
            on conflict (institution)
            do update set registrations = q.registrations + excluded.registrations,
                          unnumbered = q.unnumbered + excluded.unnumbered,
                          unborn = q.unborn + excluded.unborn,
                          placeholder = q.placeholder + excluded.placeholder
            """;

    /** One row for each institution, at most 5,000. */
    static final String QUALITY = """
            select institution, registrations, unnumbered, unborn, placeholder
              from person.quality
             where registrations > 0
             order by registrations desc, institution
             limit 5000
            """;

    /** Index {@code pair_within}: costs what there is of duplicates, not what there is of registrations. */
    static final String DUPLICATES = """
            select i.institution, count(*)
              from person.pair p
              join person.identity i on i.compartment = p.a
             where p.within
             group by i.institution
            """;

    /** Two persons of whom a steward may be asked, by institution; costs what there is of such pairs. */
    static final String WAITING = """
            with apart as (
                select p.a, p.b, least(one.person, other.person) as low, greatest(one.person, other.person) as high
                  from person.pair p
                  join person.link one on one.compartment = p.a and one.valid_to is null
                  join person.link other on other.compartment = p.b and other.valid_to is null
                 where (p.verdict = 'POSSIBLE' or p.left_out)
                   and one.person <> other.person),
            settled as (
                select least(one.person, other.person) as low, greatest(one.person, other.person) as high
                  from person.word w
                  join person.link one on one.compartment = w.a and one.valid_to is null
                  join person.link other on other.compartment = w.b and other.valid_to is null
                 where not w.same
                   and w.withdrawn_at is null),
            open as (
                select distinct low, high, i.institution
                  from apart
                  join person.identity i on i.compartment in (apart.a, apart.b)
                 where i.institution is not null
                   and not exists (select from settled s where s.low = apart.low and s.high = apart.high))
            select institution, count(*)
              from open
             group by institution
            """;

    /** As {@link LinkStore#POSSIBLE}, of one institution. */
    static final String POSSIBLE_OF = LinkStore.possible("""
                   and exists (select
                                 from person.identity i
                                where i.compartment in (p.a, p.b)
                                  and i.institution = :institution)
            """);

    /** At most so many, in the order in which they were committed; index {@code link_changes}. */
    static final String CHANGES = """
            select l.place, l.compartment, i.patient, i.institution, before.person, l.person, l.valid_from, l.decided_by,
                   x.explanation
              from person.link l
              join person.explanation x using (place)
              left join person.identity i on i.compartment = l.compartment
              left join lateral (
                   select e.person
                     from person.link e
                    where e.compartment = l.compartment
                      and e.valid_to is not null
                      and e.place < l.place
                    order by e.place desc
                    limit 1) before on true
             where l.place > ?
             order by l.place
             limit ?
            """;

    /** Indexes {@code link_current} and {@code link_ended}. */
    static final String PERIODS = """
            select l.compartment, i.patient, i.institution, l.person, l.valid_from, l.valid_to, l.decided_by, x.explanation
              from person.link l
              join person.explanation x using (place)
              left join person.identity i on i.compartment = l.compartment
             where l.compartment = any(?)
               and (l.valid_to is null or l.valid_to is not null)
             order by l.valid_from desc, l.compartment
             limit 500
            """;

    /** All registrations, those without a number, without a birth date, with a placeholder. */
    private static final int COUNTS = 4;

    private final JdbcClient database;

    QualityStore(JdbcClient database) {
        this.database = database;
    }

    /** Adds to the counts, in the transaction that changes the registrations. */
    void count(Collection<IdentityStore.Lacking> removed, Collection<IdentityStore.Lacking> added) {
        Map<String, long[]> changes = new TreeMap<>();
        removed.forEach(lacking -> add(changes, lacking, -1));
        added.forEach(lacking -> add(changes, lacking, 1));
        changes.values().removeIf(change -> Arrays.equals(change, new long[COUNTS]));
        if (!changes.isEmpty()) {
            database.sql(COUNT)
                    .param(changes.keySet().toArray(String[]::new))
                    .param(column(changes, 0))
                    .param(column(changes, 1))
                    .param(column(changes, 2))
                    .param(column(changes, 3))
                    .update();
        }
    }

    private static void add(Map<String, long[]> changes, IdentityStore.Lacking lacking, int sign) {
        long[] change = changes.computeIfAbsent(lacking.institution(), none -> new long[COUNTS]);
        change[0] += sign;
        change[1] += lacking.number() ? sign : 0;
        change[2] += lacking.birthDate() ? sign : 0;
        change[3] += lacking.placeholder() ? sign : 0;
    }

    private static Long[] column(Map<String, long[]> changes, int place) {
        return changes.values().stream().map(change -> change[place]).toArray(Long[]::new);
    }

    List<IndexQuality.OfInstitution> quality(Map<String, Long> duplicates, Map<String, Long> waiting) {
        return database.sql(QUALITY)
                .query((row, number) -> new IndexQuality.OfInstitution(
                        row.getString(1),
                        row.getLong(2),
                        row.getLong(3),
                        row.getLong(4),
                        row.getLong(5),
                        duplicates.getOrDefault(row.getString(1), 0L),
                        waiting.getOrDefault(row.getString(1), 0L)))
                .list();
    }

    Map<String, Long> duplicates() {
        return counts(DUPLICATES);
    }

    Map<String, Long> waiting() {
        return counts(WAITING);
    }

    private Map<String, Long> counts(String sql) {
        var counts = new HashMap<String, Long>();
        database.sql(sql).query((ResultSet row) -> {
            if (row.getString(1) != null) {
                counts.put(row.getString(1), row.getLong(2));
            }
        });
        return counts;
    }

    List<LinkStore.Waiting> possible(String institution, LinkStore.Waiting after, int most) {
        return LinkStore.behind(database.sql(POSSIBLE_OF).param("institution", institution), after, most);
    }

    List<LinkChange> changes(long after, int limit) {
        return database.sql(CHANGES)
                .params(after, limit)
                .query((row, number) -> new LinkChange(
                        row.getLong(1),
                        row.getLong(2),
                        row.getString(3),
                        row.getString(4),
                        row.getObject(5, Long.class),
                        row.getLong(6),
                        at(row, 7),
                        row.getString(8),
                        JSON.readValue(row.getString(9), Explanation.class)))
                .list();
    }

    List<LinkPeriod> periods(Collection<Long> compartments) {
        return database.sql(PERIODS)
                .param(IdentityStore.longs(compartments))
                .query((row, number) -> {
                    OffsetDateTime until = row.getObject(6, OffsetDateTime.class);
                    return new LinkPeriod(
                            row.getLong(1),
                            row.getString(2),
                            row.getString(3),
                            row.getLong(4),
                            at(row, 5),
                            until == null ? null : until.toInstant(),
                            row.getString(7),
                            JSON.readValue(row.getString(8), Explanation.class));
                })
                .list();
    }

    private static Instant at(ResultSet row, int column) throws SQLException {
        return row.getObject(column, OffsetDateTime.class).toInstant();
    }
}
