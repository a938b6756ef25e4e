package org.tongmai.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Many versions of one type, read in one turn with the database; each is visible as {@link Store#version} says. */
final class Versions {

    private static final String FIND = Rows.SELECT + """
            v.compartment = any(?::bigint[])
               and v.type = ?
               and (v.compartment, v.local, v.version) in
                   (select * from unnest(?::bigint[], ?::integer[], ?::integer[]))
            """;

    /** A version by its key. */
    private record Place(ResourceKey key, int version) {}

    private Versions() {}

    static Map<Extraction.Version, Fact> of(
            Connection connection,
            Aliases aliases,
            Rows rows,
            String type,
            Collection<Extraction.Version> wanted,
            Scope scope)
            throws SQLException {
        Map<String, ResourceKey> keys = aliases.resolve(
                connection,
                type,
                wanted.stream().map(Extraction.Version::id).distinct().toList());
        var places = new HashMap<Place, Extraction.Version>();
        for (Extraction.Version version : wanted) {
            ResourceKey key = keys.get(version.id());
            if (key != null) {
                places.put(new Place(key, version.version()), version);
            }
        }
        var out = new HashMap<Extraction.Version, Fact>();
        List<Fact> found = places.isEmpty() ? List.of() : read(connection, rows, type, List.copyOf(places.keySet()));
        for (Fact fact : VisibleVersions.of(connection, rows, found, scope)) {
            Extraction.Version version = places.get(new Place(fact.key(), fact.version()));
            if (version != null) {
                out.put(version, fact);
            }
        }
        return out;
    }

    private static List<Fact> read(Connection connection, Rows rows, String type, List<Place> places)
            throws SQLException {
        var compartments = new ArrayList<Long>();
        var locals = new ArrayList<Integer>();
        var versions = new ArrayList<Integer>();
        for (Place place : places) {
            compartments.add(place.key.compartment());
            locals.add(place.key.local());
            versions.add(place.version);
        }
        try (PreparedStatement statement = connection.prepareStatement(FIND)) {
            statement.setArray(1, connection.createArrayOf("bigint", compartments.toArray()));
            statement.setInt(2, ResourceTypes.code(type));
            statement.setArray(3, connection.createArrayOf("bigint", compartments.toArray()));
            statement.setArray(4, connection.createArrayOf("integer", locals.toArray()));
            statement.setArray(5, connection.createArrayOf("integer", versions.toArray()));
            return rows.all(statement);
        }
    }
}
