package org.tongmai.access.sentinel;

import java.lang.management.ManagementFactory;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.tongmai.simulator.reads.ReadLog;
import org.tongmai.simulator.reads.ReadLogSettings;

/** Precision, recall, time and memory of the sentinel on a log of a million reads; see bench/README.md. */
class SentinelBench {

    private static final LocalDate FIRST = LocalDate.of(2026, 3, 2);

    /** {@code -Dtongmai.bench.sentinel=201,202}: seeds; {@code …reads} and {@code …incidents} beside it. */
    @Test
    @EnabledIfSystemProperty(named = "tongmai.bench.sentinel", matches = "[0-9,]+")
    void findings_against_the_truth() {
        int reads = Integer.getInteger("tongmai.bench.sentinel.reads", 1_000_000);
        int incidents = Integer.getInteger("tongmai.bench.sentinel.incidents", 6);
        Scorecard card = new Scorecard();
        for (String seed : System.getProperty("tongmai.bench.sentinel", "").split(",")) {
            ReadLog log = ReadLog.generate(new ReadLogSettings(Long.parseLong(seed), reads, FIRST, incidents));
            List<Reading> readings = new ArrayList<>(reads);
            new SimulatedReadings(log, FIRST).forEach(readings::add);
            long memory = used();
            long begun = processor();
            Sentinel sentinel = new Sentinel(Weights.on(FIRST));
            Map<String, Finding> cases = new HashMap<>();
            for (Reading each : readings) {
                sentinel.take(each).ifPresent(finding -> cases.put(finding.account() + finding.begun(), finding));
            }
            double micros = (processor() - begun) / 1e3 / readings.size();
            double kilobytes = (used() - memory) / 1024.0 / sentinel.readers();
            card.add(log, cases.values());
            System.out.printf(
                    Locale.ROOT,
                    "seed %s: %,d reads of %,d readers, %d incidents, %d cases; %.2f µs of processor a look, %.1f kB a reader%n",
                    seed,
                    readings.size(),
                    sentinel.readers(),
                    log.incidents().size(),
                    cases.size(),
                    micros,
                    kilobytes);
        }
        System.out.printf(
                Locale.ROOT,
                "precision %.3f, recall %.3f (%d of %d found, %d wrong)%n",
                card.precision(),
                card.recall(),
                card.found,
                card.planted,
                card.wrong);
        card.byKind.forEach(
                (kind, counts) -> System.out.printf(Locale.ROOT, "| %s | %d of %d |%n", kind, counts[0], counts[1]));
    }

    private static long processor() {
        return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    }

    private static long used() {
        System.gc();
        Runtime runtime = Runtime.getRuntime();
        return runtime.totalMemory() - runtime.freeMemory();
    }
}
