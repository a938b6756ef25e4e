package org.tongmai.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CheckDigitTest {

    @ParameterizedTest
    @ValueSource(strings = {"11010519491231002X", "34052419800101001X", DemoResident.ID_NUMBER})
    void known_id_numbers_are_valid(String number) {
        assertThat(IdNumber.valid(number)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"110105194912310021", "11010519491231002", "000000000000000000", "无"})
    void broken_id_numbers_are_not(String number) {
        assertThat(IdNumber.valid(number)).isFalse();
    }

    @Test
    void the_old_form_has_two_digits_of_the_year_and_no_check_digit() {
        assertThat(IdNumber.fifteen("11010519491231002X")).isEqualTo("110105491231002");
    }

    @ParameterizedTest
    @ValueSource(strings = {"91350100M000100Y43", "91440300708461136T", "914403001922038216"})
    void known_credit_codes_are_valid(String code) {
        assertThat(Uscc.valid(code)).isTrue();
    }

    @Test
    void the_institutions_have_fixed_valid_codes() {
        assertThat(Institutions.of("330000"))
                .extracting(Institution::uscc)
                .containsExactly("12330100TM000001XU", "12330100TM0000028U", "12330100TM0000036N", "12330100TM0000044H")
                .allMatch(Uscc::valid);
    }
}
