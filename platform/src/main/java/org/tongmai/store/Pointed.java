package org.tongmai.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import javax.sql.DataSource;
import org.tongmai.kernel.Batching;
import org.tongmai.kernel.Problem;

/**
 * Current versions by their keys. Readings at the same time share one statement: most of what a single row costs is the way to the
 * database and back.
 */
final class Pointed implements AutoCloseable {

    /** Rows of a statement at most; bounds what is held in memory. */
    private static final int TOGETHER = 64;

    /** Readings that wait; beyond, the caller is told that the server is busy. */
    private static final int WAITING = 8_192;

    private static final String READ = """
            select v.compartment, v.type, v.local, v.version, v.at, v.method, v.name, v.body
              from unnest(?::bigint[], ?::smallint[], ?::integer[]) as wanted (compartment, type, local)
              join store.version v using (compartment, type, local)
             where v.superseded is null
               and v.compartment = any(?::bigint[])
            """;

    private final DataSource database;
    private final Batching<ResourceKey, Optional<Rows.Row>> batches;

    Pointed(DataSource database) {
        this.database = database;
        this.batches = new Batching<>("store-reader", TOGETHER, WAITING, Duration.ZERO, this::read);
    }

    /** The current version, a deletion included; empty where there never was one. Committed before or while this was called. */
    Optional<Rows.Row> read(ResourceKey key) {
        try {
            return batches.ask(key, Pointed::busy);
        } catch (CompletionException failed) {
            throw failed.getCause() instanceof SQLException refused ? Search.failed(refused) : failed;
        }
    }

    private List<Optional<Rows.Row>> read(List<ResourceKey> keys) throws SQLException {
        Map<ResourceKey, Rows.Row> found = new HashMap<>();
        try (Connection connection = database.getConnection();
                PreparedStatement statement = connection.prepareStatement(READ)) {
            List<ResourceKey> wanted = keys.stream().distinct().toList();
            Existing.bind(connection, statement, 1, wanted);
            statement.setArray(4, connection.createArrayOf("bigint", compartments(wanted)));
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    Rows.Row each = Rows.row(row);
                    found.put(each.key(), each);
                }
            }
        }
        return keys.stream().map(key -> Optional.ofNullable(found.get(key))).toList();
    }

    private static Object[] compartments(Collection<ResourceKey> keys) {
        return keys.stream().map(ResourceKey::compartment).distinct().toArray();
    }

    @Override
    public void close() {
        batches.close();
    }

    private static Problem busy() {
        return new Problem(
                Problem.Kind.BUSY,
                "store.readings-waiting",
                "Too many readings wait.",
                "The server takes " + WAITING + " at a time.",
                "Try again in a moment.");
    }
}
