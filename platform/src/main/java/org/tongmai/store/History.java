package org.tongmai.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.tongmai.kernel.Problem;

/**
 * Versions newest first, as of the moment of the first page: of one resource by its key, of a type or of everything by walking
 * the feed backwards, so that a page costs what it holds and not what there is.
 */
final class History {

    /** Changes that are counted where nothing is said about the total. */
    private static final int COUNTED_MAX = 10_000;

    /** Versions looked up at a time. */
    private static final int BATCH_MAX = 500;

    private static final int SECONDS_MAX = 20;

    static final String OF_ONE = Rows.SELECT + """
            v.compartment = ?
               and v.type = ?
               and v.local = ?
               and v.version < ?
               and pg_visible_in_snapshot(v.tx, ?::pg_snapshot)
             order by v.version desc
             limit ?
            """;

    private static final String FACTS = Rows.SELECT + """
            v.compartment = any(?::bigint[])
               and (v.compartment, v.type, v.local, v.version)
                in (select * from unnest(?::bigint[], ?::smallint[], ?::integer[], ?::integer[]))
            """;

    /** When each version and the one after it were committed. */
    private static final String TIMES = """
            select v.compartment, v.type, v.local, v.version, v.at, n.at
              from unnest(?::bigint[], ?::smallint[], ?::integer[], ?::integer[])
                   as wanted (compartment, type, local, version)
              join store.version v using (compartment, type, local, version)
              left join store.version n
                on n.compartment = v.compartment
               and n.type = v.type
               and n.local = v.local
               and n.version = v.version + 1
             where v.compartment = any(?::bigint[])
            """;

    private final Rows rows;
    private final Aliases aliases;
    private final Seal seal;

    History(Rows rows, Aliases aliases, Seal seal) {
        this.rows = rows;
        this.aliases = aliases;
        this.seal = seal;
    }

    private record Times(Instant at, @Nullable Instant next) {
        boolean fit(HistoryQuery query) {
            return (query.since() == null || !at.isBefore(query.since()))
                    && (query.until() == null || at.isBefore(query.until()))
                    && (query.from() == null || next == null || next.isAfter(query.from()));
        }
    }

    /**
     * A page.
     *
     * @param token of the page before, or null for the first
     * @return its total is {@code -1} where it is not told
     */
    Page page(Connection connection, HistoryQuery query, Scope scope, @Nullable String token) throws SQLException {
        Seal.Opened opened = token == null ? null : seal.open(Seal.Kind.HISTORY, token);
        HistoryPlace place = opened == null ? null : HistoryPlace.of(opened);
        Instant first = opened == null ? seal.now() : opened.first();
        String moment = place == null ? moment(connection) : place.moment();
        ResourceKey one = null;
        if (query.type() != null && query.id() != null) {
            one = aliases.resolve(connection, query.type(), List.of(query.id())).get(query.id());
            if (one == null) {
                return new Page(List.of(), List.of(), 0, null);
            }
        }
        long total = place == null ? total(connection, query, scope, moment, one) : place.total();
        if (query.count() == 0) {
            return new Page(List.of(), List.of(), total, null);
        }
        HistoryStep.Source steps = steps(connection, query, scope, moment, one, place);
        var found = new ArrayList<Fact>();
        var places = new ArrayList<HistoryPlace>();
        long end = System.nanoTime() + Duration.ofSeconds(SECONDS_MAX).toNanos();
        for (List<HistoryStep> batch = steps.next(BATCH_MAX); !batch.isEmpty(); batch = steps.next(BATCH_MAX)) {
            if (System.nanoTime() > end) {
                throw tooLong();
            }
            for (HistoryStep step : fitting(connection, query, scope, batch)) {
                if (found.size() == query.count()) {
                    return new Page(
                            found,
                            List.of(),
                            total,
                            places.getLast().total(total).token(seal, first));
                }
                found.add(Objects.requireNonNull(step.fact()));
                places.add(step.place());
            }
        }
        return new Page(found, List.of(), total, null);
    }

    private HistoryStep.Source steps(
            Connection connection,
            HistoryQuery query,
            Scope scope,
            String moment,
            @Nullable ResourceKey one,
            @Nullable HistoryPlace place)
            throws SQLException {
        if (one != null) {
            return new Versions(connection, one, moment, place == null ? Integer.MAX_VALUE : place.left());
        }
        return new HistoryWalk(connection, query, scope, moment, place);
    }

    // -- the versions of one resource

    private final class Versions implements HistoryStep.Source {
        private final Connection connection;
        private final ResourceKey key;
        private final String moment;
        private int before;

        Versions(Connection connection, ResourceKey key, String moment, int before) {
            this.connection = connection;
            this.key = key;
            this.moment = moment;
            this.before = before;
        }

        @Override
        public List<HistoryStep> next(int limit) throws SQLException {
            try (PreparedStatement statement = connection.prepareStatement(OF_ONE)) {
                statement.setLong(1, key.compartment());
                statement.setInt(2, ResourceTypes.code(key.type()));
                statement.setInt(3, key.local());
                statement.setInt(4, before);
                statement.setString(5, moment);
                statement.setInt(6, limit);
                var out = new ArrayList<HistoryStep>();
                for (Fact fact : rows.all(statement)) {
                    before = fact.version();
                    var change = new HistoryStep.Change(
                            key.compartment(), ResourceTypes.code(key.type()), key.local(), fact.version());
                    out.add(new HistoryStep(change, new HistoryPlace(moment, "0", 0, before, -1), fact));
                }
                return out;
            }
        }
    }

    // -- what of the walk belongs to the history

    /** Those of the steps that the query and the scope let through, with their facts. */
    private List<HistoryStep> fitting(Connection connection, HistoryQuery query, Scope scope, List<HistoryStep> steps)
            throws SQLException {
        List<HistoryStep> timely = timely(connection, query, steps);
        Map<HistoryStep.Change, Fact> facts = new HashMap<>();
        List<HistoryStep.Change> wanted = timely.stream()
                .filter(step -> step.fact() == null)
                .map(HistoryStep::change)
                .toList();
        if (!wanted.isEmpty()) {
            try (PreparedStatement statement = connection.prepareStatement(FACTS)) {
                statement.setArray(1, bigints(connection, wanted));
                bind(connection, statement, 2, wanted);
                rows.all(statement).forEach(fact -> facts.put(change(fact), fact));
            }
        }
        timely.stream()
                .filter(step -> step.fact() != null)
                .forEach(step -> facts.put(step.change(), Objects.requireNonNull(step.fact())));
        Set<HistoryStep.Change> seen = VisibleVersions.of(connection, rows, List.copyOf(facts.values()), scope).stream()
                .map(History::change)
                .collect(Collectors.toSet());
        return timely.stream()
                .filter(step -> seen.contains(step.change()))
                .map(step -> new HistoryStep(step.change(), step.place(), facts.get(step.change())))
                .toList();
    }

    private static List<HistoryStep> timely(Connection connection, HistoryQuery query, List<HistoryStep> steps)
            throws SQLException {
        if (!query.timed() || steps.isEmpty()) {
            return steps;
        }
        List<HistoryStep.Change> wanted =
                steps.stream().map(HistoryStep::change).toList();
        Map<HistoryStep.Change, Times> times = new HashMap<>();
        try (PreparedStatement statement = connection.prepareStatement(TIMES)) {
            bind(connection, statement, 1, wanted);
            statement.setArray(5, bigints(connection, wanted));
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    OffsetDateTime next = row.getObject(6, OffsetDateTime.class);
                    times.put(
                            new HistoryStep.Change(row.getLong(1), row.getInt(2), row.getInt(3), row.getInt(4)),
                            new Times(
                                    row.getObject(5, OffsetDateTime.class).toInstant(),
                                    next == null ? null : next.toInstant()));
                }
            }
        }
        return steps.stream()
                .filter(step -> {
                    Times time = times.get(step.change());
                    return time != null && time.fit(query);
                })
                .toList();
    }

    private static HistoryStep.Change change(Fact fact) {
        return new HistoryStep.Change(
                fact.key().compartment(),
                ResourceTypes.code(fact.type()),
                fact.key().local(),
                fact.version());
    }

    private static java.sql.Array bigints(Connection connection, List<HistoryStep.Change> changes) throws SQLException {
        return connection.createArrayOf(
                "bigint", changes.stream().map(HistoryStep.Change::compartment).toArray(Long[]::new));
    }

    private static void bind(
            Connection connection, PreparedStatement statement, int at, List<HistoryStep.Change> changes)
            throws SQLException {
        statement.setArray(at, bigints(connection, changes));
        statement.setArray(
                at + 1,
                connection.createArrayOf(
                        "smallint",
                        changes.stream().map(change -> (short) change.type()).toArray(Short[]::new)));
        statement.setArray(
                at + 2,
                connection.createArrayOf(
                        "integer",
                        changes.stream().map(HistoryStep.Change::local).toArray(Integer[]::new)));
        statement.setArray(
                at + 3,
                connection.createArrayOf(
                        "integer",
                        changes.stream().map(HistoryStep.Change::version).toArray(Integer[]::new)));
    }

    // -- how many

    /** The number of versions, without their bodies where the scope can do without them; {@code -1} where it takes too much. */
    private long total(Connection connection, HistoryQuery query, Scope scope, String moment, @Nullable ResourceKey one)
            throws SQLException {
        if (query.total() == HistoryQuery.Total.NONE) {
            return -1;
        }
        long end = System.nanoTime() + Duration.ofSeconds(SECONDS_MAX).toNanos();
        HistoryStep.Source steps = steps(connection, query, scope, moment, one, null);
        boolean plain = Visible.withoutBody(scope);
        long walked = 0;
        long total = 0;
        for (List<HistoryStep> batch = steps.next(BATCH_MAX); !batch.isEmpty(); batch = steps.next(BATCH_MAX)) {
            walked += batch.size();
            if (query.total() == HistoryQuery.Total.CHEAP && walked > COUNTED_MAX) {
                return -1;
            }
            if (System.nanoTime() > end) {
                throw tooLong();
            }
            total += plain
                    ? counted(connection, query, scope, batch)
                    : fitting(connection, query, scope, batch).size();
        }
        return total;
    }

    private static long counted(Connection connection, HistoryQuery query, Scope scope, List<HistoryStep> batch)
            throws SQLException {
        List<HistoryStep> timely = timely(connection, query, batch);
        if (scope instanceof Scope.Everything) {
            return timely.size();
        }
        List<Fact> bare = timely.stream()
                .map(HistoryStep::change)
                .map(change -> new Fact(
                        new ResourceKey(ResourceTypes.name(change.type()), change.compartment(), change.local()),
                        null,
                        change.version(),
                        Instant.EPOCH,
                        Fact.Method.UPDATE,
                        new byte[0]))
                .toList();
        return Store.visible(connection, bare, scope).size();
    }

    private static String moment(Connection connection) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement("select pg_current_snapshot()::text");
                ResultSet row = statement.executeQuery()) {
            row.next();
            return row.getString(1);
        }
    }

    private static Problem tooLong() {
        return new Problem(
                Problem.Kind.TOO_LARGE,
                "store.history-too-long",
                "The history is too long to be walked through.",
                "It took longer than " + SECONDS_MAX + " s.",
                "Leave out _total=accurate, or name a type, a resource or _since.");
    }
}
