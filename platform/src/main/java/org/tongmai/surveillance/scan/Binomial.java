package org.tongmai.surveillance.scan;

import java.util.SplittableRandom;

/**
 * Binomial random numbers.
 *
 * @see <a href="https://doi.org/10.1080/00949659308811496">Hörmann 1993, algorithm BTRS, doi 10.1080/00949659308811496</a>
 */
final class Binomial {

    /** Below such a mean, counting up from 0 is as quick, and rejection is not right yet. */
    private static final double MEAN_LEAST = 10;

    private Binomial() {}

    static int draw(SplittableRandom random, int n, double p) {
        if (p > 0.5) {
            return n - draw(random, n, 1 - p);
        }
        return n * p < MEAN_LEAST ? small(random, n, p) : large(random, n, p);
    }

    private static int small(SplittableRandom random, int n, double p) {
        double odds = p / (1 - p);
        double chance = Math.exp(n * Math.log1p(-p));
        double left = random.nextDouble();
        int k = 0;
        while (left > chance && k < n) {
            left -= chance;
            chance *= odds * (n - k) / (k + 1);
            k++;
        }
        return k;
    }

    private static int large(SplittableRandom random, int n, double p) {
        double spread = Math.sqrt(n * p * (1 - p));
        double b = 1.15 + 2.53 * spread;
        double a = -0.0873 + 0.0248 * b + 0.01 * p;
        double c = n * p + 0.5;
        double vr = 0.92 - 4.2 / b;
        double alpha = (2.83 + 5.1 / b) * spread;
        double logOdds = Math.log(p / (1 - p));
        double mode = Math.floor((n + 1) * p);
        double top = logFactorial(mode) + logFactorial(n - mode);
        while (true) {
            double v = random.nextDouble();
            double u = random.nextDouble() - 0.5;
            double us = 0.5 - Math.abs(u);
            double k = Math.floor((2 * a / us + b) * u + c);
            if (k < 0 || k > n) {
                continue;
            }
            if (us >= 0.07 && v <= vr) {
                return (int) k;
            }
            double height = Math.log(v * alpha / (a / (us * us) + b));
            if (height <= top - logFactorial(k) - logFactorial(n - k) + (k - mode) * logOdds) {
                return (int) k;
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
                + 0.9189385332046727
                + (1.0 / 12 - (1.0 / 360 - 1.0 / 1260 / square) / square) / x
                - Math.log(product);
    }
}
