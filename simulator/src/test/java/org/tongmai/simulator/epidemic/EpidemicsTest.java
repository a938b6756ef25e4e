package org.tongmai.simulator.epidemic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Simulated epidemics have the rates that the tables say, and tell the truth about each case. */
class EpidemicsTest {

    private static final LocalDate FIRST = LocalDate.of(2021, 1, 1);
    private static final int YEAR = 365;

    @Test
    void casesOutsideOfOutbreaksComeAsOftenAsTheTableSays() {
        Epidemics quiet = Epidemics.generate(new EpidemicSettings(5, 30, FIRST, 3 * YEAR, 0));

        for (Condition condition : quiet.conditions()) {
            double cases = 0;
            double people = 0;
            for (int county = 0; county < 30; county++) {
                cases += Arrays.stream(quiet.counts("CASE-" + condition.code(), county))
                        .sum();
                people += quiet.people(county);
            }
            double yearly = cases / 3 / people * 100_000;
            double allowed = condition.rate() < 1 ? 25 : 3;
            assertThat(yearly).as(condition.name()).isCloseTo(condition.rate(), Percentage.withPercentage(allowed));
        }
        assertThat(quiet.outbreaks()).isEmpty();
    }

    @Test
    void holidaysAndSundaysAreQuieterAtClinicsAndSchoolsTellOnSchoolDaysOnly() {
        Epidemics quiet = Epidemics.generate(new EpidemicSettings(6, 10, FIRST, 2 * YEAR, 0));

        double[] visits = quiet.counts("SYN-RESP", 0);
        Map<Integer, Double> byKind = java.util.stream.IntStream.range(0, visits.length)
                .boxed()
                .collect(Collectors.groupingBy(quiet.days()::kind, Collectors.averagingDouble(t -> visits[t])));
        double monday = byKind.getOrDefault(0, 0.0);
        assertThat(monday)
                .isGreaterThan(1.4 * byKind.getOrDefault(6, monday))
                .isGreaterThan(1.4 * byKind.getOrDefault(Days.HOLIDAY, monday));
        assertThat(quiet.days().kind(day(2021, 2, 12))).isEqualTo(Days.HOLIDAY);
        assertThat(quiet.days().kind(day(2021, 2, 20))).as("a Saturday of work").isZero();
        double[] absent = quiet.counts("ABSENCE", 0);
        assertThat(absent[day(2021, 7, 15)]).isNaN();
        assertThat(absent[day(2021, 9, 6)]).isPositive();
    }

    @Test
    void theTruthKnowsWhoInfectedWhomAndEachReportedCaseIsCounted() {
        var settings = new EpidemicSettings(7, 20, FIRST, 2 * YEAR, 6);
        Epidemics with = Epidemics.generate(settings);

        assertThat(with.outbreaks()).hasSizeBetween(100, 260);
        for (Outbreak each : with.outbreaks()) {
            Map<Integer, Outbreak.Case> byId =
                    each.cases().stream().collect(Collectors.toMap(Outbreak.Case::id, Function.identity()));
            for (Outbreak.Case one : each.cases()) {
                assertThat(one.onset()).isGreaterThanOrEqualTo(one.infected());
                assertThat(one.known() < 0 || one.known() >= one.onset()).isTrue();
                assertThat(one.by() < 0).isEqualTo(one.setting() == Outbreak.Setting.SOURCE);
                Outbreak.Case by = byId.get(one.by());
                assertThat(by == null || by.infected() <= one.infected()).isTrue();
            }
            double[] counts =
                    with.counts("CASE-" + each.condition(), with.places().indexOf(each.place()));
            Map<Integer, Long> known = each.cases().stream()
                    .filter(one -> one.known() >= 0)
                    .collect(Collectors.groupingBy(Outbreak.Case::known, Collectors.counting()));
            known.forEach((day, cases) -> assertThat(counts[day]).isGreaterThanOrEqualTo(cases));
        }
        assertThat(with.outbreaks().stream().map(Outbreak::kind).distinct()).hasSize(3);
        assertThat(with.outbreaks().stream().filter(each -> each.cases().size() >= 10))
                .hasSizeGreaterThan(30);
    }

    @Test
    void outbreaksChangeNothingOfWhatHappensWithoutThem() {
        Epidemics quiet = Epidemics.generate(new EpidemicSettings(8, 3, FIRST, YEAR, 0));
        Epidemics with = Epidemics.generate(new EpidemicSettings(8, 3, FIRST, YEAR, 6));

        for (String name : quiet.names()) {
            boolean sites = Stream.of(Epidemics.PAIR, Epidemics.CLUSTER, Epidemics.THIRD, Epidemics.SPREAD)
                    .anyMatch(name::startsWith);
            for (int county = 0; county < 3 && !sites; county++) {
                double[] before = quiet.counts(name, county);
                double[] after = with.counts(name, county);
                for (int t = 0; t < before.length; t++) {
                    assertThat(Double.isNaN(before[t]) || after[t] >= before[t]).isTrue();
                }
            }
        }
    }

    @Test
    void furtherCasesOfASiteAreThirdOnesAndThoseAfterThem() {
        Epidemics epidemics = Epidemics.generate(new EpidemicSettings(8, 3, FIRST, YEAR, 6));
        double spread = 0;

        for (Condition condition : epidemics.conditions()) {
            for (int county = 0; county < 3; county++) {
                double[] clusters = epidemics.counts(Epidemics.CLUSTER + '-' + condition.code(), county);
                double[] thirds = epidemics.counts(Epidemics.THIRD + '-' + condition.code(), county);
                double[] spreads = epidemics.counts(Epidemics.SPREAD + '-' + condition.code(), county);
                for (int t = 0; t < clusters.length; t++) {
                    assertThat(thirds[t] + spreads[t]).isEqualTo(clusters[t]);
                    spread += spreads[t];
                }
            }
        }
        assertThat(spread).isPositive();
    }

    @Test
    void whatIsWrittenIsWhatWasSimulatedAndTheSameTwice(@TempDir Path folder) throws IOException {
        var settings = new EpidemicSettings(9, 2, FIRST, 60, 20);
        EpidemicFiles.write(Epidemics.generate(settings), folder.resolve("one"));
        EpidemicFiles.write(Epidemics.generate(settings), folder.resolve("two"));

        Path cases = folder.resolve("one/counts/CASE-3500.csv");
        assertThat(Files.readAllLines(cases)).startsWith("place,epoch,observed").hasSize(1 + 2 * 60);
        assertThat(cases).hasSameTextualContentAs(folder.resolve("two/counts/CASE-3500.csv"));
        assertThat(folder.resolve("one/cases.csv")).hasSameTextualContentAs(folder.resolve("two/cases.csv"));
        assertThat(Files.readAllLines(folder.resolve("one/outbreaks.csv")))
                .first()
                .isEqualTo("outbreak,place,condition,kind,infected,first,third,last,ill,reported");
    }

    @Test
    void daysWithoutAHolidayTableAreRefused() {
        assertThatThrownBy(() -> new EpidemicSettings(1, 10, LocalDate.of(2026, 6, 1), 365, 1))
                .hasMessageContaining("from");
    }

    private static int day(int year, int month, int day) {
        return (int) (LocalDate.of(year, month, day).toEpochDay() - FIRST.toEpochDay());
    }
}
