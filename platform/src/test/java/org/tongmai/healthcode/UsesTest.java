package org.tongmai.healthcode;

import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.tongmai.access.Caller;
import org.tongmai.access.TestNode;

/** Counts equal the events, whatever is reported twice, late, wrongly or by two processes at once. */
class UsesTest {

    @Test
    void the_counts_are_those_of_the_distinct_reports() throws Exception {
        MovedClock clock = new MovedClock();
        try (TestNode node = TestNode.start();
                TestProcess one = process(node, clock);
                TestProcess other = process(node, clock);
                var senders = Executors.newVirtualThreadPerTaskExecutor()) {
            String patient = node.patient(TestNode.HOSPITAL_A, "王建军", "330106197803074516");
            node.settle();
            UUID code =
                    one.codes.applyForSelf(TestProcess.resident(node, patient)).id();
            Random random = new Random(8);
            Map<String, Map<String, UseReport>> distinct = new HashMap<>();
            List<Callable<Map<String, UseReport.Outcome>>> sendings = new ArrayList<>();
            for (int i = 0; i < 60; i++) {
                String institution = random.nextBoolean() ? TestNode.HOSPITAL_A : TestNode.HOSPITAL_B;
                List<UseReport> batch = new ArrayList<>();
                for (int j = 0; j < random.nextInt(1, 20); j++) {
                    String id = "r" + random.nextInt(300);
                    var report = distinct.computeIfAbsent(institution, each -> new LinkedHashMap<>())
                            .computeIfAbsent(id, each -> report(one, institution, each, code, random, clock));
                    batch.add(report);
                }
                batch.add(new UseReport(
                        "x" + i, UUID.randomUUID(), Scene.OTHER, Scene.Channel.OTHER, clock.instant(), null));
                batch.add(new UseReport(
                        "y" + i,
                        code,
                        Scene.OTHER,
                        Scene.Channel.OTHER,
                        clock.instant().plus(Duration.ofHours(1)),
                        null));
                TestProcess at = random.nextBoolean() ? one : other;
                sendings.add(() -> at.uses.report(institution, batch));
            }

            long recorded = 0;
            long unverified = 0;
            for (var sent : senders.invokeAll(sendings)) {
                var outcomes = sent.get().values();
                recorded += Collections.frequency(outcomes, UseReport.Outcome.RECORDED);
                unverified += Collections.frequency(outcomes, UseReport.Outcome.UNVERIFIED);
            }

            Map<Object, Long> expected = new HashMap<>();
            distinct.forEach((institution, reports) -> expected.putAll(reports.values().stream()
                    .filter(each -> each.evidence() != null)
                    .collect(groupingBy(
                            each -> key(institution, each.scene(), each.channel(), day(each)), counting()))));
            Map<Object, Long> counted = new HashMap<>();
            one.uses
                    .usage(LocalDate.EPOCH, LocalDate.now(clock).plusDays(2), null)
                    .forEach(row ->
                            counted.put(key(row.institution(), row.scene(), row.channel(), row.day()), row.uses()));
            assertThat(counted).isEqualTo(expected);
            assertThat(unverified).isPositive();
            assertThat(recorded + unverified)
                    .isEqualTo(distinct.values().stream().mapToLong(Map::size).sum());
            assertThat(node.jdbc()
                            .sql("select count(*) from healthcode.use")
                            .query(Long.class)
                            .single())
                    .isEqualTo(recorded + unverified);
            assertThat(one.uses.usage(LocalDate.EPOCH, LocalDate.now(clock).plusDays(2), TestNode.HOSPITAL_B))
                    .isNotEmpty()
                    .allSatisfy(row -> assertThat(row.institution()).isEqualTo(TestNode.HOSPITAL_B));
        }
    }

    private static TestProcess process(TestNode node, MovedClock clock) throws IOException {
        return new TestProcess(
                node, "international", Files.createDirectories(node.data().resolve("codes")), clock);
    }

    @Test
    void one_id_is_one_use_of_one_resident() throws IOException {
        MovedClock clock = new MovedClock();
        try (TestNode node = TestNode.start();
                TestProcess here = process(node, clock)) {
            String wangAtA = node.patient(TestNode.HOSPITAL_A, "王建军", "330106197803074516");
            String liAtA = node.patient(TestNode.HOSPITAL_A, "李四", "110105194912310021");
            node.settle();
            UUID wang =
                    here.codes.applyForSelf(TestProcess.resident(node, wangAtA)).id();
            UUID li = here.codes.applyForSelf(TestProcess.resident(node, liAtA)).id();
            Random random = new Random(3);
            UseReport ofWang = verified(here, "1", wang, random, clock);
            UseReport ofLi = verified(here, "1", li, random, clock);

            var together = here.uses.report(TestNode.HOSPITAL_A, List.of(ofWang, ofLi));
            var again = here.uses.report(TestNode.HOSPITAL_A, List.of(ofWang));

            assertThat(together).containsExactly(Map.entry("1", UseReport.Outcome.RECORDED));
            assertThat(again).containsExactly(Map.entry("1", UseReport.Outcome.REPEATED));
            assertThat(here.uses.of(List.of(node.compartment(wangAtA)), 9)).hasSize(1);
            assertThat(here.uses.of(List.of(node.compartment(liAtA)), 9)).hasSize(1);
        }
    }

    @Test
    void only_what_an_institution_shows_that_it_verified_counts() throws IOException {
        MovedClock clock = new MovedClock();
        try (TestNode node = TestNode.start();
                TestProcess here = process(node, clock)) {
            String patient = node.patient(TestNode.HOSPITAL_A, "王建军", "330106197803074516");
            node.settle();
            Caller wang = TestProcess.resident(node, patient);
            UUID code = here.codes.applyForSelf(wang).id();
            String text =
                    here.codes.dynamic(wang, code, CodePurpose.IDENTIFY, null).text();
            var accepted = (Verified.Accepted) here.verifier.verify(TestProcess.WINDOW_A, text, Verifier.Wish.IDENTIFY);
            String elsewhere = evidence(here, code, TestNode.HOSPITAL_B, clock.instant());
            String before =
                    evidence(here, code, TestNode.HOSPITAL_A, clock.instant().minus(Evidence.GOOD));
            String other = evidence(here, UUID.randomUUID(), TestNode.HOSPITAL_A, clock.instant());
            String read = Objects.requireNonNull(accepted.evidence()).replace("IDENTIFY", "READ");

            assertThat(outcome(here, code, accepted.evidence(), clock)).isEqualTo(UseReport.Outcome.RECORDED);
            assertThat(outcome(here, code, text, clock)).isEqualTo(UseReport.Outcome.RECORDED);
            for (String none :
                    Arrays.asList(null, "", "x", ".", "9999999999999999999.", read, elsewhere, before, other)) {
                assertThat(outcome(here, code, none, clock)).as("" + none).isEqualTo(UseReport.Outcome.UNVERIFIED);
            }
            assertThat(here.uses.usage(LocalDate.EPOCH, LocalDate.now(clock).plusDays(2), null))
                    .singleElement()
                    .satisfies(row -> assertThat(row.uses()).isEqualTo(2));
            assertThat(here.uses.of(List.of(node.compartment(patient)), 50))
                    .hasSize(11)
                    .filteredOn(Uses.Use::verified)
                    .hasSize(2)
                    .allSatisfy(use -> assertThat(use.purpose()).isEqualTo(CodePurpose.IDENTIFY))
                    .extracting(Uses.Use::offline)
                    .containsExactlyInAnyOrder(false, true);
        }
    }

    private static UseReport.Outcome outcome(TestProcess here, UUID code, @Nullable String evidence, MovedClock clock) {
        String id = UUID.randomUUID().toString();
        var report = new UseReport(id, code, Scene.PAYMENT, Scene.Channel.WINDOW, clock.instant(), evidence);
        return Objects.requireNonNull(
                here.uses.report(TestNode.HOSPITAL_A, List.of(report)).get(id));
    }

    private static UseReport report(
            TestProcess here, String institution, String id, UUID code, Random random, MovedClock clock) {
        UseReport report = verified(here, id, code, random, clock);
        return new UseReport(
                id,
                code,
                report.scene(),
                report.channel(),
                report.at(),
                random.nextBoolean() ? evidence(here, code, institution, report.at()) : null);
    }

    private static UseReport verified(TestProcess here, String id, UUID code, Random random, MovedClock clock) {
        Instant at = clock.instant().minus(Duration.ofHours(random.nextInt(80)));
        Scene[] scenes = {Scene.REGISTRATION, Scene.PHARMACY, Scene.PAYMENT};
        Scene.Channel[] channels = {Scene.Channel.WINDOW, Scene.Channel.MACHINE};
        return new UseReport(
                id,
                code,
                scenes[random.nextInt(scenes.length)],
                channels[random.nextInt(channels.length)],
                at,
                evidence(here, code, TestNode.HOSPITAL_A, at));
    }

    private static String evidence(TestProcess here, UUID code, String institution, Instant at) {
        return here.evidence.of(code, institution, at, Verified.Form.DYNAMIC, CodePurpose.IDENTIFY);
    }

    private static LocalDate day(UseReport report) {
        return report.at().atZone(Guardians.ZONE).toLocalDate();
    }

    private static Object key(String institution, Scene scene, Scene.Channel channel, LocalDate day) {
        return List.of(institution, scene, channel, day);
    }
}
