package org.tongmai.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RegionCodeTest {

    @Test
    void knowsWhatItLiesIn() {
        var county = new RegionCode("330106");

        assertThat(county.level()).isEqualTo(RegionCode.Level.COUNTY);
        assertThat(county.city()).isEqualTo(new RegionCode("330100"));
        assertThat(county.province()).isEqualTo(new RegionCode("330000"));
        assertThat(county.province().contains(county)).isTrue();
        assertThat(county.city().contains(new RegionCode("330206"))).isFalse();
        assertThat(county.contains(county.city())).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"33010", "3301061", "33010A", "030106", ""})
    void refusesNonsense(String text) {
        assertThatThrownBy(() -> new RegionCode(text))
                .isInstanceOfSatisfying(
                        Problem.class, problem -> assertThat(problem.code()).isEqualTo("kernel.region-code-malformed"));
    }
}
