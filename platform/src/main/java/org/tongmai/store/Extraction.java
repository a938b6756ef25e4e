package org.tongmai.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyOut;

/**
 * Reads large parts of the store as of one moment, as a stream and at the price of a copy.
 *
 * <p>A moment is a PostgreSQL snapshot kept as text: no transaction stays open for it, and because versions are never removed,
 * a part read hours later sees the same as one read at once.
 */
public final class Extraction {

    /** Keys of source patients lie below this. */
    public static final long KEYS_END = 1L << 60;

    /** Deletions whose last content is read by one statement. */
    private static final int DELETIONS_TOGETHER = 500;

    private static final String MOMENT = "select pg_current_snapshot()::text";

    private static final String SIZE = """
            select coalesce(sum(pg_relation_size(inhrelid)), 0)
              from pg_inherits
             where inhparent = 'store.version'::regclass
            """;

    private static final String SENT = """
            select compartment
              from store.compartment
             where source = ?
               and compartment >= ?
               and compartment < ?
            """;

    private static final String CURRENT = Rows.SELECT + """
            v.compartment = any(?::bigint[])
               and v.type = ?
               and (v.compartment, v.local) in (select * from unnest(?::bigint[], ?::integer[]))
               and v.superseded is null
            """;

    /** The columns, in the order in which {@link CopiedRow} takes them. */
    private static final String COLUMNS =
            "select v.compartment, v.type, v.local, v.version, v.at, v.method, v.name, v.body from store.version v where ";

    private final DataSource database;
    private final Clock clock;
    private final Bodies bodies;
    private final Rows rows;
    private final Aliases aliases;

    Extraction(DataSource database, Clock clock, Bodies bodies, Rows rows, Aliases aliases) {
        this.database = database;
        this.clock = clock;
        this.bodies = bodies;
        this.rows = rows;
        this.aliases = aliases;
    }

    /**
     * What the store held once.
     *
     * @param snapshot as PostgreSQL writes it
     * @param at by the clock, to the millisecond; nothing in the snapshot is later
     */
    public record Moment(String snapshot, Instant at) {}

    /**
     * What is wanted of a moment.
     *
     * @param from first key of source patients, 0 for the directory
     * @param until key behind the last
     * @param compartments only these; null for all
     * @param types only these; empty means all
     * @param since only versions committed after; null for all
     * @param sinceSnapshot only versions that this earlier snapshot does not hold; then {@code since} is not looked at
     * @param deletions deletions instead of resources
     */
    public record Selection(
            String snapshot,
            long from,
            long until,
            @Nullable Set<Long> compartments,
            Set<String> types,
            @Nullable Instant since,
            @Nullable String sinceSnapshot,
            boolean deletions) {}

    /** Takes facts one at a time, in no order. */
    @FunctionalInterface
    public interface Sink {
        void take(Fact fact) throws IOException;
    }

    /** The moment now. */
    public Moment moment() {
        try (Connection connection = database.getConnection();
                PreparedStatement statement = connection.prepareStatement(MOMENT);
                ResultSet row = statement.executeQuery()) {
            row.next();
            return new Moment(row.getString(1), clock.instant().truncatedTo(ChronoUnit.MILLIS));
        } catch (SQLException e) {
            throw Search.failed(e);
        }
    }

    /** Bytes that the facts take, without indexes: to size the parts in which they are read. */
    public long bytes() {
        try (Connection connection = database.getConnection();
                PreparedStatement statement = connection.prepareStatement(SIZE);
                ResultSet row = statement.executeQuery()) {
            row.next();
            return row.getLong(1);
        } catch (SQLException e) {
            throw Search.failed(e);
        }
    }

    /**
     * Hands over what the scope shows of the selection. Memory is that of one resource.
     *
     * @throws IOException where the sink throws it; the reading ends there
     */
    public void each(Selection selection, Scope scope, Sink sink) throws IOException {
        try (Connection connection = database.getConnection()) {
            Narrowed narrowed = narrow(connection, selection, scope);
            if (narrowed.compartments != null && narrowed.compartments.isEmpty()) {
                return;
            }
            if (selection.deletions() && !Visible.withoutBody(scope)) {
                deletions(connection, sql(selection, narrowed), scope, sink);
                return;
            }
            stream(connection, sql(selection, narrowed), fact -> {
                if (narrowed.shows(fact)) {
                    sink.take(fact);
                }
            });
        } catch (SQLException e) {
            throw Search.failed(e);
        }
    }

    /** A deletion says nothing of what was deleted, so what stood there before decides whether it is shown. */
    private void deletions(Connection connection, String sql, Scope scope, Sink sink) throws SQLException, IOException {
        var all = new ArrayList<Fact>();
        stream(connection, sql, all::add);
        for (int from = 0; from < all.size(); from += DELETIONS_TOGETHER) {
            List<Fact> some = all.subList(from, Math.min(all.size(), from + DELETIONS_TOGETHER));
            for (Fact fact : VisibleVersions.of(connection, rows, some, scope)) {
                sink.take(fact);
            }
        }
    }

    /** The current versions of those ids that have one and that the scope shows, deletions included. */
    public List<Fact> current(String type, Collection<String> ids, Scope scope) {
        try (Connection connection = database.getConnection()) {
            List<ResourceKey> keys =
                    List.copyOf(aliases.resolve(connection, type, ids).values());
            if (keys.isEmpty()) {
                return List.of();
            }
            try (PreparedStatement statement = connection.prepareStatement(CURRENT)) {
                Long[] compartments =
                        keys.stream().map(ResourceKey::compartment).toArray(Long[]::new);
                statement.setArray(1, connection.createArrayOf("bigint", compartments));
                statement.setInt(2, ResourceTypes.code(type));
                statement.setArray(3, connection.createArrayOf("bigint", compartments));
                statement.setArray(
                        4,
                        connection.createArrayOf(
                                "integer", keys.stream().map(ResourceKey::local).toArray(Integer[]::new)));
                return Store.visible(connection, rows.all(statement), scope);
            }
        } catch (SQLException e) {
            throw Search.failed(e);
        }
    }

    /** A version that is asked for. */
    public record Version(String id, int version) {}

    /** Those of the versions of one type that are there and that the scope shows, deletions included. */
    public Map<Version, Fact> versions(String type, Collection<Version> wanted, Scope scope) {
        try (Connection connection = database.getConnection()) {
            return Versions.of(connection, aliases, rows, type, wanted, scope);
        } catch (SQLException e) {
            throw Search.failed(e);
        }
    }

    /** Those of the references, each {@code Type/id}, at which a resource stands now. */
    public Set<String> present(Collection<String> references) {
        var byType = new LinkedHashMap<String, List<String>>();
        for (String reference : references) {
            int slash = reference.indexOf('/');
            if (slash > 0 && ResourceTypes.exists(reference.substring(0, slash))) {
                byType.computeIfAbsent(reference.substring(0, slash), type -> new ArrayList<>())
                        .add(reference.substring(slash + 1));
            }
        }
        try (Connection connection = database.getConnection()) {
            var keys = new HashMap<String, ResourceKey>();
            for (var ids : byType.entrySet()) {
                aliases.resolve(connection, ids.getKey(), ids.getValue())
                        .forEach((id, key) -> keys.put(ids.getKey() + "/" + id, key));
            }
            Set<ResourceKey> there = Existing.present(connection, new HashSet<>(keys.values()));
            keys.values().retainAll(there);
            return Set.copyOf(keys.keySet());
        } catch (SQLException e) {
            throw Search.failed(e);
        }
    }

    // -- the scope

    /** A scope within the range of a selection: the compartments that it may show, and the rule for each fact. */
    private record Narrowed(@Nullable Set<Long> compartments, Scope scope, Visible.Sources sources) {
        boolean shows(Fact fact) {
            try {
                return Visible.in(scope, fact, sources);
            } catch (SQLException e) {
                throw Search.failed(e);
            }
        }
    }

    private static Narrowed narrow(Connection connection, Selection selection, Scope scope) throws SQLException {
        Set<Long> wanted = within(selection.compartments(), selection);
        return switch (scope.reach()) {
            case Scope.Everything everything -> new Narrowed(wanted, scope, compartment -> null);
            case Scope.Sent sent -> {
                Set<Long> own = sent(connection, sent.institution(), selection);
                Set<Long> visible = and(wanted, directory(own, selection));
                yield new Narrowed(
                        visible, scope, compartment -> own.contains(compartment) ? sent.institution() : null);
            }
            case Scope.Granted granted -> {
                Set<Long> visible = and(wanted, directory(granted.compartments(), selection));
                yield new Narrowed(and(visible, within(visible, selection)), scope, compartment -> null);
            }
            case Scope.Limited limited -> throw new IllegalStateException("a limit has no limit");
        };
    }

    /** Everybody sees the directory. */
    private static Set<Long> directory(Set<Long> compartments, Selection selection) {
        var out = new HashSet<>(compartments);
        if (selection.from() <= ResourceKey.DIRECTORY) {
            out.add(ResourceKey.DIRECTORY);
        }
        return out;
    }

    private static @Nullable Set<Long> within(@Nullable Set<Long> compartments, Selection selection) {
        return compartments == null
                ? null
                : compartments.stream()
                        .filter(each -> each >= selection.from() && each < selection.until())
                        .collect(Collectors.toUnmodifiableSet());
    }

    private static Set<Long> and(@Nullable Set<Long> wanted, @Nullable Set<Long> visible) {
        Set<Long> left = visible == null ? Set.of() : visible;
        return wanted == null ? left : left.stream().filter(wanted::contains).collect(Collectors.toUnmodifiableSet());
    }

    private static Set<Long> sent(Connection connection, String institution, Selection selection) throws SQLException {
        var out = new HashSet<Long>();
        try (PreparedStatement statement = connection.prepareStatement(SENT)) {
            statement.setString(1, institution);
            statement.setLong(2, selection.from());
            statement.setLong(3, selection.until());
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    out.add(row.getLong(1));
                }
            }
        }
        return out;
    }

    // -- the statement; COPY takes no parameters, and all that goes into it are numbers and what this class wrote
    // itself

    private static String sql(Selection selection, Narrowed narrowed) throws SQLException {
        var sql = new StringBuilder(COLUMNS);
        if (narrowed.compartments == null) {
            sql.append("v.compartment >= ").append(selection.from());
            sql.append(" and v.compartment < ").append(selection.until());
        } else {
            sql.append("v.compartment = any('{")
                    .append(list(narrowed.compartments))
                    .append("}'::bigint[])");
        }
        if (!selection.types().isEmpty()) {
            List<Short> codes =
                    selection.types().stream().map(ResourceTypes::code).sorted().toList();
            sql.append(" and v.type = any('{").append(list(codes)).append("}'::smallint[])");
        }
        sql.append(selection.deletions() ? " and v.method = 2" : " and v.method <> 2");
        String snapshot = quoted(selection.snapshot());
        sql.append(" and pg_visible_in_snapshot(v.tx, ").append(snapshot).append(')');
        sql.append(" and (v.superseded is null or not pg_visible_in_snapshot(v.superseded, ")
                .append(snapshot)
                .append("))");
        if (selection.sinceSnapshot() != null) {
            sql.append(" and not pg_visible_in_snapshot(v.tx, ")
                    .append(quoted(selection.sinceSnapshot()))
                    .append(')');
        } else if (selection.since() != null) {
            sql.append(" and v.at > '").append(selection.since()).append("'::timestamptz");
        }
        return "copy (" + sql + ") to stdout with (format binary)";
    }

    private static String list(Collection<? extends Number> numbers) {
        return numbers.stream().map(Number::toString).collect(Collectors.joining(","));
    }

    private static String quoted(String snapshot) throws SQLException {
        if (!snapshot.matches("[0-9:,]+")) {
            throw new SQLException("not a snapshot", "22P02");
        }
        return "'" + snapshot + "'::pg_snapshot";
    }

    private void stream(Connection connection, String sql, Sink sink) throws SQLException, IOException {
        CopyOut copy = connection.unwrap(PGConnection.class).getCopyAPI().copyOut(sql);
        boolean first = true;
        try {
            for (byte[] message = copy.readFromCopy(); message != null; message = copy.readFromCopy()) {
                var row = new CopiedRow(ByteBuffer.wrap(message));
                if (first) {
                    row.skipHeader();
                    first = false;
                }
                Fact fact = row.fact(bodies);
                if (fact != null) {
                    sink.take(fact);
                }
            }
        } catch (IOException | RuntimeException e) {
            if (copy.isActive()) {
                copy.cancelCopy();
            }
            throw e;
        }
    }

    /** Parts of roughly equal size into which all keys of source patients are cut. */
    public static List<Long> cuts(int parts) {
        var out = new ArrayList<Long>();
        for (int i = 0; i < parts; i++) {
            out.add(1 + (KEYS_END / parts) * i);
        }
        out.add(KEYS_END);
        return out;
    }
}
