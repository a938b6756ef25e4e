package org.tongmai.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class PopulationTest {

    private static final List<Resident> RESIDENTS = Population.draw(Provinces.settings(5, 4_000));

    @Test
    void there_are_exactly_as_many_residents_as_asked_for() {
        assertThat(RESIDENTS).hasSize(4_000);
        assertThat(RESIDENTS).extracting(Resident::id).doesNotHaveDuplicates();
    }

    @Test
    void every_id_number_is_valid_unique_and_says_birth_and_sex() {
        assertThat(RESIDENTS).extracting(Resident::idNumber).doesNotHaveDuplicates();
        assertThat(RESIDENTS).allSatisfy(resident -> {
            String number = resident.idNumber();
            assertThat(IdNumber.valid(number)).isTrue();
            assertThat(number.substring(6, 14))
                    .isEqualTo(resident.birthDate().toString().replace("-", ""));
            assertThat(number.charAt(16) % 2 == 1).isEqualTo(resident.sex() == Sex.MALE);
        });
    }

    @Test
    void id_numbers_use_the_reserved_sequences_only_and_nobody_is_as_old_as_their_owners() {
        assertThat(RESIDENTS).allSatisfy(resident -> {
            assertThat(Integer.parseInt(resident.idNumber().substring(14, 17))).isBetween(IdNumber.FIRST_RESERVED, 999);
            assertThat(resident.yearsOn(Provinces.TODAY)).isLessThan(100);
        });
    }

    @Test
    void phones_lie_in_segments_that_are_not_open() {
        assertThat(RESIDENTS)
                .allSatisfy(resident -> assertThat(Phones.SEGMENTS)
                        .contains(
                                resident.phone().substring(0, 3),
                                resident.formerPhone().substring(0, 3)));
    }

    @Test
    void some_share_a_name_as_people_called_wang_wei_do() {
        Map<String, Long> names = RESIDENTS.stream()
                .collect(Collectors.groupingBy(resident -> resident.name().text(), Collectors.counting()));

        assertThat(names.get("王伟")).isGreaterThan(1);
    }

    @Test
    void nobody_is_born_after_today_and_children_have_younger_births_than_their_mothers() {
        assertThat(RESIDENTS).allSatisfy(resident -> {
            assertThat(resident.birthDate()).isBefore(Provinces.TODAY);
            resident.motherKnown()
                    .ifPresent(mother ->
                            assertThat(mother.birthDate().plusYears(15)).isBefore(resident.birthDate()));
        });
    }

    @Test
    void there_are_twins_long_names_with_a_dot_rare_characters_and_peoples_other_than_han() {
        assertThat(RESIDENTS).anyMatch(Resident::twin);
        assertThat(RESIDENTS).anyMatch(resident -> resident.name().text().contains("·"));
        assertThat(RESIDENTS)
                .anyMatch(resident -> resident.name().text().codePoints().anyMatch(c -> c > 0xFFFF));
        assertThat(RESIDENTS).anyMatch(resident -> !resident.ethnicity().equals("01"));
    }
}
