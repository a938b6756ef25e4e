package org.tongmai.surveillance.fusion;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/**
 * Evidence of several sources that there is an outbreak of a group of diseases in a place: the logarithm of how much likelier what all of
 * them told is with an outbreak than without, averaged over outbreaks of several sizes and courses that began on one of the last days
 * (multivariate Bayesian scan statistic). Each source has its own expectation, scatter, yield and delay; their evidence adds up, so their
 * order plays no part, one that told nothing says nothing, and a higher count of today never lowers the score. Evidence gathers over days
 * as in a CUSUM of log likelihood ratios, and the mixture makes it optimal for none but good for all (Shiryaev and Roberts).
 *
 * @see <a href="https://doi.org/10.1007/s10994-009-5144-4">Neill and Cooper 2010, doi 10.1007/s10994-009-5144-4</a>
 */
public final class Fusion {

    /** What a source can say of one day at most: a promotion of a pharmacy or a wrong number is no outbreak by itself. */
    private static final double SAID_MOST = 5;

    private final List<SourceSeries> sources;
    private final List<Expectation> expectations;
    private final List<Hypothesis> hypotheses = Hypothesis.all();
    /** Events of a source by hypothesis and day since the begin. */
    private final double[][][] events;

    /**
     * @param source of the evidence
     * @param observed events of the days since the likeliest begin
     * @param expected of the same days
     * @param said its part of the logarithm; below 0 where it speaks against
     */
    public record Evidence(String source, double observed, double expected, double said) {}

    /**
     * What is behind a score.
     *
     * @param likeliest of the outbreaks that were looked at
     * @param days that it goes on, the last one among them
     * @param evidence of all sources, the strongest first
     */
    public record Reasons(Hypothesis likeliest, int days, List<Evidence> evidence) {}

    private Fusion(List<SourceSeries> sources) {
        this.sources = sources.stream()
                .sorted(Comparator.comparing(SourceSeries::name))
                .toList();
        this.expectations = this.sources.stream()
                .map(each -> Expectation.of(each.observed(), each.others(), each.kinds()))
                .toList();
        this.events = new double[this.sources.size()][hypotheses.size()][];
        for (int s = 0; s < events.length; s++) {
            for (int h = 0; h < hypotheses.size(); h++) {
                events[s][h] = hypotheses.get(h).events(this.sources.get(s).effect());
            }
        }
    }

    /** @throws IllegalArgumentException where there is none, or they are not of the same days */
    public static Fusion of(List<SourceSeries> sources) {
        if (sources.isEmpty()
                || sources.stream()
                                .mapToInt(each -> each.observed().length)
                                .distinct()
                                .count()
                        != 1) {
            throw new IllegalArgumentException("sources of the same days");
        }
        return new Fusion(List.copyOf(sources));
    }

    /** The scores of the days from one to another, without that. A score near 0 says nothing; 5 is strong. */
    public double[] scores(int from, int to) {
        int begin = Math.max(0, from - Hypothesis.DAYS + 1);
        int length = Hypothesis.DAYS;
        // by hypothesis and begin: what was said since then
        double[][] sums = new double[hypotheses.size()][length];
        double[] scores = new double[to - from];
        for (int t = begin; t < to; t++) {
            for (int h = 0; h < sums.length; h++) {
                sums[h][t % length] = 0;
            }
            for (int s = 0; s < events.length; s++) {
                add(s, t, sums, Math.min(length, t - begin + 1));
            }
            if (t >= from) {
                scores[t - from] = logMean(sums);
            }
        }
        return scores;
    }

    private void add(int s, int t, double[][] sums, int begins) {
        double mean = expectations.get(s).mean(t);
        double observed = sources.get(s).observed()[t];
        if (Double.isNaN(mean) || Double.isNaN(observed)) {
            return;
        }
        double size = expectations.get(s).size(t);
        for (int h = 0; h < sums.length; h++) {
            for (int k = 0; k < begins; k++) {
                sums[h][(t - k) % sums[h].length] += said(observed, mean, size, events[s][h][k]);
            }
        }
    }

    /** Log likelihood ratio of a negative binomial count with and without so many more. */
    static double said(double observed, double mean, double size, double more) {
        if (more <= 0) {
            return 0;
        }
        double with = observed > 0 ? observed * Math.log1p(more / mean) : 0;
        return Math.clamp(with - (observed + size) * Math.log1p(more / (size + mean)), -SAID_MOST, SAID_MOST);
    }

    private static double logMean(double[][] sums) {
        double most = Double.NEGATIVE_INFINITY;
        for (double[] row : sums) {
            for (double each : row) {
                most = Math.max(most, each);
            }
        }
        double sum = 0;
        for (double[] row : sums) {
            for (double each : row) {
                sum += Math.exp(each - most);
            }
        }
        return most + Math.log(sum / (sums.length * sums[0].length));
    }

    /** Why a day has its score. */
    public Reasons reasons(int day) {
        double best = Double.NEGATIVE_INFINITY;
        int hypothesis = 0;
        int days = 1;
        for (int h = 0; h < hypotheses.size(); h++) {
            for (int length = 1; length <= Math.min(Hypothesis.DAYS, day + 1); length++) {
                double said = 0;
                for (int s = 0; s < events.length; s++) {
                    said += said(s, h, day, length);
                }
                if (said > best) {
                    best = said;
                    hypothesis = h;
                    days = length;
                }
            }
        }
        var evidence = new ArrayList<Evidence>();
        for (int s = 0; s < events.length; s++) {
            double observed = 0;
            double expected = 0;
            for (int t = day - days + 1; t <= day; t++) {
                double mean = expectations.get(s).mean(t);
                double count = sources.get(s).observed()[t];
                if (!Double.isNaN(mean) && !Double.isNaN(count)) {
                    observed += count;
                    expected += mean;
                }
            }
            evidence.add(new Evidence(sources.get(s).name(), observed, expected, said(s, hypothesis, day, days)));
        }
        evidence.sort(Comparator.comparingDouble(Evidence::said).reversed());
        return new Reasons(hypotheses.get(hypothesis), days, List.copyOf(evidence));
    }

    private double said(int s, int h, int day, int length) {
        double said = 0;
        for (int k = 0; k < length; k++) {
            int t = day - length + 1 + k;
            double mean = expectations.get(s).mean(t);
            double observed = sources.get(s).observed()[t];
            if (!Double.isNaN(mean) && !Double.isNaN(observed)) {
                said += said(observed, mean, expectations.get(s).size(t), events[s][h][k]);
            }
        }
        return said;
    }

    /** The first day that all sources have an expectation of. */
    public int first() {
        return Arrays.stream(new int[] {Expectation.GUARD, 91}).max().orElseThrow() + Hypothesis.DAYS;
    }
}
