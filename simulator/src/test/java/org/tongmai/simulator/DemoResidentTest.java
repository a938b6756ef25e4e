package org.tongmai.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class DemoResidentTest {

    private static final Map<String, LocalPatient> LOCALS = Provinces.SMALL.truth().locals().stream()
            .filter(local -> local.resident().id().equals(DemoResident.ID))
            .collect(Collectors.toMap(LocalPatient::localId, Function.identity()));

    @Test
    void four_institutions_know_her_three_of_them_not_quite() {
        assertThat(LOCALS).hasSize(4);
        assertThat(at(DemoResident.LOCAL_ID_AT_A).name().text()).isEqualTo(DemoResident.NAME_AT_A);
        assertThat(at(DemoResident.LOCAL_ID_AT_COMMUNITY).idNumberGiven()).isEmpty();
        assertThat(at(DemoResident.LOCAL_ID_AT_C).phone()).isEqualTo(DemoResident.FORMER_PHONE);
        assertThat(at(DemoResident.LOCAL_ID_AT_B)).isEqualTo(Registration.of(DemoResident.resident(), Provinces.TODAY));
    }

    @Test
    void her_story_is_the_same_whatever_the_seed() {
        assertThat(story(Provinces.SMALL)).isEqualTo(story(Province.generate(Provinces.settings(99, 5))));
    }

    @Test
    void hospital_b_sees_her_today_and_saw_her_before() {
        List<Visit> visits = visits(Provinces.SMALL, "B");

        assertThat(visits)
                .extracting(Visit::number)
                .containsExactly(DemoResident.EARLIER_VISIT_AT_B, DemoResident.OPEN_VISIT_AT_B);
        assertThat(visits.getLast().end()).isEmpty();
        assertThat(visits.getLast().start().toLocalDate()).isEqualTo(Provinces.TODAY);
    }

    @Test
    void hospital_a_sees_her_today_too() {
        Visit today = visits(Provinces.SMALL, "A").getLast();

        assertThat(today.number()).isEqualTo(DemoResident.OPEN_VISIT_AT_A);
        assertThat(today.end()).isEmpty();
    }

    @Test
    void her_psychiatric_visit_at_hospital_c_is_labelled() {
        assertThat(visits(Provinces.SMALL, "C").getLast().label()).contains("PSY");
    }

    private static Registration at(String localId) {
        return Catalogue.known(LOCALS, localId).registration();
    }

    private static List<Visit> visits(Province province, String key) {
        return province.plan(province.institution(key)).stream()
                .filter(planned -> planned.patient().resident().id().equals(DemoResident.ID))
                .map(planned -> planned.content().get())
                .toList();
    }

    private static List<List<Visit>> story(Province province) {
        return List.of("A", "B", "C", "H").stream()
                .map(key -> visits(province, key))
                .toList();
    }
}
