package org.tongmai.store;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.tongmai.kernel.Problem;
import org.tongmai.store.Aliases.Named;
import org.tongmai.store.Existing.Current;
import org.tongmai.store.Unit.Sought;

/**
 * What the ids and conditions of a submission stand for and what is there under them, looked up for all its changes together: a
 * laboratory report of a dozen results asks the database three times, not three dozen times. As of when the plan begins; what
 * changes until it is written is found under its locks.
 */
final class Ahead {

    private final Connection connection;
    private final Existing existing;
    private final Set<Named> named = new HashSet<>();
    private final Map<Named, ResourceKey> keys = new HashMap<>();
    private final Set<ResourceKey> looked = new LinkedHashSet<>();
    private final Map<ResourceKey, Current> current = new HashMap<>();

    private final Map<Sought, Set<ResourceKey>> found = new HashMap<>();

    Ahead(Connection connection, Existing existing, Scope scope, List<Change> changes) throws SQLException {
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
        List<Sought> sought = changes.stream()
                .filter(change -> change.method() != Fact.Method.DELETE)
                .map(Change::condition)
                .filter(Objects::nonNull)
                .map(condition -> new Sought(condition, scope, Decisions.ONE_AND_ANOTHER))
                .distinct()
                .toList();
        if (sought.size() > 1) {
            find(sought);
        }
    }

    /** Where one of them cannot be asked, each is asked by itself later, and refused with its place. */
    private void find(List<Sought> sought) throws SQLException {
        try {
            List<Set<ResourceKey>> keys = existing.search(connection, sought);
            for (int i = 0; i < keys.size(); i++) {
                found.put(sought.get(i), keys.get(i));
            }
        } catch (Problem oneOfThem) {
            found.clear();
        }
    }

    /** The key that an id stands for; null where a client could still choose it. */
    @Nullable
    ResourceKey resolve(String type, String id) throws SQLException {
        var asked = new Named(type, id);
        return named.contains(asked) ? keys.get(asked) : existing.resolve(connection, type, id);
    }

    /** What a condition finds. */
    Set<ResourceKey> find(Sought sought) throws SQLException {
        Set<ResourceKey> keys = found.get(sought);
        return keys == null ? existing.search(connection, sought) : keys;
    }

    /** The current version under a key, deleted ones included; null where there never was one. */
    @Nullable
    Current current(ResourceKey key) throws SQLException {
        return looked.contains(key) ? current.get(key) : existing.current(connection, key);
    }
}
