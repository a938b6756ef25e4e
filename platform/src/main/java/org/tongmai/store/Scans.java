package org.tongmai.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** Carries out plans: matches are streamed from a cursor and tested one by one, never held together with their bodies. */
final class Scans {

    private static final String BEGINNING = "select v.compartment, v.type, v.local, v.version, v.at, v.method, v.name";
    private static final String FROM = " from store.version v where ";
    private static final String ORDER = " order by v.compartment, v.type, v.local";

    private static final byte[] NOTHING = {};

    /** Several conditions on keys at once, each gathered by the index of keys and put in order as one alone is. */
    static final String TOGETHER = """
            select w.place, f.compartment, f.type, f.local
              from unnest(?::smallint[], ?::text[], ?::integer[]) with ordinality as w (type, keys, most, place)
             cross join lateral (
                   with found as materialized (
                        select v.compartment, v.type, v.local
                          from store.version v
                         where v.method <> 2
                           and v.superseded is null
                           and (v.type + 0) = w.type
                           and v.keys @> w.keys::bigint[]%s)
                   select compartment, type, local
                     from found
                    order by compartment, type, local
                    limit w.most) f
            """;

    /** Rows that come with one answer of the database while streaming. */
    private static final int FETCHED = 500;

    private final Rows rows;
    private final Bodies bodies;

    Scans(Rows rows, Bodies bodies) {
        this.rows = rows;
        this.bodies = bodies;
    }

    /** A match while streaming. */
    interface Sink {
        /**
         * @param fact without its body
         * @param resource the members of the body that were asked for
         * @param keys the index keys where asked for
         * @return false to stop
         */
        boolean take(Fact fact, ObjectNode resource, Long[] keys) throws SQLException;
    }

    /**
     * What a scan needs beyond its tests.
     *
     * @param keys the index keys
     * @param members by type, members of the body; null for none, an empty Optional for all
     */
    record Needs(boolean keys, @Nullable Function<String, Optional<Set<String>>> members) {
        static final Needs NOTHING = new Needs(false, null);
        static final Needs KEYS = new Needs(true, null);
    }

    /** The members of bodies of a type that tests and needs look at; empty for all. */
    static Optional<Set<String>> members(Plan plan, Needs needs, String type) {
        Set<String> tested = plan.members(type);
        if (tested == null || needs.members == null) {
            return Optional.ofNullable(tested);
        }
        return needs.members.apply(type).map(more -> {
            more.forEach(tested::add);
            return tested;
        });
    }

    // -- exact plans

    /** A page of what a plan's statement finds, in the order of filing. Fixes the moment where it is full. */
    List<Fact> page(Run run, Plan plan, @Nullable ResourceKey after, int limit) throws SQLException {
        return page(run, plan, after, limit, false);
    }

    /**
     * Everything that a plan's statement finds, where it is no more than {@code most}; else null. One statement, whose moment is
     * fixed for further ones.
     */
    @Nullable
    List<Fact> few(Run run, Plan plan, int most) throws SQLException {
        List<Fact> found = page(run, plan, null, most + 1, true);
        return found.size() > most ? null : found;
    }

    /** The matches of a plan, the tests of bodies included, in the order of filing; at most {@code limit}. */
    List<Fact> all(Run run, Plan plan, int limit) throws SQLException {
        List<Fact> page = page(run, plan, null, limit);
        if (plan.exact()) {
            return page;
        }
        var out = new ArrayList<Fact>();
        while (out.size() < limit && !page.isEmpty()) {
            for (Fact fact : page) {
                if (out.size() < limit && plan.matches(fact, Json.members(fact.stored(), plan.members(fact.type())))) {
                    out.add(fact);
                }
            }
            page = page.size() < limit
                    ? List.of()
                    : page(run, plan, page.getLast().key(), limit);
        }
        return out;
    }

    private List<Fact> page(Run run, Plan plan, @Nullable ResourceKey after, int limit, boolean fixed)
            throws SQLException {
        var sql = after == null
                ? plan.sql()
                : new Sql()
                        .and(plan.sql())
                        .and(
                                "(v.compartment, v.type, v.local) > (?, ?, ?)",
                                after.compartment(),
                                (int) ResourceTypes.code(after.type()),
                                after.local());
        boolean moment = run.moment() == null;
        String columns = BEGINNING + ", v.body";
        String snapshot = moment ? ", (select pg_current_snapshot()::text)" : "";
        String text = (plan.gathered()
                        ? "with found as materialized (" + columns + FROM + sql.text() + ") " + columns + snapshot
                                + " from found v"
                        : columns + snapshot + FROM + sql.text())
                + ORDER + " limit ?";
        try (PreparedStatement statement = run.connection.prepareStatement(text);
                Watch _ = Watch.over(statement, run.seconds())) {
            statement.setInt(sql.bind(run.connection, statement), limit);
            var out = new ArrayList<Fact>();
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    out.add(rows.fact(row));
                    if (moment && (fixed || out.size() == limit)) {
                        run.fix(row.getString(9));
                    }
                }
            }
            return out;
        }
    }

    /** The keys of what a plan's statement finds, in the order of filing; their bodies are not touched. */
    List<ResourceKey> keys(Run run, Plan plan, int limit) throws SQLException {
        String columns = "select v.compartment, v.type, v.local";
        Sql sql = plan.sql();
        String text = plan.gathered()
                ? "with found as materialized (" + columns + FROM + sql.text() + ") " + columns + " from found v"
                : columns + FROM + sql.text();
        try (PreparedStatement statement = run.connection.prepareStatement(text + ORDER + " limit ?");
                Watch _ = Watch.over(statement, run.seconds())) {
            statement.setInt(sql.bind(run.connection, statement), limit);
            var out = new ArrayList<ResourceKey>();
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    out.add(new ResourceKey(ResourceTypes.name(row.getInt(2)), row.getLong(1), row.getInt(3)));
                }
            }
            return out;
        }
    }

    /** What each of several conditions finds that are nothing but keys; those under one scope by one statement. */
    Map<Unit.Sought, Set<ResourceKey>> keys(Connection connection, Map<Unit.Sought, Plan.Simple> sought)
            throws SQLException {
        Map<Unit.Sought, Set<ResourceKey>> found = new HashMap<>();
        List<Unit.Sought> left = new ArrayList<>(sought.keySet());
        while (!left.isEmpty()) {
            Sql scope = Objects.requireNonNull(sought.get(left.getFirst())).scope();
            List<Unit.Sought> together = left.stream()
                    .filter(each ->
                            Objects.requireNonNull(sought.get(each)).scope().same(scope))
                    .toList();
            together(connection, together, sought, scope, found);
            left.removeAll(new HashSet<>(together));
        }
        return found;
    }

    private static void together(
            Connection connection,
            List<Unit.Sought> asked,
            Map<Unit.Sought, Plan.Simple> sought,
            Sql scope,
            Map<Unit.Sought, Set<ResourceKey>> found)
            throws SQLException {
        Integer[] limits = asked.stream().map(Unit.Sought::limit).toArray(Integer[]::new);
        Short[] types = asked.stream()
                .map(each -> Objects.requireNonNull(sought.get(each)).type())
                .toArray(Short[]::new);
        String[] keys = asked.stream()
                .map(each -> Objects.requireNonNull(sought.get(each)).keys().stream()
                        .map(String::valueOf)
                        .collect(Collectors.joining(",", "{", "}")))
                .toArray(String[]::new);
        String text = scope.text().isEmpty() ? TOGETHER.formatted("") : TOGETHER.formatted(" and " + scope.text());
        try (PreparedStatement statement = connection.prepareStatement(text);
                Watch _ = Watch.over(statement, (int) Run.TIME_MAX.toSeconds())) {
            statement.setArray(1, connection.createArrayOf("smallint", types));
            statement.setArray(2, connection.createArrayOf("text", keys));
            statement.setArray(3, connection.createArrayOf("integer", limits));
            scope.bind(connection, statement, 4);
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    found.computeIfAbsent(asked.get(row.getInt(1) - 1), none -> new LinkedHashSet<>())
                            .add(new ResourceKey(ResourceTypes.name(row.getInt(3)), row.getLong(2), row.getInt(4)));
                }
            }
        }
    }

    long count(Run run, Plan plan) throws SQLException {
        try (PreparedStatement statement = run.connection.prepareStatement(
                        "select count(*)" + FROM + plan.sql().text());
                Watch _ = Watch.over(statement, run.seconds())) {
            plan.sql().bind(run.connection, statement);
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                return row.getLong(1);
            }
        }
    }

    /** The facts under some keys, in the order of the keys. */
    List<Fact> facts(Run run, List<ResourceKey> keys) throws SQLException {
        if (keys.isEmpty()) {
            return List.of();
        }
        Short[] types = keys.stream().map(key -> ResourceTypes.code(key.type())).toArray(Short[]::new);
        var sql = Plans.moment(run)
                .and("v.compartment = any(?::bigint[])", (Object)
                        keys.stream().map(ResourceKey::compartment).distinct().toArray(Long[]::new))
                .and(
                        "(v.compartment, v.type, v.local) in (select * from unnest(?::bigint[], ?::smallint[], ?::integer[]))",
                        keys.stream().map(ResourceKey::compartment).toArray(Long[]::new),
                        types,
                        keys.stream().map(ResourceKey::local).toArray(Integer[]::new));
        Map<ResourceKey, Fact> found = new HashMap<>();
        try (PreparedStatement statement = run.connection.prepareStatement(BEGINNING + ", v.body" + FROM + sql.text());
                Watch _ = Watch.over(statement, run.seconds())) {
            sql.bind(run.connection, statement);
            rows.all(statement).forEach(fact -> found.put(fact.key(), fact));
        }
        return keys.stream().filter(found::containsKey).map(found::get).toList();
    }

    // -- streaming

    /** Hands each match to {@code sink}, in no particular order. */
    void each(Run run, Plan plan, Needs needs, Sink sink) throws SQLException {
        boolean keys = needs.keys || !plan.wide().isEmpty();
        boolean body = needs.members != null || !plan.tests().isEmpty();
        String text = BEGINNING
                + (body ? ", v.body" : "")
                + (keys ? ", v.keys" : "")
                + FROM
                + plan.sql().text();
        if (!plan.narrow()) {
            run.admit();
        }
        boolean auto = run.connection.getAutoCommit();
        if (auto) {
            run.connection.setAutoCommit(false);
        }
        try (PreparedStatement statement = run.connection.prepareStatement(text);
                Watch _ = Watch.over(statement, run.seconds())) {
            statement.setFetchSize(FETCHED);
            plan.sql().bind(run.connection, statement);
            try (ResultSet row = statement.executeQuery()) {
                var reader = new Reader(plan, needs, body, keys);
                int seen = 0;
                boolean more = true;
                while (more && row.next()) {
                    more = reader.read(row, sink);
                    if ((++seen & 255) == 0) {
                        run.goOn();
                    }
                }
            }
        } finally {
            if (auto) {
                run.connection.rollback();
                run.connection.setAutoCommit(true);
            }
        }
    }

    private final class Reader {
        private static final Long[] NO_KEYS = {};

        private final Plan plan;
        private final Needs needs;
        private final boolean body;
        private final boolean keys;
        private final Map<String, Optional<Set<String>>> members = new HashMap<>();
        private final ObjectNode empty = Json.object();

        Reader(Plan plan, Needs needs, boolean body, boolean keys) {
            this.plan = plan;
            this.needs = needs;
            this.body = body;
            this.keys = keys;
        }

        boolean read(ResultSet row, Sink sink) throws SQLException {
            String type = ResourceTypes.name(row.getInt(2));
            Long[] found = keys ? (Long[]) row.getArray(body ? 9 : 8).getArray() : NO_KEYS;
            if (!plan.matches(type, found)) {
                return true;
            }
            byte[] stored = body ? bodies.decompress(row.getBytes(8)) : NOTHING;
            ObjectNode resource = body
                    ? Json.members(
                            stored, members.computeIfAbsent(type, this::members).orElse(null))
                    : empty;
            Instant at = row.getObject(5, OffsetDateTime.class).toInstant();
            var fact = new Fact(
                    new ResourceKey(type, row.getLong(1), row.getInt(3)),
                    row.getString(7),
                    row.getInt(4),
                    at,
                    Fact.Method.UPDATE,
                    NOTHING);
            return !plan.matches(fact, resource) || sink.take(fact, resource, found);
        }

        private Optional<Set<String>> members(String type) {
            return Scans.members(plan, needs, type);
        }
    }
}
