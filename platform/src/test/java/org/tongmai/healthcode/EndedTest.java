package org.tongmai.healthcode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.tongmai.healthcode.TestProcess.WINDOW_A;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tongmai.access.Caller;
import org.tongmai.access.TestNode;
import org.tongmai.healthcode.Guardians.Proven;
import org.tongmai.healthcode.Guardians.Relation;
import org.tongmai.healthcode.Verified.Accepted;
import org.tongmai.healthcode.Verified.Refused;
import org.tongmai.healthcode.Verifier.Wish;
import org.tongmai.kernel.Problem;
import org.tongmai.store.Change;
import org.tongmai.store.Fact;
import org.tongmai.store.Origin;
import org.tongmai.store.Store;

/** Wang died, as one of his hospitals says, or its registration was deleted; and it was a mistake. */
class EndedTest {

    private static final String NUMBER = "330106197803074516";
    private static final Wish READ = new Wish(CodePurpose.READ, null, null);

    private final MovedClock clock = new MovedClock();
    private TestNode node;
    private TestProcess here;
    private String wangAtA;
    private String wangAtB;

    @TempDir
    Path directory;

    @BeforeEach
    void start() throws IOException {
        node = TestNode.start();
        here = new TestProcess(node, "national", Files.createTempDirectory("health-code-keys"), clock);
        wangAtA = node.patient(TestNode.HOSPITAL_A, "王建军", NUMBER);
        wangAtB = node.patient(TestNode.HOSPITAL_B, "王建军", NUMBER);
        node.settle();
    }

    @AfterEach
    void stop() {
        here.close();
        node.close();
    }

    @Test
    void the_code_of_somebody_who_died_is_refused_wherever_the_death_is_registered_until_that_is_taken_back() {
        Caller wang = resident(wangAtA);
        HealthCode code = here.codes.applyForSelf(wang);
        String before = shown(wang, code);

        says(wangAtB, TestNode.HOSPITAL_B, ",\"deceasedDateTime\":\"2026-01-02\"");

        assertThat(here.verifier.verify(WINDOW_A, before, READ)).isEqualTo(new Refused(Refusal.DECEASED));
        assertThat(node.jdbc()
                        .sql("select count(*) from access.request")
                        .query(Integer.class)
                        .single())
                .isZero();
        assertThatThrownBy(() -> shown(wang, code))
                .isInstanceOfSatisfying(
                        Problem.class, problem -> assertThat(problem.code()).isEqualTo("healthcode.holder-deceased"));
        assertThatThrownBy(() -> here.codes.print(wang, code.id(), Presence.Proof.NONE))
                .isInstanceOf(Problem.class);

        says(wangAtB, TestNode.HOSPITAL_B, ",\"deceasedBoolean\":false");

        assertThat(here.verifier.verify(WINDOW_A, shown(wang, code), READ)).isInstanceOf(Accepted.class);
    }

    @Test
    void a_guardianship_ends_with_the_life_of_the_guardian() {
        String liAtA = node.patient(TestNode.HOSPITAL_A, "李四", "110105194912310021");
        node.settle();
        Caller wang = resident(wangAtA);
        Caller li = resident(liAtA);
        HealthCode ofLi = here.codes.applyForSelf(li);
        String text = shown(li, ofLi);
        here.guardians.record(
                WINDOW_A,
                new Proven(
                        null, wangAtA, Relation.ELDER, null, clock.instant().plus(Duration.ofDays(365)), true, text));
        clock.move(Duration.ofMillis(1));
        assertThat(here.guardians.wards(wang)).hasSize(1);

        says(wangAtB, TestNode.HOSPITAL_B, ",\"deceasedBoolean\":true");

        assertThat(here.guardians.wards(wang)).isEmpty();
        assertThat(here.guardians.guardians(li)).isEmpty();
    }

    @Test
    void a_window_without_network_refuses_the_print_of_somebody_who_died() throws IOException {
        Caller wang = resident(wangAtA);
        HealthCode code = here.codes.applyForSelf(wang);
        String print = here.codes.print(wang, code.id(), Presence.Proof.NONE).text();
        try (OfflineVerifier window = OfflineVerifier.open(directory, clock)) {
            here.lists.revocations();
            SignedLists.Root root = here.lists.keys().root();
            window.trust(root.suite(), root.key());
            window.take(here.lists.keys().keys(), here.lists.revocations());
            assertThat(window.verify(print, null).accepted()).isTrue();

            says(wangAtB, TestNode.HOSPITAL_B, ",\"deceasedBoolean\":true");
            clock.move(SignedLists.ENDED_HELD);
            window.take(here.lists.keys().keys(), here.lists.revocations());

            assertThat(window.verify(print, null).refusal()).isEqualTo(Refusal.DECEASED);
        }
    }

    @Test
    void a_code_whose_registration_was_deleted_is_refused_and_another_one_is_applied_for() {
        Caller atA = resident(wangAtA);
        HealthCode code = here.codes.applyForSelf(atA);
        String before = shown(atA, code);

        transact(new Change(Fact.Method.DELETE, "Patient", wangAtA, null, null, null, null, null), TestNode.HOSPITAL_A);

        assertThat(here.verifier.verify(WINDOW_A, before, Wish.IDENTIFY)).isEqualTo(new Refused(Refusal.GONE));
        Caller atB = resident(wangAtB);
        HealthCode another = here.codes.applyForSelf(atB);
        assertThat(another.id()).isNotEqualTo(code.id());
        assertThat(here.verifier.verify(WINDOW_A, shown(atB, another), Wish.IDENTIFY))
                .isInstanceOfSatisfying(
                        Accepted.class,
                        accepted -> assertThat(accepted.holder().name()).isEqualTo("王建军"));
    }

    @Test
    void used_codes_and_unknown_cards_are_forgotten_beside_the_requests() {
        Caller wang = resident(wangAtA);
        HealthCode code = here.codes.applyForSelf(wang);
        here.verifier.verify(WINDOW_A, shown(wang, code), Wish.IDENTIFY);
        here.verifier.verify(WINDOW_A, CardKind.SOCIAL_SECURITY, "A12345678", Wish.IDENTIFY);

        forget();
        long early = noted();
        clock.move(Duration.ofDays(2));
        forget();

        assertThat(early).isEqualTo(2);
        assertThat(noted()).isZero();
    }

    private void forget() {
        here.showings.forget();
        here.unknown.forget();
    }

    private long noted() {
        return node.jdbc()
                .sql("select (select count(*) from healthcode.nonce) + (select count(*) from healthcode.unknown_card)")
                .query(Long.class)
                .single();
    }

    private void says(String patient, String institution, String more) {
        transact(
                Change.update(
                        "Patient", patient, """
                {"resourceType":"Patient","id":"%s","gender":"male","birthDate":"1978-03-07","name":[{"text":"王建军"}],
                 "identifier":[{"system":"urn:oid:2.16.156.10011.1.3","value":"%s"}]%s}
                """.formatted(patient, NUMBER, more).getBytes(StandardCharsets.UTF_8)),
                institution);
    }

    private void transact(Change change, String institution) {
        node.bean(Store.class).transact(List.of(change), new Origin(institution, "test", null, ""));
        node.settle();
    }

    private Caller resident(String patient) {
        return TestProcess.resident(node, patient);
    }

    private String shown(Caller caller, HealthCode code) {
        return here.codes.dynamic(caller, code.id(), CodePurpose.READ, null).text();
    }
}
