package org.tongmai.intake;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.tongmai.intake.cda.SampleDocument;
import org.tongmai.store.Query;
import org.tongmai.store.Scope;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** A later message or document takes nothing away that it does not speak of: no label, no text, no other document. */
class KeptThroughCorrectionsTest {

    private static final String PATIENT = "PID|1||P0001^^^" + Hospital.CODE + "^MR||王^伟|||M";
    private static final String MARKED = "PV1|1|O||||||||||||||PSY|||V1";
    private static final String UNMARKED = "PV1|1|O|||||||||||||||||V1";

    private final Hospital hospital = Hospital.registered();

    @AfterEach
    void close() {
        hospital.close();
    }

    @Test
    void aCorrectedResultOfASpecialClassStaysOne() {
        result("1", "20260301080000", MARKED, "6.5", "F");

        result("2", "20260301090000", UNMARKED, "5.6", "C");

        ObjectNode corrected = hospital.tree("Observation");
        assertThat(corrected.path("status").asString()).isEqualTo("corrected");
        assertThat(labels(corrected)).containsExactly("PSY");
    }

    @Test
    void aDocumentThatFillsInWhatThePatientLacksLeavesTheLabels() {
        hospital.send(Hospital.message(
                "ADT^A04^ADT_A01", "1", "20260301080000", "PID|1||BA00981723^^^" + Hospital.CODE + "^MR||𠮷䶮·阿卜杜拉"));
        ObjectNode patient = hospital.tree("Patient");
        mark(patient, "HIV");
        hospital.write(patient);

        assertThat(take(document("D1"))).isEqualTo(State.STORED);

        assertThat(hospital.count("Patient")).isEqualTo(1);
        assertThat(hospital.tree("Patient").path("birthDate").asString()).isEqualTo("1980-03-07");
        assertThat(labels(hospital.tree("Patient"))).containsExactly("HIV");
    }

    @Test
    void whatAReplacedDocumentSaidKeepsItsLabelsWhenItIsWithdrawnOrSaidAgain() {
        take(document("D1"));
        ObjectNode procedure = hospital.tree("Procedure");
        mark(procedure, "GENETIC");
        hospital.write(procedure);
        ObjectNode pressure = observation("收缩压");
        mark(pressure, "GENETIC");
        hospital.write(pressure);

        take(next("D2", "2")
                .replaceFirst("(?s)<component><section><code code=\"47519-4\".*?</section></component>", "")
                .replace("value=\"158\"", "value=\"149\""));

        assertThat(hospital.tree("Procedure").path("status").asString()).isEqualTo("entered-in-error");
        assertThat(labels(hospital.tree("Procedure"))).containsExactly("GENETIC");
        assertThat(observation("收缩压").at("/valueQuantity/value").asInt()).isEqualTo(149);
        assertThat(labels(observation("收缩压"))).containsExactly("GENETIC");
    }

    @ParameterizedTest
    @ValueSource(strings = {"R", "V"})
    void aConfidentialDocumentIsConfidentialInEveryPart(String level) {
        take(document("D1").replace("confidentialityCode code=\"N\"", "confidentialityCode code=\"" + level + "\""));

        for (String type : List.of("Composition", "DocumentReference", "Binary", "Observation", "Condition")) {
            assertThat(all(type))
                    .as(type)
                    .isNotEmpty()
                    .allSatisfy(each -> assertThat(labels(each)).containsExactly(level));
        }
    }

    @Test
    void aDocumentOfAVisitOfASpecialClassIsOfThatClass() {
        hospital.send(Hospital.message(
                "ADT^A04^ADT_A01",
                "1",
                "20260201080000",
                "PID|1||BA00981723^^^" + Hospital.CODE + "^MR||𠮷䶮·阿卜杜拉",
                MARKED.replace("|V1", "|ZY202602140017")));

        take(document("D1"));

        assertThat(hospital.tree("Composition")
                        .path("encounter")
                        .path("reference")
                        .asString())
                .isEqualTo(hospital.fact("Encounter").reference());
        for (String type : List.of("Composition", "DocumentReference", "Binary", "Observation", "Condition")) {
            assertThat(all(type))
                    .as(type)
                    .isNotEmpty()
                    .allSatisfy(each -> assertThat(labels(each)).containsExactly("PSY"));
        }
    }

    @ParameterizedTest
    @CsvSource({"T03, current", "T11, entered-in-error"})
    void aDocumentKeepsItsTextWhereOnlyItsStatusIsTold(String trigger, String status) {
        note("T02", "1", "20260301080000", "OBX|1|TX|NOTE^病程^L||病情平稳||||||F");

        note(trigger, "2", "20260301090000");

        ObjectNode document = hospital.tree("DocumentReference");
        assertThat(document.path("status").asString()).isEqualTo(status);
        assertThat(document.at("/content/0/attachment/data").asString()).isNotEmpty();
        assertThat(document.path("content")).hasSize(1);
    }

    @Test
    void theTextOfADocumentThatComesAfterItsStatusIsKept() {
        note("T03", "2", "20260301090000");

        note("T02", "1", "20260301080000", "OBX|1|TX|NOTE^病程^L||病情平稳||||||F");

        ObjectNode document = hospital.tree("DocumentReference");
        assertThat(document.at("/content/0/attachment/data").asString()).isNotEmpty();
    }

    @Test
    void aSetNumberThatASystemGivesToEveryPatientWithdrawsNobodyElsesDocument() {
        take(document("D1"));

        take(next("D2", "2")
                .replace("typeCode=\"RPLC\"", "typeCode=\"APND\"")
                .replace("ZY202602140017", "ZY999")
                .replace("BA00981723", "BA999")
                .replace("33010600100200017", "33010600100200099")
                .replace("330106198003072330", "110101199003070011")
                .replace("SQ7781", "SQ999")
                .replace("𠮷䶮·阿卜杜拉", "王小明"));

        assertThat(hospital.count("Patient")).isEqualTo(2);
        assertThat(hospital.count("Composition")).isEqualTo(2);
        assertThat(statuses("DocumentReference")).containsOnly("current");
        assertThat(statuses("Procedure")).doesNotContain("entered-in-error");
    }

    @ParameterizedTest
    @CsvSource({"C0002, 1, C0002", "C0002, 2, C0034"})
    void anotherDocumentUnderTheSetNumberOfTheStayIsNoNewVersion(String first, String version, String second) {
        take(document(first, "D1"));

        take(document(second, "D2").replace("versionNumber value=\"1\"", "versionNumber value=\"" + version + "\""));

        assertThat(hospital.count("Composition")).isEqualTo(2);
        assertThat(statuses("DocumentReference")).containsOnly("current");
    }

    @Test
    void aHigherVersionOfTheSameSetReplacesTheFormerOne() {
        take(document("D1"));

        take(next("D2", "2").replace("typeCode=\"RPLC\"", "typeCode=\"APND\""));

        assertThat(hospital.count("Composition")).isEqualTo(1);
        assertThat(statuses("DocumentReference")).containsExactlyInAnyOrder("superseded", "current");
    }

    // -- what is sent

    private void result(String number, String at, String visit, String value, String status) {
        assertThat(hospital.send(Hospital.message(
                        "ORU^R01",
                        number,
                        at,
                        PATIENT,
                        visit,
                        "OBR|1||LAB1|BIO^生化^L|||20260301070000|||||||||||||||" + at + "||LAB|" + status,
                        "OBX|1|NM|GLU^葡萄糖^L||" + value + "|mmol/L|||||" + status)))
                .contains("MSA|AA|");
    }

    private void note(String trigger, String number, String at, String... content) {
        String[] segments = new String[content.length + 2];
        segments[0] = PATIENT;
        segments[1] = "TXA|1|PN^病程记录|TX|20260301080000||20260301080000||||||D7|||||LA";
        System.arraycopy(content, 0, segments, 2, content.length);
        assertThat(hospital.send(Hospital.message("MDM^" + trigger, number, at, segments)))
                .contains("MSA|AA|");
    }

    private static String document(String number) {
        return document("C0002", number);
    }

    private static String document(String kind, String number) {
        return SampleDocument.of(kind)
                .replace("12330000470051726F", Hospital.CODE)
                .replace("DOC-" + kind, number);
    }

    private static String next(String number, String version) {
        return document(number)
                .replace("versionNumber value=\"1\"", "versionNumber value=\"" + version + "\"")
                .replace("typeCode=\"APND\"", "typeCode=\"RPLC\"")
                .replace("DOC-OLD", "D1");
    }

    private State take(String document) {
        return hospital.parts()
                .documents()
                .take(document.getBytes(StandardCharsets.UTF_8), "his", Hospital.CODE)
                .state();
    }

    // -- what is stored

    private List<ObjectNode> all(String type) {
        return hospital.store().search(Query.of(type).count(1_000), Scope.everything()).facts().stream()
                .map(fact -> fact.tree())
                .toList();
    }

    private List<String> statuses(String type) {
        return all(type).stream().map(each -> each.path("status").asString()).toList();
    }

    private ObjectNode observation(String name) {
        return all("Observation").stream()
                .filter(each -> each.at("/code/text").asString("").startsWith(name))
                .findFirst()
                .orElseThrow();
    }

    private static List<String> labels(JsonNode resource) {
        return resource.at("/meta/security")
                .valueStream()
                .map(label -> label.path("code").asString())
                .toList();
    }

    private static void mark(ObjectNode resource, String label) {
        resource.withObject("meta")
                .putArray("security")
                .addObject()
                .put("system", "https://tongmai.org/fhir/CodeSystem/sensitivity")
                .put("code", label);
    }
}
