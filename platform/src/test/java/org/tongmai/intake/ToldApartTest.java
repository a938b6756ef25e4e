package org.tongmai.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.tongmai.store.Query;
import org.tongmai.store.Scope;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What of two messages is the same thing, and what is not; what a message leaves out, and what it deletes. */
class ToldApartTest {

    private static final String PATIENT = "PID|1||P0001^^^" + Hospital.CODE + "^MR||王^伟|||M";
    private static final String BIO = "OBR|1||LAB1|BIO^生化^L|||20260301070000|||||||||||||||20260301083000||LAB|F";
    private static final String HEM = "OBR|2||LAB1|HEM^血常规^L|||20260301070000|||||||||||||||20260301083000||LAB|F";

    private static final Map<Integer, String> PID =
            Map.of(1, "1", 3, "P0001^^^" + Hospital.CODE + "^MR", 5, "王^伟", 8, "M");

    private final Hospital hospital = Hospital.registered();

    @AfterEach
    void close() {
        hospital.close();
    }

    // -- results

    @Test
    void aCorrectionOfOneServiceOfAnOrderLeavesTheOther() {
        accepted("ORU^R01", "1", "20260301083000", BIO, value("GLU", "6.5", "F"), HEM, value("WBC", "7.1", "F"));

        accepted("ORU^R01", "2", "20260301093000", HEM.replace("OBR|2", "OBR|1"), value("WBC", "9.9", "C"));

        assertThat(hospital.count("DiagnosticReport")).isEqualTo(2);
        assertThat(hospital.count("Observation")).isEqualTo(2);
        assertThat(number("LAB1/BIO/GLU")).isEqualTo("6.5");
        assertThat(number("LAB1/HEM/WBC")).isEqualTo("9.9");
        assertThat(all("DiagnosticReport"))
                .extracting(report -> report.at("/identifier/0/value").asString())
                .containsOnly("LAB1");
    }

    @Test
    void theLinesOfATextAreOneResult() {
        accepted(
                "ORU^R01",
                "1",
                "20260301083000",
                "OBR|1||RAD1|CT^胸部CT^L|||20260301070000|||||||||||||||20260301083000||CT|F",
                "OBX|1|TX|FIND^所见^L||右肺上叶见结节，||||||F",
                "OBX|2|TX|FIND^所见^L||||||||F",
                "OBX|3|TX|FIND^所见^L||边缘光滑。||||||F",
                "OBX|4|TX|IMP^印象^L||良性可能。||||||F",
                "OBX|5|TX|FIND^所见^L|2|左肺清晰。||||||F");

        assertThat(all("Observation"))
                .extracting(each -> each.path("valueString").asString())
                .containsExactlyInAnyOrder("右肺上叶见结节，\n\n边缘光滑。", "良性可能。", "左肺清晰。");
        assertThat(all("Observation")).noneMatch(each -> each.has("dataAbsentReason"));
        assertThat(hospital.tree("DiagnosticReport").path("result")).hasSize(3);
    }

    // -- charges

    @Test
    void aChargeWithoutNumberSentAgainIsOneAndTwoAlikeOfOneMessageAreTwo() {
        String charge = "||20260301100000||CG|XR^胸片^L|||2|160";
        accepted("DFT^P03", "1", "20260301083000", "FT1|1|" + charge, "FT1|2|" + charge);

        accepted("DFT^P03", "2", "20260301093000", "FT1|1|" + charge, "FT1|2|" + charge);
        accepted("DFT^P03", "3", "20260301094000", "FT1|1|" + charge.replace("20260301100000", "20260302100000"));

        assertThat(hospital.count("ChargeItem")).isEqualTo(3);
    }

    @Test
    void aCreditPointsAtTheChargeThatItTakesBackWhichIsBilledNoMore() {
        accepted(
                "DFT^P03",
                "1",
                "20260301083000",
                "FT1|1|T1||20260301||CG|XR^胸片^L|||1|80",
                "FT1|2|T2||20260301||CG|CT^胸部CT^L|||1|300");

        accepted("DFT^P03", "2", "20260301093000", "FT1|1|T1||20260301||CR|XR^胸片^L|||-1|-80");

        ObjectNode charge = numbered("charge", "T1");
        assertThat(charge.path("status").asString()).isEqualTo("not-billable");
        assertThat(charge.at("/priceOverride/value").asInt()).isEqualTo(80);
        assertThat(numbered("charge", "T2").path("status").asString()).isEqualTo("billable");
        ObjectNode credit = numbered("credit", "T1");
        assertThat(credit.path("status").asString()).isEqualTo("not-billable");
        assertThat(credit.at("/priceOverride/value").asInt()).isEqualTo(-80);
        assertThat(credit.path("extension").valueStream())
                .anyMatch(each -> each.path("url").asString().endsWith("/takes-back")
                        && each.at("/valueReference/identifier").equals(charge.at("/identifier/0")));
    }

    @Test
    void aCreditWithoutNumberTakesBackTheChargeThatSaysTheSame() {
        accepted("DFT^P03", "1", "20260301083000", "FT1|1|||20260301||CG|XR^胸片^L|||1|80");

        accepted("DFT^P03", "2", "20260301093000", "FT1|1|||20260301||CR|XR^胸片^L|||-1|-80");

        assertThat(all("ChargeItem"))
                .hasSize(2)
                .allMatch(each -> each.path("status").asString().equals("not-billable"));
    }

    // -- what a message leaves out, and what it deletes

    @Test
    void whatOtherFieldsToldOfAPatientStays() {
        String home = "057188880000";
        String work = "057188881111";
        accepted(
                "ADT^A04^ADT_A01",
                "1",
                "20260301083000",
                segment("PID", PID, Map.of(5, "王^伟", 9, "小王", 13, home, 14, work, 17, "佛教^佛教")));

        accepted(
                "ADT^A08^ADT_A01",
                "2",
                "20260301093000",
                segment("PID", PID, Map.of(5, "王^玮", 13, "057199990000", 28, "CHN^中国")));

        JsonNode patient = hospital.tree("Patient");
        assertThat(patient.path("name").toString()).contains("王玮", "小王").doesNotContain("王伟");
        assertThat(patient.path("telecom").toString())
                .contains("057199990000", work)
                .doesNotContain(home);
        assertThat(patient.path("extension").toString()).contains("patient-religion", "patient-nationality");
    }

    @Test
    void eachFieldThatSaysDeleteDeletesWhatItTold() {
        String visit = segment("PV1", Map.of(2, "I", 3, "W3", 19, "V1"), Map.of(7, "D1^赵^钱", 10, "SUR^外科", 14, "4^急诊"));
        String home = "057188880000";
        String work = "057188881111";
        accepted(
                "ADT^A04^ADT_A01",
                "1",
                "20260301083000",
                segment("PID", PID, Map.of(7, "19800307", 9, "小王", 13, home, 14, work, 16, "M", 17, "佛教^佛教")),
                visit);

        String delete = "\"\"";
        accepted(
                "ADT^A08^ADT_A01",
                "2",
                "20260301093000",
                segment("PID", PID, Map.of(9, delete, 14, delete, 16, delete, 17, delete)),
                segment("PV1", Map.of(2, "I", 3, "W3", 19, "V1"), Map.of(7, delete, 10, delete, 14, delete)));

        JsonNode patient = hospital.tree("Patient");
        assertThat(patient.path("birthDate").asString()).isEqualTo("1980-03-07");
        assertThat(patient.path("name")).hasSize(1);
        assertThat(patient.path("telecom").toString()).contains(home).doesNotContain(work);
        assertThat(patient.has("maritalStatus")).isFalse();
        assertThat(patient.path("extension").toString()).doesNotContain("patient-religion");
        JsonNode encounter = hospital.tree("Encounter");
        assertThat(encounter.has("participant")).isFalse();
        assertThat(encounter.has("serviceType")).isFalse();
        assertThat(encounter.path("hospitalization").has("admitSource")).isFalse();
    }

    // -- batches and strangers

    @Test
    void whatStandsInABatchBeforeTheFirstHeaderIsKeptAndRefused() {
        String batch = "FHS|^~\\&\rBHS|^~\\&\r" + PATIENT + "\r"
                + Hospital.message("ADT^A04^ADT_A01", "1", "20260301083000", PATIENT) + "BTS|1\rFTS|1\r";

        String answers = batch(batch);

        assertThat(answers).contains("MSA|AR|").contains("MSA|AA|1|");
        assertThat(hospital.journal()).hasSize(2);
        assertThat(hospital.body(hospital.journal().getLast())).isEqualTo(PATIENT + "\r");
    }

    @Test
    void aBatchWithoutMessagesIsRefusedUnlessItSaysSo() {
        assertThat(batch("BHS|^~\\&\r")).contains("MSA|AR|").contains("intake.batch-empty");
        assertThat(hospital.only().code()).isEqualTo("intake.batch-empty");

        assertThat(batch("BHS|^~\\&\rBTS|0\r")).contains("BTS|0").doesNotContain("MSA|");
        assertThat(hospital.journal()).hasSize(1);
    }

    @Test
    void ofWhatAStrangerSendsOnlyTheBeginningIsKept() {
        String message = Hospital.message(
                        "ADT^A04^ADT_A01", "1", "20260301083000", PATIENT, "NTE|1||" + "字".repeat(100_000))
                .replace(Hospital.CODE, Hospital.OTHER);

        assertThat(hospital.send(message)).contains("intake.institution-unknown");

        Journalled line = hospital.only();
        assertThat(line.bodyBytes()).isEqualTo(message.getBytes(StandardCharsets.UTF_8).length);
        assertThat(hospital.raw(line)).hasSize(Intake.STRANGER_MAX);
        hospital.register(Hospital.OTHER);
        assertThatThrownBy(() -> hospital.rerun(line.id(), null)).hasMessageContaining("does not hold");
    }

    // -- what is sent and stored

    private String batch(String text) {
        List<byte[]> answers =
                hospital.parts().intake().answers(text.getBytes(StandardCharsets.UTF_8), "192.0.2.1:2575");
        return new String(answers.getFirst(), StandardCharsets.UTF_8);
    }

    private void accepted(String kind, String number, String at, String... segments) {
        String[] all = segments;
        if (!segments[0].startsWith("PID")) {
            all = new String[segments.length + 1];
            all[0] = PATIENT;
            System.arraycopy(segments, 0, all, 1, segments.length);
        }
        assertThat(hospital.send(Hospital.message(kind, number, at, all))).contains("MSA|AA|" + number + "|");
    }

    private static String segment(String name, Map<Integer, String> always, Map<Integer, String> fields) {
        var all = new TreeMap<>(always);
        all.putAll(fields);
        StringBuilder segment = new StringBuilder(name);
        for (int field = 1; field <= all.lastKey(); field++) {
            segment.append('|').append(all.getOrDefault(field, ""));
        }
        return segment.toString();
    }

    private static String value(String item, String number, String status) {
        return "OBX|1|NM|" + item + "^" + item + "^L||" + number + "|mmol/L|||||" + status;
    }

    private String number(String result) {
        return hospital.find("Observation", result).at("/valueQuantity/value").asString();
    }

    private ObjectNode numbered(String kind, String number) {
        return all("ChargeItem").stream()
                .filter(each -> each.at("/identifier/0/system").asString().endsWith("/" + kind)
                        && each.at("/identifier/0/value").asString().equals(number))
                .findFirst()
                .orElseThrow();
    }

    private List<ObjectNode> all(String type) {
        return hospital.store().search(Query.of(type).count(100), Scope.everything()).facts().stream()
                .map(fact -> fact.tree())
                .toList();
    }
}
