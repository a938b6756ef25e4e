package org.tongmai.surveillance.transmission;

import org.tongmai.kernel.Problem;
import org.tongmai.kernel.Problem.Kind;

/**
 * What is believed of the reproduction number before any case is seen: a gamma distribution.
 *
 * @param mean above 0; 5 by custom, high, so that few cases do not pass for control
 * @param sd standard deviation, above 0; 5 by custom
 */
public record Prior(double mean, double sd) {

    public static final Prior USUAL = new Prior(5, 5);

    public Prior {
        if (!(mean > 0 && sd > 0) || Double.isInfinite(mean) || Double.isInfinite(sd)) {
            throw new Problem(
                    Kind.INVALID,
                    "surveillance.prior-impossible",
                    "A prior of mean " + mean + " and standard deviation " + sd + " is none.",
                    "The prior of the reproduction number is a gamma distribution; both are above 0.",
                    "Leave it out (5 and 5), or give two numbers above 0.");
        }
    }

    double shape() {
        return (mean / sd) * (mean / sd);
    }

    double scale() {
        return sd * sd / mean;
    }
}
