package org.tongmai.surveillance.scan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.tongmai.kernel.Problem;
import org.tongmai.surveillance.scan.BruteForce.Found;

class ScanTest {

    private static final ScanSettings USUAL = ScanSettings.USUAL.withReplicas(99);

    @ParameterizedTest
    @EnumSource(Model.class)
    void findsWhatALookAtEveryCylinderFinds(Model model) {
        for (int seed = 0; seed < 60; seed++) {
            var random = new Random(seed);
            Study study = drawn(random, model, seed);
            double fraction = List.of(0.5, 0.2, 1.0, 0.05).get(seed % 4);
            int durations = 1 + random.nextInt(study.periods());
            ScanSettings settings =
                    USUAL.withReplicas(0).withMaxFraction(fraction).withMaxDuration(durations);

            List<Found> all = BruteForce.all(study, fraction, durations);
            List<Cluster> top = Scan.top(study, settings, 25);

            assertThat(top).as("seed " + seed).hasSizeGreaterThanOrEqualTo(Math.min(25, all.size()));
            for (int i = 0; i < Math.min(top.size(), all.size()); i++) {
                assertThat(top.get(i).ratio()).isEqualTo(all.get(i).ratio(), Offset.offset(1e-9));
                assertThat(all).anySatisfy(same(top.get(i)));
            }
            if (!all.isEmpty()) {
                assertThat(Scan.of(study, settings).clusters().getFirst().ratio())
                        .isEqualTo(all.getFirst().ratio(), Offset.offset(1e-9));
            }
        }
    }

    private static java.util.function.Consumer<Found> same(Cluster cluster) {
        return found -> {
            assertThat(found.members()).isEqualTo(List.copyOf(new TreeSet<>(cluster.members())));
            assertThat(found.start()).isEqualTo(cluster.start());
            assertThat(found.cases()).isEqualTo(cluster.cases());
        };
    }

    /** Places with the same distance, at the same point, without people; one period and several. */
    private static Study drawn(Random random, Model model, int seed) {
        int size = 5 + random.nextInt(25);
        Places places = seed % 3 == 0 ? Maps.lattice(random, size, 5) : Maps.scattered(random, size);
        int periods = model == Model.PERMUTATION ? 3 + random.nextInt(6) : seed % 2 == 0 ? 1 : 2 + random.nextInt(6);
        return Maps.quiet(random, places, model, periods, 10 + random.nextInt(200), seed % 4 == 1);
    }

    @ParameterizedTest
    @EnumSource(Model.class)
    void aReplicaIsJudgedAsWhatWasCounted(Model model) {
        for (int seed = 0; seed < 40; seed++) {
            var random = new Random(1_000 + seed);
            // many cases need wider counters
            int cases = seed % 10 == 9 ? 40_000 : seed % 10 == 8 ? 1_100_000 : 10 + random.nextInt(900);
            Places places =
                    seed % 3 == 0 ? Maps.lattice(random, 30, 5) : Maps.scattered(random, 10 + random.nextInt(80));
            Model with = model == Model.BINOMIAL && cases > 1_000 ? Model.POISSON : model;
            int periods = model == Model.PERMUTATION ? 8 : 1 + random.nextInt(14);
            Study study = Maps.quiet(random, places, with, periods, cases, seed % 4 == 1);
            int durations = 1 + random.nextInt(periods);
            Neighbours neighbours = Neighbours.of(places, study.weights(), 0.5);

            double quick = new Replicas(study, neighbours, durations).largest(counts(study, durations));
            double plain = new Circles(study, neighbours, durations)
                    .best(new boolean[places.size()])
                    .ratio();

            assertThat(quick).as("seed " + seed).isEqualTo(plain, Offset.offset(1e-9 * (1 + plain)));
        }
    }

    private static int[] counts(Study study, int durations) {
        int[] counts = new int[study.places().size() * durations];
        for (int i = 0; i < study.places().size(); i++) {
            for (int age = 0; age < durations; age++) {
                counts[i * durations + age] = (int) study.cases()[i][study.periods() - 1 - age];
            }
        }
        return counts;
    }

    @ParameterizedTest
    @EnumSource(Model.class)
    void findsAPlantedCluster(Model model) {
        var random = new Random(42);
        Places places = Maps.scattered(random, 80);
        Study quiet = Maps.quiet(random, places, model, 12, 400, false);
        int middle = 17;
        List<Integer> near = IntStream.range(0, 80)
                .boxed()
                .sorted(java.util.Comparator.comparingDouble(i -> places.distance(i, middle)))
                .limit(6)
                .toList();
        double[][] cases = Arrays.stream(quiet.cases()).map(double[]::clone).toArray(double[][]::new);
        for (int place : near) {
            for (int t = 9; t < 12; t++) {
                cases[place][t] += 4;
            }
        }
        var study = new Study(places, model, cases, quiet.measure(), quiet.weights());

        ScanResult result = Scan.of(study, USUAL);

        Cluster best = result.clusters().getFirst();
        assertThat(best.members()).containsExactlyInAnyOrderElementsOf(near);
        assertThat(best.start()).isEqualTo(9);
        assertThat(best.p()).isEqualTo(0.01);
        assertThat(best.pGumbel()).isLessThan(1e-3);
        assertThat(best.explanation(study, 0.05).decided()).isEqualTo("signal");
        assertThat(best.explanation(study, 0.05).sentence().zh()).contains("6 个地点", "最近 3 期");
        assertThat(best.explanation(study, 0.05).sentence().en()).startsWith("6 places around");
    }

    /** A signal of 5 % comes in one of twenty studies in which nothing happens. */
    @ParameterizedTest
    @EnumSource(Model.class)
    void pIsUniformWhereNothingHappens(Model model) {
        int signals = 0;
        int half = 0;
        int studies = 300;
        for (int seed = 0; seed < studies; seed++) {
            var random = new Random(7_000 + seed);
            Study study = Maps.quiet(random, Maps.scattered(random, 25), model, 6, 120, false);
            Cluster best = Scan.of(study, USUAL.withReplicas(199).withSeed(seed).withThreads(1))
                    .clusters()
                    .getFirst();
            signals += best.p() <= 0.05 ? 1 : 0;
            half += best.p() <= 0.5 ? 1 : 0;
        }

        assertThat(signals).isBetween(4, 28);
        assertThat(half).isBetween(115, 185);
    }

    @ParameterizedTest
    @EnumSource(Model.class)
    void theNumberOfThreadsChangesNothing(Model model) {
        var random = new Random(5);
        Study study = Maps.quiet(random, Maps.scattered(random, 60), model, 10, 500, false);

        ScanResult one = Scan.of(study, USUAL.withThreads(1));
        ScanResult two = Scan.of(study, USUAL.withThreads(2));
        ScanResult other = Scan.of(study, USUAL.withThreads(2).withSeed(2));

        assertThat(two.largest()).isEqualTo(one.largest()).hasSize(99);
        assertThat(two.clusters()).isEqualTo(one.clusters());
        assertThat(other.largest()).isNotEqualTo(one.largest());
    }

    @Test
    void ofAPoissonStudyOnlyTheSharesOfWhatIsExpectedMatter() {
        var random = new Random(6);
        Study study = Maps.quiet(random, Maps.scattered(random, 40), Model.POISSON, 8, 300, true);
        double[][] tenfold = Arrays.stream(study.measure())
                .map(row -> Arrays.stream(row).map(each -> 10 * each).toArray())
                .toArray(double[][]::new);
        var scaled = new Study(study.places(), Model.POISSON, study.cases(), tenfold, study.weights());

        Cluster one = Scan.of(study, USUAL).clusters().getFirst();
        Cluster other = Scan.of(scaled, USUAL).clusters().getFirst();

        assertThat(other.members()).isEqualTo(one.members());
        assertThat(other.ratio()).isEqualTo(one.ratio(), Offset.offset(1e-9));
        assertThat(other.p()).isEqualTo(one.p());
    }

    @Test
    void secondaryClustersHaveNoPlaceInCommonAndFallInOrder() {
        var random = new Random(8);
        Study study = Maps.quiet(random, Maps.scattered(random, 60), Model.POISSON, 1, 300, false);

        List<Cluster> clusters = Scan.of(study, USUAL.withAlpha(1)).clusters();

        assertThat(clusters).hasSizeGreaterThan(3);
        var seen = new HashSet<Integer>();
        double before = Double.POSITIVE_INFINITY;
        for (Cluster each : clusters) {
            assertThat(each.ratio()).isLessThanOrEqualTo(before);
            assertThat(each.p()).isBetween(0.01, 1.0);
            assertThat(each.members()).allMatch(seen::add);
            before = each.ratio();
        }
        assertThat(Scan.of(study, USUAL.withAlpha(0)).clusters()).hasSize(1);
    }

    @Test
    void noClusterHasMorePeopleThanAllowed() {
        var random = new Random(9);
        Study study = Maps.quiet(random, Maps.scattered(random, 50), Model.POISSON, 1, 300, false);
        double people = Arrays.stream(study.weights()).sum();

        for (Cluster each : Scan.top(study, USUAL.withMaxFraction(0.1), 500)) {
            assertThat(each.members().stream()
                            .mapToDouble(i -> study.weights()[i])
                            .sum())
                    .isLessThanOrEqualTo(0.1 * people * (1 + 1e-12));
        }
    }

    @Test
    void allCasesInOnePlaceAreTheClearestCluster() {
        Places places = Maps.scattered(new Random(1), 10);
        double[] cases = new double[10];
        cases[4] = 8;
        double[] people = new double[10];
        Arrays.fill(people, 100);

        Cluster best = Scan.of(Study.spatial(places, Model.POISSON, cases, people, people), USUAL)
                .clusters()
                .getFirst();

        assertThat(best.members()).containsExactly(4);
        assertThat(best.ratio()).isEqualTo(8 * Math.log(10), Offset.offset(1e-9));
    }

    @Test
    void whereNobodyFellIllThereIsNoCluster() {
        double[] people = {10, 20, 30};
        Places places = Maps.scattered(new Random(1), 3);

        assertThat(Scan.of(Study.spatial(places, Model.POISSON, new double[3], people, people), USUAL)
                        .clusters())
                .isEmpty();
    }

    @Test
    void partsOfCasesAreScannedToo() {
        var random = new Random(10);
        Study whole = Maps.quiet(random, Maps.scattered(random, 30), Model.POISSON, 1, 200, false);
        double[] cases = Arrays.stream(whole.cases())
                .mapToDouble(row -> row[0] + random.nextDouble() / 3)
                .toArray();
        double[] people = whole.weights();
        Study study = Study.spatial(whole.places(), Model.POISSON, cases, people, people);

        assertThat(Scan.of(study, USUAL).clusters().getFirst().ratio())
                .isEqualTo(BruteForce.all(study, 0.5, 1).getFirst().ratio(), Offset.offset(1e-9));
    }

    @ParameterizedTest
    @ValueSource(ints = {30, 5_000})
    void aReplicaOfThePoissonModelFallsAsExpected(int total) {
        double[] weights = {1, 2, 3, 0, 4, 5};
        var draw = new Draw.Multinomial(weights, total);
        double[] mean = new double[5];
        double[] square = new double[5];
        int replicas = 20_000;
        for (int i = 0; i < replicas; i++) {
            int[] counts = new int[5];
            draw.into(counts, new SplittableRandom(i));
            for (int cell = 0; cell < 5; cell++) {
                mean[cell] += counts[cell] / (double) replicas;
                square[cell] += (double) counts[cell] * counts[cell] / replicas;
            }
        }

        for (int cell = 0; cell < 5; cell++) {
            double p = weights[cell] / 15;
            double variance = total * p * (1 - p);
            assertThat(mean[cell]).isEqualTo(total * p, Offset.offset(5 * Math.sqrt(variance / replicas) + 1e-12));
            assertThat(square[cell] - mean[cell] * mean[cell])
                    .isEqualTo(variance, Offset.offset(0.06 * variance + 1e-12));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {12, 80})
    void aReplicaOfTheBinomialModelTakesNobodyTwice(int total) {
        double[] people = {10, 20, 30, 40, 0};
        Draw draw = Draw.WithoutReplacement.of(people, total);
        double[] mean = new double[4];
        double[] square = new double[4];
        int replicas = 20_000;
        for (int i = 0; i < replicas; i++) {
            int[] counts = new int[4];
            draw.into(counts, new SplittableRandom(i));
            for (int cell = 0; cell < 4; cell++) {
                assertThat(counts[cell]).isBetween(0, (int) people[cell]);
                mean[cell] += counts[cell] / (double) replicas;
                square[cell] += (double) counts[cell] * counts[cell] / replicas;
            }
        }

        for (int cell = 0; cell < 4; cell++) {
            double p = people[cell] / 100;
            double variance = total * p * (1 - p) * (100 - total) / 99;
            assertThat(mean[cell]).isEqualTo(total * p, Offset.offset(5 * Math.sqrt(variance / replicas)));
            assertThat(square[cell] - mean[cell] * mean[cell]).isEqualTo(variance, Offset.offset(0.06 * variance));
        }
    }

    @Test
    void aPermutationKeepsTheCasesOfEachPlaceAndOfEachPeriod() {
        var random = new Random(11);
        Study study = Maps.quiet(random, Maps.scattered(random, 12), Model.PERMUTATION, 5, 90, false);
        int[] counts = new int[12 * 5];

        Draw.of(study, 5).into(counts, new SplittableRandom(3));

        for (int i = 0; i < 12; i++) {
            assertThat(IntStream.of(Arrays.copyOfRange(counts, i * 5, i * 5 + 5))
                            .sum())
                    .isEqualTo((int) Arrays.stream(study.cases()[i]).sum());
        }
        for (int age = 0; age < 5; age++) {
            int at = age;
            assertThat(IntStream.range(0, 12).map(i -> counts[i * 5 + at]).sum())
                    .isEqualTo((int) Arrays.stream(study.cases())
                            .mapToDouble(row -> row[4 - at])
                            .sum());
        }
    }

    @Test
    void distancesOnTheGlobeAreThoseOfGreatCircles() {
        var cities = new Places(
                List.of("北京", "上海", "又上海"),
                new double[] {116.4, 121.47, 121.47},
                new double[] {39.9, 31.23, 31.23},
                true);

        assertThat(cities.distance(0, 1)).isEqualTo(1067, Offset.offset(3.0));
        assertThat(cities.distance(1, 2)).isZero();
    }

    @Test
    void whatCannotBeIsRefused() {
        Places two = Maps.scattered(new Random(1), 2);
        var wrong = new ArrayList<Runnable>();
        wrong.add(() -> new Places(List.of("a"), new double[1], new double[1], false));
        wrong.add(() -> new Places(List.of("a", "b"), new double[] {0, 200}, new double[2], true));
        wrong.add(() -> new Places(List.of("a", "b"), new double[] {0, Double.NaN}, new double[2], false));
        wrong.add(() -> spatial(two, Model.POISSON, new double[] {1, -1}, new double[] {1, 1}));
        wrong.add(() -> spatial(two, Model.POISSON, new double[] {1, 1}, new double[] {1, 0}));
        wrong.add(() -> spatial(two, Model.BINOMIAL, new double[] {1, 3}, new double[] {5, 2}));
        wrong.add(() -> spatial(two, Model.PERMUTATION, new double[] {1, 0.5}, new double[] {5, 2}));
        wrong.add(() -> spatial(two, Model.POISSON, new double[2], new double[2]));
        wrong.add(() -> USUAL.withMaxFraction(0));
        wrong.add(() -> USUAL.withMaxFraction(1.01));
        wrong.add(() -> USUAL.withReplicas(-1));
        wrong.add(() -> USUAL.withMaxDuration(-1));
        wrong.add(() -> USUAL.withAlpha(2));
        wrong.add(() -> USUAL.withThreads(0));

        assertThat(wrong).allSatisfy(each -> assertThatThrownBy(each::run).isInstanceOf(Problem.class));
    }

    private static Study spatial(Places places, Model model, double[] cases, double[] people) {
        return Study.spatial(places, model, cases, people, people);
    }
}
