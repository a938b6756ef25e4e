package org.tongmai.store;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

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
        return fact(row(row));
    }

    /** Decompresses, so not while others wait for the connection. */
    Fact fact(Row row) {
        byte[] frame = row.frame();
        return new Fact(
                row.key(),
                row.name(),
                row.version(),
                row.at(),
                row.method(),
                frame.length == 0 ? frame : bodies.decompress(frame));
    }

    /** A row as it is stored. */
    static Row row(ResultSet row) throws SQLException {
        return new Row(
                new ResourceKey(ResourceTypes.name(row.getInt(2)), row.getLong(1), row.getInt(3)),
                row.getString(7),
                row.getInt(4),
                row.getObject(5, OffsetDateTime.class).toInstant(),
                METHODS[row.getInt(6)],
                row.getBytes(8));
    }

    /** @param frame the body, compressed */
    record Row(ResourceKey key, @Nullable String name, int version, Instant at, Fact.Method method, byte[] frame) {}
}
