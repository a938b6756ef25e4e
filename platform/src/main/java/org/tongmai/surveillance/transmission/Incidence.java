package org.tongmai.surveillance.transmission;

import java.util.Arrays;
import org.tongmai.kernel.Problem;
import org.tongmai.kernel.Problem.Kind;

/**
 * New cases by period, from the first case on; periods are of equal length, mostly days, and are numbered from 1.
 *
 * @param local infected by cases of the same series; none in the first period, for nobody is there who infected them
 * @param imported infected elsewhere: they infect others and were infected by none of them
 */
public record Incidence(double[] local, double[] imported) {

    /** Ten years of days. */
    public static final int PERIODS_MOST = 3_660;

    public Incidence {
        if (local.length != imported.length || local.length < 2 || local.length > PERIODS_MOST) {
            throw new Problem(
                    Kind.INVALID,
                    "surveillance.series-length",
                    "The series has " + local.length + " periods.",
                    "How cases follow each other shows in 2 to " + PERIODS_MOST + " periods.",
                    "Give one row for each period, those without cases too.");
        }
        local = checked(local);
        imported = checked(imported);
        imported[0] += local[0];
        local[0] = 0;
    }

    /** All cases after the first period are local ones. */
    public static Incidence of(double... counts) {
        return new Incidence(counts, new double[counts.length]);
    }

    public int periods() {
        return local.length;
    }

    /** Cases of a period, counted from 0, wherever infected. */
    double cases(int period) {
        return local[period] + imported[period];
    }

    double[] totals() {
        double[] totals = new double[periods()];
        Arrays.setAll(totals, this::cases);
        return totals;
    }

    private static double[] checked(double[] counts) {
        for (int period = 0; period < counts.length; period++) {
            if (!(counts[period] >= 0) || Double.isInfinite(counts[period])) {
                throw new Problem(
                        Kind.INVALID,
                        "surveillance.count-negative",
                        "Period " + (period + 1) + " has " + counts[period] + " cases.",
                        "A count of cases is a number, 0 or more.",
                        "Correct the count; a correction of earlier counts belongs to the periods that it corrects.");
            }
        }
        return counts.clone();
    }
}
