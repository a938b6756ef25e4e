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
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.tongmai.kernel.Explanation;
import org.tongmai.person.match.Judgement;
import org.tongmai.person.match.Word;
import tools.jackson.databind.json.JsonMapper;

/** The SQL of pairs, words and links. */
final class LinkStore {

    private static final JsonMapper JSON = JsonMapper.builder().build();

    /** Two source patients, the smaller key first. */
    record Pair(long a, long b) {}

    /** What a steward said about two source patients, and whether it was taken back. */
    record Said(
            long place,
            long a,
            long b,
            boolean same,
            String steward,
            String reason,
            Instant at,
            @Nullable Instant withdrawnAt,
            @Nullable String withdrawnBy) {}

    /** Which person a source patient belongs to, since when, and why. */
    record Link(long compartment, long person, Instant since, String decidedBy, Explanation explanation) {}

    /** One writer at a time: an index in which two writers overlap would depend on their order. */
    static final String LOCK = "select pg_advisory_xact_lock(hashtextextended('person.index', 0))";

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

    /** Who is bound to whom: by the model's judgement or by a steward's word. */
    static final String BOUND = """
            select a, b from person.pair where a = any(:some) and verdict = 'SAME'
            union all
            select b, a from person.pair where b = any(:some) and verdict = 'SAME'
            union all
            select a, b from person.word where a = any(:some) and same and withdrawn_at is null
            union all
            select b, a from person.word where b = any(:some) and same and withdrawn_at is null
            """;

    static final String WORDS = """
            select a, b, same, place, institution is not null
              from person.word
             where withdrawn_at is null
               and (a = any(:some) or b = any(:some))
             order by place
            """;

    static final String ADD_WORD = """
            insert into person.word (a, b, same, steward, reason, at)
            values (?, ?, ?, ?, ?, ?)
            """;

    static final String WITHDRAW = """
            update person.word
               set withdrawn_at = :at, withdrawn_by = :steward
             where withdrawn_at is null
               and same = :same
               and (:institutions or institution is null)
               and ((a = any(:left) and b = any(:right)) or (a = any(:right) and b = any(:left)))
            """;

    static final String SAID = """
            select place, a, b, same, steward, reason, at, withdrawn_at, withdrawn_by
              from person.word
             order by place desc
             limit ?
            """;

    static final String WITHDRAW_ONE = """
            update person.word
               set withdrawn_at = ?, withdrawn_by = ?
             where place = ?
               and withdrawn_at is null
            returning a, b
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
            select other.compartment
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

    /** The strongest pair of two persons, the strongest first; behind {@link #apart}. */
    static final String STRONGEST = """
            , strongest as (
                select distinct on (low, high) a, b, bits
                  from apart
                 where not exists (select from settled s where s.low = apart.low and s.high = apart.high)
                 order by low, high, bits desc, a, b)
            select a, b
              from strongest
             order by bits desc, a, b
             limit ?
            """;

    /** Pairs that may be one person and stand apart, one for two persons, the strongest first. */
    static final String POSSIBLE = apart("") + STRONGEST;

    private final JdbcClient database;

    LinkStore(JdbcClient database) {
        this.database = database;
    }

    /**
     * The beginning of a statement about pairs that stand apart ({@code apart}) and persons that a word parts ({@code settled}).
     *
     * @param further what must hold of a pair {@code p} as well, beginning with {@code and}; empty for nothing
     */
    static String apart(String further) {
        return """
                with apart as (
                    select p.a, p.b, p.bits, least(one.person, other.person) as low, greatest(one.person, other.person) as high
                      from person.pair p
                      join person.link one on one.compartment = p.a and one.valid_to is null
                      join person.link other on other.compartment = p.b and other.valid_to is null
                     where one.person <> other.person
                """ + further + """
                ),
                settled as (
                    select least(one.person, other.person) as low, greatest(one.person, other.person) as high
                      from person.word w
                      join person.link one on one.compartment = w.a and one.valid_to is null
                      join person.link other on other.compartment = w.b and other.valid_to is null
                     where not w.same
                       and w.withdrawn_at is null)
                """;
    }

    void lock() {
        database.sql(LOCK).query((ResultSet row) -> {});
    }

    /** Removes the judgements about these and returns whom they were about. */
    Set<Long> removePairs(Collection<Long> compartments) {
        var touched = new HashSet<Long>();
        database.sql(REMOVE_PAIRS)
                .param(IdentityStore.longs(compartments))
                .param(IdentityStore.longs(compartments))
                .query((ResultSet row) -> {
                    touched.add(row.getLong(1));
                    touched.add(row.getLong(2));
                });
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

    /** These and all who stand with them now. */
    Set<Long> around(Collection<Long> compartments) {
        var around = new HashSet<>(compartments);
        around.addAll(database.sql(AROUND)
                .param(IdentityStore.longs(compartments))
                .query(Long.class)
                .list());
        return around;
    }

    /**
     * These and all who are bound to them over any number of steps, parted into those who are bound.
     *
     * @param most beyond so many that are bound together nobody further is looked for
     */
    List<Set<Long>> components(Collection<Long> compartments, int most) {
        var component = new HashMap<Long, Set<Long>>();
        compartments.forEach(one -> component.put(one, new HashSet<>(Set.of(one))));
        Set<Long> front = Set.copyOf(compartments);
        while (!front.isEmpty()) {
            var next = new HashSet<Long>();
            database.sql(BOUND).param("some", IdentityStore.longs(front)).query((ResultSet row) -> {
                long one = row.getLong(1);
                long other = row.getLong(2);
                if (!component.containsKey(other)) {
                    component.put(other, new HashSet<>(Set.of(other)));
                    next.add(other);
                }
                join(component, one, other);
            });
            next.removeIf(one -> component.getOrDefault(one, Set.of()).size() > most);
            front = next;
        }
        return component.values().stream().distinct().toList();
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

    List<Word> words(Collection<Long> compartments) {
        return database.sql(WORDS)
                .param("some", IdentityStore.longs(compartments))
                .query((row, number) ->
                        new Word(row.getLong(1), row.getLong(2), row.getBoolean(3), row.getLong(4), row.getBoolean(5)))
                .list();
    }

    void addWord(long a, long b, boolean same, String steward, String reason, Instant at) {
        database.sql(ADD_WORD).params(a, b, same, steward, reason, at(at)).update();
    }

    /**
     * Takes back what was said between the two sides; returns how many words.
     *
     * @param institutions what institutions said too, or only what stewards said
     */
    int withdraw(
            Collection<Long> left,
            Collection<Long> right,
            boolean same,
            boolean institutions,
            String steward,
            Instant at) {
        return database.sql(WITHDRAW)
                .param("at", at(at))
                .param("steward", steward)
                .param("same", same)
                .param("institutions", institutions)
                .param("left", IdentityStore.longs(left))
                .param("right", IdentityStore.longs(right))
                .update();
    }

    /** Takes one word back; empty where it is not in force. */
    Optional<Pair> withdraw(long place, String steward, Instant at) {
        return database.sql(WITHDRAW_ONE)
                .params(at(at), steward, place)
                .query((row, number) -> new Pair(row.getLong(1), row.getLong(2)))
                .optional();
    }

    /** Everything that was said, newest first. */
    List<Said> said(int limit) {
        return database.sql(SAID).param(limit).query(LinkStore::said).list();
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
        var persons = new HashMap<Long, Long>();
        database.sql(PERSONS).param(IdentityStore.longs(compartments)).query((ResultSet row) -> {
            persons.put(row.getLong(1), row.getLong(2));
        });
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

    List<Pair> possible(int limit) {
        return database.sql(POSSIBLE)
                .param(limit)
                .query((row, number) -> new Pair(row.getLong(1), row.getLong(2)))
                .list();
    }

    private static OffsetDateTime at(Instant at) {
        return at.atOffset(ZoneOffset.UTC);
    }

    static Said said(ResultSet row, int number) throws SQLException {
        OffsetDateTime withdrawn = row.getObject(8, OffsetDateTime.class);
        return new Said(
                row.getLong(1),
                row.getLong(2),
                row.getLong(3),
                row.getBoolean(4),
                row.getString(5),
                row.getString(6),
                row.getObject(7, OffsetDateTime.class).toInstant(),
                withdrawn == null ? null : withdrawn.toInstant(),
                row.getString(9));
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
