package org.tongmai.intake.codes;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.tongmai.intake.codes.NameIndex.Like;
import org.tongmai.intake.codes.Standards.Standard;

/** Names as hospitals write them, against names as the standards have them. */
class NameIndexTest {

    private record Labelled(String local, String code) {}

    private static List<String[]> lines(String name) throws IOException {
        try (var in = Objects.requireNonNull(NameIndexTest.class.getResourceAsStream("/intake/codes/" + name))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.startsWith("#"))
                    .map(line -> line.split("\t"))
                    .toList();
        }
    }

    @Test
    void theRightCodeIsFirstForMostNamesAndAmongFiveForNearlyAll() throws IOException {
        List<Standard> standards = lines("standard-items.tsv").stream()
                .map(cells -> new Standard("urn:standard", cells[0], List.of(cells[1]), null))
                .toList();
        var index = new NameIndex(standards);
        List<Labelled> labelled = lines("local-items.tsv").stream()
                .map(cells -> new Labelled(cells[0], cells[1]))
                .toList();

        int first = 0;
        int amongFive = 0;
        List<String> missed = new ArrayList<>();
        for (Labelled each : labelled) {
            List<String> found = index.like(List.of(each.local()), 5).stream()
                    .map(one -> one.standard().code())
                    .toList();
            first += !found.isEmpty() && found.getFirst().equals(each.code()) ? 1 : 0;
            amongFive += found.contains(each.code()) ? 1 : 0;
            if (found.isEmpty() || !found.getFirst().equals(each.code())) {
                missed.add(each.local() + " " + each.code() + " " + found);
            }
        }

        System.out.println("first " + first + " of " + labelled.size() + ", among five " + amongFive + "; " + missed);
        assertThat(first).isGreaterThanOrEqualTo(labelled.size() * 85 / 100);
        assertThat(amongFive).isGreaterThanOrEqualTo(labelled.size() * 95 / 100);
    }

    @Test
    void aNameIsFoundByAnotherNameBySoundAndInAnyWidth() {
        var index = new NameIndex(List.of(
                new Standard("s", "ALT", List.of("丙氨酸氨基转移酶"), null),
                new Standard("s", "DD", List.of("D-二聚体"), null),
                new Standard("s", "PCT", List.of("降钙素原"), null)));

        assertThat(index.like(List.of("谷丙转氨酶"), 1).getFirst().like()).isEqualTo(Like.ALIAS);
        assertThat(index.like(List.of("Ｄ－二聚体 测定"), 1).getFirst().score()).isEqualTo(1);
        assertThat(index.like(List.of("降钙素源"), 1).getFirst().standard().code()).isEqualTo("PCT");
        assertThat(index.like(List.of("骨密度"), 1)).isEmpty();
    }
}
