package org.tongmai.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.Random;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.tongmai.kernel.Problem;
import org.tongmai.node.TestDatabase;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Many clients do at random what clients do, and everything that was acknowledged or seen must fit one order of events: the
 * versions of a resource say in which order its writes took place, the transactions of the database which of them belong
 * together.
 *
 * <p>The seed is printed on failure; {@code -Dtongmai.seed=…} runs it again.
 */
class InterleavingTest {

    private static final Scope ALL = Scope.everything();
    private static final int CLIENTS = 8;
    private static final int STEPS = 80;
    private static final int PATIENTS = 5;
    private static final int SLIPS = 6;
    private static final int PAGE = 2;
    private static final int HISTORY_MAX = 10_000;

    /** What a client may be refused when others are quicker. */
    private static final Set<String> FAIR = Set.of(
            "store.version-differs",
            "store.nothing-to-patch",
            "store.patch-of-deleted",
            "store.referred-to",
            "store.reference-missing",
            "store.patient-changed");

    private enum Kind {
        PUT,
        APPEND,
        DELETE
    }

    /** One version that was acknowledged. */
    private record Written(String reference, int version, Kind kind, String token, long begun, long ended) {}

    /** One search over all its pages: versions by reference. */
    private record Seen(String type, Map<String, Integer> versions, long begun, long ended) {}

    private final long seed = Long.getLong("tongmai.seed", System.nanoTime());
    private final Queue<Written> log = new ConcurrentLinkedQueue<>();
    private final Queue<Seen> seen = new ConcurrentLinkedQueue<>();
    private final Queue<List<String>> together = new ConcurrentLinkedQueue<>();
    private final Set<String> deletions = ConcurrentHashMap.newKeySet();
    private final Queue<Throwable> failures = new ConcurrentLinkedQueue<>();

    @Test
    void whateverClientsDoTogetherFitsOneOrderOfEvents() throws InterruptedException {
        TestDatabase database = TestDatabase.fresh();
        Store store = Store.on(database.dataSource(), Clock.systemUTC());
        store.start();
        try {
            run(store);
            check(store, JdbcClient.create(database.dataSource()));
        } catch (AssertionError | RuntimeException e) {
            throw new AssertionError("seed " + seed + ": " + e.getMessage(), e);
        } finally {
            store.stop();
        }
    }

    private void run(Store store) throws InterruptedException {
        for (int i = 0; i < PATIENTS; i++) {
            new Client(store, new Random(seed), "start" + i).put(i);
        }
        var threads = new ArrayList<Thread>();
        for (int c = 0; c < CLIENTS; c++) {
            int client = c;
            threads.add(Thread.ofVirtual().start(() -> {
                var own = new Client(store, new Random(seed * 31 + client), "c" + client);
                try {
                    for (int step = 0; step < STEPS; step++) {
                        own.step();
                    }
                } catch (Throwable e) {
                    failures.add(e);
                }
            }));
        }
        for (Thread thread : threads) {
            thread.join();
        }
        assertThat(failures).isEmpty();
    }

    // -- what clients do

    private final class Client {
        private final Store store;
        private final Random random;
        private final String name;
        private int tokens;

        Client(Store store, Random random, String name) {
            this.store = store;
            this.random = random;
            this.name = name;
        }

        void step() {
            int patient = random.nextInt(PATIENTS);
            int slip = random.nextInt(SLIPS);
            try {
                switch (random.nextInt(12)) {
                    case 0 -> put(patient);
                    case 1, 2 -> append(patient);
                    case 3 -> readAndPut(patient);
                    case 4 -> slip(Fact.Method.CREATE, patient, slip);
                    case 5 -> slip(Fact.Method.UPDATE, patient, slip);
                    case 6 -> deleteSlip(slip);
                    case 7 -> deletePatient(patient);
                    case 8 -> transaction(patient, (patient + 1) % PATIENTS);
                    case 9 -> link(patient, (patient + 1 + random.nextInt(PATIENTS - 1)) % PATIENTS);
                    case 10 -> search("Patient");
                    default -> search("Observation");
                }
            } catch (Problem refused) {
                assertThat(FAIR).as(refused.toString()).contains(refused.code());
            }
        }

        private String token() {
            return name + "-" + tokens++;
        }

        void put(int patient) {
            String token = token();
            write(Kind.PUT, token, Change.update("Patient", "p" + patient, patient(patient, List.of(token))));
        }

        void append(int patient) {
            String token = token();
            patch(patient, token, current -> {
                ((ArrayNode) current.at("/name/0/given")).add(token);
                return current;
            });
        }

        void link(int patient, int other) {
            String token = token();
            patch(patient, token, current -> {
                ((ArrayNode) current.at("/name/0/given")).add(token);
                current.putArray("link")
                        .addObject()
                        .put("type", "seealso")
                        .putObject("other")
                        .put("reference", "Patient/p" + other);
                return current;
            });
        }

        private void patch(int patient, String token, Change.Patch patch) {
            Slice sent = Slice.of(Samples.bytes(token));
            write(Kind.APPEND, token, Change.patch("Patient", "p" + patient, patch, sent));
        }

        void readAndPut(int patient) {
            Fact fact = store.read("Patient", "p" + patient, ALL).orElse(null);
            if (fact == null) {
                return;
            }
            String token = token();
            var given = new ArrayList<>(given(fact));
            given.add(token);
            write(
                    Kind.APPEND,
                    token,
                    Change.update("Patient", "p" + patient, patient(patient, given))
                            .ifMatch(fact.version()));
        }

        void slip(Fact.Method method, int patient, int slip) {
            String token = token();
            byte[] body = observation(patient, "slip" + slip, token);
            write(
                    Kind.PUT,
                    token,
                    new Change(
                            method,
                            "Observation",
                            null,
                            slipNamed(slip),
                            null,
                            null,
                            "Patient/p" + patient,
                            Slice.of(body)));
        }

        void deleteSlip(int slip) {
            write(
                    Kind.DELETE,
                    "",
                    new Change(Fact.Method.DELETE, "Observation", null, slipNamed(slip), null, null, null, null));
        }

        void deletePatient(int patient) {
            write(
                    Kind.DELETE,
                    "",
                    new Change(Fact.Method.DELETE, "Patient", "p" + patient, null, null, null, null, null));
        }

        void transaction(int one, int other) {
            String token = token();
            write(
                    Kind.PUT,
                    token,
                    Change.update("Patient", "p" + one, patient(one, List.of(token))),
                    Change.update("Patient", "p" + other, patient(other, List.of(token))),
                    // never deleted, so only some patients become so that they cannot be
                    Change.create("Observation", observation(one % 2, "", token)));
        }

        private void write(Kind kind, String token, Change... changes) {
            long begun = System.nanoTime();
            Receipt receipt = store.transact(List.of(changes), Origin.platform());
            long ended = System.nanoTime();
            var group = new ArrayList<String>();
            for (Receipt.Done done : receipt.entries()) {
                String reference = done.type() + "/" + done.id();
                // A deletion of what was deleted before tells the version of that.
                boolean written = done.result() == Receipt.Result.DELETED
                        ? done.version() > 0 && deletions.add(reference + " " + done.version())
                        : done.result() != Receipt.Result.EXISTED;
                if (written) {
                    log.add(new Written(reference, done.version(), kind, token, begun, ended));
                    group.add(reference + " " + done.version());
                }
            }
            together.add(group);
        }

        private void search(String type) {
            long begun = System.nanoTime();
            Query query = Query.of(type)
                    .where(type.equals("Patient") ? "gender" : "status", type.equals("Patient") ? "female" : "final")
                    .count(PAGE);
            var versions = new LinkedHashMap<String, Integer>();
            Page page = store.search(query, ALL);
            long total = page.total();
            while (true) {
                assertThat(page.total()).isEqualTo(total);
                for (Fact fact : page.facts()) {
                    assertThat(versions.put(fact.reference(), fact.version()))
                            .as("seen twice")
                            .isNull();
                }
                if (page.next() == null) {
                    break;
                }
                page = store.more(page.next(), ALL);
            }
            assertThat((long) versions.size()).isEqualTo(total);
            seen.add(new Seen(type, versions, begun, System.nanoTime()));
        }
    }

    private static Query slipNamed(int slip) {
        return Query.of("Observation").where("identifier", "urn:slip|slip" + slip);
    }

    private static byte[] patient(int number, List<String> given) {
        ObjectNode patient = Json.object().put("resourceType", "Patient").put("gender", "female");
        patient.putArray("identifier").addObject().put("system", "urn:p").put("value", "p" + number);
        ArrayNode names = patient.putArray("name").addObject().putArray("given");
        given.forEach(names::add);
        return Json.bytes(patient);
    }

    private static byte[] observation(int patient, String slip, String token) {
        ObjectNode observation =
                Json.object().put("resourceType", "Observation").put("status", "final");
        if (!slip.isEmpty()) {
            observation
                    .putArray("identifier")
                    .addObject()
                    .put("system", "urn:slip")
                    .put("value", slip);
        }
        observation.putObject("subject").put("reference", "Patient/p" + patient);
        observation.putObject("code").put("text", token);
        return Json.bytes(observation);
    }

    private static List<String> given(Fact fact) {
        return fact.tree()
                .at("/name/0/given")
                .valueStream()
                .map(JsonNode::asString)
                .toList();
    }

    // -- what must hold

    private void check(Store store, JdbcClient jdbc) {
        Map<String, SortedMap<Integer, Written>> written = new HashMap<>();
        for (Written each : log) {
            Written before = written.computeIfAbsent(each.reference, r -> new TreeMap<>())
                    .put(each.version, each);
            assertThat(before).as("two writers were told the same version").isNull();
        }
        Map<String, Long> transactions = transactions(jdbc, store, written.keySet());
        assertThat(jdbc.sql("select count(*) from store.version")
                        .query(Long.class)
                        .single())
                .as("versions that nobody was told of")
                .isEqualTo(log.size());
        written.forEach((reference, versions) -> history(store, reference, versions));
        for (List<String> group : together) {
            assertThat(group.stream().map(transactions::get).distinct().count())
                    .as("a torn transaction: %s", group)
                    .isLessThanOrEqualTo(1);
        }
        slipsAreUnique(store, written, transactions);
        nothingDangles(store, written.keySet());
        seen.forEach(each -> fits(each, written, transactions));
        assertThat(seen).hasSizeGreaterThan(CLIENTS);
        assertThat(log).anyMatch(write -> write.kind == Kind.DELETE).anyMatch(write -> write.kind == Kind.APPEND);
    }

    /** Transaction of each version, by {@code reference version}. */
    private static Map<String, Long> transactions(JdbcClient jdbc, Store store, Set<String> references) {
        var out = new HashMap<String, Long>();
        for (String reference : references) {
            String[] parts = reference.split("/", -1);
            ResourceKey key = store.key(parts[0], parts[1]).orElseThrow();
            jdbc.sql("select version, tx::text::bigint from store.version"
                            + " where compartment = :c and type = :t and local = :l")
                    .param("c", key.compartment())
                    .param("t", ResourceTypes.code(parts[0]))
                    .param("l", key.local())
                    .query((row, n) -> Map.entry(reference + " " + row.getInt(1), row.getLong(2)))
                    .list()
                    .forEach(each -> out.put(each.getKey(), each.getValue()));
        }
        return out;
    }

    /** Each version is the one before it with what its writer did: no update is lost. */
    private static void history(Store store, String reference, SortedMap<Integer, Written> versions) {
        String[] parts = reference.split("/", -1);
        List<Fact> history = store.history(parts[0], parts[1], HISTORY_MAX, ALL).reversed();
        assertThat(history.stream().map(Fact::version).toList())
                .as(reference)
                .isEqualTo(List.copyOf(versions.keySet()));
        assertThat(versions.firstKey()).isEqualTo(1);
        assertThat(versions.lastKey()).isEqualTo(versions.size());
        List<String> given = List.of();
        for (Fact fact : history) {
            Written write = Objects.requireNonNull(versions.get(fact.version()));
            assertThat(fact.deleted()).isEqualTo(write.kind == Kind.DELETE);
            if (write.kind == Kind.DELETE) {
                given = List.of();
            } else if (parts[0].equals("Patient")) {
                var next = new ArrayList<>(write.kind == Kind.APPEND ? given : List.of());
                next.add(write.token);
                given = next;
                assertThat(given(fact))
                        .as("%s version %d", reference, fact.version())
                        .isEqualTo(given);
            } else {
                assertThat(fact.tree().at("/code/text").asString()).isEqualTo(write.token);
            }
        }
    }

    private static void slipsAreUnique(
            Store store, Map<String, SortedMap<Integer, Written>> written, Map<String, Long> transactions) {
        record Step(long tx, String reference, boolean live) {}
        Map<String, List<Step>> bySlip = new HashMap<>();
        written.forEach((reference, versions) -> {
            String[] parts = reference.split("/", -1);
            String slip = store.version(parts[0], parts[1], 1, ALL)
                    .orElseThrow()
                    .tree()
                    .at("/identifier/0/value")
                    .asString("");
            if (slip.startsWith("slip")) {
                versions.forEach((version, write) -> bySlip.computeIfAbsent(slip, s -> new ArrayList<>())
                        .add(new Step(
                                Objects.requireNonNull(transactions.get(reference + " " + version)),
                                reference,
                                write.kind != Kind.DELETE)));
            }
        });
        bySlip.forEach((slip, steps) -> {
            var live = new HashSet<String>();
            steps.stream().sorted((a, b) -> Long.compare(a.tx, b.tx)).forEach(step -> {
                if (step.live) {
                    live.add(step.reference);
                } else {
                    live.remove(step.reference);
                }
                assertThat(live).as(slip).hasSizeLessThanOrEqualTo(1);
            });
        });
    }

    private static void nothingDangles(Store store, Set<String> references) {
        for (String reference : references) {
            String[] parts = reference.split("/", -1);
            Fact fact = store.read(parts[0], parts[1], ALL).orElse(null);
            if (fact != null) {
                for (String at : List.of("/subject/reference", "/link/0/other/reference")) {
                    String to = fact.tree().at(at).asString("");
                    if (!to.isEmpty()) {
                        assertThat(store.read("Patient", to.substring(8), ALL))
                                .as("%s refers to %s", reference, to)
                                .isPresent();
                    }
                }
            }
        }
    }

    /** A search saw each transaction whole or not at all, and everything that was acknowledged before it began. */
    private static void fits(
            Seen seen, Map<String, SortedMap<Integer, Written>> written, Map<String, Long> transactions) {
        Map<Long, Boolean> visible = new HashMap<>();
        written.forEach((reference, versions) -> {
            if (!reference.startsWith(seen.type + "/")) {
                return;
            }
            Integer version = version(seen, reference, versions);
            versions.forEach((number, write) -> {
                boolean late = write.begun > seen.ended;
                if (version != null) {
                    boolean shown = number <= version;
                    Boolean other = visible.putIfAbsent(transactions.get(reference + " " + number), shown);
                    assertThat(other == null || other == shown)
                            .as("half a transaction was seen")
                            .isTrue();
                    assertThat(shown && late).as("seen before it began").isFalse();
                    assertThat(!shown && write.ended < seen.begun)
                            .as("acknowledged and not seen")
                            .isFalse();
                } else if (write.kind != Kind.DELETE && write.ended < seen.begun) {
                    assertThat(versions.tailMap(number).values().stream()
                                    .anyMatch(later -> later.kind == Kind.DELETE && later.begun <= seen.ended))
                            .as("acknowledged, not deleted and not seen")
                            .isTrue();
                }
            });
        });
    }

    /** The version seen, 0 for before the first; null where it may have been before the first or after a deletion. */
    private static @Nullable Integer version(Seen seen, String reference, SortedMap<Integer, Written> versions) {
        Integer version = seen.versions.get(reference);
        boolean deleted = versions.values().stream().anyMatch(write -> write.kind == Kind.DELETE);
        return version != null ? version : deleted ? null : 0;
    }
}
