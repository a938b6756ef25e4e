package org.tongmai.exchange;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.tongmai.access.Access;
import org.tongmai.access.Caller;
import org.tongmai.access.Looks;
import org.tongmai.access.Purpose;
import org.tongmai.access.Subjects;
import org.tongmai.kernel.Problem;
import tools.jackson.databind.JsonNode;

/**
 * A record across provinces, put together row by row: the nation says where, each province decides and answers for itself, and
 * nobody waits for the slowest. Nothing that came is kept.
 */
public final class CrossRecord {

    /** A province that has begun to answer goes on for this long at most. */
    private static final Duration WHOLE = Duration.ofSeconds(30);

    /** Parts that wait for the reader; a province that is faster waits. */
    private static final int WAITING = 64;

    private final String id;
    private final Registry registry;
    private final ExchangeClient client;
    private final @Nullable Recognised recognised;
    private final Access access;
    private final Looks looks;
    private final Subjects subjects;
    private final Duration limit;

    CrossRecord(
            String id,
            Registry registry,
            ExchangeClient client,
            @Nullable Recognised recognised,
            Access access,
            Looks looks,
            Subjects subjects,
            Duration limit) {
        this.id = id;
        this.registry = registry;
        this.client = client;
        this.recognised = recognised;
        this.access = access;
        this.looks = looks;
        this.subjects = subjects;
        this.limit = limit;
    }

    /** Whether this node asks others: it has the index key and follows a nation. */
    public boolean connected() {
        return recognised != null && registry.anchor().isPresent();
    }

    /** What a doctor wishes to see of a patient elsewhere. */
    public record Wish(List<String> categories, List<String> classes, Instant until, String reason) {}

    /** What a province said, at its place among the others. */
    private record Heard(
            String province,
            @Nullable JsonNode line,
            @Nullable Problem failure,
            boolean last) {}

    private record Asked(Caller caller, Purpose purpose, long compartment, Map<String, Object> content) {}

    /**
     * What other provinces have of a patient of ours; lines come as they come.
     *
     * @param province only this one; null for all that have something
     * @param token where its answer goes on; null for the beginning
     * @throws Problem {@code exchange.not-in-care}, {@code exchange.no-index-key}, {@code exchange.unreachable} where the nation
     *     does not answer, and those of the nation
     */
    public void of(
            Caller doctor,
            String patient,
            @Nullable String province,
            @Nullable String token,
            Consumer<CrossLine> taker) {
        Asked asked = asked(doctor, Purpose.CARE, inCare(doctor, patient));
        if (token != null) {
            asked.content().put("token", token);
        }
        answer(asked, province == null ? places(asked) : Set.of(province), taker);
    }

    /** What other provinces have of the resident. */
    public void own(Caller resident, Consumer<CrossLine> taker) {
        Long compartment = resident.compartment();
        if (compartment == null) {
            throw notInCare();
        }
        Asked asked = asked(resident, Purpose.SELF, compartment);
        answer(asked, places(asked), taker);
    }

    /** Asks the resident in each province that has something; the answer says where each stands then. */
    public List<CrossLine.Row> ask(Caller doctor, String patient, Wish wish) {
        Asked asked = asked(doctor, Purpose.CARE, inCare(doctor, patient));
        asked.content().put("categories", wish.categories());
        asked.content().put("classes", wish.classes());
        asked.content().put("until", wish.until().toString());
        asked.content().put("reason", wish.reason());
        List<CrossLine.Row> rows = new ArrayList<>();
        Map<String, Thread> threads = new TreeMap<>();
        for (String each : places(asked)) {
            threads.put(each, Thread.startVirtualThread(() -> {
                CrossLine.Row row = askOne(asked, each);
                synchronized (rows) {
                    rows.add(row);
                }
            }));
        }
        threads.values().forEach(CrossRecord::join);
        synchronized (rows) {
            return List.copyOf(rows);
        }
    }

    private CrossLine.Row askOne(Asked asked, String province) {
        try {
            JsonNode said = client.ask(province, RecordGiver.ASK, Purpose.CARE.code(), asked.content(), limit);
            return row(province, said.path("state").asString(""), null, null);
        } catch (Problem refused) {
            return row(province, "unreachable", null, refused.code());
        }
    }

    private Asked asked(Caller caller, Purpose purpose, long compartment) {
        Recognised known = recognised;
        if (known == null) {
            throw new Problem(
                    Problem.Kind.CONFLICT,
                    "exchange.no-index-key",
                    "This node asks no other provinces.",
                    "It has no index key, or is the nation itself.",
                    "Ask the operator to connect the node.");
        }
        Map<String, Object> content = new LinkedHashMap<>(known.told(compartment));
        Map<String, Object> who = new LinkedHashMap<>();
        who.put("account", caller.account());
        who.put("name", caller.name());
        if (caller.institution() != null) {
            who.put("institution", caller.institution());
        }
        content.put("who", who);
        return new Asked(caller, purpose, compartment, content);
    }

    /** Only pseudonyms go to the nation. */
    private Set<String> places(Asked asked) {
        JsonNode places = client.ask(
                        NodeCard.NATION,
                        NationIndex.WHERE,
                        asked.purpose().code(),
                        Map.of("pseudonyms", asked.content().getOrDefault("pseudonyms", Set.of())),
                        limit)
                .path("places");
        Set<String> found = new java.util.TreeSet<>(places.propertyNames());
        found.remove(id);
        return found;
    }

    private void answer(Asked asked, Set<String> provinces, Consumer<CrossLine> taker) {
        BlockingQueue<Heard> queue = new LinkedBlockingQueue<>(WAITING);
        Map<String, Thread> open = new TreeMap<>();
        Map<String, Long> deadline = new TreeMap<>();
        Map<String, String> states = new TreeMap<>();
        long begun = System.nanoTime();
        for (String each : provinces) {
            taker.accept(row(each, "asking", null, null));
            open.put(each, Thread.startVirtualThread(() -> hear(asked, each, queue)));
            deadline.put(each, begun + limit.toNanos());
        }
        try {
            while (!open.isEmpty()) {
                long next = deadline.values().stream().min(Long::compare).orElseThrow();
                Heard heard = queue.poll(Math.max(0, next - System.nanoTime()), TimeUnit.NANOSECONDS);
                if (heard == null) {
                    late(open, deadline, taker);
                } else if (open.containsKey(heard.province())) {
                    deadline.put(heard.province(), begun + WHOLE.toNanos());
                    take(asked, heard, states, taker);
                    if (heard.last()) {
                        open.remove(heard.province());
                        deadline.remove(heard.province());
                    }
                }
            }
        } catch (InterruptedException ended) {
            Thread.currentThread().interrupt();
        } finally {
            open.values().forEach(Thread::interrupt);
        }
    }

    private void late(Map<String, Thread> open, Map<String, Long> deadline, Consumer<CrossLine> taker) {
        long now = System.nanoTime();
        for (String each : List.copyOf(open.keySet())) {
            Long end = deadline.get(each);
            if (end != null && end <= now) {
                java.util.Objects.requireNonNull(open.remove(each)).interrupt();
                deadline.remove(each);
                taker.accept(row(each, "unreachable", null, "exchange.unreachable"));
                taker.accept(new CrossLine.End(each, "unreachable"));
            }
        }
    }

    /** Traced here before it is shown here. */
    private void take(Asked asked, Heard heard, Map<String, String> states, Consumer<CrossLine> taker) {
        String province = heard.province();
        JsonNode line = heard.line();
        if (heard.failure() != null) {
            states.put(province, "unreachable");
            taker.accept(row(province, "unreachable", null, heard.failure().code()));
        } else if (line != null && line.has("state")) {
            String until = line.path("until").asString("");
            String state = line.path("state").asString("");
            states.put(province, state);
            taker.accept(row(province, state, until.isEmpty() ? null : Instant.parse(until), null));
        } else if (line != null && line.has("refused")) {
            states.put(province, "unreachable");
            taker.accept(row(
                    province,
                    "unreachable",
                    null,
                    line.path("refused").path("code").asString("")));
        } else if (line != null && line.has("next")) {
            taker.accept(new CrossLine.Next(province, line.path("next").asString("")));
        } else if (line != null) {
            List<JsonNode> resources = new ArrayList<>();
            Map<String, Integer> counts = new TreeMap<>();
            line.path("resources").forEach(each -> {
                resources.add(each);
                counts.merge(each.path("resourceType").asString(""), 1, Integer::sum);
            });
            looks.shown(asked.caller(), asked.purpose(), Looks.ELSEWHERE, Map.of(asked.compartment(), counts));
            taker.accept(new CrossLine.Part(
                    province,
                    line.path("institution").path("code").asString(""),
                    line.path("institution").path("name").asString(""),
                    resources));
        }
        if (heard.last()) {
            taker.accept(new CrossLine.End(province, states.getOrDefault(province, "unreachable")));
        }
    }

    private void hear(Asked asked, String province, BlockingQueue<Heard> queue) {
        try {
            try {
                client.stream(
                        province,
                        RecordGiver.RECORD,
                        asked.purpose().code(),
                        asked.content(),
                        limit,
                        line -> put(queue, new Heard(province, line, null, false)));
                queue.put(new Heard(province, null, null, true));
            } catch (Problem refused) {
                queue.put(new Heard(province, null, refused, true));
            }
        } catch (InterruptedException nobodyWaits) {
            Thread.currentThread().interrupt();
        }
    }

    private static void put(BlockingQueue<Heard> queue, Heard heard) {
        try {
            queue.put(heard);
        } catch (InterruptedException nobodyWaits) {
            Thread.currentThread().interrupt();
            throw Refusals.unreachable(heard.province());
        }
    }

    private CrossLine.Row row(String province, String state, @Nullable Instant until, @Nullable String code) {
        String name = registry.node(province).map(each -> each.card().name()).orElse(province);
        return new CrossLine.Row(province, name, state, until, code);
    }

    private long inCare(Caller doctor, String patient) {
        long compartment = subjects.compartmentOf(patient).orElseThrow(CrossRecord::notInCare);
        if (!access.decide(doctor, Purpose.CARE, compartment).allowed()) {
            looks.refused(doctor, Purpose.CARE, Looks.ELSEWHERE, compartment);
            throw notInCare();
        }
        return compartment;
    }

    private static void join(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException ended) {
            Thread.currentThread().interrupt();
        }
    }

    private static Problem notInCare() {
        return new Problem(
                Problem.Kind.FORBIDDEN,
                "exchange.not-in-care",
                "This patient is not in care at your institution.",
                "Other provinces are asked by doctors with a treating relationship, and by residents of themselves.",
                "Register the visit first.");
    }
}
