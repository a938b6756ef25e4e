package org.tongmai.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.dao.DataAccessException;
import org.tongmai.fhir.Asked;
import org.tongmai.fhir.BatchEntry;
import org.tongmai.fhir.Submitted;
import org.tongmai.kernel.Problem;
import org.tongmai.kernel.Problem.Kind;
import org.tongmai.store.Receipt;
import org.tongmai.store.Slice;

class SubmissionJournalTest {

    private final Hospital hospital = Hospital.registered();
    private final SubmissionJournal journal = new SubmissionJournal(
            hospital.parts().open(),
            hospital.parts().writer(),
            hospital.parts().store(),
            hospital.parts().retries());

    @AfterEach
    void close() {
        hospital.close();
    }

    @Test
    void ofWhatWasStoredTheHashAndTheCountsAreKept() {
        journal.answered(submitted("{\"resourceType\":\"Bundle\"}", null), false);

        Journalled line = hospital.only();
        assertThat(line.state()).isEqualTo(State.STORED);
        assertThat(line.door()).isEqualTo(Door.FHIR);
        assertThat(line.kind()).isEqualTo("Bundle");
        assertThat(line.locations()).containsExactly("Patient/1/_history/1");
        assertThat(hospital.parts().journal().body(line.id(), 0)).isEmpty();
    }

    @Test
    void whatWasRefusedIsKeptAndResolvedWhenTheSameIsStoredLater() {
        String body = "{\"resourceType\":\"Bundle\",\"entry\":[]}";
        journal.answered(
                submitted(body, new Problem(Kind.MISSING_REFERENCE, "store.reference-missing", "a", "b", "c")), false);
        assertThat(hospital.only().state()).isEqualTo(State.REFUSED);
        assertThat(hospital.body(hospital.only())).isEqualTo(body);

        journal.answered(submitted(body, null), false);

        assertThat(hospital.journal().stream().map(Journalled::state)).containsExactly(State.STORED, State.RESOLVED);
    }

    @Test
    void aRefusedEntryOfABatchIsNotSettledByAnotherOneOfTheSameContent() {
        Slice resource = Slice.of("{\"resourceType\":\"Patient\"}".getBytes(StandardCharsets.UTF_8));
        var done = new Receipt.Done(Receipt.Result.CREATED, "Patient", "1", 1, Instant.parse("2026-03-01T05:00:00Z"));
        var why = new Problem(Kind.INVALID, "fhir.id-wrong", "a", "b", "c");

        journal.answered(
                submitted(
                        "{\"resourceType\":\"Bundle\"}",
                        null,
                        List.of(
                                new BatchEntry(
                                        new Asked("POST", "Patient", "", null, null, false), resource, done, null),
                                new BatchEntry(
                                        new Asked("PUT", "Patient/a_b", "", null, null, false), resource, null, why))),
                false);

        assertThat(hospital.journal().stream().map(Journalled::state))
                .containsExactlyInAnyOrder(State.STORED, State.REFUSED);
    }

    @Test
    void aRefusedSubmissionIsMendedAndRunAgain() {
        String wrong = "{\"resourceType\":\"Patient\",\"birthDate\":\"2099-01-01\"}";
        journal.answered(
                submitted(wrong, new Problem(Kind.UNPROCESSABLE, "kernel.birth-date-in-future", "a", "b", "c")), false);

        assertThat(hospital.rerun(hospital.only().id(), null).state()).isEqualTo(State.REFUSED);
        assertThat(hospital.rerun(hospital.only().id(), wrong.replace("2099", "1999"))
                        .state())
                .isEqualTo(State.RESOLVED);

        assertThat(hospital.text("Patient", "birthDate")).isEqualTo("1999-01-01");
    }

    @Test
    void aRunThatWasCutOffBeforeItWasWrittenDownIsTheSameSubmission() {
        String wrong = "{\"resourceType\":\"Patient\",\"birthDate\":\"2099-01-01\"}";
        journal.answered(
                submitted(wrong, new Problem(Kind.UNPROCESSABLE, "kernel.birth-date-in-future", "a", "b", "c")), false);
        String right = wrong.replace("2099", "1999");
        long id = hospital.only().id();
        hospital.breakJournal(true);
        assertThatThrownBy(() -> hospital.rerun(id, right)).isInstanceOf(DataAccessException.class);
        assertThat(hospital.count("Patient")).isEqualTo(1);

        hospital.breakJournal(false);
        assertThat(hospital.rerun(id, right).state()).isEqualTo(State.RESOLVED);

        assertThat(hospital.count("Patient")).isEqualTo(1);
    }

    private static Submitted submitted(String body, @Nullable Problem refused) {
        return submitted(body, refused, List.of());
    }

    private static Submitted submitted(String body, @Nullable Problem refused, List<BatchEntry> batch) {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        String kind = body.contains("Bundle") ? "Bundle" : "Patient";
        return new Submitted(
                Instant.parse("2026-03-01T05:00:00Z"),
                Hospital.CODE,
                "his",
                new Asked("POST", kind.equals("Bundle") ? "" : kind, "", null, null, false),
                kind,
                HexFormat.of().formatHex(Intake.sha256(bytes)),
                bytes,
                refused == null ? 1 : 0,
                0,
                0,
                refused == null ? List.of("Patient/1/_history/1") : List.of(),
                batch,
                refused);
    }
}
