package org.tongmai.healthcode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.tongmai.healthcode.TestProcess.KIOSK_A;
import static org.tongmai.healthcode.TestProcess.STEWARD;
import static org.tongmai.healthcode.TestProcess.WINDOW_A;
import static org.tongmai.healthcode.TestProcess.WINDOW_B;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.tongmai.access.Caller;
import org.tongmai.access.TestNode;
import org.tongmai.healthcode.Presence.Proof;
import org.tongmai.healthcode.Verified.Accepted;
import org.tongmai.healthcode.Verified.Refused;
import org.tongmai.healthcode.Verifier.Wish;
import org.tongmai.kernel.Problem;

/** Wang's and Li's cards: each stands for one of them, with them, and not for ever. */
class CardsTest {

    static final Proof NOTHING = new Proof(null, null);

    private static final Proof WANG_TELLS = new Proof("074516", null);

    private static TestNode node;
    private static Path keys;
    private static String wangAtA;
    private static String wangAtB;
    private static String liAtA;

    @BeforeAll
    static void start() throws IOException {
        node = TestNode.start();
        keys = Files.createTempDirectory("health-code-keys");
        wangAtA = node.patient(TestNode.HOSPITAL_A, "王建军", "330106197803074516");
        wangAtB = node.patient(TestNode.HOSPITAL_B, "王建军", "330106197803074516");
        liAtA = node.patient(TestNode.HOSPITAL_A, "李四", "110105194912310021");
        node.settle();
    }

    @AfterAll
    static void stop() {
        node.close();
    }

    private final MovedClock clock = new MovedClock();

    @Test
    void a_card_and_a_local_patient_number_stand_for_the_code_each_where_it_holds() {
        try (TestProcess here = process()) {
            Caller wang = TestProcess.resident(node, wangAtB);
            HealthCode code = here.codes.applyForSelf(wang);
            here.cards.map(WINDOW_A, code.id(), CardKind.SOCIAL_SECURITY, "A1234 5678", WANG_TELLS);
            here.cards.map(WINDOW_A, code.id(), CardKind.HOSPITAL_CARD, "000777", NOTHING);
            String text = here.codes
                    .dynamic(wang, code.id(), CodePurpose.IDENTIFY, null)
                    .text();
            here.verifier.verify(WINDOW_B, text, new Wish(CodePurpose.IDENTIFY, null, "P-42"));

            assertThat(card(here, WINDOW_B, CardKind.SOCIAL_SECURITY, "a12345678"))
                    .isInstanceOf(Accepted.class);
            assertThat(card(here, WINDOW_A, CardKind.HOSPITAL_CARD, "000777")).isInstanceOf(Accepted.class);
            assertThat(card(here, WINDOW_B, CardKind.HOSPITAL_CARD, "000777")).isEqualTo(new Refused(Refusal.UNKNOWN));
            assertThat(card(here, WINDOW_B, CardKind.LOCAL_PATIENT, "P-42")).isInstanceOf(Accepted.class);
            assertThat(numbers(here, wang, code)).contains("*****5678", "***777", "**42");
            assertThat(numbers(here, WINDOW_A, code))
                    .contains("*****5678", "***777")
                    .doesNotContain("**42");
            assertThat(node.jdbc()
                            .sql(
                                    "select count(*) from healthcode.card where encode(sealed, 'escape') like '%A12345678%'")
                            .query(Integer.class)
                            .single())
                    .isZero();
            assertThat(node.jdbc()
                            .sql("select count(*) from access.look where account = 'window-a' and basis <> 'CODE'")
                            .query(Integer.class)
                            .single())
                    .isPositive();
        }
    }

    @Test
    void a_card_that_holds_everywhere_is_mapped_only_with_the_resident() {
        try (TestProcess here = process()) {
            Caller wang = TestProcess.resident(node, wangAtA);
            HealthCode code = here.codes.applyForSelf(wang);
            String ofKiosk = here.codes
                    .dynamic(KIOSK_A, code.id(), CodePurpose.IDENTIFY, null)
                    .text();
            Caller li = TestProcess.resident(node, liAtA);
            String ofLi = here.codes
                    .dynamic(li, here.codes.applyForSelf(li).id(), CodePurpose.IDENTIFY, null)
                    .text();

            for (Proof proof : List.of(NOTHING, new Proof("999999", null), shows(ofKiosk), shows(ofLi))) {
                assertThatThrownBy(() -> here.cards.map(WINDOW_A, code.id(), CardKind.HEALTH_CARD, "H-1000", proof))
                        .isInstanceOfSatisfying(
                                Problem.class,
                                problem -> assertThat(problem.code()).isEqualTo("healthcode.holder-not-there"));
            }
            String ofWang = here.codes
                    .dynamic(wang, code.id(), CodePurpose.IDENTIFY, null)
                    .text();
            here.cards.map(WINDOW_A, code.id(), CardKind.HEALTH_CARD, "H-1000", shows(ofWang));
            assertThat(card(here, WINDOW_B, CardKind.HEALTH_CARD, "H-1000")).isInstanceOf(Accepted.class);
        }
    }

    /** Whoever knows the number and the second factor can type both; a print was at least shown. */
    @Test
    void a_patient_number_is_bound_by_a_code_that_is_shown_and_by_no_card_number() {
        try (TestProcess here = process()) {
            Caller li = TestProcess.resident(node, liAtA);
            HealthCode code = here.codes.applyForSelf(li);
            here.cards.map(WINDOW_A, code.id(), CardKind.SOCIAL_SECURITY, "L1234567", new Proof("310021", null));
            String print = here.codes.print(li, code.id(), Presence.Proof.NONE).text();

            assertThatThrownBy(() -> here.verifier.verify(
                            WINDOW_B,
                            CardKind.SOCIAL_SECURITY,
                            "L1234567",
                            new Wish(CodePurpose.IDENTIFY, "310021", "P-77")))
                    .isInstanceOfSatisfying(
                            Problem.class,
                            problem -> assertThat(problem.code()).isEqualTo("healthcode.card-binds-nothing"));
            assertThat(card(here, WINDOW_B, CardKind.LOCAL_PATIENT, "P-77")).isEqualTo(new Refused(Refusal.UNKNOWN));
            here.verifier.verify(WINDOW_B, print, new Wish(CodePurpose.IDENTIFY, "310021", "P-77"));
            assertThat(card(here, WINDOW_B, CardKind.LOCAL_PATIENT, "P-77")).isInstanceOf(Accepted.class);
        }
    }

    @Test
    void a_number_is_one_person_s_until_it_is_taken_away_or_the_code_cancelled() {
        try (TestProcess here = process()) {
            Caller wang = TestProcess.resident(node, wangAtA);
            Caller li = TestProcess.resident(node, liAtA);
            HealthCode ofWang = here.codes.applyForSelf(wang);
            HealthCode ofLi = here.codes.applyForSelf(li);
            var first = here.cards.map(WINDOW_A, ofWang.id(), CardKind.LOCAL_PATIENT, "Q-01", NOTHING);

            assertThatThrownBy(() -> here.cards.map(WINDOW_A, ofLi.id(), CardKind.LOCAL_PATIENT, "Q-01", NOTHING))
                    .isInstanceOfSatisfying(
                            Problem.class, problem -> assertThat(problem.code()).isEqualTo("healthcode.card-taken"));
            assertThatThrownBy(() -> here.cards.unmap(WINDOW_B, ofWang.id(), first.id()))
                    .isInstanceOf(Problem.class);
            here.cards.unmap(wang, ofWang.id(), first.id());
            assertThat(card(here, WINDOW_A, CardKind.LOCAL_PATIENT, "Q-01")).isEqualTo(new Refused(Refusal.UNKNOWN));
            here.cards.map(WINDOW_A, ofLi.id(), CardKind.LOCAL_PATIENT, "Q-01", NOTHING);
            here.codes.cancel(li, ofLi.id(), Presence.Proof.NONE);
            here.cards.map(WINDOW_A, ofWang.id(), CardKind.LOCAL_PATIENT, "Q-01", NOTHING);
            assertThat(((Accepted) card(here, WINDOW_A, CardKind.LOCAL_PATIENT, "Q-01")).code())
                    .isEqualTo(ofWang.id());
            here.cards.unmap(STEWARD, ofWang.id(), first.id());
            assertThat(card(here, WINDOW_A, CardKind.LOCAL_PATIENT, "Q-01")).isEqualTo(new Refused(Refusal.UNKNOWN));
        }
    }

    @Test
    void whoever_tries_numbers_is_slowed() {
        try (TestProcess here = process()) {
            for (int i = 0; i < UnknownCards.MOST; i++) {
                assertThat(card(here, WINDOW_B, CardKind.SOCIAL_SECURITY, "Z%07d".formatted(i)))
                        .isEqualTo(new Refused(Refusal.UNKNOWN));
            }

            assertThatThrownBy(() -> card(here, WINDOW_B, CardKind.SOCIAL_SECURITY, "Z9999999"))
                    .isInstanceOfSatisfying(
                            Problem.class,
                            problem -> assertThat(problem.code()).isEqualTo("healthcode.too-many-unknown"));
        }
    }

    private TestProcess process() {
        return new TestProcess(node, "national", keys, clock);
    }

    private static Proof shows(String text) {
        return new Proof(null, text);
    }

    private static List<String> numbers(TestProcess here, Caller caller, HealthCode code) {
        return here.cards.list(caller, code.id()).stream()
                .map(Cards.Card::number)
                .toList();
    }

    private static Verified card(TestProcess here, Caller window, CardKind kind, String number) {
        return here.verifier.verify(window, kind, number, Wish.IDENTIFY);
    }
}
