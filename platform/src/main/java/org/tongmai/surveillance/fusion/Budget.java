package org.tongmai.surveillance.fusion;

import java.util.Arrays;
import java.util.List;

/**
 * How often a score comes about in a place where nothing happens, learned from its own past: what lies above a level comes so many times
 * in a quarter, and the higher parts of it get rarer exponentially, as those of a sum of log likelihood ratios do (Wald). Outbreaks of the
 * past are in that past, too: the largest tenth of the peaks is only known to be large. A short past is helped by that of other places.
 *
 * <p>So a score becomes a recurrence interval (Kleinman et al. 2004, doi 10.1093/aje/kwh029), which may be compared between diseases and
 * places, and a budget of false alarms a threshold.
 *
 * @param level from which on peaks are counted
 * @param perQuarter peaks of a quarter
 * @param mean how far a peak lies above the level, on average
 */
public record Budget(double level, double perQuarter, double mean) {

    /** Days of a quarter of the year. */
    public static final double QUARTER = 365.25 / 4;

    /** Days below the level after which a new peak begins. */
    public static final int APART = 7;

    private static final double LEVEL = 0.85;
    private static final double KNOWN = 0.9;
    private static final double HELP = 20;
    private static final double MEAN_LEAST = 0.1;

    /** Of the scores of one place, with those of others (or the same alone) to help. */
    public static Budget of(double[] past, List<double[]> others) {
        double level = quantile(past, LEVEL);
        double[] own = peaks(past, level);
        double[] helping = others.stream()
                .flatMapToDouble(each -> {
                    double theirs = quantile(each, LEVEL);
                    return Arrays.stream(peaks(each, theirs)).map(peak -> peak - theirs);
                })
                .toArray();
        double[] above = Arrays.stream(own).map(peak -> peak - level).toArray();
        double all = helping.length == 0 ? mean(above) : mean(helping);
        double mean = (above.length * mean(above) + HELP * all) / (above.length + HELP);
        return new Budget(level, own.length / (past.length / QUARTER), Math.max(MEAN_LEAST, mean));
    }

    /** Alarms of a quarter to be expected where an alarm is given from this score on. */
    public double alarms(double score) {
        return perQuarter * Math.exp(-Math.max(0, score - level) / mean);
    }

    /** The score from which on so many alarms come in a quarter. */
    public double threshold(double alarms) {
        return level + mean * Math.max(0, Math.log(perQuarter / alarms));
    }

    /** Days after which chance alone shows as high a score again. */
    public double recurrence(double score) {
        return QUARTER / alarms(score);
    }

    private static double quantile(double[] values, double share) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return sorted[(int) (share * (sorted.length - 1))];
    }

    /** The largest score of each stretch above the level. */
    private static double[] peaks(double[] scores, double level) {
        var peaks = new double[scores.length];
        int count = 0;
        int quiet = APART + 1;
        for (double score : scores) {
            if (score > level) {
                if (quiet > APART) {
                    peaks[count++] = score;
                } else {
                    peaks[count - 1] = Math.max(peaks[count - 1], score);
                }
                quiet = 0;
            } else {
                quiet++;
            }
        }
        return Arrays.copyOf(peaks, count);
    }

    /** Mean of exponential numbers of which the largest are only known to be large. */
    private static double mean(double[] above) {
        if (above.length == 0) {
            return 1;
        }
        double[] sorted = above.clone();
        Arrays.sort(sorted);
        int known = Math.max(1, (int) (KNOWN * sorted.length));
        double sum = 0;
        for (int i = 0; i < known; i++) {
            sum += sorted[i];
        }
        return (sum + (sorted.length - known) * sorted[known - 1]) / known;
    }
}
