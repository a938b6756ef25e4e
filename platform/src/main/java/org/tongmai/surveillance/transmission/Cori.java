package org.tongmai.surveillance.transmission;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.tongmai.kernel.Problem;
import org.tongmai.kernel.Problem.Kind;

/**
 * The instantaneous reproduction number: how many a case of today infects, were things to stay as they are. Cases of a period are Poisson
 * with mean R times the infectiousness of earlier cases; R is constant over a window and has a gamma prior, so its posterior is gamma too.
 * Agrees with the R package EpiEstim 2.2 ({@code parametric_si}, {@code non_parametric_si}).
 *
 * @see <a href="https://doi.org/10.1093/aje/kwt133">Cori, Ferguson, Fraser and Cauchemez 2013, doi 10.1093/aje/kwt133</a>
 * @see <a href="https://doi.org/10.1016/j.epidem.2019.100356">Thompson et al. 2019</a>, for imported cases
 */
public final class Cori {

    static final String RULE = "surveillance.cori-2013@1";

    /** More distinct numbers of cases in a window than these are computed again each time. */
    private static final int REMEMBERED_MOST = 100_000;

    private final Prior prior;
    /** Quantiles of scale 1 by shape: most windows of most places have few cases, and share them. */
    private final Map<Double, double[]> quantiles = new HashMap<>();

    /** Keeps what many series share; not to be used by two threads at once. */
    public Cori(Prior prior) {
        this.prior = prior;
    }

    /**
     * One estimate for each window of so many periods, the first of which begins at period 2.
     *
     * @throws Problem {@code surveillance.window-impossible}
     */
    public List<Reproduction> estimate(Incidence incidence, SerialInterval interval, int window) {
        checkWindow(window, 1, incidence.periods() - 1);
        int periods = incidence.periods();
        double[] infectivity = interval.infectivity(incidence);
        double mean = interval.mean();
        var estimates = new ArrayList<Reproduction>();
        for (int start = 1; start + window <= periods; start++) {
            double local = 0;
            double cases = 0;
            double pressure = 0;
            for (int t = start; t < start + window; t++) {
                local += incidence.local()[t];
                cases += incidence.cases(t);
                pressure += infectivity[t];
            }
            estimates.add(
                    start + window > mean
                            ? posterior(start + 1, start + window, cases, local, pressure)
                            : undefined(start + 1, start + window, cases));
        }
        return estimates;
    }

    /** Refuses a window that no estimate can be made of. */
    static void checkWindow(int window, int least, int most) {
        if (window < least || window > most) {
            throw new Problem(
                    Kind.INVALID,
                    "surveillance.window-impossible",
                    "A window of " + window + " periods cannot be used.",
                    "This method and series take windows of " + least + " to " + most
                            + " periods; a reproduction number begins at period 2, for the first has no earlier cases.",
                    "Choose another window, or give a longer series.");
        }
    }

    private Reproduction posterior(int start, int end, double cases, double local, double pressure) {
        double shape = prior.shape() + local;
        double scale = 1 / (1 / prior.scale() + pressure);
        double[] unit = quantiles.get(shape);
        if (unit == null) {
            var gamma = new Gamma(shape);
            unit = Reproduction.LEVELS.stream().mapToDouble(gamma::quantile).toArray();
            if (quantiles.size() < REMEMBERED_MOST) {
                quantiles.put(shape, unit);
            }
        }
        double[] scaled = unit.clone();
        for (int i = 0; i < scaled.length; i++) {
            scaled[i] *= scale;
        }
        return new Reproduction(RULE, start, end, cases, shape * scale, Math.sqrt(shape) * scale, scaled);
    }

    private static Reproduction undefined(int start, int end, double cases) {
        double[] none = new double[Reproduction.LEVELS.size()];
        Arrays.fill(none, Double.NaN);
        return new Reproduction(RULE, start, end, cases, Double.NaN, Double.NaN, none);
    }
}
