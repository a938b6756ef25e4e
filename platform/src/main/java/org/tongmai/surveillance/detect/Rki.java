package org.tongmai.surveillance.detect;

import java.util.Map;

/**
 * The rule of the Robert Koch Institute: mean of the reference counts and two standard deviations, or the upper 95 % limit of a Poisson
 * mean where it is 20 or less.
 *
 * <p>Score: cases above the bound. Years are counted in periods, with dates too, as R does.
 *
 * @param years of reference, {@code b}
 * @param around reference periods before and after, {@code w}
 * @param thisYear whether the last {@code w} periods are among them, {@code actY}
 * @see <a href="https://doi.org/10.2471/BLT.08.053173">Altmann 2003, as described by Höhle 2007, doi 10.1007/s00180-007-0074-8</a>
 */
public record Rki(int years, int around, boolean thisYear) implements Detector {

    /** Up to this mean the limits are read off the table. */
    private static final int TABLE_MOST = 20;

    /** Upper 95 % limits of a count whose mean is 0, 1, … 20, by the table of the package surveillance. */
    private static final double[] UPPER = {
        3.285, 5.323, 6.686, 8.102, 9.598, 11.177, 12.817, 13.765, 14.921, 16.768, 17.633, 19.050, 20.335, 21.364,
        22.945, 23.762, 25.400, 26.306, 27.735, 28.966, 30.017
    };

    public Rki {
        Check.atLeast("b", years, 0);
        Check.atLeast("w", around, 0);
    }

    @Override
    public String rule() {
        return "detect.rki@1";
    }

    @Override
    public Map<String, String> parameters() {
        return Parameters.map("b", years, "w", around, "actY", thisYear);
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
            double mean = 0;
            for (int i = 0; i < size; i++) {
                mean += reference[i];
            }
            mean /= size;
            if (Double.isNaN(mean)) {
                throw Refusal.noFit(series, t, "A reference count is missing, and this method has no way around it.");
            }
            double bound = mean > TABLE_MOST ? mean + 2 * deviation(reference, size, mean) : UPPER[(int) mean];
            double observed = series.observed()[t];
            if (Double.isNaN(bound) || Double.isNaN(observed)) {
                into.unknown(t, mean, bound, observed - bound);
            } else {
                into.set(t, mean, bound, observed - bound, observed > bound);
            }
        }
    }

    private static double deviation(double[] values, int size, double mean) {
        double squares = 0;
        for (int i = 0; i < size; i++) {
            squares += (values[i] - mean) * (values[i] - mean);
        }
        return Math.sqrt(squares / (size - 1));
    }
}
