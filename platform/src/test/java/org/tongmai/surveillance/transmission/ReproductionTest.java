package org.tongmai.surveillance.transmission;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tongmai.kernel.Problem;

/** The reproduction number equals that of EpiEstim, and what theory says of epidemics that are known. */
class ReproductionTest {

    private static final double EXACT = 1e-9;

    private static final List<String> COLUMNS =
            List.of("q0.025", "q0.05", "q0.25", "median_R", "q0.75", "q0.95", "q0.975");

    private static final Incidence FLU = Incidence.of(Rows.column(Rows.of("epiestim_Flu2009_incidence.csv"), "I"));

    private static final SerialInterval SEEN =
            SerialInterval.of(Rows.column(Rows.of("epiestim_Flu2009_si_distr.csv"), "w"));

    @Test
    void equalsEpiEstimInEveryRow() {
        List<Map<String, String>> rows = Rows.of("reference_epiestim_rt.csv");

        int compared = 0;
        for (Map<String, String> row : rows) {
            SerialInterval interval = String.valueOf(row.get("config")).equals("parametric_si")
                    ? SerialInterval.gamma(Rows.number(row, "mean_si"), Rows.number(row, "std_si"), FLU.periods())
                    : SEEN;
            var prior = new Prior(Rows.number(row, "mean_prior"), Rows.number(row, "std_prior"));
            List<Reproduction> all = new Cori(prior).estimate(FLU, interval, (int) Rows.number(row, "window"));
            compare(all.get((int) Rows.number(row, "t_start") - 2), row);
            compared++;
        }

        assertThat(compared).isEqualTo(198);
    }

    @Test
    void equalsEpiEstimOnSeriesAndSettingsDrawnAtRandom() {
        Map<String, List<Map<String, String>>> expected = byId("random_cori.csv");

        assertThat(expected).hasSize(14);
        byId("random_series.csv").forEach((id, series) -> {
            Map<String, String> head = series.getFirst();
            var prior = new Prior(Rows.number(head, "mean_prior"), Rows.number(head, "std_prior"));
            List<Reproduction> all = new Cori(prior)
                    .estimate(incidence(series), interval(id, series), (int) Rows.number(head, "window"));
            List<Map<String, String>> rows = expected.getOrDefault(id, List.of());
            assertThat(all).as(id).hasSameSizeAs(rows);
            for (int i = 0; i < rows.size(); i++) {
                compare(all.get(i), rows.get(i));
            }
        });
    }

    @Test
    void theSerialIntervalIsMadeDiscreteAsInEpiEstim() {
        SerialInterval interval = SerialInterval.gamma(2.6, 1.5, FLU.periods());

        List<Map<String, String>> rows = Rows.of("reference_epiestim_discretised_si.csv");
        assertThat(rows).hasSize(33);
        assertThat(rows)
                .allSatisfy(row -> assertThat(interval.weight((int) Rows.number(row, "k")))
                        .isEqualTo(Rows.number(row, "w"), Offset.offset(1e-14)));
    }

    @Test
    void theInfectivityIsThatOfEpiEstim() {
        double[] infectivity = SEEN.infectivity(FLU);

        double[] expected = Rows.column(Rows.of("reference_epiestim_overall_infectivity.csv"), "lambda");
        assertThat(infectivity).hasSize(32);
        assertThat(infectivity[0]).isNaN();
        for (int t = 1; t < 32; t++) {
            assertThat(infectivity[t]).isEqualTo(expected[t], Offset.offset(1e-12));
        }
    }

    @Test
    void theCohortNumberIsThatOfWallingaAndTeunisInEveryRow() {
        List<Reproduction> all = WallingaTeunis.estimate(FLU, SerialInterval.gamma(2.6, 1.5, FLU.periods()), 7);

        List<Map<String, String>> rows = Rows.of("reference_wallinga_teunis_rt.csv");
        assertThat(all).hasSameSizeAs(rows).hasSize(25);
        for (int i = 0; i < rows.size(); i++) {
            assertThat(all.get(i).start()).isEqualTo((int) Rows.number(rows.get(i), "t_start"));
            assertThat(all.get(i).mean()).isEqualTo(Rows.number(rows.get(i), "mean_R"), Offset.offset(EXACT));
        }
    }

    @Test
    void theCohortNumberEqualsEpiEstimOnSeriesDrawnAtRandom() {
        Map<String, List<Map<String, String>>> expected = byId("random_wallinga_teunis.csv");

        assertThat(expected).hasSize(13);
        byId("random_series.csv").forEach((id, series) -> {
            List<Reproduction> all = WallingaTeunis.estimate(
                    incidence(series), interval(id, series), (int) Rows.number(series.getFirst(), "window"));
            // EpiEstim fails on series 11, whose windows all begin before its first case but one
            List<Map<String, String>> rows = expected.getOrDefault(id, List.of());
            assertThat(all).as(id).hasSize(rows.isEmpty() ? 1 : rows.size());
            for (int i = 0; i < rows.size(); i++) {
                assertThat(all.get(i).start()).isEqualTo((int) Rows.number(rows.get(i), "t_start"));
                assertThat(all.get(i).mean())
                        .isEqualTo(
                                Rows.number(rows.get(i), "mean_R"),
                                Offset.offset(1e-9 * (1 + all.get(i).mean())));
            }
        });
    }

    @ParameterizedTest
    @ValueSource(doubles = {-0.08, -0.02, 0.03, 0.12})
    void ofExponentialGrowthIsThatOfEulerAndLotka(double rate) {
        SerialInterval interval = SerialInterval.gamma(5, 2, 60);
        double[] counts = new double[120];
        Arrays.setAll(counts, t -> 1e9 * Math.exp(rate * (t - 60)));

        List<Reproduction> all = new Cori(Prior.USUAL).estimate(Incidence.of(counts), interval, 7);

        Reproduction last = all.getLast();
        assertThat(last.mean()).isEqualTo(interval.reproduction(rate), Offset.offset(1e-6));
        assertThat(last.quantile(0.975) - last.quantile(0.025)).isLessThan(0.01);
        assertThat(last.explanation().decided()).isEqualTo(rate > 0 ? "growing" : "shrinking");
    }

    @Test
    void withoutCasesThereIsNothingButThePrior() {
        Reproduction last = new Cori(Prior.USUAL)
                .estimate(Incidence.of(new double[20]), SEEN, 7)
                .getLast();

        assertThat(last.mean()).isEqualTo(5);
        assertThat(last.quantile(0.5)).isEqualTo(5 * Math.log(2), Offset.offset(1e-12));
        assertThat(last.explanation().decided()).isEqualTo("unclear");
    }

    @Test
    void importedCasesInfectAndWereNotInfected() {
        double[] local = {0, 1, 2, 3, 4, 5, 6, 7};
        double[] imported = {3, 0, 5, 0, 0, 5, 0, 0};
        double[] all = new double[8];
        Arrays.setAll(all, t -> local[t] + imported[t]);

        double apart = new Cori(Prior.USUAL)
                .estimate(new Incidence(local, imported), SEEN, 3)
                .getLast()
                .mean();
        double together = new Cori(Prior.USUAL)
                .estimate(Incidence.of(all), SEEN, 3)
                .getLast()
                .mean();

        assertThat(apart).isLessThan(together);
        assertThat(SEEN.infectivity(new Incidence(local, imported))).isEqualTo(SEEN.infectivity(Incidence.of(all)));
    }

    @Test
    void tooEarlyIsSaidAndNotEstimated() {
        Reproduction first = new Cori(Prior.USUAL).estimate(FLU, SEEN, 1).getFirst();

        assertThat(first.defined()).isFalse();
        assertThat(first.explanation().decided()).isEqualTo("undefined");
        assertThat(first.explanation().sentence().zh()).contains("尚不能估计");
    }

    @Test
    void whatCannotBeIsRefused() {
        assertThatThrownBy(() -> Incidence.of(1, -2, 3))
                .isInstanceOf(Problem.class)
                .hasMessageContaining("Period 2");
        assertThatThrownBy(() -> Incidence.of(1, Double.NaN)).isInstanceOf(Problem.class);
        assertThatThrownBy(() -> Incidence.of(1)).isInstanceOf(Problem.class);
        assertThatThrownBy(() -> SerialInterval.of(0, 0.5, 0.4)).isInstanceOf(Problem.class);
        assertThatThrownBy(() -> SerialInterval.of(0.1, 0.9)).isInstanceOf(Problem.class);
        assertThatThrownBy(() -> SerialInterval.of(0, 1.5, -0.5)).isInstanceOf(Problem.class);
        assertThatThrownBy(() -> SerialInterval.gamma(1, 1, 10)).isInstanceOf(Problem.class);
        assertThatThrownBy(() -> SerialInterval.gamma(3, 0, 10)).isInstanceOf(Problem.class);
        assertThatThrownBy(() -> new Prior(0, 5)).isInstanceOf(Problem.class);
        assertThatThrownBy(() -> new Cori(Prior.USUAL).estimate(FLU, SEEN, 32)).isInstanceOf(Problem.class);
        assertThatThrownBy(() -> WallingaTeunis.estimate(FLU, SEEN, 0)).isInstanceOf(Problem.class);
    }

    private static void compare(Reproduction found, Map<String, String> row) {
        assertThat(found.start()).isEqualTo((int) Rows.number(row, "t_start"));
        assertThat(found.end()).isEqualTo((int) Rows.number(row, "t_end"));
        same(found.mean(), row, "mean_R");
        same(found.sd(), row, "sd_R");
        for (int i = 0; i < COLUMNS.size(); i++) {
            same(found.quantiles()[i], row, COLUMNS.get(i));
        }
    }

    private static void same(double found, Map<String, String> row, String column) {
        double expected = Rows.number(row, column);
        if (Double.isNaN(expected)) {
            assertThat(found).as(row + column).isNaN();
        } else {
            assertThat(found).as(row + column).isEqualTo(expected, Offset.offset(EXACT * Math.max(1e-3, expected)));
        }
    }

    private static Map<String, List<Map<String, String>>> byId(String file) {
        return Rows.of(file).stream()
                .collect(
                        Collectors.groupingBy(row -> String.valueOf(row.get("id")), TreeMap::new, Collectors.toList()));
    }

    private static Incidence incidence(List<Map<String, String>> series) {
        return new Incidence(Rows.column(series, "local"), Rows.column(series, "imported"));
    }

    private static SerialInterval interval(String id, List<Map<String, String>> series) {
        Map<String, String> head = series.getFirst();
        if (!Double.isNaN(Rows.number(head, "mean_si"))) {
            return SerialInterval.gamma(Rows.number(head, "mean_si"), Rows.number(head, "std_si"), series.size());
        }
        Stream<Map<String, String>> weights =
                Rows.of("random_serial_intervals.csv").stream().filter(row -> id.equals(row.get("id")));
        return SerialInterval.of(
                weights.mapToDouble(row -> Rows.number(row, "w")).toArray());
    }
}
