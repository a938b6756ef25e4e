package org.tongmai.surveillance.evaluate;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Counts over many provinces what thresholds find and what they cost. A signal goes on while the score is above the threshold, and over
 * {@value #TOGETHER} days below it. It is true where any of its days lies in an outbreak, from the first onset to {@value #AFTER} days
 * after the last; else it is false. An outbreak is found in time where a signal <em>begins</em> from its first onset to
 * {@value #IN_TIME} days after the onset of the third case: one that stood before says nothing of it.
 */
public final class Tradeoff {

    public static final int IN_TIME = 7;
    static final int TOGETHER = 7;
    static final int AFTER = 14;

    private final double[] thresholds;
    private final int least;
    private final int[] found;
    private final int[] alarms;
    private final int[] truly;
    private final List<List<Integer>> delays = new ArrayList<>();
    private int outbreaks;
    private double countyQuarters;

    /** @param least cases of an outbreak that is to be found */
    public Tradeoff(double[] thresholds, int least) {
        this.thresholds = thresholds.clone();
        this.least = least;
        this.found = new int[thresholds.length];
        this.alarms = new int[thresholds.length];
        this.truly = new int[thresholds.length];
        for (int i = 0; i < thresholds.length; i++) {
            delays.add(new ArrayList<>());
        }
    }

    /** Thresholds that part scores from common to the rarest. {@code NaN} says nothing. */
    public static double[] thresholds(List<double[]> scores, int count) {
        double[] sorted = scores.stream()
                .flatMapToDouble(Arrays::stream)
                .filter(Double::isFinite)
                .sorted()
                .toArray();
        if (sorted.length == 0) {
            return new double[0];
        }
        double[] thresholds = new double[count];
        for (int i = 0; i < count; i++) {
            // tails from 0.3 down to one score
            double tail = 0.3 * Math.pow(1 / (0.3 * sorted.length), (double) i / (count - 1));
            thresholds[i] = sorted[Math.clamp((long) ((1 - tail) * sorted.length), 0, sorted.length - 1)];
        }
        return Arrays.stream(thresholds).distinct().toArray();
    }

    /**
     * Adds the scores of one province.
     *
     * @param scores of each series, of the same days each; {@code NaN} on days on which the method says nothing
     * @param truth all outbreaks, small ones too
     * @param quarters county-quarters that these are
     */
    public void add(List<double[]> scores, List<KnownOutbreak> truth, double quarters) {
        countyQuarters += quarters;
        Map<Integer, List<KnownOutbreak>> by = new HashMap<>();
        truth.forEach(each ->
                by.computeIfAbsent(each.series(), key -> new ArrayList<>()).add(each));
        for (int series = 0; series < scores.size(); series++) {
            double[] score = scores.get(series);
            List<KnownOutbreak> here = by.getOrDefault(series, List.of());
            List<KnownOutbreak> sought = here.stream()
                    .filter(each ->
                            each.cases() >= least && each.first() >= 0 && each.third() <= score.length - 1 - IN_TIME)
                    .toList();
            outbreaks += sought.size();
            for (int i = 0; i < thresholds.length; i++) {
                count(i, score, here, sought);
            }
        }
    }

    private void count(int at, double[] score, List<KnownOutbreak> here, List<KnownOutbreak> sought) {
        List<int[]> signals = signals(score, thresholds[at]);
        alarms[at] += signals.size();
        for (int[] signal : signals) {
            truly[at] += here.stream().anyMatch(each -> signal[0] <= each.last() + AFTER && signal[1] >= each.first())
                    ? 1
                    : 0;
        }
        for (KnownOutbreak each : sought) {
            Optional<int[]> first = signals.stream()
                    .filter(signal -> signal[0] >= each.first() && signal[0] <= each.last() + AFTER)
                    .min(Comparator.comparingInt(signal -> signal[0]));
            if (first.isPresent()) {
                int delay = first.get()[0] - each.third();
                found[at] += delay <= IN_TIME ? 1 : 0;
                delays.get(at).add(delay);
            }
        }
    }

    /** First and last day of each. */
    static List<int[]> signals(double[] score, double threshold) {
        var signals = new ArrayList<int[]>();
        for (int t = 0; t < score.length; t++) {
            if (score[t] > threshold) {
                if (!signals.isEmpty() && t - signals.getLast()[1] <= TOGETHER) {
                    signals.getLast()[1] = t;
                } else {
                    signals.add(new int[] {t, t});
                }
            }
        }
        return signals;
    }

    /** All thresholds, from the lowest. */
    public List<Performance> curve() {
        var curve = new ArrayList<Performance>();
        for (int i = 0; i < thresholds.length; i++) {
            curve.add(new Performance(
                    thresholds[i], outbreaks, found[i], alarms[i], truly[i], countyQuarters, quartiles(delays.get(i))));
        }
        return curve;
    }

    /** The most sensitive one that costs no more false alarms than this. */
    public static Optional<Performance> within(List<Performance> curve, double falsePerCountyQuarter) {
        return curve.stream()
                .filter(each -> each.falsePerCountyQuarter() <= falsePerCountyQuarter)
                .max(Comparator.comparingDouble(Performance::sensitivity)
                        .thenComparing(Comparator.comparingDouble(Performance::falsePerCountyQuarter)
                                .reversed()));
    }

    private static double[] quartiles(List<Integer> delays) {
        int[] sorted = delays.stream().mapToInt(each -> each).sorted().toArray();
        double[] quartiles = new double[3];
        for (int i = 0; i < 3; i++) {
            quartiles[i] = sorted.length == 0 ? Double.NaN : sorted[(int) ((i + 1) / 4.0 * (sorted.length - 1))];
        }
        return quartiles;
    }
}
