package org.tongmai.surveillance.fusion;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * What a source is to count each day where nothing happens, learned from the days before: the level of the place times the factor of the
 * kind of day. Where the same source is known of other places, they tell how it goes through the year, in an epidemic season or when more
 * people see a doctor, and the place has its share of them: places are each other's control (as in the permutation scan of Kulldorff et
 * al. 2005, doi 10.1371/journal.pmed.0020059). The last days do not teach what is expected of today, so an outbreak does not hide itself.
 */
final class Expectation {

    /** Days right before that teach nothing. */
    static final int GUARD = 10;

    /** Days that the level, or the share, is taken of. */
    private static final int LEVEL = 28;

    /** Days at most that tell how today's level of the other places stands: as few as have so many events. */
    private static final int LATELY = 7;

    private static final double LATELY_EVENTS = 150;

    private static final int YEARS = 730;
    private static final int AROUND = 14;
    private static final int FACTORS_EVERY = 91;

    /** Cases that the share of the long run weighs, against those of the last weeks. */
    private static final double LONG_RUN = 10;

    private static final double LEAST = 0.004;
    private static final double SCATTER_USUAL = 0.1;
    private static final double SCATTER_LEAST = 0.02;
    private static final double SCATTER_MOST = 5;
    private static final double SCATTER_WEIGHT = 5;
    private static final double MEMORY = 1 - 1.0 / 240;
    /** An outbreak of the past counts as three standard deviations, not more. */
    private static final double OUTLIER = 9;

    private final double[] observed;
    private final int[] kinds;
    private final double[] mean;
    private final double[] size;

    private Expectation(double[] observed, int[] kinds) {
        this.observed = observed;
        this.kinds = kinds;
        this.mean = new double[observed.length];
        this.size = new double[observed.length];
    }

    /**
     * @param observed {@code NaN} where nothing was told
     * @param others the same of other places together; null where none are known
     * @param kinds of each day, 0 to 8: weekday, holiday
     */
    static Expectation of(double[] observed, double @Nullable [] others, int[] kinds) {
        var expectation = new Expectation(observed, kinds);
        expectation.means(others == null ? observed : others, others != null);
        expectation.sizes();
        return expectation;
    }

    /** Events to expect; {@code NaN} where nothing can be said. */
    double mean(int day) {
        return mean[day];
    }

    /** Of the negative binomial distribution around it. */
    double size(int day) {
        return size[day];
    }

    private void means(double[] base, boolean controlled) {
        double[] factors = new double[SourceSeries.KINDS];
        Arrays.fill(factors, 1);
        double[] level = new double[base.length];
        var own = new Sum(observed);
        var all = new Sum(base);
        for (int t = 0; t < base.length; t++) {
            if (t % FACTORS_EVERY == 0 && t >= FACTORS_EVERY) {
                factors = factors(base, t);
            }
            double ownLong = own.between(t - YEARS, t - GUARD);
            int until = t - GUARD;
            double ownLately = own.between(until - LEVEL, until);
            if (controlled) {
                // as if LONG_RUN more events had come with the share of the long run
                double usual = Math.max(ownLong, LEAST) / Math.max(all.between(t - YEARS, until), 1);
                double weight = LONG_RUN / usual;
                double share = (ownLately + LONG_RUN) / (all.between(until - LEVEL, until) + weight);
                level[t] = share * flat(base, factors, lately(all, t), t + 1);
            } else {
                level[t] = flat(observed, factors, until - LEVEL, until);
            }
            mean[t] = t < FACTORS_EVERY || Double.isNaN(observed[t])
                    ? Double.NaN
                    : Math.max(LEAST, Double.isNaN(level[t]) ? 0 : level[t] * factors[kinds[t]]);
        }
    }

    private static int lately(Sum all, int today) {
        int from = today;
        while (from > today - LATELY + 1 && all.between(from, today + 1) < LATELY_EVENTS) {
            from--;
        }
        return from;
    }

    /** Events a day without what the kind of day does. */
    private double flat(double[] counts, double[] factors, int from, int to) {
        double sum = 0;
        double days = 0;
        for (int t = Math.max(0, from); t < to; t++) {
            if (!Double.isNaN(counts[t])) {
                sum += counts[t];
                days += factors[kinds[t]];
            }
        }
        return days > 0 ? sum / days : Double.NaN;
    }

    /** How the kinds of days stand to the weeks around them, until a day. */
    private double[] factors(double[] counts, int until) {
        double[] sum = new double[SourceSeries.KINDS];
        double[] around = new double[SourceSeries.KINDS];
        var sums = new Sum(counts);
        for (int t = Math.max(AROUND, until - YEARS); t < until - AROUND; t++) {
            if (!Double.isNaN(counts[t])) {
                sum[kinds[t]] += counts[t];
                around[kinds[t]] +=
                        sums.between(t - AROUND, t + AROUND + 1) / Math.max(1, sums.known(t - AROUND, t + AROUND + 1));
            }
        }
        double[] factors = new double[SourceSeries.KINDS];
        for (int kind = 0; kind < factors.length; kind++) {
            factors[kind] = (sum[kind] + 10) / (around[kind] + 10);
        }
        return factors;
    }

    /** Scatter beyond that of Poisson counts, by moments; outbreaks of the past weigh little. */
    private void sizes() {
        double excess = SCATTER_USUAL * SCATTER_WEIGHT;
        double weight = SCATTER_WEIGHT;
        double scatter = SCATTER_USUAL;
        for (int t = 0; t < observed.length; t++) {
            int past = t - GUARD;
            if (past >= 0 && !Double.isNaN(mean[past])) {
                double e = mean[past];
                double off = (observed[past] - e) * (observed[past] - e);
                excess = excess * MEMORY + Math.min(off, OUTLIER * (e + scatter * e * e) + 1) - e;
                weight = weight * MEMORY + e * e;
                scatter = Math.clamp(excess / weight, SCATTER_LEAST, SCATTER_MOST);
            }
            size[t] = 1 / scatter;
        }
    }

    /** Sums over days, of which those not told count nothing. */
    private static final class Sum {

        private final double[] until;
        private final int[] known;

        Sum(double[] counts) {
            until = new double[counts.length + 1];
            known = new int[counts.length + 1];
            for (int t = 0; t < counts.length; t++) {
                boolean told = !Double.isNaN(counts[t]);
                until[t + 1] = until[t] + (told ? counts[t] : 0);
                known[t + 1] = known[t] + (told ? 1 : 0);
            }
        }

        double between(int from, int to) {
            int begin = Math.clamp(from, 0, until.length - 1);
            return until[Math.clamp(to, begin, until.length - 1)] - until[begin];
        }

        int known(int from, int to) {
            int begin = Math.clamp(from, 0, known.length - 1);
            return known[Math.clamp(to, begin, known.length - 1)] - known[begin];
        }
    }
}
