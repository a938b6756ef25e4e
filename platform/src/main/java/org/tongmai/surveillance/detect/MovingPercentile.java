package org.tongmai.surveillance.detect;

import java.util.Arrays;
import java.util.Map;

/**
 * The moving percentile method (移动百分位数法) of CIDARS, China's automated alert system: the last {@code window} periods together
 * against as many at the same time of each of the earlier years, and two such windows before and after it.
 *
 * <p>Expected: the median of the baseline. Bound: its percentile. Score: the share of the baseline below the observed sum. Alarm where
 * the sum is above the bound. Missing counts make a window of the baseline left out, and nothing is said of a window with one.
 *
 * @param years of the baseline; 3 to 5 are usual
 * @param percentile from 0 to 1; 0.8 is usual
 * @param type of the percentile's interpolation by Hyndman and Fan's numbers, 4 to 9
 * @param window periods added up: 7 for days, 1 for weeks
 * @see <a href="https://doi.org/10.1371/journal.pone.0088834">Yang et al. 2014 (CIDARS), and Zhang et al. 2014, doi
 *     10.1371/journal.pone.0088834</a>
 * @see <a href="https://doi.org/10.1080/00031305.1996.10473566">Hyndman and Fan 1996, doi 10.1080/00031305.1996.10473566</a>
 */
public record MovingPercentile(int years, double percentile, int type, int window) implements Detector {

    /** Windows before and after the same time of the year. */
    private static final int AROUND = 2;

    private static final int WIDTH = 2 * AROUND + 1;
    /** Rounding errors of a rank that R looks through. */
    private static final double FUZZ = 4 * 0x1p-52;

    public MovingPercentile {
        Check.atLeast("years", years, 1);
        if (!(percentile >= 0 && percentile <= 1)) {
            throw Refusal.parameterWrong("percentile", Parameters.text(percentile), "It is from 0 to 1.");
        }
        if (type < 4 || type > 9) {
            throw Refusal.parameterWrong(
                    "type", String.valueOf(type), "It is a whole number from 4 to 9, as R's quantile has them.");
        }
        Check.atLeast("window", window, 1);
    }

    @Override
    public String rule() {
        return "detect.moving-percentile@1";
    }

    @Override
    public Map<String, String> parameters() {
        return Parameters.map("years", years, "percentile", percentile, "type", type, "window", window);
    }

    @Override
    public int firstPosition(Series series) {
        int back = AROUND * window + window - 1;
        if (series.days() == null) {
            return years * series.perYear() + back;
        }
        for (int t = 0; t < series.length(); t++) {
            if (position(series, t, years) >= back) {
                return t;
            }
        }
        return series.length();
    }

    @Override
    public void evaluate(Series series, int from, int to, Evaluation into) {
        into.begin(from, to);
        double[] sums = sums(series.observed());
        double[] baseline = new double[years * WIDTH];
        for (int t = from; t < to; t++) {
            int size = baseline(series, t, sums, baseline);
            double observed = sums[t];
            if (size == 0 || Double.isNaN(observed)) {
                into.unknown(t, Double.NaN, Double.NaN, Double.NaN);
                continue;
            }
            sort(baseline, size);
            double bound = quantile(baseline, size, percentile);
            int below = 0;
            while (below < size && baseline[below] < observed) {
                below++;
            }
            into.set(t, quantile(baseline, size, 0.5), bound, (double) below / size, observed > bound);
        }
    }

    /** Of each position the counts of the last {@code window} periods; {@code NaN} where one is missing or before the series. */
    private double[] sums(double[] counts) {
        if (window == 1) {
            return counts;
        }
        double[] sums = new double[counts.length];
        double sum = 0;
        int missing = 0;
        for (int t = 0; t < counts.length; t++) {
            missing += Double.isNaN(counts[t]) ? 1 : 0;
            sum += Double.isNaN(counts[t]) ? 0 : counts[t];
            if (t >= window) {
                double gone = counts[t - window];
                missing -= Double.isNaN(gone) ? 1 : 0;
                sum -= Double.isNaN(gone) ? 0 : gone;
            }
            sums[t] = missing > 0 || t < window - 1 ? Double.NaN : sum;
        }
        return sums;
    }

    private int baseline(Series series, int t, double[] sums, double[] into) {
        int size = 0;
        for (int year = 1; year <= years; year++) {
            int middle = position(series, t, year);
            if (middle - AROUND * window - window + 1 < 0) {
                throw Refusal.seriesShort(
                        series,
                        t,
                        "The same time of " + years + " years before, and two windows around it, are compared with.");
            }
            for (int k = -AROUND; k <= AROUND; k++) {
                int at = middle + k * window;
                double sum = at < t ? sums[at] : Double.NaN;
                if (!Double.isNaN(sum)) {
                    into[size++] = sum;
                }
            }
        }
        return size;
    }

    /** Of the same time a number of years before; -1 where the series has it not. Days keep their day of the week. */
    private int position(Series series, int t, int year) {
        long[] days = series.days();
        if (days == null) {
            return t - year * series.perYear();
        }
        var day = Calendar.yearsBefore(series.date(t), year, series.perYear());
        if (series.perYear() == Series.DAILY && window % 7 == 0) {
            day = Calendar.nearest(day, series.date(t));
        }
        return Calendar.position(days, day.toEpochDay());
    }

    /** Insertion: the baseline is short, and this makes no object. */
    private static void sort(double[] values, int size) {
        if (size > 64) {
            Arrays.sort(values, 0, size);
            return;
        }
        for (int i = 1; i < size; i++) {
            double value = values[i];
            int at = i;
            while (at > 0 && values[at - 1] > value) {
                values[at] = values[at - 1];
                at--;
            }
            values[at] = value;
        }
    }

    private double quantile(double[] sorted, int size, double p) {
        double rank =
                switch (type) {
                    case 4 -> size * p;
                    case 5 -> size * p + 0.5;
                    case 6 -> (size + 1) * p;
                    case 7 -> 1 + (size - 1) * p;
                    case 8 -> 1.0 / 3 + p * (size + 1.0 / 3);
                    default -> 3.0 / 8 + p * (size + 1.0 / 4);
                };
        double whole = Math.floor(rank + FUZZ);
        double share = rank - whole;
        share = Math.abs(share) < FUZZ ? 0 : share;
        double low = sorted[Math.clamp((long) whole - 1, 0, size - 1)];
        double high = sorted[Math.clamp((long) whole, 0, size - 1)];
        return share == 0 ? low : share == 1 ? high : (1 - share) * low + share * high;
    }
}
