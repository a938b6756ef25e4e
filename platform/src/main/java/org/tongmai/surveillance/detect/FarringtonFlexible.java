package org.tongmai.surveillance.detect;

import java.util.Map;

/**
 * Farrington's method as improved by Noufaily et al. 2012: all periods since the first reference year count, those at other times of the
 * year as levels of their own ({@code noPeriods} of them); the last periods are left out, since an outbreak may be in them; only large
 * residuals lose weight; the bound is a quantile.
 *
 * <p>Score: {@code (observed - expected) / (bound - expected)}, with {@code nbPlugin} and {@code muan} with the logarithm of the expected
 * cases in its place, as R has it; alarm where it is above 1 with a case or more. Without {@code casesLeast} cases in the last
 * {@code casesPeriods} periods there is no bound and no alarm.
 *
 * @param years of reference, {@code b}
 * @param around reference periods before and after, {@code w}
 * @param reweight whether past outbreaks get less weight
 * @param residualUsual residual up to which they do not, {@code weightsThreshold}
 * @param alpha one-sided error
 * @param trend whether a trend is tried
 * @param trendError significance that a trend needs, {@code pThresholdTrend}
 * @param casesLeast first of {@code limit54}
 * @param casesPeriods second of {@code limit54}
 * @param power that is taken as normal, {@code powertrans}; only for {@code delta}
 * @param groups times of the year, {@code noPeriods}; 1 takes the reference windows alone
 * @param leftOut last periods that are, {@code pastWeeksNotIncluded}
 * @param threshold how the bound is found, {@code thresholdMethod}
 * @param byPopulation whether rates are compared, {@code populationOffset}
 * @see <a href="https://doi.org/10.1002/sim.5595">Noufaily et al. 2012, doi 10.1002/sim.5595</a>
 * @see <a href="https://doi.org/10.18637/jss.v070.i10">Salmon, Schumacher and Höhle 2016, doi 10.18637/jss.v070.i10</a>
 */
public record FarringtonFlexible(
        int years,
        int around,
        boolean reweight,
        double residualUsual,
        double alpha,
        boolean trend,
        double trendError,
        double casesLeast,
        int casesPeriods,
        PowerTransform power,
        int groups,
        int leftOut,
        Threshold threshold,
        boolean byPopulation)
        implements Detector {

    /** How the bound is found. */
    public enum Threshold {
        /** Normal interval of a power of the count. */
        DELTA("delta"),
        /** Quantile of a negative binomial distribution about the prediction. */
        NB_PLUGIN("nbPlugin"),
        /** The same about the upper end of the prediction's own interval. */
        MUAN("muan");

        private final String word;

        Threshold(String word) {
            this.word = word;
        }

        @Override
        public String toString() {
            return word;
        }
    }

    public FarringtonFlexible {
        Check.atLeast("b", years, 1);
        Check.atLeast("w", around, 0);
        Check.probability("alpha", alpha);
        Check.notNegative("pThresholdTrend", trendError);
        Check.notNegative("limit54", casesLeast);
        Check.atLeast("limit54", casesPeriods, 1);
        Check.atLeast("noPeriods", groups, 1);
        Check.atLeast("pastWeeksNotIncluded", leftOut, 0);
    }

    @Override
    public String rule() {
        return "detect.farrington-flexible@1";
    }

    @Override
    public Map<String, String> parameters() {
        return Parameters.map(
                "b", years,
                "w", around,
                "reweight", reweight,
                "weightsThreshold", residualUsual,
                "alpha", alpha,
                "trend", trend,
                "pThresholdTrend", trendError,
                "limit54", Parameters.text(casesLeast) + "," + casesPeriods,
                "powertrans", power,
                "noPeriods", groups,
                "pastWeeksNotIncluded", leftOut,
                "thresholdMethod", threshold,
                "populationOffset", byPopulation);
    }

    /** As in R, but with dates not before the first reference window lies in the series: a year has more than 52 weeks. */
    @Override
    public int firstPosition(Series series) {
        int first = series.perYear() * years + around;
        while (first < series.length() && Blocks.reference(series, first, years) - around < -1) {
            first++;
        }
        return first;
    }

    @Override
    public void evaluate(Series series, int from, int to, Evaluation into) {
        into.begin(from, to);
        var fit = new QuasiPoissonFit(to);
        var blocks = new Blocks(this, series);
        double quantile = Distributions.normal(1 - alpha);
        for (int t = from; t < to; t++) {
            period(series, t, fit, blocks, quantile, into);
        }
    }

    private void period(Series series, int t, QuasiPoissonFit fit, Blocks blocks, double quantile, Evaluation into) {
        blocks.fill(t, fit);
        double offset = blocks.offset(t);
        fit.begin(blocks.groups());
        boolean fitted = fitted(series, t, fit, trend);
        if (fitted && fit.sloped() && !trendHolds(series, t, fit, blocks, offset)) {
            fit.evenWeights();
            fitted = fitted(series, t, fit, false);
        }
        if (fitted) {
            predict(series, t, fit, blocks, offset, quantile, into);
        } else {
            // R leaves the expected number at the 0 it began with.
            into.unknown(t, 0, Double.NaN, Double.NaN);
        }
    }

    /** False where the iteration did not end. */
    private boolean fitted(Series series, int t, QuasiPoissonFit fit, boolean withTrend) {
        boolean sloped = withTrend;
        fit(series, t, fit, sloped);
        if (!fit.converged() && sloped) {
            sloped = false;
            fit(series, t, fit, false);
        }
        if (!fit.converged()) {
            return false;
        }
        if (sloped && !fit.sloped()) {
            throw Refusal.noFit(series, t, "A trend needs reference values of two periods.");
        }
        if (reweight) {
            double phi = Math.max(fit.dispersion(), 1);
            if (Double.isNaN(phi)) {
                throw Refusal.noFit(series, t, "There are too few reference values to tell unusual ones.");
            }
            fit.reweight(phi, residualUsual);
            fit(series, t, fit, sloped);
        }
        return true;
    }

    private static void fit(Series series, int t, QuasiPoissonFit fit, boolean sloped) {
        if (!fit.fit(sloped)) {
            throw Refusal.noFit(series, t, "No coefficients predict finite counts.");
        }
    }

    private boolean trendHolds(Series series, int t, QuasiPoissonFit fit, Blocks blocks, double offset) {
        double predicted = QuasiPoissonFit.mean(fit.linear(blocks.current(), blocks.now(), offset));
        if (years < 3 || predicted > blocks.most()) {
            return false;
        }
        double error = fit.slopeError(errorDispersion(fit));
        double tails = Distributions.studentTails(fit.slopeValue() / error, fit.degrees());
        if (Double.isNaN(tails)) {
            throw Refusal.noFit(
                    series, t, "There are too few reference values to tell whether the trend is significant.");
        }
        return tails < trendError;
    }

    /** R puts the weights of the values where the working weights were, and takes the errors of coefficients with them. */
    private double errorDispersion(QuasiPoissonFit fit) {
        return reweight ? fit.dispersionByWeights() : fit.dispersion();
    }

    private void predict(
            Series series, int t, QuasiPoissonFit fit, Blocks blocks, double offset, double quantile, Evaluation into) {
        double phi = Math.max(fit.dispersion(), 1);
        double linear = fit.linear(blocks.current(), blocks.now(), offset);
        double error = Math.sqrt(errorDispersion(fit) * fit.variance(blocks.current(), blocks.now()));
        double expected = QuasiPoissonFit.mean(linear);
        double upper;
        double middle;
        if (threshold == Threshold.DELTA) {
            upper = power.upper(expected, phi + error * error * expected, quantile);
            middle = expected;
        } else {
            expected = Math.exp(linear);
            double mean = threshold == Threshold.MUAN ? Math.exp(linear + quantile * error) : expected;
            upper = quantile(1 - alpha, mean, phi);
            middle = linear;
        }
        double observed = series.observed()[t];
        double score = (observed - middle) / (upper - middle);
        boolean enough = Recent.cases(series, t, casesPeriods) >= casesLeast;
        boolean said = enough && !Double.isNaN(upper);
        into.set(
                t,
                said ? expected : Double.NaN,
                enough ? upper : Double.NaN,
                score,
                enough && score > 1 && observed != 0);
    }

    /** Of the negative binomial distribution with variance {@code phi * mean}. */
    private static double quantile(double probability, double mean, double phi) {
        if (Double.isInfinite(mean)) {
            return Double.NaN;
        }
        return phi > 1
                ? Distributions.negativeBinomial(probability, mean / (phi - 1), 1 / phi)
                : Distributions.poisson(probability, mean);
    }
}
