package org.tongmai.surveillance.transmission;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.tongmai.kernel.Problem;

class GrowthTest {

    private static final Incidence FLU = Incidence.of(Rows.column(Rows.of("epiestim_Flu2009_incidence.csv"), "I"));

    /** What {@code glm(family = quasipoisson)} of R 4.2.2 says, its dispersion not below 1. */
    @ParameterizedTest
    @CsvSource({
        "5, 1, 0.566096359907532, 0.284455601134897",
        "5, 7, 0.079161531959957, 0.162882113273819",
        "5, 13, -0.0245966099485762, 0.0905713484251488",
        "5, 19, -0.612925106131211, 0.21958168889302",
        "7, 1, 0.264217166430425, 0.140307161014114",
        "7, 7, 0.264217166430427, 0.084865964743979",
        "7, 13, -0.117778167468376, 0.059534299410371",
        "7, 19, -0.472805343258695, 0.153798380204113",
        "7, 25, 0.660058338035002, 0.407643742128217",
        "14, 1, 0.196862482297901, 0.0365461616560896",
        "14, 7, 0.0531094735112642, 0.033315841725996",
        "14, 13, -0.226790105952656, 0.0339651860724587",
        "14, 19, -0.244701263962005, 0.0990434648319352"
    })
    void equalsTheRegressionOfR(int window, int start, double rate, double error) {
        Growth growth = Growth.estimate(FLU, window).get(start - 1);

        assertThat(growth.start()).isEqualTo(start);
        assertThat(growth.rate()).isEqualTo(rate, Offset.offset(1e-8));
        assertThat(growth.error()).isEqualTo(error, Offset.offset(1e-7 * error));
    }

    @ParameterizedTest
    @ValueSource(doubles = {-0.2, 0.05, 0.35})
    void ofExactGrowthIsItsRate(double rate) {
        double[] counts = new double[30];
        Arrays.setAll(counts, t -> 1000 * Math.exp(rate * t));

        List<Growth> all = Growth.estimate(Incidence.of(counts), 10);

        assertThat(all).hasSize(21);
        assertThat(all).allSatisfy(each -> {
            assertThat(each.rate()).isEqualTo(rate, Offset.offset(1e-10));
            assertThat(each.doubling()).isEqualTo(Math.log(2) / rate, Offset.offset(1e-6));
        });
        assertThat(all.getLast().explanation().sentence().zh()).contains(rate > 0 ? "倍增时间" : "减半时间");
    }

    @Test
    void aFactorOfAllCountsChangesNoRate() {
        double[] tenfold = FLU.totals();
        Arrays.setAll(tenfold, t -> 10 * tenfold[t]);

        assertThat(Growth.estimate(Incidence.of(tenfold), 7).get(5).rate())
                .isEqualTo(Growth.estimate(FLU, 7).get(5).rate(), Offset.offset(1e-10));
    }

    @Test
    void tooFewCasesHaveNoRate() {
        Growth none = Growth.estimate(Incidence.of(0, 0, 3, 0, 0), 5).getFirst();

        assertThat(none.defined()).isFalse();
        assertThat(none.explanation().decided()).isEqualTo("undefined");
        assertThatThrownBy(() -> Growth.estimate(FLU, 2)).isInstanceOf(Problem.class);
    }
}
