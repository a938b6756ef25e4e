package org.tongmai.surveillance.scan;

/**
 * A zone and the periods that it is looked at.
 *
 * @param centre its middle
 * @param size how many of the nearest places
 * @param duration how many periods before the last one it begins
 */
record Cylinder(int centre, int size, int duration, double cases, double measure, double ratio) {

    static final Cylinder NONE = new Cylinder(-1, 0, 0, 0, 0, 0);

    /** Rounding may tell two sums of the same numbers apart. */
    private static final double ROUNDING = 1e-12;

    boolean above(Cylinder other) {
        return above(ratio, other.ratio);
    }

    static boolean above(double ratio, double other) {
        return ratio > other * (1 + ROUNDING);
    }
}
