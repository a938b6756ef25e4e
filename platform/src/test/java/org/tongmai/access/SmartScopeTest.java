package org.tongmai.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.tongmai.kernel.Problem;
import org.tongmai.store.Part;

/** Scopes of SMART: what they say, what one has with another, and what they leave of a decision. */
class SmartScopeTest {

    @ParameterizedTest
    @CsvSource({
        "patient/Observation.rs, rs",
        "patient/Observation.read, rs",
        "user/*.*, cruds",
        "user/*.write, cud",
        "system/Patient.cruds, cruds",
        "patient/Condition.r, r",
        "patient/Condition.s, s"
    })
    void both_versions_say_the_same_with_other_letters(String scope, String letters) {
        assertThat(SmartScope.parse(scope).letters()).isEqualTo(letters);
    }

    @Test
    void a_category_is_a_code_with_or_without_its_system_percent_encoded_or_not() {
        assertThat(SmartScope.parse("patient/Observation.rs?category=http%3A%2F%2Fa.example%2Fkinds%7Clab,survey")
                        .categories())
                .containsExactlyInAnyOrder("http://a.example/kinds|lab", "survey");
        assertThat(SmartScope.parse("patient/Observation.rs?category=a+b").categories())
                .containsExactly("a+b");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "patient",
                "patient/",
                "patient/Observation",
                "patient/Observation.",
                "patient/observation.rs",
                "patient/Observation.RS",
                "patient/Observation.rr",
                "patient/Observation.rs?",
                "patient/Observation.rs?category=a|b|c",
                "patient/Observation.rs?category=a&category=b",
                "patient/Observation.rs?category=%zz",
                "patient/Observation.cu?category=a",
                "group/Observation.rs",
                "patient/Observation.rs patient/Condition.rs"
            })
    void what_cannot_be_read_as_it_is_written_is_refused(String scope) {
        assertThatThrownBy(() -> SmartScope.parse(scope))
                .isInstanceOfSatisfying(
                        Problem.class, problem -> assertThat(problem.code()).isEqualTo("access.scope-unsupported"));
    }

    @ParameterizedTest
    @CsvSource({
        "patient/*.rs, patient/Observation.rs, true",
        "patient/*.rs, patient/Observation.rs?category=a, true",
        "patient/*.rs, user/Observation.rs, false",
        "patient/*.r, patient/Observation.rs, false",
        "patient/Observation.rs, patient/*.rs, false",
        "patient/Observation.rs, patient/Condition.rs, false",
        "patient/Observation.rs?category=a, patient/Observation.rs, false",
        "patient/Observation.rs?category=a, patient/Observation.rs?category=b, false",
        "patient/Observation.rs?category=a, patient/Observation.r?category=a, true"
    })
    void one_covers_another_where_it_says_at_least_as_much(String one, String other, boolean covers) {
        assertThat(SmartScope.parse(one).covers(SmartScope.parse(other))).isEqualTo(covers);
    }

    @Test
    void the_parts_of_several_scopes_go_together_and_a_whole_type_takes_in_its_categories() {
        assertThat(limit("patient/Observation.rs?category=a", "patient/Patient.rs", "patient/Condition.rs")
                        .part())
                .isEqualTo(Part.either(List.of(
                        Part.ofTypes(Set.of("Patient", "Condition")),
                        Part.ofTypes(Set.of("Observation")).and(Part.inCategory(Set.of("a"))))));
        assertThat(limit("patient/Observation.rs?category=a", "patient/Observation.rs")
                        .part())
                .isEqualTo(Part.ofTypes(Set.of("Observation")));
        assertThat(limit("patient/Observation.rs?category=a", "patient/*.rs").part())
                .isEqualTo(Part.all());
        assertThat(limit("openid", "launch/patient").part()).isEqualTo(Part.ofTypes(Set.of()));
    }

    @Test
    void scopes_of_a_patient_without_one_open_nothing() {
        Limit nobody = Limit.of(List.of("patient/*.rs", "user/*.rs"), null, null);

        assertThat(nobody.part()).isEqualTo(Part.ofTypes(Set.of()));
        assertThatThrownBy(() -> nobody.require("Observation", 'r')).isInstanceOf(Problem.class);
    }

    @Test
    void a_limit_outlasts_being_written_down() {
        Limit limit = Limit.of(List.of("launch", "patient/Observation.rs?category=a", "patient/Patient.r"), 12L, 7L);

        assertThat(Limit.parse(limit.text())).isEqualTo(limit);
        assertThat(Limit.parse(limit.text())).isNotEqualTo(Limit.of(List.of("patient/Patient.r"), 12L, 7L));
    }

    @Test
    void only_everything_is_whole() {
        assertThat(Limit.of(List.of("system/*.cruds"), null, null).whole()).isTrue();
        assertThat(Limit.of(List.of("system/*.rs", "system/*.cud"), null, null).whole())
                .isTrue();
        assertThat(Limit.of(List.of("system/*.rs"), null, null).whole()).isFalse();
        assertThat(Limit.of(List.of("user/*.cruds"), 12L, 7L).whole()).isFalse();
    }

    private static Limit limit(String... scopes) {
        return Limit.of(List.of(scopes), 12L, null);
    }
}
