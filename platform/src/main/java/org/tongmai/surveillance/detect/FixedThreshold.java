package org.tongmai.surveillance.detect;

import java.util.Map;

/**
 * A fixed number of cases in a rolling window (固定阈值): one case of a disease of class 甲, ten of measles in a school in a week. With
 * {@code quiet} it counts only where nothing came in as many periods before the window: a disease that is new, or was not there for five
 * years.
 *
 * <p>Bound: the number. Score: cases in the window. A missing count is taken for none: what is known may be enough. Nothing is said
 * where the evaluated count itself is missing and the rest is not enough.
 *
 * @param cases that make an alarm
 * @param window periods that they come in, the evaluated one among them
 * @param quiet periods before the window that must have no case; 0: none need
 * @see <a href="https://www.chinacdc.cn/">国家突发公共卫生事件相关信息报告管理工作规范(试行), 2005</a>
 */
public record FixedThreshold(int cases, int window, int quiet) implements Detector {

    public FixedThreshold {
        Check.atLeast("cases", cases, 1);
        Check.atLeast("window", window, 1);
        Check.atLeast("quiet", quiet, 0);
    }

    @Override
    public String rule() {
        return "detect.fixed-threshold@1";
    }

    @Override
    public Map<String, String> parameters() {
        return Parameters.map("cases", cases, "window", window, "quiet", quiet);
    }

    /** Before the series there are no cases, unless it must be known that there were none. */
    @Override
    public int firstPosition(Series series) {
        return quiet == 0 ? 0 : quiet + window - 1;
    }

    @Override
    public void evaluate(Series series, int from, int to, Evaluation into) {
        if (quiet > 0 && from < firstPosition(series)) {
            throw Refusal.seriesShort(
                    series, from, "That nothing came before is known only from " + firstPosition(series) + " periods.");
        }
        into.begin(from, to);
        double[] counts = series.observed();
        double recent = sum(counts, from - window, from);
        double before = sum(counts, from - window - quiet, from - window);
        for (int t = from; t < to; t++) {
            recent += at(counts, t) - at(counts, t - window);
            before += quiet == 0 ? 0 : at(counts, t - window) - at(counts, t - window - quiet);
            boolean alarm = recent >= cases && before == 0;
            if (Double.isNaN(counts[t]) && !alarm) {
                into.unknown(t, Double.NaN, cases, recent);
            } else {
                into.set(t, Double.NaN, cases, recent, alarm);
            }
        }
    }

    private static double sum(double[] counts, int from, int to) {
        double sum = 0;
        for (int i = from; i < to; i++) {
            sum += at(counts, i);
        }
        return sum;
    }

    private static double at(double[] counts, int t) {
        return t < 0 || Double.isNaN(counts[t]) ? 0 : counts[t];
    }
}
