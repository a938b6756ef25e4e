package org.tongmai.store;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * What {@code _include} and {@code _revinclude} bring along with a page.
 *
 * @see <a href="http://hl7.org/fhir/R4/search.html#revinclude">FHIR R4 search: including other resources</a>
 */
final class Inclusion {

    /** Resources brought along with one page. */
    private static final int INCLUDED_MAX = 10_000;

    private static final int ROUNDS_MAX = 20;

    private final Plans plans;
    private final Scans scans;

    Inclusion(Plans plans, Scans scans) {
        this.plans = plans;
        this.scans = scans;
    }

    List<Fact> of(Run run, Query query, List<Fact> matches) throws SQLException {
        if (query.include().isEmpty() && query.reverseInclude().isEmpty() || matches.isEmpty()) {
            return List.of();
        }
        run.fix();
        Map<ResourceKey, Fact> out = new LinkedHashMap<>();
        Set<ResourceKey> known = new HashSet<>();
        matches.forEach(fact -> known.add(fact.key()));
        List<Fact> fresh = matches;
        for (int round = 0; !fresh.isEmpty() && round < ROUNDS_MAX; round++) {
            boolean first = round == 0;
            var found = new ArrayList<Fact>();
            forward(
                    run,
                    query.include().stream()
                            .filter(include -> first || include.iterate())
                            .toList(),
                    fresh,
                    found);
            for (Query.Include include : query.reverseInclude()) {
                if (first || include.iterate()) {
                    reverse(run, include, fresh, found);
                }
            }
            fresh = found.stream().filter(fact -> known.add(fact.key())).toList();
            fresh.forEach(fact -> out.put(fact.key(), fact));
            refuseMany(out.size());
        }
        return List.copyOf(out.values());
    }

    private static void refuseMany(int size) {
        if (size > INCLUDED_MAX) {
            throw Run.tooCostly("a page would bring along more than " + INCLUDED_MAX + " resources");
        }
    }

    private void forward(Run run, List<Query.Include> includes, List<Fact> from, List<Fact> found) throws SQLException {
        if (includes.isEmpty()) {
            return;
        }
        Map<String, Set<String>> wanted = new LinkedHashMap<>();
        for (Fact fact : from) {
            ObjectNode tree = Json.read(fact.stored());
            includes.forEach(include -> references(include, fact.type(), tree, wanted));
        }
        for (var ids : wanted.entrySet()) {
            Plan plan = plans.ids(run, ids.getKey(), ids.getValue());
            found.addAll(scans.all(run, plan, INCLUDED_MAX + 1));
        }
    }

    private static void references(
            Query.Include include, String type, ObjectNode resource, Map<String, Set<String>> wanted) {
        if (!include.source().equals("*") && !include.source().equals(type)) {
            return;
        }
        for (SearchParameter parameter : referring(type, include.code())) {
            for (String reference : Links.references(parameter, resource)) {
                int slash = reference.indexOf('/');
                String target = slash < 0 ? "" : reference.substring(0, slash);
                if (ResourceTypes.exists(target)
                        && (include.target() == null || include.target().equals(target))) {
                    wanted.computeIfAbsent(target, t -> new LinkedHashSet<>()).add(reference.substring(slash + 1));
                }
            }
        }
    }

    private void reverse(Run run, Query.Include include, List<Fact> to, List<Fact> found) throws SQLException {
        if (include.source().equals("*")) {
            throw Condition.unsupported(
                    "Resource", "_revinclude=*", "What refers to a match must be named by its type.");
        }
        var keys = new HashSet<Long>();
        for (SearchParameter parameter : referring(include.source(), include.code())) {
            for (SearchPath path : parameter.paths()) {
                long seed = IndexKeys.seed(path, parameter.kind());
                for (Fact fact : to) {
                    if (counts(path.target(), fact) && counts(include.target(), fact)) {
                        keys.add(IndexKeys.hash(seed, "r|" + fact.reference()));
                    }
                }
            }
        }
        if (!keys.isEmpty()) {
            Plan plan = Plans.scoped(run, include.source(), new Sql().and("v.keys && ?::bigint[]", keys));
            found.addAll(scans.all(run, plan, INCLUDED_MAX + 1));
        }
    }

    private static boolean counts(@Nullable String target, Fact fact) {
        return target == null || target.equals(fact.type());
    }

    private static Collection<SearchParameter> referring(String type, String code) {
        return SearchParameter.all(type).values().stream()
                .filter(parameter -> parameter.kind() == SearchParameter.Kind.REFERENCE)
                .filter(parameter -> code.equals("*") || code.equals(parameter.code()))
                .toList();
    }
}
