package org.tongmai.cli;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.Charset;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.tongmai.cli.match.Outputs;
import org.tongmai.cli.surveillance.Cells;
import org.tongmai.cli.surveillance.PlacesFile;
import org.tongmai.kernel.Explanation;
import org.tongmai.surveillance.scan.Cluster;
import org.tongmai.surveillance.scan.Model;
import org.tongmai.surveillance.scan.Scan;
import org.tongmai.surveillance.scan.ScanSettings;
import org.tongmai.surveillance.scan.Study;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code tongmai scan}: where there are more cases than expected. */
@Command(
        name = "scan",
        description = {
            "Say where, and since when, there are more cases than expected.",
            "",
            "Reads CSV with a row for each place: id, x_km and y_km (or lon and lat), population, cases and perhaps expected; with a column "
                    + "time a row for each place and period. Writes the most likely cluster, then those that share no place with it. "
                    + "Kulldorff's scan statistic. Needs no node."
        },
        mixinStandardHelpOptions = true,
        footerHeading = "%nExamples:%n",
        footer = {
            "  tongmai scan counties.csv --out clusters.csv",
            "  tongmai scan counties.csv --model binomial --max-fraction 0.2 --replicas 9999 --out clusters.csv",
            "  tongmai scan daily.csv --model permutation --max-duration 14 --gumbel --out clusters.csv"
        })
final class ScanCommand implements Callable<Integer> {

    @Parameters(paramLabel = "FILE", description = "CSV in UTF-8, UTF-16, GB 18030 or Windows-1252, with a header.")
    private Path file;

    @Option(names = "--out", paramLabel = "FILE", required = true, description = "Where the clusters go.")
    private Path out;

    @Option(
            names = "--model",
            paramLabel = "MODEL",
            defaultValue = "poisson",
            description =
                    "poisson, binomial or permutation (of times; needs no population); default: ${DEFAULT-VALUE}.")
    private Model model;

    @Option(
            names = "--max-fraction",
            paramLabel = "PART",
            defaultValue = "0.5",
            description = "The largest part of the population in a cluster; default: ${DEFAULT-VALUE}.")
    private double maxFraction;

    @Option(
            names = "--max-duration",
            paramLabel = "PERIODS",
            defaultValue = "0",
            description = "The most periods that a cluster lasts until the last one; default: half of them.")
    private int maxDuration;

    @Option(
            names = "--replicas",
            paramLabel = "N",
            defaultValue = "999",
            description = "How often nothing is simulated to judge what was found; default: ${DEFAULT-VALUE}.")
    private int replicas;

    @Option(
            names = "--seed",
            paramLabel = "N",
            defaultValue = "1",
            description = "Of the simulation: the same seed, the same answer; default: ${DEFAULT-VALUE}.")
    private long seed;

    @Option(
            names = "--alpha",
            paramLabel = "P",
            defaultValue = "0.05",
            description = "Further clusters are written up to this p; default: ${DEFAULT-VALUE}.")
    private double alpha;

    @Option(
            names = "--gumbel",
            description = "Also write p by a Gumbel distribution, for small p, and the recurrence interval in periods.")
    private boolean gumbel;

    @Option(
            names = "--top",
            paramLabel = "N",
            description = "Instead write the N largest ratios, overlapping ones too, without p.")
    private @Nullable Integer top;

    @Option(
            names = "--explain",
            paramLabel = "FILE",
            description = "Also write what each cluster says, in Chinese and English.")
    private @Nullable Path explain;

    @Option(
            names = "--threads",
            paramLabel = "N",
            description = "How many work at once; changes nothing else; default: as many as there are processors.")
    private @Nullable Integer threads;

    @Option(
            names = "--encoding",
            paramLabel = "NAME",
            description = "The encoding of the file, such as GB18030; default: found out.")
    private @Nullable Charset encoding;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        Outcome.check(spec, file, out, explain);
        ScanSettings settings = settings();
        PlacesFile places = PlacesFile.read(file, Optional.ofNullable(encoding), model);
        Study study = places.study();
        List<Cluster> clusters = top == null ? Scan.of(study, settings).clusters() : Scan.top(study, settings, top);
        try (var outputs = new Outputs()) {
            outputs.write(out, writer -> write(places, clusters, writer));
            if (explain != null) {
                outputs.write(explain, writer -> Outcome.explanations("rank", explanations(study, clusters), writer));
            }
            outputs.publish();
        }
        report(study, clusters);
        return Exit.OK;
    }

    /** What the command line alone shows to be impossible is a wrong command line. */
    private ScanSettings settings() {
        if (top != null && (top < 1 || top > 10_000)) {
            throw new ParameterException(spec.commandLine(), "--top: 1 to 10000");
        }
        return Outcome.option(
                spec,
                () -> new ScanSettings(
                        maxFraction,
                        maxDuration,
                        replicas,
                        seed,
                        alpha,
                        threads == null ? ScanSettings.USUAL.threads() : threads));
    }

    private void write(PlacesFile places, List<Cluster> clusters, BufferedWriter writer) throws IOException {
        List<String> names = places.study().places().names();
        List<String> periods = places.periods();
        writer.write("rank,centre,n_locations,members,start,end,cases,expected,llr,p_value"
                + (gumbel ? ",p_gumbel,recurrence\n" : "\n"));
        for (Cluster each : clusters) {
            var cells = new ArrayList<>(List.of(
                    Integer.toString(each.rank()),
                    Cells.text(names.get(each.centre())),
                    Integer.toString(each.members().size()),
                    Cells.text(each.members().stream().map(names::get).sorted().collect(Collectors.joining(" "))),
                    periods.isEmpty() ? "" : Cells.text(periods.get(each.start())),
                    periods.isEmpty() ? "" : Cells.text(periods.getLast()),
                    Cells.number(each.cases()),
                    Cells.number(each.expected()),
                    Cells.number(each.ratio()),
                    Cells.number(each.p())));
            if (gumbel) {
                cells.add(Cells.number(each.pGumbel()));
                cells.add(Cells.number(each.recurrence()));
            }
            writer.write(String.join(",", cells) + '\n');
        }
    }

    private List<Explanation> explanations(Study study, List<Cluster> clusters) {
        return clusters.stream().map(each -> each.explanation(study, alpha)).toList();
    }

    private void report(Study study, List<Cluster> clusters) {
        PrintWriter print = spec.commandLine().getOut();
        print.printf(
                Locale.ROOT,
                "%,d places, %,d %s, %,.0f cases%n",
                study.places().size(),
                study.periods(),
                study.periods() == 1 ? "period" : "periods",
                study.cases().length == 0
                        ? 0
                        : java.util.Arrays.stream(study.cases())
                                .flatMapToDouble(java.util.Arrays::stream)
                                .sum());
        explanations(study, clusters).stream()
                .limit(10)
                .forEach(each -> print.println("  " + each.sentence().en()));
        if (clusters.isEmpty()) {
            print.println("  No circle has more cases than expected.");
        }
        print.println("written to " + out);
    }
}
