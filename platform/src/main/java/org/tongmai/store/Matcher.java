package org.tongmai.store;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.tongmai.kernel.Problem;
import tools.jackson.databind.node.ObjectNode;

/**
 * A query made ready to be asked of single facts, without the database: for filters of an export and criteria of subscriptions.
 * Chains and {@code _has} need other resources than the one at hand, and are refused.
 */
public final class Matcher {

    private final Query query;
    private final List<Condition> conditions;
    private final @Nullable Set<String> ids;

    private Matcher(Query query, List<Condition> conditions, @Nullable Set<String> ids) {
        this.query = query;
        this.conditions = conditions;
        this.ids = ids;
    }

    /** A fact with its index keys, looked at by many matchers. */
    public record Probe(Fact fact, ObjectNode resource, long[] keys) {
        public static Probe of(Fact fact) {
            ObjectNode resource = fact.tree();
            return new Probe(fact, resource, IndexKeys.of(fact.type(), resource));
        }

        boolean hasAny(Set<Long> wanted) {
            if (wanted.size() > keys.length) {
                return Arrays.stream(keys).anyMatch(wanted::contains);
            }
            return wanted.stream().anyMatch(key -> Arrays.binarySearch(keys, key) >= 0);
        }
    }

    /** @throws Problem {@code store.match-unsupported}, and those of the search itself */
    static Matcher of(Query query, Terms terms) {
        var conditions = new ArrayList<Condition>();
        Set<String> ids = null;
        for (Query.Criterion criterion : query.criteria()) {
            if (criterion.chain() != null || criterion.code().equals("_has")) {
                throw unsupported();
            }
            if (criterion.code().equals("_id")) {
                ids = and(ids, ids(query.type(), criterion));
            } else {
                conditions.add(Condition.of(query.type(), criterion, terms));
            }
        }
        if (!query.include().isEmpty() || !query.reverseInclude().isEmpty()) {
            throw unsupported();
        }
        return new Matcher(query, List.copyOf(conditions), ids);
    }

    private static Set<String> ids(String type, Query.Criterion criterion) {
        if (criterion.modifier() != null) {
            throw Condition.unsupported(
                    type, criterion.name(), "Of one resource at a time, _id is compared as a whole.");
        }
        return criterion.values().stream()
                .map(value -> Query.unescape(value.startsWith(type + "/") ? value.substring(type.length() + 1) : value))
                .collect(Collectors.toCollection(HashSet::new));
    }

    private static Set<String> and(@Nullable Set<String> some, Set<String> more) {
        if (some != null) {
            more.retainAll(some);
        }
        return more;
    }

    public String type() {
        return query.type();
    }

    /** Keys of which every match has at least one, from the criterion with the fewest; null where none tells. */
    public @Nullable Set<Long> keys() {
        Set<Long> fewest = null;
        for (Condition condition : conditions) {
            for (Set<Long> keys : condition.negated() ? List.<Set<Long>>of() : condition.keys()) {
                if (fewest == null || keys.size() < fewest.size()) {
                    fewest = keys;
                }
            }
        }
        return fewest;
    }

    /** Whether the search would find the fact. */
    public boolean matches(Probe probe) {
        Fact fact = probe.fact();
        if (!fact.type().equals(query.type()) || (ids != null && !ids.contains(fact.id()))) {
            return false;
        }
        for (Condition condition : conditions) {
            for (Set<Long> keys : condition.keys()) {
                if (condition.negated() == probe.hasAny(keys)) {
                    return false;
                }
            }
            if (!condition.exact() && !condition.test().of(fact, probe.resource())) {
                return false;
            }
        }
        return true;
    }

    private static Problem unsupported() {
        return new Problem(
                Problem.Kind.INVALID,
                "store.match-unsupported",
                "A filter has a chain, _has, _include or _revinclude.",
                "A filter looks at one resource at a time.",
                "Use parameters of the resource itself.");
    }
}
