package org.tongmai.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.Map;
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

    private final Map<Long, Lease> leases = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Long, Lease> eldest) {
            return size() > CACHED_MAX;
        }
    };

    /** Numbers from {@code next} to before {@code end}. Taken under its own lock, so that compartments do not wait for each other. */
    private static final class Lease {
        private int next;
        private int end;
    }

    /**
     * The first of {@code count} numbers in a row.
     *
     * @param connection of the caller, outside a transaction
     */
    int take(Connection connection, long compartment, int count) throws SQLException {
        Lease lease;
        synchronized (leases) {
            lease = leases.computeIfAbsent(compartment, c -> new Lease());
        }
        synchronized (lease) {
            if (lease.next + count > lease.end) {
                int block = Math.max(count, compartment == ResourceKey.DIRECTORY ? DIRECTORY_BLOCK : BLOCK);
                lease.end = end(connection, compartment, block);
                lease.next = lease.end - block;
            }
            int first = lease.next;
            lease.next += count;
            return first;
        }
    }

    private static int end(Connection connection, long compartment, int block) throws SQLException {
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
            }
        } finally {
            connection.commit();
            connection.setAutoCommit(true);
        }
    }
}
