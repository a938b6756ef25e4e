package org.tongmai.surveillance.detect;

import org.hipparchus.distribution.continuous.NormalDistribution;
import org.hipparchus.special.Beta;
import org.hipparchus.special.Gamma;

/** Quantiles and tails that the detectors need. Of discrete ones the quantile is the least count that reaches the probability. */
final class Distributions {

    private static final NormalDistribution NORMAL = new NormalDistribution(0, 1);

    /** A quantile is reached where the sum misses it by what rounding makes of it; 64 units as R has it. */
    private static final double FUZZ = 64 * 0x1p-52;

    /** Below it adding up from 0 starts with a number that is hardly there. */
    private static final double START_LEAST = 1e-280;

    /** From a mean and a size of this on a distribution is nearly normal. */
    private static final double MEAN_LARGE = 1e9;

    private static final double SIZE_LARGE = 1e6;

    /** Adding up longer than this takes more than the search. */
    private static final int SUM_MOST = 2_000;

    private Distributions() {}

    static double normal(double probability) {
        return NORMAL.inverseCumulativeProbability(probability);
    }

    /** Both tails of Student's t beyond {@code |t|}. */
    static double studentTails(double t, double degrees) {
        if (Double.isNaN(t)) {
            return Double.NaN;
        }
        return Double.isInfinite(t) ? 0 : Beta.regularizedBeta(degrees / (degrees + t * t), degrees / 2, 0.5);
    }

    static double poisson(double probability, double mean) {
        if (mean == 0) {
            return 0;
        }
        double start = Math.exp(-mean);
        if (start > START_LEAST && mean < SUM_MOST) {
            return added(probability, start, mean, 0);
        }
        double sigma = Math.sqrt(mean);
        if (mean > MEAN_LARGE) {
            return expanded(probability, mean, sigma, 1 / sigma);
        }
        return searched(probability, mean, sigma, count -> Gamma.regularizedGammaQ(count + 1, mean));
    }

    /**
     * @param size number of successes waited for; not whole here
     * @param success probability of one
     */
    static double negativeBinomial(double probability, double size, double success) {
        if (size == 0 || success == 1) {
            return 0;
        }
        if (Double.isNaN(size) || !(success > 0)) {
            return Double.NaN;
        }
        double failure = 1 - success;
        double mean = size * failure / success;
        double start = Math.exp(size * Math.log(success));
        if (start > START_LEAST && mean / success < SUM_MOST) {
            return added(probability, start, size * failure, failure);
        }
        double sigma = Math.sqrt(mean / success);
        if (mean > MEAN_LARGE && size > SIZE_LARGE) {
            return expanded(probability, mean, sigma, (2 - success) / Math.sqrt(size * failure));
        }
        return searched(probability, mean, sigma, count -> Beta.regularizedBeta(success, size, count + 1));
    }

    /** Adds up a distribution of Panjer's class: the term of n is that of n - 1 times {@code (a + b (n - 1)) / n}. */
    private static double added(double probability, double start, double a, double b) {
        double goal = probability * (1 - FUZZ);
        double term = start;
        double sum = start;
        int count = 0;
        while (sum < goal && term > 0) {
            count++;
            term *= (a + b * (count - 1)) / count;
            sum += term;
        }
        return count;
    }

    /** Cornish and Fisher's expansion to the third moment: for large means it misses less than rounding does. */
    private static double expanded(double probability, double mean, double sigma, double skewness) {
        double z = normal(probability);
        return Math.max(0, Math.rint(mean + sigma * (z + skewness * (z * z - 1) / 6)));
    }

    private interface Cumulative {
        double at(double count);
    }

    private static double searched(double probability, double mean, double sigma, Cumulative below) {
        double goal = probability * (1 - FUZZ);
        double step = Math.max(1, Math.rint(sigma / 8));
        double guess = Math.max(0, Math.floor(mean + normal(probability) * sigma));
        double low;
        double high;
        if (below.at(guess) < goal) {
            low = guess + 1;
            high = guess + step;
            while (below.at(high) < goal) {
                low = high + 1;
                step *= 2;
                high += step;
            }
        } else {
            high = guess;
            low = Math.max(0, guess - step);
            while (low > 0 && below.at(low) >= goal) {
                high = low;
                step *= 2;
                low = Math.max(0, low - step);
            }
        }
        while (low < high) {
            double middle = Math.floor((low + high) / 2);
            if (below.at(middle) >= goal) {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        return high;
    }
}
