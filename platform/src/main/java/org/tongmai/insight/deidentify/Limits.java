package org.tongmai.insight.deidentify;

/**
 * What a table must keep to before it leaves.
 *
 * @param k persons, at least, that share a combination of quasi-identifiers
 * @param l different values, at least, of the sensitive column in each group; 1 where it does not matter
 * @param t distance, at most, of the sensitive column of a group from that of the table; reported, and judged by the reviewer
 * @param suppressed share of rows, at most, that may be left out to keep to k and l
 */
public record Limits(int k, int l, double t, double suppressed) {

    /** Fewer than this many together are told nothing about, whatever a project asks for. */
    public static final int K_LEAST = 3;

    public Limits {
        if (k < K_LEAST || l < 1 || !(t >= 0 && t <= 1) || !(suppressed >= 0 && suppressed < 1)) {
            throw new IllegalArgumentException("limits out of range");
        }
    }
}
