package org.tongmai.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.tongmai.intake.Journalled.Attempt;
import org.tongmai.kernel.Problem;

/** Messages against a real database: stored as a whole, or not at all and kept with the reason. */
class IntakeTest {

    private static final String PATIENT = "PID|1||P0001^^^" + Hospital.CODE + "^MR||王^伟|||M";

    private final Hospital hospital = Hospital.registered();

    @BeforeEach
    void empty() {
        assertThat(hospital.journal()).isEmpty();
    }

    @AfterEach
    void close() {
        hospital.close();
    }

    @Test
    void aRegistrationIsStoredAndJournalled() {
        String answer = hospital.send(Hospital.REGISTRATION);

        assertThat(answer).contains("MSA|AA|REG-1|").doesNotContain("ERR|");
        assertThat(hospital.text("Patient", "name")).isEqualTo("𠮷䶮");
        assertThat(hospital.count("Condition")).isEqualTo(2);
        assertThat(hospital.count("AllergyIntolerance")).isEqualTo(1);
        Journalled line = hospital.only();
        assertThat(line.state()).isEqualTo(State.STORED);
        assertThat(line.kind()).isEqualTo("ADT^A04");
        assertThat(line.institution()).isEqualTo(Hospital.CODE);
        assertThat(line.patientMasked()).isEqualTo("𠮷* …01");
        assertThat(line.locations()).hasSize(5);
        assertThat(hospital.body(line)).isEqualTo(Hospital.REGISTRATION);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '#',
            value = {
                "EVN|A04|20260301083000#2026-03-01T08:30:00+08:00",
                "EVN|A04#2026-03-01T08:30:15+08:00",
                "ZXX|1#2026-03-01T08:30:15+08:00"
            })
    void aVisitWithoutAStartBeganWhenItWasRegistered(String event, String start) {
        hospital.send(Hospital.message(
                "ADT^A04^ADT_A01", "V-1", "20260301083015", event, PATIENT, "PV1|1|O" + "|".repeat(17) + "V1"));

        assertThat(hospital.tree("Encounter").at("/period/start").asString()).isEqualTo(start);
    }

    @Test
    void aLaterMessageDoesNotMoveTheStartOfAVisitAndDoesNotOpenItAgain() {
        String visit = "PV1|1|O" + "|".repeat(17) + "V1" + "|".repeat(25);
        hospital.send(Hospital.message("ADT^A04^ADT_A01", "V-1", "20260301083015", PATIENT, visit + "20260301082900"));

        hospital.send(Hospital.message("ADT^A08^ADT_A01", "V-2", "20260301100000", PATIENT, visit + "|20260301095500"));
        hospital.send(Hospital.message("ADT^A08^ADT_A01", "V-3", "20260301110000", PATIENT, visit));

        var encounter = hospital.tree("Encounter");
        assertThat(encounter.at("/period/start").asString()).isEqualTo("2026-03-01T08:29:00+08:00");
        assertThat(encounter.at("/period/end").asString()).isEqualTo("2026-03-01T09:55:00+08:00");
        assertThat(encounter.path("status").asString()).isEqualTo("finished");
    }

    @Test
    void anUnknownSexIsStoredAsUnknownAndTheSenderIsTold() {
        String answer = hospital.send(Hospital.message(
                "ADT^A04^ADT_A01", "S-1", "20260301083015", PATIENT.replace("|||M", "|||Q"), "PV1|1|N"));

        assertThat(answer)
                .contains("MSA|AA|S-1|")
                .contains("ERR||PID^1^8^1|103^")
                .contains("|W|intake.sex-unknown|");
        assertThat(hospital.text("Patient", "gender")).isEqualTo("unknown");
        assertThat(hospital.only().state()).isEqualTo(State.STORED);
        assertThat(hospital.only().code()).isEqualTo("intake.sex-unknown");
    }

    @ParameterizedTest
    @ValueSource(strings = {"20260301083000", "20260301083030", "20260301080000"})
    void aVisitNumberOfAnotherPatientIsRefusedWithItsPlace(String at) {
        String visit = "PV1|1|O" + "|".repeat(17) + "V1";
        hospital.send(Hospital.message("ADT^A04^ADT_A01", "V-1", "20260301083000", PATIENT, visit));

        String answer =
                hospital.send(Hospital.message("ADT^A04^ADT_A01", "V-2", at, PATIENT.replace("P0001", "P0002"), visit));

        assertThat(answer)
                .contains("MSA|AE|V-2|")
                .contains("ERR||PV1^1^19^1~PID^1^3^1|205^")
                .contains("store.patient-changed")
                .contains("PV1-19");
        assertThat(hospital.count("Patient")).isEqualTo(1);
    }

    @Test
    void resultsInAVisitOfAnotherPatientAreRefused() {
        hospital.send(Hospital.REGISTRATION);

        String answer = hospital.send(Hospital.RESULTS.replace("P0001", "P0002"));

        assertThat(answer).contains("MSA|AE|RES-1|").contains("store.patient-changed");
        assertThat(hospital.count("Observation")).isZero();
    }

    @Test
    void resultsAreFiledUnderThePatientAndTheVisitOfTheRegistration() {
        hospital.send(Hospital.REGISTRATION);

        assertThat(hospital.send(Hospital.RESULTS)).contains("MSA|AA|RES-1|");

        assertThat(hospital.count("Patient")).isEqualTo(1);
        assertThat(hospital.count("Encounter")).isEqualTo(1);
        assertThat(hospital.count("Observation")).isEqualTo(10);
        assertThat(hospital.text("Patient", "name")).isEqualTo("𠮷䶮");
    }

    @Test
    void resultsOfAPatientWhoWasNeverRegisteredMakeThePatient() {
        assertThat(hospital.send(Hospital.RESULTS)).contains("MSA|AA|RES-1|");

        assertThat(hospital.text("Patient", "name")).isEqualTo("张三");
        assertThat(hospital.count("Encounter")).isEqualTo(1);

        hospital.send(Hospital.REGISTRATION);

        assertThat(hospital.count("Patient")).isEqualTo(1);
        assertThat(hospital.text("Patient", "name")).isEqualTo("𠮷䶮");
    }

    @Test
    void theSameMessageAgainGetsTheSameAnswerAndStoresNothing() {
        String first = hospital.send(Hospital.REGISTRATION);

        String second = hospital.send(Hospital.REGISTRATION);

        assertThat(second).isEqualTo(first);
        assertThat(hospital.version("Patient")).isEqualTo(1);
        assertThat(hospital.journal()).hasSize(1);
    }

    @Test
    void aMessageThatCannotBeJournalledIsNotStoredAndNotAnsweredAndMayComeAgainOverAnotherConnection() {
        hospital.breakJournal(true);
        assertThatThrownBy(() -> receive("192.0.2.1:40001"))
                .isInstanceOfSatisfying(
                        Problem.class, away -> assertThat(away.code()).isEqualTo("store.database-unavailable"));
        assertThat(hospital.count("Patient")).isZero();
        hospital.breakJournal(false);

        assertThat(receive("192.0.2.1:40002")).contains("MSA|AA|REG-1|");

        assertThat(hospital.version("Patient")).isEqualTo(1);
    }

    private String receive(String peer) {
        byte[] message = Hospital.REGISTRATION.getBytes(StandardCharsets.UTF_8);
        return new String(hospital.parts().intake().receive(message, peer, null), StandardCharsets.UTF_8);
    }

    @Test
    void anotherMessageUnderTheSameNumberIsRefused() {
        hospital.send(Hospital.REGISTRATION);

        String answer = hospital.send(Hospital.REGISTRATION.replace("19800307|M", "19800308|M"));

        assertThat(answer)
                .contains("MSA|AE|REG-1|")
                .contains("intake.control-id-repeated")
                .contains("MSH^1^10");
        assertThat(hospital.text("Patient", "birthDate")).isEqualTo("1980-03-07");
        assertThat(hospital.journal()).hasSize(2);
    }

    @Test
    void anUpdateThatComesBeforeTheRegistrationWins() {
        String update = Hospital.REGISTRATION
                .replace("REG-1", "UPD-1")
                .replace("A04", "A08")
                .replace("20260301083000\rPID", "20260301093000\rPID")
                .replace("13800000001", "13711112222");

        assertThat(hospital.send(update)).contains("MSA|AA|");
        String late = hospital.send(Hospital.REGISTRATION);

        assertThat(late)
                .contains("MSA|AA|REG-1|")
                .contains("intake.older-than-stored")
                .contains("|W|");
        assertThat(hospital.tree("Patient").toString()).contains("13711112222").doesNotContain("13800000001");
        assertThat(hospital.version("Patient")).isEqualTo(1);
        assertThat(hospital.journal().getFirst().code()).isEqualTo("intake.older-than-stored");
    }

    @Test
    void anUpdateLeavesWhatItDoesNotMentionAndDeletesWhatItSaysSo() {
        hospital.send(Hospital.REGISTRATION);

        hospital.send(Hospital.message(
                "ADT^A08^ADT_A01",
                "UPD-2",
                "20260301100000",
                "PID|1||P0001^^^" + Hospital.CODE + "^MR||王^伟||||||\"\"||",
                "PV1|1|N"));

        assertThat(hospital.text("Patient", "name")).isEqualTo("王伟");
        assertThat(hospital.text("Patient", "birthDate")).isEqualTo("1980-03-07");
        assertThat(hospital.tree("Patient").toString())
                .contains("330106198003072330")
                .contains("13800000001");
        assertThat(hospital.tree("Patient").has("address")).isFalse();
    }

    @Test
    void theSameThingSaidAgainMakesNoNewVersion() {
        hospital.send(Hospital.REGISTRATION);

        hospital.send(Hospital.REGISTRATION.replace("REG-1", "REG-2").replace("20260301083015", "20260301084015"));

        assertThat(hospital.version("Patient")).isEqualTo(1);
        assertThat(hospital.version("Condition")).isEqualTo(1);
        assertThat(hospital.version("Encounter")).isEqualTo(1);
    }

    @Test
    void aCorrectionReplacesTheResultAndKeepsTheOthers() {
        hospital.send(Hospital.RESULTS);
        String correction = Hospital.RESULTS
                .replace("RES-1", "RES-2")
                .replace("|20260301112500|", "|20260301122500|")
                .lines()
                .filter(line -> !line.startsWith("OBX") || line.startsWith("OBX|1|"))
                .map(line ->
                        line.startsWith("OBX") ? line.replace("6.50", "5.60").replace("||F|", "||C|") : line)
                .reduce("", (all, line) -> all + line + "\r");

        assertThat(hospital.send(correction)).contains("MSA|AA|RES-2|");

        var glucose = hospital.find("Observation", "LAB1/BIO/GLU");
        assertThat(glucose.path("status").asString()).isEqualTo("corrected");
        assertThat(glucose.path("valueQuantity").path("value").decimalValue()).isEqualByComparingTo("5.60");
        assertThat(hospital.tree("DiagnosticReport").path("result")).hasSize(10);

        hospital.send(Hospital.RESULTS.replace("RES-1", "RES-3"));
        assertThat(hospital.find("Observation", "LAB1/BIO/GLU").path("status").asString())
                .isEqualTo("corrected");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '#',
            value = {
                "330106198003072330#330106198003072331#AE#kernel.resident-number-check-digit-wrong#PID^1^3^2^1",
                "|19800307|#|20990307|#AE#kernel.birth-date-in-future#PID^1^7^1",
                "P0001^^^12330000470000013F^MR~#~#AE#intake.local-id-missing#PID^1^3^1",
                "ADT^A04^ADT_A01#ADT^A39^ADT_A39#AR#intake.message-type-unknown#MSH^1^9^1",
                "|P|2.5#|X|2.5#AR#intake.not-production#MSH^1^11^1",
                "HIS|12330000470000013F|#HIS|12330000470000021A|#AR#intake.institution-unknown#MSH^1^4^1",
                "|REG-1|#||#AR#intake.control-id-missing#MSH^1^10^1",
                "EVN|A04|20260301083000#EVN|A04|20990301083000#AE#intake.time-in-future#MSH^1^7^1",
                "MSH|^~\\&|#MSH|||#AR#intake.header-broken#MSH^1^2^1",
                "MSH|#MSX|#AR#intake.header-broken#MSH^1",
                "UNICODE UTF-8#BIG-5#AE#intake.charset-unknown#MSH^1^18^1"
            })
    void badInputIsAnsweredWithItsReasonAndNothingIsStored(
            String right, String wrong, String code, String reason, String where) {
        String message = Hospital.REGISTRATION.replace(right, wrong);

        String answer = hospital.send(message);

        assertThat(answer).contains("MSA|" + code + "|").contains(reason).contains(where);
        assertThat(hospital.count("Patient")).isZero();
        assertThat(hospital.count("Condition")).isZero();
        Journalled line = hospital.only();
        assertThat(line.state()).isEqualTo(State.REFUSED);
        assertThat(line.code()).isEqualTo(reason);
        assertThat(hospital.body(line)).isEqualTo(message);
    }

    @Test
    void aWrongCharacterSetIsRefusedAndTheBytesAreKept() {
        byte[] national = Hospital.REGISTRATION.getBytes(Charset.forName("GB18030"));

        String answer = new String(hospital.send(national), StandardCharsets.UTF_8);

        assertThat(answer)
                .contains("MSA|AE|REG-1|")
                .contains("intake.charset-wrong")
                .contains("MSH^1^18");
        assertThat(hospital.count("Patient")).isZero();
        assertThat(hospital.raw(hospital.only())).isEqualTo(national);
    }

    @Test
    void theNationalCharacterSetIsReadAndAnsweredInIt() {
        Charset gb18030 = Charset.forName("GB18030");
        byte[] message =
                Hospital.REGISTRATION.replace("UNICODE UTF-8", "GB 18030-2000").getBytes(gb18030);

        String answer = new String(hospital.send(message), gb18030);

        assertThat(answer).contains("MSA|AA|REG-1|").contains("GB 18030-2000");
        assertThat(hospital.text("Patient", "name")).isEqualTo("𠮷䶮");
    }

    @Test
    void aRefusedMessageIsMendedAndRunAgain() {
        String wrong = Hospital.REGISTRATION.replace("330106198003072330", "330106198003072331");
        hospital.send(wrong);
        long id = hospital.only().id();

        assertThat(hospital.rerun(id, null).state()).isEqualTo(State.REFUSED);
        assertThat(hospital.rerun(id, Hospital.REGISTRATION).state()).isEqualTo(State.RESOLVED);

        assertThat(hospital.count("Patient")).isEqualTo(1);
        assertThat(hospital.body(hospital.only())).isEqualTo(wrong);
        assertThat(hospital.attempts(id).stream().map(Attempt::state))
                .containsExactly(State.REFUSED, State.REFUSED, State.RESOLVED);
        assertThat(hospital.attempts(id).stream().map(Attempt::bodyVersion)).containsExactly(0, 0, 3);
    }

    @Test
    void aSenderThatRepeatsAMessageWhichWasMendedHereIsToldThatItIsStored() {
        String wrong = Hospital.REGISTRATION.replace("330106198003072330", "330106198003072331");
        assertThat(hospital.send(wrong)).contains("MSA|AE|REG-1|");
        byte[] sent = hospital.only().acknowledgement();
        hospital.rerun(hospital.only().id(), Hospital.REGISTRATION.replace("REG-1", "REG-9"));
        assertThat(hospital.only().acknowledgement()).isEqualTo(sent);

        String repeated = hospital.send(wrong);

        assertThat(repeated).contains("MSA|AA|REG-1|").doesNotContain("ERR|");
        assertThat(hospital.send(wrong)).isEqualTo(repeated);

        assertThat(hospital.version("Patient")).isEqualTo(1);
    }

    @Test
    void aSenderThatRepeatsAMessageWhichItMendedItselfIsToldThatItIsStored() {
        String wrong = Hospital.REGISTRATION.replace("|19800307|", "|20990307|");
        hospital.send(wrong);
        hospital.send(Hospital.REGISTRATION);

        assertThat(hospital.send(wrong)).contains("MSA|AA|REG-1|");
    }

    @Test
    void aRefusedMessageSentAgainAsItWasIsRunAgain() {
        String before = Hospital.REGISTRATION.replace(Hospital.CODE, Hospital.OTHER);
        assertThat(hospital.send(before)).contains("MSA|AR|");

        hospital.register(Hospital.OTHER);
        assertThat(hospital.send(before)).contains("MSA|AA|");

        assertThat(hospital.only().state()).isEqualTo(State.RESOLVED);
    }

    @Test
    void aMendedMessageUnderTheSameNumberResolvesTheRefusedOne() {
        hospital.send(Hospital.REGISTRATION.replace("|19800307|", "|20990307|"));

        assertThat(hospital.send(Hospital.REGISTRATION)).contains("MSA|AA|");

        assertThat(hospital.journal().stream().map(Journalled::state)).containsExactly(State.STORED, State.RESOLVED);
    }

    @Test
    void theDaysCountsFollowEveryChange() {
        hospital.send(Hospital.REGISTRATION.replace("|19800307|", "|20990307|"));
        hospital.send(Hospital.RESULTS);
        assertThat(hospital.counts()).isEqualTo(List.of("REFUSED 1", "STORED 1"));

        hospital.rerun(hospital.journal().getLast().id(), Hospital.REGISTRATION);

        assertThat(hospital.counts()).isEqualTo(List.of("RESOLVED 1", "STORED 1"));
    }
}
