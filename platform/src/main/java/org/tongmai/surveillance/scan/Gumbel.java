package org.tongmai.surveillance.scan;

import java.util.Arrays;

/**
 * What the largest ratio looks like where nothing happens, for p below what ranks can show.
 *
 * @param location its mode
 * @param scale its spread
 * @see <a href="https://doi.org/10.1186/1476-072X-9-61">Abrams, Kulldorff and Kleinman 2010, doi 10.1186/1476-072X-9-61</a>
 */
record Gumbel(double location, double scale) {

    private static final double EULER = 0.5772156649015329;
    private static final int LEAST = 10;

    /** By the method of moments; NaN where the values are too few or all the same. */
    static Gumbel of(double[] largest) {
        double mean = Arrays.stream(largest).average().orElse(Double.NaN);
        double square = Arrays.stream(largest)
                .map(each -> (each - mean) * (each - mean))
                .sum();
        double scale = largest.length < LEAST || square == 0
                ? Double.NaN
                : Math.sqrt(6 * square / (largest.length - 1)) / Math.PI;
        return new Gumbel(mean - EULER * scale, scale);
    }

    /** The probability of a larger value. */
    double above(double ratio) {
        return -Math.expm1(-Math.exp(-(ratio - location) / scale));
    }
}
