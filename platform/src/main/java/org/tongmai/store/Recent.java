package org.tongmai.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What this node committed last, so that the readers of the feed need not each read it back: versions never change. What another
 * node wrote, or what fell out, is read from the database.
 */
final class Recent {

    private static final String FACTS = Rows.SELECT + """
            v.compartment = any(?::bigint[])
               and (v.compartment, v.type, v.local, v.version)
                in (select * from unnest(?::bigint[], ?::smallint[], ?::integer[], ?::integer[]))
            """;

    /** Of compressed bodies: some ten thousand resources, or what comes in seconds. */
    private static final long BYTES_MAX = 8L * 1024 * 1024;

    /** What a row takes beside its body, about. */
    private static final int BESIDE = 160;

    private final Rows rows;
    private final Map<Version, Rows.Row> kept = new LinkedHashMap<>();
    private long bytes;

    Recent(Rows rows) {
        this.rows = rows;
    }

    record Version(ResourceKey key, int version) {}

    /** Keeps what is durable now. */
    void committed(List<Unit> units, Instant at) {
        var fresh = new ArrayList<Rows.Row>();
        for (Unit unit : units) {
            for (Unit.Row row : unit.rows()) {
                fresh.add(new Rows.Row(row.key(), row.name(), row.version(), at, row.method(), row.body()));
            }
        }
        keep(fresh);
    }

    private synchronized void keep(List<Rows.Row> fresh) {
        for (Rows.Row row : fresh) {
            Rows.Row before = kept.put(new Version(row.key(), row.version()), row);
            bytes += size(row) - (before == null ? 0 : size(before));
        }
        Iterator<Rows.Row> oldest = kept.values().iterator();
        while (bytes > BYTES_MAX && oldest.hasNext()) {
            bytes -= size(oldest.next());
            oldest.remove();
        }
    }

    /** The versions, in their order; without those that are not to be seen yet. */
    List<Fact> facts(Connection connection, List<Version> versions) throws SQLException {
        Map<Version, Rows.Row> known = known(versions);
        Map<Version, Fact> read = new HashMap<>();
        for (Fact fact : read(
                connection,
                versions.stream().filter(each -> !known.containsKey(each)).toList())) {
            read.put(new Version(fact.key(), fact.version()), fact);
        }
        var facts = new ArrayList<Fact>();
        for (Version version : versions) {
            Rows.Row row = known.get(version);
            Fact fact = row == null ? read.get(version) : rows.fact(row);
            if (fact != null) {
                facts.add(fact);
            }
        }
        return facts;
    }

    private synchronized Map<Version, Rows.Row> known(List<Version> versions) {
        Map<Version, Rows.Row> found = new HashMap<>();
        for (Version version : versions) {
            Rows.Row row = kept.get(version);
            if (row != null) {
                found.put(version, row);
            }
        }
        return found;
    }

    private List<Fact> read(Connection connection, List<Version> versions) throws SQLException {
        if (versions.isEmpty()) {
            return List.of();
        }
        List<ResourceKey> keys = versions.stream().map(Version::key).toList();
        Long[] compartments =
                keys.stream().map(ResourceKey::compartment).distinct().toArray(Long[]::new);
        try (PreparedStatement statement = connection.prepareStatement(FACTS)) {
            statement.setArray(1, connection.createArrayOf("bigint", compartments));
            Existing.bind(connection, statement, 2, keys);
            Integer[] numbers = versions.stream().map(Version::version).toArray(Integer[]::new);
            statement.setArray(5, connection.createArrayOf("integer", numbers));
            return rows.all(statement);
        }
    }

    private static long size(Rows.Row row) {
        return (long) BESIDE + row.frame().length;
    }
}
