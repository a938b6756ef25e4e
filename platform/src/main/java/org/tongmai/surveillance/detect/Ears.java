package org.tongmai.surveillance.detect;

import java.util.Map;

/**
 * EARS C1, C2 and C3: mean and standard deviation of the last periods. C2 leaves the two before the evaluated one out, C3 adds up what
 * C2 said of the two before.
 *
 * <p>Score: of C1 and C2 standard deviations above the mean, of C3 the sum; alarm where it is above the normal quantile of
 * {@code 1 - alpha}.
 *
 * @param variant which of the three
 * @param baseline periods that mean and deviation are taken of; at least 3
 * @param minSigma least standard deviation; 0 or more
 * @param alpha one-sided error
 * @see <a href="https://doi.org/10.1007/PL00022317">Hutwagner et al. 2003, doi 10.1007/PL00022317</a>
 * @see <a href="https://doi.org/10.1002/sim.3197">Fricker, Hegler and Dunfee 2008, doi 10.1002/sim.3197</a>
 */
public record Ears(Variant variant, int baseline, double minSigma, double alpha) implements Detector {

    private static final int BASELINE_LEAST = 3;

    /** How old the newest baseline period is. */
    public enum Variant {
        C1(1),
        C2(3),
        C3(3);

        private final int lag;

        Variant(int lag) {
            this.lag = lag;
        }
    }

    public Ears {
        Check.atLeast("baseline", baseline, BASELINE_LEAST);
        Check.notNegative("minSigma", minSigma);
        Check.probability("alpha", alpha);
    }

    @Override
    public String rule() {
        return "detect.ears-" + Parameters.lower(variant) + "@1";
    }

    @Override
    public Map<String, String> parameters() {
        return Parameters.map("baseline", baseline, "minSigma", minSigma, "alpha", alpha);
    }

    @Override
    public int firstPosition(Series series) {
        return switch (variant) {
            case C1 -> baseline;
            case C2 -> baseline + 2;
            case C3 -> baseline + 4;
        };
    }

    @Override
    public void evaluate(Series series, int from, int to, Evaluation into) {
        if (from < firstPosition(series)) {
            throw Refusal.seriesShort(series, from, "The method looks back " + firstPosition(series) + " periods.");
        }
        into.begin(from, to);
        double quantile = Distributions.normal(1 - alpha);
        if (variant == Variant.C3) {
            sums(series, from, to, quantile, into);
        } else {
            single(series.observed(), from, to, quantile, into);
        }
    }

    private void single(double[] counts, int from, int to, double quantile, Evaluation into) {
        for (int t = from; t < to; t++) {
            double mean = mean(counts, t);
            double sigma = sigma(counts, t, mean);
            double bound = mean + quantile * sigma;
            double score = (counts[t] - mean) / sigma;
            if (Double.isNaN(bound) || Double.isNaN(counts[t])) {
                into.unknown(t, mean, bound, score);
            } else {
                into.set(t, mean, bound, score, counts[t] > bound);
            }
        }
    }

    private void sums(Series series, int from, int to, double quantile, Evaluation into) {
        double[] counts = series.observed();
        double before2 = over(counts, from - 2);
        double before1 = over(counts, from - 1);
        for (int t = from; t < to; t++) {
            double mean = mean(counts, t);
            double sigma = sigma(counts, t, mean);
            double sum = before2 + before1;
            double bound = Math.max(0, counts[t] + sigma * (quantile - sum));
            if (Double.isNaN(bound)) {
                into.unknown(t, mean, bound, sum);
            } else {
                into.set(t, mean, bound, sum, counts[t] > bound);
            }
            before2 = before1;
            before1 = Math.max(0, (counts[t] - mean) / sigma - 1);
        }
    }

    /** What the statistic of C2 has above 1. */
    private double over(double[] counts, int t) {
        double mean = mean(counts, t);
        return Math.max(0, (counts[t] - mean) / sigma(counts, t, mean) - 1);
    }

    private double mean(double[] counts, int t) {
        double sum = 0;
        int end = t - variant.lag;
        for (int i = end - baseline + 1; i <= end; i++) {
            sum += counts[i];
        }
        return sum / baseline;
    }

    private double sigma(double[] counts, int t, double mean) {
        double squares = 0;
        int end = t - variant.lag;
        for (int i = end - baseline + 1; i <= end; i++) {
            squares += (counts[i] - mean) * (counts[i] - mean);
        }
        return Math.max(Math.sqrt(squares / (baseline - 1)), minSigma);
    }
}
