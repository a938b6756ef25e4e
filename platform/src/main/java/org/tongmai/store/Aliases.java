package org.tongmai.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;

/** From logical ids to keys: an id that the store gave tells its key, one that a client chose is looked up. */
final class Aliases {

    private static final String FIND = """
            select name, target, local
              from store.alias
             where compartment = any(?::bigint[])
               and type = ?
               and name = any(?::text[])
            """;

    /** The pseudo-compartment under which a chosen id is filed. */
    static long compartment(String type, String id) {
        return IndexKeys.hash(0, type + "/" + id) >>> 1;
    }

    /** The keys of those ids that have one. A key says nothing of whether a resource is there. */
    Map<String, ResourceKey> resolve(Connection connection, String type, Collection<String> ids) throws SQLException {
        var out = new LinkedHashMap<String, ResourceKey>();
        var chosen = new java.util.LinkedHashSet<String>();
        for (String id : ids) {
            ResourceKey.parse(type, id).ifPresentOrElse(key -> out.put(id, key), () -> chosen.add(id));
        }
        if (chosen.isEmpty()) {
            return out;
        }
        try (PreparedStatement statement = connection.prepareStatement(FIND)) {
            statement.setArray(
                    1,
                    connection.createArrayOf(
                            "bigint",
                            chosen.stream().map(id -> compartment(type, id)).toArray(Long[]::new)));
            statement.setInt(2, ResourceTypes.code(type));
            statement.setArray(3, connection.createArrayOf("text", chosen.toArray()));
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    out.put(row.getString(1), new ResourceKey(type, row.getLong(2), row.getInt(3)));
                }
            }
        }
        return out;
    }
}
