package org.tongmai.surveillance.transmission;

import java.util.List;
import java.util.Locale;
import org.tongmai.kernel.Explanation;
import org.tongmai.kernel.Explanation.Reason;
import org.tongmai.kernel.Explanation.Text;

/**
 * How many a case infects on average, over a window of periods. Values that are not defined are {@code NaN}: before the window ends later
 * than one mean serial interval after the first case, and quantiles by Wallinga and Teunis.
 *
 * @param rule which method said so, with its version
 * @param start first period of the window, from 1
 * @param end its last period
 * @param cases in the window
 * @param mean posterior mean by Cori, mean over the cases of the window by Wallinga and Teunis
 * @param sd its standard deviation
 * @param quantiles of the posterior, at {@link #LEVELS}
 */
public record Reproduction(String rule, int start, int end, double cases, double mean, double sd, double[] quantiles) {

    /** The probabilities of the quantiles. */
    public static final List<Double> LEVELS = List.of(0.025, 0.05, 0.25, 0.5, 0.75, 0.95, 0.975);

    public boolean defined() {
        return !Double.isNaN(mean);
    }

    /** The quantile at a probability of {@link #LEVELS}. */
    public double quantile(double level) {
        return quantiles[LEVELS.indexOf(level)];
    }

    /** Growing where 95 % of the posterior lie above 1, shrinking where they lie below. */
    public Explanation explanation() {
        if (!defined()) {
            return new Explanation(
                    "undefined",
                    rule,
                    new Text(
                            "第" + start + "至" + end + "期：疫情开始不足一个平均代际间隔，尚不能估计再生数。",
                            "Periods " + start + " to " + end
                                    + ": less than one mean serial interval since the start, too early for a reproduction number."),
                    List.of());
        }
        double low = Double.isNaN(quantiles[0]) ? mean - 1.96 * sd : quantile(0.025);
        double high = Double.isNaN(quantiles[0]) ? mean + 1.96 * sd : quantile(0.975);
        String decided = low > 1 ? "growing" : high < 1 ? "shrinking" : "unclear";
        String range = String.format(Locale.ROOT, "%.2f (95 %%: %.2f–%.2f)", mean, low, high);
        return new Explanation(
                decided,
                rule,
                new Text(
                        "第" + start + "至" + end + "期：再生数 " + range + "，"
                                + (low > 1 ? "疫情在增长。" : high < 1 ? "疫情在消退。" : "增长或消退尚不明确。"),
                        "Periods " + start + " to " + end + ": reproduction number " + range + "; "
                                + (low > 1
                                        ? "the epidemic grows."
                                        : high < 1 ? "the epidemic shrinks." : "whether it grows is open.")),
                List.of(new Reason(
                        "cases",
                        Double.toString(cases),
                        new Text("窗口内病例 " + Math.round(cases) + " 例", Math.round(cases) + " cases in the window"),
                        0)));
    }
}
