package org.tongmai.store;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.tongmai.kernel.Outage;
import org.tongmai.kernel.Problem;
import tools.jackson.databind.node.ObjectNode;

/**
 * Runs queries: index keys and the scope narrow in SQL, what keys cannot decide is decided on the bodies of the rows they leave.
 *
 * <p>A search fixes the moment it sees, as a PostgreSQL snapshot; its later pages speak of that moment. A search that keys decide
 * and that fits on one page is one statement.
 */
final class Search {

    private static final Set<String> NOT_UNDERSTOOD =
            Set.of("store.unknown-parameter", "store.search-unsupported", "store.include-unreadable");

    /** Candidates that are brought by one statement and looked through in memory. */
    private static final int FEW = 200;

    private final DataSource database;
    private final Scans scans;
    private final Plans plans;
    private final Inclusion inclusion;
    private final Seal seal;
    private volatile Terms terms = Terms.NONE;

    Search(DataSource database, Rows rows, Bodies bodies, Aliases aliases, Seal seal) {
        this.database = database;
        this.scans = new Scans(rows, bodies);
        this.plans = new Plans(aliases, scans);
        this.inclusion = new Inclusion(plans, scans);
        this.seal = seal;
    }

    Matcher matcher(Query query) {
        return Matcher.of(query, terms);
    }

    void terms(Terms known) {
        terms = known;
    }

    Page page(Query query, Scope scope) {
        return page(query, scope, null);
    }

    /** Leaves aside the parameters that a search of these types would refuse as unknown; wrong values are refused all the same. */
    Lenient understood(List<String> types, Map<String, List<String>> parameters) {
        var kept = new LinkedHashMap<String, List<String>>();
        var ignored = new ArrayList<String>();
        try (Connection connection = database.getConnection()) {
            var run = new Run(connection, Scope.everything(), terms, null, Admission.free());
            for (var parameter : parameters.entrySet()) {
                if (understands(run, types, parameter.getKey(), parameter.getValue())) {
                    kept.put(parameter.getKey(), parameter.getValue());
                } else {
                    ignored.add(parameter.getKey());
                }
            }
        } catch (SQLException e) {
            throw failed(e);
        }
        return new Lenient(kept, ignored);
    }

    private boolean understands(Run run, List<String> types, String name, List<String> values) throws SQLException {
        try {
            Query query = QueryText.parse(types, Map.of(name, values));
            new Sorting(query, (type, code) -> plans.parameter(run, type, code));
            for (Query.Criterion criterion : query.criteria()) {
                plans.check(run, query.types(), criterion);
            }
            return true;
        } catch (Problem refused) {
            if (NOT_UNDERSTOOD.contains(refused.code())) {
                return false;
            }
            throw refused;
        }
    }

    /** Goes on with a page token. */
    Page more(String token, Scope scope) {
        PageToken read = PageToken.read(seal, token);
        return page(read.query(), scope, read);
    }

    private Page page(Query query, Scope scope, @Nullable PageToken from) {
        try (var admission = new Admission()) {
            try {
                return page(query, scope, from, admission);
            } catch (Admission.Later later) {
                admission.await();
                return page(query, scope, from, admission);
            }
        }
    }

    private Page page(Query query, Scope scope, @Nullable PageToken from, Admission admission) {
        try (Connection connection = database.getConnection()) {
            var run = new Run(connection, scope, terms, from == null ? null : from.moment(), admission);
            var sorting = new Sorting(query, (type, code) -> plans.parameter(run, type, code));
            Plan plan = plans.plan(run, query);
            if (from == null ? plan.exact() && sorting.natural() : from.after() != null) {
                if (!plan.exact()) {
                    throw outdated();
                }
                return filed(run, query, plan, from);
            }
            Page few = from == null && plan.narrow() && plan.wide().isEmpty() ? few(run, query, plan, sorting) : null;
            return few == null ? streamed(run, query, plan, sorting, from) : few;
        } catch (SQLException e) {
            throw failed(e);
        }
    }

    /** Pages go on as the first was made: a parameter that users define may have got keys, or lost them, since then. */
    private static Problem outdated() {
        return new Problem(
                Problem.Kind.INVALID,
                "store.page-outdated",
                "The search cannot go on from this page.",
                "A search parameter that it names was defined anew since its first page, or what you may see has changed.",
                "Begin the search anew.");
    }

    /** A page of what the statement alone finds, in the order of filing. */
    private Page filed(Run run, Query query, Plan plan, @Nullable PageToken from) throws SQLException {
        if (query.count() == 0) {
            return new Page(List.of(), List.of(), scans.count(run, plan), null);
        }
        int count = query.count();
        List<Fact> found = scans.page(run, plan, from == null ? null : from.after(), count + 1);
        boolean more = found.size() > count;
        List<Fact> facts = more ? found.subList(0, count) : found;
        long total = -1;
        if (query.total()) {
            if (from != null && from.scope() == run.scope.hashCode()) {
                total = from.total();
            } else {
                total = from == null && !more ? found.size() : scans.count(run, plans.plan(run, query));
            }
        }
        String next = more
                ? new PageToken(
                                query,
                                run.fix(),
                                total,
                                run.scope.hashCode(),
                                0,
                                first(from),
                                facts.getLast().key())
                        .text(seal)
                : null;
        return new Page(facts, inclusion.of(run, query, facts), total, next);
    }

    /** When the first page was made. */
    private Instant first(@Nullable PageToken from) {
        return from == null ? seal.now() : from.first();
    }

    /** As {@link #streamed}, where the keys leave so few that one statement brings them all; null where they leave more. */
    private @Nullable Page few(Run run, Query query, Plan plan, Sorting sorting) throws SQLException {
        List<Fact> candidates = scans.few(run, plan, FEW);
        if (candidates == null) {
            return null;
        }
        var matches = new Matches(sorting);
        Map<ResourceKey, Fact> found = new HashMap<>();
        Map<String, Optional<Set<String>>> members = new HashMap<>();
        for (Fact fact : candidates) {
            ObjectNode resource = Json.members(
                    fact.stored(),
                    members.computeIfAbsent(fact.type(), type -> Scans.members(plan, sorting.needs(), type))
                            .orElse(null));
            if (plan.matches(fact, resource)) {
                found.put(fact.key(), fact);
                matches.add(fact.key(), sorting.values(fact, resource));
            }
        }
        List<Fact> facts = matches.page(0, query.count()).stream()
                .map(key -> Objects.requireNonNull(found.get(key)))
                .toList();
        boolean more = query.count() > 0 && matches.size() > query.count();
        String next = more
                ? new PageToken(
                                query,
                                run.fix(),
                                matches.size(),
                                run.scope.hashCode(),
                                query.count(),
                                first(null),
                                null)
                        .text(seal)
                : null;
        return new Page(facts, inclusion.of(run, query, facts), query.total() ? matches.size() : -1, next);
    }

    /** A page of what is found by looking into bodies, or in an order that only bodies tell. */
    private Page streamed(Run run, Query query, Plan plan, Sorting sorting, @Nullable PageToken from)
            throws SQLException {
        Plan fixed = plan;
        if (run.moment() == null) {
            run.fix();
            fixed = plans.plan(run, query);
        }
        var matches = new Matches(sorting);
        scans.each(run, fixed, sorting.needs(), (fact, resource, keys) -> {
            matches.add(fact.key(), sorting.values(fact, resource));
            return true;
        });
        int offset = from == null ? 0 : from.offset();
        List<Fact> facts = scans.facts(run, matches.page(offset, query.count()));
        boolean more = query.count() > 0 && matches.size() > offset + query.count();
        String next = more
                ? new PageToken(
                                query,
                                run.fix(),
                                matches.size(),
                                run.scope.hashCode(),
                                offset + query.count(),
                                first(from),
                                null)
                        .text(seal)
                : null;
        return new Page(facts, inclusion.of(run, query, facts), query.total() ? matches.size() : -1, next);
    }

    /** Every active SearchParameter, in the order of filing. */
    List<Fact> defined(Connection connection) throws SQLException {
        var run = new Run(connection, Scope.everything(), Terms.NONE, null, Admission.free());
        run.fix();
        Plan plan = plans.plan(run, Query.of("SearchParameter").where("status", "active"));
        var out = new ArrayList<Fact>();
        List<Fact> page = scans.page(run, plan, null, Query.COUNT_MAX);
        while (!page.isEmpty()) {
            out.addAll(page);
            page = scans.page(run, plan, page.getLast().key(), Query.COUNT_MAX);
        }
        return out;
    }

    /**
     * What each of several conditions finds now, in their order, on the connection of a running transaction. Conditions that are
     * nothing but keys are asked together: most of what such a question costs is that it is asked.
     */
    List<Set<ResourceKey>> keys(Connection connection, List<Unit.Sought> sought) throws SQLException {
        var simple = new LinkedHashMap<Unit.Sought, Plan.Simple>();
        var found = new HashMap<Unit.Sought, Set<ResourceKey>>();
        for (Unit.Sought each : sought) {
            var run = new Run(connection, each.scope(), terms, null, Admission.free());
            Plan plan = plans.plan(run, each.query());
            refuseWide(plan);
            if (plan.simple() == null || sought.size() == 1) {
                found.put(each, keys(run, plan, each.limit()));
            } else {
                simple.put(each, plan.simple());
            }
        }
        found.putAll(scans.keys(connection, simple));
        return sought.stream().map(each -> found.getOrDefault(each, Set.of())).toList();
    }

    private static void refuseWide(Plan plan) {
        if (!plan.narrow()) {
            throw new Problem(
                    Problem.Kind.PRECONDITION_FAILED,
                    "store.condition-wide",
                    "The condition cannot be told by the index.",
                    "Conditions hold up all writing, so they name an id, an identifier, a code, a reference or a word.",
                    "Add such a criterion.");
        }
    }

    private Set<ResourceKey> keys(Run run, Plan plan, int limit) throws SQLException {
        if (plan.exact()) {
            return new LinkedHashSet<>(scans.keys(run, plan, limit));
        }
        var out = new LinkedHashSet<ResourceKey>();
        scans.each(run, plan, Scans.Needs.NOTHING, (fact, resource, keys) -> {
            out.add(fact.key());
            return out.size() < limit;
        });
        return out;
    }

    /** What to throw for it; only a database that is away for the moment is worth another attempt. */
    static RuntimeException failed(SQLException e) {
        if ("57014".equals(e.getSQLState())) {
            return Run.slow();
        }
        return Outage.of(e)
                .<RuntimeException>map(away -> away)
                .orElseGet(() -> new IllegalStateException("a statement failed", e));
    }
}
