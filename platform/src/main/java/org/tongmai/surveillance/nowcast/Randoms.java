package org.tongmai.surveillance.nowcast;

import java.util.SplittableRandom;

/** Gamma and Poisson random numbers. */
final class Randoms {

    /** Above it rejection is quicker than counting. */
    private static final double COUNTED_MOST = 10;

    private Randoms() {}

    /**
     * Of scale 1.
     *
     * @see <a href="https://doi.org/10.1145/358407.358414">Marsaglia and Tsang 2000, doi 10.1145/358407.358414</a>
     */
    static double gamma(SplittableRandom random, double shape) {
        if (shape < 1) {
            // the logarithm keeps what a power of a small shape would lose
            double log = Math.log1p(-random.nextDouble()) / shape;
            return gamma(random, shape + 1) * Math.exp(log);
        }
        double d = shape - 1.0 / 3;
        double c = 1 / Math.sqrt(9 * d);
        while (true) {
            double x = random.nextGaussian();
            double root = 1 + c * x;
            if (root <= 0) {
                continue;
            }
            double v = root * root * root;
            double u = 1 - random.nextDouble();
            if (Math.log(u) < 0.5 * x * x + d - d * v + d * Math.log(v)) {
                return d * v;
            }
        }
    }

    /**
     * Whole numbers.
     *
     * @see <a href="https://doi.org/10.1016/0167-6687(93)90997-4">Hörmann 1993, algorithm PTRS, doi 10.1016/0167-6687(93)90997-4</a>
     */
    static double poisson(SplittableRandom random, double mean) {
        if (mean < COUNTED_MOST) {
            double left = Math.exp(-mean);
            double product = random.nextDouble();
            int k = 0;
            while (product > left) {
                product *= random.nextDouble();
                k++;
            }
            return k;
        }
        double b = 0.931 + 2.53 * Math.sqrt(mean);
        double a = -0.059 + 0.02483 * b;
        double alpha = 1.1239 + 1.1328 / (b - 3.4);
        double vr = 0.9277 - 3.6224 / (b - 2);
        double log = Math.log(mean);
        while (true) {
            double u = random.nextDouble() - 0.5;
            double v = random.nextDouble();
            double us = 0.5 - Math.abs(u);
            double k = Math.floor((2 * a / us + b) * u + mean + 0.43);
            if (us >= 0.07 && v <= vr) {
                return k;
            }
            boolean outside = k < 0 || (us < 0.013 && v > us);
            if (!outside && Math.log(v * alpha / (a / (us * us) + b)) <= k * log - mean - logFactorial(k)) {
                return k;
            }
        }
    }

    /** By Stirling's series, after a shift that makes it exact. */
    private static double logFactorial(double n) {
        double product = 1;
        double x = n + 1;
        while (x < 10) {
            product *= x;
            x++;
        }
        double square = x * x;
        return (x - 0.5) * Math.log(x)
                - x
                + 0.5 * Math.log(2 * Math.PI)
                + (1.0 / 12 - (1.0 / 360 - 1.0 / 1260 / square) / square) / x
                - Math.log(product);
    }
}
