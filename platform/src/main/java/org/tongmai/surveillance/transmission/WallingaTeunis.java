package org.tongmai.surveillance.transmission;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The cohort reproduction number: how many the cases of a period did infect. Each case is ascribed to earlier ones in proportion to their
 * serial intervals. The last periods are too low, for whom they infect is not seen yet. The mean is that of the R package EpiEstim 2.2, whose
 * intervals are simulated; the standard deviation here is the exact one of the same simulation.
 *
 * @see <a href="https://doi.org/10.1093/aje/kwh255">Wallinga and Teunis 2004, doi 10.1093/aje/kwh255</a>
 */
public final class WallingaTeunis {

    static final String RULE = "surveillance.wallinga-teunis-2004@1";

    private WallingaTeunis() {}

    /**
     * One estimate for each window that begins after the first case, at period 2 at the earliest, and has cases.
     *
     * @throws org.tongmai.kernel.Problem {@code surveillance.window-impossible}
     */
    public static List<Reproduction> estimate(Incidence incidence, SerialInterval interval, int window) {
        Cori.checkWindow(window, 1, incidence.periods() - 1);
        double[] cases = incidence.totals();
        double[] pressure = pressure(cases, interval);
        double[] infected = infected(cases, pressure, interval);
        double[] none = new double[Reproduction.LEVELS.size()];
        Arrays.fill(none, Double.NaN);
        int first = 0;
        while (first < cases.length && cases[first] == 0) {
            first++;
        }
        var estimates = new ArrayList<Reproduction>();
        for (int start = Math.max(1, first); start + window <= cases.length; start++) {
            double sum = 0;
            double all = 0;
            for (int t = start; t < start + window; t++) {
                sum += infected[t] * cases[t];
                all += cases[t];
            }
            if (all > 0) {
                double sd = Math.sqrt(variance(cases, pressure, interval, start, start + window)) / all;
                estimates.add(new Reproduction(RULE, start + 1, start + window, all, sum / all, sd, none.clone()));
            }
        }
        return estimates;
    }

    /** What each period's cases could have been infected by. */
    private static double[] pressure(double[] cases, SerialInterval interval) {
        double[] pressure = new double[cases.length];
        for (int t = 0; t < cases.length; t++) {
            for (int k = 1; k <= t; k++) {
                pressure[t] += interval.weight(k) * cases[t - k];
            }
        }
        return pressure;
    }

    /** How many each case of a period infected. */
    private static double[] infected(double[] cases, double[] pressure, SerialInterval interval) {
        double[] infected = new double[cases.length];
        for (int s = 0; s < cases.length; s++) {
            for (int t = s + 1; t < cases.length; t++) {
                if (pressure[t] > 0) {
                    infected[s] += interval.weight(t - s) / pressure[t] * cases[t];
                }
            }
        }
        return infected;
    }

    /** Of the number infected by the window: each case was infected in it or not, by itself. */
    private static double variance(double[] cases, double[] pressure, SerialInterval interval, int from, int to) {
        double variance = 0;
        for (int t = from + 1; t < cases.length; t++) {
            double within = 0;
            for (int s = from; s < Math.min(to, t); s++) {
                within += interval.weight(t - s) * cases[s];
            }
            double chance = pressure[t] > 0 ? Math.min(1, within / pressure[t]) : 0;
            variance += cases[t] * chance * (1 - chance);
        }
        return variance;
    }
}
