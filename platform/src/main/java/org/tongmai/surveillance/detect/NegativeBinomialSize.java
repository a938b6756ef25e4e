package org.tongmai.surveillance.detect;

import org.hipparchus.special.Gamma;

/**
 * The size of a negative binomial distribution ({@code theta}; variance {@code mean + mean^2 / size}) by maximum likelihood, with the
 * steps of R's {@code MASS::glm.nb}, whose answer is not the last word on the maximum and so depends on them.
 *
 * @see <a href="https://doi.org/10.1007/978-0-387-21706-2">Venables and Ripley 2002, section 7.4</a>
 */
final class NegativeBinomialSize {

    private static final double CLOSE = 1e-8;
    private static final double CLOSE_INNER = Math.pow(0x1p-52, 0.25);
    private static final int STEPS_MOST = 25;
    /** From it on the series of the polygamma functions is exact. */
    private static final double LARGE = 12;

    private NegativeBinomialSize() {}

    /** Fits a model that is Poisson so far; {@code NaN} where that fails. */
    static double fit(LogLinearFit model, double[] count) {
        if (!model.fit(LogLinearFit.POISSON)) {
            return Double.NaN;
        }
        double size = size(count, model.means());
        double scale = Math.sqrt(2.0 * Math.max(1, model.degrees()));
        double likelihood = likelihood(size, count, model.means());
        double before = likelihood + 2 * scale;
        double change = 1;
        for (int step = 1;
                step <= STEPS_MOST && Math.abs(before - likelihood) / scale + Math.abs(change) > CLOSE;
                step++) {
            double[] means = model.means().clone();
            if (!model.continued(size)) {
                return Double.NaN;
            }
            double sizeBefore = size;
            // R takes the means from before the fit here.
            size = size(count, means);
            change = sizeBefore - size;
            before = likelihood;
            likelihood = likelihood(size, count, model.means());
        }
        return size;
    }

    private static double size(double[] count, double[] mean) {
        double squares = 0;
        for (int i = 0; i < count.length; i++) {
            squares += (count[i] / mean[i] - 1) * (count[i] / mean[i] - 1);
        }
        double size = count.length / squares;
        double change = 1;
        for (int step = 1; step < STEPS_MOST && Math.abs(change) > CLOSE_INNER; step++) {
            size = Math.abs(size);
            double score = 0;
            double information = 0;
            for (int i = 0; i < count.length; i++) {
                double y = count[i];
                double mu = mean[i];
                score += digamma(size + y)
                        - digamma(size)
                        + Math.log(size)
                        + 1
                        - Math.log(size + mu)
                        - (y + size) / (mu + size);
                information += trigamma(size)
                        - trigamma(size + y)
                        - 1 / size
                        + 2 / (mu + size)
                        - (y + size) / ((mu + size) * (mu + size));
            }
            change = score / information;
            size += change;
        }
        return Math.max(0, size);
    }

    private static double likelihood(double size, double[] count, double[] mean) {
        double sum = 0;
        for (int i = 0; i < count.length; i++) {
            double y = count[i];
            double mu = mean[i];
            sum += Gamma.logGamma(size + y)
                    - Gamma.logGamma(size)
                    - Gamma.logGamma(y + 1)
                    + size * Math.log(size)
                    + y * Math.log(mu + (y == 0 ? 1 : 0))
                    - (size + y) * Math.log(size + mu);
        }
        return sum;
    }

    /** Derivative of the logarithm of the gamma function, for arguments above 0. */
    static double digamma(double x) {
        double shift = 0;
        double at = x;
        while (at < LARGE) {
            shift -= 1 / at;
            at++;
        }
        double r = 1 / (at * at);
        return shift
                + Math.log(at)
                - 0.5 / at
                - r
                        * (1.0 / 12
                                - r
                                        * (1.0 / 120
                                                - r
                                                        * (1.0 / 252
                                                                - r
                                                                        * (1.0 / 240
                                                                                - r
                                                                                        * (1.0 / 132
                                                                                                - r * 691.0
                                                                                                        / 32760)))));
    }

    /** Derivative of {@link #digamma}. */
    static double trigamma(double x) {
        double shift = 0;
        double at = x;
        while (at < LARGE) {
            shift += 1 / (at * at);
            at++;
        }
        double r = 1 / (at * at);
        return shift
                + 1 / at
                + r / 2
                + r
                        / at
                        * (1.0 / 6
                                - r * (1.0 / 30 - r * (1.0 / 42 - r * (1.0 / 30 - r * (5.0 / 66 - r * 691.0 / 2730)))));
    }
}
