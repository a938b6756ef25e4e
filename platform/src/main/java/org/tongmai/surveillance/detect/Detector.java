package org.tongmai.surveillance.detect;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.tongmai.kernel.Explanation;
import org.tongmai.kernel.Explanation.Reason;
import org.tongmai.kernel.Explanation.Text;
import org.tongmai.kernel.Problem;

/** A method with its parameters. It keeps nothing between two calls, so many threads may use one. */
public sealed interface Detector
        permits Ears,
                Farrington,
                FarringtonFlexible,
                Cusum,
                LikelihoodRatio,
                Bayes,
                Rki,
                Cdc,
                MovingPercentile,
                Ewma,
                FixedThreshold {

    /** Its name and version, such as {@code detect.ears-c1@1}. */
    String rule();

    /** Its parameters as they were told, for the explanation. */
    Map<String, String> parameters();

    /** The first position that the method evaluates where nobody says from where; may lie behind the end of the series. */
    int firstPosition(Series series);

    /**
     * Evaluates the positions {@code from} to {@code to}, without that.
     *
     * @throws Problem {@code surveillance.series-short} where periods that the method looks back to lie before the series;
     *     {@code surveillance.count-missing}, {@code surveillance.no-fit}, {@code surveillance.population-missing}
     */
    void evaluate(Series series, int from, int to, Evaluation into);

    /** The same into a new evaluation. */
    default Evaluation evaluate(Series series, int from, int to) {
        var evaluation = new Evaluation();
        evaluate(series, from, to, evaluation);
        return evaluation;
    }

    /** All that was found in one period, and why. */
    default PeriodResult result(Series series, Evaluation evaluation, int position) {
        double observed = series.observed()[position];
        double expected = evaluation.expected(position);
        double bound = evaluation.bound(position);
        double score = evaluation.score(position);
        String decided = !evaluation.known(position) ? "unknown" : evaluation.alarm(position) ? "alarm" : "quiet";
        var facts = new ArrayList<Reason>();
        facts.add(fact("observed", "观察数", observed));
        facts.add(fact("expected", "期望数", expected));
        facts.add(fact("bound", "上限", bound));
        facts.add(fact("score", "统计量", score));
        parameters()
                .forEach((name, value) ->
                        facts.add(new Reason(name, value, new Text(name + "=" + value, name + "=" + value), 0)));
        return new PeriodResult(
                series.index(position),
                observed,
                expected,
                bound,
                score,
                evaluation.known(position),
                evaluation.alarm(position),
                new Explanation(
                        decided, rule(), sentence(decided, observed, expected, bound, score), List.copyOf(facts)));
    }

    private static Reason fact(String name, String chinese, double value) {
        String number = number(value);
        return new Reason(name, number, new Text(chinese + " " + number, name + " " + number), 0);
    }

    private static Text sentence(String decided, double observed, double expected, double bound, double score) {
        String zh = "观察 " + number(observed) + " 例，期望 " + number(expected) + " 例，上限 " + number(bound) + "，统计量 "
                + number(score);
        String en = number(observed) + " cases, " + number(expected) + " expected, bound " + number(bound) + ", score "
                + number(score);
        return switch (decided) {
            case "alarm" -> new Text(zh + "：预警。", en + ": alarm.");
            case "quiet" -> new Text(zh + "：不预警。", en + ": no alarm.");
            default -> new Text(zh + "：无法判断。", en + ": the method cannot say.");
        };
    }

    private static String number(double value) {
        if (Double.isNaN(value)) {
            return "–";
        }
        return value == Math.rint(value) && Math.abs(value) < 1e15
                ? Long.toString((long) value)
                : String.format(Locale.ROOT, "%.3g", value);
    }
}
