package org.tongmai.access.sentinel;

/**
 * How surprising a count is, in bits: minus the binary logarithm of a bound on the probability of as many or more (Chernoff's
 * bound, so surprises are rather under- than overrated).
 *
 * @see <a href="https://doi.org/10.1214/aoms/1177729330">Chernoff 1952, doi 10.1214/aoms/1177729330</a>
 */
final class Tail {

    private static final double LN2 = Math.log(2);

    private Tail() {}

    /**
     * Of a negative binomial count, which is a Poisson count whose rate differs from day to day.
     *
     * @param mean greater than 0
     * @param evenness greater than 0: the variance is {@code mean + mean² / evenness}
     */
    static double negativeBinomial(double count, double mean, double evenness) {
        if (count <= mean) {
            return 0;
        }
        return (count * Math.log(count / mean) - (count + evenness) * Math.log((count + evenness) / (mean + evenness)))
                / LN2;
    }

    /** @param mean greater than 0 */
    static double poisson(double count, double mean) {
        return count <= mean ? 0 : (count * Math.log(count / mean) - count + mean) / LN2;
    }

    /** Of {@code count} hits in {@code trials}, each with this probability. */
    static double binomial(int count, int trials, double probability) {
        double share = (double) count / trials;
        if (share <= probability) {
            return 0;
        }
        double rest = share >= 1 ? 0 : (1 - share) * Math.log((1 - share) / (1 - probability));
        return trials * (share * Math.log(share / probability) + rest) / LN2;
    }

    /** That so many in a row rise (or fall) by chance: one in n! */
    static double monotone(int run) {
        double bits = 0;
        for (int i = 2; i <= run; i++) {
            bits += Math.log(i) / LN2;
        }
        return bits;
    }

    static double bits(double probability) {
        return -Math.log(probability) / LN2;
    }
}
