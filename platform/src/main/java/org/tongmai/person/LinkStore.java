package org.tongmai.person;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.tongmai.kernel.Explanation;
import org.tongmai.person.match.Judgement;
import tools.jackson.databind.json.JsonMapper;

/** The SQL of pairs and links. */
final class LinkStore {

    private static final JsonMapper JSON = JsonMapper.builder().build();

    /** Two source patients, the smaller key first. */
    record Pair(long a, long b) {}

    /** A pair that waits for a steward, with its evidence: its place in the queue. */
    record Waiting(Pair pair, double bits) {

        /** Before all others. */
        static final Waiting NONE = new Waiting(new Pair(0, 0), Double.MAX_VALUE);
    }

    /** Which person a source patient belongs to, since when, and why. */
    record Link(long compartment, long person, Instant since, String decidedBy, Explanation explanation) {}

    /**
     * One writer at a time: an index in which two writers overlap would depend on their order. A change comes of a few registrations
     * as well as of many, and each of its statements goes through an index, so none is planned anew.
     */
    static final String LOCK = """
            select pg_advisory_xact_lock(hashtextextended('person.index', 0)),
                   set_config('plan_cache_mode', 'force_generic_plan', true),
                   set_config('enable_seqscan', 'off', true)
            """;

    static final String HASTEN = "set local synchronous_commit = off";

    static final String REMOVE_PAIRS = """
            delete from person.pair
             where a = any(?)
                or b = any(?)
            returning a, b
            """;

    static final String ADD_PAIRS = """
            insert into person.pair (a, b, verdict, forbids, bits, rule, within)
            select *
              from unnest(?::bigint[], ?::bigint[], ?::text[], ?::boolean[], ?::double precision[], ?::text[], ?::boolean[])
            """;

    /** Who is bound to whom: by the model's judgement, and whether that was left out, or by a steward's word. */
    static final String BOUND = """
            select a, b, left_out from person.pair where a = any(:paired) and verdict = 'SAME'
            union all
            select a, b, left_out from person.pair where b = any(:paired) and verdict = 'SAME'
            union all
            select a, b, null from person.word where a = any(:some) and same and withdrawn_at is null
            union all
            select a, b, null from person.word where b = any(:some) and same and withdrawn_at is null
            """;

    static final String LEAVE_OUT = """
            update person.pair p
               set left_out = s.left_out
              from unnest(?::bigint[], ?::bigint[], ?::boolean[]) as s (a, b, left_out)
             where p.a = s.a
               and p.b = s.b
            """;

    static final String LINKS = """
            select compartment, person, valid_from, decided_by, explanation
              from person.link
              join person.explanation using (place)
             where compartment = any(?)
               and valid_to is null
            """;

    static final String SAME = """
            select other.compartment, other.person
              from person.link this
              join person.link other on other.person = this.person
             where this.compartment = ?
               and this.valid_to is null
               and other.valid_to is null
            """;

    static final String PERSONS = """
            select compartment, person
              from person.link
             where compartment = any(?)
               and valid_to is null
            """;

    static final String MEMBERS = """
            select compartment, person
              from person.link
             where person = any(?)
               and valid_to is null
            """;

    /** These and all who stand with them now. */
    static final String AROUND = """
            select other.compartment, other.person
              from person.link one
              join person.link other on other.person = one.person and other.valid_to is null
             where one.compartment = any(?)
               and one.valid_to is null
            """;

    static final String END_LINKS = """
            update person.link
               set valid_to = ?
             where compartment = any(?)
               and valid_to is null
            """;

    /** An explanation is read for a page, never to decide: it lies apart from the rows that decide. */
    static final String ADD_LINKS = """
            with fresh as (
                select c, p, e, nextval('person.link_place') as place
                  from unnest(?::bigint[], ?::bigint[], ?::text[]) as new (c, p, e)),
            linked as (
                insert into person.link (compartment, person, valid_from, decided_by, place)
                select c, p, ?, ?, place from fresh)
            insert into person.explanation (place, explanation)
            select place, e::jsonb from fresh
            """;

    /**
     * Pairs that may be one person and stand apart, one for two persons, the strongest first, behind a place in that order: read along
     * the index {@code pair_waiting}. The place is what the pair itself is, so pairs that others decide meanwhile move none of the
     * rest.
     */
    static final String POSSIBLE = possible("");

    private final JdbcClient database;

    LinkStore(JdbcClient database) {
        this.database = database;
    }

    /**
     * As {@link #POSSIBLE}.
     *
     * @param further what must hold of a pair {@code p} as well, beginning with {@code and}; empty for nothing
     */
    static String possible(String further) {
        return """
                select p.a, p.b, p.bits
                  from person.pair p
                  join person.link one on one.compartment = p.a and one.valid_to is null
                  join person.link other on other.compartment = p.b and other.valid_to is null
                 where (p.verdict = 'POSSIBLE' or p.left_out)
                   and p.bits <= :bits::double precision
                   and (p.bits < :bits::double precision or (p.a, p.b) > (:a::bigint, :b::bigint))
                   and one.person <> other.person
                   and not exists (select
                                     from person.link x
                                     join person.word w on w.a = x.compartment and not w.same and w.withdrawn_at is null
                                     join person.link y on y.compartment = w.b and y.valid_to is null
                                    where x.person in (one.person, other.person)
                                      and x.valid_to is null
                                      and y.person in (one.person, other.person)
                                      and x.person <> y.person)
                   and not exists (select
                                     from person.link x
                                     join person.pair s on s.a = x.compartment and (s.verdict = 'POSSIBLE' or s.left_out)
                                     join person.link y on y.compartment = s.b and y.valid_to is null
                                    where x.person in (one.person, other.person)
                                      and x.valid_to is null
                                      and y.person in (one.person, other.person)
                                      and x.person <> y.person
                                      and (-s.bits, s.a, s.b) < (-p.bits, p.a, p.b))
                """ + further + """
                 order by p.bits desc, p.a, p.b
                 limit :most
                """;
    }

    void lock() {
        database.sql(LOCK).query((ResultSet row) -> {});
    }

    /** The commit of this transaction does not wait for the disk. */
    void hasten() {
        database.sql(HASTEN).update();
    }

    /** Removes the judgements about these and returns whom they were about. */
    Set<Long> removePairs(Collection<Long> compartments) {
        var touched = new HashSet<Long>();
        if (!compartments.isEmpty()) {
            database.sql(REMOVE_PAIRS)
                    .param(IdentityStore.longs(compartments))
                    .param(IdentityStore.longs(compartments))
                    .query((ResultSet row) -> {
                        touched.add(row.getLong(1));
                        touched.add(row.getLong(2));
                    });
        }
        return touched;
    }

    /** @param within those of one institution */
    void addPairs(Map<Pair, Judgement> judgements, Set<Pair> within) {
        if (judgements.isEmpty()) {
            return;
        }
        List<Map.Entry<Pair, Judgement>> rows = List.copyOf(judgements.entrySet());
        database.sql(ADD_PAIRS)
                .param(rows.stream().map(row -> row.getKey().a()).toArray(Long[]::new))
                .param(rows.stream().map(row -> row.getKey().b()).toArray(Long[]::new))
                .param(rows.stream().map(row -> row.getValue().verdict().name()).toArray(String[]::new))
                .param(rows.stream().map(row -> row.getValue().forbids()).toArray(Boolean[]::new))
                .param(rows.stream().map(row -> row.getValue().bits()).toArray(Double[]::new))
                .param(rows.stream().map(row -> row.getValue().rule().word()).toArray(String[]::new))
                .param(rows.stream().map(row -> within.contains(row.getKey())).toArray(Boolean[]::new))
                .update();
    }

    /** These, as far as they are linked, and all who stand with them now: the persons of all. */
    Map<Long, Long> around(Collection<Long> compartments) {
        return persons(AROUND, compartments);
    }

    /**
     * Who is bound together.
     *
     * @param components the parts
     * @param pairs those that the model judges to be one person, and whether each was left out
     */
    record Bound(List<Set<Long>> components, Map<Pair, Boolean> pairs) {}

    /**
     * These and all who are bound to them over any number of steps, parted into those who are bound.
     *
     * @param most beyond so many that are bound together nobody further is looked for
     * @param fresh source patients of whom all judgements are known
     * @param same the pairs of these that the model judges to be one person
     */
    Bound bound(Collection<Long> compartments, int most, Set<Long> fresh, Collection<Pair> same) {
        var component = new HashMap<Long, Set<Long>>();
        var pairs = new HashMap<Pair, Boolean>();
        compartments.forEach(one -> component.put(one, new HashSet<>(Set.of(one))));
        var next = new HashSet<>(compartments);
        same.forEach(pair -> {
            pairs.put(pair, false);
            bind(component, next, pair.a(), pair.b());
        });
        while (!next.isEmpty()) {
            Set<Long> front = Set.copyOf(next);
            next.clear();
            database.sql(BOUND)
                    .param("some", IdentityStore.longs(front))
                    .param(
                            "paired",
                            front.stream().filter(one -> !fresh.contains(one)).toArray(Long[]::new))
                    .query((ResultSet row) -> {
                        Boolean leftOut = row.getObject(3, Boolean.class);
                        if (leftOut != null) {
                            pairs.put(new Pair(row.getLong(1), row.getLong(2)), leftOut);
                        }
                        bind(component, next, row.getLong(1), row.getLong(2));
                    });
            next.removeIf(one -> component.getOrDefault(one, Set.of()).size() > most);
        }
        return new Bound(component.values().stream().distinct().toList(), pairs);
    }

    private static void bind(Map<Long, Set<Long>> component, Set<Long> next, long one, long other) {
        for (long end : new long[] {one, other}) {
            if (!component.containsKey(end)) {
                component.put(end, new HashSet<>(Set.of(end)));
                next.add(end);
            }
        }
        join(component, one, other);
    }

    /** Pairs judged to be one person that are left out now, or no longer. */
    void leaveOut(Map<Pair, Boolean> pairs) {
        if (!pairs.isEmpty()) {
            List<Map.Entry<Pair, Boolean>> rows = List.copyOf(pairs.entrySet());
            database.sql(LEAVE_OUT)
                    .param(rows.stream().map(row -> row.getKey().a()).toArray(Long[]::new))
                    .param(rows.stream().map(row -> row.getKey().b()).toArray(Long[]::new))
                    .param(rows.stream().map(Map.Entry::getValue).toArray(Boolean[]::new))
                    .update();
        }
    }

    private static void join(Map<Long, Set<Long>> component, long one, long other) {
        Set<Long> left = component.getOrDefault(one, Set.of());
        Set<Long> right = component.getOrDefault(other, Set.of());
        if (!left.contains(other)) {
            Set<Long> larger = left.size() < right.size() ? right : left;
            Set<Long> smaller = left.size() < right.size() ? left : right;
            larger.addAll(smaller);
            smaller.forEach(member -> component.put(member, larger));
        }
    }

    /** With their explanations, for a page. */
    Map<Long, Link> links(Collection<Long> compartments) {
        var links = new HashMap<Long, Link>();
        database.sql(LINKS)
                .param(IdentityStore.longs(compartments))
                .query(LinkStore::link)
                .list()
                .forEach(link -> links.put(link.compartment(), link));
        return links;
    }

    /** Who belongs to the person of this source patient, by person: none, or one with its source patients. */
    Map<Long, Set<Long>> same(long compartment) {
        var members = new HashMap<Long, Set<Long>>();
        database.sql(SAME).param(compartment).query((ResultSet row) -> {
            members.computeIfAbsent(row.getLong(2), none -> new HashSet<>()).add(row.getLong(1));
        });
        return members;
    }

    /** The persons of these. */
    Map<Long, Long> persons(Collection<Long> compartments) {
        return persons(PERSONS, compartments);
    }

    private Map<Long, Long> persons(String asked, Collection<Long> compartments) {
        var persons = new HashMap<Long, Long>();
        if (!compartments.isEmpty()) {
            database.sql(asked).param(IdentityStore.longs(compartments)).query((ResultSet row) -> {
                persons.put(row.getLong(1), row.getLong(2));
            });
        }
        return persons;
    }

    /** Who belongs to each of these persons. */
    Map<Long, Set<Long>> members(Collection<Long> persons) {
        var members = new HashMap<Long, Set<Long>>();
        database.sql(MEMBERS).param(IdentityStore.longs(persons)).query((ResultSet row) -> {
            members.computeIfAbsent(row.getLong(2), none -> new HashSet<>()).add(row.getLong(1));
        });
        return members;
    }

    void endLinks(Collection<Long> compartments, Instant at) {
        database.sql(END_LINKS)
                .param(at(at))
                .param(IdentityStore.longs(compartments))
                .update();
    }

    void addLinks(List<Link> links, String decidedBy, Instant at) {
        database.sql(ADD_LINKS)
                .param(links.stream().map(Link::compartment).toArray(Long[]::new))
                .param(links.stream().map(Link::person).toArray(Long[]::new))
                .param(links.stream()
                        .map(link -> JSON.writeValueAsString(link.explanation()))
                        .toArray(String[]::new))
                .param(at(at))
                .param(decidedBy)
                .update();
    }

    List<Waiting> possible(Waiting after, int most) {
        return behind(database.sql(POSSIBLE), after, most);
    }

    static List<Waiting> behind(JdbcClient.StatementSpec possible, Waiting after, int most) {
        return possible.param("bits", after.bits())
                .param("a", after.pair().a())
                .param("b", after.pair().b())
                .param("most", most)
                .query((row, number) -> new Waiting(new Pair(row.getLong(1), row.getLong(2)), row.getDouble(3)))
                .list();
    }

    private static OffsetDateTime at(Instant at) {
        return at.atOffset(ZoneOffset.UTC);
    }

    private static Link link(ResultSet row, int number) throws SQLException {
        return new Link(
                row.getLong(1),
                row.getLong(2),
                row.getObject(3, OffsetDateTime.class).toInstant(),
                row.getString(4),
                JSON.readValue(row.getString(5), Explanation.class));
    }
}
