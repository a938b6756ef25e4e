package org.tongmai.surveillance.transmission;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.tongmai.kernel.Explanation;
import org.tongmai.kernel.Explanation.Reason;
import org.tongmai.kernel.Explanation.Text;

/**
 * How fast cases multiply within a window: a Poisson regression of the counts on time with logarithmic link, its errors widened where the
 * counts scatter more than Poisson ones (quasi-Poisson, never narrowed). Values that are not defined are {@code NaN}.
 *
 * @param start first period of the window, from 1
 * @param end its last period
 * @param rate growth a period; 0.1 is a factor of {@code exp(0.1)}
 * @param error standard error of the rate
 * @see <a href="https://doi.org/10.1201/9780203753736">McCullagh and Nelder 1989, chapters 6 and 9</a>
 */
public record Growth(int start, int end, double rate, double error) {

    static final String RULE = "surveillance.growth-quasi-poisson@1";

    private static final double NORMAL_975 = 1.959963984540054;
    private static final int STEPS_MOST = 100;
    private static final int WINDOW_LEAST = 3;

    /**
     * One estimate for each window of so many periods, at least 3, from period 1 on; not defined where fewer than two of its periods have
     * cases.
     *
     * @throws org.tongmai.kernel.Problem {@code surveillance.window-impossible}
     */
    public static List<Growth> estimate(Incidence incidence, int window) {
        Cori.checkWindow(window, WINDOW_LEAST, incidence.periods());
        double[] cases = incidence.totals();
        var estimates = new ArrayList<Growth>();
        for (int start = 0; start + window <= cases.length; start++) {
            estimates.add(fit(cases, start, start + window));
        }
        return estimates;
    }

    public boolean defined() {
        return !Double.isNaN(rate);
    }

    /** The rate is above it with a probability of 97.5 %. */
    public double lower() {
        return rate - NORMAL_975 * error;
    }

    public double upper() {
        return rate + NORMAL_975 * error;
    }

    /** Periods until the cases double; below 0 the periods until they halve. */
    public double doubling() {
        return Math.log(2) / rate;
    }

    /** Growing or shrinking where the interval leaves no doubt. */
    public Explanation explanation() {
        String decided = !defined() ? "undefined" : lower() > 0 ? "growing" : upper() < 0 ? "shrinking" : "unclear";
        String zh = "病例不足，不能估计增长率。";
        String en = "too few cases for a growth rate.";
        if (defined()) {
            String range = String.format(
                    Locale.ROOT, "%.1f %% (95 %%: %.1f–%.1f %%)", percent(rate), percent(lower()), percent(upper()));
            String time = String.format(Locale.ROOT, "%.1f", Math.abs(doubling()));
            zh = "每期变化 " + range + "，" + (rate > 0 ? "倍增时间 " : "减半时间 ") + time + " 期。";
            en = "cases change by " + range + " a period; they " + (rate > 0 ? "double" : "halve") + " in " + time
                    + " periods.";
        }
        return new Explanation(
                decided,
                RULE,
                new Text("第" + start + "至" + end + "期：" + zh, "Periods " + start + " to " + end + ": " + en),
                List.of(new Reason("window", start + "–" + end, new Text("窗口", "window"), 0)));
    }

    private static double percent(double rate) {
        return 100 * Math.expm1(rate);
    }

    /** Newton's method on the likelihood of level and slope, with time counted from the middle of the window. */
    private static Growth fit(double[] cases, int from, int to) {
        double sum = 0;
        int positive = 0;
        for (int t = from; t < to; t++) {
            sum += cases[t];
            positive += cases[t] > 0 ? 1 : 0;
        }
        if (positive < 2) {
            return new Growth(from + 1, to, Double.NaN, Double.NaN);
        }
        double middle = (from + to - 1) / 2.0;
        double level = Math.log(sum / (to - from));
        double slope = 0;
        for (int step = 0; step < STEPS_MOST; step++) {
            double w = 0;
            double wt = 0;
            double wtt = 0;
            double u = 0;
            double ut = 0;
            for (int t = from; t < to; t++) {
                double x = t - middle;
                double mean = Math.exp(level + slope * x);
                w += mean;
                wt += mean * x;
                wtt += mean * x * x;
                u += cases[t] - mean;
                ut += (cases[t] - mean) * x;
            }
            double determinant = w * wtt - wt * wt;
            double dLevel = (wtt * u - wt * ut) / determinant;
            double dSlope = (w * ut - wt * u) / determinant;
            double least = Math.min(1, 2 / Math.max(Math.abs(dLevel), Math.abs(dSlope)));
            level += least * dLevel;
            slope += least * dSlope;
            if (Math.abs(dSlope) < 1e-14 * Math.max(1, Math.abs(slope)) && Math.abs(dLevel) < 1e-12) {
                break;
            }
        }
        return new Growth(from + 1, to, slope, error(cases, from, to, level, slope));
    }

    private static double error(double[] cases, int from, int to, double level, double slope) {
        double middle = (from + to - 1) / 2.0;
        double w = 0;
        double wt = 0;
        double wtt = 0;
        double pearson = 0;
        for (int t = from; t < to; t++) {
            double x = t - middle;
            double mean = Math.exp(level + slope * x);
            w += mean;
            wt += mean * x;
            wtt += mean * x * x;
            pearson += (cases[t] - mean) * (cases[t] - mean) / mean;
        }
        double scatter = Math.max(1, pearson / (to - from - 2));
        return Math.sqrt(scatter * w / (w * wtt - wt * wt));
    }
}
