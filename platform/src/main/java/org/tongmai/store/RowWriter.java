package org.tongmai.store;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyManager;

/** Writes the rows of units: many by binary COPY, a few by one statement, which costs fewer turns with the database. */
final class RowWriter {

    /** Rows up to which a statement is cheaper than COPY. */
    private static final int FEW = 12;

    private static final long FEW_BYTES = 64 * 1024;

    private static final String TRANSACTION = "select pg_current_xact_id()::text::bigint";

    private static final String SUPERSEDE = """
            update store.version v
               set superseded = pg_current_xact_id()
              from unnest(?::bigint[], ?::smallint[], ?::integer[], ?::integer[])
                as old (compartment, type, local, version)
             where v.compartment = old.compartment
               and v.type = old.type
               and v.local = old.local
               and v.version = old.version
               and v.compartment = any(?::bigint[])
            """;

    private static final String COPY_VERSIONS = """
            copy store.version (compartment, type, local, version, tx, at, method, name, source, keys, body)
            from stdin with (format binary)
            """;

    private static final String COPY_COMPARTMENTS =
            "copy store.compartment (compartment, source, next_local) from stdin with (format binary)";

    private static final String COPY_ALIASES =
            "copy store.alias (compartment, type, name, target, local) from stdin with (format binary)";

    private static final String COPY_SUBMISSIONS =
            "copy store.submission (compartment, idempotency_key, at, outcome) from stdin with (format binary)";

    private static final String COPY_FEED =
            "copy store.feed (compartment, tx, changes, types) from stdin with (format binary)";

    /** Versions and their places in the feed, in one turn. */
    private static final String INSERT_FEW = """
            with change as (
                insert into store.version
                       (compartment, type, local, version, tx, at, method, name, source, keys, body)
                select compartment, type, local, version, pg_current_xact_id(), ?::timestamptz, method, name, source,
                       keys::bigint[], body
                  from unnest(?::bigint[], ?::smallint[], ?::integer[], ?::integer[], ?::smallint[], ?::text[],
                              ?::text[], ?::text[], ?::bytea[])
                       as row (compartment, type, local, version, method, name, source, keys, body)
            )
            insert into store.feed (compartment, tx, changes, types)
            select compartment, pg_current_xact_id(), changes::integer[], types::integer[]
              from unnest(?::bigint[], ?::text[], ?::text[]) as place (compartment, changes, types)
            """;

    private RowWriter() {}

    /** Writes units whose expectations hold, in the running transaction. */
    static void write(Connection connection, List<Unit> units, Instant at) throws SQLException, IOException {
        var rows = new ArrayList<Unit.Row>();
        units.forEach(unit -> rows.addAll(unit.rows()));
        supersede(connection, rows.stream().filter(row -> row.version() > 1).toList());
        long bytes = units.stream().mapToLong(Unit::bytes).sum();
        if (!rows.isEmpty() && rows.size() <= FEW && bytes <= FEW_BYTES) {
            insert(connection, rows, at);
        } else if (!rows.isEmpty()) {
            copy(connection, rows, at);
        }
        Authors.write(connection, units);
        CopyManager copies = connection.unwrap(PGConnection.class).getCopyAPI();
        copyCompartments(copies, units);
        copyAliases(copies, units);
        copySubmissions(copies, units, at);
    }

    private static void insert(Connection connection, List<Unit.Row> rows, Instant at) throws SQLException {
        Map<Long, List<Unit.Row>> feed = byCompartment(rows);
        try (PreparedStatement statement = connection.prepareStatement(INSERT_FEW)) {
            statement.setString(1, at.toString());
            keys(connection, statement, 2, rows);
            array(statement, 5, "integer", rows, Unit.Row::version);
            array(statement, 6, "smallint", rows, row -> (short) row.method().ordinal());
            array(statement, 7, "text", rows, Unit.Row::name);
            array(statement, 8, "text", rows, Unit.Row::source);
            array(statement, 9, "text", rows, row -> literal(Arrays.stream(row.keys())));
            array(statement, 10, "bytea", rows, Unit.Row::body);
            List<Map.Entry<Long, List<Unit.Row>>> places = List.copyOf(feed.entrySet());
            array(statement, 11, "bigint", places, Map.Entry::getKey);
            array(
                    statement,
                    12,
                    "text",
                    places,
                    place -> literal(Arrays.stream(changes(place.getValue())).asLongStream()));
            array(
                    statement,
                    13,
                    "text",
                    places,
                    place -> literal(Arrays.stream(types(place.getValue())).asLongStream()));
            statement.executeUpdate();
        }
    }

    private static String literal(LongStream numbers) {
        return numbers.mapToObj(Long::toString).collect(Collectors.joining(",", "{", "}"));
    }

    private static <T> void array(
            PreparedStatement statement, int at, String type, List<T> rows, Function<T, @Nullable Object> value)
            throws SQLException {
        Object[] values = type.equals("bytea") ? new byte[rows.size()][] : new Object[rows.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = value.apply(rows.get(i));
        }
        statement.setArray(at, statement.getConnection().createArrayOf(type, values));
    }

    private static void copy(Connection connection, List<Unit.Row> rows, Instant at) throws SQLException, IOException {
        long tx = transactionId(connection);
        var versions = new CopyBuffer();
        for (Unit.Row row : rows) {
            versions.row(11)
                    .bigint(row.compartment())
                    .smallint(row.type())
                    .integer(row.local())
                    .integer(row.version())
                    .bigint(tx)
                    .timestamp(at)
                    .smallint(row.method().ordinal())
                    .text(row.name())
                    .text(row.source())
                    .bigints(row.keys())
                    .bytea(row.body());
        }
        var feed = new CopyBuffer();
        byCompartment(rows)
                .forEach((compartment, changed) -> feed.row(4)
                        .bigint(compartment)
                        .bigint(tx)
                        .integers(changes(changed))
                        .integers(types(changed)));
        CopyManager copies = connection.unwrap(PGConnection.class).getCopyAPI();
        send(copies, COPY_VERSIONS, versions);
        send(copies, COPY_FEED, feed);
    }

    private static Map<Long, List<Unit.Row>> byCompartment(List<Unit.Row> rows) {
        Map<Long, List<Unit.Row>> feed = new TreeMap<>();
        rows.forEach(row ->
                feed.computeIfAbsent(row.compartment(), c -> new ArrayList<>()).add(row));
        return feed;
    }

    private static int[] changes(List<Unit.Row> rows) {
        int[] changes = new int[rows.size() * 3];
        for (int i = 0; i < rows.size(); i++) {
            Unit.Row row = rows.get(i);
            changes[i * 3] = row.type();
            changes[i * 3 + 1] = row.local();
            changes[i * 3 + 2] = row.version();
        }
        return changes;
    }

    /** The types among the changes, each once. */
    private static int[] types(List<Unit.Row> rows) {
        return rows.stream().mapToInt(Unit.Row::type).distinct().sorted().toArray();
    }

    private static void copyCompartments(CopyManager copies, List<Unit> units) throws SQLException, IOException {
        List<Unit.NewCompartment> all =
                units.stream().flatMap(unit -> unit.compartments().stream()).toList();
        if (!all.isEmpty()) {
            var buffer = new CopyBuffer();
            all.forEach(
                    c -> buffer.row(3).bigint(c.compartment()).text(c.source()).integer(c.nextLocal()));
            send(copies, COPY_COMPARTMENTS, buffer);
        }
    }

    private static void copyAliases(CopyManager copies, List<Unit> units) throws SQLException, IOException {
        List<Unit.Alias> all =
                units.stream().flatMap(unit -> unit.aliases().stream()).toList();
        if (!all.isEmpty()) {
            var buffer = new CopyBuffer();
            all.forEach(a -> buffer.row(5)
                    .bigint(a.compartment())
                    .smallint(a.type())
                    .text(a.name())
                    .bigint(a.target())
                    .integer(a.local()));
            send(copies, COPY_ALIASES, buffer);
        }
    }

    private static void copySubmissions(CopyManager copies, List<Unit> units, Instant at)
            throws SQLException, IOException {
        List<Unit.Submission> all =
                units.stream().map(Unit::submission).filter(Objects::nonNull).toList();
        if (!all.isEmpty()) {
            var buffer = new CopyBuffer();
            all.forEach(submission -> buffer.row(4)
                    .bigint(submission.compartment())
                    .text(submission.key())
                    .timestamp(at)
                    .bytea(submission.outcome()));
            send(copies, COPY_SUBMISSIONS, buffer);
        }
    }

    private static void send(CopyManager copies, String sql, CopyBuffer buffer) throws SQLException, IOException {
        byte[] bytes = buffer.finish();
        copies.copyIn(sql, new ByteArrayInputStream(bytes, 0, buffer.size()), 64 * 1024);
    }

    private static long transactionId(Connection connection) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(TRANSACTION);
                ResultSet row = statement.executeQuery()) {
            row.next();
            return row.getLong(1);
        }
    }

    private static void supersede(Connection connection, List<Unit.Row> rows) throws SQLException {
        if (rows.isEmpty()) {
            return;
        }
        try (PreparedStatement statement = connection.prepareStatement(SUPERSEDE)) {
            keys(connection, statement, 1, rows);
            statement.setArray(
                    4,
                    connection.createArrayOf(
                            "integer",
                            rows.stream().map(row -> row.version() - 1).toArray(Integer[]::new)));
            statement.setArray(5, compartments(connection, rows));
            statement.executeUpdate();
        }
    }

    static void keys(Connection connection, PreparedStatement statement, int at, List<Unit.Row> rows)
            throws SQLException {
        statement.setArray(
                at,
                connection.createArrayOf(
                        "bigint", rows.stream().map(Unit.Row::compartment).toArray(Long[]::new)));
        statement.setArray(
                at + 1,
                connection.createArrayOf(
                        "smallint", rows.stream().map(Unit.Row::type).toArray(Short[]::new)));
        statement.setArray(
                at + 2,
                connection.createArrayOf(
                        "integer", rows.stream().map(Unit.Row::local).toArray(Integer[]::new)));
    }

    static Array compartments(Connection connection, List<Unit.Row> rows) throws SQLException {
        return connection.createArrayOf(
                "bigint", rows.stream().map(Unit.Row::compartment).distinct().toArray(Long[]::new));
    }
}
