package org.tongmai.emergency;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Generations and intervals of transmission chains. */
class TransmissionTreeTest {

    private static final LocalDate DAY = LocalDate.of(2026, 3, 1);

    @Test
    void aChainHasGenerationsAndDaysBetweenOnsets() {
        // 1 infected 2 and 3, 2 infected 4; 5 stands alone, 6 is a contact of 1
        List<Person> people = List.of(ill(1, 0), ill(2, 4), ill(3, 6), ill(4, 9), ill(5, 2), contact(6));
        List<Meeting> links = List.of(infected(1, 2, 1), infected(1, 3, 2), infected(2, 4, 5), met(1, 6));

        TransmissionTree tree = TransmissionTree.of(people, links);

        assertThat(tree.generations()).isEqualTo(Map.of(0, 1, 1, 2, 2, 1));
        assertThat(tree.single()).isEqualTo(1);
        assertThat(tree.infectedByEach()).isEqualTo(Map.of(0, 2.0, 1, 0.5, 2, 0.0));
        assertThat(tree.serialInterval().pairs()).isEqualTo(3);
        assertThat(tree.serialInterval().mean()).isEqualTo((4 + 6 + 5) / 3.0);
        assertThat(tree.serialInterval().median()).isEqualTo(5.0);
        assertThat(tree.serialInterval().deviation()).isCloseTo(1.0, within(1e-12));
        assertThat(tree.serialInterval().least()).isEqualTo(4);
        assertThat(tree.generationInterval().pairs())
                .as("2 was exposed on day 1, 4 on day 5")
                .isEqualTo(1);
        assertThat(tree.generationInterval().mean()).isEqualTo(4.0);
        assertThat(tree.generationInterval().deviation()).isNull();
    }

    @Test
    void whoWasDiscardedIsInNoChain() {
        Person discarded = of(2, Classification.DISCARDED, DAY.plusDays(3), false);

        TransmissionTree tree = TransmissionTree.of(List.of(ill(1, 0), discarded), List.of(infected(1, 2, 1)));

        assertThat(tree.generations()).isEmpty();
        assertThat(tree.single()).isEqualTo(1);
        assertThat(tree.serialInterval().pairs()).isZero();
        assertThat(tree.serialInterval().mean()).isNull();
    }

    @Test
    void everyCaseIsInOneGenerationOrAloneWhateverTheTree() {
        Random random = new Random(11);
        for (int round = 0; round < 50; round++) {
            int count = 1 + random.nextInt(200);
            List<Person> people = new ArrayList<>();
            List<Meeting> links = new ArrayList<>();
            int infections = 0;
            for (int i = 1; i <= count; i++) {
                people.add(ill(i, random.nextInt(40)));
                if (i > 1 && random.nextInt(3) > 0) {
                    links.add(infected(1 + random.nextInt(i - 1), i, 1));
                    infections++;
                }
            }

            TransmissionTree tree = TransmissionTree.of(people, links);

            int inChains = tree.generations().values().stream()
                    .mapToInt(Integer::intValue)
                    .sum();
            assertThat(inChains + tree.single()).isEqualTo(count);
            assertThat(tree.nodes().stream()
                            .mapToInt(TransmissionTree.Node::infected)
                            .sum())
                    .isEqualTo(infections);
            assertThat(tree.serialInterval().pairs()).isEqualTo(infections);
            Map<Integer, Integer> generation = new HashMap<>();
            tree.nodes().forEach(each -> generation.put(each.number(), each.generation()));
            assertThat(links)
                    .allSatisfy(each -> assertThat(generation.get(each.target()))
                            .isEqualTo(Objects.requireNonNull(generation.get(each.source())) + 1));
        }
    }

    private static Person ill(int number, int day) {
        return of(number, Classification.CONFIRMED, DAY.plusDays(day), false);
    }

    private static Person contact(int number) {
        return of(number, null, null, true);
    }

    private static Person of(
            int number, @Nullable Classification classification, @Nullable LocalDate onset, boolean contact) {
        return new Person(
                number,
                1,
                null,
                null,
                new Person.Particulars("赵云", "", "男", "", "", "", "", ""),
                "",
                contact ? Person.Category.CLOSE : null,
                null,
                null,
                classification,
                onset,
                null,
                null);
    }

    private static Meeting infected(int source, int target, int day) {
        return new Meeting(source, target, Meeting.Relation.FAMILY, Meeting.Exposure.MEAL, DAY.plusDays(day), true);
    }

    private static Meeting met(int source, int target) {
        return new Meeting(source, target, Meeting.Relation.SCHOOL, Meeting.Exposure.SAME_ROOM, DAY, false);
    }
}
