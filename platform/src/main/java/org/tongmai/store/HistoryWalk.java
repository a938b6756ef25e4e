package org.tongmai.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** The feed backwards: the changes of a type or of everything, newest first, from a place on. */
final class HistoryWalk implements HistoryStep.Source {

    /** Feed rows taken at a time. */
    private static final int ROWS_MAX = 200;

    private static final int SECONDS_MAX = 20;

    /** By how much the time of a transaction may be out of order with its number: clocks of nodes, waiting for a connection. */
    private static final Duration SLACK = Duration.ofMinutes(1);

    /** One place in the feed is past all, so that a walk begins at the newest. */
    private static final String NEWEST = "18446744073709551615";

    /** The feed backwards from a place that is still to be finished. */
    static final String WALK = """
            select f.tx::text, f.compartment, f.changes
              from store.feed f
             where (f.tx, f.compartment) <= (?::text::xid8, ?)
               and f.tx >= ?::text::xid8
               and pg_visible_in_snapshot(f.tx, ?::pg_snapshot)
               %s
             order by f.tx desc, f.compartment desc
             limit ?
            """;

    static final String OF_TYPE = "and f.types @> array[?]";

    static final String OF_COMPARTMENTS = "and f.compartment = any(?::bigint[])";

    static final String OF_SENDER =
            "and (f.compartment = 0 or f.compartment in (select compartment from store.compartment where source = ?))";

    /** The first transaction at or after a number, and when it was committed. */
    private static final String PROBE = """
            select f.tx::text, v.at
              from (select compartment, tx, changes
                      from store.feed
                     where tx >= ?::text::xid8
                     order by tx, compartment
                     limit 1) f
              join store.version v
                on v.compartment = f.compartment
               and v.type = f.changes[1]
               and v.local = f.changes[2]
               and v.version = f.changes[3]
            """;

    /** By the numbers of the column, not by the text of the same name that is selected. */
    private static final String ENDS = """
            select (select f.tx::text from store.feed f order by f.tx, f.compartment limit 1),
                   (select f.tx::text from store.feed f order by f.tx desc, f.compartment desc limit 1)
            """;

    private final Connection connection;
    private final String moment;
    private final @Nullable Integer type;
    private final Long @Nullable [] compartments;
    private final @Nullable String sender;
    private final String oldest;
    private final Deque<HistoryStep> ahead = new ArrayDeque<>();
    private String tx;
    private long compartment;
    private int left;
    private boolean end;

    HistoryWalk(Connection connection, HistoryQuery query, Scope scope, String moment, @Nullable HistoryPlace place)
            throws SQLException {
        this.connection = connection;
        this.moment = moment;
        this.type = query.type() == null ? null : (int) ResourceTypes.code(query.type());
        this.compartments = compartments(scope);
        this.sender = scope.reach() instanceof Scope.Sent sent ? sent.institution() : null;
        this.oldest =
                query.since() == null ? "0" : around(connection, query.since().minus(SLACK), "0");
        if (place == null) {
            this.tx = query.until() == null
                    ? NEWEST
                    : around(connection, query.until().plus(SLACK), NEWEST);
            this.compartment = Long.MAX_VALUE;
            this.left = Integer.MAX_VALUE;
        } else {
            this.tx = place.tx();
            this.compartment = place.compartment();
            this.left = place.left();
        }
    }

    @Override
    public List<HistoryStep> next(int limit) throws SQLException {
        while (ahead.size() < limit && !end) {
            read();
        }
        var out = new ArrayList<HistoryStep>();
        while (out.size() < limit && !ahead.isEmpty()) {
            out.add(ahead.poll());
        }
        return out;
    }

    private void read() throws SQLException {
        String sql = WALK.formatted((type == null ? "" : OF_TYPE + " ")
                + (compartments == null ? "" : OF_COMPARTMENTS)
                + (sender == null ? "" : OF_SENDER));
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setQueryTimeout(SECONDS_MAX);
            int at = 1;
            statement.setString(at++, tx);
            statement.setLong(at++, compartment);
            statement.setString(at++, oldest);
            statement.setString(at++, moment);
            if (type != null) {
                statement.setInt(at++, type);
            }
            if (compartments != null) {
                statement.setArray(at++, connection.createArrayOf("bigint", compartments));
            }
            if (sender != null) {
                statement.setString(at++, sender);
            }
            statement.setInt(at, ROWS_MAX);
            int taken = 0;
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    taken++;
                    row(row);
                }
            }
            end = taken < ROWS_MAX;
        }
    }

    /** The changes of one feed row, last first, and the place just below it. */
    private void row(ResultSet row) throws SQLException {
        tx = row.getString(1);
        compartment = row.getLong(2);
        Integer[] triples = (Integer[]) row.getArray(3).getArray();
        for (int i = Math.min(triples.length / 3, left) - 1; i >= 0; i--) {
            if (type == null || type.equals(triples[i * 3])) {
                ahead.add(new HistoryStep(
                        new HistoryStep.Change(compartment, triples[i * 3], triples[i * 3 + 1], triples[i * 3 + 2]),
                        new HistoryPlace(moment, tx, compartment, i, -1),
                        null));
            }
        }
        left = Integer.MAX_VALUE;
        if (compartment > Long.MIN_VALUE) {
            compartment--;
        }
    }

    private static Long @Nullable [] compartments(Scope scope) {
        if (!(scope.reach() instanceof Scope.Granted granted)) {
            return null;
        }
        var out = new TreeSet<>(granted.compartments());
        out.add(ResourceKey.DIRECTORY);
        return out.toArray(Long[]::new);
    }

    /** The number of a transaction committed about then, found by halving; {@code none} where there is none as late. */
    private static String around(Connection connection, Instant then, String none) throws SQLException {
        long low;
        long high;
        try (PreparedStatement statement = connection.prepareStatement(ENDS);
                ResultSet row = statement.executeQuery()) {
            row.next();
            if (row.getString(1) == null) {
                return none;
            }
            low = row.getLong(1);
            high = row.getLong(2) + 1;
        }
        while (low < high) {
            long middle = low + (high - low) / 2;
            try (PreparedStatement statement = connection.prepareStatement(PROBE)) {
                statement.setString(1, Long.toString(middle));
                try (ResultSet row = statement.executeQuery()) {
                    if (!row.next()
                            || !row.getObject(2, OffsetDateTime.class)
                                    .toInstant()
                                    .isBefore(then)) {
                        high = middle;
                    } else {
                        low = row.getLong(1) + 1;
                    }
                }
            }
        }
        return Long.toString(low);
    }
}
