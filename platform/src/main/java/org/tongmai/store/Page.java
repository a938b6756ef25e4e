package org.tongmai.store;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One page of a search, as of one moment.
 *
 * @param facts the matches, in order
 * @param included what {@code _include} and {@code _revinclude} add, each once
 * @param total matches in the whole store under the scope, at that moment; -1 where it was not asked for
 * @param next what to pass to {@link Store#more} for the next page; null on the last one
 */
public record Page(
        List<Fact> facts,
        List<Fact> included,
        long total,
        @Nullable String next) {
    public Page {
        facts = List.copyOf(facts);
        included = List.copyOf(included);
    }
}
