package org.tongmai.surveillance.detect;

import java.util.Map;

/**
 * Bayesian prediction with Jeffreys' prior: the reference counts are Poisson with one rate, so the next count is negative binomial.
 *
 * <p>Score: cases above the bound. Missing reference counts are left out. Years are counted in periods, with dates too, as R does.
 *
 * @param years of reference, {@code b}
 * @param around reference periods before and after, {@code w}
 * @param thisYear whether the last {@code w} periods are among them, {@code actY}
 * @param alpha one-sided error
 * @see <a href="https://doi.org/10.1007/978-3-7908-1952-8_3">Riebler 2004; Höhle 2007, doi 10.1007/s00180-007-0074-8</a>
 */
public record Bayes(int years, int around, boolean thisYear, double alpha) implements Detector {

    public Bayes {
        Check.atLeast("b", years, 0);
        Check.atLeast("w", around, 0);
        Check.probability("alpha", alpha);
    }

    @Override
    public String rule() {
        return "detect.bayes@1";
    }

    @Override
    public Map<String, String> parameters() {
        return Parameters.map("b", years, "w", around, "actY", thisYear, "alpha", alpha);
    }

    @Override
    public int firstPosition(Series series) {
        return YearWindows.firstPosition(series, years, around);
    }

    @Override
    public void evaluate(Series series, int from, int to, Evaluation into) {
        into.begin(from, to);
        double[] reference = new double[YearWindows.most(years, around)];
        for (int t = from; t < to; t++) {
            int size = YearWindows.collect(series, t, years, around, thisYear, reference);
            double sum = 0;
            int known = 0;
            for (int i = 0; i < size; i++) {
                if (!Double.isNaN(reference[i])) {
                    sum += reference[i];
                    known++;
                }
            }
            double observed = series.observed()[t];
            double expected = (sum + 0.5) / known;
            double bound = known == 0
                    ? Double.NaN
                    : Distributions.negativeBinomial(1 - alpha, sum + 0.5, known / (known + 1.0));
            if (Double.isNaN(bound) || Double.isNaN(observed)) {
                into.unknown(t, expected, bound, observed - bound);
            } else {
                into.set(t, expected, bound, observed - bound, observed > bound);
            }
        }
    }
}
