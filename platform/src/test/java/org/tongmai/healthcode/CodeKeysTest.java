package org.tongmai.healthcode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.tongmai.healthcode.TestProcess.WINDOW_A;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.tongmai.access.Caller;
import org.tongmai.access.TestNode;
import org.tongmai.healthcode.Verified.Accepted;
import org.tongmai.healthcode.Verified.Refused;
import org.tongmai.healthcode.Verifier.Wish;
import org.tongmai.kernel.Problem;

/** Keys and suites change while codes are out. */
class CodeKeysTest {

    private final MovedClock clock = new MovedClock();
    private TestNode node;
    private Path keys;
    private Caller wang;

    @BeforeEach
    void start() throws IOException {
        node = TestNode.start();
        keys = Files.createTempDirectory("health-code-keys");
        String patient = node.patient(TestNode.HOSPITAL_A, "王建军", "330106197803074516");
        node.settle();
        wang = TestProcess.resident(node, patient);
    }

    @AfterEach
    void stop() {
        node.close();
    }

    @Test
    void a_code_signed_before_the_turn_is_good_after_it_and_a_print_for_years() {
        try (TestProcess here = process("national", keys)) {
            String print = print(here);
            here.crypto.keys().rotate();
            clock.move(Duration.ofDays(2).minusSeconds(10));
            String before = dynamic(here);
            clock.move(Duration.ofSeconds(20));

            assertThat(here.verifier.verify(WINDOW_A, before, Wish.IDENTIFY)).isInstanceOf(Accepted.class);
            String after = dynamic(here);
            assertThat(signing(here)).hasSize(2);
            assertThat(here.verifier.verify(WINDOW_A, after, Wish.IDENTIFY)).isInstanceOf(Accepted.class);
            clock.move(Duration.ofDays(1000));
            assertThat(here.verifier.verify(WINDOW_A, print, Wish.IDENTIFY)).isInstanceOf(Accepted.class);
        }
    }

    @Test
    void processes_that_share_key_files_take_over_the_same_new_key() {
        try (TestProcess one = process("national", keys);
                TestProcess other = process("national", keys)) {
            dynamic(one);
            dynamic(other);
            String next = one.crypto.keys().rotate().id();
            clock.move(Duration.ofHours(49));
            for (int i = 0; i < 3; i++) {
                dynamic(other);
                dynamic(one);
                clock.move(Duration.ofSeconds(31));
            }

            assertThat(signing(one)).hasSize(2);
            assertThat(one.crypto.keys().signing().id()).isEqualTo(next);
            assertThat(other.crypto.keys().signing().id()).isEqualTo(next);
        }
    }

    @Test
    void a_node_whose_index_key_is_gone_makes_no_other() throws IOException {
        try (TestProcess here = process("national", keys)) {
            dynamic(here);
        }
        Path index = keys.resolve("health-code.index-key");
        Files.delete(index);
        try (TestProcess again = process("national", keys)) {
            assertThatThrownBy(() -> dynamic(again))
                    .isInstanceOfSatisfying(
                            Problem.class, problem -> assertThat(problem.code()).isEqualTo("healthcode.keys-differ"));
        }

        assertThat(index).doesNotExist();
    }

    @Test
    void nothing_that_a_revoked_key_signed_is_accepted_and_another_one_signs_at_once() {
        try (TestProcess here = process("national", keys)) {
            String before = dynamic(here);
            here.crypto.keys().revoke(here.crypto.keys().signing().id());

            assertThat(here.verifier.verify(WINDOW_A, before, Wish.IDENTIFY))
                    .isEqualTo(new Refused(Refusal.KEY_RETIRED));
            assertThat(here.verifier.verify(WINDOW_A, dynamic(here), Wish.IDENTIFY))
                    .isInstanceOf(Accepted.class);
        }
    }

    @Test
    void one_key_stands_by_and_takes_over_from_the_one_that_is_revoked() {
        try (TestProcess here = process("national", keys)) {
            dynamic(here);
            CodeKey standby = standby(here);
            here.crypto.keys().revoke(here.crypto.keys().signing().id());
            dynamic(here);

            assertThat(here.crypto.keys().signing().id()).isEqualTo(standby.id());
            assertThat(standby(here).id()).isNotEqualTo(standby.id());
        }
    }

    private static CodeKey standby(TestProcess here) {
        List<CodeKey> standby =
                here.crypto.keys().all().stream().filter(CodeKey::standby).toList();
        assertThat(standby).hasSize(1);
        return standby.getFirst();
    }

    private static List<CodeKey> signing(TestProcess here) {
        return here.crypto.keys().all().stream().filter(key -> !key.standby()).toList();
    }

    @Test
    void codes_of_one_suite_stay_good_when_the_node_goes_over_to_the_other_and_back() {
        String print;
        try (TestProcess national = process("national", keys)) {
            print = print(national);
        }
        clock.move(Duration.ofHours(1));
        try (TestProcess international = process("international", keys)) {
            assertThat(international.verifier.verify(WINDOW_A, dynamic(international), Wish.IDENTIFY))
                    .isInstanceOf(Accepted.class);
            assertThat(international.verifier.verify(WINDOW_A, print, Wish.IDENTIFY))
                    .isInstanceOf(Accepted.class);
        }
        clock.move(Duration.ofHours(1));
        try (TestProcess again = process("national", keys)) {
            assertThat(again.verifier.verify(WINDOW_A, dynamic(again), Wish.IDENTIFY))
                    .isInstanceOf(Accepted.class);
        }
    }

    @Test
    void a_process_with_other_key_files_says_so_instead_of_making_other_pseudonyms() throws IOException {
        try (TestProcess here = process("national", keys);
                TestProcess stranger = process("national", Files.createTempDirectory("other-keys"))) {
            dynamic(here);

            assertThatThrownBy(() -> dynamic(stranger))
                    .isInstanceOfSatisfying(
                            Problem.class, problem -> assertThat(problem.code()).isEqualTo("healthcode.keys-differ"));
        }
    }

    private TestProcess process(String suite, Path directory) {
        return new TestProcess(node, suite, directory, clock);
    }

    private String dynamic(TestProcess here) {
        return here.codes
                .dynamic(wang, here.codes.applyForSelf(wang).id(), CodePurpose.IDENTIFY, null)
                .text();
    }

    private String print(TestProcess here) {
        return here.codes
                .print(wang, here.codes.applyForSelf(wang).id(), Presence.Proof.NONE)
                .text();
    }
}
