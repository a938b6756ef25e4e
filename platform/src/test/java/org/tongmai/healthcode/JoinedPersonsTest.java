package org.tongmai.healthcode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.tongmai.healthcode.TestProcess.WINDOW_A;

import java.io.IOException;
import java.nio.file.Files;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.tongmai.access.Caller;
import org.tongmai.access.TestNode;
import org.tongmai.healthcode.Verified.Accepted;
import org.tongmai.healthcode.Verifier.Wish;
import org.tongmai.person.Persons;

/** A code stands for whatever person its source patient belongs to now: persons are joined and split, codes stay where they are. */
class JoinedPersonsTest {

    private static final String NUMBER = "330106197803074516";

    private TestNode node;
    private TestProcess here;
    private Persons persons;
    private String wangAtA;
    private String wangAtB;

    @BeforeEach
    void start() throws IOException {
        node = TestNode.start();
        here = new TestProcess(node, "national", Files.createTempDirectory("health-code-keys"), new MovedClock());
        persons = node.bean(Persons.class);
        wangAtA = node.patient(TestNode.HOSPITAL_A, "王建军", NUMBER);
        wangAtB = node.file(TestNode.HOSPITAL_B, "Patient", """
                {"resourceType":"Patient","gender":"male","birthDate":"1951-02-03","name":[{"text":"李四"}]}
                """);
        node.settle();
    }

    @AfterEach
    void stop() {
        here.close();
        node.close();
    }

    @Test
    void after_a_join_both_codes_are_the_one_resident_s_and_no_third_is_made() {
        HealthCode first = here.codes.applyForSelf(resident(wangAtA));
        HealthCode second = here.codes.applyForSelf(resident(wangAtB));
        persons.link(node.compartment(wangAtA), node.compartment(wangAtB), "li", "the second name is a slip");

        HealthCode again = here.codes.applyForSelf(resident(wangAtB));

        assertThat(again.id()).isIn(first.id(), second.id());
        assertThat(here.codes.own(resident(wangAtA)))
                .extracting(HealthCode::id)
                .containsExactlyInAnyOrder(first.id(), second.id());
        assertThat(accepted(resident(wangAtA), second).holder().name()).isEqualTo("李四");
        assertThat(accepted(resident(wangAtB), first).holder().name()).isEqualTo("王建军");
    }

    @Test
    void after_a_split_each_code_verifies_to_the_one_at_whom_it_is_anchored() {
        persons.link(node.compartment(wangAtA), node.compartment(wangAtB), "li", "taken for one");
        HealthCode made = here.codes.applyForSelf(resident(wangAtB));
        String whoHasIt = made.compartment() == node.compartment(wangAtA) ? wangAtA : wangAtB;
        String other = whoHasIt.equals(wangAtA) ? wangAtB : wangAtA;
        String name = whoHasIt.equals(wangAtA) ? "王建军" : "李四";
        String shownBefore = here.codes
                .dynamic(resident(other), made.id(), CodePurpose.IDENTIFY, null)
                .text();
        persons.unlink(node.compartment(wangAtB), "li", "two people after all");

        HealthCode own = here.codes.applyForSelf(resident(other));

        assertThat(own.id()).isNotEqualTo(made.id());
        assertThat(here.codes.own(resident(whoHasIt)))
                .extracting(HealthCode::id)
                .containsExactly(made.id());
        assertThat(here.verifier.verify(WINDOW_A, shownBefore, Wish.IDENTIFY))
                .isInstanceOfSatisfying(
                        Accepted.class,
                        accepted -> assertThat(accepted.holder().name()).isEqualTo(name));
        assertThat(accepted(resident(whoHasIt), made).holder().name()).isEqualTo(name);
        assertThat(accepted(resident(other), own).holder().name()).isNotEqualTo(name);
    }

    @Test
    void a_new_code_keeps_the_main_index_wherever_it_is_applied_for() {
        String li = node.patient(TestNode.HOSPITAL_A, "李四", "110105194912310021");
        String liAtB = node.patient(TestNode.HOSPITAL_B, "李四", "110105194912310021");
        node.settle();
        HealthCode first = here.codes.applyForSelf(resident(li));
        String index = accepted(resident(li), first).index();
        here.codes.cancel(resident(li), first.id(), Presence.Proof.NONE);

        HealthCode second = here.codes.apply(TestProcess.WINDOW_B, liAtB);

        assertThat(second.id()).isNotEqualTo(first.id());
        assertThat(accepted(resident(li), second).index()).isEqualTo(index);
        assertThat(accepted(resident(wangAtA), here.codes.applyForSelf(resident(wangAtA)))
                        .index())
                .isNotEqualTo(index);
    }

    @Test
    void two_who_were_joined_and_parted_never_share_a_main_index() {
        HealthCode ofWang = here.codes.applyForSelf(resident(wangAtA));
        String index = accepted(resident(wangAtA), ofWang).index();
        persons.link(node.compartment(wangAtA), node.compartment(wangAtB), "li", "taken for one");
        here.codes.cancel(resident(wangAtB), ofWang.id(), Presence.Proof.NONE);
        HealthCode joined = here.codes.applyForSelf(resident(wangAtB));
        String whileJoined = accepted(resident(wangAtB), joined).index();
        persons.unlink(node.compartment(wangAtB), "li", "two people after all");

        HealthCode ofLi = here.codes.applyForSelf(resident(wangAtB));

        assertThat(whileJoined).isEqualTo(index);
        assertThat(here.codes.own(resident(wangAtA))).extracting(HealthCode::id).containsExactly(joined.id());
        assertThat(accepted(resident(wangAtB), ofLi).index()).isNotEqualTo(index);
    }

    private Caller resident(String patient) {
        return TestProcess.resident(node, patient);
    }

    private Accepted accepted(Caller resident, HealthCode code) {
        String text = here.codes
                .dynamic(resident, code.id(), CodePurpose.IDENTIFY, null)
                .text();
        return (Accepted) here.verifier.verify(WINDOW_A, text, Wish.IDENTIFY);
    }
}
