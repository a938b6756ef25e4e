package org.tongmai.surveillance.detect;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/**
 * What a day of a nation costs: 3,000 counties with 40 series each, and a replay of three years. See bench/README.md. Where
 * {@code Rscript} and the package surveillance are, the same series go through R as well.
 */
@EnabledIfSystemProperty(named = "tongmai.bench.detect", matches = "all")
class DetectorBench {

    private static final int COUNTIES = 3_000;
    private static final int SERIES = 40;
    private static final int THREADS = 2;
    private static final int DAYS = 9 * 365;
    private static final int WEEKS = 6 * 52 + 10;
    private static final int REPLAYED = 1_095;
    /** So many different series are drawn; the others are these again. */
    private static final int DRAWN = 4_000;

    private static final Map<Method, Map<String, String>> DAILY = Map.of(
            Method.EARS_C1, Map.of(),
            Method.EARS_C2, Map.of(),
            Method.EARS_C3, Map.of(),
            Method.MOVING_PERCENTILE, Map.of("window", "7"),
            Method.FIXED_THRESHOLD, Map.of("cases", "5"),
            Method.CUSUM, Map.of("m", "1"),
            Method.EWMA, Map.of());

    private static final Map<Method, Map<String, String>> WEEKLY = Map.of(
            Method.FARRINGTON, Map.of(),
            Method.FARRINGTON_FLEXIBLE,
                    Map.of("noPeriods", "10", "pastWeeksNotIncluded", "26", "thresholdMethod", "nbPlugin"),
            Method.BAYES, Map.of("b", "2"),
            Method.RKI, Map.of(),
            Method.CDC, Map.of(),
            Method.GLR_POISSON, Map.of(),
            Method.LR_POISSON, Map.of("theta", "0.7"));

    @Test
    void aDayOfEverySeriesAndDetector() throws Exception {
        double all = 0;
        for (var each : DAILY.entrySet()) {
            all += day(each.getKey(), each.getValue(), series(DAYS, Series.DAILY));
        }
        for (var each : WEEKLY.entrySet()) {
            all += day(each.getKey(), each.getValue(), series(WEEKS, Series.WEEKLY));
        }
        say(String.format(Locale.ROOT, "all detectors, one day of %,d series: %.1f s", COUNTIES * SERIES, all));

        assertThat(all).isLessThan(60);
    }

    @Test
    void threeYearsReplayedByOneMethod() throws Exception {
        for (var each : DAILY.entrySet()) {
            Detector detector = each.getKey().with(each.getValue());
            List<Series> drawn = series(DAYS, Series.DAILY);
            double seconds = seconds(detector, drawn, DAYS - REPLAYED, DAYS);
            say(String.format(
                    Locale.ROOT,
                    "%s, %,d days of %,d series: %.1f s",
                    each.getKey().word(),
                    REPLAYED,
                    COUNTIES * SERIES,
                    seconds));

            assertThat(seconds).isLessThan(300);
        }
    }

    @Test
    void besideR() throws Exception {
        List<Series> drawn = series(WEEKS, Series.WEEKLY).subList(0, 20);
        Path script = Files.createTempFile("detect", ".R");
        var text = new StringBuilder("suppressMessages(library(surveillance))\nx <- list(");
        for (int i = 0; i < drawn.size(); i++) {
            text.append(i == 0 ? "c(" : ",c(");
            text.append(String.join(
                    ",",
                    Arrays.stream(drawn.get(i).observed())
                            .mapToObj(each -> String.valueOf((int) each))
                            .toList()));
            text.append(')');
        }
        text.append(")\ns <- lapply(x, function(y) sts(y, freq = 52, start = c(2020, 1)))\nr <- ")
                .append(WEEKS - 20)
                .append(':')
                .append(WEEKS)
                .append(
                        "\ntake <- function(name, f) cat(name, system.time(suppressWarnings(lapply(s, f)))[[3]], '\\n')\n")
                .append("take('ears-c1', function(y) earsC(y, list(range = r)))\n")
                .append("take('farrington', function(y) farrington(y, list(range = r)))\n")
                .append(
                        "take('farrington-flexible', function(y) farringtonFlexible(y, list(range = r, b = 5, noPeriods = 10,")
                .append(" pastWeeksNotIncluded = 26, thresholdMethod = 'nbPlugin', glmWarnings = FALSE)))\n");
        Files.writeString(script, text);
        Process process;
        try {
            process = new ProcessBuilder("Rscript", script.toString())
                    .redirectErrorStream(true)
                    .start();
        } catch (IOException missing) {
            say("There is no Rscript: no comparison.");
            return;
        }
        for (String line : new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
                .lines()
                .toList()) {
            String[] words = line.strip().split(" ");
            if (words.length == 2 && Method.words().contains(words[0])) {
                Method method = Method.of(words[0]);
                Detector detector = method.with(WEEKLY.getOrDefault(method, Map.of()));
                double ours = Double.MAX_VALUE;
                for (int turn = 0; turn < 50; turn++) {
                    long start = System.nanoTime();
                    for (Series each : drawn) {
                        detector.evaluate(each, WEEKS - 21, WEEKS);
                    }
                    ours = Math.min(ours, (System.nanoTime() - start) / 1e9);
                }
                double theirs = Double.parseDouble(words[1]);
                say(String.format(
                        Locale.ROOT,
                        "%s, 21 weeks of 20 series: R %.3f s, Tongmai %.5f s, %.0f times",
                        words[0],
                        theirs,
                        ours,
                        theirs / ours));
            }
        }
        Files.delete(script);
    }

    private static double day(Method method, Map<String, String> parameters, List<Series> drawn) throws Exception {
        Detector detector = method.with(parameters);
        int last = drawn.getFirst().length() - 1;
        seconds(detector, drawn.subList(0, 200), last, last + 1);
        double seconds = seconds(detector, drawn, last, last + 1);
        say(String.format(
                Locale.ROOT, "%-20s one day of %,d series: %6.2f s", method.word(), COUNTIES * SERIES, seconds));
        return seconds;
    }

    /** Seconds that two cores need, by the processor time of two threads: others use this machine too. */
    private static double seconds(Detector detector, List<Series> drawn, int from, int to)
            throws InterruptedException, ExecutionException {
        int times = drawn.size() < DRAWN ? drawn.size() : COUNTIES * SERIES;
        double nanoseconds = 0;
        try (var threads = Executors.newFixedThreadPool(THREADS)) {
            var work = new ArrayList<Future<Long>>();
            for (int thread = 0; thread < THREADS; thread++) {
                int first = thread;
                Callable<Long> part = () -> {
                    var evaluation = new Evaluation();
                    for (int i = first; i < times; i += THREADS) {
                        detector.evaluate(drawn.get(i % drawn.size()), from, to, evaluation);
                    }
                    return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
                };
                work.add(threads.submit(part));
            }
            for (Future<Long> each : work) {
                nanoseconds += each.get();
            }
        }
        return nanoseconds / 1e9 / THREADS;
    }

    /** Counts of counties: most are near zero, some have seasons and some outbreaks. */
    private static List<Series> series(int length, int perYear) {
        var series = new ArrayList<Series>();
        for (int i = 0; i < DRAWN; i++) {
            var random = new Random(i);
            double mean = Math.exp(random.nextGaussian() * 1.5 - 1) * 365 / perYear / 3;
            double season = random.nextDouble();
            double[] counts = IntStream.range(0, length)
                    .mapToDouble(t -> poisson(mean * (1 + season * Math.cos(2 * Math.PI * t / perYear)), random))
                    .toArray();
            series.add(Series.counted("", 1, counts, perYear));
        }
        return series;
    }

    private static int poisson(double mean, Random random) {
        if (mean > 50) {
            return Math.max(0, (int) Math.round(mean + Math.sqrt(mean) * random.nextGaussian()));
        }
        double left = Math.exp(-mean);
        int count = -1;
        for (double product = 1; product > left; product *= random.nextDouble()) {
            count++;
        }
        return Math.max(0, count);
    }

    private static void say(String words) {
        System.out.println(words);
    }
}
