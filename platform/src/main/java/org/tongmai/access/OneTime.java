package org.tongmai.access;

import java.util.Set;

/**
 * A rule for one look on which a decision rests: the first look at these source patients uses it up, in the transaction of its trace.
 *
 * @param rule source patient under which the rule is kept
 * @param compartments what it opens
 */
public record OneTime(long rule, String id, int version, Set<Long> compartments) {

    public OneTime {
        compartments = Set.copyOf(compartments);
    }
}
