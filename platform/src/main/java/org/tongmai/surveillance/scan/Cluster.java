package org.tongmai.surveillance.scan;

import java.util.List;
import java.util.Locale;
import org.tongmai.kernel.Explanation;
import org.tongmai.kernel.Explanation.Reason;
import org.tongmai.kernel.Explanation.Text;

/**
 * Places around a centre, and periods until now, that have more cases than the rest lets expect.
 *
 * @param rank 1 for the most likely one
 * @param centre number of the place in the middle
 * @param members numbers of the places, the nearest first
 * @param radius kilometres from the centre to the farthest member
 * @param start number of its first period; all clusters last until the last period of the study
 * @param cases counted in it
 * @param expected in it where nothing happens, as given or in proportion to the population
 * @param ratio log likelihood ratio
 * @param p how often a replica has a ratio as large somewhere, itself counted in; {@code NaN} without replicas
 * @param pGumbel the same from a Gumbel distribution fitted to the replicas: for small p
 */
public record Cluster(
        int rank,
        int centre,
        List<Integer> members,
        double radius,
        int start,
        double cases,
        double expected,
        double ratio,
        double p,
        double pGumbel) {

    static final String RULE = "surveillance.scan-kulldorff-1997@1";

    public Cluster {
        members = List.copyOf(members);
    }

    /** Once in how many looks chance alone shows as much; with a look a day, days. Kleinman et al. 2004. */
    public double recurrence() {
        return 1 / (pGumbel < p ? pGumbel : p);
    }

    /** @param alpha at most this p counts as a signal */
    public Explanation explanation(Study study, double alpha) {
        String middle = study.places().names().get(centre);
        int periods = study.periods() - start;
        String decided = Double.isNaN(p) ? "not-judged" : p <= alpha ? "signal" : "no-signal";
        String count = number(cases);
        String usual = String.format(Locale.ROOT, "%.1f", expected);
        String times = String.format(Locale.ROOT, "%.2f", cases / expected);
        String chance = Double.isNaN(p) ? "" : String.format(Locale.ROOT, "p = %.4g", p);
        boolean time = study.periods() > 1;
        var zh = new StringBuilder("以“" + middle + "”为中心 " + members.size() + " 个地点");
        var en = new StringBuilder(members.size() + (members.size() == 1 ? " place at " : " places around ") + middle);
        if (time) {
            zh.append("，最近 ").append(periods).append(" 期");
            en.append(", in the last ").append(periods).append(periods == 1 ? " period" : " periods");
        }
        zh.append("：病例 ")
                .append(count)
                .append("，预期 ")
                .append(usual)
                .append("，为预期的 ")
                .append(times)
                .append(" 倍");
        en.append(": ")
                .append(count)
                .append(" cases, ")
                .append(usual)
                .append(" expected, ")
                .append(times)
                .append(" times as many");
        if (!chance.isEmpty()) {
            zh.append("；").append(chance).append("。");
            en.append("; ").append(chance).append(".");
        }
        return new Explanation(
                decided,
                RULE,
                new Text(zh.toString(), en.toString()),
                List.of(
                        new Reason("model", study.model().name().toLowerCase(Locale.ROOT), new Text("模型", "model"), 0),
                        new Reason(
                                "log-likelihood-ratio",
                                String.format(Locale.ROOT, "%.4f", ratio),
                                new Text("对数似然比", "log likelihood ratio"),
                                ratio / Math.log(2))));
    }

    private static String number(double value) {
        return value == Math.rint(value) ? String.format(Locale.ROOT, "%.0f", value) : Double.toString(value);
    }
}
