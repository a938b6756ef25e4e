package org.tongmai.person.linkage;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Who is who in a table, against public data that others measure themselves by: Splink's fake_1000 (MIT). */
class LinkageTest {

    private static final LocalDate TODAY = LocalDate.of(2026, 6, 1);
    private static final List<String> HEADER =
            List.of("unique_id", "first_name", "surname", "dob", "city", "email", "cluster");
    private static final int TRUTH = 6;
    private static final List<Column> COLUMNS = List.of(
            new Column(1, "first_name", Kind.GIVEN_NAME),
            new Column(2, "surname", Kind.SURNAME),
            new Column(3, "dob", Kind.BIRTH_DATE),
            new Column(4, "city", Kind.PLACE),
            new Column(5, "email", Kind.EMAIL));

    private static List<List<String>> rows = List.of();

    @BeforeAll
    static void read() throws IOException {
        try (var in = Objects.requireNonNull(LinkageTest.class.getResourceAsStream("fake_1000.csv"));
                var reader = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
            rows = reader.lines()
                    .skip(1)
                    .map(line -> Arrays.asList(line.split(",", -1)))
                    .toList();
        }
    }

    @Test
    void publicRecordsAreLinkedWithoutLabels() {
        Set<Set<String>> persons = persons(rows, linkage(rows, COLUMNS));

        double[] score = score(persons);

        assertThat(score[0]).as("precision").isGreaterThan(0.99);
        assertThat(score[1]).as("recall").isGreaterThan(0.95);
    }

    @Test
    void fewColumnsAreEnoughForMost() {
        List<Column> few =
                COLUMNS.stream().filter(column -> column.kind() != Kind.EMAIL).toList();

        double[] score = score(persons(rows, linkage(rows, few)));

        assertThat(score[0]).as("precision").isGreaterThan(0.97);
        assertThat(score[1]).as("recall").isGreaterThan(0.8);
    }

    @Test
    void theOrderOfTheRowsDoesNotMatter() {
        Set<Set<String>> persons = persons(rows, linkage(rows, COLUMNS));

        for (int seed = 0; seed < 10; seed++) {
            List<List<String>> shuffled = new ArrayList<>(rows);
            Collections.shuffle(shuffled, new Random(seed));
            assertThat(persons(shuffled, linkage(shuffled, COLUMNS)))
                    .as("order %d", seed)
                    .isEqualTo(persons);
        }
    }

    @Test
    void whatIsNotComparedDoesNotMatter() {
        Set<Set<String>> persons = persons(rows, linkage(rows, COLUMNS));
        List<List<String>> renamed = rows.stream()
                .map(row -> {
                    var other = new ArrayList<>(row);
                    other.set(TRUTH, "person " + row.getFirst().hashCode() % 7);
                    return List.copyOf(other);
                })
                .toList();

        assertThat(persons(renamed, linkage(renamed, COLUMNS))).isEqualTo(persons);
    }

    @Test
    void aModelTakesUpWhereItWasFitted() {
        Linkage fitted = linkage(rows, COLUMNS);

        Linkage taken = Linkage.of(table(rows), COLUMNS, Optional.of(fitted.model()), TODAY)
                .orElseThrow();

        assertThat(persons(rows, taken)).isEqualTo(persons(rows, fitted));
        assertThat(taken.model().fields()).isEqualTo(fitted.model().fields());
    }

    @Test
    void everyLinkIsExplainedByItsFields() {
        Linkage linkage = linkage(rows, COLUMNS);
        var explained = new ArrayList<PairExplanation>();

        linkage.explain(explained::add);

        assertThat(explained).isSortedAccordingTo((one, other) -> {
            double apart = other.bits() - one.bits();
            return Math.abs(apart) < 1e-4 ? 0 : Double.compare(other.bits(), one.bits());
        });
        assertThat(explained).allSatisfy(pair -> {
            assertThat(pair.evidence())
                    .extracting(PairExplanation.Evidence::field)
                    .contains("first_name", "email");
            assertThat(pair.bits()).isGreaterThan(LinkageModel.NEAR_LEAST - 1e-3);
            assertThat(pair.wouldChange()).isNotBlank();
        });
        assertThat(explained).extracting(PairExplanation::decision).contains("linked", "near");
    }

    @Test
    void twinsAreTwoPersons() {
        List<List<String>> people = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            String born = "19%02d-0%d-1%d".formatted(30 + i, 1 + i % 9, i % 10);
            String phone = "1390571%04d".formatted(i * 37);
            String address = "杭州市西湖区文三路%d号".formatted(i * 3 + 1);
            String name = "王李张刘陈杨赵黄周吴".substring(i % 10, i % 10 + 1) + "伟芳娜敏静丽强磊军洋".charAt(i / 10) + "建国";
            people.add(List.of(name, born, phone, address));
            people.add(List.of(name, born, phone, address));
        }
        people.add(List.of("沈双喜", "2015-05-05", "13957112345", "杭州市西湖区文一路8号"));
        people.add(List.of("沈成双", "2015-05-05", "13957112345", "杭州市西湖区文一路8号"));
        var table = new Table.Builder(List.of("姓名", "出生日期", "手机号", "住址"));
        people.forEach(table::add);
        List<Column> columns = List.of(
                new Column(0, "姓名", Kind.FULL_NAME),
                new Column(1, "出生日期", Kind.BIRTH_DATE),
                new Column(2, "手机号", Kind.PHONE),
                new Column(3, "住址", Kind.ADDRESS));

        int[] clusters = Linkage.of(table.build(), columns, Optional.empty(), TODAY)
                .orElseThrow()
                .clusters();

        assertThat(clusters[120]).isNotEqualTo(clusters[121]);
        assertThat(clusters[0]).isEqualTo(clusters[1]);
    }

    /** 徐轩 may be 徐轩文 or 徐轩敏, and nothing else tells: chance must not decide. */
    @Test
    void whoFitsTwoPersonsAlikeIsLinkedWithNeither() {
        var rows = new ArrayList<List<String>>();
        for (int i = 0; i < 60; i++) {
            String born = "19%02d-0%d-1%d".formatted(30 + i, 1 + i % 9, i % 10);
            String name = "王李张刘陈杨赵黄周吴".substring(i % 10, i % 10 + 1) + "伟芳娜敏静丽强磊军洋".charAt(i / 10) + "建国";
            List<String> row =
                    List.of(name, born, "1390571%04d".formatted(i * 37), "杭州市西湖区文三路%d号".formatted(i * 3 + 1));
            rows.add(row);
            rows.add(i % 4 == 0 ? List.of(row.get(0).substring(0, 2), "", row.get(2), row.get(3)) : row);
        }
        List<String> short_ = List.of("徐轩", "", "13957112345", "杭州市西湖区文一路8号");
        rows.add(List.of("徐轩文", "2015-05-05", "13957112345", "杭州市西湖区文一路8号"));
        rows.add(List.of("徐轩敏", "2015-05-05", "13957112345", "杭州市西湖区文一路8号"));
        rows.add(short_);

        for (int seed = 0; seed < 5; seed++) {
            Collections.shuffle(rows, new Random(seed));
            Linkage linkage = chinese(rows);
            int[] clusters = linkage.clusters();
            int place = rows.indexOf(short_);
            var decisions = new ArrayList<String>();
            linkage.explain(pair -> {
                if (pair.one() == place || pair.other() == place) {
                    decisions.add(pair.decision());
                }
            });

            assertThat(Arrays.stream(clusters).filter(each -> each == clusters[place]))
                    .hasSize(1);
            assertThat(linkage.undecided()).isEqualTo(1);
            assertThat(decisions).filteredOn("ambiguous"::equals).hasSize(2);
        }

        rows.set(rows.indexOf(short_), List.of("徐轩", "2015-05-05", "13957112345", "杭州市西湖区文一路8号"));
        rows.removeIf(row -> row.getFirst().equals("徐轩敏"));
        int[] alone = chinese(rows).clusters();
        assertThat(alone[place(rows, "徐轩")]).isEqualTo(alone[place(rows, "徐轩文")]);
    }

    private static int place(List<List<String>> rows, String name) {
        return rows.stream().map(List::getFirst).toList().indexOf(name);
    }

    private static Linkage chinese(List<List<String>> rows) {
        var table = new Table.Builder(List.of("姓名", "出生日期", "手机号", "住址"));
        rows.forEach(table::add);
        List<Column> columns = List.of(
                new Column(0, "姓名", Kind.FULL_NAME),
                new Column(1, "出生日期", Kind.BIRTH_DATE),
                new Column(2, "手机号", Kind.PHONE),
                new Column(3, "住址", Kind.ADDRESS));
        return Linkage.of(table.build(), columns, Optional.empty(), TODAY).orElseThrow();
    }

    @Test
    void aModelKnowsAColumnUnderAnotherNameWhereItIsTheOnlyOneOfItsKind() {
        LinkageModel model = linkage(rows, COLUMNS).model();
        List<Column> renamed = COLUMNS.stream()
                .map(column -> column.kind() == Kind.EMAIL ? new Column(column.place(), "mail", Kind.EMAIL) : column)
                .toList();

        Linkage taken =
                Linkage.of(table(rows), renamed, Optional.of(model), TODAY).orElseThrow();

        assertThat(persons(rows, taken)).isEqualTo(persons(rows, linkage(rows, COLUMNS)));
        assertThat(taken.notes()).containsEntry("mail", "weighed as email of the model");
    }

    @Test
    void aFewRowsAreEnough() {
        List<List<String>> people = List.of(
                List.of("1", "Ann", "Smith", "1990-01-02", "", "", ""),
                List.of("2", "Ann", "Smith", "1990-01-02", "", "", ""),
                List.of("3", "Bob", "Jones", "1977-03-04", "", "", ""),
                List.of("4", "Eve", "Kay", "1967-03-04", "", "", ""));

        assertThat(persons(people, linkage(people, COLUMNS)))
                .containsExactlyInAnyOrder(Set.of("1", "2"), Set.of("3"), Set.of("4"));
    }

    @Test
    void withoutAnythingToCompareThereIsNoAnswer() {
        var table = new Table.Builder(List.of("first_name"));
        table.add(List.of(""));
        table.add(List.of("unknown"));

        assertThat(Linkage.of(
                        table.build(), List.of(new Column(0, "first_name", Kind.GIVEN_NAME)), Optional.empty(), TODAY))
                .isEmpty();
    }

    private static Linkage linkage(List<List<String>> rows, List<Column> columns) {
        return Linkage.of(table(rows), columns, Optional.empty(), TODAY).orElseThrow();
    }

    private static Table table(List<List<String>> rows) {
        var table = new Table.Builder(HEADER);
        rows.forEach(table::add);
        return table.build();
    }

    private static Set<Set<String>> persons(List<List<String>> rows, Linkage linkage) {
        int[] clusters = linkage.clusters();
        Map<Integer, Set<String>> persons = new HashMap<>();
        for (int row = 0; row < clusters.length; row++) {
            persons.computeIfAbsent(clusters[row], none -> new HashSet<>())
                    .add(rows.get(row).getFirst());
        }
        return new HashSet<>(persons.values());
    }

    /** Precision and recall over pairs. */
    private static double[] score(Set<Set<String>> persons) {
        Map<String, String> truth = new HashMap<>();
        Map<String, Integer> sizes = new HashMap<>();
        rows.forEach(row -> truth.put(row.getFirst(), row.get(TRUTH)));
        truth.values().forEach(person -> sizes.merge(person, 1, Integer::sum));
        long right = 0;
        long linked = 0;
        for (Set<String> person : persons) {
            Map<String, Integer> mixed = new HashMap<>();
            person.forEach(id -> mixed.merge(truth.getOrDefault(id, ""), 1, Integer::sum));
            right += mixed.values().stream().mapToLong(LinkageTest::pairs).sum();
            linked += pairs(person.size());
        }
        long all = sizes.values().stream().mapToLong(LinkageTest::pairs).sum();
        return new double[] {(double) right / linked, (double) right / all};
    }

    private static long pairs(int size) {
        return (long) size * (size - 1) / 2;
    }
}
