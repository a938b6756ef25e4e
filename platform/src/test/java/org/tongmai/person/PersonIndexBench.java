package org.tongmai.person;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tongmai.node.DataDirectory;
import org.tongmai.node.EmbeddedPostgres;
import org.tongmai.simulator.LocalPatient;
import org.tongmai.simulator.ProvinceSettings;
import org.tongmai.simulator.Registrations;

/**
 * What the person index costs and how right it is at the size of a province, on a durable PostgreSQL: bench/README.md says how to run
 * it. Not part of the tests. Compartments lie anywhere, as those of the store do; each part of the province has residents of its own.
 */
class PersonIndexBench {

    private static final Logger LOG = LoggerFactory.getLogger(PersonIndexBench.class);
    private static final int PART = 20_000;
    private static final int BATCH = 200;
    private static final int PACE = 1_000;
    private static final int PACED = 30_000;
    private static final int SETTLING = 8_000;
    private static final int WARM = 100_000;
    private static final Instant SENT = Instant.parse("2026-06-01T00:00:00Z");

    private final PatientReader reader = new PatientReader();
    private final Map<Long, LocalPatient> truth = new HashMap<>();
    private long compartments;

    @TempDir
    Path directory;

    /** What a registration waits and costs at 1,000 a second, with 100,000 registered and with all; how many a second at full speed. */
    @Test
    void costDoesNotGrowWithTheIndex() {
        int wanted = Integer.getInteger("tongmai.bench.registrations", 400_000);
        try (EmbeddedPostgres server = server();
                var index = new TestIndex(server.dataSource("postgres"), Clock.systemUTC())) {
            var paced = new ArrayList<Paced>();
            var full = new ArrayList<Double>();
            for (int part = 0; compartments < wanted; part++) {
                List<Identity> some = part(1_000 + part, PART, false);
                if (compartments >= wanted || part == WARM / (2 * PART)) {
                    int fast = some.size() - SETTLING - PACED;
                    taken(index, some.subList(0, fast));

                    paced(index, some.subList(fast, fast + SETTLING));
                    paced.add(paced(index, some.subList(fast + SETTLING, some.size())));
                } else {
                    full.add(taken(index, some));
                }
            }
            // at full speed: at a pace, who takes at once what has come is always busy, with few at a time or with many
            double ratio = full.getLast() / full.get(WARM / (2 * PART) - 1);
            LOG.warn(
                    "Cost at {} registrations beside that at {}: {}", compartments, WARM, String.format("%.2f", ratio));
            assertThat(paced.getLast().waited()).isLessThan(20);
            assertThat(ratio).isLessThan(1.3);
        }
    }

    /** Precision, recall and links between twins in a province. */
    @Test
    void linksNobodyWrongly() {
        int people = Integer.getInteger("tongmai.bench.residents", 20_000);
        try (EmbeddedPostgres server = server();
                var index = new TestIndex(server.dataSource("postgres"), Clock.systemUTC())) {
            List<Identity> all = part(Long.getLong("tongmai.bench.seed", 1L), people, true);
            taken(index, all);
            Map<Long, Set<Long>> ofResident = new HashMap<>();
            Map<String, Set<Long>> members = new HashMap<>();
            truth.forEach((compartment, local) -> members.computeIfAbsent(
                            String.valueOf(local.resident().id()), none -> new TreeSet<>())
                    .add(compartment));
            members.values().forEach(same -> same.forEach(one -> ofResident.put(one, same)));
            long right = 0;
            long wrong = 0;
            long twins = 0;
            for (Set<Long> person : index.persons().values()) {
                for (long one : person) {
                    for (long other : person) {
                        if (one < other
                                && ofResident.getOrDefault(one, Set.of()).contains(other)) {
                            right++;
                        } else if (one < other) {
                            wrong++;
                            twins += twins(one, other) ? 1 : 0;
                            LOG.warn("Wrong: {} with {}", errors(one), errors(other));
                        }
                    }
                }
            }
            long pairs = members.values().stream()
                    .mapToLong(of -> of.size() * (of.size() - 1L) / 2)
                    .sum();
            LOG.warn(
                    "{} residents, {} registrations: right {}, wrong {}, of them twins {}, missed {}; precision {}, recall {}; for stewards {}",
                    people,
                    all.size(),
                    right,
                    wrong,
                    twins,
                    pairs - right,
                    String.format("%.6f", right / (double) (right + wrong)),
                    String.format("%.4f", right / (double) pairs),
                    index.possible().size());
            assertThat(right / (double) (right + wrong)).isGreaterThanOrEqualTo(0.9999);
            assertThat(right / (double) pairs).isGreaterThanOrEqualTo(0.98);
            assertThat(twins).isZero();
        }
    }

    private EmbeddedPostgres server() {
        EmbeddedPostgres server = EmbeddedPostgres.start(
                DataDirectory.hold(directory.resolve("data"), Clock.systemUTC()), EmbeddedPostgres.Durability.FULL);
        Flyway.configure().dataSource(server.dataSource("postgres")).load().migrate();
        return server;
    }

    private List<Identity> part(long seed, int people, boolean remember) {
        var some = new ArrayList<Identity>();
        var settings = new ProvinceSettings(seed, people, "330000", SimulatedRegistrations.TODAY);
        Registrations.each(settings, (local, patient) -> {
            long compartment = anywhere(++compartments);
            some.add(reader.read(
                    compartment, "p" + compartment, patient, local.institution().uscc(), SENT));
            if (remember) {
                truth.put(compartment, local);
            }
        });
        Collections.shuffle(some, new Random(seed));
        return some;
    }

    /** Another place for each number (Stafford's mix 13), below 2^60. */
    private static long anywhere(long number) {
        long mixed = (number ^ (number >>> 30)) * 0xbf58476d1ce4e5b9L;
        mixed = (mixed ^ (mixed >>> 27)) * 0x94d049bb133111ebL;
        return (mixed ^ (mixed >>> 31)) >>> 4;
    }

    /** As fast as it goes: milliseconds of processor time a registration. */
    private double taken(TestIndex index, List<Identity> some) {
        long start = System.nanoTime();
        double before = cpuMillis();
        for (int from = 0; from < some.size(); from += BATCH) {
            index.apply(some.subList(from, Math.min(some.size(), from + BATCH)));
        }
        double seconds = (System.nanoTime() - start) / 1e9;
        double cost = (cpuMillis() - before) / some.size();
        LOG.warn(
                "{}",
                String.format(
                        "%,d registrations: %,.0f a second, %.3f ms each", compartments, some.size() / seconds, cost));
        return cost;
    }

    /**
     * What came at a given pace.
     *
     * @param waited the 99th percentile of milliseconds from coming to being linked
     * @param cost milliseconds of processor time a registration
     */
    private record Paced(double waited, double cost) {}

    /** At 1,000 a second, each batch what has come meanwhile. */
    private Paced paced(TestIndex index, List<Identity> some) {
        var waited = new ArrayList<Double>();
        double before = cpuMillis();
        long collected = collectedMillis();
        long start = System.nanoTime();
        int done = 0;
        while (done < some.size()) {
            int come = (int) Math.min(some.size(), (System.nanoTime() - start) * PACE / 1_000_000_000L);
            if (come > done) {
                index.arrive(some.subList(done, come), List.of());
                long now = System.nanoTime();
                for (int one = done; one < come; one++) {
                    waited.add((now - start) / 1e6 - (one + 1) * 1e3 / PACE);
                }
                done = come;
            } else if (!index.models().settle()) {
                LockSupport.parkNanos(TimeUnit.MICROSECONDS.toNanos(200));
            }
        }
        Collections.sort(waited);
        var found = new Paced(waited.get(waited.size() * 99 / 100), (cpuMillis() - before) / some.size());
        LOG.warn(
                "{}",
                String.format(
                        "%,d registrations, %d a second: half within %.1f ms, 99 of 100 within %.1f ms; %d ms of it collecting garbage; %.3f ms each",
                        compartments,
                        PACE,
                        waited.get(waited.size() / 2),
                        found.waited(),
                        collectedMillis() - collected,
                        found.cost()));
        return found;
    }

    private static long collectedMillis() {
        return ManagementFactory.getGarbageCollectorMXBeans().stream()
                .mapToLong(GarbageCollectorMXBean::getCollectionTime)
                .sum();
    }

    private boolean twins(long one, long other) {
        LocalPatient first = truth.get(one);
        LocalPatient second = truth.get(other);
        return first != null
                && second != null
                && first.resident().twin()
                && second.resident().twin();
    }

    private String errors(long compartment) {
        LocalPatient local = truth.get(compartment);
        return local == null ? "" : local.errors().toString();
    }

    /** This process, and the PostgreSQL on the bench's directory with its children. */
    private double cpuMillis() {
        var system = (com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        double postgresql = ProcessHandle.allProcesses()
                .filter(process -> process.info().commandLine().orElse("").contains(directory.toString()))
                .flatMap(process -> Stream.concat(Stream.of(process), process.descendants()))
                .distinct()
                .mapToDouble(process -> process.info()
                        .totalCpuDuration()
                        .map(time -> time.toNanos() / 1e6)
                        .orElse(0.0))
                .sum();
        return system.getProcessCpuTime() / 1e6 + postgresql;
    }
}
