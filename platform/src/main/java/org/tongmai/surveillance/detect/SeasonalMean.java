package org.tongmai.surveillance.detect;

import java.util.Arrays;

/** What is to be expected by a model with waves of the year, learned from all periods before the evaluated ones. */
final class SeasonalMean {

    private final int waves;
    private final boolean trend;
    private final int perYear;
    private final LogLinearFit fit;
    private final double[] count;

    /**
     * @param learned positions from the first to this one, without it, are learned from; missing counts are left out
     * @param waves cosine and sine of the year and its fractions
     */
    SeasonalMean(Series series, int learned, int waves, boolean trend) {
        this.waves = waves;
        this.trend = trend;
        this.perYear = series.perYear();
        double[][] rows = new double[learned][];
        double[] counts = new double[learned];
        int size = 0;
        for (int t = 0; t < learned; t++) {
            if (!Double.isNaN(series.observed()[t])) {
                rows[size] = row(t);
                counts[size++] = series.observed()[t];
            }
        }
        if (size == 0) {
            throw Refusal.seriesShort(series, learned, "What is to be expected is learned from the periods before.");
        }
        this.count = Arrays.copyOf(counts, size);
        this.fit = new LogLinearFit(Arrays.copyOf(rows, size), count);
    }

    private double[] row(int t) {
        double[] row = new double[1 + (trend ? 1 : 0) + 2 * waves];
        int at = 0;
        row[at++] = 1;
        double period = t + 1.0;
        if (trend) {
            row[at++] = period;
        }
        for (int wave = 1; wave <= waves; wave++) {
            row[at++] = Math.cos(2 * wave * Math.PI / perYear * period);
            row[at++] = Math.sin(2 * wave * Math.PI / perYear * period);
        }
        return row;
    }

    /** Fits a Poisson model, or with a size a negative binomial one. */
    boolean fit(double size) {
        return fit.fit(size);
    }

    /** Fits a negative binomial model and answers its size. */
    double fitSize() {
        return NegativeBinomialSize.fit(fit, count);
    }

    double at(int t) {
        return fit.predicted(row(t));
    }
}
