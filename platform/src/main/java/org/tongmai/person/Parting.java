package org.tongmai.person;

import java.time.Instant;
import java.util.Set;

/**
 * Registrations that stood together as one person, and were parted.
 *
 * @param number its number among the partings
 * @param since since when some of both sides had stood together without a break
 * @param at when they were parted
 * @param decidedBy {@code model}, the account of a steward, or {@code institution/} and the institution's code
 * @param ones the source patients that left
 * @param others those whom they left
 */
public record Parting(long number, Instant since, Instant at, String decidedBy, Set<Long> ones, Set<Long> others) {

    public Parting {
        ones = Set.copyOf(ones);
        others = Set.copyOf(others);
    }
}
