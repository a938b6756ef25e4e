package org.tongmai.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** What units expected when they were planned and must still hold when they are written, under their locks. */
final class Expectations {

    private static final String CURRENT = """
            select v.compartment, v.type, v.local, v.version
              from unnest(?::bigint[], ?::smallint[], ?::integer[]) as wanted (compartment, type, local)
              join store.version v using (compartment, type, local)
             where v.superseded is null
               and v.compartment = any(?::bigint[])
            """;

    private static final String TAKEN_ALIASES = """
            select compartment, type, name
              from store.alias
             where compartment = any(?::bigint[])
            """;

    private static final String TAKEN_SUBMISSIONS = """
            select idempotency_key
              from store.submission
             where compartment = any(?::bigint[])
            """;

    private final Searching search;

    /** What conditions find, in their order, on the connection of a transaction. */
    interface Searching {
        List<Set<ResourceKey>> keys(Connection connection, List<Unit.Sought> sought) throws SQLException;
    }

    Expectations(Searching search) {
        this.search = search;
    }

    /** Takes the units whose expectations no longer hold out of {@code kept} and returns them. */
    List<Unit> removeStale(Connection connection, List<Unit> kept) throws SQLException {
        var stale = new ArrayList<Unit>();
        Map<ResourceKey, Integer> current = current(connection, kept);
        Set<String> aliases = taken(connection, TAKEN_ALIASES, aliasCompartments(kept), 3);
        Set<String> submissions = taken(connection, TAKEN_SUBMISSIONS, submissionCompartments(kept), 1);
        Map<Unit.Sought, Set<ResourceKey>> found = found(connection, kept);
        var needed = new HashSet<ResourceKey>();
        kept.forEach(unit -> needed.addAll(unit.needed()));
        Set<ResourceKey> present = Existing.present(connection, needed);
        needed.clear();
        var removed = new HashSet<ResourceKey>();
        for (Iterator<Unit> i = kept.iterator(); i.hasNext(); ) {
            Unit unit = i.next();
            if (holds(unit, current, aliases, submissions, found)
                    && undangling(connection, unit, present, needed, removed)) {
                needed.addAll(unit.needed());
                unit.removed().forEach(each -> removed.add(each.key()));
            } else {
                i.remove();
                stale.add(unit);
            }
        }
        return stale;
    }

    /**
     * What the unit refers to is there, and nobody refers to what it deletes, units before it included.
     *
     * @param needed what units before it refer to
     * @param removed what units before it delete
     */
    private static boolean undangling(
            Connection connection,
            Unit unit,
            Set<ResourceKey> present,
            Set<ResourceKey> needed,
            Set<ResourceKey> removed)
            throws SQLException {
        if (!present.containsAll(unit.needed()) || unit.needed().stream().anyMatch(removed::contains)) {
            return false;
        }
        if (unit.removed().isEmpty()) {
            return true;
        }
        List<ResourceKey> own = unit.rows().stream().map(Unit.Row::key).toList();
        return unit.removed().stream().noneMatch(each -> needed.contains(each.key()))
                && Referrers.find(connection, unit.removed(), own, null).isEmpty();
    }

    private static boolean holds(
            Unit unit,
            Map<ResourceKey, Integer> current,
            Set<String> aliases,
            Set<String> submissions,
            Map<Unit.Sought, Set<ResourceKey>> found) {
        for (Unit.Row row : unit.rows()) {
            if (row.version() > 1 && current.getOrDefault(row.key(), 0) != row.version() - 1) {
                return false;
            }
        }
        for (Unit.Alias alias : unit.aliases()) {
            if (aliases.contains(alias.compartment() + " " + alias.type() + " " + alias.name())) {
                return false;
            }
        }
        if (unit.submission() != null && submissions.contains(unit.submission().key())) {
            return false;
        }
        return unit.guards().stream().allMatch(guard -> guard.found().equals(found.get(guard.sought())));
    }

    /** What the conditions of all units find now. */
    private Map<Unit.Sought, Set<ResourceKey>> found(Connection connection, List<Unit> units) throws SQLException {
        List<Unit.Sought> sought = units.stream()
                .flatMap(unit -> unit.guards().stream())
                .map(Unit.Guard::sought)
                .distinct()
                .toList();
        Map<Unit.Sought, Set<ResourceKey>> found = new HashMap<>();
        List<Set<ResourceKey>> keys = sought.isEmpty() ? List.of() : search.keys(connection, sought);
        for (int i = 0; i < keys.size(); i++) {
            found.put(sought.get(i), keys.get(i));
        }
        return found;
    }

    private static Map<ResourceKey, Integer> current(Connection connection, List<Unit> units) throws SQLException {
        var rows = new ArrayList<Unit.Row>();
        units.forEach(
                unit -> unit.rows().stream().filter(row -> row.version() > 1).forEach(rows::add));
        var current = new LinkedHashMap<ResourceKey, Integer>();
        if (rows.isEmpty()) {
            return current;
        }
        try (PreparedStatement statement = connection.prepareStatement(CURRENT)) {
            RowWriter.keys(connection, statement, 1, rows);
            statement.setArray(4, RowWriter.compartments(connection, rows));
            try (ResultSet found = statement.executeQuery()) {
                while (found.next()) {
                    current.put(
                            new ResourceKey(ResourceTypes.name(found.getInt(2)), found.getLong(1), found.getInt(3)),
                            found.getInt(4));
                }
            }
        }
        return current;
    }

    private static Set<Long> aliasCompartments(List<Unit> units) {
        var out = new TreeSet<Long>();
        units.forEach(unit -> unit.aliases().forEach(alias -> out.add(alias.compartment())));
        return out;
    }

    private static Set<Long> submissionCompartments(List<Unit> units) {
        var out = new TreeSet<Long>();
        units.forEach(unit -> {
            if (unit.submission() != null) {
                out.add(unit.submission().compartment());
            }
        });
        return out;
    }

    private static Set<String> taken(Connection connection, String sql, Set<Long> compartments, int columns)
            throws SQLException {
        Set<String> out = new HashSet<>();
        if (compartments.isEmpty()) {
            return out;
        }
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setArray(1, connection.createArrayOf("bigint", compartments.toArray(Long[]::new)));
            try (ResultSet found = statement.executeQuery()) {
                while (found.next()) {
                    var text = new StringBuilder(found.getString(1));
                    for (int i = 2; i <= columns; i++) {
                        text.append(' ').append(found.getString(i));
                    }
                    out.add(text.toString());
                }
            }
        }
        return out;
    }
}
