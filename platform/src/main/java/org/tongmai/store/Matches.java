package org.tongmai.store;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** The keys of matches with what orders them, in memory; bounded. */
final class Matches {

    /**
     * @param values one for each key of the sort, null where the match has none
     */
    private record Match(ResourceKey key, Object[] values) {}

    private final Sorting sorting;
    private final List<Match> matches = new ArrayList<>();

    Matches(Sorting sorting) {
        this.sorting = sorting;
    }

    void add(ResourceKey key, Object[] values) {
        if (matches.size() == Run.KEPT_MAX) {
            throw Run.tooCostly("it finds more than " + Run.KEPT_MAX + " resources to be put in order");
        }
        matches.add(new Match(key, values));
    }

    int size() {
        return matches.size();
    }

    /** The keys of a page, in order. */
    List<ResourceKey> page(int offset, int count) {
        matches.sort(Comparator.<Match, Object[]>comparing(Match::values, sorting::compare)
                .thenComparingLong(match -> match.key.compartment())
                .thenComparing(match -> match.key.type())
                .thenComparingInt(match -> match.key.local()));
        return matches.subList(Math.min(offset, matches.size()), Math.min(offset + count, matches.size())).stream()
                .map(Match::key)
                .toList();
    }
}
