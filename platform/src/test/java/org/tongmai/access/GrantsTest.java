package org.tongmai.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.tongmai.store.Part;
import org.tongmai.store.Scope.Grant;

class GrantsTest {

    private static final Set<Long> ELSEWHERE = Set.of(7L, 8L);
    private static final Part OF_LABORATORY = Part.inCategory(Grants.LABORATORY);
    private static final Part RESULTS = Part.ofTypes(Set.of("Observation", "DiagnosticReport"));

    @Test
    void laboratory_alone_opens_results_of_the_laboratory_and_no_others() {
        assertThat(Grants.part(EnumSet.of(Category.LABORATORY)))
                .isEqualTo(Part.either(List.of(Part.ofTypes(Set.of("Specimen")), RESULTS.and(OF_LABORATORY))));
    }

    @Test
    void examinations_alone_open_all_results_but_those_of_the_laboratory() {
        assertThat(Grants.part(EnumSet.of(Category.EXAMINATIONS)))
                .isEqualTo(Part.either(
                        List.of(Part.ofTypes(Set.of("ImagingStudy", "Media")), RESULTS.less(OF_LABORATORY))));
    }

    @Test
    void special_classes_are_withheld_unless_named() {
        var permission = new Permission(
                EnumSet.of(Category.LABORATORY, Category.VISITS),
                EnumSet.of(Sensitivity.HIV),
                Instant.EPOCH,
                Instant.EPOCH.plusSeconds(1));

        assertThat(Grants.of(permission, ELSEWHERE))
                .containsExactly(new Grant(
                        ELSEWHERE,
                        Part.either(List.of(Grants.IDENTITY, Grants.part(permission.categories())))
                                .less(Part.labelled(Set.of("PSY", "STD", "REPRO", "GENETIC")))));
    }

    @Test
    void nothing_elsewhere_opens_nothing() {
        assertThat(Grants.of(permission(EnumSet.allOf(Category.class)), Set.of()))
                .isEmpty();
    }

    @Test
    void settlement_and_other_consents_are_no_part_of_any_permission() {
        Part everything = Grants.part(EnumSet.allOf(Category.class));

        assertThat(((Part.OfTypes) everything).types())
                .isNotEmpty()
                .doesNotContain("Claim", "Coverage", "Consent", "AuditEvent");
    }

    private static Permission permission(Set<Category> categories) {
        return new Permission(categories, Set.of(), Instant.EPOCH, Instant.EPOCH.plusSeconds(1));
    }
}
