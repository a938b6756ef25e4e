package org.tongmai.store;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * A query made ready: the statement's conditions, and what is left to test on each row that they leave.
 *
 * @param tests by type, on bodies
 * @param wide by type, sets of keys too large for a statement: a row must have one of each, or none where negated
 * @param narrow true where keys or compartments narrow, so that few rows are looked at
 * @param gathered the rows are gathered by the index of keys before they are put in order; without the word, PostgreSQL would
 *     rather walk all rows in their order, because it cannot tell how rare a key is
 * @param simple the same, where it is nothing but keys that a resource of one type has now; null where it is more
 */
record Plan(
        Sql sql,
        Map<String, List<Condition>> tests,
        Map<String, List<Condition>> wide,
        boolean narrow,
        boolean gathered,
        @Nullable Simple simple) {

    /** Resources of a type that stand, may be seen and have all these keys. */
    record Simple(short type, Set<Long> keys, Sql scope) {}

    /** True where every row of the statement is a match. */
    boolean exact() {
        return tests.isEmpty() && wide.isEmpty();
    }

    /** The members of bodies at which the tests of a type look; null for all. */
    @Nullable
    Set<String> members(String type) {
        var out = new HashSet<String>();
        for (Condition condition : tests.getOrDefault(type, List.of())) {
            if (condition.members() == null) {
                return null;
            }
            out.addAll(condition.members());
        }
        return out;
    }

    boolean matches(Fact fact, ObjectNode resource) {
        for (Condition condition : tests.getOrDefault(fact.type(), List.of())) {
            if (!condition.test().of(fact, resource)) {
                return false;
            }
        }
        return true;
    }

    /** What the keys of a row say to the sets that were too large for the statement. */
    boolean matches(String type, Long[] keys) {
        for (Condition condition : wide.getOrDefault(type, List.of())) {
            for (Set<Long> set : condition.keys()) {
                boolean any = false;
                for (Long key : keys) {
                    any |= set.contains(key);
                }
                if (any == condition.negated()) {
                    return false;
                }
            }
        }
        return true;
    }

    /** The same with a further condition on the statement. */
    Plan and(Sql more) {
        return new Plan(new Sql().and(sql).and(more), tests, wide, true, gathered, null);
    }

    static Plan of(Sql sql) {
        return new Plan(sql, new HashMap<>(), new HashMap<>(), true, false, null);
    }
}
