package org.tongmai.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.tongmai.store.Scope.Grant;

class GrantsTest {

    private static final Set<Long> ELSEWHERE = Set.of(7L, 8L);

    @Test
    void laboratory_alone_opens_results_of_the_laboratory_and_no_others() {
        List<Grant> grants = Grants.of(permission(EnumSet.of(Category.LABORATORY)), ELSEWHERE);

        Grant results = of(grants, "Observation");
        assertThat(results.categories()).isEqualTo(Grants.LABORATORY);
        assertThat(of(grants, "Patient").types()).contains("Specimen").doesNotContain("Encounter", "ImagingStudy");
    }

    @Test
    void examinations_alone_open_all_results_but_those_of_the_laboratory() {
        List<Grant> grants = Grants.of(permission(EnumSet.of(Category.EXAMINATIONS)), ELSEWHERE);

        assertThat(of(grants, "DiagnosticReport").withheldCategories()).isEqualTo(Grants.LABORATORY);
        assertThat(of(grants, "DiagnosticReport").categories()).isEmpty();
    }

    @Test
    void special_classes_are_withheld_in_each_grant_unless_named() {
        var permission = new Permission(
                EnumSet.of(Category.LABORATORY, Category.VISITS),
                EnumSet.of(Sensitivity.HIV),
                Instant.EPOCH,
                Instant.EPOCH.plusSeconds(1));

        assertThat(Grants.of(permission, ELSEWHERE))
                .allSatisfy(grant ->
                        assertThat(grant.withheldLabels()).containsExactlyInAnyOrder("PSY", "STD", "REPRO", "GENETIC"));
    }

    @Test
    void nothing_elsewhere_opens_nothing() {
        assertThat(Grants.of(permission(EnumSet.allOf(Category.class)), Set.of()))
                .isEmpty();
    }

    @Test
    void settlement_and_other_consents_are_no_part_of_any_permission() {
        for (Grant grant : Grants.of(permission(EnumSet.allOf(Category.class)), ELSEWHERE)) {
            assertThat(grant.types()).isNotEmpty().doesNotContain("Claim", "Coverage", "Consent", "AuditEvent");
        }
    }

    private static Grant of(List<Grant> grants, String type) {
        return grants.stream()
                .filter(grant -> grant.types().contains(type))
                .findFirst()
                .orElseThrow();
    }

    private static Permission permission(Set<Category> categories) {
        return new Permission(categories, Set.of(), Instant.EPOCH, Instant.EPOCH.plusSeconds(1));
    }
}
