package org.tongmai.surveillance.detect;

/** What parameters may be. */
final class Check {

    /** No series is as long. */
    private static final int NUMBER_MOST = 1_000_000;

    private Check() {}

    static void atLeast(String name, int value, int least) {
        if (value < least || value > NUMBER_MOST) {
            throw Refusal.parameterWrong(
                    name, String.valueOf(value), "It is a whole number from " + least + " to " + NUMBER_MOST + ".");
        }
    }

    static void notNegative(String name, double value) {
        if (!(value >= 0) || Double.isInfinite(value)) {
            throw Refusal.parameterWrong(name, Parameters.text(value), "It is 0 or more.");
        }
    }

    static void positive(String name, double value) {
        if (!(value > 0) || Double.isInfinite(value)) {
            throw Refusal.parameterWrong(name, Parameters.text(value), "It is above 0.");
        }
    }

    static void probability(String name, double value) {
        if (!(value > 0 && value < 1)) {
            throw Refusal.parameterWrong(name, Parameters.text(value), "It is between 0 and 1, neither of them.");
        }
    }
}
