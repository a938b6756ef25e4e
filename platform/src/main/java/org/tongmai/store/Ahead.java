package org.tongmai.store;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.tongmai.store.Aliases.Named;
import org.tongmai.store.Existing.Current;

/**
 * What the ids of a submission stand for and what is there under them, looked up for all its changes together: a laboratory report
 * of a dozen results asks the database twice, not two dozen times. As of when the plan begins; what changes until it is written
 * is found under its locks.
 */
final class Ahead {

    private final Connection connection;
    private final Existing existing;
    private final Set<Named> named = new HashSet<>();
    private final Map<Named, ResourceKey> keys = new HashMap<>();
    private final Set<ResourceKey> looked = new LinkedHashSet<>();
    private final Map<ResourceKey, Current> current = new HashMap<>();

    Ahead(Connection connection, Existing existing, List<Change> changes) throws SQLException {
        this.connection = connection;
        this.existing = existing;
        for (Change change : changes) {
            if (change.id() != null && ResourceTypes.exists(change.type())) {
                named.add(new Named(change.type(), change.id()));
            }
        }
        if (named.size() > 1) {
            keys.putAll(existing.resolve(connection, named));
            looked.addAll(keys.values());
            current.putAll(Existing.current(connection, List.copyOf(looked)));
        } else {
            named.clear();
        }
    }

    /** The key that an id stands for; null where a client could still choose it. */
    @Nullable
    ResourceKey resolve(String type, String id) throws SQLException {
        var asked = new Named(type, id);
        return named.contains(asked) ? keys.get(asked) : existing.resolve(connection, type, id);
    }

    /** The current version under a key, deleted ones included; null where there never was one. */
    @Nullable
    Current current(ResourceKey key) throws SQLException {
        return looked.contains(key) ? current.get(key) : existing.current(connection, key);
    }
}
