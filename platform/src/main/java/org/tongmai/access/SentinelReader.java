package org.tongmai.access;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.Period;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.tongmai.access.SentinelCase.Deed;
import org.tongmai.access.SentinelCase.Measure;
import org.tongmai.access.sentinel.Finding;
import org.tongmai.access.sentinel.Reading;
import org.tongmai.access.sentinel.Reading.Care;
import org.tongmai.access.sentinel.Reading.Traits;
import org.tongmai.access.sentinel.Relation;
import org.tongmai.access.sentinel.Sentinel;
import org.tongmai.access.sentinel.Weights;
import org.tongmai.person.Identity;
import org.tongmai.person.Persons;

/**
 * Reads the trace in the order of its log, has it scored, keeps the cases and does what the policy says. One node at a time reads;
 * when it stops, another goes on where it had acted. Habits are in memory: a node that begins learns them from the last weeks of
 * the trace, without acting on these once more.
 */
final class SentinelReader {

    /** A look is scored so soon. */
    static final Duration ROUND = Duration.ofSeconds(2);

    /** Others take over so long after the reading node was heard of last. */
    private static final Duration LEASE = Duration.ofSeconds(30);

    /** Looks read together. */
    private static final int TOGETHER = 1_000;

    /** Nobody is held back for what was so long ago. */
    private static final Duration STALE = Duration.ofHours(24);

    private static final Duration TREATED = Duration.ofDays(30);

    /** Departments whose name says something; the words of the special classes. */
    private static final Pattern SPECIAL = Pattern.compile("精神|心理|感染|传染|性病|艾滋|生殖|计划生育");

    private static final Pattern HOUSE_NUMBER = Pattern.compile("[0-9].*");

    /** What a look at who somebody is, or by the patient's own code, is. */
    private static final Set<Basis> NO_READING = EnumSet.of(Basis.CODE, Basis.SELF, Basis.DUTY, Basis.OPEN_NODE);

    private final SentinelStore store;
    private final Persons persons;
    private final Clock clock;
    private final String node;
    private @Nullable Sentinel sentinel;
    private long read;

    SentinelReader(SentinelStore store, Persons persons, Clock clock, String node) {
        this.store = store;
        this.persons = persons;
        this.clock = clock;
        this.node = node;
    }

    /** Reads some more; true where there is more still. */
    boolean more() {
        try {
            return round() == TOGETHER;
        } catch (RuntimeException failed) {
            forget();
            throw failed;
        }
    }

    private synchronized void forget() {
        sentinel = null;
    }

    /**
     * Reads on, if this node may.
     *
     * @return how many looks were read
     */
    synchronized int round() {
        Instant now = clock.instant();
        Optional<Long> acted = store.lease(node, now, now.plus(LEASE));
        if (acted.isEmpty()) {
            return 0;
        }
        Sentinel scoring = sentinel;
        if (scoring == null) {
            scoring = new Sentinel(Weights.on(LocalDate.ofInstant(now, Treatments.ZONE)));
            sentinel = scoring;
            read = Math.min(
                    acted.get(),
                    store.placeBefore(now.minus(Period.ofDays(store.number("sentinel-replay-days", now)))));
        }
        List<SentinelStore.Row> rows = store.read(read, TOGETHER);
        if (rows.isEmpty()) {
            return 0;
        }
        Facts facts = facts(rows);
        Map<String, Found> found = new HashMap<>();
        for (SentinelStore.Row row : rows) {
            if (row.role() == Role.DOCTOR
                    && !row.automatic()
                    && !NO_READING.contains(row.basis())
                    && !row.interaction().equals(Looks.REFRESH)) {
                scoring.take(facts.reading(row))
                        .filter(each -> row.place() > acted.get())
                        .ifPresent(each -> found.put(each.account() + each.begun(), new Found(each, row)));
            }
        }
        found.values().forEach(each -> keep(each, now));
        read = rows.getLast().place();
        store.advance(node, read);
        return rows.size();
    }

    private record Found(Finding finding, SentinelStore.Row row) {}

    private void keep(Found found, Instant now) {
        Finding finding = found.finding();
        store.put(finding, found.row().name(), found.row().institution());
        boolean watched = finding.why().facts().stream()
                .anyMatch(each -> each.name().equals(Relation.WATCHED.name().toLowerCase(Locale.ROOT)));
        double score = finding.score() + (watched ? store.number("sentinel-watched-bits", now) : 0);
        Measure measure = measure(score, now);
        boolean stale = finding.until().isBefore(now.minus(STALE));
        LocalDate begun = LocalDate.ofEpochDay(finding.begun());
        if (measure == Measure.NOTED || stale || !store.measure(finding.account(), begun, measure)) {
            return;
        }
        switch (measure) {
            case THROTTLED -> store.tighten(finding.account(), Restraint.THROTTLED);
            case FROZEN -> store.tighten(finding.account(), Restraint.FROZEN);
            case NOTED, WARNED -> {
                // the operator reads it
            }
        }
        Deed deed =
                switch (measure) {
                    case NOTED -> Deed.NOTE;
                    case WARNED -> Deed.WARN;
                    case THROTTLED -> Deed.THROTTLE;
                    case FROZEN -> Deed.FREEZE;
                };
        store.act(finding.account(), begun, now, "sentinel", deed, Math.round(score) + " bits");
    }

    private Measure measure(double score, Instant now) {
        if (score >= store.number("sentinel-freeze-bits", now)) {
            return Measure.FROZEN;
        }
        if (score >= store.number("sentinel-throttle-bits", now)) {
            return Measure.THROTTLED;
        }
        return score >= store.number("sentinel-warn-bits", now) ? Measure.WARNED : Measure.NOTED;
    }

    /** What the node knows of the patients of some looks and of their readers: three queries, however many looks. */
    private Facts facts(List<SentinelStore.Row> rows) {
        Set<Long> patients = rows.stream().map(SentinelStore.Row::compartment).collect(Collectors.toUnmodifiableSet());
        Set<SentinelStore.Subject> subjects = store.subjects();
        Set<Long> all = new HashSet<>(patients);
        subjects.forEach(each -> all.add(each.compartment()));
        Instant oldest = rows.getFirst().at().minus(TREATED).minus(Duration.ofDays(1));
        return new Facts(store.care(patients, oldest), persons.identities(all), persons.numbers(all), subjects);
    }

    /**
     * @param numbers the person of a source patient
     */
    private record Facts(
            Map<Long, List<SentinelStore.Care>> care,
            Map<Long, Identity> identities,
            Map<Long, Long> numbers,
            Set<SentinelStore.Subject> subjects) {

        private Reading reading(SentinelStore.Row row) {
            List<Care> visits = care(row);
            return new Reading(
                    row.place(),
                    row.at(),
                    row.account(),
                    row.role() + " " + Objects.toString(row.institution(), ""),
                    row.compartment(),
                    row.shown(),
                    row.basis() == Basis.EMERGENCY,
                    Objects.toString(row.terminal(), ""),
                    visits,
                    relations(row),
                    traits(row, visits));
        }

        private List<Care> care(SentinelStore.Row row) {
            List<Care> visits = new ArrayList<>();
            for (SentinelStore.Care each : care.getOrDefault(row.compartment(), List.of())) {
                boolean begun = !each.start().isAfter(row.at().plus(Treatments.AHEAD));
                boolean lately = each.open() || !each.last().isBefore(row.at().minus(TREATED));
                boolean now = each.open() || !each.last().isBefore(row.at().minus(Duration.ofHours(Care.NOW_HOURS)));
                if (begun && lately && each.institution().equals(row.institution())) {
                    visits.add(new Care(Objects.toString(each.department(), ""), now));
                }
            }
            return visits;
        }

        private Set<Relation> relations(SentinelStore.Row row) {
            Set<Relation> relations = EnumSet.noneOf(Relation.class);
            Identity patient = identities.get(row.compartment());
            for (SentinelStore.Subject each : subjects) {
                boolean same = same(each.compartment(), row.compartment());
                if (each.kind().equals("WATCHED")) {
                    add(relations, Relation.WATCHED, same);
                } else if (each.account().equals(row.account())) {
                    add(relations, Relation.SELF, same);
                    near(relations, identities.get(each.compartment()), patient);
                } else {
                    add(relations, Relation.COLLEAGUE, same);
                }
            }
            if (patient != null && !row.name().isEmpty() && !relations.contains(Relation.SELF)) {
                add(
                        relations,
                        Relation.FAMILY_NAME,
                        patient.name().startsWith(row.name().substring(0, 1)));
            }
            return relations;
        }

        private boolean same(long one, long other) {
            return one == other || numbers.containsKey(one) && Objects.equals(numbers.get(one), numbers.get(other));
        }

        private static void near(Set<Relation> relations, @Nullable Identity reader, @Nullable Identity patient) {
            if (reader == null || patient == null || patient.address().isEmpty() || relations.contains(Relation.SELF)) {
                return;
            }
            boolean household = reader.address().equals(patient.address());
            add(relations, Relation.HOUSEHOLD, household);
            add(relations, Relation.STREET, !household && street(reader).equals(street(patient)));
        }

        private static void add(Set<Relation> relations, Relation relation, boolean holds) {
            if (holds) {
                relations.add(relation);
            }
        }

        private Traits traits(SentinelStore.Row row, Collection<Care> visits) {
            Identity patient = identities.get(row.compartment());
            boolean special = visits.stream()
                    .anyMatch(each -> SPECIAL.matcher(each.department()).find());
            if (patient == null) {
                return new Traits(false, special, "", "");
            }
            LocalDate day = LocalDate.ofInstant(row.at(), Treatments.ZONE);
            boolean minor = patient.birthDate()
                    .filter(born -> Period.between(born, day).getYears() < Traits.ADULT)
                    .isPresent();
            return new Traits(minor, special, patient.name(), street(patient));
        }

        private static String street(Identity identity) {
            return HOUSE_NUMBER.matcher(identity.address()).replaceFirst("");
        }
    }
}
