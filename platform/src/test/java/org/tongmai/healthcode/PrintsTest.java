package org.tongmai.healthcode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.tongmai.healthcode.TestProcess.WINDOW_A;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.tongmai.access.Caller;
import org.tongmai.access.TestNode;
import org.tongmai.healthcode.Verified.Accepted;
import org.tongmai.healthcode.Verified.Refused;
import org.tongmai.healthcode.Verifier.Wish;
import org.tongmai.kernel.Problem;

/** What only points at Wang's code, and what he tells beside it. */
class PrintsTest {

    private static TestNode node;
    private static Path keys;
    private static String wangAtA;

    @BeforeAll
    static void start() throws IOException {
        node = TestNode.start();
        keys = Files.createTempDirectory("health-code-keys");
        wangAtA = node.patient(TestNode.HOSPITAL_A, "王建军", "330106197803074516");
        node.settle();
    }

    @AfterAll
    static void stop() {
        node.close();
    }

    private final MovedClock clock = new MovedClock();

    @BeforeEach
    void startWithAFreshCode() {
        try (TestProcess here = process()) {
            Caller wang = TestProcess.resident(node, wangAtA);
            here.codes.cancel(wang, here.codes.applyForSelf(wang).id(), Presence.Proof.NONE);
        }
    }

    private TestProcess process() {
        return new TestProcess(node, "national", keys, clock);
    }

    @Test
    void a_print_is_only_a_pointer_until_a_second_factor_is_told() {
        try (TestProcess here = process()) {
            Caller wang = TestProcess.resident(node, wangAtA);
            HealthCode code = here.codes.applyForSelf(wang);
            String print =
                    here.codes.print(wang, code.id(), Presence.Proof.NONE).text();
            Wish read = new Wish(CodePurpose.READ, null, null);

            assertThat(here.verifier.verify(WINDOW_A, print, read)).isInstanceOfSatisfying(Accepted.class, accepted -> {
                assertThat(accepted.factorWanted()).isTrue();
                assertThat(accepted.holder().name()).isEqualTo("王**");
                assertThat(accepted.holder().birthDate()).isNull();
                assertThat(accepted.readUntil()).isNull();
            });
            assertThat(here.verifier.verify(WINDOW_A, print, new Wish(CodePurpose.READ, "074516", null)))
                    .isInstanceOfSatisfying(Accepted.class, accepted -> {
                        assertThat(accepted.holder().name()).isEqualTo("王建军");
                        assertThat(accepted.readUntil()).isNull();
                    });
            String newer =
                    here.codes.print(wang, code.id(), Presence.Proof.NONE).text();
            assertThat(refusal(here, print, Wish.IDENTIFY)).isEqualTo(Refusal.REVOKED);
            assertThat(here.verifier.verify(WINDOW_A, newer, Wish.IDENTIFY)).isInstanceOf(Accepted.class);
        }
    }

    @Test
    void whoever_guesses_second_factors_is_locked_out_for_an_hour() {
        try (TestProcess here = process()) {
            Caller wang = TestProcess.resident(node, wangAtA);
            String print = here.codes
                    .print(wang, here.codes.applyForSelf(wang).id(), Presence.Proof.NONE)
                    .text();
            Wish right = new Wish(CodePurpose.IDENTIFY, "074516", null);
            for (int i = 0; i < Factors.ROUND; i++) {
                assertThat(refusal(here, print, new Wish(CodePurpose.IDENTIFY, "00000" + i, null)))
                        .isEqualTo(Refusal.FACTOR_WRONG);
            }

            assertThat(refusal(here, print, right)).isEqualTo(Refusal.FACTOR_LOCKED);
            clock.move(Duration.ofMinutes(61));
            assertThat(here.verifier.verify(WINDOW_A, print, right)).isInstanceOf(Accepted.class);
        }
    }

    @Test
    void two_hundred_guesses_at_once_are_five() throws Exception {
        try (TestProcess here = process();
                ExecutorService windows = Executors.newVirtualThreadPerTaskExecutor()) {
            Caller wang = TestProcess.resident(node, wangAtA);
            String print = here.codes
                    .print(wang, here.codes.applyForSelf(wang).id(), Presence.Proof.NONE)
                    .text();
            List<Callable<Refusal>> guesses = new ArrayList<>();
            for (int i = 0; i < 200; i++) {
                Wish guess = new Wish(CodePurpose.IDENTIFY, "99%04d".formatted(i), null);
                guesses.add(() -> refusal(here, print, guess));
            }

            List<Refusal> refusals = new ArrayList<>();
            for (var each : windows.invokeAll(guesses)) {
                refusals.add(each.get());
            }

            assertThat(refusals.stream().filter(Refusal.FACTOR_WRONG::equals).count())
                    .isEqualTo(Factors.ROUND);
            clock.move(Duration.ofMinutes(61));
            Wish right = new Wish(CodePurpose.IDENTIFY, "074516", null);
            assertThat(here.verifier.verify(WINDOW_A, print, right)).isInstanceOf(Accepted.class);
        }
    }

    @Test
    void each_round_of_wrong_factors_locks_twice_as_long() {
        try (TestProcess here = process()) {
            Caller wang = TestProcess.resident(node, wangAtA);
            String print = here.codes
                    .print(wang, here.codes.applyForSelf(wang).id(), Presence.Proof.NONE)
                    .text();
            Wish wrong = new Wish(CodePurpose.IDENTIFY, "000000", null);
            for (int i = 0; i < Factors.ROUND; i++) {
                refusal(here, print, wrong);
            }
            clock.move(Duration.ofMinutes(30));
            assertThat(refusal(here, print, wrong)).isEqualTo(Refusal.FACTOR_LOCKED);
            clock.move(Duration.ofMinutes(31));
            for (int i = 0; i < Factors.ROUND; i++) {
                assertThat(refusal(here, print, wrong)).isEqualTo(Refusal.FACTOR_WRONG);
            }
            clock.move(Duration.ofMinutes(61));

            assertThat(refusal(here, print, wrong)).isEqualTo(Refusal.FACTOR_LOCKED);
            clock.move(Duration.ofMinutes(60));
            assertThat(refusal(here, print, wrong)).isEqualTo(Refusal.FACTOR_WRONG);
        }
    }

    @Test
    void a_code_is_printed_five_times_a_day_at_most() {
        try (TestProcess here = process()) {
            Caller wang = TestProcess.resident(node, wangAtA);
            HealthCode code = here.codes.applyForSelf(wang);
            for (int i = 0; i < HealthCodes.PRINTS_PER_DAY; i++) {
                here.codes.print(wang, code.id(), Presence.Proof.NONE);
            }

            assertThatThrownBy(() -> here.codes.print(wang, code.id(), Presence.Proof.NONE))
                    .isInstanceOfSatisfying(
                            Problem.class,
                            problem -> assertThat(problem.code()).isEqualTo("healthcode.printed-too-often"));
            clock.move(Duration.ofHours(25));
            assertThat(here.codes.print(wang, code.id(), Presence.Proof.NONE).text())
                    .startsWith(CodeText.PREFIX);
        }
    }

    @Test
    void a_hospital_prints_with_the_resident_there_and_uses_up_nobody_s_prints() {
        try (TestProcess here = process()) {
            Caller wang = TestProcess.resident(node, wangAtA);
            HealthCode code = here.codes.applyForSelf(wang);
            assertThatThrownBy(() -> here.codes.print(WINDOW_A, code.id(), Presence.Proof.NONE))
                    .isInstanceOfSatisfying(
                            Problem.class,
                            problem -> assertThat(problem.code()).isEqualTo("healthcode.holder-not-there"));
            int before = here.codes.told(wang).size();
            for (int i = 0; i < HealthCodes.PRINTS_PER_DAY; i++) {
                here.codes.print(WINDOW_A, code.id(), new Presence.Proof("074516", null));
            }

            assertThatThrownBy(() -> here.codes.print(WINDOW_A, code.id(), new Presence.Proof("074516", null)))
                    .isInstanceOf(Problem.class);
            assertThat(here.codes.print(wang, code.id(), Presence.Proof.NONE).text())
                    .startsWith(CodeText.PREFIX);
            assertThat(here.codes.told(wang))
                    .hasSize(before + HealthCodes.PRINTS_PER_DAY)
                    .allSatisfy(each -> assertThat(each.institution()).isEqualTo(TestNode.HOSPITAL_A));
            clock.move(Duration.ofDays(31));
            assertThat(here.codes.told(wang)).isEmpty();
        }
    }

    @Test
    void a_hospital_cancels_with_the_resident_there_and_nobody_twice() {
        try (TestProcess here = process()) {
            Caller wang = TestProcess.resident(node, wangAtA);
            HealthCode code = here.codes.applyForSelf(wang);
            Presence.Proof shown = new Presence.Proof(
                    null,
                    here.codes
                            .dynamic(wang, code.id(), CodePurpose.IDENTIFY, null)
                            .text());
            assertThatThrownBy(() -> here.codes.cancel(WINDOW_A, code.id(), Presence.Proof.NONE))
                    .isInstanceOf(Problem.class);

            here.codes.cancel(WINDOW_A, code.id(), shown);

            assertThatThrownBy(() -> here.codes.cancel(wang, code.id(), Presence.Proof.NONE))
                    .isInstanceOfSatisfying(
                            Problem.class,
                            problem -> assertThat(problem.code()).isEqualTo("healthcode.cancelled-before"));
            assertThat(node.jdbc()
                            .sql("select count(*) from healthcode.event where code = ? and what = 'cancelled'")
                            .param(code.id())
                            .query(Integer.class)
                            .single())
                    .isEqualTo(1);
        }
    }

    @Test
    void past_its_validity_it_lapses_until_it_is_renewed() {
        try (TestProcess here = process()) {
            Caller wang = TestProcess.resident(node, wangAtA);
            HealthCode code = here.codes.applyForSelf(wang);
            String print =
                    here.codes.print(wang, code.id(), Presence.Proof.NONE).text();
            here.cards.map(WINDOW_A, code.id(), CardKind.LOCAL_PATIENT, "P-10", CardsTest.NOTHING);
            clock.move(Duration.ofDays(3660));

            assertThat(refusal(here, print, Wish.IDENTIFY)).isEqualTo(Refusal.EXPIRED);
            assertThat(card(here, WINDOW_A, CardKind.LOCAL_PATIENT, "P-10")).isEqualTo(new Refused(Refusal.LAPSED));
            here.codes.renew(wang, code.id());
            assertThat(card(here, WINDOW_A, CardKind.LOCAL_PATIENT, "P-10")).isInstanceOf(Accepted.class);
            String newer =
                    here.codes.print(wang, code.id(), Presence.Proof.NONE).text();
            assertThat(here.verifier.verify(WINDOW_A, newer, Wish.IDENTIFY)).isInstanceOf(Accepted.class);
        }
    }

    private static Verified card(TestProcess here, Caller window, CardKind kind, String number) {
        return here.verifier.verify(window, kind, number, Wish.IDENTIFY);
    }

    private static Refusal refusal(TestProcess here, String text, Wish wish) {
        return ((Refused) here.verifier.verify(WINDOW_A, text, wish)).refusal();
    }
}
