package org.tongmai.surveillance.fusion;

import java.util.ArrayList;
import java.util.List;

/**
 * An outbreak that might be going on.
 *
 * @param course how people fall ill
 * @param ill each day, of {@link Course#SUDDEN} on two days together
 * @param pupils whether pupils are among them
 */
public record Hypothesis(Course course, double ill, boolean pupils) {

    /** How many fall ill as days go by. */
    public enum Course {
        /** As many each day. */
        STEADY,
        /** All within two days. */
        SUDDEN,
        /** More each day, doubling in five days. */
        GROWING
    }

    /** Days after its begin that are looked at. */
    static final int DAYS = 14;

    private static final double DOUBLING = 5;

    /** All that are looked for, each as likely. */
    static List<Hypothesis> all() {
        var all = new ArrayList<Hypothesis>();
        for (boolean pupils : new boolean[] {true, false}) {
            for (double ill : new double[] {0.5, 1, 2, 4, 8}) {
                all.add(new Hypothesis(Course.STEADY, ill, pupils));
            }
            for (double ill : new double[] {5, 10, 20, 40}) {
                all.add(new Hypothesis(Course.SUDDEN, ill, pupils));
            }
            for (double ill : new double[] {0.5, 1, 2}) {
                all.add(new Hypothesis(Course.GROWING, ill, pupils));
            }
        }
        return all;
    }

    /** Events in a source so many days after the begin, beyond what was to be expected. */
    double[] events(Effect effect) {
        double[] events = new double[DAYS];
        if (effect.pupils() && !pupils) {
            return events;
        }
        double[] after = effect.after(DAYS);
        for (int day = 0; day < DAYS; day++) {
            for (int k = 0; k <= day; k++) {
                events[day] += onsets(day - k) * after[k];
            }
        }
        return events;
    }

    private double onsets(int day) {
        return switch (course) {
            case STEADY -> ill;
            case SUDDEN -> day < 2 ? ill / 2 : 0;
            case GROWING -> ill * Math.pow(2, day / DOUBLING);
        };
    }
}
