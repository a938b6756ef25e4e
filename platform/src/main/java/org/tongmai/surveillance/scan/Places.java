package org.tongmai.surveillance.scan;

import java.util.List;
import org.tongmai.kernel.Problem;
import org.tongmai.kernel.Problem.Kind;

/**
 * Where cases are counted: a point for each place, such as the middle of a county or its seat.
 *
 * @param names of the places; each once
 * @param x kilometres to the east, or longitude in degrees
 * @param y kilometres to the north, or latitude in degrees
 * @param globe whether x and y are longitude and latitude; distances are then those of great circles
 */
public record Places(List<String> names, double[] x, double[] y, boolean globe) {

    /** All townships of China are 40,000. */
    public static final int MOST = 50_000;

    private static final double EARTH_RADIUS_KM = 6_371.0088;

    public Places {
        names = List.copyOf(names);
        x = x.clone();
        y = y.clone();
        if (names.size() < 2 || names.size() > MOST || x.length != names.size() || y.length != names.size()) {
            throw new Problem(
                    Kind.INVALID,
                    "surveillance.places-number",
                    "There are " + names.size() + " places.",
                    "A scan compares 2 to " + MOST + " places.",
                    "Give each place with its point, its population and its cases.");
        }
        for (int i = 0; i < x.length; i++) {
            boolean there = Double.isFinite(x[i]) && Double.isFinite(y[i]);
            if (!there || (globe && (Math.abs(x[i]) > 180 || Math.abs(y[i]) > 90))) {
                throw new Problem(
                        Kind.INVALID,
                        "surveillance.point-impossible",
                        "Place '" + names.get(i) + "' lies at " + x[i] + ", " + y[i] + ".",
                        globe
                                ? "A longitude is -180 to 180 degrees, a latitude -90 to 90."
                                : "A point is two numbers, in kilometres.",
                        globe
                                ? "Correct the point; look whether longitude and latitude are exchanged."
                                : "Correct the point.");
            }
        }
    }

    public int size() {
        return x.length;
    }

    /** Kilometres between two places. */
    public double distance(int one, int other) {
        if (!globe) {
            double dx = x[one] - x[other];
            double dy = y[one] - y[other];
            return Math.sqrt(dx * dx + dy * dy);
        }
        double north = Math.toRadians(y[one]);
        double south = Math.toRadians(y[other]);
        double sinLatitude = Math.sin((north - south) / 2);
        double sinLongitude = Math.sin(Math.toRadians(x[one] - x[other]) / 2);
        double h = sinLatitude * sinLatitude + Math.cos(north) * Math.cos(south) * sinLongitude * sinLongitude;
        return 2 * EARTH_RADIUS_KM * Math.asin(Math.min(1, Math.sqrt(h)));
    }
}
