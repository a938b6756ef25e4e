package org.tongmai.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.LocalDate;
import java.util.List;
import org.junit.jupiter.api.Test;

class ErrorModelTest {

    private static final List<LocalPatient> USUAL =
            Province.generate(Provinces.settings(11, 3_000)).truth().locals();

    @Test
    void without_errors_everybody_is_written_down_as_they_are() {
        ProvinceSettings settings = new ProvinceSettings(11, 300, "330000", Provinces.TODAY, ErrorRates.none());

        assertThat(Province.generate(settings).truth().locals().stream().skip(4))
                .allSatisfy(local -> {
                    assertThat(local.errors()).isEmpty();
                    assertThat(local.registration()).isEqualTo(Registration.of(local.resident(), Provinces.TODAY));
                });
    }

    @Test
    void what_is_not_named_as_an_error_is_right() {
        assertThat(USUAL).allSatisfy(local -> {
            Registration truth = Registration.of(local.resident(), Provinces.TODAY);
            if (without(local, "NUMBER", "NEWBORN")) {
                assertThat(local.registration().idNumber()).isEqualTo(truth.idNumber());
            }
            if (without(local, "NAME", "NEWBORN")) {
                assertThat(local.registration().name()).isEqualTo(truth.name());
            }
            if (without(local, "PHONE")) {
                assertThat(local.registration().phone()).isEqualTo(truth.phone());
            }
            if (without(local, "BIRTH")) {
                assertThat(local.registration().birthDate()).isEqualTo(truth.birthDate());
            }
            if (without(local, "ADDRESS")) {
                assertThat(local.registration().address()).isEqualTo(truth.address());
            }
        });
    }

    @Test
    void a_number_breaks_its_check_digit_only_where_an_error_broke_it() {
        assertThat(USUAL)
                .filteredOn(local -> local.registration().idNumber() != null)
                .filteredOn(local ->
                        !IdNumber.valid(String.valueOf(local.registration().idNumber())))
                .isNotEmpty()
                .allMatch(local ->
                        !without(local, "NUMBER_TRANSPOSED", "NUMBER_DIGIT", "NUMBER_FIFTEEN", "NUMBER_PLACEHOLDER"));
    }

    @Test
    void errors_are_as_frequent_as_the_rates_say() {
        assertThat(share(IdentityError.NUMBER_MISSING)).isBetween(0.04, 0.10);
        assertThat(share(IdentityError.PHONE_OLD)).isBetween(0.08, 0.15);
        assertThat(share(IdentityError.REGISTERED_TWICE)).isBetween(0.03, 0.08);
        assertThat(share(IdentityError.NAME_HOMOPHONE)).isBetween(0.004, 0.03);
    }

    @Test
    void a_rate_can_be_set_for_one_error() {
        ErrorRates rates = ErrorRates.none().with(IdentityError.PHONE_MISSING, 1);

        List<LocalPatient> locals = Province.generate(new ProvinceSettings(3, 50, "330000", Provinces.TODAY, rates))
                .truth()
                .locals();

        assertThat(locals.stream().skip(4))
                .allSatisfy(local -> assertThat(local.errors()).containsExactly(IdentityError.PHONE_MISSING));
    }

    @Test
    void a_newborn_is_known_by_its_mothers_name_and_without_a_number() {
        assertThat(USUAL)
                .filteredOn(local -> local.errors().contains(IdentityError.NEWBORN_NAME))
                .isNotEmpty()
                .allSatisfy(local -> {
                    assertThat(local.registration().name().text())
                            .startsWith(local.resident()
                                            .motherKnown()
                                            .orElseThrow()
                                            .name()
                                            .text() + "之");
                    assertThat(local.registration().idNumberGiven()).isEmpty();
                    assertThat(local.resident().birthDate()).isAfter(LocalDate.of(2024, 1, 1));
                });
    }

    private static boolean without(LocalPatient local, String... prefixes) {
        return local.errors().stream()
                .noneMatch(error -> List.of(prefixes).stream().anyMatch(error.name()::startsWith));
    }

    private static double share(IdentityError error) {
        return USUAL.stream().filter(local -> local.errors().contains(error)).count() / (double) USUAL.size();
    }
}
