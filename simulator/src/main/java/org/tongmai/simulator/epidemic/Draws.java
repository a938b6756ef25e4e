package org.tongmai.simulator.epidemic;

import org.tongmai.simulator.Dice;

/** Numbers by chance from distributions; the same on every machine. */
final class Draws {

    /** From it on a Poisson number is drawn in halves. */
    private static final double MEAN_LARGE = 30;

    private final Dice dice;

    Draws(Dice dice) {
        this.dice = dice;
    }

    Dice dice() {
        return dice;
    }

    int poisson(double mean) {
        int count = 0;
        double left = mean;
        while (left > MEAN_LARGE) {
            count += small(MEAN_LARGE);
            left -= MEAN_LARGE;
        }
        return count + small(left);
    }

    private int small(double mean) {
        if (!(mean > 0)) {
            return 0;
        }
        double limit = StrictMath.exp(-mean);
        int count = -1;
        double product = 1;
        do {
            count++;
            product *= dice.fraction();
        } while (product > limit);
        return count;
    }

    /** Negative binomial with variance {@code mean + mean^2 / size}. */
    int scattered(double mean, double size) {
        return mean > 0 ? poisson(mean / size * gamma(size)) : 0;
    }

    /**
     * Gamma with this shape and scale 1.
     *
     * @see <a href="https://doi.org/10.1145/358407.358414">Marsaglia and Tsang 2000, doi 10.1145/358407.358414</a>
     */
    double gamma(double shape) {
        if (shape < 1) {
            double u = 1 - dice.fraction();
            return gamma(shape + 1) * StrictMath.pow(u, 1 / shape);
        }
        double d = shape - 1.0 / 3;
        double c = 1 / Math.sqrt(9 * d);
        while (true) {
            double x = dice.normal();
            double v = 1 + c * x;
            if (v > 0) {
                v = v * v * v;
                double u = 1 - dice.fraction();
                if (StrictMath.log(u) < 0.5 * x * x + d - d * v + d * StrictMath.log(v)) {
                    return d * v;
                }
            }
        }
    }

    /** Gamma by mean and standard deviation. */
    double gamma(double mean, double deviation) {
        double shape = mean * mean / (deviation * deviation);
        return gamma(shape) * mean / shape;
    }
}
