package org.tongmai.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class FhirBundleTest {

    private static final List<Dispatch> BUNDLES = Provinces.all(Provinces.SMALL).stream()
            .filter(dispatch -> dispatch.form() == Dispatch.Form.FHIR)
            .toList();

    @Test
    void every_reference_resolves_inside_the_bundle_or_is_conditional_to_a_directory_bundle() {
        Set<String> directory = new HashSet<>();
        BUNDLES.stream()
                .filter(bundle -> bundle.localId().isEmpty())
                .flatMap(bundle -> entries(bundle).stream())
                .forEach(entry -> directory.add(entry.at("/request/url").stringValue() + "?"
                        + entry.at("/request/ifNoneExist").stringValue()));

        assertThat(BUNDLES).allSatisfy(bundle -> {
            List<String> inside = entries(bundle).stream()
                    .map(entry -> entry.path("fullUrl").stringValue())
                    .toList();
            assertThat(inside).doesNotHaveDuplicates();
            for (String reference : references(read(bundle), new ArrayList<>())) {
                assertThat(reference.startsWith("urn:uuid:") ? inside : directory)
                        .contains(reference);
            }
        });
    }

    @Test
    void a_bundle_is_about_one_patient_who_is_created_unless_known() {
        assertThat(BUNDLES.stream().filter(bundle -> bundle.localId().isPresent()))
                .allSatisfy(bundle -> {
                    List<JsonNode> patients = entries(bundle).stream()
                            .filter(entry -> entry.at("/resource/resourceType")
                                    .stringValue()
                                    .equals("Patient"))
                            .toList();
                    assertThat(patients).hasSize(1);
                    assertThat(patients.getFirst().at("/request/ifNoneExist").stringValue())
                            .isEqualTo("identifier=https://tongmai.org/fhir/institution/" + bundle.institution()
                                    + "/patient|" + bundle.localId().orElseThrow());
                });
    }

    @Test
    void sensitive_visits_are_labelled_in_every_clinical_resource() {
        Institution hospital = Provinces.SMALL.institution("B");
        Visit visit = new VisitDraft(
                        "V1",
                        Visit.Kind.OUTPATIENT,
                        Calendar.at(Provinces.TODAY, 9, 0),
                        Optional.of(Calendar.at(Provinces.TODAY, 10, 0)),
                        hospital.departments().getFirst(),
                        List.of(Catalogue.known(Catalogue.DIAGNOSIS, "F32.9")),
                        List.of(),
                        List.of())
                .drawn(Sex.FEMALE, new Dice(1));
        LocalPatient local = Provinces.SMALL.truth().locals().get(1);

        JsonNode bundle = JsonMapper.shared().readTree(FhirVisits.bundle(local, visit));

        bundle.path("entry")
                .valueStream()
                .skip(1)
                .forEach(entry -> assertThat(
                                entry.at("/resource/meta/security/0/code").stringValue())
                        .isEqualTo("PSY"));
    }

    private static JsonNode read(Dispatch bundle) {
        return JsonMapper.shared().readTree(bundle.body());
    }

    private static List<JsonNode> entries(Dispatch bundle) {
        return read(bundle).path("entry").valueStream().toList();
    }

    private static List<String> references(JsonNode node, List<String> found) {
        if (node.path("reference").isString()) {
            found.add(node.path("reference").stringValue());
        }
        node.valueStream().forEach(child -> references(child, found));
        return found;
    }
}
