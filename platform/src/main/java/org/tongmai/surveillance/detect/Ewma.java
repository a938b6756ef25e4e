package org.tongmai.surveillance.detect;

import java.util.Map;

/**
 * Exponentially weighted moving average of counts about the mean of all counts before the first evaluated one.
 *
 * <p>Expected: that mean. Score: the average's distance from it in its standard deviations, which grow with the periods since the start.
 * Bound: the count that would have been the limit. Alarm where the score is above {@code L}. A missing count leaves the average as it is.
 *
 * @param lambda weight of the newest count, above 0 to 1
 * @param limit of the score, {@code L}
 * @see <a href="https://doi.org/10.1080/00401706.1959.10489860">Roberts 1959, doi 10.1080/00401706.1959.10489860</a>
 * @see <a href="https://doi.org/10.1080/00401706.1990.10484583">Lucas and Saccucci 1990, doi 10.1080/00401706.1990.10484583</a>
 */
public record Ewma(double lambda, double limit) implements Detector {

    public Ewma {
        if (!(lambda > 0 && lambda <= 1)) {
            throw Refusal.parameterWrong("lambda", Parameters.text(lambda), "It is above 0, and 1 at most.");
        }
        Check.positive("L", limit);
    }

    @Override
    public String rule() {
        return "detect.ewma@1";
    }

    @Override
    public Map<String, String> parameters() {
        return Parameters.map("lambda", lambda, "L", limit);
    }

    /** A year is learned from. */
    @Override
    public int firstPosition(Series series) {
        return series.perYear();
    }

    @Override
    public void evaluate(Series series, int from, int to, Evaluation into) {
        double[] counts = series.observed();
        double sum = 0;
        int known = 0;
        for (int i = 0; i < from; i++) {
            sum += Double.isNaN(counts[i]) ? 0 : counts[i];
            known += Double.isNaN(counts[i]) ? 0 : 1;
        }
        if (known < 2) {
            throw Refusal.seriesShort(
                    series, from, "Mean and deviation are learned from two or more known periods before.");
        }
        double mean = sum / known;
        double squares = 0;
        for (int i = 0; i < from; i++) {
            squares += Double.isNaN(counts[i]) ? 0 : (counts[i] - mean) * (counts[i] - mean);
        }
        run(counts, from, to, mean, Math.sqrt(squares / (known - 1)), into);
    }

    private void run(double[] counts, int from, int to, double mean, double deviation, Evaluation into) {
        into.begin(from, to);
        double average = mean;
        double remembered = 1;
        for (int t = from; t < to; t++) {
            double left = remembered * (1 - lambda) * (1 - lambda);
            double sigma = deviation * Math.sqrt(lambda / (2 - lambda) * (1 - left));
            double bound = (mean + limit * sigma - (1 - lambda) * average) / lambda;
            if (Double.isNaN(counts[t])) {
                into.unknown(t, mean, bound, Double.NaN);
                continue;
            }
            remembered = left;
            average += lambda * (counts[t] - average);
            double score = average == mean ? 0 : (average - mean) / sigma;
            into.set(t, mean, bound, score, score > limit);
        }
    }
}
