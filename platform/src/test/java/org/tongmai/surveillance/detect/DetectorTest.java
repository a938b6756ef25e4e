package org.tongmai.surveillance.detect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.LocalDate;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.tongmai.kernel.Problem;

/** What holds of every detector, and the rules of single ones that no reference file shows. */
class DetectorTest {

    private static final int YEARS = 6;
    private static final int LENGTH = YEARS * Series.WEEKLY + 20;

    /** A detector of each method whose defaults may be too long for six years. */
    private static Detector detector(Method method) {
        return switch (method) {
            case LR_POISSON -> method.with(Map.of("theta", "0.7"));
            // Counts that scatter less than Poisson ones tell no dispersion.
            case GLR_NEGATIVE_BINOMIAL -> method.with(Map.of("alpha", "0.1"));
            case FARRINGTON, FARRINGTON_FLEXIBLE, CDC -> method.with(Map.of("b", "4"));
            default -> method.with(Map.of());
        };
    }

    private static Series random(long seed) {
        var random = new Random(seed);
        double[] counts = IntStream.range(0, LENGTH)
                .mapToDouble(t -> random.nextInt((int) (6 + 4 * Math.cos(t * Math.PI / 26))))
                .toArray();
        return Series.weeks("", counts);
    }

    static Stream<Method> methodsWithoutFixedNumber() {
        return Arrays.stream(Method.values()).filter(each -> each != Method.FIXED_THRESHOLD);
    }

    @ParameterizedTest
    @MethodSource("methodsWithoutFixedNumber")
    void aConstantSeriesNeverAlarms(Method method) {
        double[] counts = new double[LENGTH];
        Arrays.fill(counts, 7);
        Series series = Series.weeks("", counts);
        Detector detector = detector(method);

        Evaluation found = detector.evaluate(series, detector.firstPosition(series), LENGTH);

        assertThat(IntStream.range(found.from(), found.to()).filter(found::alarm))
                .isEmpty();
    }

    @ParameterizedTest
    @EnumSource(Method.class)
    void moreCasesNeverEndAnAlarm(Method method) {
        Detector detector = detector(method);
        for (int seed = 0; seed < 20; seed++) {
            Series series = random(seed);
            int last = LENGTH - 1;
            boolean before = false;
            for (int count = 0; count <= 60; count += 4) {
                double[] counts = series.observed().clone();
                counts[last] = count;
                Evaluation found = detector.evaluate(Series.weeks("", counts), last - 10, LENGTH);

                assertThat(found.alarm(last))
                        .as("%s, seed %d, %d cases", method, seed, count)
                        .isIn(before, true);
                before = found.alarm(last);
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Method.class)
    void whatComesLaterChangesNothing(Method method) {
        Detector detector = detector(method);
        Series series = random(1);
        int from = LENGTH - 30;
        Evaluation whole = detector.evaluate(series, from, LENGTH);

        Series known = Series.weeks("", Arrays.copyOf(series.observed(), LENGTH - 10));
        Evaluation then = detector.evaluate(known, from, LENGTH - 10);

        for (int t = from; t < LENGTH - 10; t++) {
            assertThat(then.bound(t)).isEqualTo(Double.valueOf(whole.bound(t)));
            assertThat(then.alarm(t)).isEqualTo(whole.alarm(t));
        }
    }

    @ParameterizedTest
    @EnumSource(Method.class)
    void anEvaluationThatIsFilledAgainRemembersNothing(Method method) {
        Detector detector = detector(method);
        Evaluation again = detector.evaluate(random(2), LENGTH - 40, LENGTH);
        detector.evaluate(random(3), LENGTH - 20, LENGTH, again);
        Evaluation fresh = detector.evaluate(random(3), LENGTH - 20, LENGTH);

        assertThat(again.from()).isEqualTo(LENGTH - 20);
        for (int t = LENGTH - 20; t < LENGTH; t++) {
            assertThat(again.bound(t)).isEqualTo(Double.valueOf(fresh.bound(t)));
            assertThat(again.alarm(t)).isEqualTo(fresh.alarm(t));
        }
    }

    @ParameterizedTest
    @EnumSource(Method.class)
    void everyPeriodExplainsItself(Method method) {
        Detector detector = detector(method);
        Series series = random(4);
        Evaluation found = detector.evaluate(series, LENGTH - 5, LENGTH);

        PeriodResult result = detector.result(series, found, LENGTH - 1);

        assertThat(result.index()).isEqualTo(LENGTH);
        assertThat(result.why().decided()).isEqualTo(!result.known() ? "unknown" : result.alarm() ? "alarm" : "quiet");
        assertThat(result.why().rule()).startsWith("detect.");
        assertThat(result.why().sentence().zh()).contains("观察");
        assertThat(result.why().sentence().en()).contains("cases");
        assertThat(result.why().facts()).extracting(each -> each.name()).contains("observed", "bound");
    }

    @ParameterizedTest
    @EnumSource(Method.class)
    void lookingBackBeforeTheSeriesIsRefusedOrNotNeeded(Method method) {
        Detector detector = detector(method);
        Series series = random(5);
        if (detector.firstPosition(series) == 0) {
            assertThat(detector.evaluate(series, 0, 1).known(0)).isTrue();
        } else {
            assertThatThrownBy(() -> detector.evaluate(series, 0, 1))
                    .isInstanceOfSatisfying(
                            Problem.class,
                            refused -> assertThat(refused.code()).isEqualTo("surveillance.series-short"));
        }
    }

    @Test
    void aMissingCountIsNotZero() {
        double[] counts = random(6).observed().clone();
        counts[200] = Double.NaN;
        Series series = Series.weeks("", counts);

        Evaluation found = Method.EARS_C1.with(Map.of()).evaluate(series, 199, 210);

        assertThat(found.known(199)).isTrue();
        assertThat(IntStream.rangeClosed(200, 207).filter(found::known)).isEmpty();
        assertThat(found.known(208)).isTrue();
    }

    /** Sunday of week 53, 2020: a year before it is Sunday too where weeks keep their day. */
    @ParameterizedTest
    @CsvSource({
        "2021-01-03, 1, 2020-01-05",
        "2021-01-03, 5, 2016-01-03",
        "2024-02-29, 1, 2023-03-02",
        "2024-02-29, 4, 2020-02-27",
        "2015-12-28, 6, 2009-12-28",
        "2019-12-30, 3, 2017-01-02",
    })
    void weeksKeepTheirDayAYearBefore(LocalDate day, int years, LocalDate before) {
        assertThat(Calendar.yearsBefore(day, years, Series.WEEKLY)).isEqualTo(before);
        assertThat(before.getDayOfWeek()).isEqualTo(day.getDayOfWeek());
    }

    @Test
    void aYearBeforeALeapDayIsTheFirstOfMarch() {
        assertThat(Calendar.yearsBefore(LocalDate.of(2024, 2, 29), 1, Series.DAILY))
                .isEqualTo(LocalDate.of(2023, 3, 1));
        assertThat(Calendar.yearsBefore(LocalDate.of(2024, 2, 29), 4, Series.DAILY))
                .isEqualTo(LocalDate.of(2020, 2, 29));
    }

    @Test
    void sevenDaysAreComparedWithSevenDaysOfTheSameWeekdays() {
        int length = 6 * 366;
        long start = LocalDate.of(2018, 1, 1).toEpochDay();
        long[] days = IntStream.range(0, length).mapToLong(t -> start + t).toArray();
        // Each weekday has its own count, so every seven days have the same sum, and a window that slipped by a day
        // too.
        double[] counts = IntStream.range(0, length).mapToDouble(t -> t % 7).toArray();
        counts[length - 1] += 1;
        Series series = Series.dated("", 1, counts, days);
        Detector detector = Method.MOVING_PERCENTILE.with(Map.of("window", "7"));

        Evaluation found = detector.evaluate(series, length - 5, length);

        assertThat(found.bound(length - 2)).isEqualTo(21);
        assertThat(found.alarm(length - 2)).isFalse();
        assertThat(found.alarm(length - 1)).isTrue();
    }

    @Test
    void tiesWithThePercentileAreNoAlarm() {
        double[] counts = new double[5 * Series.WEEKLY + 10];
        Arrays.fill(counts, 3);
        int last = counts.length - 1;
        counts[last] = 3;
        Series series = Series.weeks("", counts);

        Evaluation found = Method.MOVING_PERCENTILE.with(Map.of()).evaluate(series, last, last + 1);

        assertThat(found.bound(last)).isEqualTo(3);
        assertThat(found.alarm(last)).isFalse();
    }

    @ParameterizedTest
    @CsvSource({"9, false", "10, true", "11, true"})
    void tenInSevenDaysAreTen(int cases, boolean alarm) {
        double[] counts = new double[30];
        counts[20] = cases - 2;
        counts[26] = 2;
        Series series = Series.weeks("", counts);
        Detector detector = Method.FIXED_THRESHOLD.with(Map.of("cases", "10", "window", "7"));

        Evaluation found = detector.evaluate(series, 0, 30);

        assertThat(found.alarm(26)).isEqualTo(alarm);
        assertThat(found.alarm(27)).as("the first day is out of the window").isFalse();
    }

    @Test
    void oneCaseAfterFiveQuietYearsIsAnAlarm() {
        double[] counts = new double[400];
        counts[20] = 1;
        counts[300] = 1;
        counts[301] = 1;
        Series series = Series.weeks("", counts);
        Detector detector = Method.FIXED_THRESHOLD.with(Map.of("cases", "1", "window", "1", "quiet", "260"));

        Evaluation found = detector.evaluate(series, 260, 400);

        assertThat(IntStream.range(260, 400).filter(found::alarm)).containsExactly(300);
    }

    @Test
    void theAverageRisesWithAShiftThatNoSingleWeekShows() {
        var random = new Random(7);
        double[] counts = IntStream.range(0, 130)
                .mapToDouble(t -> 40 + random.nextInt(13) - 6 + (t >= 100 ? 5 : 0))
                .toArray();
        Series series = Series.weeks("", counts);

        Evaluation found = Method.EWMA.with(Map.of()).evaluate(series, 100, 130);

        assertThat(found.alarm(129)).isTrue();
        assertThat(found.score(129)).isGreaterThan(3);
    }

    @ParameterizedTest
    @CsvSource({
        "ears-c1, baseline, 2",
        "ears-c1, baseline, 7.5",
        "ears-c1, minSigma, -1",
        "ears-c1, alpha, 0",
        "farrington, limit54, 5",
        "farrington, limit54, '5,0'",
        "farrington, powertrans, 3/4",
        "farrington, reweight, perhaps",
        "farrington-flexible, thresholdMethod, gamma",
        "farrington-flexible, noPeriods, 0",
        "cusum, m, many",
        "cusum, trans, box-cox",
        "glr-poisson, alpha, 0.5",
        "glr-poisson, theta, 1",
        "glr-negbin, ret, both",
        "lr-poisson, S, -1",
        "moving-percentile, type, 3",
        "moving-percentile, percentile, 80",
        "ewma, lambda, 0",
        "fixed-threshold, cases, 0",
    })
    void aParameterThatCannotBeIsRefusedByItsName(String method, String name, String value) {
        assertThatThrownBy(() -> Method.of(method).with(Map.of(name, value)))
                .isInstanceOfSatisfying(Problem.class, refused -> {
                    assertThat(refused.code()).isEqualTo("surveillance.parameter-wrong");
                    assertThat(refused.what() + refused.why()).containsAnyOf(name, "theta");
                });
    }

    @ParameterizedTest
    @ValueSource(strings = {"ears-c1", "farrington", "cusum", "bayes", "moving-percentile"})
    void aParameterOfAnotherMethodIsRefusedWithTheOnesThereAre(String method) {
        assertThatThrownBy(() -> Method.of(method).with(Map.of("noPeriods", "10")))
                .isInstanceOfSatisfying(Problem.class, refused -> {
                    assertThat(refused.code()).isEqualTo("surveillance.parameter-unknown");
                    assertThat(refused.why()).startsWith("Its parameters are ");
                });
    }

    @Test
    void aSeriesIsOfWholeNumbersAndItsDatesRise() {
        assertThatThrownBy(() -> Series.weeks("", 1, 2.5)).isInstanceOf(Problem.class);
        assertThatThrownBy(() -> Series.weeks("", 1, -1)).isInstanceOf(Problem.class);
        assertThatThrownBy(() -> Series.dated("", 1, new double[] {1, 2, 3}, new long[] {7, 14, 14}))
                .isInstanceOf(Problem.class);
        assertThatThrownBy(() -> Series.dated("", 1, new double[] {1, 2, 3}, new long[] {7, 400, 800}))
                .isInstanceOf(Problem.class);
    }

    @ParameterizedTest
    @CsvSource({"0.95, 3, 6", "0.5, 1e6, 1000000", "0.999, 0.001, 0", "0.9, 5000, 5091"})
    void poissonQuantiles(double probability, double mean, double quantile) {
        assertThat(Distributions.poisson(probability, mean)).isEqualTo(quantile);
    }

    /** By R's {@code qnbinom}. */
    @ParameterizedTest
    @CsvSource({
        "0.95, 20000, 0.9, 2304",
        "0.95, 1e7, 0.9, 1112939",
        "0.95, 5e8, 0.9, 55568479",
        "0.95, 3e5, 1e-4, 3008714465",
        "0.95, 3e9, 0.9, 333364989",
        "0.95, 0.01, 1e-6, 3363",
    })
    void negativeBinomialQuantiles(double probability, double size, double success, double quantile) {
        assertThat(Distributions.negativeBinomial(probability, size, success)).isEqualTo(quantile);
    }
}
