package org.tongmai.surveillance.detect;

import java.util.Map;

/**
 * Farrington's method of 1996: a quasi-Poisson regression on the same weeks of earlier years and those around them. Past outbreaks get
 * less weight; a trend counts where it is significant at 5 %, there are three years or more, and it predicts no more than was ever seen
 * in the reference weeks.
 *
 * <p>Score: {@code (observed - expected) / (bound - expected)}; alarm where it is above 1, and 0 with a bound of 0 where fewer than
 * {@code casesLeast} cases came in the last {@code casesPeriods} periods.
 *
 * @param years of reference, {@code b}
 * @param around reference periods before and after, {@code w}
 * @param alpha two-sided error of the prediction interval
 * @param reweight whether past outbreaks get less weight
 * @param trend whether a trend is tried
 * @param power that is taken as normal, {@code powertrans}
 * @param casesLeast first of {@code limit54}
 * @param casesPeriods second of {@code limit54}
 * @param model {@code fitFun}
 * @see <a href="https://doi.org/10.2307/2983331">Farrington et al. 1996, doi 10.2307/2983331</a>
 */
public record Farrington(
        int years,
        int around,
        double alpha,
        boolean reweight,
        boolean trend,
        PowerTransform power,
        double casesLeast,
        int casesPeriods,
        Model model)
        implements Detector {

    private static final double SIGNIFICANT = 0.05;
    private static final double RESIDUAL_USUAL = 1;

    /** Which of the three models of R's {@code algo.farrington}. */
    public enum Model {
        FAST("algo.farrington.fitGLM.fast"),
        /** Leaves missing reference counts out. */
        PLAIN("algo.farrington.fitGLM"),
        /** Compares rates: cases by population. */
        POPULATION_OFFSET("algo.farrington.fitGLM.populationOffset");

        private final String word;

        Model(String word) {
            this.word = word;
        }

        @Override
        public String toString() {
            return word;
        }
    }

    public Farrington {
        Check.atLeast("b", years, 1);
        Check.atLeast("w", around, 0);
        Check.probability("alpha", alpha);
        Check.notNegative("limit54", casesLeast);
        Check.atLeast("limit54", casesPeriods, 1);
    }

    @Override
    public String rule() {
        return "detect.farrington@1";
    }

    @Override
    public Map<String, String> parameters() {
        return Parameters.map(
                "b", years,
                "w", around,
                "alpha", alpha,
                "reweight", reweight,
                "trend", trend,
                "powertrans", power,
                "limit54", Parameters.text(casesLeast) + "," + casesPeriods,
                "fitFun", model);
    }

    @Override
    public int firstPosition(Series series) {
        return Math.max(0, series.perYear() * years - around - 1);
    }

    @Override
    public void evaluate(Series series, int from, int to, Evaluation into) {
        into.begin(from, to);
        int windows = years * (2 * around + 1);
        var fit = new QuasiPoissonFit(windows);
        var days = new long[windows];
        double quantile = Distributions.normal(1 - alpha / 2);
        for (int t = from; t < to; t++) {
            period(series, t, fit, days, quantile, into);
        }
    }

    private void period(Series series, int t, QuasiPoissonFit fit, long[] days, double quantile, Evaluation into) {
        double most = reference(series, t, fit, days);
        double offset = offset(series, t);
        fit.begin(1);
        boolean fitted = fitted(series, t, fit, trend);
        if (fitted && fit.sloped() && !trendHolds(series, t, fit, offset, most)) {
            fit.evenWeights();
            fitted = fitted(series, t, fit, false);
        }
        if (!fitted) {
            into.unknown(t, Double.NaN, Double.NaN, Double.NaN);
            return;
        }
        predict(series, t, fit, offset, quantile, into);
    }

    /** Collects the reference counts, and answers the largest. */
    private double reference(Series series, int t, QuasiPoissonFit fit, long[] days) {
        fit.size = 0;
        double most = Double.NEGATIVE_INFINITY;
        long[] dates = series.days();
        int width = 2 * around + 1;
        if (dates != null) {
            Calendar.windows(series.date(t), years, around, series.perYear(), days);
        }
        for (int i = 0; i < days.length; i++) {
            int position = dates != null
                    ? Calendar.position(dates, days[i])
                    : t - series.perYear() * (years - i / width) - around + i % width;
            if (position >= 0 && position < series.length()) {
                most = add(series, position, t, fit, most);
            }
        }
        if (fit.size == 0) {
            throw Refusal.seriesShort(series, t, "Of " + years + " years none has a period at this time of the year.");
        }
        return most;
    }

    private double add(Series series, int position, int t, QuasiPoissonFit fit, double most) {
        double count = series.observed()[position];
        if (Double.isNaN(count)) {
            if (model == Model.FAST) {
                throw Refusal.countMissing(series, position);
            }
            return most;
        }
        fit.count[fit.size] = count;
        fit.time[fit.size] = position - t;
        fit.group[fit.size] = 0;
        fit.offset[fit.size] = offset(series, position);
        fit.size++;
        return Math.max(most, count);
    }

    private double offset(Series series, int position) {
        double[] population = series.population();
        if (model != Model.POPULATION_OFFSET || population == null) {
            return 0;
        }
        if (!(population[position] > 0)) {
            throw Refusal.populationMissing(series, position);
        }
        return Math.log(population[position]);
    }

    private boolean fitted(Series series, int t, QuasiPoissonFit fit, boolean withTrend) {
        boolean sloped = withTrend;
        fit(series, t, fit, sloped);
        if (!fit.converged() && sloped) {
            sloped = false;
            fit(series, t, fit, false);
        }
        if (!fit.converged() && model != Model.FAST) {
            return false;
        }
        if (sloped && !fit.sloped()) {
            throw Refusal.noFit(series, t, "A trend needs reference values of two periods.");
        }
        if (reweight) {
            double phi = phi(fit);
            if (Double.isNaN(phi)) {
                throw Refusal.noFit(series, t, "There are too few reference values to tell unusual ones.");
            }
            fit.reweight(phi, RESIDUAL_USUAL);
            fit(series, t, fit, sloped);
        }
        return true;
    }

    private static void fit(Series series, int t, QuasiPoissonFit fit, boolean sloped) {
        if (!fit.fit(sloped)) {
            throw Refusal.noFit(series, t, "No coefficients predict finite counts.");
        }
    }

    private static double phi(QuasiPoissonFit fit) {
        return Math.max(fit.dispersion(), 1);
    }

    private boolean trendHolds(Series series, int t, QuasiPoissonFit fit, double offset, double most) {
        if (years < 3 || QuasiPoissonFit.mean(fit.linear(0, 0, offset)) > most) {
            return false;
        }
        double error = fit.slopeError(fit.dispersion());
        double tails = Distributions.studentTails(fit.slopeValue() / error, fit.degrees());
        if (Double.isNaN(tails)) {
            throw Refusal.noFit(
                    series, t, "There are too few reference values to tell whether the trend is significant.");
        }
        return tails < SIGNIFICANT;
    }

    private void predict(Series series, int t, QuasiPoissonFit fit, double offset, double quantile, Evaluation into) {
        double phi = phi(fit);
        double expected = QuasiPoissonFit.mean(fit.linear(0, 0, offset));
        double tau = phi + phi * fit.variance(0, 0) * expected;
        double upper = power.upper(expected, tau, quantile);
        double observed = series.observed()[t];
        double recent = Recent.cases(series, t, casesPeriods);
        if (Double.isNaN(recent)) {
            into.unknown(t, expected, Double.NaN, Double.NaN);
        } else if (recent < casesLeast) {
            into.set(t, expected, 0, 0, false);
        } else {
            double score = (observed - expected) / (upper - expected);
            if (Double.isNaN(score)) {
                into.unknown(t, expected, upper, score);
            } else {
                into.set(t, expected, upper, score, score > 1);
            }
        }
    }
}
