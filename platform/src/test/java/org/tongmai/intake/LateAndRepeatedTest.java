package org.tongmai.intake;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.tongmai.intake.cda.SampleDocument;
import org.tongmai.store.Json;
import tools.jackson.databind.JsonNode;

/** Which of two messages is newer, and what is the same thing told twice. */
class LateAndRepeatedTest {

    private static final String PATIENT = "PID|1||P0001^^^" + Hospital.CODE + "^MR||王^伟|||M";

    private final Hospital hospital = Hospital.registered();

    @AfterEach
    void close() {
        hospital.close();
    }

    @Test
    void aCorrectionOfAnEarlierEventIsNewerThanWhatWasSaidBeforeIt() {
        registration("1", "20260301083000", "20260301083000", "王^伟");

        String answer = registration("2", "20260301100000", "20260228080000", "王^玮");

        assertThat(answer).doesNotContain("intake.older-than-stored");
        assertThat(hospital.text("Patient", "name")).isEqualTo("王玮");
    }

    @ParameterizedTest
    @ValueSource(strings = {"202603010830", "2026030108", "20260301"})
    void aTimeWithoutSecondsIsNotOlderThanTheSecondsInIt(String truncated) {
        registration("1", "20260301083015", "", "王^伟");

        String answer = registration("2", truncated, "", "王^玮");

        assertThat(answer).doesNotContain("intake.older-than-stored");
        assertThat(hospital.text("Patient", "name")).isEqualTo("王玮");
    }

    @Test
    void aTimeWithoutSecondsThatEndedBeforeIsOlder() {
        registration("1", "20260301083015", "", "王^伟");

        assertThat(registration("2", "202603010829", "", "王^玮")).contains("intake.older-than-stored");
        assertThat(hospital.text("Patient", "name")).isEqualTo("王伟");
    }

    @ParameterizedTest
    @CsvSource({"P, final, 6.5", "C, corrected, 5.6"})
    void aPreliminaryResultNeverReplacesAFinalOneAndACorrectionDoes(String status, String stored, String value) {
        result("1", "20260301083000", "6.5", "F");

        result("2", "20260301093000", "5.6", status);

        assertThat(hospital.text("Observation", "status")).isEqualTo(stored);
        assertThat(hospital.text("DiagnosticReport", "status")).isEqualTo(stored);
        assertThat(hospital.tree("Observation").at("/valueQuantity/value").asString())
                .isEqualTo(value);
    }

    @Test
    void aMergeThatComesLateIsStillAMerge() {
        registration("1", "20260301083000", "", "王^伟");
        hospital.send(Hospital.message(
                "ADT^A08^ADT_A01", "2", "20260301110000", "PID|1||P0002^^^" + Hospital.CODE + "^MR||王^伟|||M"));

        String answer = hospital.send(Hospital.message(
                "ADT^A40^ADT_A39", "3", "20260301100000", PATIENT, "MRG|P0002^^^" + Hospital.CODE + "^MR"));

        assertThat(answer).contains("MSA|AA|3|");
        assertThat(hospital.find("Patient", "P0002").path("active").asBoolean(true))
                .isFalse();
        assertThat(hospital.find("Patient", "P0002").at("/link/0/type").asString())
                .isEqualTo("replaced-by");
    }

    @Test
    void aTriggerInSmallLettersMeansTheSame() {
        String visit = "PV1|1|O|||||||||||||||||V1";
        hospital.send(Hospital.message("ADT^A04^ADT_A01", "1", "20260301083000", PATIENT, visit));

        assertThat(hospital.send(Hospital.message("ADT^a11^ADT_A09", "2", "20260301090000", PATIENT, visit)))
                .contains("MSA|AA|2|");

        assertThat(hospital.text("Encounter", "status")).isEqualTo("cancelled");
    }

    @Test
    void whatWasNotAskedIsToldApartFromWhatIsUnknown() {
        result("1", "20260301083000", "", "N");

        assertThat(hospital.tree("Observation")
                        .at("/dataAbsentReason/coding/0/code")
                        .asString())
                .isEqualTo("not-asked");
    }

    @Test
    void numbersLongerThanAnIndexTakesAreKnownAgain() {
        String number = "9".repeat(3_000) + "A";
        String random = new java.util.Random(7)
                .ints(9_000, 'a', 'z' + 1)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();

        assertThat(result("1", "20260301083000", "6.5", "F", random + number)).contains("MSA|AA|1|");
        assertThat(result("2", "20260301080000", "5.6", "F", random + number)).contains("intake.older-than-stored");
    }

    @Test
    void susceptibilitiesBelongToTheOrganismOfTheOrderThatTheyName() {
        hospital.send(Hospital.message(
                "ORU^R01",
                "1",
                "20260301083000",
                PATIENT,
                "OBR|1|ORD1|LAB1|BC^血培养^L|||20260201090000|||||||||||||||20260203100000||MB|F",
                "OBX|1|CWE|ORG^鉴定^L|1|112283007^大肠埃希菌^SCT||||||F",
                "OBR|2|ORD2|LAB2|BC^痰培养^L|||20260201090000|||||||||||||||20260203100000||MB|F",
                "OBX|1|CWE|ORG^鉴定^L|1|3092008^金黄色葡萄球菌^SCT||||||F",
                "OBR|3|ORD3|LAB3|AST^药敏^L|||20260201090000|||||||||||||||20260203100000||MB|F|ORG^1|||ORD1^LAB1",
                "OBX|1|SN|CIP^环丙沙星^L||<=^0.25|ug/mL||S|||F"));

        assertThat(hospital.find("Observation", "LAB1/BC/ORG/1").path("hasMember"))
                .hasSize(1);
        assertThat(hospital.find("Observation", "LAB2/BC/ORG/1").has("hasMember"))
                .isFalse();
    }

    @Test
    void aSpecimenOfTwoOrdersOfOneMessageIsOne() {
        String answer = hospital.send(Hospital.message(
                "OML^O21",
                "1",
                "20260301083000",
                PATIENT,
                "ORC|NW|ORD1",
                "OBR|1|ORD1||BIO^生化^L",
                "SPM|1|SP77||BLD^静脉血^HL70487",
                "ORC|NW|ORD2",
                "OBR|2|ORD2||HEM^血常规^L",
                "SPM|1|SP77||BLD^静脉血^HL70487"));

        assertThat(answer).contains("MSA|AA|1|");
        assertThat(hospital.count("ServiceRequest")).isEqualTo(2);
        assertThat(hospital.count("Specimen")).isEqualTo(1);
    }

    @Test
    void aNumberThatTwoChargesOfOneMessageBearIsRefusedWithItsPlace() {
        String answer = hospital.send(Hospital.message(
                "DFT^P03",
                "1",
                "20260301083000",
                PATIENT,
                "FT1|1|T1||20260301||CG|A^挂号^L||||10",
                "FT1|2|T1||20260301||CG|B^诊查^L||||20"));

        assertThat(answer).contains("MSA|AE|1|").contains("intake.number-twice").contains("FT1");
        assertThat(hospital.count("ChargeItem")).isZero();
    }

    @Test
    void theListOfDocumentsShowsNoPartOfAResidentNumber() {
        take(document().replaceAll("<id root=\"2.16.156.10011.1.(12|13|2|24)\" extension=\"[^\"]*\"/>", ""));

        assertThat(hospital.only().state()).isEqualTo(State.STORED);
        assertThat(hospital.only().patientMasked()).doesNotContain("30");
    }

    @Test
    void theFindingsOfADocumentNameNoTitleThatTheSenderWrote() {
        byte[] report = take(document()
                .replace(
                        "<code code=\"LOCAL-77\" displayName=\"院内自定义章节\"/><title>护理小组意见</title>",
                        "<title>王小明的病情</title>")
                .replace(
                        "</table></text>",
                        "</table></text><entry><observation classCode=\"OBS\" moodCode=\"EVN\">"
                                + "<code code=\"X\" codeSystem=\"2.16.156.10011.2.2.1\"/><value xsi:type=\"ST\">甲</value>"
                                + "<interpretationCode code=\"H\"/><repeatNumber value=\"2\"/></observation></entry>"));

        JsonNode read = Json.read(report);
        assertThat(read.path("findings")).isNotEmpty();
        assertThat(read.toString()).doesNotContain("王小明");
    }

    private byte[] take(String document) {
        return hospital.parts()
                .documents()
                .take(document.getBytes(StandardCharsets.UTF_8), "his", Hospital.CODE)
                .report();
    }

    private static String document() {
        return SampleDocument.of("C0002").replace("12330000470051726F", Hospital.CODE);
    }

    private String registration(String number, String at, String event, String name) {
        return hospital.send(Hospital.message(
                "ADT^A08^ADT_A01", number, at, "EVN|A08|" + event, PATIENT.replace("王^伟", name), "PV1|1|N"));
    }

    private String result(String number, String at, String value, String status) {
        return result(number, at, value, status, "LAB1");
    }

    private String result(String number, String at, String value, String status, String order) {
        return hospital.send(Hospital.message(
                "ORU^R01",
                number,
                at,
                PATIENT,
                "OBR|1||" + order + "|BIO^生化^L|||20260301070000||||||||||||||||||LAB|" + status.replace("N", "F"),
                "OBX|1|NM|GLU^葡萄糖^L||" + value + "|mmol/L|||||" + status));
    }
}
