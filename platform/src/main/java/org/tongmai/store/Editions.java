package org.tongmai.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.tongmai.kernel.Problem;

/** Which resources of the directory stand now, told from the primary key without reading their bodies. */
final class Editions {

    /** Definitions that one node keeps an eye on; the packages of all national guides together have some 20,000. */
    private static final int STANDING_MAX = 50_000;

    /** Versions only ever are added, so their number changes with each change and never returns to what it was. */
    static final String COUNT = """
            select count(*)
              from store.version v
             where v.compartment = 0
               and v.type = any(?::smallint[])
            """;

    static final String STANDING = """
            select v.type, v.local, v.version, v.name, v.source
              from store.version v
             where v.compartment = 0
               and v.type = any(?::smallint[])
               and v.superseded is null
               and v.method <> 2
             order by v.type, v.local
             limit ?
            """;

    private Editions() {}

    static long count(Connection connection, Set<String> types) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(COUNT)) {
            bind(connection, statement, types);
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                return row.getLong(1);
            }
        }
    }

    static List<Edition> standing(Connection connection, Set<String> types) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(STANDING)) {
            bind(connection, statement, types);
            statement.setInt(2, STANDING_MAX + 1);
            var out = new ArrayList<Edition>();
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    String type = ResourceTypes.name(row.getInt(1));
                    var key = new ResourceKey(type, ResourceKey.DIRECTORY, row.getInt(2));
                    String name = row.getString(4);
                    boolean platform = Existing.PLATFORM.equals(row.getString(5));
                    out.add(new Edition(type, name == null ? key.id() : name, row.getInt(3), platform));
                }
            }
            if (out.size() > STANDING_MAX) {
                throw new Problem(
                        Problem.Kind.TOO_LARGE,
                        "store.too-many-definitions",
                        "The directory holds more than " + STANDING_MAX + " definitions.",
                        "They are kept in sight together.",
                        "Delete those that nobody uses.");
            }
            return out;
        }
    }

    private static void bind(Connection connection, PreparedStatement statement, Set<String> types)
            throws SQLException {
        statement.setArray(
                1,
                connection.createArrayOf(
                        "smallint",
                        types.stream().sorted().map(ResourceTypes::code).toArray(Short[]::new)));
    }
}
