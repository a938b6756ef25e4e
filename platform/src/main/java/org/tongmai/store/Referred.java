package org.tongmai.store;

import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What a page of a record refers to outside of it: practitioners, organizations, locations, medications.
 *
 * <p>References are found in the stored bytes, without parsing: the JSON is minified, and within a text a quote is escaped, so
 * {@code "reference":"} is a member and nothing else.
 */
final class Referred {

    static final Set<String> TYPES = Set.of(
            "Practitioner",
            "PractitionerRole",
            "Organization",
            "Location",
            "HealthcareService",
            "Endpoint",
            "Medication");

    /** Resources that one page may bring along. */
    private static final int BROUGHT_MAX = 2_000;

    private static final byte[] MEMBER = "\"reference\":\"".getBytes(StandardCharsets.US_ASCII);

    /** How far to go on where a byte stands at the end of the window; a byte outside ASCII skips it whole. */
    private static final int[] SHIFT = new int[128];

    static {
        Arrays.fill(SHIFT, MEMBER.length);
        for (int i = 0; i < MEMBER.length - 1; i++) {
            SHIFT[MEMBER[i]] = MEMBER.length - 1 - i;
        }
    }

    static final String FACTS = Rows.SELECT + """
            v.compartment = any(?::bigint[])
               and (v.compartment, v.type, v.local)
                in (select * from unnest(?::bigint[], ?::smallint[], ?::integer[]))
               and v.method <> 2
               and pg_visible_in_snapshot(v.tx, ?::pg_snapshot)
               and (v.superseded is null or not pg_visible_in_snapshot(v.superseded, ?::pg_snapshot))
             order by v.type, v.compartment, v.local
            """;

    private final Rows rows;
    private final Aliases aliases;

    Referred(Rows rows, Aliases aliases) {
        this.rows = rows;
        this.aliases = aliases;
    }

    /** The current versions, at that moment, of what {@code facts} refer to and do not hold themselves. */
    List<Fact> of(Connection connection, Collection<Fact> facts, Set<String> types, String moment) throws SQLException {
        var references = new Wanted(types);
        facts.forEach(fact -> scan(fact.stored(), references));
        var wanted = new ArrayList<ResourceKey>();
        for (var each : references.ids.entrySet()) {
            wanted.addAll(
                    aliases.resolve(connection, each.getKey(), each.getValue()).values());
        }
        var held = new HashSet<ResourceKey>();
        facts.forEach(fact -> held.add(fact.key()));
        wanted.removeIf(held::contains);
        List<ResourceKey> some = wanted.subList(0, Math.min(wanted.size(), BROUGHT_MAX));
        return some.isEmpty() ? List.of() : read(connection, some, moment);
    }

    /**
     * Collects the references of one stored body, by Horspool's search for the member's name.
     *
     * @see <a href="https://doi.org/10.1002/spe.4380100608">Horspool 1980, doi 10.1002/spe.4380100608</a>
     */
    private static void scan(byte[] json, Wanted wanted) {
        int last = MEMBER.length - 1;
        int at = last;
        while (at < json.length) {
            byte c = json[at];
            if (c == MEMBER[last] && starts(json, at - last)) {
                int to = at + 1;
                while (to < json.length && json[to] != '"') {
                    to++;
                }
                wanted.reference(json, at + 1, to);
                at = to + MEMBER.length;
            } else {
                at += c < 0 ? MEMBER.length : SHIFT[c];
            }
        }
    }

    private static boolean starts(byte[] json, int at) {
        for (int i = 0; i < MEMBER.length; i++) {
            if (json[at + i] != MEMBER[i]) {
                return false;
            }
        }
        return true;
    }

    /** The ids wanted, by type; a reference that was seen before costs no more than its hash. */
    private static final class Wanted {
        private final List<Type> types;
        private final Map<String, Set<String>> ids = new TreeMap<>();
        private final Set<Long> seen = new HashSet<>();

        private record Type(String name, byte[] prefix) {}

        Wanted(Set<String> types) {
            this.types = TYPES.stream()
                    .filter(type -> types.isEmpty() || types.contains(type))
                    .map(type -> new Type(type, (type + "/").getBytes(StandardCharsets.US_ASCII)))
                    .toList();
        }

        void reference(byte[] json, int from, int to) {
            for (Type type : types) {
                int id = from + type.prefix.length;
                if (id < to && Arrays.equals(json, from, id, type.prefix, 0, type.prefix.length)) {
                    long hash = 0xcbf29ce484222325L;
                    for (int i = from; i < to; i++) {
                        hash = (hash ^ json[i]) * 0x100000001b3L;
                    }
                    if (seen.add(hash)) {
                        String rest = new String(json, id, to - id, StandardCharsets.UTF_8);
                        int slash = rest.indexOf('/');
                        ids.computeIfAbsent(type.name, t -> new TreeSet<>())
                                .add(slash < 0 ? rest : rest.substring(0, slash));
                    }
                    return;
                }
            }
        }
    }

    private List<Fact> read(Connection connection, List<ResourceKey> keys, String moment) throws SQLException {
        Long[] compartments = keys.stream().map(ResourceKey::compartment).toArray(Long[]::new);
        try (PreparedStatement statement = connection.prepareStatement(FACTS)) {
            statement.setArray(1, connection.createArrayOf("bigint", compartments));
            statement.setArray(2, connection.createArrayOf("bigint", compartments));
            statement.setArray(
                    3,
                    connection.createArrayOf(
                            "smallint",
                            keys.stream()
                                    .map(key -> ResourceTypes.code(key.type()))
                                    .toArray(Short[]::new)));
            statement.setArray(
                    4,
                    connection.createArrayOf(
                            "integer", keys.stream().map(ResourceKey::local).toArray(Integer[]::new)));
            statement.setString(5, moment);
            statement.setString(6, moment);
            return rows.all(statement);
        }
    }
}
