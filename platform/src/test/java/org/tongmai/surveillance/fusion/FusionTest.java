package org.tongmai.surveillance.fusion;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

/** Evidence adds up: more of it never lowers the score, no order of sources changes it, and its budget holds where nothing happens. */
class FusionTest {

    private static final int DAYS = 1_200;

    /** An outbreak from here on. */
    private static final int BEGAN = 1_100;

    @Test
    void anOutbreakThatEachSourceShowsALittleIsSeenByAllTogetherFirst() {
        double[] extra = {0, 0, 1, 1, 1, 2, 2, 2, 2, 2};
        List<SourceSeries> all = List.of(
                with(series("CASE", 1, 2, 0.5), extra, 1),
                with(series("SYN-DIAR", 2, 15, 0.5), extra, 2),
                with(series("SRC-DRUG", 3, 10, 1), extra, 3));

        double together = Fusion.of(all).scores(BEGAN + 9, BEGAN + 10)[0];

        for (SourceSeries alone : all) {
            assertThat(together).isGreaterThan(Fusion.of(List.of(alone)).scores(BEGAN + 9, BEGAN + 10)[0]);
        }
        assertThat(together).isGreaterThan(3);
        Fusion.Reasons why = Fusion.of(all).reasons(BEGAN + 9);
        assertThat(why.evidence())
                .hasSize(3)
                .allSatisfy(each -> assertThat(each.observed()).isGreaterThan(each.expected()));
        assertThat(why.evidence().getFirst().said())
                .isGreaterThanOrEqualTo(why.evidence().getLast().said());
    }

    @Test
    void theOrderOfSourcesPlaysNoPart() {
        List<SourceSeries> sources = new ArrayList<>(
                List.of(series("A", 1, 0.3, 0.5), series("B", 2, 4, 0.2), series("C", 3, 40, 1), series("D", 4, 1, 1)));
        double[] before = Fusion.of(sources).scores(800, DAYS);

        Collections.reverse(sources);

        assertThat(Fusion.of(sources).scores(800, DAYS)).containsExactly(before);
    }

    @Test
    void aHigherCountOfTodayNeverLowersTheScore() {
        Random random = new Random(11);
        for (int trial = 0; trial < 60; trial++) {
            SourceSeries one = series("A", trial, 0.2 + 5 * random.nextDouble(), 0.1 + random.nextDouble());
            SourceSeries other = series("B", 100 + trial, 10, 0.5);
            int day = 500 + random.nextInt(600);
            double last = Double.NEGATIVE_INFINITY;
            for (int count = 0; count < 12; count++) {
                double[] counts = Arrays.copyOf(one.observed(), day + 1);
                counts[day] = count;
                var today = SourceSeries.alone("A", counts, kinds(day + 1), one.effect());
                var beside = SourceSeries.alone(
                        "B", Arrays.copyOf(other.observed(), day + 1), kinds(day + 1), other.effect());
                double score = Fusion.of(List.of(today, beside)).scores(day, day + 1)[0];
                assertThat(score).isGreaterThanOrEqualTo(last);
                last = score;
            }
        }
    }

    @Test
    void aSourceThatToldNothingSaysNothing() {
        SourceSeries told = series("A", 1, 2, 0.5);
        double[] nothing = new double[DAYS];
        Arrays.fill(nothing, Double.NaN);
        var silent = SourceSeries.alone("B", nothing, kinds(DAYS), new Effect(1, 1, false));

        assertThat(Fusion.of(List.of(told, silent)).scores(600, DAYS))
                .containsExactly(Fusion.of(List.of(told)).scores(600, DAYS), Offset.offset(1e-12));
    }

    @Test
    void whereNothingHappensAlarmsStayWithinTheBudget() {
        double quarters = 0;
        int alarms = 0;
        for (int place = 0; place < 60; place++) {
            List<SourceSeries> sources = List.of(
                    series("A", 3L * place, 1.5, 0.5),
                    series("B", 3L * place + 1, 12, 0.5),
                    series("C", 3L * place + 2, 0.05, 0.3));
            double[] scores = Fusion.of(sources).scores(300, DAYS);
            int learned = 500;
            Budget budget = Budget.of(Arrays.copyOf(scores, learned), List.of());
            double threshold = budget.threshold(0.5);
            int quiet = Budget.APART + 1;
            for (int t = learned; t < scores.length; t++) {
                alarms += scores[t] > threshold && quiet > Budget.APART ? 1 : 0;
                quiet = scores[t] > threshold ? 0 : quiet + 1;
            }
            quarters += (scores.length - learned) / Budget.QUARTER;
        }

        assertThat(alarms / quarters).isBetween(0.1, 0.65);
    }

    @Test
    void aThresholdIsTheScoreWhoseAlarmsItWasAskedFor() {
        var budget = new Budget(0.5, 6, 0.8);

        assertThat(budget.alarms(budget.threshold(0.25))).isEqualTo(0.25, Offset.offset(1e-12));
        assertThat(budget.recurrence(budget.threshold(1))).isEqualTo(Budget.QUARTER, Offset.offset(1e-9));
        assertThat(budget.alarms(3)).isLessThan(budget.alarms(2));
    }

    @Test
    void whatOthersCountTooIsNoOutbreakOfThePlace() {
        double[] own = series("A", 1, 3, 0.5).observed().clone();
        double[] others = series("A", 2, 300, 0.5).observed().clone();
        for (int t = BEGAN; t < DAYS; t++) {
            own[t] *= 3;
            others[t] *= 3;
        }
        var alone = SourceSeries.alone("A", own, kinds(DAYS), new Effect(0.5, 1, false));
        var among = new SourceSeries("A", own, others, kinds(DAYS), new Effect(0.5, 1, false));

        assertThat(Fusion.of(List.of(alone)).scores(BEGAN + 9, BEGAN + 10)[0]).isGreaterThan(4);
        assertThat(Fusion.of(List.of(among)).scores(BEGAN + 9, BEGAN + 10)[0]).isLessThan(3);
    }

    private static SourceSeries series(String name, long seed, double mean, double perIll) {
        Random random = new Random(seed);
        double[] counts = new double[DAYS];
        for (int t = 0; t < DAYS; t++) {
            double rate = mean * (t % 7 < 5 ? 1.1 : 0.75);
            double limit = Math.exp(-Math.min(rate, 500));
            double product = random.nextDouble();
            while (product > limit) {
                counts[t]++;
                product *= random.nextDouble();
            }
        }
        return SourceSeries.alone(name, counts, kinds(DAYS), new Effect(perIll, 1, false));
    }

    private static SourceSeries with(SourceSeries series, double[] extra, int times) {
        double[] counts = series.observed().clone();
        for (int t = 0; t < extra.length; t++) {
            counts[BEGAN + t] += times * extra[t];
        }
        return SourceSeries.alone(series.name(), counts, series.kinds(), series.effect());
    }

    private static int[] kinds(int days) {
        int[] kinds = new int[days];
        for (int t = 0; t < days; t++) {
            kinds[t] = t % 7;
        }
        return kinds;
    }
}
