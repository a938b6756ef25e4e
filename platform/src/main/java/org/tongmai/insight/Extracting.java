package org.tongmai.insight;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.tongmai.access.Caller;
import org.tongmai.access.Research;
import org.tongmai.access.Role;
import org.tongmai.directory.Directory;
import org.tongmai.insight.deidentify.Allowed;
import org.tongmai.insight.deidentify.Pseudonyms;
import org.tongmai.insight.deidentify.Quasi;
import org.tongmai.kernel.Problem;
import org.tongmai.store.Extraction;
import org.tongmai.store.Fact;
import org.tongmai.store.Scope;
import tools.jackson.databind.JsonNode;

/**
 * Reads the rows of approved projects, part by part: a part is a range of source patients, and its rows, its trace and its count are
 * durable before the next one. A process that takes over goes on where the other was.
 */
final class Extracting {

    /** Stored bytes of a part: some 5,000 resources. */
    private static final long PART_BYTES = 3_000_000;

    private static final int PARTS_MOST = 65_536;

    /** Source patients read together. */
    private static final int TOGETHER = 500;

    /** How long a process that says nothing holds a project. */
    private static final Duration HELD = Duration.ofMinutes(2);

    private static final String ETHNICITY = "https://tongmai.org/fhir/StructureDefinition/ethnicity";

    private final ProjectStore projects;
    private final RowStore rows;
    private final Finding finding;
    private final Extraction extraction;
    private final Research research;
    private final Directory directory;
    private final Keys keys;
    private final Clock clock;
    private final String holder;

    Extracting(
            ProjectStore projects,
            RowStore rows,
            Finding finding,
            Extraction extraction,
            Research research,
            Directory directory,
            Keys keys,
            Clock clock,
            String holder) {
        this.projects = projects;
        this.rows = rows;
        this.finding = finding;
        this.extraction = extraction;
        this.research = research;
        this.directory = directory;
        this.keys = keys;
        this.clock = clock;
        this.holder = holder;
    }

    static int parts(Extraction extraction) {
        return Math.clamp(extraction.bytes() / PART_BYTES, 1, PARTS_MOST);
    }

    /** One part of one project, or its figures once all are read; true where there is more to do. */
    boolean round() {
        Instant now = clock.instant();
        Project project = rows.claim(holder, now, now.plus(HELD)).orElse(null);
        if (project == null) {
            return false;
        }
        try {
            if (project.asked().over(LocalDate.ofInstant(now, Projects.ZONE))) {
                throw Projects.over();
            }
            if (project.extraction().done() < project.extraction().parts()) {
                part(project);
            } else {
                rows.found(project.id(), holder, finding.of(project));
            }
        } catch (Problem problem) {
            projects.stop(project.id(), true, problem.code());
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
        return true;
    }

    /** What one part gives. */
    private static final class Part {
        private final List<RowStore.Row> rows = new ArrayList<>();
        private final Map<Long, Map<String, Integer>> read = new TreeMap<>();
        private long persons;
        private long refused;
    }

    private void part(Project project) throws IOException {
        List<Long> cuts = Extraction.cuts(project.extraction().parts());
        int done = project.extraction().done();
        String snapshot = rows.snapshot(project.id());
        Set<Long> compartments = new TreeSet<>();
        extraction.each(
                new Extraction.Selection(
                        snapshot, cuts.get(done), cuts.get(done + 1), null, Set.of("Patient"), null, null, false),
                Scope.everything(),
                fact -> compartments.add(fact.key().compartment()));
        List<Long> all = List.copyOf(compartments);
        var part = new Part();
        for (int from = 0; from < all.size(); from += TOGETHER) {
            some(project, snapshot, Set.copyOf(all.subList(from, Math.min(all.size(), from + TOGETHER))), part);
        }
        // before the rows are there, so that nothing is used out of which there is no trace
        Caller researcher = new Caller(project.owner(), project.ownerName(), Role.RESEARCHER, null, null, false);
        research.read(researcher, project.asked().title(), part.read);
        rows.step(project, holder, part.rows, part.persons, part.refused);
    }

    /** Facts of one person. */
    private static final class Facts {
        private final List<JsonNode> patients = new ArrayList<>();
        private final List<Allowed.Event> events = new ArrayList<>();
    }

    private void some(Project project, String snapshot, Set<Long> compartments, Part part) throws IOException {
        Plan plan = project.asked().plan();
        Research.Reach reach = research.reach(compartments, plan.classes());
        part.refused += reach.refused();
        Map<Long, Long> personOf = new HashMap<>();
        reach.persons().forEach((person, each) -> each.forEach(one -> personOf.put(one, person)));
        if (personOf.isEmpty()) {
            return;
        }
        Map<Long, Facts> persons = new TreeMap<>();
        Map<Long, Map<String, Integer>> read = new HashMap<>();
        var wanted = new Extraction.Selection(
                snapshot,
                1,
                Extraction.KEYS_END,
                Set.copyOf(personOf.keySet()),
                Set.of("Patient", plan.kind().type()),
                null,
                null,
                false);
        extraction.each(wanted, reach.scope(), fact -> {
            long compartment = fact.key().compartment();
            Facts facts = persons.computeIfAbsent(personOf.get(compartment), person -> new Facts());
            if (take(plan, fact, facts)) {
                read.computeIfAbsent(compartment, each -> new HashMap<>()).merge(fact.type(), 1, Integer::sum);
            }
        });
        var residence = new Residence(directory, LocalDate.ofInstant(clock.instant(), Projects.ZONE));
        Pseudonyms pseudonyms = keys.of(project.id());
        persons.forEach((person, facts) -> {
            List<RowStore.Row> found = rows(plan, pseudonyms, residence, person, facts);
            if (!found.isEmpty()) {
                part.persons++;
                part.rows.addAll(found);
                reach.persons().getOrDefault(person, Set.of()).forEach(compartment -> {
                    Map<String, Integer> counts = read.get(compartment);
                    if (counts != null) {
                        part.read.put(compartment, counts);
                    }
                });
            }
        });
    }

    private static boolean take(Plan plan, Fact fact, Facts facts) {
        if (fact.type().equals("Patient")) {
            facts.patients.add(fact.tree());
            return true;
        }
        return Allowed.event(plan.kind(), fact.tree())
                .filter(plan::wants)
                .map(facts.events::add)
                .orElse(false);
    }

    private static List<RowStore.Row> rows(
            Plan plan, Pseudonyms pseudonyms, Residence residence, long person, Facts facts) {
        if (facts.events.isEmpty()) {
            return List.of();
        }
        String sex = "";
        String birth = "";
        String ethnicity = "";
        String place = "";
        for (JsonNode patient : facts.patients) {
            Allowed.Traits traits = Allowed.traits(patient, ETHNICITY);
            sex = sex.isEmpty() ? traits.sex() : sex;
            birth = traits.birth().length() > birth.length() ? traits.birth() : birth;
            ethnicity = ethnicity.isEmpty() ? traits.ethnicity() : ethnicity;
            String there = residence.of(patient);
            place = place.isEmpty() ? there : place;
        }
        if (!plan.wants(new Allowed.Traits(sex, birth, ethnicity), place)) {
            return List.of();
        }
        List<Allowed.Event> events = facts.events.stream()
                .sorted(Comparator.comparing(Allowed.Event::day)
                        .thenComparing(Allowed.Event::code)
                        .thenComparing(Allowed.Event::value))
                .toList();
        List<RowStore.Row> rows = new ArrayList<>();
        String pseudonym = pseudonyms.of(person);
        for (Allowed.Event event : plan.shape() == Plan.Shape.PERSON ? events.subList(0, 1) : events) {
            Map<String, String> values =
                    Map.of("birth", birth, "sex", sex, "place", place, "ethnicity", ethnicity, "day", event.day());
            List<String> quasi = new ArrayList<>();
            for (Quasi each : plan.quasi()) {
                quasi.add(each.hierarchy().at(0, values.getOrDefault(each.column(), "")));
            }
            Map<String, String> others = Map.of(
                    "code",
                    event.code(),
                    "events",
                    String.valueOf(events.size()),
                    "day",
                    pseudonyms.shifted(person, LocalDate.parse(event.day())).toString(),
                    "value",
                    event.value(),
                    "unit",
                    event.unit());
            List<String> plain = plan.plain().stream()
                    .map(column -> others.getOrDefault(column, ""))
                    .toList();
            rows.add(new RowStore.Row(pseudonym, quasi, plain));
        }
        return rows;
    }
}
