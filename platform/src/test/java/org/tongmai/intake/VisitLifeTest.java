package org.tongmai.intake;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** A stay in hospital as ADT messages tell it, in whatever order they arrive. */
class VisitLifeTest {

    private static final String PATIENT = "PID|1||P0001^^^" + Hospital.CODE + "^MR||王^伟|||M";

    private Hospital hospital = Hospital.registered();

    private int sent;

    @BeforeEach
    void empty() {
        sent = 0;
    }

    @AfterEach
    void close() {
        hospital.close();
    }

    @Test
    void anAdmissionATransferAndADischargeTellWhereThePatientWasAndWhen() {
        send("A05", "0700", "P", "");
        send("A01", "0800", "I", "W1");
        send("A02", "0900", "I", "W2");
        send("A03", "1000", "I", "W2");

        assertThat(status()).isEqualTo("finished");
        assertThat(places())
                .containsExactly(
                        "W1 2026-02-01T08:00:00+08:00 2026-02-01T09:00:00+08:00 completed",
                        "W2 2026-02-01T09:00:00+08:00 2026-02-01T10:00:00+08:00 completed");
        assertThat(visit().at("/period/end").asString()).isEqualTo("2026-02-01T10:00:00+08:00");
        assertThat(visit().at("/class/code").asString()).isEqualTo("IMP");
    }

    @Test
    void aLateTransferTakesItsPlaceAmongTheOthers() {
        send("A01", "0800", "I", "W1");
        send("A02", "1000", "I", "W3");
        send("A02", "0900", "I", "W2");

        assertThat(places().stream().map(place -> place.substring(0, 2))).containsExactly("W1", "W2", "W3");
        assertThat(places().getLast()).endsWith("active");
    }

    @Test
    void cancelsRestoreWhatWas() {
        send("A01", "0800", "I", "W1");
        send("A02", "0900", "I", "W2");
        String before = told();

        send("A02", "1000", "I", "W3");
        send("A12", "1030", "I", "W2");
        assertThat(told()).isEqualTo(before);

        send("A03", "1100", "I", "W2");
        assertThat(status()).isEqualTo("finished");
        send("A13", "1200", "I", "W2");
        assertThat(told()).isEqualTo(before);

        send("A11", "1300", "I", "W2");
        assertThat(status()).isEqualTo("cancelled");
    }

    @Test
    void aLateCancelUndoesNothingNewer() {
        send("A01", "0800", "I", "W1");
        send("A03", "0900", "I", "W1");
        send("A03", "1100", "I", "W1");
        String discharged = told();

        String answer = send("A13", "1000", "I", "W1");

        assertThat(answer).contains("MSA|AA|").contains("intake.older-than-stored");
        assertThat(told()).isEqualTo(discharged);
    }

    @Test
    void aCancelThatOvertookItsDischargeStillHolds() {
        send("A01", "0800", "I", "W1");
        send("A13", "1000", "I", "W1");
        send("A03", "0900", "I", "W1");

        assertThat(status()).isEqualTo("in-progress");
        assertThat(visit().at("/period/end").isMissingNode()).isTrue();
    }

    @Test
    void aDischargeThatArrivesAfterALaterUpdateIsNotLost() {
        send("A01", "0800", "I", "W1");
        send("A08", "1000", "I", "W1");
        send("A03", "0900", "I", "W1");

        assertThat(status()).isEqualTo("finished");
        assertThat(visit().at("/period/end").asString()).isEqualTo("2026-02-01T09:00:00+08:00");
    }

    @Test
    void anOutpatientWhoStaysKeepsTheClassThatWas() {
        send("A04", "0800", "O", "C1");
        assertThat(send("A06", "0900", "I", "W1")).contains("MSA|AA|").doesNotContain("ERR");

        assertThat(visit().at("/class/code").asString()).isEqualTo("IMP");
        assertThat(visit().at("/classHistory/0/class/code").asString()).isEqualTo("AMB");
        assertThat(visit().at("/classHistory/0/period/end").asString()).isEqualTo("2026-02-01T09:00:00+08:00");
    }

    @Test
    void whoeverIsExpectedAndComesIsThere() {
        send("A05", "0800", "P", "");
        assertThat(status()).isEqualTo("planned");
        send("A38", "0900", "P", "");
        assertThat(status()).isEqualTo("cancelled");
        send("A05", "1000", "P", "");
        send("A01", "1100", "I", "W1");

        assertThat(status()).isEqualTo("in-progress");
    }

    @Test
    void aDischargeTellsHowSomebodyLeftAndKeepsHowSomebodyCame() {
        hospital.send(message("A01", "0800", "PV1|1|I|W1||||D001^王^伟|||||||7|||D009^赵^钱||V1"));
        hospital.send(message("A03", "0900", "PV1|1|I|W1||||||||||||||||V1" + "|".repeat(17) + "01^医嘱离院"));

        JsonNode stay = visit().path("hospitalization");
        assertThat(stay.at("/admitSource/text").asString()).isEqualTo("7");
        assertThat(stay.at("/dischargeDisposition/text").asString()).isEqualTo("医嘱离院");
        assertThat(visit().path("participant").size()).isEqualTo(2);
    }

    @Test
    void withoutCancelsEveryOrderOfArrivalTellsTheSameStay() {
        List<String[]> events = List.of(
                new String[] {"A01", "0800", "I", "W1"},
                new String[] {"A02", "0900", "I", "W2"},
                new String[] {"A02", "1000", "I", "W3"},
                new String[] {"A03", "1100", "I", "W3"});
        events.forEach(event -> send(event[0], event[1], event[2], event[3]));
        String inOrder = places() + status() + visit().path("period");
        for (int round = 0; round < 6; round++) {
            List<String[]> shuffled = new ArrayList<>(events);
            Collections.shuffle(shuffled, new Random(round));
            hospital.close();
            hospital = Hospital.registered();
            shuffled.forEach(event -> send(event[0], event[1], event[2], event[3]));

            assertThat(places() + status() + visit().path("period"))
                    .as("round %s", round)
                    .isEqualTo(inOrder);
        }
    }

    private String send(String trigger, String time, String type, String place) {
        return hospital.send(message(trigger, time, "PV1|1|" + type + "|" + place + "|".repeat(16) + "V1"));
    }

    private String message(String trigger, String time, String pv1) {
        String at = "20260201" + time + "00";
        return Hospital.message("ADT^" + trigger, "M-" + ++sent, at, "EVN|" + trigger + "|" + at, PATIENT, pv1);
    }

    private ObjectNode visit() {
        return hospital.tree("Encounter");
    }

    private String status() {
        return visit().path("status").asString();
    }

    private String told() {
        return status() + places() + visit().path("period") + visit().path("class") + visit().path("hospitalization");
    }

    private List<String> places() {
        return visit().path("location")
                .valueStream()
                .map(at -> String.join(
                        " ",
                        at.at("/location/display").asString(),
                        at.at("/period/start").asString("-"),
                        at.at("/period/end").asString("-"),
                        at.path("status").asString("-")))
                .toList();
    }
}
