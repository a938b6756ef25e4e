package org.tongmai.store;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Makes plans of queries: resolves ids, runs inner queries of chains and {@code _has}, puts the scope into each. */
final class Plans {

    /** Larger sets of keys are compared here, row by row, instead of in the index. */
    private static final int KEYS_MAX = 2_000;

    /** Chains and {@code _has} within each other. */
    private static final int DEPTH_MAX = 8;

    private final Aliases aliases;
    private final Links links;
    private final Customs customs;

    Plans(Aliases aliases, Scans scans) {
        this.aliases = aliases;
        this.links = new Links(this, scans, aliases);
        this.customs = new Customs(this, scans);
    }

    Plan plan(Run run, Query query) throws SQLException {
        return plan(run, query, 0);
    }

    Plan plan(Run run, Query query, int depth) throws SQLException {
        if (depth > DEPTH_MAX) {
            throw Run.tooCostly("it has chains of more than " + DEPTH_MAX + " hops");
        }
        List<Query.Criterion> having =
                query.criteria().stream().filter(c -> c.code().equals("_has")).toList();
        if (having.isEmpty()) {
            return bare(run, query, depth);
        }
        List<Query.Criterion> others =
                query.criteria().stream().filter(c -> !c.code().equals("_has")).toList();
        run.fix();
        return links.having(run, query.with(others), having, depth);
    }

    private Plan bare(Run run, Query query, int depth) throws SQLException {
        var clauses = new ArrayList<Clause>();
        Map<String, List<Condition>> tests = new HashMap<>();
        Map<String, List<Condition>> wide = new HashMap<>();
        boolean narrow = true;
        for (String type : query.types()) {
            Clause clause = clause(run, type, query, depth, tests, wide);
            narrow &= clause.narrow;
            clauses.stream()
                    .filter(other -> other.sql.same(clause.sql))
                    .findFirst()
                    .ifPresentOrElse(other -> other.types.add(type), () -> clauses.add(clause));
        }
        boolean one = clauses.size() == 1 && query.types().size() == 1;
        boolean gathered = one && clauses.getFirst().gathered;
        var sql = one
                ? new Sql()
                        .and(gathered ? "(v.type + 0) = ?" : "v.type = ?", (int) ResourceTypes.code(query.type()))
                        .and(clauses.getFirst().sql)
                : Sql.or(clauses.stream().map(Clause::typed).toList());
        Plan.Simple simple = one && run.moment() == null ? clauses.getFirst().simple : null;
        return new Plan(moment(run).and(sql), tests, wide, narrow, gathered, simple);
    }

    /** Rows that stand at the moment of the run. */
    static Sql moment(Run run) {
        var sql = new Sql().and("v.method <> 2");
        String moment = run.moment();
        return moment == null
                ? sql.and("v.superseded is null")
                : sql.and("pg_visible_in_snapshot(v.tx, ?::pg_snapshot)", moment)
                        .and(
                                "(v.superseded is null or not pg_visible_in_snapshot(v.superseded, ?::pg_snapshot))",
                                moment);
    }

    /** @param gathered keys narrow and no compartment does, so the index of keys is the way to the rows */
    private record Clause(List<String> types, Sql sql, boolean narrow, boolean gathered, Plan.@Nullable Simple simple) {
        Sql typed() {
            Short[] codes = types.stream().map(ResourceTypes::code).toArray(Short[]::new);
            return new Sql().and("v.type = any(?::smallint[])", (Object) codes).and(sql);
        }
    }

    private Clause clause(
            Run run,
            String type,
            Query query,
            int depth,
            Map<String, List<Condition>> tests,
            Map<String, List<Condition>> wide)
            throws SQLException {
        var sql = new Sql();
        var all = new HashSet<Long>();
        var rest = new Sql();
        Set<Long> compartments = compartments(run, type, query);
        boolean narrow = compartments != null;
        boolean keyed = false;
        boolean directory = compartments == null && ResourceTypes.isDirectory(type);
        boolean located = directory || compartments != null;
        if (directory) {
            sql.and("v.compartment = 0");
        }
        for (Query.Criterion criterion : query.criteria()) {
            if (criterion.code().equals("_id") && criterion.chain() == null) {
                rest.and(ids(run, type, criterion));
                narrow |= criterion.modifier() == null;
                located |= criterion.modifier() == null;
                continue;
            }
            if (criterion.code().equals("_lastUpdated") && criterion.chain() == null) {
                rest.and(Updated.sql(criterion));
                continue;
            }
            Condition condition = condition(run, type, criterion, depth);
            if (condition.keys().stream().anyMatch(set -> set.size() > KEYS_MAX)) {
                wide.computeIfAbsent(type, t -> new ArrayList<>()).add(condition);
            } else {
                for (Set<Long> set : condition.keys()) {
                    if (!condition.negated() && set.size() == 1) {
                        all.addAll(set);
                    } else {
                        rest.and(condition.negated() ? "not v.keys && ?::bigint[]" : "v.keys && ?::bigint[]", set);
                    }
                    narrow |= !condition.negated();
                    keyed |= !condition.negated();
                }
            }
            if (!condition.exact()) {
                tests.computeIfAbsent(type, t -> new ArrayList<>()).add(condition);
            }
        }
        if (compartments != null) {
            if (compartments.size() == 1) {
                sql.and("v.compartment = ?", compartments.iterator().next());
            } else {
                sql.and("v.compartment = any(?::bigint[])", compartments);
            }
        }
        if (!all.isEmpty()) {
            sql.and("v.keys @> ?::bigint[]", all);
        }
        Set<Long> within = directory ? Set.of(ResourceKey.DIRECTORY) : compartments;
        Sql scope = ScopeSql.of(type, run.scope, within);
        boolean gathered = keyed && !located;
        boolean simple = gathered && rest.text().isEmpty() && !tests.containsKey(type) && !wide.containsKey(type);
        sql.and(rest).and(scope);
        scoped(run, type, within, sql, tests);
        return new Clause(
                new ArrayList<>(List.of(type)),
                sql,
                narrow,
                gathered,
                simple && !tests.containsKey(type) ? new Plan.Simple(ResourceTypes.code(type), all, scope) : null);
    }

    /** What the scope asks beyond its condition: of what was shown before, and of dates of care. */
    private static void scoped(
            Run run, String type, @Nullable Set<Long> within, Sql sql, Map<String, List<Condition>> tests) {
        if (run.resumed()) {
            sql.and(ScopeSql.stillShown(type, run.scope, within));
        }
        Condition test = ScopeSql.test(type, run.scope);
        if (test != null) {
            tests.computeIfAbsent(type, t -> new ArrayList<>()).add(test);
        }
    }

    /** Rows of one type under a condition, as far as they stand and may be seen. */
    static Plan scoped(Run run, String type, Sql condition) {
        Sql sql = moment(run)
                .and("v.type = ?", (int) ResourceTypes.code(type))
                .and(condition)
                .and(ScopeSql.of(type, run.scope));
        Map<String, List<Condition>> tests = new HashMap<>();
        scoped(run, type, null, sql, tests);
        return new Plan(sql, tests, new HashMap<>(), true, false, null);
    }

    private Condition condition(Run run, String type, Query.Criterion criterion, int depth) throws SQLException {
        refuse(type, criterion);
        if (criterion.code().equals(Compartments.CODE)) {
            return Compartments.condition(type, criterion, run.terms);
        }
        return criterion.chain() == null
                ? Condition.of(parameter(run, type, criterion.code()), criterion, run.terms)
                : links.chain(run, type, criterion, depth);
    }

    /** The parameter of FHIR R4, else the one that users defined. */
    SearchParameter parameter(Run run, String type, String code) throws SQLException {
        SearchParameter own = find(run, type, code);
        if (own == null) {
            throw Condition.unknownParameter(type, code);
        }
        return own;
    }

    @Nullable
    SearchParameter find(Run run, String type, String code) throws SQLException {
        SearchParameter standard = SearchParameter.of(type, code);
        return standard == null ? customs.find(run, type, code) : standard;
    }

    /** Refuses a criterion that no search of these types would take. */
    void check(Run run, List<String> types, Query.Criterion criterion) throws SQLException {
        for (String type : types) {
            refuse(type, criterion);
            if (criterion.code().equals("_has")) {
                Query.Criterion inner = links.inner(run, criterion);
                check(run, List.of(String.valueOf(criterion.modifier()).split(":", 2)[0]), inner);
            } else if (criterion.chain() != null) {
                parameter(run, type, criterion.code());
            } else if (!criterion.code().equals("_id")) {
                Condition.of(parameter(run, type, criterion.code()), criterion, run.terms);
            }
        }
    }

    private static void refuse(String type, Query.Criterion criterion) {
        switch (criterion.code()) {
            case "_text", "_content" ->
                throw Condition.unsupported(type, criterion.code(), "There is no index of whole texts.");
            case "_filter" ->
                throw Condition.unsupported(
                        type, "_filter", "Expressions are not searched by; parameters and chains are.");
            case "_list", "_query" ->
                throw Condition.unsupported(type, criterion.code(), "Named queries and lists are not searched by.");
            default -> {}
        }
    }

    // -- ids and compartments

    private Sql ids(Run run, String type, Query.Criterion criterion) throws SQLException {
        boolean not = "not".equals(criterion.modifier());
        if (criterion.modifier() != null && !not) {
            throw Condition.unsupported(type, criterion.name(), "_id is compared as a whole.");
        }
        var ids = criterion.values().stream()
                .map(value -> Query.unescape(value.startsWith(type + "/") ? value.substring(type.length() + 1) : value))
                .toList();
        Collection<ResourceKey> keys =
                aliases.resolve(run.connection, type, ids).values();
        return not ? new Sql().and("not " + TUPLES, tuples(keys)) : ids(keys);
    }

    private static final String TUPLES =
            "(v.compartment, v.local) in (select * from unnest(?::bigint[], ?::integer[]))";

    private static Object[] tuples(Collection<ResourceKey> keys) {
        return new Object[] {
            keys.stream().map(ResourceKey::compartment).toArray(Long[]::new),
            keys.stream().map(ResourceKey::local).toArray(Integer[]::new)
        };
    }

    /** Rows under one of the keys. */
    static Sql ids(Collection<ResourceKey> keys) {
        if (keys.size() == 1) {
            ResourceKey key = keys.iterator().next();
            return new Sql().and("v.compartment = ?", key.compartment()).and("v.local = ?", key.local());
        }
        Long[] compartments =
                keys.stream().map(ResourceKey::compartment).distinct().toArray(Long[]::new);
        return new Sql()
                .and("v.compartment = any(?::bigint[])", (Object) compartments)
                .and(TUPLES, tuples(keys));
    }

    /** Resources of one type by their ids, as far as they stand and may be seen. */
    Plan ids(Run run, String type, Collection<String> ids) throws SQLException {
        Collection<ResourceKey> keys =
                aliases.resolve(run.connection, type, ids).values();
        return scoped(run, type, ids(keys));
    }

    /** The compartments outside which nothing can match, where criteria name the patient; else null. */
    private @Nullable Set<Long> compartments(Run run, String type, Query query) throws SQLException {
        String member = PatientReference.member(type);
        Set<Long> out = null;
        for (Query.Criterion criterion : query.criteria()) {
            SearchParameter parameter = SearchParameter.of(type, criterion.code());
            if (parameter == null || member == null || !namesPatient(criterion, parameter, member)) {
                continue;
            }
            List<String> ids = patients(criterion, parameter);
            if (ids != null) {
                var some = new HashSet<Long>();
                aliases.resolve(run.connection, "Patient", ids).values().forEach(key -> some.add(key.compartment()));
                if (out == null) {
                    out = some;
                } else {
                    out.retainAll(some);
                }
            }
        }
        return out;
    }

    /** The ids of the patients that a criterion names; null where it may mean something else. */
    private static @Nullable List<String> patients(Query.Criterion criterion, SearchParameter parameter) {
        var ids = new ArrayList<String>();
        for (String raw : criterion.values()) {
            String value = Values.unversioned(Query.unescape(raw));
            boolean patient = value.startsWith("Patient/")
                    || !value.contains("/")
                            && !value.contains(":")
                            && (parameter.paths().getFirst().target() != null
                                    || "Patient".equals(criterion.modifier())
                                    || parameter.targets().equals(List.of("Patient")));
            if (!patient) {
                return null;
            }
            ids.add(value.substring(value.indexOf('/') + 1));
        }
        return ids;
    }

    /** True where a parameter compares the element that tells whose record a resource belongs to. */
    static boolean namesPatient(Query.Criterion criterion, SearchParameter parameter, String member) {
        return parameter.kind() == SearchParameter.Kind.REFERENCE
                && criterion.chain() == null
                && (criterion.modifier() == null || "Patient".equals(criterion.modifier()))
                && parameter.paths().size() == 1
                && parameter.paths().getFirst().text().equals(member);
    }
}
