package org.tongmai.cli;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.Charset;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.tongmai.cli.match.Outputs;
import org.tongmai.cli.surveillance.Cells;
import org.tongmai.cli.surveillance.ReportsFile;
import org.tongmai.kernel.Explanation;
import org.tongmai.surveillance.nowcast.Estimate;
import org.tongmai.surveillance.nowcast.Nowcast;
import org.tongmai.surveillance.nowcast.NowcastSettings;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code tongmai nowcast}: how many cases there are already. */
@Command(
        name = "nowcast",
        description = {
            "Say how many cases began on each of the last days, reported or not yet.",
            "",
            "Reads CSV with a row for each case: onset and report, two dates; with a column count a row for several cases. Writes one row for "
                    + "each day. Needs no node."
        },
        mixinStandardHelpOptions = true,
        footerHeading = "%nExamples:%n",
        footer = {
            "  tongmai nowcast cases.csv --out nowcast.csv",
            "  tongmai nowcast cases.csv --now 2026-05-20 --max-delay 14 --out nowcast.csv"
        })
final class NowcastCommand implements Callable<Integer> {

    @Parameters(paramLabel = "FILE", description = "CSV in UTF-8, UTF-16, GB 18030 or Windows-1252, with a header.")
    private Path file;

    @Option(names = "--out", paramLabel = "FILE", required = true, description = "Where the days go.")
    private Path out;

    @Option(
            names = "--now",
            paramLabel = "DATE",
            converter = Day.class,
            description = "The last day; later reports are left out; default: that of the last report.")
    private @Nullable LocalDate now;

    @Option(
            names = "--max-delay",
            paramLabel = "DAYS",
            defaultValue = "30",
            description = "After so many days a day is complete; default: ${DEFAULT-VALUE}.")
    private int maxDelay;

    @Option(
            names = "--window",
            paramLabel = "DAYS",
            defaultValue = "60",
            description = "So many days tell how late reports come; default: ${DEFAULT-VALUE}.")
    private int window;

    @Option(
            names = "--draws",
            paramLabel = "N",
            defaultValue = "4000",
            description = "Of the posterior; default: ${DEFAULT-VALUE}.")
    private int draws;

    @Option(
            names = "--seed",
            paramLabel = "N",
            defaultValue = "1",
            description = "The same seed, the same answer; default: ${DEFAULT-VALUE}.")
    private long seed;

    @Option(
            names = "--explain",
            paramLabel = "FILE",
            description = "Also write what each day says, in Chinese and English.")
    private @Nullable Path explain;

    @Option(
            names = "--encoding",
            paramLabel = "NAME",
            description = "The encoding of the file, such as GB18030; default: found out.")
    private @Nullable Charset encoding;

    @Spec
    private CommandSpec spec;

    /** A day as people write it. */
    static final class Day implements ITypeConverter<LocalDate> {
        @Override
        public LocalDate convert(String given) {
            return WrongUsage.date(given);
        }
    }

    @Override
    public Integer call() throws IOException {
        Outcome.check(spec, file, out, explain);
        NowcastSettings settings = Outcome.option(spec, () -> new NowcastSettings(maxDelay, window, draws, seed));
        ReportsFile reports = ReportsFile.read(file, Optional.ofNullable(encoding), Optional.ofNullable(now));
        List<Estimate> estimates = Nowcast.of(reports.reports(), settings);
        List<Explanation> explanations = estimates.stream()
                .map(each ->
                        each.explanation(reports.first().plusDays(each.day()).toString()))
                .toList();
        try (var outputs = new Outputs()) {
            outputs.write(out, writer -> write(reports.first(), estimates, writer));
            if (explain != null) {
                outputs.write(explain, writer -> Outcome.explanations("row", explanations, writer));
            }
            outputs.publish();
        }
        report(reports, explanations);
        return Exit.OK;
    }

    private static void write(LocalDate first, List<Estimate> estimates, BufferedWriter writer) throws IOException {
        writer.write("date,reported,share,mean,q0.025,q0.25,median,q0.75,q0.975\n");
        for (Estimate each : estimates) {
            var row = new StringBuilder(first.plusDays(each.day()).toString());
            row.append(',').append(each.reported());
            row.append(',').append(Cells.number(each.share()));
            row.append(',').append(Cells.number(each.mean()));
            for (double quantile : each.quantiles()) {
                row.append(',').append(Cells.number(quantile));
            }
            writer.write(row.append('\n').toString());
        }
    }

    private void report(ReportsFile reports, List<Explanation> explanations) {
        PrintWriter print = spec.commandLine().getOut();
        print.printf(Locale.ROOT, "%,d days%n", explanations.size());
        if (reports.later() > 0) {
            print.printf(Locale.ROOT, "%,d cases reported after the last day were left out%n", reports.later());
        }
        explanations.stream()
                .skip(Math.max(0, explanations.size() - 10))
                .forEach(each -> print.println("  " + each.sentence().en()));
        print.println("written to " + out);
    }
}
