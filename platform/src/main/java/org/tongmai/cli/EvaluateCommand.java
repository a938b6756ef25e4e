package org.tongmai.cli;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.tongmai.cli.match.Outputs;
import org.tongmai.cli.surveillance.Cells;
import org.tongmai.cli.surveillance.Contest;
import org.tongmai.cli.surveillance.Contest.Cases;
import org.tongmai.cli.surveillance.TradeoffPlot;
import org.tongmai.simulator.epidemic.EpidemicSettings;
import org.tongmai.simulator.epidemic.Epidemics;
import org.tongmai.surveillance.evaluate.Performance;
import org.tongmai.surveillance.evaluate.Tradeoff;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code tongmai evaluate}: how well methods find simulated outbreaks, and how many false alarms that costs. */
@Command(
        name = "evaluate",
        description = {
            "Say how many simulated outbreaks each method and the fusion of sources find, how early, and at how many false alarms.",
            "",
            "Simulates a province for each seed, with outbreaks whose truth is known; methods learn from four years and are evaluated in those "
                    + "that follow. Writes tradeoff.csv (each threshold of each method), budget.csv (the best within the budget), "
                    + "tradeoff.svg, tradeoff-reported.svg, timeliness.svg and ppv.svg. Needs no node."
        },
        mixinStandardHelpOptions = true,
        footerHeading = "%nExamples:%n",
        footer = {
            "  tongmai evaluate --seeds 101,102,103 --out evaluation",
            "  tongmai evaluate --seeds 7 --counties 20 --budget 0.5 --out evaluation"
        })
final class EvaluateCommand implements Callable<Integer> {

    private static final double[] BUDGETS = budgets();

    @Option(
            names = "--seeds",
            paramLabel = "N[,N…]",
            split = ",",
            defaultValue = "1",
            description = "A province for each; default: ${DEFAULT-VALUE}.")
    private List<Long> seeds;

    @Option(
            names = "--counties",
            paramLabel = "N",
            defaultValue = "90",
            description = "Of a province; default: ${DEFAULT-VALUE}.")
    private int counties;

    @Option(
            names = "--years",
            paramLabel = "N",
            defaultValue = "6",
            description = "From 2019 on, 5 to 8, of which four are the past; default: ${DEFAULT-VALUE}.")
    private int years;

    @Option(
            names = "--outbreaks",
            paramLabel = "N",
            defaultValue = "3",
            description = "Seeded in a county and year, on average, of any size; default: ${DEFAULT-VALUE}.")
    private double outbreaks;

    @Option(
            names = "--cases",
            paramLabel = "N",
            defaultValue = "10",
            description = "An outbreak of so many is to be found; default: ${DEFAULT-VALUE}.")
    private int cases;

    @Option(
            names = "--budget",
            paramLabel = "N",
            defaultValue = "1",
            description = "False alarms that a county can look into in a quarter; default: ${DEFAULT-VALUE}.")
    private double budget;

    @Option(
            names = "--alone",
            description = "Also score cases, and cases of one site, alone by the measure of the fusion.")
    private boolean alone;

    @Option(names = "--out", paramLabel = "DIR", required = true, description = "Folder to write to.")
    private Path out;

    @Spec
    private CommandSpec spec;

    /** From a hundred alarms of a quarter down to one in ten thousand. */
    private static double[] budgets() {
        double[] budgets = new double[121];
        for (int i = 0; i < budgets.length; i++) {
            budgets[i] = Math.pow(10, (40 - i) / 20.0);
        }
        return budgets;
    }

    @Override
    public Integer call() throws IOException {
        if (years <= Contest.PAST_YEARS || years > 8) {
            throw new ParameterException(spec.commandLine(), "--years: 5 to 8");
        }
        if (cases < 3 || !(budget > 0)) {
            throw new ParameterException(spec.commandLine(), "--cases is 3 or more, --budget above 0.");
        }
        LocalDate first = LocalDate.of(2019, 1, 1);
        int days = (int) (first.plusYears(years).toEpochDay() - first.toEpochDay());
        var contest = new Contest(cases, alone, BUDGETS);
        for (long seed : seeds) {
            EpidemicSettings settings;
            try {
                settings = new EpidemicSettings(seed, counties, first, days, outbreaks);
            } catch (IllegalArgumentException wrong) {
                throw new ParameterException(spec.commandLine(), "--" + wrong.getMessage(), wrong);
            }
            contest.add(Epidemics.generate(settings));
        }
        write(contest);
        report(contest);
        return Exit.OK;
    }

    private void write(Contest contest) throws IOException {
        Files.createDirectories(out);
        try (var outputs = new Outputs()) {
            outputs.write(out.resolve("tradeoff.csv"), writer -> {
                head(writer);
                for (Cases counted : Cases.values()) {
                    for (var each : contest.curves(counted).entrySet()) {
                        for (Performance point : each.getValue()) {
                            row(counted, each.getKey(), point, writer);
                        }
                    }
                }
            });
            outputs.write(out.resolve("budget.csv"), writer -> {
                head(writer);
                for (Cases counted : Cases.values()) {
                    for (var each : contest.curves(counted).entrySet()) {
                        Optional<Performance> best = Tradeoff.within(each.getValue(), budget);
                        if (best.isPresent()) {
                            row(counted, each.getKey(), best.get(), writer);
                        }
                    }
                }
            });
            Map<String, List<Performance>> curves = contest.curves(Cases.ILL);
            plot(
                    outputs,
                    contest.curves(Cases.REPORTED),
                    "tradeoff-reported.svg",
                    new TradeoffPlot.Axis(
                            "Found within 7 days of the third report 第三例报告后7天内发现比例",
                            Performance::sensitivity,
                            0,
                            1,
                            0.9));
            plot(
                    outputs,
                    curves,
                    "tradeoff.svg",
                    new TradeoffPlot.Axis(
                            "Outbreaks found within 7 days of the third case 第三例后7天内发现比例",
                            Performance::sensitivity,
                            0,
                            1,
                            0.9));
            plot(
                    outputs,
                    curves,
                    "timeliness.svg",
                    new TradeoffPlot.Axis(
                            "Median days from the third case to the alarm 自第三例至预警中位天数",
                            each -> each.delays()[1],
                            -5,
                            20,
                            Double.NaN));
            plot(
                    outputs,
                    curves,
                    "ppv.svg",
                    new TradeoffPlot.Axis(
                            "Positive predictive value 阳性预测值", Performance::positivePredictiveValue, 0, 1, Double.NaN));
            outputs.publish();
        }
    }

    private void plot(Outputs outputs, Map<String, List<Performance>> curves, String file, TradeoffPlot.Axis axis)
            throws IOException {
        outputs.write(out.resolve(file), writer -> TradeoffPlot.write(curves, axis, budget, writer));
    }

    private static void head(BufferedWriter writer) throws IOException {
        writer.write(
                "cases,method,threshold,outbreaks,found,sensitivity,delay_quartile,delay_median,delay_upper_quartile,alarms,"
                        + "false_per_county_quarter,false_per_county_year,ppv\n");
    }

    private static void row(Cases counted, String method, Performance point, BufferedWriter writer) throws IOException {
        writer.write(String.join(
                ",",
                counted.name().toLowerCase(Locale.ROOT),
                Cells.text(method),
                number(method.equals(Contest.FUSION) ? Math.pow(10, -point.threshold()) : point.threshold()),
                Integer.toString(point.outbreaks()),
                Integer.toString(point.found()),
                number(point.sensitivity()),
                Cells.number(point.delays()[0]),
                Cells.number(point.delays()[1]),
                Cells.number(point.delays()[2]),
                Integer.toString(point.alarms()),
                number(point.falsePerCountyQuarter()),
                number(4 * point.falsePerCountyQuarter()),
                number(point.positivePredictiveValue())));
        writer.write('\n');
    }

    private static String number(double value) {
        return Double.isFinite(value) ? String.format(Locale.ROOT, "%.4f", value) : "";
    }

    private void report(Contest contest) {
        for (Cases counted : Cases.values()) {
            report(counted, contest.curves(counted));
        }
        spec.commandLine().getOut().println("written to " + out);
    }

    private void report(Cases counted, Map<String, List<Performance>> curves) {
        PrintWriter print = spec.commandLine().getOut();
        int sought = curves.values().iterator().next().getFirst().outbreaks();
        print.printf(
                Locale.ROOT,
                "%,d outbreaks of %d or more %s%n",
                sought,
                cases,
                counted == Cases.ILL ? "who fell ill, by the onset" : "reported cases, by the report");
        curves.forEach((name, curve) -> Tradeoff.within(curve, budget)
                .ifPresent(best -> print.printf(
                        Locale.ROOT,
                        "%-28s %5.1f %% in time, median %3.0f days after the third case, %.2f false alarms per county and "
                                + "quarter, positive predictive value %.2f%n",
                        name,
                        100 * best.sensitivity(),
                        best.delays()[1],
                        best.falsePerCountyQuarter(),
                        best.positivePredictiveValue())));
    }
}
