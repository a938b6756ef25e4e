package org.tongmai.surveillance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tongmai.surveillance.scan.Model;
import org.tongmai.surveillance.scan.Places;
import org.tongmai.surveillance.scan.Scan;
import org.tongmai.surveillance.scan.ScanResult;
import org.tongmai.surveillance.scan.ScanSettings;
import org.tongmai.surveillance.scan.Study;
import org.tongmai.surveillance.transmission.Cori;
import org.tongmai.surveillance.transmission.Incidence;
import org.tongmai.surveillance.transmission.Prior;
import org.tongmai.surveillance.transmission.Reproduction;
import org.tongmai.surveillance.transmission.SerialInterval;

/** What a scan and reproduction numbers of a country cost: bench/README.md says how to run it. Not part of the tests. */
class SurveillanceBench {

    private static final Logger LOG = LoggerFactory.getLogger(SurveillanceBench.class);

    private static final int CITIES = 340;
    private static final int DISEASES = 5;
    private static final int YEAR = 365;
    private static final int COUNTIES = 3_000;
    private static final int DAYS = 90;
    private static final int CASES = 10_000;

    @TempDir
    Path folder;

    /** Counties as uneven as those of China, where nothing happens; half of the people and half of the days in a cluster at most. */
    @ParameterizedTest
    @EnumSource(
            value = Model.class,
            names = {"POISSON", "PERMUTATION"})
    void aScanOfAllCountiesAndAQuarterOfAYear(Model model) {
        Study study = counties(model);
        long start = System.nanoTime();
        long cpu = cpu();

        ScanResult result = Scan.of(study, ScanSettings.USUAL);

        double seconds = (System.nanoTime() - start) / 1e9;
        LOG.warn(
                "Scan, {}: {} places, {} days, {} cases, 999 replicas: {} s, {} s of processor time",
                model,
                COUNTIES,
                DAYS,
                CASES,
                shown(seconds),
                shown((cpu() - cpu) / 1e9));
        assertThat(result.largest()).hasSize(999);
        assertThat(seconds).isLessThan(30);
    }

    @Test
    void theReproductionNumbersOfAllCitiesAndFiveDiseases() throws Exception {
        var random = new Random(1);
        List<double[]> series = IntStream.range(0, CITIES * DISEASES)
                .mapToObj(i -> epidemic(random, 1 + i % 200))
                .toList();
        long start = System.nanoTime();
        long cpu = cpu();

        var last = new ArrayList<Reproduction>();
        var cori = new Cori(Prior.USUAL);
        for (double[] counts : series) {
            SerialInterval interval = SerialInterval.gamma(2.6, 1.5, counts.length);
            last.add(cori.estimate(Incidence.of(counts), interval, 7).getLast());
        }

        double seconds = (System.nanoTime() - start) / 1e9;
        LOG.warn(
                "R by Cori: {} series of {} days: {} s, {} s of processor time",
                series.size(),
                YEAR,
                shown(seconds),
                shown((cpu() - cpu) / 1e9));
        assertThat(last).allSatisfy(each -> assertThat(each.mean()).isPositive());
        assertThat(seconds).isLessThan(5);
        if (onPath("Rscript")) {
            double theirs = epiEstim(series.subList(0, 50)) * series.size() / 50;
            LOG.warn("EpiEstim needs {} s for them, {} times as long", shown(theirs), shown(theirs / seconds));
        }
    }

    private static Study counties(Model model) {
        var random = new Random(7);
        double[] people = new double[COUNTIES];
        Arrays.setAll(people, i -> Math.rint(Math.exp(12 + random.nextGaussian())));
        double all = Arrays.stream(people).sum();
        double[] until = people.clone();
        Arrays.parallelPrefix(until, Double::sum);
        double[][] cases = new double[COUNTIES][DAYS];
        for (int n = 0; n < CASES; n++) {
            int at = Arrays.binarySearch(until, random.nextDouble() * all);
            cases[at < 0 ? -at - 1 : at][random.nextInt(DAYS)]++;
        }
        double[][] expected = new double[COUNTIES][DAYS];
        for (int i = 0; i < COUNTIES; i++) {
            Arrays.fill(expected[i], CASES * people[i] / all / DAYS);
        }
        var places = new Places(
                IntStream.range(0, COUNTIES).mapToObj(i -> "county " + i).toList(),
                random.doubles(COUNTIES, 75, 130).toArray(),
                random.doubles(COUNTIES, 20, 50).toArray(),
                true);
        return new Study(places, model, cases, expected, people);
    }

    private static double[] epidemic(Random random, int level) {
        double[] counts = new double[YEAR];
        double log = Math.log(level);
        for (int t = 0; t < YEAR; t++) {
            log += 0.1 * random.nextGaussian() - 0.01 * (log - Math.log(level));
            counts[t] = Math.max(0, Math.rint(Math.exp(log) + Math.sqrt(Math.exp(log)) * random.nextGaussian()));
        }
        return counts;
    }

    /** Seconds that the R package takes, its start not counted. */
    private double epiEstim(List<double[]> series) throws Exception {
        Path file = folder.resolve("series.csv");
        Files.write(
                file,
                series.stream()
                        .map(each -> Arrays.stream(each)
                                .mapToObj(Double::toString)
                                .reduce((a, b) -> a + ',' + b)
                                .orElse(""))
                        .toList());
        String program = """
                suppressMessages(library(EpiEstim))
                x <- as.matrix(read.csv('%s', header = FALSE))
                took <- system.time(for (i in seq_len(nrow(x))) suppressMessages(suppressWarnings(estimate_R(x[i, ],
                    method = 'parametric_si', config = make_config(list(mean_si = 2.6, std_si = 1.5))))))
                cat('seconds', took[['elapsed']])
                """.formatted(file);
        Process process = new ProcessBuilder("Rscript", "-e", program)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(10, TimeUnit.MINUTES)).isTrue();
        assertThat(said).contains("seconds ");
        return Double.parseDouble(said.substring(said.lastIndexOf(' ') + 1).strip());
    }

    private static boolean onPath(String program) {
        return Stream.of(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator, -1))
                .anyMatch(each -> Files.isExecutable(Path.of(each, program)));
    }

    private static long cpu() {
        return ProcessHandle.current()
                .info()
                .totalCpuDuration()
                .orElse(Duration.ZERO)
                .toNanos();
    }

    private static String shown(double value) {
        return String.format("%.1f", value);
    }
}
