package org.tongmai.fhir;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Clock;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.tongmai.access.TestNode;
import org.tongmai.kernel.Problem;
import org.tongmai.store.Change;
import org.tongmai.store.Json;
import tools.jackson.databind.node.ObjectNode;

/** What a sender may not say. */
class ResourceRulesTest {

    private static final ResourceRules RULES = new ResourceRules(new IdentityRules(Clock.systemUTC()));

    private static void check(@Nullable String institution, ObjectNode resource) {
        String type = resource.path("resourceType").asString();
        RULES.check(true, institution).check(0, Change.create(type, Json.bytes(resource)), resource);
    }

    private static ObjectNode defined(String type, String url) {
        return Json.object().put("resourceType", type).put("url", url).put("status", "active");
    }

    private static void refused(ObjectNode resource, String code) {
        assertThatThrownBy(() -> check(TestNode.HOSPITAL_A, resource))
                .isInstanceOfSatisfying(
                        Problem.class, problem -> assertThat(problem.code()).isEqualTo(code));
        assertThatCode(() -> check(null, resource)).doesNotThrowAnyException();
    }

    @Test
    void anInstitutionDoesNotDefineAnewWhatAllShare() {
        refused(defined("ValueSet", "http://hl7.org/fhir/ValueSet/administrative-gender"), "fhir.shared-definition");
        refused(
                defined("CodeSystem", "http://terminology.hl7.org/CodeSystem/v3-ActCode")
                        .put("content", "complete"),
                "fhir.shared-definition");
        refused(
                defined("StructureDefinition", "http://hl7.org/fhir/StructureDefinition/Patient"),
                "fhir.shared-definition");
        refused(defined("ConceptMap", "https://tongmai.org/fhir/ConceptMap/any"), "fhir.shared-definition");
        refused(defined("CodeSystem", "http://loinc.org"), "fhir.shared-definition");
        refused(defined("CodeSystem", "http://loinc.org|2.77"), "fhir.shared-definition");
        refused(defined("CodeSystem", "http://loinc.org/any"), "fhir.shared-definition");
        refused(defined("CodeSystem", "urn:iso:std:iso:3166"), "fhir.shared-definition");
        refused(
                defined("CodeSystem", "urn:own").put("valueSet", "http://hl7.org/fhir/ValueSet/administrative-gender"),
                "fhir.shared-definition");
    }

    @Test
    void anInstitutionDefinesWhatIsItsOwn() {
        assertThatCode(() -> {
                    check(TestNode.HOSPITAL_A, defined("CodeSystem", "http://loinc.org.example.cn/CodeSystem/wards"));
                    check(TestNode.HOSPITAL_A, defined("CodeSystem", "http://unitsofmeasure.organisation.example"));
                    check(TestNode.HOSPITAL_A, defined("ValueSet", "https://hospital.example/fhir/ValueSet/wards"));
                    check(
                            TestNode.HOSPITAL_A,
                            defined(
                                    "CodeSystem",
                                    "https://tongmai.org/fhir/institution/" + TestNode.HOSPITAL_A
                                            + "/CodeSystem/wards"));
                })
                .doesNotThrowAnyException();
        refused(
                defined(
                        "CodeSystem",
                        "https://tongmai.org/fhir/institution/" + TestNode.HOSPITAL_B + "/CodeSystem/wards"),
                "fhir.shared-definition");
    }

    @Test
    void anInstitutionNumbersItsOwnPatientsOnly() {
        ObjectNode patient = Json.read("""
                {"resourceType":"Patient","identifier":[
                  {"system":"urn:any","value":"1"},
                  {"system":"https://tongmai.org/fhir/institution/%s/patient","value":"2"}]}
                """.formatted(TestNode.HOSPITAL_A).getBytes(UTF_8));

        assertThatCode(() -> {
                    check(TestNode.HOSPITAL_A, patient.deepCopy());
                    check(null, patient.deepCopy());
                })
                .doesNotThrowAnyException();
        assertThatThrownBy(() -> check(TestNode.HOSPITAL_B, patient.deepCopy()))
                .isInstanceOfSatisfying(Problem.class, problem -> {
                    assertThat(problem.code()).isEqualTo("fhir.foreign-patient-number");
                    assertThat(problem.where()).containsExactly("Patient.identifier[1].system");
                });
    }

    @Test
    void aDocumentIsBase64() {
        ObjectNode binary = Json.object().put("resourceType", "Binary").put("contentType", "text/plain");

        assertThatCode(() -> check(null, binary.deepCopy().put("data", "QUJD\nRA==")))
                .doesNotThrowAnyException();
        assertThatThrownBy(() -> check(null, binary.deepCopy().put("data", "not base64!")))
                .isInstanceOfSatisfying(
                        Problem.class, problem -> assertThat(problem.code()).isEqualTo("fhir.shape-wrong"));
    }
}
