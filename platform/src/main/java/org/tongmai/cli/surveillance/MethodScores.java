package org.tongmai.cli.surveillance;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.tongmai.surveillance.detect.Detector;
import org.tongmai.surveillance.detect.Evaluation;
import org.tongmai.surveillance.detect.Method;
import org.tongmai.surveillance.detect.Series;

/**
 * How high the last day of a series stands by each method, as one number that rises with how unusual it is, so that every threshold of a
 * method can be tried in one pass. Of the counts of one source: what a method can do without the others.
 */
public final class MethodScores {

    private static final int WEEK = 7;

    /** Makes a series of scores of one of counts: of the days from one on; {@code NaN} where nothing is said. */
    public interface Scoring {
        double[] scores(double[] counts, long firstDay, int from);
    }

    private MethodScores() {}

    /** By name, for daily counts. */
    public static Map<String, Scoring> all() {
        Map<String, Scoring> all = new LinkedHashMap<>();
        all.put("ears-c1", daily("ears-c1", Map.of("minSigma", "0.5")));
        all.put("ears-c2", daily("ears-c2", Map.of("minSigma", "0.5")));
        all.put("ears-c3", daily("ears-c3", Map.of("minSigma", "0.5")));
        all.put("ewma", daily("ewma", Map.of()));
        all.put("moving-percentile", MethodScores::percentile);
        all.put("farrington-flexible", MethodScores::weekly);
        all.put("fixed-threshold", cases());
        return all;
    }

    /** Cases of a week. */
    static Scoring cases() {
        return daily("fixed-threshold", Map.of("window", "7"));
    }

    private static Scoring daily(String method, Map<String, String> parameters) {
        Detector detector = Method.of(method).with(parameters);
        return (counts, firstDay, from) -> {
            Evaluation evaluation = detector.evaluate(series(counts, firstDay), from, counts.length);
            double[] scores = new double[counts.length - from];
            for (int t = from; t < counts.length; t++) {
                scores[t - from] = evaluation.known(t) ? evaluation.score(t) : Double.NaN;
            }
            return scores;
        };
    }

    /** The share of the past below; where all of it is below, 1 and by how much the highest is passed. */
    private static double[] percentile(double[] counts, long firstDay, int from) {
        Detector detector = Method.of("moving-percentile").with(Map.of("window", "7", "years", "3", "percentile", "1"));
        Evaluation evaluation = detector.evaluate(series(counts, firstDay), from, counts.length);
        double[] scores = new double[counts.length - from];
        for (int t = from; t < counts.length; t++) {
            double sum = 0;
            for (int day = t - WEEK + 1; day <= t; day++) {
                sum += counts[day];
            }
            boolean above = evaluation.score(t) >= 1 && evaluation.alarm(t);
            scores[t - from] = !evaluation.known(t)
                    ? Double.NaN
                    : above
                            ? 1 + (sum - evaluation.bound(t)) / Math.sqrt(evaluation.bound(t) + 1)
                            : evaluation.score(t);
        }
        return scores;
    }

    /** Weeks that end on a Sunday, said on that day; a week with less than three cases says nothing. */
    private static double[] weekly(double[] counts, long firstDay, int from) {
        int skipped = Math.floorMod(4 - firstDay, WEEK);
        int weeks = (counts.length - skipped) / WEEK;
        double[] sums = new double[weeks];
        long[] dates = new long[weeks];
        for (int week = 0; week < weeks; week++) {
            dates[week] = firstDay + skipped + (long) week * WEEK;
            for (int day = 0; day < WEEK; day++) {
                sums[week] += counts[skipped + week * WEEK + day];
            }
        }
        Detector detector = Method.of("farrington-flexible")
                .with(Map.of("b", "3", "noPeriods", "10", "pastWeeksNotIncluded", "26", "thresholdMethod", "nbPlugin"));
        Series series = Series.dated("", 1, sums, dates);
        int first = Math.max(detector.firstPosition(series), (from - skipped) / WEEK);
        double[] scores = new double[counts.length - from];
        Arrays.fill(scores, Double.NaN);
        Evaluation evaluation = detector.evaluate(series, first, weeks);
        for (int week = first; week < weeks; week++) {
            int sunday = skipped + week * WEEK + WEEK - 1;
            if (sunday >= from && evaluation.known(week)) {
                scores[sunday - from] = sums[week] < 3 ? 0 : evaluation.score(week);
            }
        }
        return scores;
    }

    private static Series series(double[] counts, long firstDay) {
        long[] days = new long[counts.length];
        for (int t = 0; t < days.length; t++) {
            days[t] = firstDay + t;
        }
        return new Series("", 1, counts, days, null, Series.DAILY);
    }
}
