package org.tongmai.store;

import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.tongmai.kernel.Problem;
import tools.jackson.databind.node.ObjectNode;

/**
 * Runs queries: index keys and the scope narrow in SQL, what keys cannot decide is decided on the bodies of the rows they leave.
 *
 * <p>A search fixes the moment it sees, as a PostgreSQL snapshot; its later pages speak of that moment.
 */
final class Search {

    /** Bodies that one search may look at; beyond, it is refused with a word on how to narrow it. */
    static final int LOOKED_AT_MAX = 50_000;

    /** Resources that an inner search of a chain may find. */
    private static final int CHAIN_MAX = 2_000;

    private static final int INCLUDED_MAX = 2_000;
    private static final int SECONDS_MAX = 20;

    private static final String SENT = "v.compartment in (select compartment from store.compartment where source = ?)";

    private final DataSource database;
    private final Rows rows;
    private final Aliases aliases;

    Search(DataSource database, Rows rows, Aliases aliases) {
        this.database = database;
        this.rows = rows;
        this.aliases = aliases;
    }

    /** Where a page begins, and the moment that the search sees. */
    record Position(String snapshot, int offset) {}

    Page page(Query query, Scope scope, @Nullable Position from) {
        try (Connection connection = database.getConnection()) {
            connection.setAutoCommit(false);
            connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
            connection.setReadOnly(true);
            try {
                return page(connection, query, scope, from);
            } finally {
                connection.rollback();
                connection.setReadOnly(false);
                connection.setTransactionIsolation(Connection.TRANSACTION_READ_COMMITTED);
                connection.setAutoCommit(true);
            }
        } catch (SQLException e) {
            throw failed(e);
        }
    }

    /** The resources that match now, on the connection of a running transaction; at most two are told apart. */
    Set<ResourceKey> keys(Connection connection, Query query, Scope scope) throws SQLException {
        var out = new LinkedHashSet<ResourceKey>();
        matches(connection, query.count(2), scope, null, 2).forEach(fact -> out.add(fact.key()));
        return out;
    }

    private Page page(Connection connection, Query query, Scope scope, @Nullable Position from) throws SQLException {
        String snapshot = from == null ? null : from.snapshot;
        int offset = from == null ? 0 : from.offset;
        Plan plan = plan(connection, query, scope, snapshot);
        List<Fact> found;
        long total;
        if (plan.exact && query.sort().isEmpty()) {
            found = select(connection, plan, query.count() + 1, offset);
            boolean whole = offset == 0 && found.size() <= query.count();
            total = whole ? found.size() : count(connection, plan);
        } else {
            List<Fact> all = filtered(connection, plan, LOOKED_AT_MAX + 1);
            total = all.size();
            if (!query.sort().isEmpty()) {
                all = Sorting.sort(query, all);
            }
            found = all.subList(Math.min(offset, all.size()), Math.min(offset + query.count() + 1, all.size()));
        }
        boolean more = found.size() > query.count() && query.count() > 0;
        List<Fact> facts = found.subList(0, Math.min(found.size(), query.count()));
        String next =
                more ? token(query, snapshot == null ? moment(connection) : snapshot, offset + query.count()) : null;
        return new Page(facts, included(connection, query, scope, snapshot, facts), total, next);
    }

    private List<Fact> matches(Connection connection, Query query, Scope scope, @Nullable String snapshot, int limit)
            throws SQLException {
        Plan plan = plan(connection, query, scope, snapshot);
        if (plan.exact) {
            return select(connection, plan, limit, 0);
        }
        List<Fact> all = filtered(connection, plan, LOOKED_AT_MAX + 1);
        return all.subList(0, Math.min(limit, all.size()));
    }

    // -- SQL

    /** A statement's conditions with their values, and what is left to test on bodies. */
    private record Plan(String where, List<Object> values, boolean exact, List<Condition> tests) {}

    private Plan plan(Connection connection, Query query, Scope scope, @Nullable String snapshot) throws SQLException {
        var sql = new Sql();
        sql.and("v.type = ?", (int) ResourceTypes.code(query.type()));
        sql.and("v.method <> 2");
        if (snapshot == null) {
            sql.and("v.superseded is null");
        } else {
            sql.and("pg_visible_in_snapshot(v.tx, ?::pg_snapshot)", snapshot);
            sql.and("(v.superseded is null or not pg_visible_in_snapshot(v.superseded, ?::pg_snapshot))", snapshot);
        }
        Set<Long> compartments = compartments(connection, query);
        if (compartments != null) {
            sql.and("v.compartment = any(?::bigint[])", compartments);
        }
        scope(query.type(), scope, sql);
        var tests = new ArrayList<Condition>();
        boolean exact = true;
        for (Query.Criterion criterion : query.criteria()) {
            if (criterion.code().equals("_id")) {
                ids(connection, query.type(), criterion, sql);
                continue;
            }
            Condition condition = condition(connection, query.type(), criterion, scope, snapshot);
            if (condition.anyOf() != null) {
                sql.and(condition.negated() ? "not v.keys && ?::bigint[]" : "v.keys && ?::bigint[]", condition.anyOf());
            }
            if (!condition.exact()) {
                exact = false;
                tests.add(condition);
            }
        }
        return new Plan(sql.text.toString(), sql.values, exact, tests);
    }

    private Condition condition(
            Connection connection, String type, Query.Criterion criterion, Scope scope, @Nullable String snapshot)
            throws SQLException {
        if (criterion.code().equals("_has")) {
            return has(connection, type, criterion, scope, snapshot);
        }
        String chain = criterion.chain();
        if (chain == null) {
            return Condition.of(type, criterion);
        }
        SearchParameter parameter = SearchParameter.of(type, criterion.code());
        if (parameter == null) {
            throw Condition.unknownParameter(type, criterion.code());
        }
        var targets = criterion.modifier() == null
                ? parameter.paths().stream().anyMatch(p -> p.target() != null)
                        ? parameter.paths().stream()
                                .map(SearchPath::target)
                                .distinct()
                                .toList()
                        : parameter.targets()
                : List.of(criterion.modifier());
        String first = chain.contains(".") ? chain.substring(0, chain.indexOf('.')) : chain;
        String code = first.contains(":") ? first.substring(0, first.indexOf(':')) : first;
        var references = new ArrayList<String>();
        for (String target : targets) {
            if (target != null && (code.equals("_id") || SearchParameter.of(target, code) != null)) {
                Query inner = Query.of(target).where(chain, String.join(",", criterion.values()));
                for (Fact fact : bounded(connection, inner, scope, snapshot)) {
                    references.add(fact.reference());
                }
            }
        }
        return Condition.of(type, new Query.Criterion(criterion.code(), null, null, references));
    }

    /** {@code _has:Observation:patient:code=…}: resources to which a match of the inner search refers. */
    private Condition has(
            Connection connection, String type, Query.Criterion criterion, Scope scope, @Nullable String snapshot)
            throws SQLException {
        String[] parts = String.valueOf(criterion.modifier()).split(":", 3);
        if (parts.length < 3) {
            throw Condition.unknownParameter(type, "_has");
        }
        SearchParameter link = SearchParameter.of(parts[0], parts[1]);
        if (link == null) {
            throw Condition.unknownParameter(parts[0], parts[1]);
        }
        Query inner = Query.of(parts[0]).where(parts[2], String.join(",", criterion.values()));
        var referred = new HashSet<String>();
        for (Fact fact : bounded(connection, inner, scope, snapshot)) {
            references(link, fact.tree(), referred);
        }
        return new Condition(null, false, false, (fact, resource) -> referred.contains(fact.reference()));
    }

    private List<Fact> bounded(Connection connection, Query inner, Scope scope, @Nullable String snapshot)
            throws SQLException {
        List<Fact> found = matches(connection, inner, scope, snapshot, CHAIN_MAX + 1);
        if (found.size() > CHAIN_MAX) {
            throw tooCostly("the inner search of a chain finds more than " + CHAIN_MAX + " resources");
        }
        return found;
    }

    private void ids(Connection connection, String type, Query.Criterion criterion, Sql sql) throws SQLException {
        Map<String, ResourceKey> found = aliases.resolve(connection, type, criterion.values());
        sql.and(
                "v.compartment = any(?::bigint[])",
                found.values().stream().map(ResourceKey::compartment).toList());
        sql.and(
                "(v.compartment, v.local) in (select * from unnest(?::bigint[], ?::integer[]))",
                found.values().stream().map(ResourceKey::compartment).toList());
        sql.values.add(found.values().stream().map(ResourceKey::local).toArray(Integer[]::new));
    }

    /** The compartments outside which nothing can match, where a criterion names the patient; else null. */
    private @Nullable Set<Long> compartments(Connection connection, Query query) throws SQLException {
        String member = PatientReference.member(query.type());
        for (Query.Criterion criterion : query.criteria()) {
            SearchParameter parameter = SearchParameter.of(query.type(), criterion.code());
            if (parameter == null || member == null || !namesPatient(criterion, parameter, member)) {
                continue;
            }
            var ids = new ArrayList<String>();
            for (String value : criterion.values()) {
                boolean patient = value.startsWith("Patient/")
                        || !value.contains("/")
                                && (parameter.paths().getFirst().target() != null
                                        || "Patient".equals(criterion.modifier())
                                        || parameter.targets().equals(List.of("Patient")));
                if (!patient) {
                    return null;
                }
                ids.add(value.substring(value.indexOf('/') + 1));
            }
            var out = new HashSet<Long>();
            aliases.resolve(connection, "Patient", ids).values().forEach(key -> out.add(key.compartment()));
            return out;
        }
        return null;
    }

    private static boolean namesPatient(Query.Criterion criterion, SearchParameter parameter, String member) {
        return parameter.kind() == SearchParameter.Kind.REFERENCE
                && criterion.chain() == null
                && (criterion.modifier() == null || "Patient".equals(criterion.modifier()))
                && parameter.paths().size() == 1
                && parameter.paths().getFirst().text().equals(member);
    }

    /** The scope as part of the statement: what it hides is not there, not for counts either. */
    private static void scope(String type, Scope scope, Sql sql) {
        switch (scope) {
            case Scope.Everything everything -> {}
            case Scope.Sent sent -> {
                String directory = ResourceTypes.isDirectory(type) ? "v.compartment = 0" : "false";
                if (sent.types().isEmpty() || sent.types().contains(type)) {
                    sql.and("(" + directory + " or " + SENT + ")", sent.institution());
                } else {
                    sql.and(directory);
                }
            }
            case Scope.Granted granted -> {
                var any = new StringBuilder();
                var values = new ArrayList<Object>();
                if (ResourceTypes.isDirectory(type)) {
                    any.append("v.compartment = 0");
                }
                for (Scope.Grant grant : granted.grants()) {
                    boolean visible = (grant.types().isEmpty() || grant.types().contains(type))
                            && !grant.withheldTypes().contains(type)
                            && !grant.compartments().isEmpty();
                    if (visible) {
                        any.append(any.isEmpty() ? "" : " or ").append("v.compartment = any(?::bigint[])");
                        values.add(grant.compartments());
                        if (!grant.withheldLabels().isEmpty()) {
                            any.append(" and not v.keys && ?::bigint[]");
                            values.add(Labels.keys(type, grant.withheldLabels()));
                        }
                        if (!grant.categories().isEmpty()) {
                            any.append(" and v.keys && ?::bigint[]");
                            values.add(Labels.keys(type, "category", grant.categories()));
                        }
                        if (!grant.withheldCategories().isEmpty()) {
                            any.append(" and not v.keys && ?::bigint[]");
                            values.add(Labels.keys(type, "category", grant.withheldCategories()));
                        }
                    }
                }
                sql.and(any.isEmpty() ? "false" : "(" + any + ")");
                sql.values.addAll(values);
            }
        }
    }

    private List<Fact> filtered(Connection connection, Plan plan, int limit) throws SQLException {
        List<Fact> candidates = select(connection, plan, limit, 0);
        if (candidates.size() > LOOKED_AT_MAX) {
            throw tooCostly("it would have to look into more than " + LOOKED_AT_MAX + " resources");
        }
        if (plan.tests.isEmpty()) {
            return candidates;
        }
        var out = new ArrayList<Fact>();
        for (Fact fact : candidates) {
            ObjectNode tree = fact.tree();
            if (plan.tests.stream().allMatch(condition -> condition.test().test(fact, tree))) {
                out.add(fact);
            }
        }
        return out;
    }

    private List<Fact> select(Connection connection, Plan plan, int limit, int offset) throws SQLException {
        String sql = Rows.SELECT + plan.where + " order by v.compartment, v.local, v.version limit ? offset ?";
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setQueryTimeout(SECONDS_MAX);
            int at = bind(connection, statement, plan.values);
            statement.setInt(at, limit);
            statement.setInt(at + 1, offset);
            return rows.all(statement);
        }
    }

    private static long count(Connection connection, Plan plan) throws SQLException {
        try (PreparedStatement statement =
                connection.prepareStatement("select count(*) from store.version v where " + plan.where)) {
            statement.setQueryTimeout(SECONDS_MAX);
            bind(connection, statement, plan.values);
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                return row.getLong(1);
            }
        }
    }

    private static int bind(Connection connection, PreparedStatement statement, List<Object> values)
            throws SQLException {
        int at = 1;
        for (Object value : values) {
            switch (value) {
                case Collection<?> keys -> statement.setArray(at++, connection.createArrayOf("bigint", keys.toArray()));
                case Integer[] integers -> statement.setArray(at++, connection.createArrayOf("integer", integers));
                default -> statement.setObject(at++, value);
            }
        }
        return at;
    }

    private static String moment(Connection connection) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement("select pg_current_snapshot()::text");
                ResultSet row = statement.executeQuery()) {
            row.next();
            return row.getString(1);
        }
    }

    // -- _include and _revinclude

    private List<Fact> included(
            Connection connection, Query query, Scope scope, @Nullable String snapshot, List<Fact> matches)
            throws SQLException {
        if (query.include().isEmpty() && query.reverseInclude().isEmpty()) {
            return List.of();
        }
        var out = new LinkedHashMap<ResourceKey, Fact>();
        Map<String, Set<String>> wanted = new LinkedHashMap<>();
        for (Query.Include include : query.include()) {
            forward(include, matches, wanted);
        }
        for (var ids : wanted.entrySet()) {
            Query inner = Query.of(ids.getKey()).where("_id", String.join(",", ids.getValue()));
            matches(connection, inner, scope, snapshot, INCLUDED_MAX).forEach(fact -> out.put(fact.key(), fact));
        }
        for (Query.Include include : query.reverseInclude()) {
            if (!matches.isEmpty()) {
                String references =
                        String.join(",", matches.stream().map(Fact::reference).toList());
                Query inner = Query.of(include.source()).where(include.code(), references);
                matches(connection, inner, scope, snapshot, INCLUDED_MAX).forEach(fact -> out.put(fact.key(), fact));
            }
        }
        matches.forEach(fact -> out.remove(fact.key()));
        return List.copyOf(out.values());
    }

    private static void forward(Query.Include include, List<Fact> matches, Map<String, Set<String>> wanted) {
        for (Fact fact : matches) {
            if (!fact.type().equals(include.source())) {
                continue;
            }
            var references = new LinkedHashSet<String>();
            ObjectNode tree = fact.tree();
            for (SearchParameter parameter :
                    SearchParameter.all(include.source()).values()) {
                if (parameter.kind() == SearchParameter.Kind.REFERENCE
                        && (include.code().equals("*") || include.code().equals(parameter.code()))) {
                    references(parameter, tree, references);
                }
            }
            for (String reference : references) {
                int slash = reference.indexOf('/');
                String type = slash < 0 ? "" : reference.substring(0, slash);
                if (ResourceTypes.exists(type)
                        && (include.target() == null || include.target().equals(type))) {
                    wanted.computeIfAbsent(type, t -> new LinkedHashSet<>()).add(reference.substring(slash + 1));
                }
            }
        }
    }

    private static void references(SearchParameter parameter, ObjectNode tree, Set<String> out) {
        for (SearchPath path : parameter.paths()) {
            path.each(tree, (node, type) -> {
                String reference = node.path("reference").asString("");
                if (!reference.isEmpty()) {
                    out.add(Values.unversioned(reference));
                }
            });
        }
    }

    // -- paging

    private static String token(Query query, String snapshot, int offset) {
        ObjectNode token = Json.object();
        token.put("s", snapshot).put("o", offset).put("q", QueryText.write(query));
        return Base64.getUrlEncoder().withoutPadding().encodeToString(Json.bytes(token));
    }

    /** Goes on with a page token. */
    Page more(String token, Scope scope) {
        try {
            ObjectNode node = Json.read(Base64.getUrlDecoder().decode(token.getBytes(StandardCharsets.US_ASCII)));
            Query query = QueryText.read(node.path("q").asString(""));
            return page(
                    query,
                    scope,
                    new Position(node.path("s").asString(""), node.path("o").asInt(0)));
        } catch (IllegalArgumentException e) {
            throw new Problem(
                    Problem.Kind.INVALID,
                    "store.page-unknown",
                    "The page token cannot be read.",
                    "It is made by the server and must come back unchanged.",
                    "Begin the search anew.");
        }
    }

    private static Problem tooCostly(String why) {
        return new Problem(
                Problem.Kind.TOO_LARGE,
                "store.search-too-wide",
                "The search is too wide.",
                "Without a narrower condition " + why + ".",
                "Name a patient, an identifier or a code, or shorten the period.");
    }

    static Problem failed(SQLException e) {
        if ("57014".equals(e.getSQLState())) {
            return tooCostly("it runs longer than " + SECONDS_MAX + " s");
        }
        return new Problem(
                Problem.Kind.BUSY,
                "store.database-unavailable",
                "The database did not answer (SQL state " + e.getSQLState() + ").",
                "It may be restarting.",
                "Try again in some seconds.");
    }

    private static final class Sql {
        final StringBuilder text = new StringBuilder();
        final List<Object> values = new ArrayList<>();

        void and(String condition, Object... parameters) {
            text.append(text.isEmpty() ? "" : " and ").append(condition);
            values.addAll(List.of(parameters));
        }
    }
}
