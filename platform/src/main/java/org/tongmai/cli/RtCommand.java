package org.tongmai.cli;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.Charset;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.tongmai.cli.match.Outputs;
import org.tongmai.cli.surveillance.Cells;
import org.tongmai.cli.surveillance.IncidenceFile;
import org.tongmai.kernel.Explanation;
import org.tongmai.surveillance.transmission.Cori;
import org.tongmai.surveillance.transmission.Growth;
import org.tongmai.surveillance.transmission.Incidence;
import org.tongmai.surveillance.transmission.Prior;
import org.tongmai.surveillance.transmission.Reproduction;
import org.tongmai.surveillance.transmission.SerialInterval;
import org.tongmai.surveillance.transmission.WallingaTeunis;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code tongmai rt}: how many a case infects. */
@Command(
        name = "rt",
        description = {
            "Say how many a case infects on average, and how fast cases grow.",
            "",
            "Reads CSV with a row for each period: t or dates, and I (all new cases) or local and imported; with a column place a series for "
                    + "each. Writes one row for each window. Needs no node."
        },
        mixinStandardHelpOptions = true,
        footerHeading = "%nExamples:%n",
        footer = {
            "  tongmai rt daily.csv --mean 2.6 --sd 1.5 --out rt.csv",
            "  tongmai rt daily.csv --si-file interval.csv --window 14 --prior-mean 1 --prior-sd 0.5 --out rt.csv",
            "  tongmai rt daily.csv --method wallinga-teunis --mean 2.6 --sd 1.5 --out rt.csv",
            "  tongmai rt daily.csv --method growth --window 14 --out growth.csv"
        })
final class RtCommand implements Callable<Integer> {

    /** How the serial interval is given. */
    private static final Set<String> BY_TABLE = Set.of("file", "nonparametric");

    private enum Method {
        CORI,
        WALLINGA_TEUNIS,
        GROWTH
    }

    /** A window, as it is written, and what it says. */
    private record Row(String cells, Explanation why) {}

    @Parameters(paramLabel = "FILE", description = "CSV in UTF-8, UTF-16, GB 18030 or Windows-1252, with a header.")
    private Path file;

    @Option(names = "--out", paramLabel = "FILE", required = true, description = "Where the estimates go.")
    private Path out;

    @Option(
            names = "--method",
            paramLabel = "METHOD",
            defaultValue = "cori",
            description =
                    "cori (Cori et al. 2013), wallinga-teunis (2004: by cohort) or growth (rate and doubling time); default: "
                            + "${DEFAULT-VALUE}.")
    private String method;

    @Option(
            names = "--si",
            paramLabel = "KIND",
            description =
                    "The serial interval: parametric (--mean and --sd) or file (--si-file); default: what is given.")
    private @Nullable String kind;

    @Option(names = "--mean", paramLabel = "PERIODS", description = "Of the serial interval, above 1.")
    private @Nullable Double mean;

    @Option(names = "--sd", paramLabel = "PERIODS", description = "Standard deviation of the serial interval.")
    private @Nullable Double sd;

    @Option(
            names = "--si-file",
            paramLabel = "FILE",
            description = "The serial interval as a table: k (periods) and w (chance).")
    private @Nullable Path interval;

    @Option(
            names = "--window",
            paramLabel = "PERIODS",
            defaultValue = "7",
            description = "Over which a number is constant; default: ${DEFAULT-VALUE}.")
    private int window;

    @Option(
            names = "--prior-mean",
            paramLabel = "R",
            defaultValue = "5",
            description = "Of the reproduction number, before any case; default: ${DEFAULT-VALUE}.")
    private double priorMean;

    @Option(
            names = "--prior-sd",
            paramLabel = "R",
            defaultValue = "5",
            description = "Its standard deviation; default: ${DEFAULT-VALUE}.")
    private double priorSd;

    @Option(
            names = "--explain",
            paramLabel = "FILE",
            description = "Also write what each window says, in Chinese and English.")
    private @Nullable Path explain;

    @Option(
            names = "--encoding",
            paramLabel = "NAME",
            description = "The encoding of the files, such as GB18030; default: found out.")
    private @Nullable Charset encoding;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        Outcome.check(spec, file, out, explain);
        Method how = method();
        var cori = new Cori(Outcome.option(spec, () -> new Prior(priorMean, priorSd)));
        Optional<SerialInterval> given = table(how);
        IncidenceFile incidence = IncidenceFile.read(file, Optional.ofNullable(encoding));
        boolean places = !incidence.series().containsKey("");
        var rows = new ArrayList<Row>();
        Map<String, Row> last = new LinkedHashMap<>();
        incidence.series().forEach((place, series) -> {
            String before = places ? Cells.text(place) + ',' : "";
            for (Row each : estimate(how, series, given, cori)) {
                rows.add(new Row(before + each.cells(), each.why()));
                last.put(place, each);
            }
        });
        try (var outputs = new Outputs()) {
            outputs.write(out, writer -> write(how, places, rows, writer));
            if (explain != null) {
                outputs.write(
                        explain,
                        writer -> Outcome.explanations(
                                "row", rows.stream().map(Row::why).toList(), writer));
            }
            outputs.publish();
        }
        report(incidence, rows.size(), last);
        return Exit.OK;
    }

    private Method method() {
        return switch (method.replace('_', '-')) {
            case "cori" -> Method.CORI;
            case "wallinga-teunis" -> Method.WALLINGA_TEUNIS;
            case "growth" -> Method.GROWTH;
            default -> throw wrong("there is no method '" + method + "'; there are cori, wallinga-teunis, growth");
        };
    }

    /** The serial interval where it is a table; a parametric one is made for the length of each series. */
    private Optional<SerialInterval> table(Method how) throws IOException {
        boolean parametric = kind != null && kind.equals("parametric");
        if (kind != null && !parametric && !BY_TABLE.contains(kind.replaceAll("[-_]|_?si$", ""))) {
            throw wrong("--si is parametric or file.");
        }
        boolean numbers = mean != null || sd != null;
        if (numbers && interval != null) {
            throw wrong("--si-file and --mean with --sd tell the serial interval twice; leave one of them out.");
        }
        if (interval != null) {
            return Optional.of(IncidenceFile.interval(interval, Optional.ofNullable(encoding)));
        }
        if (kind != null && !parametric) {
            throw wrong("--si " + kind + " needs --si-file.");
        }
        if (mean != null && sd != null) {
            double by = mean;
            double spread = sd;
            Outcome.option(spec, () -> SerialInterval.gamma(by, spread, 2));
        } else if (numbers || how != Method.GROWTH) {
            throw wrong("the serial interval is needed: --mean and --sd, or --si-file.");
        }
        return Optional.empty();
    }

    private List<Row> estimate(Method how, Incidence series, Optional<SerialInterval> given, Cori cori) {
        Optional<SerialInterval> known = given.or(() -> mean == null || sd == null
                ? Optional.empty()
                : Optional.of(SerialInterval.gamma(mean, sd, series.periods())));
        return switch (how) {
            case CORI ->
                cori.estimate(series, known.orElseThrow(), window).stream()
                        .map(RtCommand::row)
                        .toList();
            case WALLINGA_TEUNIS ->
                WallingaTeunis.estimate(series, known.orElseThrow(), window).stream()
                        .map(RtCommand::row)
                        .toList();
            case GROWTH ->
                Growth.estimate(series, window).stream()
                        .map(each -> row(each, known))
                        .toList();
        };
    }

    private static Row row(Reproduction each) {
        var cells = new ArrayList<>(List.of(
                Integer.toString(each.start()),
                Integer.toString(each.end()),
                Cells.number(each.mean()),
                Cells.number(each.sd())));
        for (double quantile : each.quantiles()) {
            cells.add(Cells.number(quantile));
        }
        return new Row(String.join(",", cells), each.explanation());
    }

    private static Row row(Growth each, Optional<SerialInterval> known) {
        String cells = String.join(
                ",",
                Integer.toString(each.start()),
                Integer.toString(each.end()),
                Cells.number(each.rate()),
                Cells.number(each.lower()),
                Cells.number(each.upper()),
                Cells.number(each.doubling()),
                known.map(interval -> Cells.number(interval.reproduction(each.rate())))
                        .orElse(""));
        return new Row(cells, each.explanation());
    }

    private static void write(Method how, boolean places, List<Row> rows, BufferedWriter writer) throws IOException {
        writer.write(places ? "place," : "");
        writer.write(
                how == Method.GROWTH
                        ? "t_start,t_end,growth_rate,lower,upper,doubling_time,R\n"
                        : "t_start,t_end,mean_R,sd_R,q0.025,q0.05,q0.25,median_R,q0.75,q0.95,q0.975\n");
        for (Row each : rows) {
            writer.write(each.cells() + '\n');
        }
    }

    private void report(IncidenceFile incidence, int rows, Map<String, Row> last) {
        if (incidence.empty() > 0) {
            spec.commandLine()
                    .getErr()
                    .println(incidence.empty() + " periods without a count were taken to have no cases.");
        }
        PrintWriter print = spec.commandLine().getOut();
        print.printf(
                Locale.ROOT, "%,d series, %,d windows%n", incidence.series().size(), rows);
        last.entrySet().stream()
                .limit(10)
                .forEach(each ->
                        print.println("  " + each.getKey() + (each.getKey().isEmpty() ? "" : ": ")
                                + each.getValue().why().sentence().en()));
        print.println("written to " + out);
    }

    private ParameterException wrong(String message) {
        return new ParameterException(spec.commandLine(), message);
    }
}
