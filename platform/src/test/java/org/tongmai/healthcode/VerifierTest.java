package org.tongmai.healthcode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.tongmai.healthcode.TestProcess.KIOSK_A;
import static org.tongmai.healthcode.TestProcess.WINDOW_A;
import static org.tongmai.healthcode.TestProcess.WINDOW_B;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.tongmai.access.Caller;
import org.tongmai.access.Role;
import org.tongmai.access.TestNode;
import org.tongmai.healthcode.Verified.Accepted;
import org.tongmai.healthcode.Verified.Refused;
import org.tongmai.healthcode.Verifier.Wish;
import org.tongmai.kernel.Problem;

/** Wang's code at the window of a hospital: accepted once, and refused with its own reason for everything that is wrong with it. */
class VerifierTest {

    private static final String NUMBER = "330106197803074516";

    /** A code whose check digits are right, as those of hospitals that residents choose are. */
    private static final String HOSPITAL_C = "91440300708461136T";

    private static TestNode node;
    private static Path keys;
    private static Path foreignKeys;
    private static String wangAtA;
    private static String wangAtB;

    @BeforeAll
    static void start() throws IOException {
        node = TestNode.start();
        keys = Files.createTempDirectory("health-code-keys");
        foreignKeys = Files.createTempDirectory("health-code-foreign");
        wangAtA = node.patient(TestNode.HOSPITAL_A, "王建军", NUMBER);
        wangAtB = node.patient(TestNode.HOSPITAL_B, "王建军", NUMBER);
        node.patient(HOSPITAL_C, "王建军", NUMBER);
        node.settle();
    }

    @AfterAll
    static void stop() {
        node.close();
    }

    private final MovedClock clock = new MovedClock();

    private TestProcess process() {
        return new TestProcess(node, "national", keys, clock);
    }

    @Test
    void a_code_is_accepted_once() {
        try (TestProcess here = process()) {
            Caller wang = TestProcess.resident(node, wangAtA);
            HealthCode code = here.codes.applyForSelf(wang);
            String text = here.codes
                    .dynamic(wang, code.id(), CodePurpose.IDENTIFY, null)
                    .text();

            Verified first = here.verifier.verify(WINDOW_B, text, Wish.IDENTIFY);
            Verified second = here.verifier.verify(WINDOW_B, text, Wish.IDENTIFY);

            assertThat(first).isInstanceOfSatisfying(Accepted.class, accepted -> {
                assertThat(accepted.code()).isEqualTo(code.id());
                assertThat(accepted.holder().name()).isEqualTo("王建军");
                assertThat(accepted.holder().identifierTail()).isEqualTo("4516");
                assertThat(accepted.index()).matches("[0-9a-f]{64}");
            });
            assertThat(second).isEqualTo(new Refused(Refusal.REPLAYED));
        }
    }

    @Test
    void two_processes_accept_a_code_once_between_them() throws Exception {
        try (TestProcess one = process();
                TestProcess other = process();
                ExecutorService windows = Executors.newVirtualThreadPerTaskExecutor()) {
            Caller wang = TestProcess.resident(node, wangAtA);
            HealthCode code = one.codes.applyForSelf(wang);
            for (int round = 0; round < 20; round++) {
                String text = one.codes
                        .dynamic(wang, code.id(), CodePurpose.IDENTIFY, null)
                        .text();
                List<Callable<Verified>> showings = new ArrayList<>();
                for (int i = 0; i < 8; i++) {
                    TestProcess at = i % 2 == 0 ? one : other;
                    showings.add(() -> at.verifier.verify(WINDOW_A, text, Wish.IDENTIFY));
                }

                long accepted = 0;
                for (var verified : windows.invokeAll(showings)) {
                    accepted += verified.get() instanceof Accepted ? 1 : 0;
                }

                assertThat(accepted).isEqualTo(1);
            }
        }
    }

    @Test
    void past_its_life_it_is_expired_and_before_its_time_it_is_ahead() {
        try (TestProcess here = process()) {
            String text = shown(here, CodePurpose.IDENTIFY, null);
            clock.move(Duration.ofSeconds(-31));
            assertThat(refusal(here, text, Wish.IDENTIFY)).isEqualTo(Refusal.AHEAD);
            clock.move(Duration.ofSeconds(31 + 120));
            assertThat(refusal(here, text, Wish.IDENTIFY)).isEqualTo(Refusal.EXPIRED);
            clock.move(Duration.ofMillis(-1));
            assertThat(here.verifier.verify(WINDOW_A, text, Wish.IDENTIFY)).isInstanceOf(Accepted.class);
        }
    }

    @Test
    void what_was_changed_anywhere_is_never_accepted() {
        try (TestProcess here = process()) {
            String text = shown(here, CodePurpose.IDENTIFY, null);
            String alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
            Random random = new Random(11);
            for (int i = 0; i < text.length(); i++) {
                char other = alphabet.charAt(random.nextInt(alphabet.length()));
                if (other != text.charAt(i)) {
                    String changed = text.substring(0, i) + other + text.substring(i + 1);
                    assertThat(refusal(here, changed, Wish.IDENTIFY))
                            .as("place " + i)
                            .isIn(Refusal.TAMPERED, Refusal.MALFORMED, Refusal.FOREIGN);
                }
            }
            int signature = text.length() - 20;
            char flipped = text.charAt(signature) == 'A' ? 'B' : 'A';
            assertThat(refusal(
                            here,
                            text.substring(0, signature) + flipped + text.substring(signature + 1),
                            Wish.IDENTIFY))
                    .isEqualTo(Refusal.TAMPERED);
            assertThat(here.verifier.verify(WINDOW_A, text, Wish.IDENTIFY)).isInstanceOf(Accepted.class);
        }
    }

    @Test
    void what_is_no_code_is_malformed() {
        try (TestProcess here = process()) {
            for (String text :
                    List.of("", "TM1.", "TM1.AAAA", "https://example.org", "TM1." + "A".repeat(5000), "7d0a:1")) {
                assertThat(refusal(here, text, Wish.IDENTIFY)).isEqualTo(Refusal.MALFORMED);
            }
        }
    }

    @Test
    void another_node_s_code_is_foreign() {
        try (TestNode elsewhere = TestNode.start();
                TestProcess there = new TestProcess(elsewhere, "national", foreignKeys, clock);
                TestProcess here = process()) {
            String patient = elsewhere.patient(TestNode.HOSPITAL_A, "李四", "110105194912310021");
            elsewhere.settle();
            Caller li = TestProcess.resident(elsewhere, patient);
            HealthCode code = there.codes.applyForSelf(li);

            String text = there.codes
                    .dynamic(li, code.id(), CodePurpose.IDENTIFY, null)
                    .text();

            assertThat(refusal(here, text, Wish.IDENTIFY)).isEqualTo(Refusal.FOREIGN);
        }
    }

    @Test
    void a_code_to_identify_lets_nobody_read_and_one_for_another_hospital_is_refused() {
        try (TestProcess here = process()) {
            Wish read = new Wish(CodePurpose.READ, null, null);
            Caller only = new Caller("window-c", "丙医院挂号窗口", Role.DOCTOR, HOSPITAL_C, null, false);

            assertThat(refusal(here, shown(here, CodePurpose.IDENTIFY, null), read))
                    .isEqualTo(Refusal.WRONG_PURPOSE);
            assertThat(refusal(here, shown(here, CodePurpose.READ, HOSPITAL_C), read))
                    .isEqualTo(Refusal.WRONG_PURPOSE);
            assertThat(here.verifier.verify(only, shown(here, CodePurpose.READ, HOSPITAL_C), read))
                    .isInstanceOfSatisfying(
                            Accepted.class,
                            accepted -> assertThat(accepted.readUntil())
                                    .isEqualTo(clock.instant().plus(Duration.ofHours(4))));
        }
    }

    @Test
    void a_code_is_made_for_no_hospital_that_is_mistyped() {
        try (TestProcess here = process()) {
            String mistyped = HOSPITAL_C.substring(0, 17) + "U";

            assertThatThrownBy(() -> shown(here, CodePurpose.READ, mistyped))
                    .isInstanceOfSatisfying(
                            Problem.class,
                            problem -> assertThat(problem.code()).isEqualTo("kernel.uscc-check-digit-wrong"));
        }
    }

    @Test
    void what_an_institution_shows_by_itself_says_so_and_lets_nobody_read() {
        try (TestProcess here = process()) {
            HealthCode code = here.codes.applyForSelf(TestProcess.resident(node, wangAtA));
            String text = here.codes
                    .dynamic(KIOSK_A, code.id(), CodePurpose.IDENTIFY, null)
                    .text();

            assertThatThrownBy(() -> here.codes.dynamic(KIOSK_A, code.id(), CodePurpose.READ, null))
                    .isInstanceOfSatisfying(
                            Problem.class,
                            problem -> assertThat(problem.code()).isEqualTo("healthcode.purpose-not-yours"));
            assertThat(refusal(here, text, new Wish(CodePurpose.READ, null, null)))
                    .isEqualTo(Refusal.WRONG_PURPOSE);
            assertThat(here.verifier.verify(WINDOW_A, text, Wish.IDENTIFY))
                    .isInstanceOfSatisfying(
                            Accepted.class,
                            accepted -> assertThat(accepted.form()).isEqualTo(Verified.Form.BY_INSTITUTION));
        }
    }

    @Test
    void lost_is_refused_until_it_is_found_and_cancelled_for_ever() {
        try (TestProcess here = process()) {
            Caller wang = TestProcess.resident(node, wangAtA);
            HealthCode code = here.codes.applyForSelf(wang);
            String before = shown(here, CodePurpose.IDENTIFY, null);
            here.losses.reportLost(WINDOW_B, code.id());

            assertThat(refusal(here, before, Wish.IDENTIFY)).isEqualTo(Refusal.LOST);
            assertThatThrownBy(() -> here.codes.dynamic(wang, code.id(), CodePurpose.IDENTIFY, null))
                    .isInstanceOfSatisfying(
                            Problem.class, problem -> assertThat(problem.code()).isEqualTo("healthcode.not-active"));
            here.losses.reportFound(wang, code.id());
            assertThat(here.verifier.verify(WINDOW_A, before, Wish.IDENTIFY)).isInstanceOf(Accepted.class);
            String last = shown(here, CodePurpose.IDENTIFY, null);
            here.codes.cancel(wang, code.id(), Presence.Proof.NONE);
            assertThat(refusal(here, last, Wish.IDENTIFY)).isEqualTo(Refusal.REVOKED);
            assertThat(here.codes.applyForSelf(wang).id()).isNotEqualTo(code.id());
        }
    }

    @Test
    void a_number_that_cannot_be_bound_uses_no_code_up() {
        try (TestProcess here = process()) {
            String text = shown(here, CodePurpose.IDENTIFY, null);
            assertThatThrownBy(() ->
                            here.verifier.verify(WINDOW_A, text, new Wish(CodePurpose.IDENTIFY, null, "no number!")))
                    .isInstanceOf(Problem.class);

            assertThat(here.verifier.verify(WINDOW_A, text, Wish.IDENTIFY)).isInstanceOf(Accepted.class);
        }
    }

    @Test
    void what_the_resident_reported_lost_is_found_by_nobody_else() {
        try (TestProcess here = process()) {
            Caller wang = TestProcess.resident(node, wangAtA);
            HealthCode code = here.codes.applyForSelf(wang);
            here.losses.reportLost(wang, code.id());

            assertThatThrownBy(() -> here.losses.reportFound(WINDOW_A, code.id()))
                    .isInstanceOfSatisfying(
                            Problem.class,
                            problem -> assertThat(problem.code()).isEqualTo("healthcode.not-reported-here"));
            here.losses.reportFound(wang, code.id());
            here.losses.reportLost(WINDOW_A, code.id());
            here.losses.reportFound(WINDOW_A, code.id());
            assertThat(here.codes.events(wang, code.id()).getFirst().what()).isEqualTo("found");
        }
    }

    @Test
    void two_hospitals_know_the_same_person_under_different_indexes_and_each_always_under_the_same() {
        try (TestProcess here = process()) {
            assertThat(index(here, WINDOW_A)).isEqualTo(index(here, WINDOW_A)).isNotEqualTo(index(here, WINDOW_B));
        }
    }

    @Test
    void one_person_has_one_code_wherever_it_is_applied_for() {
        try (TestProcess here = process()) {
            assertThat(here.codes.apply(WINDOW_A, wangAtA).id())
                    .isEqualTo(here.codes.apply(WINDOW_B, wangAtB).id());
            assertThatThrownBy(() -> here.codes.apply(WINDOW_A, wangAtB))
                    .isInstanceOfSatisfying(
                            Problem.class,
                            problem -> assertThat(problem.code()).isEqualTo("healthcode.no-such-patient"));
        }
    }

    @Test
    void each_identification_and_each_refusal_of_a_known_code_leaves_its_trace() {
        try (TestProcess here = process()) {
            long before = looks();
            String text = shown(here, CodePurpose.IDENTIFY, null);
            here.verifier.verify(WINDOW_B, text, Wish.IDENTIFY);
            here.verifier.verify(WINDOW_B, text, Wish.IDENTIFY);
            clock.move(Duration.ofMinutes(5));
            here.verifier.verify(WINDOW_B, text, Wish.IDENTIFY);

            assertThat(looks() - before).isEqualTo(3);
        }
    }

    private static long looks() {
        return node.jdbc()
                .sql("select count(*) from access.look where interaction = 'health-code' and account = 'window-b'")
                .query(Long.class)
                .single();
    }

    private static String index(TestProcess here, Caller window) {
        return ((Accepted) here.verifier.verify(window, shown(here, CodePurpose.IDENTIFY, null), Wish.IDENTIFY))
                .index();
    }

    private static String shown(TestProcess here, CodePurpose purpose, @Nullable String only) {
        Caller wang = TestProcess.resident(node, wangAtA);
        return here.codes
                .dynamic(wang, here.codes.applyForSelf(wang).id(), purpose, only)
                .text();
    }

    private static Refusal refusal(TestProcess here, String text, Wish wish) {
        return ((Refused) here.verifier.verify(WINDOW_A, text, wish)).refusal();
    }
}
