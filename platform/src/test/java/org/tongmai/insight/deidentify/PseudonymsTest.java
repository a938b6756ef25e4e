package org.tongmai.insight.deidentify;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.tongmai.kernel.crypto.InternationalSuite;
import org.tongmai.kernel.crypto.NationalSuite;
import org.tongmai.kernel.crypto.Suite;

/** A project calls a person the same always, and no other project does. */
class PseudonymsTest {

    private static Pseudonyms project(Suite suite, int seed) {
        byte[] key = new byte[Pseudonyms.KEY_BYTES];
        new Random(seed).nextBytes(key);
        return new Pseudonyms(suite, key);
    }

    @Test
    void twoProjectsHaveNoPseudonymInCommon() {
        for (Suite suite : Set.of(NationalSuite.INSTANCE, InternationalSuite.INSTANCE)) {
            Set<String> all = new HashSet<>();
            for (long person = 1; person <= 5_000; person++) {
                assertThat(all.add(project(suite, 1).of(person))).isTrue();
                assertThat(all.add(project(suite, 2).of(person))).isTrue();
            }
            assertThat(project(suite, 1).of(7))
                    .isEqualTo(project(suite, 1).of(7))
                    .matches("P[0-9a-f]{24}");
        }
    }

    @Test
    void allDaysOfAPersonMoveByTheSameAndNoneStaysWhereItWas() {
        Pseudonyms project = project(NationalSuite.INSTANCE, 3);
        LocalDate first = LocalDate.of(2024, 2, 28);
        LocalDate second = LocalDate.of(2024, 9, 1);
        Set<Long> shifts = new HashSet<>();
        for (long person = 1; person <= 4_000; person++) {
            LocalDate moved = project.shifted(person, first);

            long by = ChronoUnit.DAYS.between(first, moved);
            assertThat(by).isNotZero().isBetween(-(long) Pseudonyms.SHIFT_MOST, (long) Pseudonyms.SHIFT_MOST);
            assertThat(ChronoUnit.DAYS.between(moved, project.shifted(person, second)))
                    .isEqualTo(ChronoUnit.DAYS.between(first, second));
            shifts.add(by);
        }
        assertThat(shifts).hasSize(2 * Pseudonyms.SHIFT_MOST);
    }
}
