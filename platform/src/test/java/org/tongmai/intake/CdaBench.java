package org.tongmai.intake;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.tongmai.intake.cda.SampleDocument;

/** How many CDA documents of some 20 KB are taken in a second, stored and searchable when answered, on the database of the tests; see bench/README.md. */
class CdaBench {

    private static final int CLIENTS = 8;

    private static final int PATIENTS = 500;

    private static final int DOCUMENTS = Integer.getInteger("tongmai.bench.cda.documents", 4_000);

    private final AtomicInteger next = new AtomicInteger();

    @Test
    @EnabledIfSystemProperty(named = "tongmai.bench.cda", matches = "true")
    void documents() throws Exception {
        try (Hospital hospital = Hospital.pooled(CLIENTS * 2)) {
            round(hospital, DOCUMENTS / 4);
            for (int turn = 0; turn < 3; turn++) {
                Duration java = processor(false);
                Duration postgres = processor(true);
                long start = System.nanoTime();
                round(hospital, DOCUMENTS);
                double seconds = (System.nanoTime() - start) / 1e9;
                System.gc();
                Runtime memory = Runtime.getRuntime();
                System.out.printf(
                        Locale.ROOT,
                        "%d documents of %d bytes with %d clients: %.0f a second; processor per document %.2f ms Java, %.2f ms PostgreSQL;"
                                + " %d MB live%n",
                        DOCUMENTS,
                        document(0).length,
                        CLIENTS,
                        DOCUMENTS / seconds,
                        processor(false).minus(java).toNanos() / 1e6 / DOCUMENTS,
                        processor(true).minus(postgres).toNanos() / 1e6 / DOCUMENTS,
                        (memory.totalMemory() - memory.freeMemory()) >> 20);
            }
        }
    }

    private void round(Hospital hospital, int documents) throws Exception {
        try (var clients = Executors.newFixedThreadPool(CLIENTS)) {
            List<Future<State>> answers = new ArrayList<>();
            for (int i = 0; i < documents; i++) {
                byte[] document = document(next.getAndIncrement());
                Callable<State> send = () -> hospital.parts()
                        .documents()
                        .take(document, "bench", Hospital.CODE)
                        .state();
                answers.add(clients.submit(send));
            }
            for (Future<State> answer : answers) {
                assertThat(answer.get()).isEqualTo(State.STORED);
            }
        }
    }

    private static byte[] document(int number) {
        int patient = number % PATIENTS;
        return SampleDocument.of("C0053")
                .replace("12330000470051726F", Hospital.CODE)
                .replace("DOC-C0053", "D" + number)
                .replace("SET-1", "S" + number)
                .replace("BA00981723", "BA" + patient)
                .replace("33010600100200017", String.format(Locale.ROOT, "330106001002%05d", patient))
                .replace("<id root=\"2.16.156.10011.1.3\" extension=\"330106198003072330\"/>", "")
                .replace("ZY202602140017", "ZY" + number)
                .getBytes(StandardCharsets.UTF_8);
    }

    private static Duration processor(boolean postgres) {
        if (!postgres) {
            return ProcessHandle.current().info().totalCpuDuration().orElse(Duration.ZERO);
        }
        return ProcessHandle.current()
                .descendants()
                .map(process -> process.info().totalCpuDuration().orElse(Duration.ZERO))
                .reduce(Duration.ZERO, Duration::plus);
    }
}
