package org.tongmai.intake;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.tongmai.store.Query;
import org.tongmai.store.Scope;
import tools.jackson.databind.JsonNode;

/** Orders, reports about them, cultures, documents, appointments and charges, as they are stored. */
class MoreMessagesTest {

    private static final String PATIENT = "PID|1||P0001^^^" + Hospital.CODE + "^MR||王^伟|||M";

    private final Hospital hospital = Hospital.registered();

    @AfterEach
    void close() {
        hospital.close();
    }

    @Test
    void aReportRefersToTheOrderThatWasSentBefore() {
        send(
                "ORM^O01",
                "1",
                "ORC|NW|ORD1^HIS|||SC||||20260201080000|||D001^王^医生",
                "OBR|1|ORD1||BIO^生化^L|S||||||||血糖偏高||||||||||LAB",
                "NTE|1||空腹采血");
        send(
                "ORU^R01",
                "2",
                "ORC|RE|ORD1|LAB1",
                "OBR|1|ORD1|LAB1|BIO^生化^L|||20260201090000|||||||||||||||20260201100000||LAB|F",
                "OBX|1|NM|GLU^葡萄糖^L||6.5|mmol/L|||||F");

        JsonNode order = hospital.tree("ServiceRequest");
        assertThat(hospital.tree("DiagnosticReport").at("/basedOn/0/reference").asString())
                .isEqualTo("ServiceRequest/" + order.path("id").asString());
        assertThat(hospital.version("ServiceRequest")).isEqualTo(1);
        assertThat(order.at("/requester/display").asString()).isEqualTo("王医生");
        assertThat(order.path("priority").asString()).isEqualTo("stat");
        assertThat(order.path("note")
                        .valueStream()
                        .map(note -> note.path("text").asString()))
                .containsExactlyInAnyOrder("血糖偏高", "空腹采血");

        send("ORM^O01", "3", "ORC|CA|ORD1|||CA", "OBR|1|ORD1||BIO^生化^L");
        assertThat(hospital.tree("ServiceRequest").path("status").asString()).isEqualTo("revoked");
        assertThat(hospital.tree("ServiceRequest").at("/requester/display").asString())
                .isEqualTo("王医生");
    }

    @Test
    void anOrganismHasItsSusceptibilitiesAsMembers() {
        send(
                "ORU^R01",
                "1",
                "OBR|1|ORD1|LAB1|BC^血培养^L|||20260201090000|||||||||||||||20260203100000||MB|F",
                "OBX|1|CWE|ORG^鉴定^L|1|112283007^大肠埃希菌^SCT||||||F",
                "SPM|1|^SP77||BLD^静脉血^HL70487|||||||||||||20260201085500|20260201093000",
                "OBR|2|ORD1|LAB2|AST^药敏^L|||20260201090000|||||||||||||||20260203100000||MB|F|ORG^1",
                "OBX|1|SN|CIP^环丙沙星^L||<=^0.25|ug/mL||S|||F",
                "OBX|2|SN|AMP^氨苄西林^L||>^32|ug/mL||R|||F");

        JsonNode organism = find("Observation", "LAB1/BC/ORG/1");
        JsonNode ampicillin = find("Observation", "LAB2/AST/AMP");
        assertThat(organism.path("hasMember")
                        .valueStream()
                        .map(member -> member.path("reference").asString()))
                .containsExactly(
                        "Observation/"
                                + find("Observation", "LAB2/AST/CIP").path("id").asString(),
                        "Observation/" + ampicillin.path("id").asString());
        assertThat(ampicillin.at("/interpretation/0/coding/0/code").asString()).isEqualTo("R");
        assertThat(ampicillin.at("/valueQuantity/comparator").asString()).isEqualTo(">");
        assertThat(hospital.tree("Specimen").at("/collection/collectedDateTime").asString())
                .isEqualTo("2026-02-01T08:55:00+08:00");
        assertThat(organism.at("/specimen/reference").asString())
                .isEqualTo("Specimen/" + hospital.tree("Specimen").path("id").asString());
    }

    @Test
    void aDocumentKeepsItsTextAndIsWithdrawn() {
        send(
                "MDM^T02",
                "1",
                "TXA|1|DS^出院小结^L|TX||||||D001^王^医生|||DOC1||||小结.txt|AU",
                "OBX|1|TX|T^正文^L||患者䶮某 50% & 好转",
                "OBX|2|TX|T^正文^L||随访");

        JsonNode attachment = hospital.tree("DocumentReference").at("/content/0/attachment");
        byte[] text =
                java.util.Base64.getDecoder().decode(attachment.path("data").asString());
        assertThat(new String(text, StandardCharsets.UTF_8)).isEqualTo("患者䶮某 50% & 好转\n随访");
        assertThat(attachment.path("title").asString()).isEqualTo("小结.txt");

        send("MDM^T11", "2", "TXA|1|DS^出院小结^L|TX||||||||DOC0|DOC1".replace("DOC0|", "|"));
        assertThat(hospital.tree("DocumentReference").path("status").asString()).isEqualTo("entered-in-error");
    }

    @Test
    void anAppointmentIsBookedMovedAndCancelled() {
        send(
                "SIU^S12",
                "1",
                "SCH|REQ1|APP1|||||CHK^复诊|NORMAL|30|min^分钟|^^^20260301090000^20260301093000",
                "RGS|1",
                "AIP|1||D001^王^医生",
                "AIL|1||R101^101");
        JsonNode booked = hospital.tree("Appointment");
        assertThat(booked.path("status").asString()).isEqualTo("booked");
        assertThat(booked.path("start").asString()).isEqualTo("2026-03-01T09:00:00+08:00");
        assertThat(booked.path("participant").size()).isEqualTo(3);

        send("SIU^S13", "2", "SCH|REQ1|APP1|||||CHK^复诊|NORMAL|30|min^分钟|^^^20260302090000^20260302093000");
        assertThat(hospital.tree("Appointment").path("start").asString()).isEqualTo("2026-03-02T09:00:00+08:00");

        send("SIU^S15", "3", "SCH|REQ1|APP1||||PATIENT^患者原因");
        assertThat(hospital.tree("Appointment").path("status").asString()).isEqualTo("cancelled");
        assertThat(hospital.tree("Appointment").at("/cancelationReason/text").asString())
                .isEqualTo("患者原因");
        assertThat(hospital.tree("Appointment").path("start").asString()).isEqualTo("2026-03-02T09:00:00+08:00");
    }

    @Test
    void aChargeKeepsItsAmountToTheLastDigit() {
        send("DFT^P03", "1", "FT1|1|T1||20260201||CG|CT01^胸部CT^L|||1|0.10&CNY|0.10&CNY");

        JsonNode charge = hospital.tree("ChargeItem");
        assertThat(charge.at("/priceOverride/value").decimalValue().toPlainString())
                .isEqualTo("0.10");
        assertThat(charge.at("/priceOverride/currency").asString()).isEqualTo("CNY");
        assertThat(charge.path("status").asString()).isEqualTo("billable");
    }

    @Test
    void aTestIsLabelledAndNeverTouchesARealPatient() {
        String test = Hospital.REGISTRATION.replace("|P|2.5|", "|T|2.5|");
        assertThat(hospital.send(test)).contains("MSA|AA|REG-1|").contains("intake.test-data");
        assertThat(hospital.tree("Patient").at("/meta/security/0/code").asString())
                .isEqualTo("HTEST");
        assertThat(hospital.tree("Patient").toString()).doesNotContain("330106198003072330");

        hospital.send(Hospital.REGISTRATION.replace("REG-1", "REG-2").replace("20260301083000", "20260301084000"));
        assertThat(hospital.tree("Patient").at("/meta/security").isEmpty()).isTrue();
        assertThat(hospital.send(test.replace("REG-1", "REG-3"))).contains("intake.test-of-a-real-patient");
    }

    @Test
    void aNumberOfTwoNamespacesIsNotTakenForOnePatient() {
        String first = Hospital.REGISTRATION.replace("P0001^^^" + Hospital.CODE, "P0001^^^HIS");
        assertThat(hospital.send(first)).contains("MSA|AA|REG-1|");

        String second = first.replace("^^^HIS", "^^^OLD").replace("REG-1", "REG-2");

        assertThat(hospital.send(second)).contains("MSA|AE|REG-2|").contains("intake.local-id-ambiguous");
        assertThat(hospital.count("Patient")).isEqualTo(1);
    }

    @Test
    void inEnhancedModeTheSenderHearsWhatItAsksFor() {
        List<byte[]> both = answers(Hospital.REGISTRATION.replace("|P|2.5||||||", "|P|2.5|||AL|AL||"));
        assertThat(both).hasSize(2);
        assertThat(text(both.get(0))).contains("MSA|CA|REG-1|");
        assertThat(text(both.get(1))).contains("MSA|AA|REG-1|");

        String wrong = Hospital.REGISTRATION.replace("REG-1", "REG-2").replace("|19800307|", "|20990307|");
        List<byte[]> errors = answers(wrong.replace("|P|2.5||||||", "|P|2.5|||NE|ER||"));
        assertThat(errors).hasSize(1);
        assertThat(text(errors.getFirst())).contains("MSA|AE|REG-2|");
        assertThat(answers(Hospital.REGISTRATION.replace("REG-1", "REG-3").replace("|P|2.5||||||", "|P|2.5|||NE|NE||")))
                .isEmpty();
    }

    @Test
    void aBatchIsAnsweredMessageByMessage() {
        String batch = "FHS|^~\\&|HIS\rBHS|^~\\&|HIS\r" + Hospital.REGISTRATION
                + Hospital.RESULTS.replace(Hospital.CODE, Hospital.OTHER) + "BTS|2\rFTS|1\r";

        List<byte[]> answers = answers(batch);

        assertThat(answers).hasSize(1);
        assertThat(text(answers.getFirst()))
                .startsWith("BHS|")
                .contains("MSA|AA|REG-1|")
                .contains("MSA|AR|RES-1|")
                .endsWith("BTS|2\r");
        assertThat(hospital.journal()).hasSize(2);
    }

    @Test
    void theJournalSaysWhatStaysInTheOriginalOnly() {
        hospital.send(Hospital.REGISTRATION);

        assertThat(hospital.only().keptOnly()).contains("ZPD-2", "ZPD-3");
        assertThat(hospital.only().code()).isNull();
    }

    private void send(String kind, String number, String... segments) {
        String[] all = new String[segments.length + 1];
        all[0] = PATIENT;
        System.arraycopy(segments, 0, all, 1, segments.length);
        String at = "202602011200" + "0".repeat(2 - number.length()) + number;
        assertThat(hospital.send(Hospital.message(kind, "M-" + number, at, all)))
                .contains("MSA|AA|");
    }

    private List<byte[]> answers(String frame) {
        return hospital.parts().intake().answers(frame.getBytes(StandardCharsets.UTF_8), "192.0.2.1:2575");
    }

    private JsonNode find(String type, String number) {
        return hospital.store()
                .search(Query.of(type).where("identifier", number), Scope.everything())
                .facts()
                .getFirst()
                .tree();
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
