package org.tongmai.surveillance.transmission;

import org.tongmai.kernel.Problem;
import org.tongmai.kernel.Problem.Kind;

/**
 * How likely so many periods lie between the symptoms of a case and those of the one who infected them.
 *
 * @param weights the probability of 0, 1, 2, ... periods; that of 0 is 0
 */
public record SerialInterval(double[] weights) {

    /** Published tables are rounded; EpiEstim allows as much. */
    private static final double ROUNDING = 0.01;

    public SerialInterval {
        if (weights.length < 2 || weights[0] != 0) {
            throw unusable("It begins with a chance of " + (weights.length == 0 ? "nothing" : weights[0])
                    + " for 0 periods and has " + weights.length + " weights.");
        }
        for (double weight : weights) {
            if (!(weight >= 0)) {
                throw unusable("One of its weights is " + weight + ".");
            }
        }
        weights = weights.clone();
    }

    /**
     * A table of weights, as published.
     *
     * @throws Problem {@code surveillance.serial-interval-unusable} where they do not add up to 1 within 0.01
     */
    public static SerialInterval of(double... weights) {
        var interval = new SerialInterval(weights);
        double sum = 0;
        for (double weight : weights) {
            sum += weight;
        }
        if (!(Math.abs(sum - 1) <= ROUNDING)) {
            throw unusable("Its weights add up to " + sum + ".");
        }
        return interval;
    }

    /**
     * A gamma distribution, shifted by one period and made discrete.
     *
     * @param mean periods, above 1
     * @param sd standard deviation in periods, above 0
     * @param periods how many weights are wanted, from 0 periods on
     * @see <a href="https://doi.org/10.1093/aje/kwt133">Cori et al. 2013, web appendix 11</a>
     */
    public static SerialInterval gamma(double mean, double sd, int periods) {
        if (!(mean > 1 && sd > 0) || Double.isInfinite(mean) || Double.isInfinite(sd)) {
            throw unusable("Its mean is " + mean + ", its standard deviation " + sd + ".");
        }
        double shape = ((mean - 1) / sd) * ((mean - 1) / sd);
        double scale = sd * sd / (mean - 1);
        var gamma = new Gamma(shape);
        var higher = new Gamma(shape + 1);
        double[] weights = new double[Math.max(2, periods)];
        for (int k = 1; k < weights.length; k++) {
            double second = k * gamma.below(k / scale)
                    + (k - 2) * gamma.below((k - 2) / scale)
                    - 2 * (k - 1) * gamma.below((k - 1) / scale);
            double mass = 2 * higher.below((k - 1) / scale) - higher.below((k - 2) / scale) - higher.below(k / scale);
            weights[k] = Math.max(0, second + shape * scale * mass);
        }
        return new SerialInterval(weights);
    }

    /** Periods; of weights that do not add up to 1, their part of it. */
    public double mean() {
        double mean = 0;
        for (int k = 1; k < weights.length; k++) {
            mean += k * weights[k];
        }
        return mean;
    }

    double weight(int periods) {
        return periods < weights.length ? weights[periods] : 0;
    }

    /**
     * The infectiousness of all earlier cases in each period: what the reproduction number is multiplied with. Not defined in the first
     * period, for nothing is known of the time before.
     *
     * @see <a href="https://doi.org/10.1093/aje/kwt133">Cori et al. 2013, Λ</a>
     */
    public double[] infectivity(Incidence incidence) {
        double[] totals = incidence.totals();
        double[] infectivity = new double[totals.length];
        infectivity[0] = Double.NaN;
        for (int t = 1; t < totals.length; t++) {
            int last = Math.min(t, weights.length - 1);
            double sum = 0;
            for (int k = 1; k <= last; k++) {
                sum += weights[k] * totals[t - k];
            }
            infectivity[t] = sum;
        }
        return infectivity;
    }

    /**
     * The reproduction number of an epidemic that grows at a constant rate.
     *
     * @param rate a period, below 0 where it shrinks
     * @see <a href="https://doi.org/10.1098/rspb.2006.3754">Wallinga and Lipsitch 2007, equation 2.7</a>
     */
    public double reproduction(double rate) {
        double sum = 0;
        for (int k = 1; k < weights.length; k++) {
            sum += weights[k] * Math.exp(-rate * k);
        }
        return 1 / sum;
    }

    private static Problem unusable(String what) {
        return new Problem(
                Kind.INVALID,
                "surveillance.serial-interval-unusable",
                "The serial interval cannot be used. " + what,
                "It is a table of chances, 0 for 0 periods, that add up to 1; or a mean above 1 period and a standard deviation above 0.",
                "Correct the table, or give mean and standard deviation in periods of the series.");
    }
}
