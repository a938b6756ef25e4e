package org.tongmai.surveillance.nowcast;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.tongmai.kernel.Problem;

class NowcastTest {

    private static final NowcastSettings SETTINGS = new NowcastSettings(14, 60, 1_000, 1);

    /** The chance of each delay: most reports within a week, few after ten days. */
    private static final double[] DELAYS = {
        0.10, 0.16, 0.17, 0.14, 0.11, 0.09, 0.07, 0.05, 0.04, 0.03, 0.02, 0.01, 0.005, 0.003, 0.002
    };

    /** What came out in the end, beside what could be seen on the last day. */
    private record Epidemic(int[] truth, Reports reports) {

        /** @param scatter variance of a day's chance to be reported at once, 0 where each report comes by itself */
        static Epidemic of(long seed, int days, double level, double growth, double scatter) {
            var random = new SplittableRandom(seed);
            int[] truth = new int[days];
            int[][] seen = new int[days][DELAYS.length];
            for (int day = 0; day < days; day++) {
                truth[day] = (int) Randoms.poisson(random, level * Math.exp(growth * (day - days + 1)));
                double[] chances = DELAYS.clone();
                if (scatter > 0) {
                    Arrays.setAll(chances, d -> DELAYS[d] * Randoms.gamma(random, 1 / scatter) * scatter);
                }
                double sum = Arrays.stream(chances).sum();
                for (int i = 0; i < truth[day]; i++) {
                    double at = random.nextDouble() * sum;
                    int delay = 0;
                    while (delay < chances.length - 1 && at >= chances[delay]) {
                        at -= chances[delay];
                        delay++;
                    }
                    if (day + delay < days) {
                        seen[day][delay]++;
                    }
                }
            }
            return new Epidemic(truth, new Reports(seen));
        }
    }

    /** Of 95 % and of 50 %, on the last ten days of many epidemics: growing, falling, few cases, and reports that come in batches. */
    @ParameterizedTest
    @CsvSource({"40,  0.00, 0.0", "80,  0.08, 0.0", "60, -0.06, 0.0", "4,   0.00, 0.0", "80,  0.03, 0.1"})
    void theIntervalsHoldWhatTheyPromise(double level, double growth, double scatter) {
        int within95 = 0;
        int within50 = 0;
        int above = 0;
        int all = 0;
        double missed = 0;
        double truth = 0;
        for (int run = 0; run < 150; run++) {
            Epidemic epidemic = Epidemic.of(run, 90, level, growth, scatter);
            List<Estimate> estimates = Nowcast.of(epidemic.reports(), SETTINGS);
            for (int day = 80; day < 90; day++) {
                Estimate each = estimates.get(day);
                int right = epidemic.truth()[day];
                within95 += right >= each.quantile(0.025) && right <= each.quantile(0.975) ? 1 : 0;
                within50 += right >= each.quantile(0.25) && right <= each.quantile(0.75) ? 1 : 0;
                above += right > each.quantile(0.975) ? 1 : 0;
                missed += each.mean() - right;
                truth += right;
                all++;
            }
        }

        assertThat(within95 / (double) all).isBetween(0.90, 0.995);
        assertThat(within50 / (double) all).isBetween(0.45, 0.75);
        assertThat(above / (double) all).isLessThan(0.05);
        assertThat(missed / truth).isEqualTo(0, Offset.offset(0.05));
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void aDayThatIsFullyReportedIsAsItWasReported(long seed) {
        Epidemic epidemic = Epidemic.of(seed, 60, 20, 0, 0);

        List<Estimate> estimates = Nowcast.of(epidemic.reports(), SETTINGS);

        assertThat(estimates).hasSize(60);
        for (Estimate each : estimates.subList(0, 60 - 14)) {
            int truth = epidemic.truth()[each.day()];
            assertThat(each.reported()).isEqualTo(truth);
            assertThat(each.mean()).isEqualTo(truth);
            assertThat(each.quantiles()).containsOnly(truth);
            assertThat(each.explanation("2026-05-01").decided()).isEqualTo("complete");
        }
        Estimate last = estimates.getLast();
        assertThat(last.mean()).isGreaterThan(last.reported());
        assertThat(last.share()).isEqualTo(DELAYS[0], Offset.offset(0.03));
        assertThat(last.explanation("今天").sentence().zh()).startsWith("今天：已报告");
    }

    @Test
    void theSameSeedGivesTheSameAnswer() {
        Reports reports = Epidemic.of(4, 40, 10, 0, 0).reports();

        double[] one = Nowcast.of(reports, SETTINGS).getLast().quantiles();

        assertThat(Nowcast.of(reports, SETTINGS).getLast().quantiles()).isEqualTo(one);
        assertThat(one).isSorted();
    }

    @Test
    void whereAllIsReportedAtOnceNothingIsMissing() {
        int[][] atOnce = new int[50][1];
        Arrays.setAll(atOnce, day -> new int[] {7 + day % 3});

        List<Estimate> estimates = Nowcast.of(new Reports(atOnce), SETTINGS);

        assertThat(estimates)
                .allSatisfy(each -> assertThat(each.mean()).isEqualTo(each.reported(), Offset.offset(0.1)));
    }

    @Test
    void whatCannotBeIsRefused() {
        assertThatThrownBy(() -> new Reports(new int[][] {{1}})).isInstanceOf(Problem.class);
        assertThatThrownBy(() -> new Reports(new int[][] {{1}, {-1}})).isInstanceOf(Problem.class);
        assertThatThrownBy(() -> new Reports(new int[][] {{1}, {0, 1}})).isInstanceOf(Problem.class);
        assertThatThrownBy(() -> new NowcastSettings(0, 60, 1_000, 1)).isInstanceOf(Problem.class);
        assertThatThrownBy(() -> new NowcastSettings(30, 60, 10, 1)).isInstanceOf(Problem.class);
    }
}
