package org.tongmai.intake.cda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.tongmai.intake.hl7v2.Zones;
import org.tongmai.kernel.Problem;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What a document becomes. */
class CdaDocumentTest {

    private static final Instant NOW = Instant.parse("2026-03-01T00:00:00Z");

    private static final LocalDate DAY = LocalDate.of(2026, 3, 1);

    @Test
    void nameAndCodeOfADiagnosisAreOne() {
        List<ObjectNode> conditions = of("Condition");

        assertThat(conditions).hasSize(2);
        assertThat(conditions.getFirst().at("/code/text").asString()).isEqualTo("急性脑梗死");
        assertThat(conditions.getFirst().at("/code/coding/0/system").asString())
                .isEqualTo("http://hl7.org/fhir/sid/icd-10");
        assertThat(conditions.getFirst().at("/code/coding/0/code").asString()).isEqualTo("I63.900");
        assertThat(conditions.getLast().path("recordedDate").asString()).isEqualTo("2026-02-01");
    }

    @Test
    void aLaboratoryResultInSeveralObservationsIsOne() {
        ObjectNode ldl = of("Observation").stream()
                .filter(each -> each.at("/code/coding/0/code").asString("").equals("LDL-C"))
                .findFirst()
                .orElseThrow();

        assertThat(ldl.at("/code/text").asString()).isEqualTo("低密度脂蛋白胆固醇");
        assertThat(ldl.at("/valueQuantity/value").decimalValue()).isEqualByComparingTo("4.35");
        assertThat(ldl.at("/valueQuantity/unit").asString()).isEqualTo("mmol/L");
        assertThat(ldl.at("/valueQuantity/code").asString()).isEqualTo("mmol/L");
        assertThat(ldl.at("/interpretation/0/text").asString()).isEqualTo("异常");
        assertThat(ldl.path("effectiveDateTime").asString()).isEqualTo("2026-02-02T08:00:00+08:00");
    }

    @Test
    void aMeasurementHasTheCodeOfLoincToo() {
        ObjectNode pressure = of("Observation").stream()
                .filter(each -> each.at("/code/text").asString("").startsWith("收缩压"))
                .findFirst()
                .orElseThrow();

        assertThat(pressure.at("/code/coding/1/code").asString()).isEqualTo("8480-6");
        assertThat(pressure.at("/valueQuantity/code").asString()).isEqualTo("mm[Hg]");
        assertThat(pressure.at("/category/0/coding/0/code").asString()).isEqualTo("vital-signs");
    }

    @Test
    void aFlaggedAllergyIsOne() {
        assertThat(of("AllergyIntolerance"))
                .singleElement()
                .satisfies(allergy ->
                        assertThat(allergy.at("/code/text").asString()).isEqualTo("青霉素皮疹"));
    }

    @Test
    void everySectionIsReadableAlsoWhereItsTextIsEmpty() {
        ObjectNode composition = of("Composition").getFirst();

        assertThat(composition.path("section")).hasSize(11);
        for (JsonNode section : composition.path("section")) {
            assertThat(section.at("/text/div").asString()).startsWith("<div xmlns=");
        }
        assertThat(composition.at("/section/0/text/div").asString()).contains("主诉: 左侧肢体无力 2 小时 &lt; 3 h &amp; 加重");
        assertThat(composition.at("/section/10/text/div").asString())
                .contains("<td colspan=\"2\">")
                .contains("一次");
    }

    @Test
    void theNarrativeOfASenderRunsNothing() {
        String hostile = SampleDocument.of("C0053")
                .replace(
                        "<table><thead>",
                        "<script>alert(1)</script><linkHtml href=\"javascript:alert(2)\">看</linkHtml><table onclick=\"x()\"><thead>");

        String div = made(hostile, "Composition")
                .getFirst()
                .at("/section/10/text/div")
                .asString();

        assertThat(div)
                .contains("看")
                .doesNotContain("<script")
                .doesNotContain("javascript")
                .doesNotContain("onclick");
    }

    @Test
    void aResidentNumberThatNobodyCanHaveLeadsToNobody() {
        CdaDocument document = open(SampleDocument.of("C0002").replace("330106198003072330", "330106198003072331"));

        assertThat(document.personNumbers())
                .extracting(number -> number.path("system").asString())
                .contains(Header.UNVERIFIED)
                .doesNotContain("urn:oid:2.16.156.10011.1.3");
        assertThat(document.findings()).extracting(Finding::code).contains("resident-number-impossible");
    }

    @ParameterizedTest
    @CsvSource({
        "2.16.156.10011.2.3.1.85, 诊断代码表(ICD-10), I10, http://hl7.org/fhir/sid/icd-10, true",
        "2.16.156.10011.2.3.1.85, ABO血型代码表, 1, urn:oid:2.16.156.10011.2.3.1.85, false",
        "2.16.156.10011.2.3.1.250, 医嘱项目类型代码表, 01, urn:oid:2.16.156.10011.2.3.1.268, true",
        "2.16.156.10011.2.3.1.250, Rh(D)血型代码表, 2, urn:oid:2.16.156.10011.2.3.1.250, false",
        "2.16.156.10011.2.2.2, 卫生信息数据元目录, DE06.00.073.00, urn:oid:2.16.156.10011.2.2.1, true",
        "2.16.156.10011.2.2.4, 住院病案首页基本数据集, DE06.00.223.00, urn:oid:2.16.156.10011.2.2.4, false",
        "urn:oid:2.16.840.1.113883.6.1, LOINC, 8480-6, http://loinc.org, true",
        "2.16.840.1.113883.6.96, SNOMED CT, 38341003, http://snomed.info/sct, false"
    })
    void aWrongOidIsReadAsWhatItMeans(String oid, String name, String code, String system, boolean wrong) {
        Systems.Read read = Systems.read(DAY, oid, name, code);

        assertThat(read.system()).isEqualTo(system);
        assertThat(read.wrong().isPresent()).isEqualTo(wrong);
    }

    @Test
    void aRowOfTheTableHoldsFromItsDay() {
        assertThat(Systems.read(LocalDate.of(2015, 12, 31), "2.16.156.10011.2.3.1.85", "ICD-10", "I10")
                        .system())
                .isEqualTo("urn:oid:2.16.156.10011.2.3.1.85");
    }

    @ParameterizedTest
    @CsvSource({"2015, urn:oid:2.16.156.10011.2.3.1.85", "2026, http://hl7.org/fhir/sid/icd-10"})
    void theRowsOfTheTableHoldByTheDayOfTheDocument(String year, String system) {
        String document = SampleDocument.of("C0053")
                .replace("<effectiveTime value=\"20260214", "<effectiveTime value=\"" + year + "0214")
                .replace(
                        "2.16.156.10011.2.3.3.11\" codeSystemName=\"ICD-10\"",
                        "2.16.156.10011.2.3.1.85\" codeSystemName=\"ICD-10\"");

        assertThat(CdaFidelityTest.map(document.getBytes(StandardCharsets.UTF_8)).stream()
                        .filter(each ->
                                each.at("/code/coding/0/code").asString("").equals("I63.900"))
                        .map(each -> each.at("/code/coding/0/system").asString()))
                .containsExactly(system);
    }

    @ParameterizedTest
    @CsvSource({
        "20260214154823, 2026-02-14T15:48:23+08:00",
        "20260214T154823, 2026-02-14T15:48:23+08:00",
        "2026-02-14 15:48:23, 2026-02-14T15:48:23+08:00",
        "202602141548+0000, 2026-02-14T15:48:00Z",
        "20260214, 2026-02-14",
        "2026-02-14, 2026-02-14",
        "202602, 2026-02",
        "2026, 2026"
    })
    void timesAreAsPreciseAsTheyWere(String sent, String time) {
        assertThat(new Times(Zones.parse("Asia/Shanghai"))
                        .dateTime(sent)
                        .orElseThrow()
                        .replace("+00:00", "Z"))
                .isEqualTo(time);
    }

    @ParameterizedTest
    @ValueSource(strings = {"20260230", "2026-13-01", "昨天", "200130311", "99"})
    void whatIsNoTimeIsNone(String sent) {
        assertThat(new Times(Zones.parse("Asia/Shanghai")).dateTime(sent)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "UTF-8,UTF-8,true",
        "GB18030,GB18030,true",
        "GBK,GBK,true",
        "UTF-8,GBK,false",
        "GBK,UTF-8,false",
        "UTF-16,UTF-16,true"
    })
    void theBytesTellTheCharacterSetWhereTheDeclarationLies(String declared, String real, boolean truly) {
        String text = "<?xml version=\"1.0\" encoding=\"" + declared + "\"?><a>急性脑梗死，主任医师</a>";

        DocumentText read = DocumentText.decode(text.getBytes(Charset.forName(real)));

        assertThat(read.text()).isEqualTo(text);
        assertThat(read.truly()).isEqualTo(truly);
    }

    @Test
    void rareCharactersOfGb18030AreRead() {
        String text = "<?xml version=\"1.0\" encoding=\"GB18030\"?><a>𠮷䶮䲜</a>";

        assertThat(DocumentText.decode(text.getBytes(Charset.forName("GB18030")))
                        .text())
                .isEqualTo(text);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<!DOCTYPE a [<!ENTITY b \"c\">]><ClinicalDocument>&b;</ClinicalDocument>",
                "<ClinicalDocument>",
                "x",
                ""
            })
    void whatIsNoPlainXmlIsRefused(String text) {
        assertThatThrownBy(() -> Reader.read(text))
                .isInstanceOfSatisfying(
                        Problem.class, problem -> assertThat(problem.code()).isEqualTo("intake.document-unreadable"));
    }

    @Test
    void aBottomlessDocumentIsRefused() {
        assertThatThrownBy(() -> Reader.read("<ClinicalDocument>" + "<a>".repeat(200)))
                .isInstanceOfSatisfying(
                        Problem.class, problem -> assertThat(problem.code()).isEqualTo("intake.document-too-complex"));
    }

    /** A document with a piece missing, doubled or changed is read or refused with a reason; it never breaks the reader. */
    @Test
    void noDamageBreaksTheReader() {
        Random random = new Random(7);
        byte[] whole = SampleDocument.of("C0053").getBytes(StandardCharsets.UTF_8);
        int read = 0;
        for (int i = 0; i < 2_000; i++) {
            byte[] damaged = whole.clone();
            for (int at = random.nextInt(3); at >= 0; at--) {
                damaged[random.nextInt(damaged.length)] = (byte) "<>\"=/ 0a\u00ff".charAt(random.nextInt(9));
            }
            try {
                CdaFidelityTest.map(damaged);
                read++;
            } catch (Problem refused) {
                assertThat(refused.code()).startsWith("intake.");
            }
        }
        assertThat(read).isPositive();
    }

    private static List<ObjectNode> of(String type) {
        return made(SampleDocument.of("C0053"), type);
    }

    private static List<ObjectNode> made(String document, String type) {
        return CdaFidelityTest.map(document.getBytes(StandardCharsets.UTF_8)).stream()
                .filter(each -> each.path("resourceType").asString().equals(type))
                .toList();
    }

    private static CdaDocument open(String text) {
        return CdaDocument.open(DocumentText.of(text), Zones.parse("Asia/Shanghai"), NOW);
    }
}
