package org.tongmai.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.jdbc.core.JdbcTemplate;
import org.tongmai.intake.cda.SampleDocument;
import org.tongmai.kernel.Problem;
import org.tongmai.kernel.Problem.Kind;
import tools.jackson.databind.node.ObjectNode;

/** What is stored, what the journal says of it and how old it is are one commit; what others change meanwhile is not lost. */
class OneCommitTest {

    private final AtomicReference<Problem> trouble = new AtomicReference<>();
    private final AtomicReference<Runnable> meanwhile = new AtomicReference<>(() -> {});
    private final Hospital hospital = Hospital.registered(store -> (asked, body, sender, noting) -> {
        Problem away = trouble.getAndSet(null);
        if (away != null) {
            throw away;
        }
        meanwhile.getAndSet(() -> {}).run();
        return store.submit(asked, body, sender, noting);
    });

    @AfterEach
    void close() {
        hospital.close();
    }

    @ParameterizedTest
    @CsvSource({"BUSY, store.database-unavailable", "BUSY, kernel.database-away", "CONFLICT, store.busy-resource"})
    void whatPassesByItselfIsNoVerdictAndTheSameMessageIsTakenAfterwards(Kind kind, String code) {
        trouble.set(new Problem(kind, code, "Away.", "It is.", "Send again."));

        assertThatThrownBy(() -> hospital.send(Hospital.REGISTRATION)).hasMessage("Away.");
        assertThat(hospital.journal()).isEmpty();

        assertThat(hospital.send(Hospital.REGISTRATION)).contains("MSA|AA|REG-1|");
        assertThat(hospital.only().state()).isEqualTo(State.STORED);
    }

    @Test
    void aDocumentIsNotRefusedBecauseTheDatabaseIsAway() {
        byte[] document = SampleDocument.of("C0002")
                .replace("12330000470051726F", Hospital.CODE)
                .getBytes(StandardCharsets.UTF_8);
        trouble.set(new Problem(Kind.BUSY, "store.database-unavailable", "Away.", "It is.", "Send again."));

        assertThatThrownBy(() -> take(document)).hasMessage("Away.");
        assertThat(hospital.journal()).isEmpty();

        assertThat(take(document).state()).isEqualTo(State.STORED);
    }

    @Test
    void aRunAgainThatMetADatabaseThatWasAwayLeavesTheMessageAsItWas() {
        hospital.send(Hospital.REGISTRATION.replace("330106198003072330", "330106198003072331"));
        long id = hospital.only().id();
        trouble.set(new Problem(Kind.BUSY, "store.database-unavailable", "Away.", "It is.", "Send again."));

        assertThatThrownBy(() -> hospital.rerun(id, Hospital.REGISTRATION)).hasMessage("Away.");
        assertThat(hospital.only().attempts()).isEqualTo(1);

        assertThat(hospital.rerun(id, Hospital.REGISTRATION).state()).isEqualTo(State.RESOLVED);
    }

    @Test
    void anOlderMessageOverAnotherConnectionNeverOverwritesANewerOneWhoseLineIsStillBeingWritten() throws Exception {
        hospital.send(Hospital.REGISTRATION);
        CompletableFuture<String> newer;
        CompletableFuture<String> older;
        try (Connection journalKept = hospital.database().getConnection()) {
            journalKept.setAutoCommit(false);
            journalKept.createStatement().execute("lock table intake.tally in exclusive mode");
            newer = CompletableFuture.supplyAsync(
                    () -> hospital.send(update("UPD-2", "20260301110000", "13711112222")));
            awaitWaiting(1);
            older = CompletableFuture.supplyAsync(
                    () -> hospital.send(update("UPD-1", "20260301100000", "13500000000")));
            awaitHeld();
            journalKept.rollback();
        }

        assertThat(newer.get()).contains("MSA|AA|UPD-2|");
        assertThat(older.get()).contains("MSA|AA|UPD-1|").contains("intake.older-than-stored");
        assertThat(hospital.tree("Patient").toString()).contains("13711112222").doesNotContain("13500000000");
    }

    @Test
    void whatSomebodyElseWritesWhileAMessageIsFittedInIsNotLost() {
        hospital.send(Hospital.REGISTRATION);
        meanwhile.set(() -> {
            ObjectNode patient = hospital.tree("Patient");
            patient.put("birthDate", "1980-03-08");
            patient.remove("address");
            hospital.write(patient);
        });

        hospital.send(Hospital.message(
                "ADT^A08^ADT_A01",
                "UPD-1",
                "20260301100000",
                "PID|1||P0001^^^" + Hospital.CODE + "^MR||王^伟",
                "PV1|1|N"));

        ObjectNode patient = hospital.tree("Patient");
        assertThat(hospital.text("Patient", "name")).isEqualTo("王伟");
        assertThat(patient.path("birthDate").asString()).isEqualTo("1980-03-08");
        assertThat(patient.has("address")).isFalse();
    }

    @Test
    void whatAMessageChangesWhileADocumentIsFiledIsNotLost() {
        String pid = "PID|1||BA00981723^^^" + Hospital.CODE + "^MR||𠮷䶮·阿卜杜拉|||M";
        hospital.send(Hospital.message("ADT^A04^ADT_A01", "1", "20260301100000", pid));
        meanwhile.set(() ->
                hospital.send(Hospital.message("ADT^A08^ADT_A01", "2", "20260301110000", pid + "|||||13711112222")));

        assertThat(take(SampleDocument.of("C0002")
                                .replace("12330000470051726F", Hospital.CODE)
                                .getBytes(StandardCharsets.UTF_8))
                        .state())
                .isEqualTo(State.STORED);

        ObjectNode patient = hospital.tree("Patient");
        assertThat(hospital.count("Patient")).isEqualTo(1);
        assertThat(patient.toString()).contains("13711112222");
        assertThat(patient.path("birthDate").asString()).isEqualTo("1980-03-07");
    }

    private CdaDoor.Answer take(byte[] document) {
        return hospital.parts().documents().take(document, "his", Hospital.CODE);
    }

    private static String update(String number, String at, String phone) {
        return Hospital.REGISTRATION
                .replace("REG-1", number)
                .replace("A04", "A08")
                .replace("20260301083000\rPID", at + "\rPID")
                .replace("13800000001", phone);
    }

    /** Until so many statements wait for the lock on the journal's counts. */
    private void awaitWaiting(int statements) {
        JdbcTemplate jdbc = new JdbcTemplate(hospital.database());
        Integer waiting = 0;
        while (waiting == null || waiting < statements) {
            waiting = jdbc.queryForObject(
                    "select count(*) from pg_locks where not granted and relation = 'intake.tally'::regclass",
                    Integer.class);
            Thread.onSpinWait();
        }
    }

    /** Until the second message waits for the first, or else is stored: then its line waits, too. */
    private void awaitHeld() {
        int looks = 0;
        while (looks++ < 300 && !hospital.tree("Patient").toString().contains("13500000000")) {
            Thread.onSpinWait();
        }
    }
}
