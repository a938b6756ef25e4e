package org.tongmai.recognition;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tongmai.access.Caller;
import org.tongmai.access.Role;
import org.tongmai.access.TestNode;
import org.tongmai.recognition.Check.Wanted;
import org.tongmai.store.Change;
import org.tongmai.store.Origin;
import org.tongmai.store.Receipt;
import org.tongmai.store.Store;

/**
 * How long a check takes at 200 a second, decision, search, evidence, look and ledger included. Not part of the tests;
 * bench/README.md says how to run it. {@code -Dtongmai.bench.residents}: how many residents have results.
 */
class RecognitionBench {

    private static final Logger LOG = LoggerFactory.getLogger(RecognitionBench.class);

    private static final int RESIDENTS = Integer.getInteger("tongmai.bench.residents", 20_000);
    private static final int SECONDS = Integer.getInteger("tongmai.bench.seconds", 60);
    private static final int A_SECOND = Integer.getInteger("tongmai.bench.rate", 200);

    /** Results of each resident. */
    private static final int RESULTS = 20;

    private static final int RESIDENTS_AT_ONCE = 50;

    /** The bar of the issue. */
    private static final double P95_MOST = 50;

    /** Item, LOINC and unit. */
    private record Measured(String item, String loinc, String unit) {}

    private static final List<Measured> MEASURED = List.of(
            new Measured("L041", "14771-0", "mmol/L"),
            new Measured("L042", "4548-4", "%"),
            new Measured("L001", "6690-2", "10*9/L"),
            new Measured("L003", "718-7", "g/L"),
            new Measured("L006", "777-3", "10*9/L"),
            new Measured("L011", "14682-9", "umol/L"),
            new Measured("L015", "2823-3", "mmol/L"),
            new Measured("L021", "1742-6", "U/L"),
            new Measured("L031", "14647-2", "mmol/L"),
            new Measured("L051", "3016-3", "m[IU]/L"));

    @Test
    void a_check_takes_at_most_50_ms_at_200_a_second() throws InterruptedException {
        try (RecognisedCase province = new RecognisedCase()) {
            List<String> patients = fill(province);
            Checks checks = province.bean(Checks.class);
            Caller doctor = new Caller("zhang", "张伟", Role.DOCTOR, TestNode.HOSPITAL_B, null, false);
            run(checks, doctor, patients, Math.max(10, SECONDS / 4));
            double[] millis = run(checks, doctor, patients, SECONDS);
            Arrays.sort(millis);
            double p95 = millis[(int) (millis.length * 0.95)];
            LOG.warn(
                    "{} residents, {} results each, {} checks at {} a second: p50 {} ms, p95 {} ms, p99 {} ms",
                    RESIDENTS,
                    RESULTS,
                    millis.length,
                    A_SECOND,
                    text(millis[millis.length / 2]),
                    text(p95),
                    text(millis[(int) (millis.length * 0.99)]));
            assertThat(p95).isLessThanOrEqualTo(P95_MOST);
        }
    }

    /** Open loop: a check begins when it is due, however long the others take; its time counts from then. */
    private static double[] run(Checks checks, Caller doctor, List<String> patients, int seconds)
            throws InterruptedException {
        Random random = new Random(20260610);
        var took = new ConcurrentLinkedQueue<Double>();
        var failed = new AtomicInteger();
        try (ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();
                var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < seconds * A_SECOND; i++) {
                String patient = patients.get(random.nextInt(patients.size()));
                String item = MEASURED.get(random.nextInt(MEASURED.size())).item();
                long due = System.nanoTime() + TimeUnit.SECONDS.toNanos(1) * i / A_SECOND;
                var _ = clock.schedule(
                        () -> threads.execute(() -> {
                            try {
                                var question = new Checks.Question(doctor, patient, null, "bench", true);
                                if (checks.check(question, List.of(Wanted.item(item)), () -> false)
                                        .items()
                                        .isEmpty()) {
                                    failed.incrementAndGet();
                                }
                                took.add((System.nanoTime() - due) / 1e6);
                            } catch (RuntimeException fault) {
                                failed.incrementAndGet();
                            }
                        }),
                        due - System.nanoTime(),
                        TimeUnit.NANOSECONDS);
            }
            clock.shutdown();
            assertThat(clock.awaitTermination(seconds + 60L, TimeUnit.SECONDS)).isTrue();
        }
        assertThat(failed).hasValue(0);
        return took.stream().mapToDouble(Double::doubleValue).toArray();
    }

    private static List<String> fill(RecognisedCase province) {
        StringBuilder rounds =
                new StringBuilder("institution,item,kind,level,area,result,valid_from,valid_until,reference\n");
        MEASURED.forEach(each -> rounds.append(TestNode.HOSPITAL_B)
                .append(',')
                .append(each.item())
                .append(",EXTERNAL,PROVINCE,33,PASS,2022-03-01,,2022-1\n"));
        province.bean(QualityRecords.class).record(rounds.toString(), "bench");
        Store store = province.bean(Store.class);
        List<String> patients = new ArrayList<>();
        Instant now = Instant.now();
        for (int first = 0; first < RESIDENTS; first += RESIDENTS_AT_ONCE) {
            List<Change> changes = new ArrayList<>();
            int many = Math.min(RESIDENTS_AT_ONCE, RESIDENTS - first);
            for (int i = 0; i < many; i++) {
                changes.add(change("Patient", """
                        {"resourceType":"Patient","gender":"male","birthDate":"1978-03-07","name":[{"text":"居民%d"}]}
                        """.formatted(first + i)));
            }
            Receipt filed = store.transact(changes, new Origin(TestNode.HOSPITAL_B, "bench", null, ""));
            List<Change> content = new ArrayList<>();
            for (Receipt.Done entry : filed.entries()) {
                patients.add(entry.id());
                content.add(change("Encounter", """
                        {"resourceType":"Encounter","status":"in-progress","class":{"code":"AMB"},
                         "subject":{"reference":"Patient/%s"},"period":{"start":"%s"}}
                        """.formatted(entry.id(), now.minusSeconds(600))));
                for (int i = 0; i < RESULTS; i++) {
                    content.add(change(
                            "Observation",
                            RecognisedCase.observation(
                                    entry.id(),
                                    MEASURED.get(i % MEASURED.size()).loinc(),
                                    "5.4",
                                    MEASURED.get(i % MEASURED.size()).unit(),
                                    "N",
                                    now.minus(Duration.ofDays(1 + 3L * i)))));
                }
            }
            store.transact(content, new Origin(TestNode.HOSPITAL_B, "bench", null, ""));
        }
        province.node().settle();
        province.node().jdbc().sql("analyze").update();
        return patients;
    }

    private static Change change(String type, String json) {
        return Change.create(type, json.getBytes(StandardCharsets.UTF_8));
    }

    private static String text(double value) {
        return "%.1f".formatted(value);
    }
}
