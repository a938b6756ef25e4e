package org.tongmai.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HistoryTest {

    private record Happened(LocalPatient local, Visit visit) {}

    private static final Province PROVINCE = Province.generate(Provinces.settings(9, 2_000));
    private static final List<Happened> ALL = PROVINCE.institutions().stream()
            .flatMap(institution -> PROVINCE.plan(institution).stream())
            .map(planned -> new Happened(planned.patient(), planned.content().get()))
            .toList();

    @Test
    void nobody_visits_before_birth_and_no_visit_ends_before_it_starts_or_after_today() {
        OffsetDateTime midnight = Calendar.at(Provinces.TODAY.plusDays(1), 0, 0);

        assertThat(ALL).allSatisfy(happened -> {
            Visit visit = happened.visit();
            assertThat(visit.start().toLocalDate())
                    .isAfterOrEqualTo(happened.local().resident().birthDate());
            assertThat(visit.end().orElse(visit.start())).isBetween(visit.start(), midnight);
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"00:00", "00:17", "07:59", "08:20", "23:59"})
    void what_is_open_today_began_today_and_before_now(String time) {
        LocalTime now = LocalTime.parse(time);

        List<Visit> open = today(Provinces.settings(9, 300).at(now));

        assertThat(open).hasSameSizeAs(today(Provinces.settings(9, 300))).isNotEmpty();
        assertThat(open)
                .allSatisfy(visit -> assertThat(visit.start().toLocalTime()).isBeforeOrEqualTo(now));
    }

    private static List<Visit> today(ProvinceSettings settings) {
        Province province = Province.generate(settings);
        return province.institutions().stream()
                .flatMap(institution -> province.plan(institution).stream())
                .map(planned -> planned.content().get())
                .filter(visit -> visit.end().isEmpty())
                .filter(visit -> visit.start().toLocalDate().equals(settings.today()))
                .toList();
    }

    @Test
    void results_come_out_during_the_visit() {
        assertThat(ALL)
                .allSatisfy(happened -> assertThat(happened.visit().reports()).allSatisfy(report -> {
                    assertThat(report.sampledAt()).isAfter(happened.visit().start());
                    assertThat(report.at())
                            .isAfter(report.sampledAt())
                            .isBeforeOrEqualTo(happened.visit().end().orElse(report.at()));
                }));
    }

    @Test
    void what_only_one_sex_can_have_is_diagnosed_in_that_sex_only() {
        assertThat(ALL).allSatisfy(happened -> {
            Sex sex = happened.local().resident().sex();
            assertThat(happened.visit().diagnoses())
                    .allMatch(diagnosis -> diagnosis.sex().map(sex::equals).orElse(true));
            assertThat(happened.visit().vaccinations())
                    .allMatch(vaccination -> !vaccination.code().startsWith("HPV") || sex == Sex.FEMALE);
            assertThat(happened.visit().reports())
                    .noneMatch(report -> report.panel().code().equals("PSA") && sex == Sex.FEMALE)
                    .noneMatch(report -> report.panel().code().equals("HCG") && sex == Sex.MALE);
        });
    }

    @Test
    void every_visit_about_a_sensitive_thing_carries_its_class_and_no_other_visit_does() {
        assertThat(ALL)
                .allSatisfy(happened -> assertThat(happened.visit().label())
                        .isEqualTo(happened.visit().diagnoses().stream()
                                .map(Diagnosis::label)
                                .flatMap(Optional::stream)
                                .findFirst()));
        assertThat(ALL)
                .extracting(happened -> happened.visit().label().orElse(""))
                .contains("PSY", "HIV", "STD");
    }

    @Test
    void flags_agree_with_the_reference_range() {
        assertThat(ALL)
                .allSatisfy(happened -> assertThat(happened.visit().reports())
                        .flatMap(LabReport::results)
                        .allSatisfy(HistoryTest::flagAgrees));
    }

    @Test
    void visit_numbers_are_unique_at_an_institution() {
        assertThat(ALL)
                .extracting(happened ->
                        happened.local().institution().key() + happened.visit().number())
                .doesNotHaveDuplicates();
    }

    @Test
    void a_dose_of_a_vaccine_is_given_once() {
        assertThat(ALL.stream()
                        .flatMap(happened -> happened.visit().vaccinations().stream()
                                .filter(vaccination -> !vaccination.code().equals("InfV"))
                                .map(vaccination ->
                                        happened.local().resident().id() + vaccination.code() + vaccination.dose())))
                .doesNotHaveDuplicates();
    }

    @Test
    void hospital_b_sees_somebody_today() {
        assertThat(ALL)
                .filteredOn(happened -> happened.local().institution().key().equals("B"))
                .filteredOn(happened -> happened.visit().end().isEmpty())
                .hasSizeGreaterThan(1);
    }

    private static void flagAgrees(LabReport.Result result) {
        switch (result) {
            case LabReport.Quantity quantity -> {
                String expected = quantity.value().compareTo(quantity.high()) > 0
                        ? "H"
                        : quantity.value().compareTo(quantity.low()) < 0 ? "L" : "N";
                assertThat(quantity.flag()).startsWith(expected);
            }
            case LabReport.Finding finding ->
                assertThat(finding.flag()).isEqualTo(finding.text().equals("阳性") ? "A" : "N");
        }
    }
}
