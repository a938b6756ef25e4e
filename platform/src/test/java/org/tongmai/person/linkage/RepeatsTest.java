package org.tongmai.person.linkage;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Rows that stand in a table again and again. */
class RepeatsTest {

    private static final LocalDate TODAY = LocalDate.of(2026, 6, 1);
    private static final List<String> HEADER = List.of("first_name", "surname", "dob", "city");
    private static final List<Column> COLUMNS = List.of(
            new Column(0, "first_name", Kind.GIVEN_NAME),
            new Column(1, "surname", Kind.SURNAME),
            new Column(2, "dob", Kind.BIRTH_DATE),
            new Column(3, "city", Kind.PLACE));
    private static final List<String> ANN = List.of("Ann", "Smith", "1990-01-02", "Bath");

    @Test
    void aTableWhoseRowsAreAllAlikeIsOnePerson() {
        assertThat(clusters(Collections.nCopies(1_000, ANN))).containsOnly(1);
        assertThat(clusters(Collections.nCopies(30, ANN))).containsOnly(1);
    }

    @Test
    void aRowExportedManyTimesIsOnePersonAndSaysNoLessOfTheOthers() {
        List<List<String>> rows = new ArrayList<>(people(500));
        int[] before = clusters(rows);
        rows.addAll(Collections.nCopies(100_000, ANN));
        Collections.shuffle(rows, new Random(1));

        int[] clusters = clusters(rows);

        assertThat(IntStream.range(0, rows.size())
                        .filter(row -> rows.get(row).equals(ANN))
                        .map(row -> clusters[row])
                        .distinct())
                .hasSize(1);
        assertThat(Arrays.stream(clusters).distinct())
                .hasSize((int) Arrays.stream(before).distinct().count() + 1);
    }

    @Test
    void aTableExportedFiftyTimesHasThePersonsOfOne() {
        List<List<String>> rows = people(500);
        List<List<String>> all = new ArrayList<>();
        IntStream.range(0, 50).forEach(copy -> all.addAll(rows));

        int[] clusters = clusters(all);

        assertThat(Arrays.copyOf(clusters, rows.size())).isEqualTo(clusters(rows));
        assertThat(Arrays.copyOfRange(clusters, rows.size(), 2 * rows.size()))
                .isEqualTo(Arrays.copyOf(clusters, rows.size()));
    }

    @Test
    void whoSharesACommonNameAndTellsNothingElseIsNotOnePerson() {
        List<List<String>> rows = new ArrayList<>(people(500));
        rows.addAll(Collections.nCopies(100, List.of("", "Family7", "", "")));

        int[] clusters = clusters(rows);

        assertThat(Arrays.stream(clusters).skip(rows.size() - 100).distinct().count())
                .isEqualTo(100);
    }

    @Test
    void eachRepeatIsExplained() {
        List<List<String>> rows = new ArrayList<>(people(20));
        rows.addAll(Collections.nCopies(5, ANN));
        var explained = new ArrayList<PairExplanation>();

        linkage(rows).explain(explained::add);

        int first = rows.indexOf(ANN);
        assertThat(explained)
                .filteredOn(pair -> pair.one() == first)
                .extracting(PairExplanation::other)
                .containsExactlyInAnyOrder(first + 1, first + 2, first + 3, first + 4);
    }

    /** Each person twice, once with a slip. */
    private static List<List<String>> people(int persons) {
        var rows = new ArrayList<List<String>>();
        for (int i = 0; i < persons; i++) {
            String given = "Given" + (char) ('a' + i % 26) + (char) ('a' + i / 26 % 26);
            String born = "19%02d-%02d-%02d".formatted(10 + i * 7 % 90, 1 + i % 12, 1 + i * 5 % 28);
            rows.add(List.of(given, "Family" + i % 50, born, "Town" + i % 30));
            rows.add(List.of(given.substring(0, 5) + "x" + given.substring(5), "Family" + i % 50, born, ""));
        }
        return rows;
    }

    private static int[] clusters(List<List<String>> rows) {
        return linkage(rows).clusters();
    }

    private static Linkage linkage(List<List<String>> rows) {
        var table = new Table.Builder(HEADER);
        rows.forEach(table::add);
        return Linkage.of(table.build(), COLUMNS, Optional.empty(), TODAY).orElseThrow();
    }
}
