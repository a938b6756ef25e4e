package org.tongmai.surveillance.detect;

import java.util.Arrays;
import java.util.Map;

/**
 * The rule of the CDC's tables of notifiable diseases: the last four weeks against the same four weeks of earlier years and the fours
 * beside them. For weeks only, 52 a year.
 *
 * <p>Expected, bound and score are of four weeks; score: cases above the bound.
 *
 * @param years of reference, {@code b}
 * @param months fours of weeks before and after, {@code m}
 * @param alpha two-sided error
 * @see <a href="https://doi.org/10.1002/sim.4780080303">Stroup et al. 1989, doi 10.1002/sim.4780080303</a>
 */
public record Cdc(int years, int months, double alpha) implements Detector {

    private static final int WEEKS = 4;

    public Cdc {
        Check.atLeast("b", years, 1);
        Check.atLeast("m", months, 0);
        Check.probability("alpha", alpha);
    }

    @Override
    public String rule() {
        return "detect.cdc@1";
    }

    @Override
    public Map<String, String> parameters() {
        return Parameters.map("b", years, "m", months, "alpha", alpha);
    }

    @Override
    public int firstPosition(Series series) {
        return Series.WEEKLY * years + WEEKS * months + WEEKS - 1;
    }

    @Override
    public void evaluate(Series series, int from, int to, Evaluation into) {
        if (series.perYear() != Series.WEEKLY) {
            throw Refusal.parameterWrong("method", "cdc", "It takes weeks, 52 a year.");
        }
        if (from < firstPosition(series)) {
            throw Refusal.seriesShort(series, from, "The method looks back " + firstPosition(series) + " weeks.");
        }
        into.begin(from, to);
        int[] back = weeks();
        double[] sums = new double[back.length / WEEKS];
        double quantile = Distributions.normal(1 - alpha / 2);
        for (int t = from; t < to; t++) {
            Arrays.fill(sums, 0);
            for (int i = 0; i < back.length; i++) {
                int week = t + back[i];
                sums[i / WEEKS] += week < series.length() ? series.observed()[week] : Double.NaN;
            }
            period(series, t, sums, quantile, into);
        }
    }

    /** The reference weeks in order of time, relative to the evaluated one; where the windows of years overlap, some twice. */
    private int[] weeks() {
        int width = WEEKS * (2 * months + 1);
        int[] back = new int[years * width];
        for (int i = 0; i < back.length; i++) {
            back[i] = -(i / width + 1) * Series.WEEKLY - WEEKS * months - (WEEKS - 1) + i % width;
        }
        Arrays.sort(back);
        return back;
    }

    private static void period(Series series, int t, double[] sums, double quantile, Evaluation into) {
        double mean = 0;
        for (double sum : sums) {
            mean += sum;
        }
        mean /= sums.length;
        double squares = 0;
        for (double sum : sums) {
            squares += (sum - mean) * (sum - mean);
        }
        double deviation = Math.sqrt(squares / (sums.length - 1));
        double bound = mean + quantile * deviation * Math.sqrt(1 + 1.0 / sums.length);
        double recent = 0;
        for (int i = t - WEEKS + 1; i <= t; i++) {
            recent += series.observed()[i];
        }
        if (Double.isNaN(bound) || Double.isNaN(recent)) {
            into.unknown(t, mean, bound, recent - bound);
        } else {
            into.set(t, mean, bound, recent - bound, recent > bound);
        }
    }
}
