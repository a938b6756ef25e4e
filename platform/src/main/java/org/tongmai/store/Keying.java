package org.tongmai.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Which keys new rows get beside those of FHIR R4: those of the search parameters that users defined.
 *
 * <p>What a node knows may be old. So who commits holds {@link #LOCK} together with others and refuses a unit that was made without
 * knowing the newest parameter; who adds one holds it alone. A parameter that is gone is no reason to refuse: a key is made of the
 * row's own body, and one too many is never wrong.
 */
final class Keying {

    /** Advisory lock: shared by transactions that write rows, alone where a parameter is added. Taken before any other lock. */
    static final long LOCK = 0x746f6e676d6b79L;

    /** The newest parameter; numbers only rise, so one that is met again means that nothing was added. */
    static final String NEWEST = "select coalesce(max(id), 0) from store.parameter";

    static final String ALL = "select id, parameter, definition from store.parameter order by id";

    private volatile @Nullable Known known;

    /** @param newest the greatest number among the parameters */
    record Known(long newest, Map<String, List<IndexKeys.Indexed>> byType) {

        /**
         * All keys of a resource.
         *
         * @param stored the body as it is kept: bodies that decide a query and keys that do must say the same
         */
        long[] keys(String type, long[] standard, byte[] stored) {
            List<IndexKeys.Indexed> more = byType.get(type);
            return more == null ? standard : IndexKeys.joined(standard, IndexKeys.of(more, Json.read(stored)));
        }
    }

    /** @param anew where what was known turned out to be old */
    Known known(Connection connection, boolean anew) throws SQLException {
        Known last = known;
        if (last == null || anew) {
            last = read(connection);
            known = last;
        }
        return last;
    }

    private static Known read(Connection connection) throws SQLException {
        long newest = 0;
        Map<String, List<IndexKeys.Indexed>> byType = new HashMap<>();
        try (PreparedStatement statement = connection.prepareStatement(ALL);
                ResultSet row = statement.executeQuery()) {
            while (row.next()) {
                newest = row.getLong(1);
                Defined defined = Defined.read(row.getString(2), row.getString(3));
                if (defined != null) {
                    defined.byType()
                            .forEach((type, parameter) -> byType.computeIfAbsent(type, t -> new ArrayList<>())
                                    .addAll(IndexKeys.indexed(parameter)));
                }
            }
        }
        return new Known(newest, byType);
    }
}
