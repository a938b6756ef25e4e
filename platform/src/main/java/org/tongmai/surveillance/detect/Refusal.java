package org.tongmai.surveillance.detect;

import java.util.List;
import org.tongmai.kernel.Problem;
import org.tongmai.kernel.Problem.Kind;

/** What detectors refuse. A period is named by its index, as in the file it came from. */
final class Refusal {

    private Refusal() {}

    static Problem seriesShort(Series series, int position, String needs) {
        return new Problem(
                Kind.UNPROCESSABLE,
                "surveillance.series-short",
                "Too little lies before period " + series.index(position) + place(series) + ".",
                needs,
                "Evaluate from a later period, or look back less far.");
    }

    static Problem countMissing(Series series, int position) {
        return new Problem(
                Kind.UNPROCESSABLE,
                "surveillance.count-missing",
                "The count of period " + series.index(position) + place(series) + " is missing.",
                "This method has no way around a missing count there.",
                "Fill it in, evaluate other periods, or use farrington-flexible or bayes, which leave missing counts out.");
    }

    static Problem populationMissing(Series series, int position) {
        return new Problem(
                Kind.UNPROCESSABLE,
                "surveillance.population-missing",
                "Period " + series.index(position) + place(series) + " has no population above 0.",
                "With populationOffset rates are compared, not counts.",
                "Fill in the column population, or leave populationOffset out.");
    }

    static Problem noFit(Series series, int position, String why) {
        return new Problem(
                Kind.UNPROCESSABLE,
                "surveillance.no-fit",
                "The model cannot be fitted for period " + series.index(position) + place(series) + ".",
                why,
                "Evaluate from a later period, or give the method more reference values (b, w).");
    }

    static Problem parameterWrong(String name, String value, String rule) {
        return new Problem(
                Kind.INVALID,
                "surveillance.parameter-wrong",
                "The parameter " + name + " cannot be '" + value + "'.",
                rule,
                "Give another value, or leave it out: the default stands in docs/surveillance.md.",
                List.of(name));
    }

    private static String place(Series series) {
        return series.place().isEmpty() ? "" : " of " + series.place();
    }
}
