package org.tongmai.cli;

import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.tongmai.cli.detect.SeriesFile;
import org.tongmai.cli.match.Outputs;
import org.tongmai.kernel.Explanation.Text;
import org.tongmai.kernel.Problem;
import org.tongmai.kernel.Problem.Kind;
import org.tongmai.surveillance.detect.Detector;
import org.tongmai.surveillance.detect.Evaluation;
import org.tongmai.surveillance.detect.Method;
import org.tongmai.surveillance.detect.Series;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** {@code tongmai detect}: which periods of a series of counts had more cases than was to be expected. */
@Command(
        name = "detect",
        description = {
            "Say in which periods there were more cases than was to be expected.",
            "",
            "Reads CSV with the columns index (or epoch, 期), observed (观察数) and, if there are, date (日期), population (人口) and "
                    + "place (地区); writes place, index, observed, expected, upperbound, score and alarm for each evaluated period. "
                    + "Methods and parameters are those of R's package surveillance. Needs no node."
        },
        mixinStandardHelpOptions = true,
        footerHeading = "%nExamples:%n",
        footer = {
            "  tongmai detect weekly.csv --method ears-c1 --out alarms.csv",
            "  tongmai detect weekly.csv --method farrington --param b=3 --param alpha=0.01 --range 209:312 --out alarms.csv",
            "  tongmai detect daily.csv --method moving-percentile --param window=7 --explain why.csv --out alarms.csv"
        })
final class DetectCommand implements Callable<Integer> {

    @Parameters(paramLabel = "FILE", description = "CSV in UTF-8, UTF-16, GB 18030 or Windows-1252, with a header.")
    private Path file;

    @Option(names = "--out", paramLabel = "FILE", required = true, description = "Where the evaluated periods go.")
    private Path out;

    @Option(
            names = "--method",
            paramLabel = "METHOD",
            required = true,
            completionCandidates = Methods.class,
            description = "${COMPLETION-CANDIDATES}.")
    private String method;

    @Option(
            names = "--param",
            paramLabel = "NAME=VALUE",
            description = "A parameter of the method; may stand several times. Defaults: docs/surveillance.md.")
    private Map<String, String> parameters = new LinkedHashMap<>();

    @Option(
            names = "--range",
            paramLabel = "FROM:TO",
            converter = Range.Converter.class,
            description = "First and last index to evaluate; default: all that the method can.")
    private @Nullable Range range;

    @Option(
            names = "--frequency",
            paramLabel = "N",
            defaultValue = "52",
            description = "Periods of a year where there are no dates; default: ${DEFAULT-VALUE}.")
    private int frequency;

    @Option(
            names = "--explain",
            paramLabel = "FILE",
            description = "Also write each alarm with the rule and the sentence that says why, in Chinese and English.")
    private @Nullable Path explain;

    @Option(
            names = "--encoding",
            paramLabel = "NAME",
            description = "The encoding of the file, such as GB18030; default: found out.")
    private @Nullable Charset encoding;

    @Spec
    private CommandSpec spec;

    /** The names of the methods, for help and completion. */
    static final class Methods extends ArrayList<String> {
        private static final long serialVersionUID = 1L;

        Methods() {
            super(Method.words());
        }
    }

    /** Indexes, both evaluated. */
    record Range(long from, long to) {

        static final class Converter implements ITypeConverter<Range> {
            @Override
            public Range convert(String given) {
                int colon = given.indexOf(':');
                try {
                    long from = Long.parseLong(given.substring(0, Math.max(colon, 0)));
                    long to = Long.parseLong(given.substring(colon + 1));
                    if (from <= to) {
                        return new Range(from, to);
                    }
                } catch (NumberFormatException letters) {
                    // said below, in our words
                }
                throw new TypeConversionException("'" + given + "' is not a range such as 209:312");
            }
        }
    }

    @Override
    public Integer call() throws IOException {
        if (frequency < 1) {
            throw wrong("--frequency is 1 or more.");
        }
        if (Outputs.same(file, out) || (explain != null && Outputs.same(file, explain))) {
            throw wrong("The answer would replace the file that is read; name another file.");
        }
        if (explain != null && Outputs.same(out, explain)) {
            throw wrong("--out and --explain name the same file.");
        }
        Detector detector = detector();
        List<Series> all = SeriesFile.read(file, Optional.ofNullable(encoding), frequency);
        var evaluations = new ArrayList<Evaluation>();
        for (Series series : all) {
            evaluations.add(evaluate(detector, series));
        }
        write(detector, all, evaluations);
        report(evaluations);
        return Exit.OK;
    }

    /** A method or parameter that does not exist is a wrong command line. */
    private Detector detector() {
        try {
            return Method.of(method).with(parameters);
        } catch (Problem refused) {
            throw wrong(refused.what() + " " + refused.why());
        }
    }

    private Evaluation evaluate(Detector detector, Series series) {
        if (range == null) {
            int from = detector.firstPosition(series);
            if (from >= series.length()) {
                throw new Problem(
                        Kind.UNPROCESSABLE,
                        "cli.series-short",
                        "The series" + of(series) + " has " + series.length() + " periods; that is too short.",
                        "With these parameters the method begins at period " + (from + 1) + ".",
                        "Give it more periods, or another method or parameters that look back less far.");
            }
            return detector.evaluate(series, from, series.length());
        }
        long last = series.index(series.length() - 1);
        if (range.from < series.first() || range.to > last) {
            throw new Problem(
                    Kind.INVALID,
                    "cli.series-range",
                    "The range " + range.from + ":" + range.to + " is not within the series" + of(series) + ".",
                    "Its periods are " + series.first() + ":" + last + ".",
                    "Give --range another beginning or end.");
        }
        return detector.evaluate(series, (int) (range.from - series.first()), (int) (range.to - series.first()) + 1);
    }

    private void write(Detector detector, List<Series> all, List<Evaluation> evaluations) throws IOException {
        try (var outputs = new Outputs()) {
            outputs.write(out, writer -> {
                writer.write("place,index,observed,expected,upperbound,score,alarm\n");
                for (int i = 0; i < all.size(); i++) {
                    rows(all.get(i), evaluations.get(i), writer);
                }
            });
            if (explain != null) {
                outputs.write(explain, writer -> {
                    writer.write("place,index,rule,zh,en\n");
                    for (int i = 0; i < all.size(); i++) {
                        reasons(detector, all.get(i), evaluations.get(i), writer);
                    }
                });
            }
            outputs.publish();
        }
    }

    private static void rows(Series series, Evaluation evaluation, BufferedWriter writer) throws IOException {
        String place = quoted(series.place());
        for (int t = evaluation.from(); t < evaluation.to(); t++) {
            String alarm = !evaluation.known(t) ? "" : evaluation.alarm(t) ? "1" : "0";
            writer.write(String.join(
                    ",",
                    place,
                    Long.toString(series.index(t)),
                    number(series.observed()[t]),
                    number(evaluation.expected(t)),
                    number(evaluation.bound(t)),
                    number(evaluation.score(t)),
                    alarm));
            writer.write('\n');
        }
    }

    private static void reasons(Detector detector, Series series, Evaluation evaluation, BufferedWriter writer)
            throws IOException {
        for (int t = evaluation.from(); t < evaluation.to(); t++) {
            if (evaluation.alarm(t)) {
                Text sentence = detector.result(series, evaluation, t).why().sentence();
                writer.write(String.join(
                        ",",
                        quoted(series.place()),
                        Long.toString(series.index(t)),
                        detector.rule(),
                        quoted(sentence.zh()),
                        quoted(sentence.en())));
                writer.write('\n');
            }
        }
    }

    private void report(List<Evaluation> evaluations) {
        long periods = 0;
        long alarms = 0;
        for (Evaluation each : evaluations) {
            periods += each.to() - each.from();
            for (int t = each.from(); t < each.to(); t++) {
                alarms += each.alarm(t) ? 1 : 0;
            }
        }
        spec.commandLine()
                .getOut()
                .printf(
                        Locale.ROOT,
                        "%,d series, %,d periods evaluated, %,d alarms, written to %s%n",
                        evaluations.size(),
                        periods,
                        alarms,
                        out);
    }

    /** All digits that tell a double from its neighbours; whole numbers without a point, undefined ones empty. */
    private static String number(double value) {
        if (Double.isNaN(value)) {
            return "";
        }
        if (Double.isInfinite(value)) {
            return value > 0 ? "Inf" : "-Inf";
        }
        return value == Math.rint(value) && Math.abs(value) < 1e15
                ? Long.toString((long) value)
                : Double.toString(value);
    }

    private static String quoted(String text) {
        return text.chars().anyMatch(each -> ",\"\n\r".indexOf(each) >= 0)
                ? '"' + text.replace("\"", "\"\"") + '"'
                : text;
    }

    private static String of(Series series) {
        return series.place().isEmpty() ? "" : " of " + series.place();
    }

    private ParameterException wrong(String message) {
        return new ParameterException(spec.commandLine(), message);
    }
}
