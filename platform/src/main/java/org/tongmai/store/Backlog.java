package org.tongmai.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
import org.tongmai.store.ReindexStore.Job;
import org.tongmai.store.ReindexStore.Place;

/**
 * The rows that were written before a search parameter had keys: fixed by the snapshot of its job, so that they can be counted and
 * walked through in the order of the primary key, some at a time, and each is met once.
 */
final class Backlog {

    static final String KEYS = """
            select v.compartment, v.type, v.local, v.version
              from store.version v
             where (v.compartment, v.type, v.local, v.version) > (?, ?, ?, ?)
               and v.compartment <= ?
               and v.type = any (?)
               and v.method <> 2
               and pg_visible_in_snapshot(v.tx, ?::pg_snapshot)
             order by v.compartment, v.type, v.local, v.version
             limit ?
            """;

    static final String BODIES =
            KEYS.replace("v.local, v.version\n  from", "v.local, v.version, v.keys, v.body\n  from");

    /** A row that somebody else is changing is left out, so that two who lock several never wait for each other. */
    static final String ADD = """
            with mine as materialized (
                select v.compartment, v.type, v.local, v.version, more.keys
                  from unnest(?::bigint[], ?::smallint[], ?::integer[], ?::integer[], ?::text[])
                       as more (compartment, type, local, version, keys)
                  join store.version v using (compartment, type, local, version)
                 where v.compartment = any(?::bigint[])
                   for no key update of v skip locked
            )
            update store.version v
               set keys = array(select distinct key
                                  from unnest(v.keys || mine.keys::bigint[]) key
                                 order by key)
              from mine
             where v.compartment = mine.compartment
               and v.type = mine.type
               and v.local = mine.local
               and v.version = mine.version
               and v.compartment = any(?::bigint[])
            returning v.compartment, v.type, v.local, v.version
            """;

    /** Waits for who changes the row; alone in its transaction, so nobody waits for it in turn. */
    static final String ADD_ONE = """
            update store.version v
               set keys = array(select distinct key
                                  from unnest(v.keys || ?::bigint[]) key
                                 order by key)
             where v.compartment = ?
               and v.type = ?
               and v.local = ?
               and v.version = ?
            """;

    private static final int FETCHED = 20;

    private final Bodies bodies;
    private final Job job;
    private final Map<String, List<IndexKeys.Indexed>> byType;
    private final Consumer<Statement> running;

    /** @param running told of each statement that may take long */
    Backlog(Bodies bodies, Job job, Map<String, List<IndexKeys.Indexed>> byType, Consumer<Statement> running) {
        this.bodies = bodies;
        this.job = job;
        this.byType = byType;
        this.running = running;
    }

    /**
     * Some rows.
     *
     * @param last the place of the last one
     * @param end whether none follow
     * @param rows how many there are
     * @param lacking those without the keys they should have
     */
    record Part(Place last, boolean end, int rows, Map<Place, long[]> lacking) {}

    private interface Reader {
        /** @return the bytes that it cost */
        int read(Place place, ResultSet row) throws SQLException;
    }

    /** The next rows, counted only. */
    Part count(Connection connection, int most) throws SQLException {
        return part(connection, KEYS, most, Integer.MAX_VALUE, Map.of(), (place, row) -> 0);
    }

    /** The next rows with the keys they lack; fewer than {@code most} where their bodies are long. */
    Part next(Connection connection, int most, int bytesMost) throws SQLException {
        Map<Place, long[]> lacking = new java.util.LinkedHashMap<>();
        return part(connection, BODIES, most, bytesMost, lacking, (place, row) -> {
            byte[] body = bodies.decompress(row.getBytes(6));
            List<IndexKeys.Indexed> paths = Objects.requireNonNull(byType.get(ResourceTypes.name(place.type())));
            Set<Long> there =
                    new HashSet<>(Arrays.asList((Long[]) row.getArray(5).getArray()));
            long[] keys = Arrays.stream(IndexKeys.of(paths, Json.read(body)))
                    .filter(key -> !there.contains(key))
                    .toArray();
            if (keys.length > 0) {
                lacking.put(place, keys);
            }
            return body.length;
        });
    }

    private Part part(
            Connection connection, String sql, int most, int bytesMost, Map<Place, long[]> lacking, Reader reader)
            throws SQLException {
        connection.setAutoCommit(false);
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            bind(connection, statement, most);
            statement.setFetchSize(FETCHED);
            running.accept(statement);
            Place last = job.place();
            int rows = 0;
            long bytes = 0;
            boolean more = true;
            try (ResultSet row = statement.executeQuery()) {
                while (bytes < bytesMost && (more = row.next())) {
                    last = new Place(row.getLong(1), row.getInt(2), row.getInt(3), row.getInt(4));
                    bytes += reader.read(last, row);
                    rows++;
                }
            }
            return new Part(last, !more && rows < most, rows, lacking);
        } finally {
            connection.rollback();
            connection.setAutoCommit(true);
        }
    }

    private void bind(Connection connection, PreparedStatement statement, int most) throws SQLException {
        boolean directory = byType.keySet().stream().allMatch(ResourceTypes::isDirectory);
        statement.setLong(1, job.place().compartment());
        statement.setInt(2, job.place().type());
        statement.setInt(3, job.place().local());
        statement.setInt(4, job.place().version());
        statement.setLong(5, directory ? ResourceKey.DIRECTORY : Long.MAX_VALUE);
        statement.setArray(
                6,
                connection.createArrayOf(
                        "smallint",
                        byType.keySet().stream().map(ResourceTypes::code).toArray(Short[]::new)));
        statement.setString(7, job.snapshot());
        statement.setInt(8, most);
    }

    /** Gives rows the keys they lack. Each stays locked for one statement; those that others change come one by one. */
    void add(Connection connection, Map<Place, long[]> lacking) throws SQLException {
        var left = new java.util.LinkedHashMap<>(lacking);
        if (!lacking.isEmpty()) {
            together(connection, lacking).forEach(left::remove);
        }
        for (Map.Entry<Place, long[]> one : left.entrySet()) {
            Place place = one.getKey();
            ReindexStore.change(
                    connection,
                    ADD_ONE,
                    literal(one.getValue()),
                    place.compartment(),
                    place.type(),
                    place.local(),
                    place.version());
        }
    }

    private static List<Place> together(Connection connection, Map<Place, long[]> lacking) throws SQLException {
        List<Place> places = List.copyOf(lacking.keySet());
        Long[] compartments = places.stream().map(Place::compartment).toArray(Long[]::new);
        var out = new ArrayList<Place>();
        try (PreparedStatement statement = connection.prepareStatement(ADD)) {
            statement.setArray(1, connection.createArrayOf("bigint", compartments));
            statement.setArray(
                    2,
                    integers(
                            connection,
                            "smallint",
                            places.stream().map(Place::type).toList()));
            statement.setArray(
                    3,
                    integers(
                            connection,
                            "integer",
                            places.stream().map(Place::local).toList()));
            statement.setArray(
                    4,
                    integers(
                            connection,
                            "integer",
                            places.stream().map(Place::version).toList()));
            statement.setArray(
                    5,
                    connection.createArrayOf(
                            "text",
                            lacking.values().stream().map(Backlog::literal).toArray(String[]::new)));
            Long[] distinct = places.stream().map(Place::compartment).distinct().toArray(Long[]::new);
            statement.setArray(6, connection.createArrayOf("bigint", distinct));
            statement.setArray(7, connection.createArrayOf("bigint", distinct));
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    out.add(new Place(row.getLong(1), row.getInt(2), row.getInt(3), row.getInt(4)));
                }
            }
        }
        return out;
    }

    private static java.sql.Array integers(Connection connection, String type, List<Integer> numbers)
            throws SQLException {
        return connection.createArrayOf(type, numbers.toArray());
    }

    private static String literal(long[] keys) {
        return Arrays.toString(keys).replace('[', '{').replace(']', '}').replace(" ", "");
    }
}
