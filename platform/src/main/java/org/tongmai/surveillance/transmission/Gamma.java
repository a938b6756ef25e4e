package org.tongmai.surveillance.transmission;

/**
 * The gamma distribution of scale 1, in full double precision: a library's quantiles stop at an absolute error of 1e-9.
 *
 * @see <a href="https://dlmf.nist.gov/8.11">DLMF 8.11.4 and 8.9.2</a>, the series and the continued fraction
 */
final class Gamma {

    /** Above it Stirling's series is exact to a double with five terms. */
    private static final double STIRLING = 16;

    /** Above it the expansion of the quantile is exact to 13 digits, and the series below would be long. */
    private static final double LARGE = 10_000;

    private static final double EPSILON = 1e-17;
    private static final int TERMS_MOST = 1_000_000;
    private static final int STEPS_MOST = 200;
    /** Where a continued fraction stands in for zero. */
    private static final double TINY = 1e-300;

    private final double shape;

    Gamma(double shape) {
        this.shape = shape;
    }

    /** The probability of a value of at most x. */
    double below(double x) {
        if (!(x > 0)) {
            return 0;
        }
        return x < shape + 1 ? series(x) : 1 - fraction(x);
    }

    /** The value that is not exceeded with probability p, above 0 and below 1. */
    double quantile(double p) {
        if (shape > LARGE) {
            return expansion(p);
        }
        double low = Double.NEGATIVE_INFINITY;
        double high = Double.POSITIVE_INFINITY;
        double log = start(p);
        for (int step = 0; step < STEPS_MOST; step++) {
            double x = Math.exp(log);
            double missed = below(x) - p;
            if (missed > 0) {
                high = log;
            } else {
                low = log;
            }
            double slope = Math.exp(logDensity(x)) * x;
            double next = log - missed / slope;
            if (!(next > low && next < high)) {
                next = between(low, high, log);
            }
            if (Math.abs(next - log) <= 2e-16 * Math.max(1, Math.abs(log)) || high - low < 1e-16) {
                return Math.exp(next);
            }
            log = next;
        }
        return Math.exp(log);
    }

    /** Of a large shape, in powers of one over its root: Goldberg and Levine 1946, Annals of Mathematical Statistics 17, 216. */
    private double expansion(double p) {
        // half the square of a normal value has a gamma distribution of shape 1/2
        double z = p == 0.5 ? 0 : Math.signum(p - 0.5) * Math.sqrt(2 * new Gamma(0.5).quantile(Math.abs(2 * p - 1)));
        double square = z * z;
        double root = Math.sqrt(shape);
        double sum = (9 * square * square + 256 * square - 433) * z / 38_880 / root;
        sum = (sum - (6 * square * square + 14 * square - 32) / 1_620) / root;
        sum = (sum + (square - 7) * z / 36) / root;
        sum = (sum + (square - 1) / 3) / root;
        return shape * (1 + (sum + z) / root);
    }

    private static double between(double low, double high, double log) {
        if (Double.isInfinite(low)) {
            return high - 1 - Math.abs(high) / 2;
        }
        return Double.isInfinite(high) ? low + 1 : Math.abs(high - low) < 1e-15 ? log : (low + high) / 2;
    }

    /** The logarithm of a first guess: Wilson and Hilferty 1931, or for small values the head of the series. */
    private double start(double p) {
        double z = normal(p);
        double root = 1 - 1 / (9 * shape) + z / (3 * Math.sqrt(shape));
        double cube = shape * root * root * root;
        if (root > 0.2 && shape > 0.5) {
            return Math.log(cube);
        }
        return (Math.log(p) + logGamma(shape + 1)) / shape;
    }

    /** A normal quantile to three digits, a start only: Abramowitz and Stegun 26.2.23. */
    private static double normal(double p) {
        double tail = Math.min(p, 1 - p);
        double t = Math.sqrt(-2 * Math.log(tail));
        double z =
                t - (2.515517 + t * (0.802853 + t * 0.010328)) / (1 + t * (1.432788 + t * (0.189269 + t * 0.001308)));
        return p < 0.5 ? -z : z;
    }

    private double series(double x) {
        double term = 1 / shape;
        double sum = term;
        for (int n = 1; n < TERMS_MOST && term > sum * EPSILON; n++) {
            term *= x / (shape + n);
            sum += term;
        }
        return Math.min(1, sum * Math.exp(logDensity(x)) * x);
    }

    /** The probability above x, by Lentz's algorithm. */
    private double fraction(double x) {
        double b = x + 1 - shape;
        double c = 1 / TINY;
        double d = 1 / b;
        double h = d;
        for (int n = 1; n < TERMS_MOST; n++) {
            double a = -n * (n - shape);
            b += 2;
            d = a * d + b;
            d = 1 / (Math.abs(d) < TINY ? TINY : d);
            c = b + a / c;
            c = Math.abs(c) < TINY ? TINY : c;
            double factor = d * c;
            h *= factor;
            if (Math.abs(factor - 1) < 1e-16) {
                break;
            }
        }
        return h * Math.exp(logDensity(x)) * x;
    }

    /** Of the density at x; by deviance where the shape is large, so that no digits cancel (Loader 2000). */
    private double logDensity(double x) {
        if (shape < STIRLING) {
            return (shape - 1) * Math.log(x) - x - logGamma(shape);
        }
        return Math.log(shape / x) - deviance(x) - stirling(shape) - 0.5 * Math.log(2 * Math.PI * shape);
    }

    /** {@code shape log(shape/x) + x - shape}. */
    private double deviance(double x) {
        double difference = shape - x;
        if (Math.abs(difference) >= 0.1 * (shape + x)) {
            return shape * Math.log(shape / x) + x - shape;
        }
        double v = difference / (shape + x);
        double sum = difference * v;
        double power = 2 * shape * v;
        for (int j = 1; j < 1000; j++) {
            power *= v * v;
            double next = sum + power / (2 * j + 1);
            if (next == sum) {
                break;
            }
            sum = next;
        }
        return sum;
    }

    /** The logarithm of the gamma function, for values above 0. */
    static double logGamma(double x) {
        double product = 1;
        double shifted = x;
        while (shifted < STIRLING) {
            product *= shifted;
            shifted++;
        }
        return (shifted - 0.5) * Math.log(shifted)
                - shifted
                + 0.5 * Math.log(2 * Math.PI)
                + stirling(shifted)
                - Math.log(product);
    }

    private static double stirling(double x) {
        double square = x * x;
        return (1.0 / 12 - (1.0 / 360 - (1.0 / 1260 - (1.0 / 1680 - 1.0 / 1188 / square) / square) / square) / square)
                / x;
    }
}
