package org.tongmai.access.sentinel;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What readers of one kind are used to: sums over their shifts that fade. With a wider circle behind it, which counts until there
 * is enough of its own.
 */
final class Peers {

    /** Shares of departments are kept for this many. */
    private static final int DEPARTMENTS_MAX = 64;

    /** What is assumed before anything was seen: {@link Channel} by {@link Channel}, per shift. */
    private static final double[] FIRST = {15, 1, 0.5, 0.3, 0.1, 3, 1, 0.3, 0.1, 0.1, 0.05, 0.1, 3};

    private static final double FIRST_UNEVEN = 0.3;
    private static final double FIRST_SHIFTS = 30;
    /** What is assumed of devices before anything was seen, and shifts after which that counts half. */
    private static final double NEW_TERMINAL = 0.05;

    private static final double STRANGE_TERMINAL = 0.01;
    private static final double BEHIND = 100;
    private static final double SMALLEST = 0.004;
    private static final double UNEVEN_LEAST = 0.05;
    private static final double UNEVEN_MOST = 4;

    final double[] sum = new double[Channel.COUNT];
    final double[] excess = new double[Channel.COUNT];
    final double[] square = new double[Channel.COUNT];
    final double[] hours = new double[Shift.HOURS];
    final Map<String, Double> departments = new HashMap<>();
    final @Nullable Peers wider;
    double shifts;
    double workShifts;
    double restShifts;
    /** Shifts since devices are known. */
    double judged;

    double newTerminals;
    double strangeTerminals;
    private long faded;

    Peers(@Nullable Peers wider) {
        this.wider = wider;
    }

    /** Usual count in a shift. */
    double mean(int channel, double against) {
        double behind = wider == null ? FIRST[channel] : wider.mean(channel, against);
        double weight = wider == null ? FIRST_SHIFTS : against;
        return Math.max(SMALLEST, (sum[channel] + weight * behind) / (shifts + weight));
    }

    /** How unevenly counts come: the square of the coefficient of variation beyond Poisson. */
    double uneven(int channel, double against) {
        double behind = wider == null ? FIRST_UNEVEN : wider.uneven(channel, against);
        double mean = mean(channel, against);
        double weight = (wider == null ? FIRST_SHIFTS : against) * mean * mean;
        double estimate = (Math.max(0, excess[channel]) + weight * behind) / (square[channel] + weight);
        return Math.clamp(estimate, UNEVEN_LEAST, UNEVEN_MOST);
    }

    /** Probability that somebody is there in this hour of a shift. */
    double hour(int hour, double against) {
        double behind = wider == null ? 0.2 : wider.hour(hour, against);
        double shiftsOf = hour < Shift.REST ? workShifts : restShifts;
        return (hours[hour] + against * behind) / (shiftsOf + against);
    }

    /** Share of the shifts in which somebody reads from a device new to him. */
    double newTerminal() {
        double behind = wider == null ? NEW_TERMINAL : wider.newTerminal();
        return (newTerminals + BEHIND * behind) / (judged + BEHIND);
    }

    /** Share of the shifts in which somebody reads from a device new to the house. */
    double strangeTerminal() {
        double behind = wider == null ? STRANGE_TERMINAL : wider.strangeTerminal();
        return (strangeTerminals + BEHIND * behind) / (judged + BEHIND);
    }

    /** Share of a department among patients without a visit to the reader's. */
    double department(String name) {
        double total = 0;
        for (double each : departments.values()) {
            total += each;
        }
        double behind = wider == null ? 0.05 : wider.department(name);
        return (departments.getOrDefault(name, 0.0) + 30 * behind) / (total + 30);
    }

    /**
     * Counts one shift; a count beyond what is plausible teaches no more than that.
     *
     * @param settled whether the reader is known
     * @param whole whether the shift was seen from its begin
     */
    void learn(Shift shift, double[] expected, boolean settled, boolean whole) {
        for (int i = 0; i < Channel.COUNT; i++) {
            double mean = expected[i];
            double plausible = mean + 6 * Math.sqrt(mean + mean * mean * 0.5) + 1;
            double count = settled ? Math.min(shift.count(i), plausible) : shift.count(i);
            sum[i] += count;
            excess[i] += (count - mean) * (count - mean) - mean;
            square[i] += mean * mean;
        }
        shifts++;
        if (whole) {
            for (int hour = 0; hour < Shift.HOURS; hour++) {
                hours[hour] += shift.at(hour) ? 1 : 0;
            }
            if (shift.rest()) {
                restShifts++;
            } else {
                workShifts++;
            }
        }
        judged += settled ? 1 : 0;
        newTerminals += shift.newTerminals > 0 ? 1 : 0;
        strangeTerminals += shift.strangeTerminals > 0 ? 1 : 0;
        shift.departments().forEach((name, count) -> {
            if (departments.containsKey(name) || departments.size() < DEPARTMENTS_MAX) {
                departments.merge(name, Math.min(count, 10.0), Double::sum);
            }
        });
        if (wider != null) {
            wider.learn(shift, expected, settled, whole);
        }
    }

    /** Lets what is old count less. */
    void fade(long day, double halfLife) {
        if (faded == 0) {
            faded = day;
        }
        if (day - faded < 1) {
            return;
        }
        double left = Math.pow(0.5, (day - faded) / halfLife);
        faded = day;
        for (double[] each : new double[][] {sum, excess, square, hours}) {
            for (int i = 0; i < each.length; i++) {
                each[i] *= left;
            }
        }
        shifts *= left;
        workShifts *= left;
        restShifts *= left;
        judged *= left;
        newTerminals *= left;
        strangeTerminals *= left;
        departments.replaceAll((name, count) -> count * left);
    }
}
