package org.tongmai.store;

import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
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
        Map<String, Set<String>> ids = new TreeMap<>();
        facts.forEach(fact -> scan(fact.stored(), types, ids));
        var wanted = new ArrayList<ResourceKey>();
        for (var each : ids.entrySet()) {
            wanted.addAll(
                    aliases.resolve(connection, each.getKey(), each.getValue()).values());
        }
        var held = new HashSet<ResourceKey>();
        facts.forEach(fact -> held.add(fact.key()));
        wanted.removeIf(held::contains);
        List<ResourceKey> some = wanted.subList(0, Math.min(wanted.size(), BROUGHT_MAX));
        return some.isEmpty() ? List.of() : read(connection, some, moment);
    }

    static void scan(byte[] json, Set<String> types, Map<String, Set<String>> ids) {
        int last = json.length - MEMBER.length;
        for (int i = 0; i < last; i++) {
            if (json[i] == '"' && json[i + 1] == 'r' && json[i + 2] == 'e' && starts(json, i)) {
                int from = i + MEMBER.length;
                int to = from;
                while (to < json.length && json[to] != '"') {
                    to++;
                }
                reference(new String(json, from, to - from, StandardCharsets.UTF_8), types, ids);
                i = to;
            }
        }
    }

    private static boolean starts(byte[] json, int at) {
        for (int i = 3; i < MEMBER.length; i++) {
            if (json[at + i] != MEMBER[i]) {
                return false;
            }
        }
        return true;
    }

    private static void reference(String reference, Set<String> types, Map<String, Set<String>> ids) {
        int slash = reference.indexOf('/');
        if (slash > 0) {
            String type = reference.substring(0, slash);
            if (TYPES.contains(type) && (types.isEmpty() || types.contains(type))) {
                int end = reference.indexOf('/', slash + 1);
                ids.computeIfAbsent(type, t -> new TreeSet<>())
                        .add(reference.substring(slash + 1, end < 0 ? reference.length() : end));
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
