package org.tongmai.healthcode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.tongmai.healthcode.TestProcess.KIOSK_A;
import static org.tongmai.healthcode.TestProcess.WINDOW_A;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.tongmai.access.Caller;
import org.tongmai.access.TestNode;
import org.tongmai.healthcode.Guardians.Proven;
import org.tongmai.healthcode.Guardians.Relation;
import org.tongmai.healthcode.HealthCodes.Shown;
import org.tongmai.healthcode.Verified.Accepted;
import org.tongmai.healthcode.Verified.Refused;
import org.tongmai.healthcode.Verifier.Wish;

/** Of the codes that somebody shows of old Li, the last one counts; what others show of him stays as it is. */
class ReplacedTest {

    private static final Wish READ = new Wish(CodePurpose.READ, null, null);

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

    private TestProcess process() {
        return new TestProcess(node, "national", keys, clock);
    }

    @Test
    void who_goes_over_to_identify_only_lets_nobody_read_by_the_code_before() {
        try (TestProcess here = process()) {
            Caller li = TestProcess.resident(node, liAtA);
            HealthCode code = here.codes.applyForSelf(li);
            String read =
                    here.codes.dynamic(li, code.id(), CodePurpose.READ, null).text();
            String identify = here.codes
                    .dynamic(li, code.id(), CodePurpose.IDENTIFY, null)
                    .text();

            assertThat(here.verifier.verify(WINDOW_A, read, READ)).isEqualTo(new Refused(Refusal.REPLACED));
            assertThat(here.verifier.verify(WINDOW_A, read, Wish.IDENTIFY)).isEqualTo(new Refused(Refusal.REPLACED));
            assertThat(here.verifier.verify(WINDOW_A, identify, Wish.IDENTIFY)).isInstanceOf(Accepted.class);
        }
    }

    @Test
    void what_a_screen_goes_on_showing_does_not_die_in_the_hand() {
        try (TestProcess here = process()) {
            Caller li = TestProcess.resident(node, liAtA);
            HealthCode code = here.codes.applyForSelf(li);
            String first = here.codes
                    .dynamic(li, code.id(), CodePurpose.IDENTIFY, null)
                    .text();
            clock.move(Duration.ofSeconds(100));
            String renewed = here.codes
                    .dynamic(li, code.id(), CodePurpose.IDENTIFY, null, true)
                    .text();

            assertThat(here.verifier.verify(WINDOW_A, first, Wish.IDENTIFY)).isInstanceOf(Accepted.class);
            assertThat(here.verifier.verify(WINDOW_A, renewed, Wish.IDENTIFY)).isInstanceOf(Accepted.class);
        }
    }

    @Test
    void what_is_renewed_by_a_process_whose_clock_is_behind_is_good() {
        MovedClock behind = new MovedClock();
        behind.move(Duration.ofSeconds(-20));
        try (TestProcess here = process();
                TestProcess there = new TestProcess(node, "national", keys, behind)) {
            Caller li = TestProcess.resident(node, liAtA);
            HealthCode code = here.codes.applyForSelf(li);
            here.codes.dynamic(li, code.id(), CodePurpose.IDENTIFY, null);
            String renewed = there.codes
                    .dynamic(li, code.id(), CodePurpose.IDENTIFY, null, true)
                    .text();

            assertThat(there.verifier.verify(WINDOW_A, renewed, Wish.IDENTIFY)).isInstanceOf(Accepted.class);
        }
    }

    /**
     * Whatever the resident, a guardian and a kiosk do at two processes whose clocks differ, each one's last showing decides; after a
     * renewal passes more than that difference.
     */
    @Test
    void each_one_s_last_asking_ends_what_the_same_one_showed_before_and_nothing_else() {
        MovedClock behind = new MovedClock();
        behind.move(Duration.ofMillis(-500));
        try (TestProcess here = process();
                TestProcess there = new TestProcess(node, "national", keys, behind)) {
            Caller li = TestProcess.resident(node, liAtA);
            Caller wang = TestProcess.resident(node, wangAtA);
            HealthCode code = here.codes.applyForSelf(li);
            record(here, here.codes.dynamic(li, code.id(), CodePurpose.READ, null));
            List<Caller> showers = List.of(li, wang, KIOSK_A);
            Random random = new Random(29);
            List<Held> held = new ArrayList<>();
            Set<String> good = new HashSet<>();
            int accepted = 0;
            int replaced = 0;
            boolean renewed = false;
            for (int step = 0; step < 600; step++) {
                TestProcess at = random.nextBoolean() ? here : there;
                int who = random.nextInt(showers.size());
                int deed = random.nextInt(5);
                if (renewed || random.nextInt(4) == 0) {
                    Duration passed = Duration.ofMillis(1_000 + random.nextInt(3_000));
                    clock.move(passed);
                    behind.move(passed);
                }
                renewed = deed == 0;
                if (deed < 2) {
                    boolean renewal = deed == 0;
                    Shown shown = at.codes.dynamic(showers.get(who), code.id(), CodePurpose.IDENTIFY, null, renewal);
                    if (!renewal) {
                        held.stream()
                                .filter(each -> each.who() == who)
                                .forEach(each -> good.remove(each.shown().text()));
                    }
                    held.add(new Held(who, shown));
                    good.add(shown.text());
                } else if (!held.isEmpty()) {
                    Held chosen = held.get(Math.max(0, held.size() - 1 - random.nextInt(12)));
                    String text = chosen.shown().text();
                    boolean alive = (at == here ? clock : behind)
                            .instant()
                            .isBefore(chosen.shown().until());

                    Verified verified = at.verifier.verify(WINDOW_A, text, Wish.IDENTIFY);

                    if (alive && good.remove(text)) {
                        assertThat(verified).as("step " + step).isInstanceOf(Accepted.class);
                        accepted++;
                    } else {
                        assertThat(verified)
                                .as("step " + step)
                                .isIn(
                                        new Refused(Refusal.EXPIRED),
                                        new Refused(Refusal.REPLAYED),
                                        new Refused(Refusal.REPLACED));
                        replaced += verified.equals(new Refused(Refusal.REPLACED)) ? 1 : 0;
                    }
                }
            }
            assertThat(accepted).isGreaterThan(50);
            assertThat(replaced).isGreaterThan(50);
        }
    }

    @Test
    void of_many_that_are_asked_for_at_once_none_is_lost_and_all_end_with_the_next() throws Exception {
        try (TestProcess one = process();
                TestProcess other = process();
                ExecutorService phones = Executors.newVirtualThreadPerTaskExecutor()) {
            Caller li = TestProcess.resident(node, liAtA);
            HealthCode code = one.codes.applyForSelf(li);
            List<Callable<String>> askings = new ArrayList<>();
            for (int i = 0; i < 40; i++) {
                TestProcess at = i % 2 == 0 ? one : other;
                askings.add(() -> at.codes
                        .dynamic(li, code.id(), CodePurpose.IDENTIFY, null)
                        .text());
            }
            List<String> texts = new ArrayList<>();
            for (var asked : phones.invokeAll(askings)) {
                texts.add(asked.get());
            }
            String spared = texts.stream()
                    .filter(text -> one.verifier.verify(WINDOW_A, text, Wish.IDENTIFY) instanceof Accepted)
                    .findFirst()
                    .orElse("");
            String last = other.codes
                    .dynamic(li, code.id(), CodePurpose.IDENTIFY, null)
                    .text();

            assertThat(spared).isNotEmpty();
            assertThat(texts)
                    .allSatisfy(text -> assertThat(one.verifier.verify(WINDOW_A, text, Wish.IDENTIFY))
                            .isInstanceOf(Refused.class));
            assertThat(one.verifier.verify(WINDOW_A, last, Wish.IDENTIFY)).isInstanceOf(Accepted.class);
        }
    }

    @Test
    void a_clock_that_was_wrong_for_a_while_spoils_no_code_after_it() {
        try (TestProcess here = process()) {
            Caller li = TestProcess.resident(node, liAtA);
            HealthCode code = here.codes.applyForSelf(li);
            clock.move(Duration.ofDays(1));
            String tomorrow = here.codes
                    .dynamic(li, code.id(), CodePurpose.IDENTIFY, null)
                    .text();
            clock.move(Duration.ofDays(-1));

            String now = here.codes
                    .dynamic(li, code.id(), CodePurpose.IDENTIFY, null)
                    .text();

            assertThat(here.verifier.verify(WINDOW_A, tomorrow, Wish.IDENTIFY)).isEqualTo(new Refused(Refusal.AHEAD));
            assertThat(here.verifier.verify(WINDOW_A, now, Wish.IDENTIFY)).isInstanceOf(Accepted.class);
        }
    }

    @Test
    void what_is_past_its_life_anyway_is_forgotten() {
        try (TestProcess here = process()) {
            Caller li = TestProcess.resident(node, liAtA);
            here.codes.dynamic(li, here.codes.applyForSelf(li).id(), CodePurpose.IDENTIFY, null);
            here.screens.forget();
            assertThat(screens()).isPositive();

            clock.move(Duration.ofMinutes(6));
            here.screens.forget();

            assertThat(screens()).isZero();
        }
    }

    private record Held(int who, Shown shown) {}

    private void record(TestProcess here, Shown shown) {
        here.guardians.record(
                WINDOW_A,
                new Proven(
                        liAtA,
                        wangAtA,
                        Relation.ELDER,
                        null,
                        clock.instant().plus(Duration.ofDays(365)),
                        true,
                        shown.text()));
    }

    private static long screens() {
        return node.jdbc()
                .sql("select count(*) from healthcode.screen")
                .query(Long.class)
                .single();
    }
}
