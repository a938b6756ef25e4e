package org.tongmai.healthcode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tongmai.access.Caller;
import org.tongmai.access.TestNode;
import org.tongmai.kernel.Problem;

/** A window whose network is gone for eight hours. */
class OfflineVerifierTest {

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

    private static final OfflineVerifier.Use REGISTRATION =
            new OfflineVerifier.Use(Scene.REGISTRATION, Scene.Channel.WINDOW);

    private final MovedClock clock = new MovedClock();

    @TempDir
    Path directory;

    @Test
    void after_eight_hours_it_still_accepts_and_refuses_what_it_should() throws IOException {
        try (TestProcess server = server();
                OfflineVerifier window = ready(server)) {
            String lost = print(server, liAtA);
            server.losses.reportLost(TestProcess.resident(node, liAtA), code(server, liAtA));
            window.take(server.lists.keys().keys(), server.lists.revocations());
            clock.move(Duration.ofHours(8));

            String good = dynamic(server, CodePurpose.IDENTIFY);
            String readable = dynamic(server, CodePurpose.READ);
            String tampered = good.substring(0, 60) + (good.charAt(60) == 'A' ? 'B' : 'A') + good.substring(61);
            String old = dynamic(server, CodePurpose.IDENTIFY);

            assertThat(window.verify(good, TestNode.HOSPITAL_A).accepted()).isTrue();
            assertThat(window.verify(good, TestNode.HOSPITAL_A).refusal()).isEqualTo(Refusal.REPLAYED);
            assertThat(window.verify(readable, TestNode.HOSPITAL_A).accepted()).isTrue();
            assertThat(window.verify(tampered, TestNode.HOSPITAL_A).refusal()).isEqualTo(Refusal.TAMPERED);
            assertThat(window.verify(lost, TestNode.HOSPITAL_A).refusal()).isEqualTo(Refusal.LOST);
            assertThat(window.verify("TM1.nothing", TestNode.HOSPITAL_A).refusal())
                    .isEqualTo(Refusal.MALFORMED);
            clock.move(Duration.ofMinutes(3));
            assertThat(window.verify(old, TestNode.HOSPITAL_A).refusal()).isEqualTo(Refusal.EXPIRED);
            server.losses.reportFound(TestProcess.resident(node, liAtA), code(server, liAtA));
        }
    }

    @Test
    void a_replay_is_remembered_over_a_restart() throws IOException {
        try (TestProcess server = server()) {
            String text;
            try (OfflineVerifier window = ready(server)) {
                text = dynamic(server, CodePurpose.IDENTIFY);
                assertThat(window.verify(text, null).accepted()).isTrue();
            }
            try (OfflineVerifier again = OfflineVerifier.open(directory, clock)) {
                assertThat(again.verify(text, null).refusal()).isEqualTo(Refusal.REPLAYED);
            }
        }
    }

    @Test
    void a_new_list_key_is_followed_by_whoever_fetched_in_the_overlap_and_by_nobody_else() throws IOException {
        Path elsewhere = Files.createTempDirectory("slept-through");
        try (TestProcess server = server();
                OfflineVerifier window = ready(server);
                OfflineVerifier asleep = OfflineVerifier.open(elsewhere, clock)) {
            SignedLists.Root first = server.lists.keys().root();
            asleep.trust(first.suite(), first.key());
            CodeKey next = server.crypto.keys().rotateRoot();
            server.lists.changed();
            assertThat(server.crypto.keys().rotateRoot().id()).isEqualTo(next.id());
            assertThat(server.lists.keys().root()).isEqualTo(first);
            assertThat(take(server, window)).isTrue();

            clock.move(CodeKeys.ROOT_LEAD.plusMinutes(2));

            SignedLists.Root second = server.lists.keys().root();
            assertThat(second).isNotEqualTo(first);
            window.trust(second.suite(), second.key());
            assertThat(take(server, window)).isTrue();
            assertThat(window.verify(dynamic(server, CodePurpose.IDENTIFY), null)
                            .accepted())
                    .isTrue();
            assertThatThrownBy(() -> window.trust(first.suite(), first.key()))
                    .as("the old key is trusted no longer")
                    .isInstanceOf(Problem.class);
            assertThat(take(server, asleep)).isFalse();
            assertThatThrownBy(() -> asleep.trust(second.suite(), second.key()))
                    .isInstanceOfSatisfying(
                            Problem.class, problem -> assertThat(problem.code()).isEqualTo("healthcode.root-differs"));
        }
    }

    private static boolean take(TestProcess server, OfflineVerifier window) {
        return window.take(server.lists.keys().keys(), server.lists.revocations());
    }

    @Test
    void a_print_that_was_replaced_is_refused() throws IOException {
        try (TestProcess server = server();
                OfflineVerifier window = ready(server)) {
            String older = print(server, wangAtA);
            String newer = print(server, wangAtA);
            window.take(server.lists.keys().keys(), server.lists.revocations());

            assertThat(window.verify(older, null).refusal()).isEqualTo(Refusal.REVOKED);
            assertThat(window.verify(newer, null).accepted()).isTrue();
        }
    }

    @Test
    void an_old_print_of_a_code_that_was_cancelled_is_refused() throws IOException {
        try (TestProcess server = server();
                OfflineVerifier window = ready(server)) {
            String older = print(server, wangAtA);
            String newer = print(server, wangAtA);
            server.codes.cancel(TestProcess.resident(node, wangAtA), code(server, wangAtA), Presence.Proof.NONE);
            clock.move(Duration.ofMinutes(5));
            window.take(server.lists.keys().keys(), server.lists.revocations());

            assertThat(window.verify(older, null).refusal()).isEqualTo(Refusal.REVOKED);
            assertThat(window.verify(newer, null).refusal()).isEqualTo(Refusal.REVOKED);
        }
    }

    @Test
    void a_print_ends_without_any_list() throws IOException {
        try (TestProcess server = server()) {
            String print = print(server, liAtA);
            clock.move(Duration.ofDays(3660));
            try (OfflineVerifier window = ready(server)) {
                assertThat(window.verify(print, null).refusal()).isEqualTo(Refusal.EXPIRED);
            }
        }
    }

    @Test
    void with_lists_older_than_a_day_it_refuses_everything() throws IOException {
        try (TestProcess server = server();
                OfflineVerifier window = ready(server)) {
            clock.move(SignedLists.VALID);

            assertThat(window.verify(dynamic(server, CodePurpose.IDENTIFY), null)
                            .refusal())
                    .isEqualTo(Refusal.LIST_TOO_OLD);
        }
    }

    @Test
    void a_key_that_began_to_sign_while_the_window_was_cut_off_is_known_already() throws IOException {
        try (TestProcess server = server()) {
            String before = server.crypto.keys().signing().id();
            server.crypto.keys().rotate();
            clock.move(Duration.ofHours(47));
            try (OfflineVerifier window = ready(server)) {
                clock.move(Duration.ofHours(8));

                String text = dynamic(server, CodePurpose.IDENTIFY);

                assertThat(server.crypto.keys().signing().id()).isNotEqualTo(before);
                assertThat(window.verify(text, null).accepted()).isTrue();
            }
        }
    }

    @Test
    void lists_of_strangers_and_older_ones_change_nothing() throws IOException {
        try (TestProcess server = server();
                OfflineVerifier window = ready(server)) {
            String older = server.lists.revocations();
            clock.move(Duration.ofMinutes(1));
            server.losses.reportLost(TestProcess.resident(node, wangAtA), code(server, wangAtA));
            window.take(server.lists.keys().keys(), server.lists.revocations());
            String forged = server.lists.revocations().replaceFirst("\\..*", "." + "A".repeat(86));

            assertThat(window.take(server.lists.keys().keys(), older)).isFalse();
            assertThat(window.take(server.lists.keys().keys(), forged)).isFalse();
            server.losses.reportFound(TestProcess.resident(node, wangAtA), code(server, wangAtA));
            String text = dynamic(server, CodePurpose.IDENTIFY);
            assertThat(window.verify(text, null).refusal()).isEqualTo(Refusal.LOST);
            assertThatThrownBy(() -> window.trust("national", "other")).isInstanceOf(Problem.class);
        }
    }

    @Test
    void a_list_from_the_future_is_not_taken() throws IOException {
        try (TestProcess server = server();
                OfflineVerifier window = ready(server)) {
            clock.move(Duration.ofHours(3));
            String ahead = server.lists.revocations();
            clock.move(Duration.ofHours(-3));

            assertThat(window.take(server.lists.keys().keys(), ahead)).isFalse();
        }
    }

    @Test
    void a_list_is_signed_once_a_minute_or_when_something_changed() {
        try (TestProcess server = server()) {
            Caller wang = TestProcess.resident(node, wangAtA);
            UUID code = code(server, wangAtA);
            String revocations = server.lists.revocations();

            assertThat(server.lists.revocations()).isEqualTo(revocations);
            server.losses.reportLost(wang, code);
            String lost = server.lists.revocations();
            server.losses.reportFound(wang, code);
            assertThat(lost).isNotEqualTo(revocations);
            String keyList = server.lists.keys().keys();
            clock.move(Duration.ofSeconds(59));
            assertThat(server.lists.keys().keys()).isEqualTo(keyList);
            clock.move(Duration.ofSeconds(1));
            assertThat(server.lists.keys().keys()).isNotEqualTo(keyList);
        }
    }

    @Test
    void a_list_that_would_lack_some_is_not_signed() {
        try (TestProcess server = server()) {
            Caller wang = TestProcess.resident(node, wangAtA);
            UUID code = code(server, wangAtA);
            server.losses.reportLost(wang, code);

            assertThatThrownBy(() ->
                            new SignedLists(server.crypto, server.store, server.registrations, 0, clock).revocations())
                    .isInstanceOfSatisfying(
                            Problem.class, problem -> assertThat(problem.code()).isEqualTo("healthcode.list-too-long"));
            server.losses.reportFound(wang, code);
        }
    }

    @Test
    void its_reports_arrive_later_exactly_once() throws IOException {
        try (TestProcess server = server()) {
            try (OfflineVerifier window = ready(server)) {
                for (int i = 0; i < 5; i++) {
                    assertThat(window.verify(dynamic(server, CodePurpose.IDENTIFY), TestNode.HOSPITAL_A, REGISTRATION)
                                    .accepted())
                            .isTrue();
                }
            }
            Files.writeString(directory.resolve("uses"), "{\"id\":\"half a li", StandardOpenOption.APPEND);
            clock.move(Duration.ofHours(8));
            try (OfflineVerifier window = OfflineVerifier.open(directory, clock)) {
                var first = server.uses.report(TestNode.HOSPITAL_A, window.pending());
                var again = server.uses.report(TestNode.HOSPITAL_A, window.pending());
                window.settled(again);

                assertThat(first.values()).hasSize(5).containsOnly(UseReport.Outcome.RECORDED);
                assertThat(again.values()).hasSize(5).containsOnly(UseReport.Outcome.REPEATED);
                assertThat(window.pending()).isEmpty();
                assertThat(node.jdbc()
                                .sql("select count(*) from healthcode.use where verified and report = any (?)")
                                .param(first.keySet().toArray(String[]::new))
                                .query(Long.class)
                                .single())
                        .isEqualTo(5);
            }
        }
    }

    @Test
    void what_the_node_refuses_is_kept_and_can_be_sent_again() throws IOException {
        try (TestProcess server = server();
                OfflineVerifier window = ready(server)) {
            window.verify(dynamic(server, CodePurpose.IDENTIFY), null, REGISTRATION);
            UseReport report = window.pending().getFirst();
            clock.move(Duration.ofHours(-1));
            var early = server.uses.report(TestNode.HOSPITAL_A, window.pending());
            window.settled(early);
            clock.move(Duration.ofHours(1));

            assertThat(window.pending()).isEmpty();
            assertThat(window.refused())
                    .containsExactly(new OfflineVerifier.RefusedReport(report, UseReport.Outcome.TIME_WRONG));
            window.again();
            assertThat(window.refused()).isEmpty();
            assertThat(server.uses.report(TestNode.HOSPITAL_A, window.pending()))
                    .containsExactly(Map.entry(report.id(), UseReport.Outcome.RECORDED));
        }
    }

    @Test
    void a_crash_between_report_and_memory_lets_the_code_be_shown_again_and_count_once() throws IOException {
        try (TestProcess server = server()) {
            String text = dynamic(server, CodePurpose.IDENTIFY);
            try (OfflineVerifier window = ready(server)) {
                window.verify(text, null, REGISTRATION);
            }
            Files.delete(directory.resolve("seen"));
            try (OfflineVerifier window = OfflineVerifier.open(directory, clock)) {
                assertThat(window.verify(text, null, REGISTRATION).accepted()).isTrue();
                List<UseReport> pending = window.pending();
                assertThat(server.uses.report(TestNode.HOSPITAL_A, pending)).hasSize(1);
                UUID code = pending.getFirst().code();
                assertThat(pending)
                        .hasSize(2)
                        .allSatisfy(each -> assertThat(each.code()).isEqualTo(code));
                assertThat(server.uses.report(TestNode.HOSPITAL_A, pending))
                        .containsExactly(Map.entry(pending.getFirst().id(), UseReport.Outcome.REPEATED));
            }
        }
    }

    @Test
    void when_the_key_that_signs_is_revoked_the_window_knows_the_next_already() throws IOException {
        try (TestProcess server = server();
                OfflineVerifier window = ready(server)) {
            String revoked = server.crypto.keys().signing().id();
            server.crypto.keys().revoke(revoked);

            String text = dynamic(server, CodePurpose.IDENTIFY);

            assertThat(server.crypto.keys().signing().id()).isNotEqualTo(revoked);
            assertThat(window.verify(text, null).accepted()).isTrue();
        }
    }

    @Test
    void a_fresh_directory_holds_no_reports() throws IOException {
        try (OfflineVerifier window = OfflineVerifier.open(directory.resolve("fresh"), clock)) {
            assertThat(window.pending()).isEmpty();
            assertThat(directory.resolve("fresh").resolve("uses")).doesNotExist();
        }
    }

    @Test
    void two_windows_do_not_share_a_directory() throws IOException {
        try (OfflineVerifier window = OfflineVerifier.open(directory, clock)) {
            assertThat(window.pending()).isEmpty();
            assertThatThrownBy(() -> OfflineVerifier.open(directory, clock)).isInstanceOf(Problem.class);
        }
    }

    private TestProcess server() {
        return new TestProcess(node, "national", keys, clock);
    }

    private OfflineVerifier ready(TestProcess server) throws IOException {
        OfflineVerifier window = OfflineVerifier.open(directory, clock);
        String revocations = server.lists.revocations();
        SignedLists.Keys keyList = server.lists.keys();
        window.trust(keyList.root().suite(), keyList.root().key());
        assertThat(window.take(keyList.keys(), revocations)).isTrue();
        return window;
    }

    private static UUID code(TestProcess server, String patient) {
        return server.codes.applyForSelf(TestProcess.resident(node, patient)).id();
    }

    private static String print(TestProcess server, String patient) {
        return server.codes
                .print(TestProcess.resident(node, patient), code(server, patient), Presence.Proof.NONE)
                .text();
    }

    private static String dynamic(TestProcess server, CodePurpose purpose) {
        Caller wang = TestProcess.resident(node, wangAtA);
        return server.codes.dynamic(wang, code(server, wangAtA), purpose, null).text();
    }
}
