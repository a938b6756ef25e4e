package org.tongmai.store;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;

/** From rows of {@code store.version} to facts. */
final class Rows {

    /** The columns that {@link #fact} reads; conditions follow. */
    static final String SELECT = """
            select v.compartment, v.type, v.local, v.version, v.at, v.method, v.name, v.body
              from store.version v
             where
            """.stripTrailing() + " ";

    private static final Fact.Method[] METHODS = Fact.Method.values();

    private final Bodies bodies;

    Rows(Bodies bodies) {
        this.bodies = bodies;
    }

    List<Fact> all(PreparedStatement statement) throws SQLException {
        var out = new ArrayList<Fact>();
        try (ResultSet row = statement.executeQuery()) {
            while (row.next()) {
                out.add(fact(row));
            }
        }
        return out;
    }

    Fact fact(ResultSet row) throws SQLException {
        byte[] body = row.getBytes(8);
        Instant at = row.getObject(5, OffsetDateTime.class).toInstant();
        return new Fact(
                new ResourceKey(ResourceTypes.name(row.getInt(2)), row.getLong(1), row.getInt(3)),
                row.getString(7),
                row.getInt(4),
                at,
                METHODS[row.getInt(6)],
                body.length == 0 ? body : bodies.decompress(body));
    }
}
