package org.tongmai.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;

/** From logical ids to keys: an id that the store gave tells its key, one that a client chose is looked up. */
final class Aliases {

    private static final String FIND = """
            select type, name, target, local
              from store.alias
             where compartment = any(?::bigint[])
            """;

    /** An id of a type. */
    record Named(String type, String id) {
        long compartment() {
            return Aliases.compartment(type, id);
        }
    }

    /** The pseudo-compartment under which a chosen id is filed. */
    static long compartment(String type, String id) {
        return IndexKeys.hash(0, type + "/" + id) >>> 1;
    }

    /** The keys of those ids that have one. A key says nothing of whether a resource is there. */
    Map<String, ResourceKey> resolve(Connection connection, String type, Collection<String> ids) throws SQLException {
        var out = new LinkedHashMap<String, ResourceKey>();
        resolve(connection, ids.stream().map(id -> new Named(type, id)).toList())
                .forEach((named, key) -> out.put(named.id(), key));
        return out;
    }

    /** The same of any types, in one turn with the database. */
    Map<Named, ResourceKey> resolve(Connection connection, Collection<Named> ids) throws SQLException {
        var out = new LinkedHashMap<Named, ResourceKey>();
        var chosen = new HashSet<Named>();
        for (Named named : ids) {
            ResourceKey.parse(named.type(), named.id())
                    .ifPresentOrElse(key -> out.put(named, key), () -> chosen.add(named));
        }
        if (chosen.isEmpty()) {
            return out;
        }
        Long[] compartments = chosen.stream().map(Named::compartment).distinct().toArray(Long[]::new);
        try (PreparedStatement statement = connection.prepareStatement(FIND)) {
            statement.setArray(1, connection.createArrayOf("bigint", compartments));
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    var named = new Named(ResourceTypes.name(row.getInt(1)), row.getString(2));
                    if (chosen.contains(named)) {
                        out.put(named, new ResourceKey(named.type(), row.getLong(3), row.getInt(4)));
                    }
                }
            }
        }
        return out;
    }
}
