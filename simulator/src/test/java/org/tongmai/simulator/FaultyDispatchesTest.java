package org.tongmai.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class FaultyDispatchesTest {

    @Test
    void a_hospital_that_speaks_hl7_sends_a_wrong_number_an_unknown_unit_and_a_result_of_nobody() {
        List<Dispatch> faulty = Provinces.SMALL.faultyDispatches(Provinces.SMALL.institution("A"));

        assertThat(faulty)
                .extracting(Dispatch::name)
                .containsExactly("FAULTY-CHECK-DIGIT", "FAULTY-UNIT", "FAULTY-PATIENT");
        assertThat(IdNumber.valid(text(faulty.get(0)).split("~")[2].substring(0, 18)))
                .isFalse();
        assertThat(text(faulty.get(1))).contains("|5.2|mmol/14d?^^UCUM|");
        assertThat(text(faulty.get(2))).contains("PID|1||^^^^MR||");
    }

    @Test
    void a_hospital_that_speaks_fhir_sends_a_wrong_number_and_a_reference_to_nothing() {
        List<Dispatch> faulty = Provinces.SMALL.faultyDispatches(Provinces.SMALL.institution("B"));

        assertThat(faulty).extracting(Dispatch::name).containsExactly("FAULTY-CHECK-DIGIT", "FAULTY-REFERENCE");
        assertThat(text(faulty.get(1))).contains("\"condition\":{\"reference\":\"urn:uuid:00000000-");
    }

    private static String text(Dispatch dispatch) {
        return new String(dispatch.body(), StandardCharsets.UTF_8);
    }
}
