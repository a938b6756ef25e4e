package org.tongmai.store;

import java.util.HashSet;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * What the value of one element must be.
 *
 * @param test decides on an element
 * @param keys of a path: index keys of which a row with such an element has at least one; null where keys do not narrow
 * @param exact of a path: a row that has one of the keys fulfils the condition
 */
record Wanted(Test test, Function<SearchPath, @Nullable Set<String>> keys, Predicate<SearchPath> exact) {

    /** Decides on one element of a FHIR type. */
    @FunctionalInterface
    interface Test {
        boolean of(JsonNode node, String type);
    }

    /** Decided on bodies alone. */
    static Wanted unindexed(Test test) {
        return new Wanted(test, path -> null, path -> false);
    }

    boolean exact(Iterable<SearchPath> paths) {
        for (SearchPath path : paths) {
            if (!exact.test(path)) {
                return false;
            }
        }
        return true;
    }

    /** The keys under several paths; null where one of them does not narrow or is not indexed. */
    @Nullable
    Set<Long> keys(SearchParameter parameter, Iterable<SearchPath> paths) {
        var out = new HashSet<Long>();
        for (SearchPath path : paths) {
            Set<String> texts = parameter.indexes(path) ? keys.apply(path) : null;
            if (texts == null) {
                return null;
            }
            long seed = IndexKeys.seed(path, parameter.kind());
            texts.forEach(text -> out.add(IndexKeys.hash(seed, text)));
        }
        return out;
    }
}
