package org.tongmai.store;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Conditions on other resources: chains and {@code _has}. Their inner queries go through the scope like any other.
 *
 * @see <a href="http://hl7.org/fhir/R4/search.html#chaining">FHIR R4 search: chaining</a>
 * @see <a href="http://hl7.org/fhir/R4/search.html#has">FHIR R4 search: reverse chaining</a>
 */
final class Links {

    /** Resources that an inner query may find before it is joined from the other side. */
    private static final int FEW = 1_000;

    private final Plans plans;
    private final Scans scans;
    private final Aliases aliases;

    Links(Plans plans, Scans scans, Aliases aliases) {
        this.plans = plans;
        this.scans = scans;
        this.aliases = aliases;
    }

    // -- chains

    /** {@code subject:Patient.name=…}: rows that refer to a match of the inner query. */
    Condition chain(Run run, String type, Query.Criterion criterion, int depth) throws SQLException {
        SearchParameter parameter = plans.parameter(run, type, criterion.code());
        String chain = String.valueOf(criterion.chain());
        if (parameter.kind() != SearchParameter.Kind.REFERENCE
                || parameter.paths().stream().anyMatch(path -> path.reaches("canonical"))) {
            throw Condition.unsupported(type, criterion.name(), "A chain goes through references.");
        }
        run.fix();
        var references = new HashSet<String>();
        boolean known = false;
        for (String target : targets(parameter, criterion)) {
            Query.Criterion inner = Query.criterion(chain, criterion.values());
            if (inner.code().equals("_has") || plans.find(run, target, inner.code()) != null) {
                known = true;
                Plan plan = plans.plan(run, Query.of(target).where(inner), depth + 1);
                scans.each(
                        run, plan, Scans.Needs.NOTHING, (fact, resource, keys) -> keep(references, fact.reference()));
            }
        }
        if (!known) {
            throw Condition.unknownParameter(type, criterion.name());
        }
        if (!indexed(parameter)) {
            return new Condition(
                    List.of(),
                    false,
                    false,
                    (fact, resource) -> references(parameter, resource).stream().anyMatch(references::contains),
                    Condition.members(parameter.paths()));
        }
        var keys = new HashSet<Long>();
        for (SearchPath path : parameter.paths()) {
            long seed = IndexKeys.seed(path, parameter.kind());
            String target = path.target();
            for (String reference : references) {
                if (target == null || reference.startsWith(target + "/")) {
                    keys.add(IndexKeys.hash(seed, "r|" + reference));
                }
            }
        }
        return new Condition(List.of(keys), false, true, (fact, resource) -> true, Set.of());
    }

    private static boolean indexed(SearchParameter parameter) {
        return parameter.paths().stream().allMatch(parameter::indexes);
    }

    private static Collection<String> targets(SearchParameter parameter, Query.Criterion criterion) {
        String named = criterion.modifier();
        if (named != null) {
            ResourceTypes.code(named);
            return List.of(named);
        }
        boolean any = parameter.paths().stream().anyMatch(path -> path.target() == null);
        if (any) {
            return parameter.targets().isEmpty() ? ResourceTypes.names() : parameter.targets();
        }
        return parameter.paths().stream()
                .map(path -> String.valueOf(path.target()))
                .distinct()
                .toList();
    }

    private static boolean keep(Collection<String> kept, String one) {
        if (kept.size() == Run.KEPT_MAX) {
            throw Run.tooCostly("the inner search of a chain finds more than " + Run.KEPT_MAX + " resources");
        }
        kept.add(one);
        return true;
    }

    // -- _has

    private record Link(SearchParameter parameter, Query inner) {}

    /** {@code _has:Observation:patient:code=…}: of the matches of a query, those to which a match of each inner one refers. */
    Plan having(Run run, Query query, List<Query.Criterion> criteria, int depth) throws SQLException {
        var linked = new ArrayList<Link>();
        for (Query.Criterion criterion : criteria) {
            linked.add(link(run, criterion));
        }
        var out = new ArrayList<Sql>();
        boolean narrow = false;
        for (String type : query.types()) {
            Query one = new Query(List.of(type), query.criteria(), List.of(), 0, false, List.of(), List.of());
            List<Fact> candidates = candidates(run, one, linked.getFirst(), depth);
            for (Link link : linked) {
                candidates = candidates.isEmpty() ? candidates : referred(run, type, candidates, link, depth);
            }
            if (!candidates.isEmpty()) {
                narrow = true;
                out.add(new Sql()
                        .and("v.type = ?", (int) ResourceTypes.code(type))
                        .and(Plans.ids(candidates.stream().map(Fact::key).toList())));
            }
        }
        Sql sql = Plans.moment(run);
        return Plan.of(narrow ? sql.and(Sql.or(out)) : sql.and("false"));
    }

    private Link link(Run run, Query.Criterion criterion) throws SQLException {
        String[] parts = String.valueOf(criterion.modifier()).split(":", 3);
        if (parts.length < 3) {
            throw Condition.unsupported(
                    "Resource",
                    criterion.name(),
                    "The form is _has:Type:reference:parameter, such as _has:Observation:patient:code.");
        }
        SearchParameter parameter = ResourceTypes.exists(parts[0]) ? plans.find(run, parts[0], parts[1]) : null;
        if (parameter == null || parameter.kind() != SearchParameter.Kind.REFERENCE) {
            throw Condition.unknownParameter(parts[0], parts[1]);
        }
        return new Link(parameter, Query.of(parts[0]).where(Query.criterion(parts[2], criterion.values())));
    }

    /** The condition on the other side of a {@code _has}. */
    Query.Criterion inner(Run run, Query.Criterion criterion) throws SQLException {
        return link(run, criterion).inner.criteria().getFirst();
    }

    /** The matches of a query without its {@code _has}, or, where the inner query finds few, those to which these refer. */
    private List<Fact> candidates(Run run, Query query, Link link, int depth) throws SQLException {
        Plan plan = plans.plan(run, query, depth);
        if (!plan.narrow()) {
            Plan inner = plans.plan(run, link.inner, depth + 1);
            Set<String> ids = inner.narrow() ? ids(run, inner, link, query.type()) : null;
            if (ids != null) {
                Collection<ResourceKey> keys =
                        aliases.resolve(run.connection, query.type(), ids).values();
                plan = keys.isEmpty() ? Plan.of(new Sql().and("false")) : plan.and(Plans.ids(keys));
            }
        }
        var out = new ArrayList<Fact>();
        scans.each(run, plan, Scans.Needs.NOTHING, (fact, resource, keys) -> {
            if (out.size() == Run.KEPT_MAX) {
                throw Run.tooCostly("a reverse chain would start from more than " + Run.KEPT_MAX + " resources");
            }
            return out.add(fact);
        });
        return out;
    }

    /** The ids of a type to which the matches of the inner query refer; null where these are many. */
    private @Nullable Set<String> ids(Run run, Plan inner, Link link, String type) throws SQLException {
        var out = new LinkedHashSet<String>();
        var seen = new int[1];
        Set<String> members = Condition.members(link.parameter.paths());
        var needs = new Scans.Needs(false, t -> Optional.ofNullable(members).map(HashSet::new));
        scans.each(run, inner, needs, (fact, resource, keys) -> {
            for (String reference : references(link.parameter, resource)) {
                if (reference.startsWith(type + "/")) {
                    out.add(reference.substring(type.length() + 1));
                }
            }
            return ++seen[0] <= FEW;
        });
        return seen[0] > FEW ? null : out;
    }

    /** The literal references under a parameter, without versions. */
    static Set<String> references(SearchParameter parameter, tools.jackson.databind.JsonNode resource) {
        var out = new LinkedHashSet<String>();
        for (SearchPath path : parameter.paths()) {
            path.each(resource, (node, type) -> {
                String literal = path.counts(node) ? Referring.literal(node) : null;
                if (literal != null) {
                    out.add(Values.unversioned(literal));
                }
            });
        }
        return out;
    }

    /** Those candidates to which a match of the inner query refers, told by its index keys. */
    private List<Fact> referred(Run run, String type, List<Fact> candidates, Link link, int depth) throws SQLException {
        if (!indexed(link.parameter)) {
            return read(run, candidates, link, depth);
        }
        Map<Long, Integer> places = new HashMap<>();
        for (SearchPath path : link.parameter.paths()) {
            long seed = IndexKeys.seed(path, link.parameter.kind());
            if (path.target() == null || path.target().equals(type)) {
                for (int i = 0; i < candidates.size(); i++) {
                    places.put(IndexKeys.hash(seed, "r|" + candidates.get(i).reference()), i);
                }
            }
        }
        Plan inner = plans.plan(run, link.inner, depth + 1);
        if (places.size() <= FEW) {
            inner = inner.and(narrowed(type, candidates, link, places.keySet()));
        }
        var found = new BitSet();
        scans.each(run, inner, Scans.Needs.KEYS, (fact, resource, keys) -> {
            for (Long key : keys) {
                Integer place = places.get(key);
                if (place != null) {
                    found.set(place);
                }
            }
            return true;
        });
        return found.stream().mapToObj(candidates::get).toList();
    }

    /** The same where the references are not indexed, told by the bodies of the inner query's matches. */
    private List<Fact> read(Run run, List<Fact> candidates, Link link, int depth) throws SQLException {
        var named = new HashSet<String>();
        Set<String> members = Condition.members(link.parameter.paths());
        var needs = new Scans.Needs(false, t -> Optional.ofNullable(members).map(HashSet::new));
        scans.each(run, plans.plan(run, link.inner, depth + 1), needs, (fact, resource, keys) -> {
            references(link.parameter, resource).forEach(reference -> keep(named, reference));
            return true;
        });
        return candidates.stream()
                .filter(fact -> named.contains(fact.reference()))
                .toList();
    }

    private static Sql narrowed(String type, List<Fact> candidates, Link link, Set<Long> keys) {
        var sql = new Sql().and("v.keys && ?::bigint[]", keys);
        String member = PatientReference.member(link.parameter.type());
        boolean own = type.equals("Patient")
                && member != null
                && Plans.namesPatient(
                        new Query.Criterion(link.parameter.code(), null, null, List.of()), link.parameter, member);
        return own
                ? sql.and(
                        "v.compartment = any(?::bigint[])",
                        candidates.stream()
                                .map(fact -> fact.key().compartment())
                                .collect(Collectors.toSet()))
                : sql;
    }
}
