package org.tongmai.surveillance.detect;

import java.util.Map;
import java.util.OptionalDouble;

/**
 * CUSUM of standardised counts: what each is above its mean, less a reference value, added up and never below 0.
 *
 * <p>Score: the sum; alarm where it reaches {@code h}. The sum goes on after an alarm. Bound: the count that would have reached it, with
 * {@code none} what is left to {@code h}; never below 0, and 0 where it is not defined.
 *
 * @param reference value {@code k} that is taken off each standardised count
 * @param decision interval {@code h}
 * @param mean how the mean is found, {@code m}
 * @param told the mean, where it is told
 * @param transform how counts are standardised, {@code trans}
 * @param dispersion {@code alpha} of {@code pearsonNegBin}: variance is {@code mean + alpha mean^2}
 * @see <a href="https://doi.org/10.1093/biomet/41.1-2.100">Page 1954, doi 10.1093/biomet/41.1-2.100</a>
 * @see <a href="https://doi.org/10.1002/(SICI)1097-0258(19990830)18:16%3C2111::AID-SIM171%3E3.0.CO;2-Q">Rossi, Lampugnani and Marchi
 *     1999</a>
 */
public record Cusum(
        double reference, double decision, Mean mean, OptionalDouble told, Transform transform, double dispersion)
        implements Detector {

    /** How the mean is found. */
    public enum Mean {
        /** Of all counts before the first evaluated one. */
        MEAN("mean"),
        /** By a Poisson model with one wave of the year, fitted to them. */
        GLM("glm"),
        /** It is told. */
        TOLD("a number");

        private final String word;

        Mean(String word) {
            this.word = word;
        }

        @Override
        public String toString() {
            return word;
        }
    }

    /** How counts are standardised. */
    public enum Transform {
        STANDARD("standard"),
        ROSSI("rossi"),
        ANSCOMBE("anscombe"),
        ANSCOMBE_2ND("anscombe2nd"),
        PEARSON_NEGATIVE_BINOMIAL("pearsonNegBin"),
        NONE("none");

        private final String word;

        Transform(String word) {
            this.word = word;
        }

        @Override
        public String toString() {
            return word;
        }
    }

    public Cusum {
        Check.notNegative("alpha", dispersion);
    }

    @Override
    public String rule() {
        return "detect.cusum@1";
    }

    @Override
    public Map<String, String> parameters() {
        return Parameters.map(
                "k", reference,
                "h", decision,
                "m", told.isPresent() ? told.getAsDouble() : mean,
                "trans", transform,
                "alpha", dispersion);
    }

    /** A year is learned from, where something is. */
    @Override
    public int firstPosition(Series series) {
        return mean == Mean.TOLD ? 0 : series.perYear();
    }

    @Override
    public void evaluate(Series series, int from, int to, Evaluation into) {
        if (from == 0 && mean != Mean.TOLD) {
            throw Refusal.seriesShort(series, from, "The mean is learned from the periods before.");
        }
        into.begin(from, to);
        SeasonalMean seasonal = mean == Mean.GLM ? seasonal(series, from) : null;
        double level = mean == Mean.TOLD ? told.orElseThrow() : level(series, from);
        double sum = 0;
        for (int t = from; t < to; t++) {
            double expected = seasonal == null ? level : seasonal.at(t);
            double before = sum;
            sum = Math.max(0, before + (standardised(series.observed()[t], expected) - reference));
            double bound = bound(expected, before, sum);
            bound = bound > 0 ? bound : 0;
            if (Double.isNaN(sum)) {
                into.unknown(t, expected, bound, sum);
            } else {
                into.set(t, expected, bound, sum, sum >= decision);
            }
        }
    }

    private static SeasonalMean seasonal(Series series, int from) {
        var seasonal = new SeasonalMean(series, from, 1, false);
        if (!seasonal.fit(LogLinearFit.POISSON)) {
            throw Refusal.noFit(series, from, "The model of the periods before does not end in finite means.");
        }
        return seasonal;
    }

    private static double level(Series series, int from) {
        double sum = 0;
        for (int i = 0; i < from; i++) {
            sum += series.observed()[i];
        }
        return sum / from;
    }

    private double standardised(double x, double m) {
        return switch (transform) {
            case STANDARD -> (x - m) / Math.sqrt(m);
            case ROSSI -> (x - 3 * m + 2 * Math.sqrt(x * m)) / (2 * Math.sqrt(m));
            case ANSCOMBE -> 1.5 * (twoThirds(x) - twoThirds(m)) / Math.pow(m, 1.0 / 6);
            case ANSCOMBE_2ND ->
                (twoThirds(x) - (twoThirds(m) - Math.pow(m, -1.0 / 3) / 9)) / (2.0 / 3 * Math.pow(m, 1.0 / 6));
            case PEARSON_NEGATIVE_BINOMIAL -> (x - m) / Math.sqrt(m + dispersion * m * m);
            case NONE -> x;
        };
    }

    private double bound(double m, double before, double sum) {
        double room = decision + reference - before;
        double root = Math.sqrt(m);
        return switch (transform) {
            case STANDARD -> Math.ceil(root * room + m);
            case ROSSI -> 2 * root * room + 5 * m - 2 * Math.sqrt(4 * m * m + 2 * m * root * room);
            case ANSCOMBE -> raised(2.0 / 3 * Math.pow(m, 1.0 / 6) * room + twoThirds(m));
            // R takes m to the power of 1/3 here, and of -1/3 above.
            case ANSCOMBE_2ND ->
                raised(2.0 / 3 * Math.pow(m, 1.0 / 6) * room + (twoThirds(m) - Math.pow(m, 1.0 / 3) / 9));
            case PEARSON_NEGATIVE_BINOMIAL -> Math.sqrt(m + dispersion * m * m) * room + m;
            case NONE -> decision - sum;
        };
    }

    private static double twoThirds(double x) {
        return Math.pow(x, 2.0 / 3);
    }

    private static double raised(double x) {
        return x < 0 ? 0 : Math.pow(x, 1.5);
    }
}
