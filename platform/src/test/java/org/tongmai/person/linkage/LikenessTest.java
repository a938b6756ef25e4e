package org.tongmai.person.linkage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How alike texts are, by the examples of those who wrote the measures. */
class LikenessTest {

    /** Winkler 1990, table of string comparators. */
    @ParameterizedTest
    @CsvSource({
        "martha, marhta, 0.961",
        "dwayne, duane, 0.840",
        "dixon, dicksonx, 0.813",
        "jones, johnson, 0.832",
        "abroms, abrams, 0.922",
        "anna, anna, 1",
        "anna, bob, 0"
    })
    void jaroAndWinklerGiveTheirPublishedValues(String one, String other, double likeness) {
        assertThat(Likeness.jaroWinkler(one, other)).isCloseTo(likeness, within(0.001));
        assertThat(Likeness.jaroWinkler(other, one)).isCloseTo(likeness, within(0.001));
    }

    @ParameterizedTest
    @CsvSource({
        "smith, smyth, true",
        "smith, smit, true",
        "smith, smiths, true",
        "smith, simth, true",
        "smith, smiht, true",
        "smith, smythe, false",
        "smith, jones, false",
        "1234, 4321, false",
        "ab, ba, true"
    })
    void oneSlipReplacesLeavesOutAddsOrTransposes(String one, String other, boolean slip) {
        assertThat(Likeness.slip(one, other)).isEqualTo(slip);
        assertThat(Likeness.slip(other, one)).isEqualTo(slip);
    }

    @ParameterizedTest
    @CsvSource({
        "5304218, 5340281, true",
        "5304218, 5304218, true",
        "5304218, 530421, true",
        "5304218, 53042, true",
        "5304218, 1234567, false",
        "smith, smythe, true",
        "kitten, sitting, false"
    })
    void twoSlipsAreAtMostTwo(String one, String other, boolean slips) {
        assertThat(Likeness.twoSlips(one, other)).isEqualTo(slips);
        assertThat(Likeness.twoSlips(other, one)).isEqualTo(slips);
    }

    @ParameterizedTest
    @CsvSource({"robert, r163", "rupert, r163", "tymczak, t522", "honeyman, h555", "smith, s53", "smyth, s53"})
    void namesThatSoundAlikeShareACode(String name, String code) {
        assertThat(Likeness.sound(name)).isEqualTo(code);
    }

    @Test
    void anAddressWithoutItsBlankIsAlmostTheSame() {
        int[] one = Likeness.neighbours("pridhamstreet");
        int[] other = Likeness.neighbours("pridhamstret");

        assertThat(Likeness.dice(one, other)).isGreaterThan(0.85);
        assertThat(Likeness.dice(one, Likeness.neighbours("wallabyplace"))).isLessThan(0.2);
    }
}
