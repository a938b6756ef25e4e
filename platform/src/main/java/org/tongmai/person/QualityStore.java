package org.tongmai.person;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
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

    static final String MARKS = """
            select compartment, institution, unnumbered, unborn, placeholder
              from person.mark
             where compartment = any(?)
            """;

    static final String UNMARK = "delete from person.mark where compartment = any(?)";

    static final String MARK = """
            insert into person.mark (compartment, institution, unnumbered, unborn, placeholder)
            select * from unnest(?::bigint[], ?::text[], ?::boolean[], ?::boolean[], ?::boolean[])
            """;

    static final String COUNT = """
            insert into person.quality as q (institution, registrations, unnumbered, unborn, placeholder)
            values (?, ?, ?, ?, ?)
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

    /** The pairs that wait for a steward, by institution: as {@link LinkStore#POSSIBLE}, without its order and limit. */
    static final String WAITING = open("").replaceFirst("(?s)strongest as \\(.*", """
            open as (
                select distinct low, high, i.institution
                  from apart
                  join person.identity i on i.compartment in (apart.a, apart.b)
                 where i.institution is not null
                   and not exists (select from settled s where s.low = apart.low and s.high = apart.high))
            select institution, count(*)
              from open
             group by institution
            """);

    /** As {@link LinkStore#POSSIBLE}, of one institution. */
    static final String POSSIBLE_OF = open("""

                   and exists (select
                                 from person.identity i
                                where i.compartment in (p.a, p.b)
                                  and i.institution = ?)""");

    /** At most so many, in the order in which they were committed; index {@code link_changes}. */
    static final String CHANGES = """
            select l.place, l.compartment, i.patient, i.institution, before.person, l.person, l.valid_from, l.decided_by,
                   l.explanation
              from person.link l
              left join person.identity i on i.compartment = l.compartment
              left join lateral (
                   select e.person
                     from person.link e
                    where e.compartment = l.compartment
                      and coalesce(e.place, 0) < l.place
                    order by e.place desc nulls last, e.valid_from desc
                    limit 1) before on true
             where l.place > ?
             order by l.place
             limit ?
            """;

    static final String PERIODS = """
            select l.compartment, i.patient, i.institution, l.person, l.valid_from, l.valid_to, l.decided_by, l.explanation
              from person.link l
              left join person.identity i on i.compartment = l.compartment
             where l.compartment = any(?)
             order by l.valid_from desc, l.compartment
             limit 500
            """;

    static final String ABOUT = """
            select place, a, b, same, steward, reason, at, withdrawn_at, withdrawn_by
              from person.word
             where a = any(?)
                or b = any(?)
             order by place desc
             limit 200
            """;

    private final JdbcClient database;

    QualityStore(JdbcClient database) {
        this.database = database;
    }

    private static String open(String further) {
        String found = "where one.person <> other.person";
        return LinkStore.POSSIBLE.replace(found, found + further);
    }

    /** What is lacking in a registration. */
    record Mark(long compartment, String institution, boolean unnumbered, boolean unborn, boolean placeholder) {}

    /** Brings marks and counts up to date, in the transaction that changes the registrations. */
    void mark(Collection<Mark> fresh, Collection<Long> changed) {
        Map<String, long[]> deltas = new TreeMap<>();
        database.sql(MARKS)
                .param(IdentityStore.longs(changed))
                .query((row, number) -> mark(row))
                .list()
                .forEach(mark -> add(deltas, mark, -1));
        fresh.forEach(mark -> add(deltas, mark, 1));
        List<Mark> rows = List.copyOf(fresh);
        database.sql(UNMARK).param(IdentityStore.longs(changed)).update();
        database.sql(MARK)
                .param(rows.stream().map(Mark::compartment).toArray(Long[]::new))
                .param(rows.stream().map(Mark::institution).toArray(String[]::new))
                .param(rows.stream().map(Mark::unnumbered).toArray(Boolean[]::new))
                .param(rows.stream().map(Mark::unborn).toArray(Boolean[]::new))
                .param(rows.stream().map(Mark::placeholder).toArray(Boolean[]::new))
                .update();
        deltas.forEach((institution, delta) -> {
            if (delta[0] != 0 || delta[1] != 0 || delta[2] != 0 || delta[3] != 0) {
                database.sql(COUNT)
                        .params(institution, delta[0], delta[1], delta[2], delta[3])
                        .update();
            }
        });
    }

    private static void add(Map<String, long[]> deltas, Mark mark, int sign) {
        long[] delta = deltas.computeIfAbsent(mark.institution(), none -> new long[4]);
        delta[0] += sign;
        delta[1] += mark.unnumbered() ? sign : 0;
        delta[2] += mark.unborn() ? sign : 0;
        delta[3] += mark.placeholder() ? sign : 0;
    }

    private static Mark mark(ResultSet row) throws SQLException {
        return new Mark(row.getLong(1), row.getString(2), row.getBoolean(3), row.getBoolean(4), row.getBoolean(5));
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

    List<LinkStore.Pair> possible(String institution, int limit) {
        return database.sql(POSSIBLE_OF)
                .param(institution)
                .param(limit)
                .query((row, number) -> new LinkStore.Pair(row.getLong(1), row.getLong(2)))
                .list();
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

    List<LinkStore.Said> about(Collection<Long> compartments) {
        return new ArrayList<>(database.sql(ABOUT)
                .param(IdentityStore.longs(compartments))
                .param(IdentityStore.longs(compartments))
                .query(LinkStore::said)
                .list());
    }

    private static Instant at(ResultSet row, int column) throws SQLException {
        return row.getObject(column, OffsetDateTime.class).toInstant();
    }
}
