package org.tongmai.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.Map;
import javax.sql.DataSource;
import org.tongmai.kernel.Problem;

/**
 * Gives out the numbers of new resources in compartments that exist.
 *
 * <p>Leased in blocks, outside the submission's transaction and without waiting for the disk: a number that is lost leaves a
 * gap, and a commit that uses one is after the lease in the write-ahead log.
 */
final class Locals {

    private static final String LEASE = """
            update store.compartment
               set next_local = next_local + ?
             where compartment = ?
            returning next_local
            """;

    private static final int DIRECTORY_BLOCK = 256;
    private static final int BLOCK = 16;
    private static final int CACHED_MAX = 10_000;

    private final DataSource database;
    private final Map<Long, int[]> leases = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Long, int[]> eldest) {
            return size() > CACHED_MAX;
        }
    };

    Locals(DataSource database) {
        this.database = database;
    }

    /** The first of {@code count} numbers in a row. */
    synchronized int take(long compartment, int count) {
        int[] lease = leases.get(compartment);
        if (lease == null || lease[0] + count > lease[1]) {
            int block = Math.max(count, compartment == ResourceKey.DIRECTORY ? DIRECTORY_BLOCK : BLOCK);
            int end = lease(compartment, block);
            lease = new int[] {end - block, end};
            leases.put(compartment, lease);
        }
        int first = lease[0];
        lease[0] += count;
        return first;
    }

    private int lease(long compartment, int block) {
        try (Connection connection = database.getConnection()) {
            connection.setAutoCommit(false);
            try (var setting = connection.createStatement();
                    PreparedStatement statement = connection.prepareStatement(LEASE)) {
                setting.execute("set local synchronous_commit = off");
                statement.setInt(1, block);
                statement.setLong(2, compartment);
                try (ResultSet row = statement.executeQuery()) {
                    if (!row.next()) {
                        throw new Problem(
                                Problem.Kind.MISSING_REFERENCE,
                                "store.reference-missing",
                                "The patient does not exist.",
                                "A resource is filed under its patient, so the patient must be there first.",
                                "Send the patient before or in the same transaction.");
                    }
                    return row.getInt(1);
                } finally {
                    connection.commit();
                }
            } finally {
                connection.setAutoCommit(true);
            }
        } catch (SQLException e) {
            throw Search.failed(e);
        }
    }
}
