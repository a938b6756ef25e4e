package org.tongmai.surveillance.evaluate;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

/** Found in time, found late, false: each counts once, and an alarm that stood before the outbreak finds nothing. */
class TradeoffTest {

    private static final double[] THRESHOLD = {0.5};

    @Test
    void anAlarmWithinSevenDaysOfTheThirdCaseIsInTime() {
        Performance seen = of(List.of(days(60, 27)), outbreak(0, 18, 20, 40, 12));

        assertThat(seen.found()).isEqualTo(1);
        assertThat(seen.delays()[1]).isEqualTo(7);
        assertThat(seen.positivePredictiveValue()).isEqualTo(1);
        assertThat(seen.falsePerCountyQuarter()).isZero();
    }

    @Test
    void aDayLaterIsLateButNotFalse() {
        Performance seen = of(List.of(days(60, 28)), outbreak(0, 18, 20, 40, 12));

        assertThat(seen.sensitivity()).isZero();
        assertThat(seen.truly()).isEqualTo(1);
        assertThat(seen.delays()[1]).isEqualTo(8);
    }

    @Test
    void aSignalThatStoodBeforeTheFirstCaseFindsNothing() {
        Performance seen = of(List.of(days(60, 12, 15, 20, 25)), outbreak(0, 18, 20, 40, 12));

        assertThat(seen.alarms()).isEqualTo(1);
        assertThat(seen.sensitivity()).isZero();
    }

    @Test
    void alarmsOfAnotherDiseaseOrMuchLaterAreFalse() {
        Performance seen = of(List.of(days(90, 80), days(90, 22)), outbreak(0, 18, 20, 40, 12));

        assertThat(seen.alarms()).isEqualTo(2);
        assertThat(seen.truly()).isZero();
        assertThat(seen.falsePerCountyQuarter()).isEqualTo(1, Offset.offset(1e-12));
    }

    @Test
    void aSmallOutbreakIsNotSoughtButAnAlarmOfItIsTrue() {
        Performance seen = of(List.of(days(60, 22)), outbreak(0, 18, 20, 24, 5));

        assertThat(seen.outbreaks()).isZero();
        assertThat(seen.positivePredictiveValue()).isEqualTo(1);
    }

    @Test
    void aLowerThresholdNeverFindsFewerDaysAboveIt() {
        double[] scores = new double[400];
        for (int t = 0; t < scores.length; t++) {
            scores[t] = Math.abs(Math.sin(t * 0.37) * Math.cos(t * 0.11));
        }

        double[] thresholds = Tradeoff.thresholds(List.of(scores), 20);

        assertThat(thresholds).isSorted().hasSizeGreaterThan(10);
        assertThat(Tradeoff.signals(scores, thresholds[0]).size())
                .isGreaterThanOrEqualTo(Tradeoff.signals(scores, thresholds[thresholds.length - 1])
                        .size());
    }

    private static Performance of(List<double[]> scores, KnownOutbreak truth) {
        var tradeoff = new Tradeoff(THRESHOLD, 10);
        tradeoff.add(scores, List.of(truth), 2);
        return tradeoff.curve().getFirst();
    }

    private static KnownOutbreak outbreak(int series, int first, int third, int last, int cases) {
        return new KnownOutbreak(series, first, third, last, cases);
    }

    private static double[] days(int length, int... alarms) {
        double[] score = new double[length];
        for (int day : alarms) {
            score[day] = 1;
        }
        return score;
    }
}
