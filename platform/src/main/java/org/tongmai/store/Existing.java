package org.tongmai.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.tongmai.kernel.Problem;

/** What a plan needs to know of what is there already. */
final class Existing {

    /** What stands as the source of directory entries that the platform filed itself. */
    static final String PLATFORM = "";

    private static final String CURRENT = """
            select v.version, v.method, v.name, v.source
              from store.version v
             where v.compartment = ?
               and v.type = ?
               and v.local = ?
               and v.superseded is null
            """;

    private static final String CURRENT_OF_MANY = """
            select v.compartment, v.type, v.local, v.version, v.method, v.name, v.source
              from unnest(?::bigint[], ?::smallint[], ?::integer[]) as wanted (compartment, type, local)
              join store.version v using (compartment, type, local)
             where v.superseded is null
               and v.compartment = any(?::bigint[])
            """;

    private static final String PRESENT = """
            select v.type, v.compartment, v.local
              from unnest(?::bigint[], ?::smallint[], ?::integer[]) as wanted (compartment, type, local)
              join store.version v using (compartment, type, local)
             where v.superseded is null
               and v.method <> 2
               and v.compartment = any(?::bigint[])
            """;

    private static final String SOURCES = """
            select compartment, source
              from store.compartment
             where compartment = any(?::bigint[])
            """;

    private static final String BODY = Rows.SELECT + """
            v.compartment = ?
               and v.type = ?
               and v.local = ?
               and v.version = ?
            """;

    private final Aliases aliases;
    private final Search search;
    private final Rows rows;

    Existing(Aliases aliases, Search search, Rows rows) {
        this.aliases = aliases;
        this.search = search;
        this.rows = rows;
    }

    /** @param source institution that filed a directory resource; empty for the platform, null where unknown, and in records */
    record Current(
            int version,
            boolean deleted,
            @Nullable String name,
            @Nullable String source) {}

    /** The key that an id stands for; null where a client could still choose it. */
    @Nullable
    ResourceKey resolve(Connection connection, String type, String id) throws SQLException {
        return aliases.resolve(connection, type, List.of(id)).get(id);
    }

    /** The keys that ids stand for, without those that a client could still choose. */
    Map<Aliases.Named, ResourceKey> resolve(Connection connection, Collection<Aliases.Named> ids) throws SQLException {
        return aliases.resolve(connection, ids);
    }

    /** The current versions under keys, deleted ones included, without those where there never was one. */
    static Map<ResourceKey, Current> current(Connection connection, List<ResourceKey> keys) throws SQLException {
        var out = new HashMap<ResourceKey, Current>();
        if (keys.isEmpty()) {
            return out;
        }
        try (PreparedStatement statement = connection.prepareStatement(CURRENT_OF_MANY)) {
            bind(connection, statement, 1, keys);
            statement.setArray(4, connection.createArrayOf("bigint", compartments(keys)));
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    out.put(
                            new ResourceKey(ResourceTypes.name(row.getInt(2)), row.getLong(1), row.getInt(3)),
                            new Current(row.getInt(4), row.getInt(5) == 2, row.getString(6), row.getString(7)));
                }
            }
        }
        return out;
    }

    private static Long[] compartments(List<ResourceKey> keys) {
        return keys.stream().map(ResourceKey::compartment).distinct().toArray(Long[]::new);
    }

    /** The current version under a key, deleted ones included; null where there never was one. */
    @Nullable
    Current current(Connection connection, ResourceKey key) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(CURRENT)) {
            statement.setLong(1, key.compartment());
            statement.setInt(2, ResourceTypes.code(key.type()));
            statement.setInt(3, key.local());
            try (ResultSet row = statement.executeQuery()) {
                return row.next()
                        ? new Current(row.getInt(1), row.getInt(2) == 2, row.getString(3), row.getString(4))
                        : null;
            }
        }
    }

    /** One version with its body. */
    Fact version(Connection connection, ResourceKey key, int version) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(BODY)) {
            statement.setLong(1, key.compartment());
            statement.setInt(2, ResourceTypes.code(key.type()));
            statement.setInt(3, key.local());
            statement.setInt(4, version);
            return rows.all(statement).getFirst();
        }
    }

    /** Resources that match now, at most {@code limit}. */
    Set<ResourceKey> search(Connection connection, Query condition, Scope scope, int limit) throws SQLException {
        return search(connection, new Unit.Sought(condition, scope, limit));
    }

    /** What a condition finds now. */
    Set<ResourceKey> search(Connection connection, Unit.Sought sought) throws SQLException {
        return search(connection, List.of(sought)).getFirst();
    }

    /** What each of several conditions finds now, in their order. */
    List<Set<ResourceKey>> search(Connection connection, List<Unit.Sought> sought) throws SQLException {
        for (Unit.Sought each : sought) {
            refuseWithoutCriterion(each.query());
        }
        return search.keys(connection, sought);
    }

    private static void refuseWithoutCriterion(Query condition) {
        if (condition.criteria().isEmpty()) {
            throw new Problem(
                    Problem.Kind.PRECONDITION_FAILED,
                    "store.condition-missing",
                    "A condition names no criterion.",
                    "Without one it could mean any " + condition.type() + ".",
                    "Write Type?identifier=system|value.");
        }
    }

    /** What a literal or conditional reference points at; null where it is neither or finds nothing. */
    @Nullable
    ResourceKey reference(Connection connection, String reference, Origin origin) throws SQLException {
        String base = origin.base();
        String local = !base.isEmpty() && reference.startsWith(base) ? reference.substring(base.length()) : reference;
        int mark = local.indexOf('?');
        if (mark > 0 && ResourceTypes.exists(local.substring(0, mark))) {
            Set<ResourceKey> found = search(connection, QueryText.read(local), origin.scope(), 2);
            return found.size() == 1 ? found.iterator().next() : null;
        }
        String[] parts = local.split("/", -1);
        return parts.length >= 2 && ResourceTypes.exists(parts[0]) ? resolve(connection, parts[0], parts[1]) : null;
    }

    /** Those of the keys under which a resource stands now. */
    static Set<ResourceKey> present(Connection connection, Collection<ResourceKey> keys) throws SQLException {
        var out = new HashSet<ResourceKey>();
        if (keys.isEmpty()) {
            return out;
        }
        List<ResourceKey> wanted = List.copyOf(keys);
        try (PreparedStatement statement = connection.prepareStatement(PRESENT)) {
            bind(connection, statement, 1, wanted);
            statement.setArray(4, connection.createArrayOf("bigint", compartments(wanted)));
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    out.add(new ResourceKey(ResourceTypes.name(row.getInt(1)), row.getLong(2), row.getInt(3)));
                }
            }
        }
        return out;
    }

    /** Binds the compartments, types and locals of keys at {@code at} and the two after it. */
    static void bind(Connection connection, PreparedStatement statement, int at, List<ResourceKey> keys)
            throws SQLException {
        statement.setArray(
                at,
                connection.createArrayOf(
                        "bigint", keys.stream().map(ResourceKey::compartment).toArray(Long[]::new)));
        statement.setArray(
                at + 1,
                connection.createArrayOf(
                        "smallint",
                        keys.stream().map(key -> ResourceTypes.code(key.type())).toArray(Short[]::new)));
        statement.setArray(
                at + 2,
                connection.createArrayOf(
                        "integer", keys.stream().map(ResourceKey::local).toArray(Integer[]::new)));
    }

    /** Refuses to change what another institution, or the platform, filed in the directory. */
    static void refuseForeign(ResourceKey key, Current current, Origin origin) {
        boolean own = origin.institution() == null
                || current.source() == null
                || origin.institution().equals(current.source());
        if (key.compartment() == ResourceKey.DIRECTORY && !own) {
            throw new Problem(
                    Problem.Kind.FORBIDDEN,
                    "store.foreign-directory-entry",
                    "The " + key.type() + " was filed by another institution.",
                    "An institution changes only those directory entries that it filed itself.",
                    "Refer to it as it is, or ask the operator of the platform.");
        }
    }

    /**
     * The compartments among these that are records of other institutions: what is there is not there for the sender, so whether a
     * reference is taken does not tell.
     *
     * @param own compartments that need not be looked at
     */
    Set<Long> foreign(Connection connection, Collection<ResourceKey> keys, Set<Long> own, Origin origin)
            throws SQLException {
        var out = new HashSet<Long>();
        keys.forEach(key -> out.add(key.compartment()));
        out.remove(ResourceKey.DIRECTORY);
        out.removeAll(own);
        if (origin.institution() == null || out.isEmpty()) {
            return Set.of();
        }
        try (PreparedStatement statement = connection.prepareStatement(SOURCES)) {
            statement.setArray(1, connection.createArrayOf("bigint", out.toArray()));
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    if (origin.institution().equals(row.getString(2))) {
                        out.remove(row.getLong(1));
                    }
                }
            }
        }
        return out;
    }

    /** Refuses to write into source patients of another institution. */
    void refuseForeign(Connection connection, Set<Long> compartments, Origin origin) throws SQLException {
        if (origin.institution() == null || compartments.isEmpty()) {
            return;
        }
        try (PreparedStatement statement = connection.prepareStatement(SOURCES)) {
            statement.setArray(1, connection.createArrayOf("bigint", compartments.toArray()));
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    String source = row.getString(2);
                    if (row.getLong(1) != ResourceKey.DIRECTORY
                            && !origin.institution().equals(source)) {
                        throw new Problem(
                                Problem.Kind.FORBIDDEN,
                                "store.foreign-patient",
                                "The patient was registered by another institution.",
                                "An institution writes only into the records of patients that it registered itself.",
                                "Register the patient under your own identifier; the platform links the two.");
                    }
                }
            }
        }
    }
}
