package org.tongmai.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.tongmai.kernel.Problem;

/**
 * Who refers to a resource: found by the index keys of references, so a deletion costs one look into the index for each element
 * that may hold such a reference. A reference that no search parameter covers, as in most extensions, is not found.
 */
final class Referrers {

    /** How many a refusal names. */
    static final int NAMED_MAX = 20;

    /** What is told of those in records that the sender may not see. */
    private static final String ELSEWHERE = "a record of another institution";

    /** Deleted resources that one statement asks about. */
    private static final int TOGETHER = 50;

    private static final String FIND = """
            select v.type, v.compartment, v.local, v.name,
                   ?::text is null
                   or v.compartment = 0
                   or exists (
                       select from store.compartment c where c.compartment = v.compartment and c.source = ?)
              from store.version v
             where v.keys && ?::bigint[]
               and v.superseded is null
               and v.method <> 2
               and not exists (
                       select 1
                         from unnest(?::bigint[], ?::smallint[], ?::integer[]) as own (compartment, type, local)
                        where own.compartment = v.compartment
                          and own.type = v.type
                          and own.local = v.local)
             limit ?
            """;

    private static final Map<String, long[]> SEEDS = new ConcurrentHashMap<>();

    private Referrers() {}

    /** The keys that a resource has which refers to {@code Type/id}. */
    static long[] keys(String type, String id) {
        long[] seeds = SEEDS.computeIfAbsent(type, Referrers::seeds);
        long[] out = new long[seeds.length];
        for (int i = 0; i < out.length; i++) {
            out[i] = IndexKeys.hash(seeds[i], "r|" + type + "/" + id);
        }
        return out;
    }

    /** The elements of all types that may refer to {@code type}. */
    private static long[] seeds(String type) {
        return ResourceTypes.names().stream()
                .flatMap(holder -> SearchParameter.all(holder).values().stream()
                        .filter(parameter -> parameter.kind() == SearchParameter.Kind.REFERENCE)
                        .filter(parameter -> parameter.targets().isEmpty()
                                || parameter.targets().contains(type)
                                || parameter.targets().contains("Resource"))
                        .flatMap(parameter ->
                                parameter.paths().stream().map(path -> IndexKeys.seed(path, parameter.kind()))))
                .mapToLong(Long::longValue)
                .distinct()
                .toArray();
    }

    /**
     * References to what is removed, as {@code Type/id}, at most {@link #NAMED_MAX}.
     *
     * @param own rows of the same submission, which are left aside
     * @param institution of the sender, whose own records and the directory are named; null names all
     */
    static List<String> find(
            Connection connection,
            Collection<Unit.Removed> removed,
            Collection<ResourceKey> own,
            @Nullable String institution)
            throws SQLException {
        var out = new ArrayList<String>();
        List<Unit.Removed> all = List.copyOf(removed);
        for (int from = 0; from < all.size() && out.size() < NAMED_MAX; from += TOGETHER) {
            find(connection, all.subList(from, Math.min(all.size(), from + TOGETHER)), own, institution, out);
        }
        return out;
    }

    private static void find(
            Connection connection,
            List<Unit.Removed> removed,
            Collection<ResourceKey> own,
            @Nullable String institution,
            List<String> out)
            throws SQLException {
        Long[] keys = removed.stream()
                .flatMap(each -> Stream.of(each)
                        .flatMapToLong(r -> java.util.Arrays.stream(keys(r.key().type(), r.id())))
                        .boxed())
                .toArray(Long[]::new);
        try (PreparedStatement statement = connection.prepareStatement(FIND)) {
            statement.setString(1, institution);
            statement.setString(2, institution);
            statement.setArray(3, connection.createArrayOf("bigint", keys));
            Existing.bind(connection, statement, 4, List.copyOf(own));
            statement.setInt(7, NAMED_MAX - out.size());
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    var key = new ResourceKey(ResourceTypes.name(row.getInt(1)), row.getLong(2), row.getInt(3));
                    String name = row.getString(4);
                    String told = row.getBoolean(5) ? key.type() + "/" + (name == null ? key.id() : name) : ELSEWHERE;
                    if (!out.contains(told)) {
                        out.add(told);
                    }
                }
            }
        }
    }

    /** True where one of the keys says that the resource refers to what is removed. */
    static boolean among(long[] sorted, Set<Long> removed) {
        for (long key : sorted) {
            if (removed.contains(key)) {
                return true;
            }
        }
        return false;
    }

    static Problem referred(List<String> by) {
        return new Problem(
                Problem.Kind.CONFLICT,
                "store.referred-to",
                "The resource cannot be deleted: others refer to it.",
                "A reference must not point at nothing; at most " + NAMED_MAX + " of those that refer are named.",
                "Delete or change them first, or in the same transaction.",
                by);
    }
}
