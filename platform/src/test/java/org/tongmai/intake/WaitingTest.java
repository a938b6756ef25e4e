package org.tongmai.intake;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.tongmai.kernel.Problem;
import org.tongmai.kernel.Problem.Kind;

/** A message that refers to something that has not arrived is accepted, waits, and is tried again. */
class WaitingTest {

    private final AtomicBoolean missing = new AtomicBoolean(true);
    private final Hospital hospital = Hospital.registered(store -> (asked, body, sender, noting) -> {
        if (missing.get() && String.valueOf(sender.idempotencyKey()).startsWith("hl7v2:")) {
            throw new Problem(
                    Kind.MISSING_REFERENCE, "store.reference-missing", "Missing.", "It is referred to.", "Send it.");
        }
        return store.submit(asked, body, sender, noting);
    });

    @AfterEach
    void close() {
        hospital.close();
    }

    @Test
    void itIsAcknowledgedWithAWarningAndStoredByTheScheduleOnceItCan() {
        assertThat(hospital.send(Hospital.REGISTRATION))
                .contains("MSA|AA|REG-1|")
                .contains("|W|store.reference-missing");
        assertThat(hospital.only().state()).isEqualTo(State.WAITING);
        assertThat(hospital.count("Patient")).isZero();

        assertThat(hospital.round()).isZero();
        hospital.pass(Duration.ofSeconds(11));
        assertThat(hospital.round()).isEqualTo(1);
        assertThat(hospital.only().state()).isEqualTo(State.WAITING);

        missing.set(false);
        hospital.pass(Duration.ofSeconds(21));
        assertThat(hospital.round()).isEqualTo(1);
        assertThat(hospital.only().state()).isEqualTo(State.RESOLVED);
        assertThat(hospital.only().attempts()).isEqualTo(3);
        assertThat(hospital.count("Patient")).isEqualTo(1);
    }

    @Test
    void newDataOfTheInstitutionEndsTheWaitAtOnce() {
        hospital.send(Hospital.REGISTRATION);
        missing.set(false);

        hospital.send(Hospital.RESULTS);

        assertThat(hospital.round()).isEqualTo(1);
        assertThat(hospital.journal().stream().map(Journalled::state)).containsExactly(State.STORED, State.RESOLVED);
    }

    @Test
    void aBusyInstitutionDoesNotUseUpTheRunsOfWhatWaitsLong() {
        hospital.send(Hospital.REGISTRATION);
        for (int hour = 0; hour < 12; hour++) {
            hospital.pass(Duration.ofHours(1));
            hospital.round();
        }
        long id = hospital.only().id();
        int before = hospital.attempts(id).size();

        for (int second = 0; second < 60; second++) {
            hospital.pass(Duration.ofSeconds(1));
            hospital.parts().retries().heard(Hospital.CODE, State.STORED);
            hospital.round();
        }

        assertThat(hospital.attempts(id)).hasSize(before);
        hospital.pass(Duration.ofMinutes(30));
        hospital.parts().retries().heard(Hospital.CODE, State.STORED);
        assertThat(hospital.round()).isEqualTo(1);
    }

    @Test
    void sentAgainItGetsTheSameAnswer() {
        String first = hospital.send(Hospital.REGISTRATION);

        assertThat(hospital.send(Hospital.REGISTRATION)).isEqualTo(first);
        assertThat(hospital.only().attempts()).isEqualTo(1);
    }
}
