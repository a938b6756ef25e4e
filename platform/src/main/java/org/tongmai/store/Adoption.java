package org.tongmai.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashSet;
import java.util.Set;
import java.util.TreeSet;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * Source patients that come from another store keep their keys, so that the ids that store gave stay what they are.
 *
 * <p>An adopted compartment hands out its own new numbers from {@link #OWN_FROM} on; those below belong to the ids that come
 * with it, and an update may create under them.
 */
final class Adoption {

    /** Half of all numbers; a compartment has some thousand. */
    static final int OWN_FROM = 1 << 30;

    /** A compartment that is there already is left as it is, the empty directory excepted. */
    static final String ADOPT = """
            insert into store.compartment as c (compartment, source, next_local)
            select compartment, ?, ?
              from unnest(?::bigint[]) as wanted (compartment)
                on conflict (compartment) do update
               set next_local = excluded.next_local
             where c.compartment = 0
               and c.next_local = 1
            """;

    static final String ADOPTED = """
            select compartment
              from store.compartment
             where compartment = any(?::bigint[])
               and next_local >= ?
            """;

    private Adoption() {}

    /** Adopts those compartments that are not there yet, for the institution that sends them; in order, lest two wait for each other. */
    static void adopt(DataSource database, Collection<Long> compartments, @Nullable String institution) {
        try (Connection connection = database.getConnection();
                PreparedStatement statement = connection.prepareStatement(ADOPT)) {
            statement.setString(1, institution);
            statement.setInt(2, OWN_FROM);
            statement.setArray(3, connection.createArrayOf("bigint", new TreeSet<>(compartments).toArray(Long[]::new)));
            statement.executeUpdate();
        } catch (SQLException e) {
            throw Search.failed(e);
        }
    }

    /** Those of the compartments that were adopted. */
    static Set<Long> adopted(Connection connection, Collection<Long> compartments) throws SQLException {
        var out = new HashSet<Long>();
        try (PreparedStatement statement = connection.prepareStatement(ADOPTED)) {
            statement.setArray(1, connection.createArrayOf("bigint", compartments.toArray(Long[]::new)));
            statement.setInt(2, OWN_FROM);
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    out.add(row.getLong(1));
                }
            }
        }
        return out;
    }

    /** Whether an id of the server's form may be created here. */
    static boolean open(Connection connection, ResourceKey key) throws SQLException {
        return key.local() > 0
                && key.local() < OWN_FROM
                && !adopted(connection, Set.of(key.compartment())).isEmpty();
    }
}
