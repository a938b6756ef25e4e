package org.tongmai.insight.deidentify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;

/** Every group that leaves has k persons, nothing is made coarser or left out without need. */
class AnonymityTest {

    private static final LocalDate DAY = LocalDate.of(2025, 6, 1);

    private static final List<Quasi> QUASI = List.of(
            new Quasi("birth", Hierarchy.birth(DAY), 0, 4),
            new Quasi("sex", Hierarchy.codes(), 0, 1),
            new Quasi("place", Hierarchy.place(), 0, 3),
            new Quasi("day", Hierarchy.date(), 0, 3));

    /** One row, of a person. */
    private record Row(int person, List<String> quasi, String sensitive) {}

    private static List<Row> rows(Random random, int persons) {
        List<Row> rows = new ArrayList<>();
        for (int person = 0; person < persons; person++) {
            String birth = (1930 + random.nextInt(90)) + "-0" + (1 + random.nextInt(9)) + "-11";
            String place = "3301" + (random.nextInt(3) == 0 ? "06" : "0" + random.nextInt(4));
            for (int event = 0; event <= random.nextInt(3); event++) {
                rows.add(new Row(
                        person,
                        List.of(
                                birth,
                                random.nextBoolean() || event > 0 ? "female" : "male",
                                place,
                                "202" + random.nextInt(3) + "-1" + random.nextInt(3) + "-05"),
                        "I" + random.nextInt(4)));
            }
        }
        return rows;
    }

    private static Frequencies counted(List<Row> rows) {
        var table = new Frequencies(QUASI.size());
        int person = -1;
        for (Row row : rows) {
            if (row.person() != person) {
                table.person();
                person = row.person();
            }
            table.row(row.quasi(), row.sensitive());
        }
        return table;
    }

    private static Map<List<String>, Set<Integer>> personsByGroup(Search search, List<Integer> steps, List<Row> rows) {
        Map<List<String>, Set<Integer>> groups = new HashMap<>();
        rows.forEach(row -> groups.computeIfAbsent(search.key(steps, row.quasi()), key -> new HashSet<>())
                .add(row.person()));
        return groups;
    }

    @RepeatedTest(30)
    void everyGroupThatIsKeptHasKPersonsAndWhatIsLeftOutIsWithinTheLimit(RepetitionInfo info) {
        var random = new Random(info.getCurrentRepetition());
        List<Row> rows = rows(random, 60 + random.nextInt(400));
        var limits = new Limits(3 + random.nextInt(8), 1 + random.nextInt(2), 1, random.nextInt(3) * 0.05);

        var search = new Search(QUASI, counted(rows), limits);
        var best = (Anonymity.Reached) search.best();

        Set<List<String>> kept = search.kept(best.steps());
        Map<List<String>, Set<Integer>> groups = personsByGroup(search, best.steps(), rows);
        assertThat(kept)
                .isNotEmpty()
                .allSatisfy(
                        key -> assertThat(groups.getOrDefault(key, Set.of())).hasSizeGreaterThanOrEqualTo(limits.k()));
        long left = rows.stream()
                .filter(row -> !kept.contains(search.key(best.steps(), row.quasi())))
                .count();
        assertThat(left).isEqualTo(best.risk().suppressed());
        assertThat(best.risk().suppressedShare()).isLessThanOrEqualTo(limits.suppressed());
        assertThat(best.risk().k())
                .isEqualTo(kept.stream()
                        .mapToInt(key -> groups.getOrDefault(key, Set.of()).size())
                        .min()
                        .orElseThrow());
    }

    @RepeatedTest(10)
    void noOtherChoiceThatKeepsToTheLimitsLosesLess(RepetitionInfo info) {
        var random = new Random(100 + info.getCurrentRepetition());
        List<Row> rows = rows(random, 150);
        var limits = new Limits(4, 2, 1, 0.05);
        var search = new Search(QUASI, counted(rows), limits);

        var best = (Anonymity.Reached) search.best();

        for (int birth = 0; birth <= 4; birth++) {
            for (int sex = 0; sex <= 1; sex++) {
                for (int place = 0; place <= 3; place++) {
                    for (int day = 0; day <= 3; day++) {
                        Risk risk = search.risk(List.of(birth, sex, place, day));
                        if (risk.suppressedShare() <= limits.suppressed()) {
                            assertThat(risk.loss())
                                    .isGreaterThanOrEqualTo(best.risk().loss() - 1e-12);
                        }
                    }
                }
            }
        }
    }

    @RepeatedTest(10)
    void coarserFormsNeverMakeAGroupSmallerAndNeverLoseLess(RepetitionInfo info) {
        var random = new Random(200 + info.getCurrentRepetition());
        List<Row> rows = rows(random, 200);
        var search = new Search(QUASI, counted(rows), new Limits(5, 1, 1, 0));
        List<Integer> steps = new ArrayList<>(List.of(0, 0, 0, 0));

        Risk before = search.risk(steps);
        for (int column : new int[] {2, 0, 3, 0, 2, 1, 3, 0, 2, 3, 0}) {
            steps.set(column, steps.get(column) + 1);
            Risk after = search.risk(steps);

            assertThat(after.smallest()).isGreaterThanOrEqualTo(before.smallest());
            assertThat(after.suppressed()).isLessThanOrEqualTo(before.suppressed());
            assertThat(after.loss()).isGreaterThanOrEqualTo(before.loss() - 1e-12);
            before = after;
        }
        assertThat(before.loss()).isCloseTo(1, within(1e-9));
    }

    @RepeatedTest(20)
    void whatBecameTheSameStaysTheSame(RepetitionInfo info) {
        var random = new Random(300 + info.getCurrentRepetition());
        for (Quasi each : QUASI) {
            List<String> values = rows(random, 200).stream()
                    .map(row -> row.quasi().get(QUASI.indexOf(each)))
                    .distinct()
                    .toList();
            for (int step = 0; step < each.hierarchy().top(); step++) {
                Map<String, String> next = new HashMap<>();
                for (String value : values) {
                    String coarser = each.hierarchy().at(step + 1, value);
                    assertThat(next.merge(each.hierarchy().at(step, value), coarser, (one, other) -> other))
                            .isEqualTo(coarser);
                }
            }
            for (String value : values) {
                assertThat(each.hierarchy().at(each.hierarchy().top(), value)).isEqualTo(Hierarchy.ANY);
            }
        }
    }

    @Test
    void aPersonWithManyRowsIsOnePerson() {
        var table = new Frequencies(1);
        table.person();
        for (int i = 0; i < 50; i++) {
            table.row(List.of("330106"), "");
        }

        var missed =
                new Search(List.of(new Quasi("place", Hierarchy.place(), 0, 3)), table, new Limits(3, 1, 1, 0)).best();

        assertThat(missed).isInstanceOf(Anonymity.Missed.class);
        assertThat(((Anonymity.Missed) missed).risk().smallest()).isEqualTo(1);
    }

    /** The 3-diverse table of salaries and diseases in Li et al. 2007, of which the paper gives the groups. */
    @Test
    void diversityAndClosenessAreThoseOfThePapers() {
        var table = new Frequencies(1);
        String[][] groups = {
            {"gastric ulcer", "gastritis", "stomach cancer"},
            {"gastritis", "flu", "bronchitis"},
            {"bronchitis", "pneumonia", "stomach cancer"}
        };
        for (int group = 0; group < groups.length; group++) {
            for (String disease : groups[group]) {
                table.person();
                table.row(List.of("33010" + group), disease);
            }
        }

        Risk risk =
                new Search(List.of(new Quasi("place", Hierarchy.place(), 0, 3)), table, new Limits(3, 3, 1, 0)).asked();

        assertThat(risk.k()).isEqualTo(3);
        assertThat(risk.distinct()).isEqualTo(3);
        assertThat(risk.entropy()).isCloseTo(3, within(1e-9));
        assertThat(risk.discernibility()).isEqualTo(27);
        assertThat(risk.distance()).isCloseTo(4.0 / 9, within(1e-9));
    }

    @Test
    void whoIsNinetyOrOlderIsToldAsSuchInEveryForm() {
        Hierarchy birth = Hierarchy.birth(DAY);
        for (int step = 0; step < birth.top(); step++) {
            assertThat(birth.at(step, "1935-12-31")).isEqualTo("<=1935").isEqualTo(birth.at(step, "1911"));
        }
        assertThat(birth.at(1, "1987-03-02")).isEqualTo("1985-1989");
        assertThat(Hierarchy.date().at(1, "2024-08-31")).isEqualTo("2024-Q3");
        assertThat(Hierarchy.place().at(1, "330106")).isEqualTo("3301");
        assertThat(birth.at(2, "")).isEmpty();
    }
}
