package org.tongmai.intake;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tongmai.intake.cda.SampleDocument;
import org.tongmai.store.Query;
import org.tongmai.store.Scope;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Whose a document is, which version of which, and which of its statements is which of the version before. */
class DocumentVersionsTest {

    private static final String PATIENT = "PID|1||BA00981723^^^" + Hospital.CODE + "^MR||𠮷䶮·阿卜杜拉||19800307|M";

    private final Hospital hospital = Hospital.registered();

    @AfterEach
    void close() {
        hospital.close();
    }

    // -- statements

    @Test
    void aStatementPutBeforeAnotherInTheNextVersionMovesNothing() {
        take(document("D1"));
        String systolic = observation("收缩压").path("id").asString();
        String cholesterol = observation("低密度").path("id").asString();

        String before = document("D1");
        take(
                next("D2", "2", "D1")
                        .replaceFirst(
                                "(?s)(<code code=\"8716-3\".*?<text>.*?</text>|<code code=\"8716-3\"[^>]*/>(?:<title>[^<]*</title>)?)",
                                "$1<entry><observation classCode=\"OBS\" moodCode=\"EVN\"><code code=\"DE04.10.188.00\" displayName=\"体重(kg)\""
                                        + " codeSystem=\"2.16.156.10011.2.2.1\"/><value xsi:type=\"PQ\" value=\"71\" unit=\"kg\"/></observation></entry>"));

        assertThat(before).contains("8716-3");
        assertThat(observation("体重").path("status").asString()).isEqualTo("final");
        assertThat(observation("收缩压").path("id").asString()).isEqualTo(systolic);
        assertThat(observation("收缩压").at("/valueQuantity/value").asInt()).isEqualTo(158);
        assertThat(observation("低密度").path("id").asString()).isEqualTo(cholesterol);
        assertThat(all("Observation"))
                .noneMatch(each -> each.path("status").asString().equals("entered-in-error"));
    }

    @Test
    void aRefutedDiagnosisIsNotNegatedTwice() {
        take(
                document("D1")
                        .replace(
                                "<observation classCode=\"OBS\" moodCode=\"EVN\"><code code=\"DE05.10.130.00\"",
                                "<observation classCode=\"OBS\" moodCode=\"EVN\" negationInd=\"true\"><code code=\"DE05.10.130.00\""));

        ObjectNode refuted = all("Condition").stream()
                .filter(each ->
                        each.at("/verificationStatus/coding/0/code").asString().equals("refuted"))
                .findFirst()
                .orElseThrow();
        assertThat(refuted.has("modifierExtension")).isFalse();
    }

    // -- versions

    @ParameterizedTest
    @CsvSource({"1.0, 1.1", "1.9, 1.10", "V1.0, V2.0"})
    void versionsWithAPointAreVersions(String former, String later) {
        take(version("D1", later).replace("value=\"158\"", "value=\"149\""));

        JsonNode late = take(version("D1", former));

        assertThat(late.path("state").asString()).isEqualTo("STORED");
        assertThat(late.path("code").asString()).isEqualTo("intake.document-superseded");
        assertThat(observation("收缩压").at("/valueQuantity/value").asInt()).isEqualTo(149);
        assertThat(statuses("DocumentReference")).containsExactlyInAnyOrder("current", "superseded");
    }

    @Test
    void aDocumentThatComesAfterTheOneThatReplacesItIsSuperseded() {
        take(next("D2", "1", "D1")
                .replace("extension=\"SET-1\"", "extension=\"SET-2\"")
                .replace("value=\"158\"", "value=\"149\""));

        JsonNode late = take(document("D1"));

        assertThat(late.path("code").asString()).isEqualTo("intake.document-superseded");
        assertThat(statuses("DocumentReference")).containsExactlyInAnyOrder("current", "superseded");
        assertThat(hospital.count("Composition")).isEqualTo(1);
        assertThat(observation("收缩压").at("/valueQuantity/value").asInt()).isEqualTo(149);
    }

    // -- whose it is

    @Test
    void aDocumentUnderANumberThatWasGivenUpIsOfThePatientWhoStays() {
        register("1", "20260301080000", PATIENT);
        register("2", "20260301081000", PATIENT.replace("BA00981723", "P2"));
        assertThat(hospital.send(Hospital.message(
                        "ADT^A40^ADT_A39",
                        "3",
                        "20260301082000",
                        PATIENT.replace("BA00981723", "P2"),
                        "MRG|BA00981723^^^" + Hospital.CODE + "^MR")))
                .contains("MSA|AA|");

        take(document("D1"));

        assertThat(hospital.count("Patient")).isEqualTo(2);
        assertThat(hospital.tree("Composition").at("/subject/reference").asString())
                .isEqualTo(
                        "Patient/" + hospital.find("Patient", "P2").path("id").asString());
    }

    @Test
    void theNextVersionIsOfThePatientOfTheFormerOneAlsoAfterAMerge() {
        register("1", "20260301080000", PATIENT);
        take(document("D1"));
        String subject = hospital.tree("Composition").at("/subject/reference").asString();
        register("2", "20260301081000", PATIENT.replace("BA00981723", "P2"));
        hospital.send(Hospital.message(
                "ADT^A40^ADT_A39",
                "3",
                "20260301082000",
                PATIENT.replace("BA00981723", "P2"),
                "MRG|BA00981723^^^" + Hospital.CODE + "^MR"));

        JsonNode report = take(next("D2", "2", "D1"));

        assertThat(report.path("state").asString()).isEqualTo("STORED");
        assertThat(hospital.count("Composition")).isEqualTo(1);
        assertThat(hospital.tree("Composition").at("/subject/reference").asString())
                .isEqualTo(subject);
        assertThat(statuses("DocumentReference")).containsExactlyInAnyOrder("superseded", "current");
    }

    @Test
    void aNumberOfSomebodyOfAnotherNameAndBirthDateIsRefused() {
        take(document("D1"));

        JsonNode report = take(document("D2")
                .replace("SET-1", "SET-2")
                .replace("𠮷䶮·阿卜杜拉", "李秀英")
                .replace("birthTime value=\"19800307\"", "birthTime value=\"19520101\"")
                .replace("330106198003072330", ""));

        assertThat(report.path("state").asString()).isEqualTo("REFUSED");
        assertThat(report.path("code").asString()).isEqualTo("intake.document-patient-other");
        assertThat(hospital.count("Patient")).isEqualTo(1);
        assertThat(hospital.count("Composition")).isEqualTo(1);
    }

    @Test
    void aNumberOfSomebodyWhoseNameChangedIsThePatients() {
        take(document("D1"));

        take(document("D2").replace("SET-1", "SET-2").replace("𠮷䶮·阿卜杜拉", "阿卜杜拉"));

        assertThat(hospital.count("Patient")).isEqualTo(1);
        assertThat(hospital.count("Composition")).isEqualTo(2);
    }

    @Test
    void aChildUnderTheResidentNumberOfItsMotherIsAPatientOfItsOwn() {
        String onlyResident = "<id root=\"2.16.156.10011.1.(12|13|2|24)\" extension=\"[^\"]*\"/>";
        take(document("D1").replaceAll(onlyResident, ""));

        take(document("D2")
                .replace("SET-1", "SET-2")
                .replaceAll(onlyResident, "")
                .replace("𠮷䶮·阿卜杜拉", "𠮷䶮·阿卜杜拉之子")
                .replace("birthTime value=\"19800307\"", "birthTime value=\"20260213\""));

        assertThat(all("Patient"))
                .extracting(each -> each.path("birthDate").asString())
                .containsExactlyInAnyOrder("1980-03-07", "2026-02-13");
    }

    // -- what is sent and stored

    private void register(String number, String at, String patient) {
        assertThat(hospital.send(Hospital.message("ADT^A04^ADT_A01", number, at, patient)))
                .contains("MSA|AA|");
    }

    private static String document(String number) {
        return SampleDocument.of("C0002")
                .replace("12330000470051726F", Hospital.CODE)
                .replace("DOC-C0002", number);
    }

    private static String version(String number, String version) {
        return document(number).replace("versionNumber value=\"1\"", "versionNumber value=\"" + version + "\"");
    }

    private static String next(String number, String version, String replaced) {
        return version(number, version)
                .replace("typeCode=\"APND\"", "typeCode=\"RPLC\"")
                .replace("DOC-OLD", replaced);
    }

    private JsonNode take(String document) {
        byte[] report = hospital.parts()
                .documents()
                .take(document.getBytes(StandardCharsets.UTF_8), "his", Hospital.CODE)
                .report();
        return org.tongmai.store.Json.read(report);
    }

    private ObjectNode observation(String name) {
        return all("Observation").stream()
                .filter(each -> each.at("/code/text").asString("").startsWith(name)
                        || each.at("/code/coding/0/display").asString("").startsWith(name))
                .findFirst()
                .orElseThrow();
    }

    private List<ObjectNode> all(String type) {
        return hospital.store().search(Query.of(type).count(500), Scope.everything()).facts().stream()
                .map(fact -> fact.tree())
                .toList();
    }

    private List<String> statuses(String type) {
        return all(type).stream().map(each -> each.path("status").asString()).toList();
    }
}
