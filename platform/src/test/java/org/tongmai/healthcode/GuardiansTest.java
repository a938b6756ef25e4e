package org.tongmai.healthcode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.tongmai.healthcode.TestProcess.KIOSK_A;
import static org.tongmai.healthcode.TestProcess.WINDOW_A;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.tongmai.access.Caller;
import org.tongmai.access.TestNode;
import org.tongmai.healthcode.Guardians.Guardianship;
import org.tongmai.healthcode.Guardians.Proven;
import org.tongmai.healthcode.Guardians.Relation;
import org.tongmai.healthcode.Verified.Accepted;
import org.tongmai.healthcode.Verifier.Wish;
import org.tongmai.kernel.Problem;

/** Old Li lets Wang show his code; nobody is made a guardian without him, and he sees and ends it. */
class GuardiansTest {

    private static TestNode node;
    private static Path keys;
    private static String wangAtA;
    private static String liAtA;

    @BeforeAll
    static void start() throws IOException {
        node = TestNode.start();
        keys = Files.createTempDirectory("health-code-keys");
        wangAtA = node.patient(TestNode.HOSPITAL_A, "王建军", "330106197803074516");
        liAtA = node.patient(TestNode.HOSPITAL_A, "李四", "110105194912310021");
        node.settle();
    }

    @AfterAll
    static void stop() {
        node.close();
    }

    private final MovedClock clock = new MovedClock();

    @Test
    void nobody_becomes_an_elder_s_guardian_without_the_elder() {
        try (TestProcess here = process()) {
            Caller li = TestProcess.resident(node, liAtA);
            Caller wang = TestProcess.resident(node, wangAtA);
            HealthCode ofLi = here.codes.applyForSelf(li);
            HealthCode ofWang = here.codes.applyForSelf(wang);
            String kiosk = here.codes
                    .dynamic(KIOSK_A, ofLi.id(), CodePurpose.IDENTIFY, null)
                    .text();
            String identify = here.codes
                    .dynamic(li, ofLi.id(), CodePurpose.IDENTIFY, null)
                    .text();
            String stranger = here.codes
                    .dynamic(wang, ofWang.id(), CodePurpose.READ, null)
                    .text();

            refused(here, false, null);
            refused(
                    here,
                    false,
                    here.codes.print(li, ofLi.id(), Presence.Proof.NONE).text());
            refused(here, false, kiosk);
            refused(here, false, stranger);
            refused(here, true, identify);
            assertThat(here.guardians.guardians(li)).isEmpty();
        }
    }

    @Test
    void what_a_guardian_shows_says_so_and_the_ward_sees_it_and_ends_it() {
        try (TestProcess here = process()) {
            Caller li = TestProcess.resident(node, liAtA);
            Caller wang = TestProcess.resident(node, wangAtA);
            HealthCode ofLi = here.codes.applyForSelf(li);
            Guardianship first = record(here, true, show(here, li, ofLi));
            Guardianship second = record(here, true, show(here, li, ofLi));

            String text =
                    here.codes.dynamic(wang, ofLi.id(), CodePurpose.READ, null).text();

            assertThat(here.guardians.guardians(li))
                    .extracting(Guardianship::id)
                    .containsExactly(second.id())
                    .doesNotContain(first.id());
            assertThat(here.verifier.verify(WINDOW_A, text, new Wish(CodePurpose.READ, null, null)))
                    .isInstanceOfSatisfying(Accepted.class, accepted -> {
                        assertThat(accepted.form()).isEqualTo(Verified.Form.BY_GUARDIAN);
                        assertThat(accepted.readUntil()).isNotNull();
                    });
            assertThat(node.jdbc()
                            .sql("select reason from access.request where state = 'GRANTED'")
                            .query(String.class)
                            .single())
                    .contains("监护人");
            assertThat(here.guardians.end(li, second.id(), ofLi.compartment())).isPresent();
            assertThat(here.guardians.wards(wang)).isEmpty();
            assertThat(here.codes.events(li, ofLi.id()))
                    .extracting(CodeStore.Event::what)
                    .contains("guardian recorded", "shown BY_GUARDIAN", "guardian ended");
        }
    }

    @Test
    void a_guardianship_begins_when_it_says_and_not_before() {
        try (TestProcess here = process()) {
            Caller li = TestProcess.resident(node, liAtA);
            Caller wang = TestProcess.resident(node, wangAtA);
            HealthCode ofLi = here.codes.applyForSelf(li);
            Instant from = clock.instant().plus(Duration.ofDays(30));
            Guardianship made = record(here, from, liAtA, show(here, li, ofLi));

            assertThat(here.guardians.wards(wang)).isEmpty();
            assertThat(here.guardians.guardians(li))
                    .extracting(Guardianship::from)
                    .containsExactly(made.from());
            clock.move(Duration.ofDays(31));
            assertThat(here.guardians.wards(wang)).extracting(Guardianship::id).containsExactly(made.id());
            assertThatThrownBy(() -> record(here, clock.instant().minusSeconds(60), liAtA, show(here, li, ofLi)))
                    .isInstanceOfSatisfying(
                            Problem.class,
                            problem -> assertThat(problem.code()).isEqualTo("healthcode.guardian-period-wrong"));
            here.guardians.end(li, made.id(), ofLi.compartment());
        }
    }

    @Test
    void whoever_shows_the_code_need_not_be_named() {
        try (TestProcess here = process()) {
            Caller li = TestProcess.resident(node, liAtA);
            HealthCode ofLi = here.codes.applyForSelf(li);

            Guardianship made = record(here, null, null, show(here, li, ofLi));

            assertThat(made.ward()).isEqualTo(node.compartment(liAtA));
            assertThat(made.guardian()).isEqualTo(node.compartment(wangAtA));
            here.guardians.end(li, made.id(), ofLi.compartment());
        }
    }

    @Test
    void a_guardian_prints_for_the_ward() {
        try (TestProcess here = process()) {
            Caller li = TestProcess.resident(node, liAtA);
            Caller wang = TestProcess.resident(node, wangAtA);
            HealthCode ofLi = here.codes.applyForSelf(li);
            assertThatThrownBy(() -> here.codes.print(wang, ofLi.id(), Presence.Proof.NONE))
                    .isInstanceOf(Problem.class);
            Guardianship made = record(here, null, liAtA, show(here, li, ofLi));

            String print =
                    here.codes.print(wang, ofLi.id(), Presence.Proof.NONE).text();

            assertThat(here.verifier.verify(WINDOW_A, print, Wish.IDENTIFY)).isInstanceOf(Accepted.class);
            here.guardians.end(li, made.id(), ofLi.compartment());
        }
    }

    private Guardianship record(
            TestProcess here, @Nullable Instant from, @Nullable String ward, @Nullable String code) {
        clock.move(Duration.ofMillis(1));
        Instant until = clock.instant().plus(Duration.ofDays(365));
        return here.guardians.record(WINDOW_A, new Proven(ward, wangAtA, Relation.ELDER, from, until, true, code));
    }

    private TestProcess process() {
        return new TestProcess(node, "national", keys, clock);
    }

    private static String show(TestProcess here, Caller li, HealthCode code) {
        return here.codes.dynamic(li, code.id(), CodePurpose.READ, null).text();
    }

    private Guardianship record(TestProcess here, boolean reads, @Nullable String code) {
        clock.move(Duration.ofMillis(1));
        return here.guardians.record(
                WINDOW_A,
                new Proven(
                        liAtA, wangAtA, Relation.ELDER, null, clock.instant().plus(Duration.ofDays(365)), reads, code));
    }

    private void refused(TestProcess here, boolean reads, @Nullable String code) {
        assertThatThrownBy(() -> record(here, reads, code))
                .isInstanceOfSatisfying(
                        Problem.class, problem -> assertThat(problem.code()).isEqualTo("healthcode.holder-not-there"));
    }
}
