package org.tongmai.surveillance.nowcast;

import java.util.List;
import java.util.Locale;
import org.tongmai.kernel.Explanation;
import org.tongmai.kernel.Explanation.Reason;
import org.tongmai.kernel.Explanation.Text;

/**
 * How many cases began on a day, reported or not yet.
 *
 * @param day from 0
 * @param reported so far
 * @param share part of the cases of such a day that is reported by now, on average over the posterior
 * @param mean of the posterior of all cases of the day
 * @param quantiles of it, at {@link #LEVELS}; whole numbers
 */
public record Estimate(int day, int reported, double share, double mean, double[] quantiles) {

    /** The probabilities of the quantiles. */
    public static final List<Double> LEVELS = List.of(0.025, 0.25, 0.5, 0.75, 0.975);

    static final String RULE = "surveillance.nowcast-reverse-hazard@1";

    public double quantile(double level) {
        return quantiles[LEVELS.indexOf(level)];
    }

    /** @param date how the day is called */
    public Explanation explanation(String date) {
        boolean complete = share == 1;
        String range = String.format(Locale.ROOT, "%.0f–%.0f", quantile(0.025), quantile(0.975));
        String middle = String.format(Locale.ROOT, "%.0f", quantile(0.5));
        String part = String.format(Locale.ROOT, "%.0f %%", 100 * share);
        return new Explanation(
                complete ? "complete" : "estimated",
                RULE,
                complete
                        ? new Text(
                                date + "：" + reported + " 例，已报告完毕。", date + ": " + reported + " cases, all reported.")
                        : new Text(
                                date + "：已报告 " + reported + " 例，估计共 " + middle + " 例（95%：" + range + "）。",
                                date + ": " + reported + " reported so far, " + middle + " in all (95 %: " + range
                                        + ")."),
                List.of(new Reason(
                        "share-reported",
                        part,
                        new Text("此类日期至今平均已报告 " + part, part + " of such a day are reported by now on average"),
                        0)));
    }
}
