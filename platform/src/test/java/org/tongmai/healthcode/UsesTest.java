package org.tongmai.healthcode;

import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
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
                            .computeIfAbsent(id, each -> report(each, code, random, clock));
                    batch.add(report);
                }
                batch.add(new UseReport("x" + i, UUID.randomUUID(), Scene.OTHER, Scene.Channel.OTHER, clock.instant()));
                batch.add(new UseReport(
                        "y" + i,
                        code,
                        Scene.OTHER,
                        Scene.Channel.OTHER,
                        clock.instant().plus(Duration.ofHours(1))));
                TestProcess at = random.nextBoolean() ? one : other;
                sendings.add(() -> at.uses.report(institution, batch));
            }

            long recorded = 0;
            for (var sent : senders.invokeAll(sendings)) {
                recorded += sent.get().values().stream()
                        .filter(UseReport.Outcome.RECORDED::equals)
                        .count();
            }

            Map<Object, Long> expected = new HashMap<>();
            distinct.forEach((institution, reports) -> expected.putAll(reports.values().stream()
                    .collect(groupingBy(
                            each -> key(institution, each.scene(), each.channel(), day(each)), counting()))));
            Map<Object, Long> counted = new HashMap<>();
            one.uses
                    .usage(LocalDate.EPOCH, LocalDate.now(clock).plusDays(2), null)
                    .forEach(row ->
                            counted.put(key(row.institution(), row.scene(), row.channel(), row.day()), row.uses()));
            assertThat(counted).isEqualTo(expected);
            assertThat(recorded)
                    .isEqualTo(distinct.values().stream().mapToLong(Map::size).sum());
            assertThat(node.jdbc()
                            .sql("select count(*) from healthcode.use")
                            .query(Long.class)
                            .single())
                    .isEqualTo(recorded);
            assertThat(one.uses.usage(LocalDate.EPOCH, LocalDate.now(clock).plusDays(2), TestNode.HOSPITAL_B))
                    .isNotEmpty()
                    .allSatisfy(row -> assertThat(row.institution()).isEqualTo(TestNode.HOSPITAL_B));
        }
    }

    private static TestProcess process(TestNode node, MovedClock clock) throws IOException {
        return new TestProcess(
                node, "international", Files.createDirectories(node.data().resolve("codes")), clock);
    }

    private static UseReport report(String id, UUID code, Random random, MovedClock clock) {
        Scene[] scenes = {Scene.REGISTRATION, Scene.PHARMACY, Scene.PAYMENT};
        Scene.Channel[] channels = {Scene.Channel.WINDOW, Scene.Channel.MACHINE};
        return new UseReport(
                id,
                code,
                scenes[random.nextInt(scenes.length)],
                channels[random.nextInt(channels.length)],
                clock.instant().minus(Duration.ofHours(random.nextInt(80))));
    }

    private static LocalDate day(UseReport report) {
        return report.at().atZone(Guardians.ZONE).toLocalDate();
    }

    private static Object key(String institution, Scene scene, Scene.Channel channel, LocalDate day) {
        return List.of(institution, scene, channel, day);
    }
}
