package org.tongmai.surveillance.nowcast;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Completes the last days by how late reports came before.
 *
 * <p>Of the cases reported within d days, a part was reported after exactly d days: the reverse-time hazard. It is estimated from all days for
 * which that is known, so that cases too young to be reported bias nothing; its posterior is a beta distribution under a Dirichlet prior of one
 * case in all. Out of them comes the part that is reported by now. Given it and a count, the cases still missing are negative binomial: the
 * number of cases is Poisson, its mean has a gamma prior that weighs as half a case and lies at the level of the last days. Where reports
 * scatter more than chance lets them (weekends), all is widened by the factor that the past shows.
 *
 * <p>The hazards go back to Lawless 1994, Canadian Journal of Statistics 22, 15.
 *
 * @see <a href="https://doi.org/10.1111/biom.12194">Höhle and an der Heiden 2014, doi 10.1111/biom.12194</a>
 */
public final class Nowcast {

    /** So many cases the level of the last days weighs; little, for the level may have changed. */
    private static final double PRIOR_CASES = 0.5;

    private final Reports reports;
    private final NowcastSettings settings;
    private final SplittableRandom random;
    /** Reports after exactly so many days, of the days for which they are known; and those within so many days. */
    private final double[] exactly;

    private final double[] within;
    private final double scatter;

    private Nowcast(Reports reports, NowcastSettings settings) {
        this.reports = reports;
        this.settings = settings;
        this.random = new SplittableRandom(settings.seed());
        this.exactly = new double[settings.maxDelay() + 1];
        this.within = new double[settings.maxDelay() + 1];
        for (int delay = 0; delay <= settings.maxDelay(); delay++) {
            for (int day = first(delay); day < reports.days() - delay; day++) {
                exactly[delay] += reports.count(day, delay);
                within[delay] += within(day, delay);
            }
        }
        this.scatter = scatter();
    }

    /** One estimate for each day, oldest first; a day older than the longest delay is as it was reported. */
    public static List<Estimate> of(Reports reports, NowcastSettings settings) {
        return new Nowcast(reports, settings).estimates();
    }

    private List<Estimate> estimates() {
        int today = reports.days() - 1;
        double[][] shares = shares();
        double level = level(shares);
        var estimates = new ArrayList<Estimate>();
        for (int day = 0; day <= today; day++) {
            int age = today - day;
            estimates.add(age >= settings.maxDelay() ? complete(day) : estimate(day, shares[age], level));
        }
        return estimates;
    }

    private int first(int delay) {
        return Math.max(0, reports.days() - delay - settings.window());
    }

    private double within(int day, int delay) {
        int sum = 0;
        for (int each = 0; each <= delay; each++) {
            sum += reports.count(day, each);
        }
        return sum;
    }

    /** The variance of the reports, as a multiple of what chance alone gives; at least 1. */
    private double scatter() {
        double pearson = 0;
        int cells = 0;
        for (int delay = 1; delay <= settings.maxDelay(); delay++) {
            double hazard = within[delay] == 0 ? 0 : exactly[delay] / within[delay];
            int days = 0;
            for (int day = first(delay); day < reports.days() - delay && hazard > 0 && hazard < 1; day++) {
                double of = within(day, delay);
                if (of > 0) {
                    double missed = reports.count(day, delay) - of * hazard;
                    pearson += missed * missed / (of * hazard * (1 - hazard));
                    days++;
                }
            }
            cells += Math.max(0, days - 1);
        }
        return cells == 0 ? 1 : Math.max(1, pearson / cells);
    }

    /** By age of a day, draws of the part that is reported by now. */
    private double[][] shares() {
        int delays = settings.maxDelay();
        double prior = 1.0 / (delays + 1);
        double[][] shares = new double[delays][settings.draws()];
        for (int i = 0; i < settings.draws(); i++) {
            double share = 1;
            for (int delay = delays; delay >= 1; delay--) {
                double late = Randoms.gamma(random, exactly[delay] / scatter + prior);
                double earlier = Randoms.gamma(random, (within[delay] - exactly[delay]) / scatter + prior * delay);
                share *= late + earlier > 0 ? earlier / (late + earlier) : 1;
                shares[delay - 1][i] = share;
            }
        }
        return shares;
    }

    /** Cases a day over the days that are not complete. */
    private double level(double[][] shares) {
        double cases = PRIOR_CASES;
        double days = 0;
        for (int age = 0; age < Math.min(shares.length, reports.days()); age++) {
            cases += reports.reported(reports.days() - 1 - age);
            days += mean(shares[age]);
        }
        return cases / days;
    }

    private Estimate estimate(int day, double[] shares, double level) {
        int reported = reports.reported(day);
        double[] totals = new double[shares.length];
        for (int i = 0; i < totals.length; i++) {
            totals[i] = reported + missing(reported, shares[i], level);
        }
        Arrays.sort(totals);
        return new Estimate(
                day,
                reported,
                mean(shares),
                mean(totals),
                Estimate.LEVELS.stream()
                        .mapToDouble(p -> totals[(int) Math.min(totals.length - 1, Math.floor(p * totals.length))])
                        .toArray());
    }

    /** Cases that are there and not reported: a mean as the count shows it, then a number around that mean. */
    private double missing(int reported, double share, double level) {
        double cases =
                Randoms.gamma(random, (reported + PRIOR_CASES) / scatter) * scatter / (share + PRIOR_CASES / level);
        double mean = cases * (1 - share);
        double spread = scatter - 1;
        double around = spread < 1e-9 || mean == 0 ? mean : Randoms.gamma(random, mean / spread) * spread;
        return Randoms.poisson(random, around);
    }

    private Estimate complete(int day) {
        int reported = reports.reported(day);
        double[] quantiles = new double[Estimate.LEVELS.size()];
        Arrays.fill(quantiles, reported);
        return new Estimate(day, reported, 1, reported, quantiles);
    }

    private static double mean(double[] values) {
        return Arrays.stream(values).average().orElseThrow();
    }
}
