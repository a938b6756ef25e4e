package org.tongmai.surveillance.scan;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Lung cancer in Pennsylvania: what SpatialEpi and a search through every circle find. */
class ScanReferenceTest {

    private static final ScanSettings SETTINGS = ScanSettings.USUAL.withReplicas(9_999);

    @ParameterizedTest
    @CsvSource({
        "binomial,             BINOMIAL, population",
        "poisson_indirect_std, POISSON,  expected_indirect_std",
        "poisson_population,   POISSON,  population"
    })
    void findsTheClustersOfSpatialEpi(String name, Model model, String measure) {
        Study study = Maps.lungCancer(false, model, measure);

        List<Cluster> clusters = Scan.of(study, SETTINGS).clusters();

        List<Map<String, String>> rows = Maps.rows("reference_scan_kulldorff_spatialepi.csv").stream()
                .filter(row -> name.equals(row.get("model")))
                .toList();
        assertThat(clusters).hasSameSizeAs(rows).hasSize(2);
        for (int i = 0; i < rows.size(); i++) {
            Map<String, String> row = rows.get(i);
            Cluster cluster = clusters.get(i);
            assertThat(members(study, cluster)).isEqualTo(row.get("members"));
            assertThat(cluster.members()).hasSize((int) Maps.number(row, "n_locations"));
            assertThat(cluster.cases()).isEqualTo(Maps.number(row, "cases"));
            assertThat(cluster.expected()).isEqualTo(Maps.number(row, "expected"), Offset.offset(1e-8));
            assertThat(cluster.p()).isEqualTo(Maps.number(row, "p_value"), Offset.offset(error(row)));
            // SpatialEpi holds the sum of the shares of the population, 10278.999999999998, in a whole number
            double total = name.equals("poisson_population") ? 10_278 : study.totalMeasure();
            double inside = model == Model.BINOMIAL ? Maps.number(row, "population") : cluster.expected();
            double ratio =
                    new Likelihood(model == Model.BINOMIAL, study.totalCases(), total).ratio(cluster.cases(), inside);
            // its binomial ratio is a difference of terms of 1e8, and has eight digits
            Offset<Double> digits = Offset.offset(model == Model.BINOMIAL ? 1e-7 : 1e-9);
            assertThat(ratio).isEqualTo(Maps.number(row, "llr"), digits);
            if (!name.equals("poisson_population")) {
                assertThat(cluster.ratio()).isEqualTo(ratio);
            }
        }
    }

    @ParameterizedTest
    @CsvSource({
        "planar_km; expected=indirect std, false, expected_indirect_std",
        "haversine; expected=indirect std, true,  expected_indirect_std",
        "haversine; expected=population,   true,  population"
    })
    void findsTheTwentyFiveBestCircles(String geometry, boolean globe, String measure) {
        Study study = Maps.lungCancer(globe, Model.POISSON, measure);

        List<Cluster> top = Scan.top(study, ScanSettings.USUAL, 25);

        List<Map<String, String>> rows = Maps.rows("reference_scan_bruteforce_top25.csv").stream()
                .filter(row -> geometry.equals(row.get("geometry")))
                .toList();
        assertThat(top).hasSameSizeAs(rows).hasSize(25);
        for (int i = 0; i < rows.size(); i++) {
            Map<String, String> row = rows.get(i);
            Cluster cluster = top.get(i);
            assertThat(cluster.rank()).isEqualTo((int) Maps.number(row, "rank"));
            assertThat(study.places().names().get(cluster.centre())).isEqualTo(row.get("centre"));
            assertThat(members(study, cluster)).isEqualTo(row.get("members"));
            assertThat(cluster.cases()).isEqualTo(Maps.number(row, "cases"));
            assertThat(cluster.expected()).isEqualTo(Maps.number(row, "expected"), Offset.offset(1e-8));
            assertThat(cluster.ratio()).isEqualTo(Maps.number(row, "llr"), Offset.offset(1e-8));
            assertThat(cluster.radius()).isEqualTo(Maps.number(row, "radius"), Offset.offset(0.01));
        }
    }

    @Test
    void theGumbelFitAgreesWithTheRanksAndGoesBeyondThem() {
        ScanResult result = Scan.of(Maps.lungCancer(false, Model.POISSON, "expected_indirect_std"), SETTINGS);

        Cluster best = result.clusters().get(0);
        Cluster second = result.clusters().get(1);
        assertThat(best.p()).isEqualTo(1e-4, Offset.offset(1e-12));
        assertThat(best.pGumbel()).isBetween(1e-9, 1e-5);
        assertThat(best.recurrence()).isEqualTo(1 / best.pGumbel());
        assertThat(second.pGumbel()).isEqualTo(second.p(), Offset.offset(0.01));
    }

    private static String members(Study study, Cluster cluster) {
        return cluster.members().stream()
                .map(study.places().names()::get)
                .sorted()
                .collect(Collectors.joining(" "));
    }

    /** Four standard errors of the difference of two such p. */
    private static double error(Map<String, String> row) {
        double p = Maps.number(row, "p_value");
        return 4 * Math.sqrt(2 * p * (1 - p) / 9_999) + 1e-12;
    }

    @Test
    void placesInAnotherOrderAreTheSame() {
        Study study = Maps.lungCancer(true, Model.POISSON, "expected_indirect_std");
        int size = study.places().size();
        int[] order = IntStream.range(0, size).map(i -> (i * 29 + 11) % size).toArray();
        double[] x = pick(study.places().x(), order);
        double[] y = pick(study.places().y(), order);
        var places = new Places(
                Arrays.stream(order).mapToObj(study.places().names()::get).toList(), x, y, true);
        Study other = Study.spatial(
                places,
                Model.POISSON,
                pick(Maps.column("cases"), order),
                pick(Maps.column("expected_indirect_std"), order),
                pick(study.weights(), order));

        List<Cluster> one = Scan.of(study, ScanSettings.USUAL.withReplicas(99)).clusters();
        List<Cluster> same = Scan.of(other, ScanSettings.USUAL.withReplicas(99)).clusters();

        assertThat(members(other, same.getFirst())).isEqualTo(members(study, one.getFirst()));
        assertThat(same.getFirst().ratio()).isEqualTo(one.getFirst().ratio(), Offset.offset(1e-9));
    }

    private static double[] pick(double[] values, int[] order) {
        return Arrays.stream(order).mapToDouble(i -> values[i]).toArray();
    }
}
