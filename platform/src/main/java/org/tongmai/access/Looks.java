package org.tongmai.access;

import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.tongmai.kernel.Problem;
import org.tongmai.store.Fact;
import org.tongmai.store.ResourceKey;

/**
 * The trace. Whoever shows a record calls {@link #shown} before the answer leaves, and {@link #refused} when it refuses; both
 * return when the trace is durable.
 */
public final class Looks {

    /** Interaction of a look at what other institutions have. */
    public static final String ELSEWHERE = "elsewhere";

    /** Interaction of an open page that asks again by itself. */
    public static final String REFRESH = "refresh";

    /** Interaction of the showing of a health code. */
    public static final String CODE = "health-code";

    /** Interaction of somebody who asked to act for a resident and may not. */
    static final String PROXY = "proxy";

    /** Looks shown at once. */
    static final int PAGE_MAX = 200;

    private final LookStore store;
    private final LookWriter writer;
    private final Subjects subjects;
    private final Emergencies emergencies;
    private final LawfulReads lawful;
    private final Restraints restraints;
    private final Runnable ruleUsed;
    private final AuditEvents events;
    private final Clock clock;

    /** @param ruleUsed what follows when a rule for one look was used up */
    Looks(
            LookStore store,
            LookWriter writer,
            Subjects subjects,
            Emergencies emergencies,
            LawfulReads lawful,
            Restraints restraints,
            Runnable ruleUsed,
            AuditEvents events,
            Clock clock) {
        this.store = store;
        this.writer = writer;
        this.subjects = subjects;
        this.emergencies = emergencies;
        this.lawful = lawful;
        this.restraints = restraints;
        this.ruleUsed = ruleUsed;
        this.events = events;
        this.clock = clock;
    }

    /**
     * Records what is about to be shown, one row for each source patient. What belongs to no patient leaves no trace.
     *
     * @param interaction {@code read}, {@code search}, {@code history}, {@code everything}, {@code page}, {@code refresh},
     *     {@code export} or {@code notification}
     * @param about the source patients that were asked for, recorded even where nothing was found
     * @param facts what will be shown
     * @throws Problem {@code access.trace-not-written}: nothing may be shown
     */
    public void shown(
            Caller caller, Purpose purpose, String interaction, Collection<Long> about, Collection<Fact> facts) {
        shown(caller, purpose, interaction, about, facts, null);
    }

    /**
     * The same for a look that was decided by {@link Access#decideLook}: the rule for one look on which it rests is used up by it, in one
     * commit with its trace.
     *
     * @param once of the decision
     * @throws Problem {@code access.look-used}: somebody else had the look; nothing may be shown
     */
    public void shown(
            Caller caller,
            Purpose purpose,
            String interaction,
            Collection<Long> about,
            Collection<Fact> facts,
            @Nullable OneTime once) {
        Map<Long, Map<String, Integer>> counts = new TreeMap<>();
        about.forEach(each -> counts.put(each, new HashMap<>()));
        for (Fact fact : facts) {
            counts.computeIfAbsent(fact.key().compartment(), each -> new HashMap<>())
                    .merge(fact.type(), 1, Integer::sum);
        }
        shown(caller, purpose, interaction, counts, once);
    }

    /** Records that it is about to be shown who these source patients are. */
    public void identified(Caller caller, Purpose purpose, String interaction, Collection<Long> about) {
        Map<Long, Map<String, Integer>> counts = new TreeMap<>();
        about.forEach(each -> counts.put(each, Map.of("Patient", 1)));
        shown(caller, purpose, interaction, counts);
    }

    /**
     * Records that it is about to be shown who these source patients are, to somebody who asked with traits or numbers: what
     * another institution sent is shown to tell who somebody is, and for nothing else.
     */
    void recognised(Caller caller, Purpose purpose, String interaction, Collection<Long> about) {
        held(caller, purpose, interaction, Set.copyOf(about));
        Map<Long, String> sources = subjects.sources(Set.copyOf(about));
        Set<Long> opened = opened(caller, Set.copyOf(about), sources);
        Instant at = clock.instant().truncatedTo(ChronoUnit.MICROS);
        List<Look> look = new ArrayList<>();
        for (Long each : new TreeSet<>(about)) {
            String source = sources.get(each);
            boolean elsewhere = !caller.unrestricted()
                    && caller.role() == Role.SYSTEM
                    && !Objects.equals(source, caller.institution());
            boolean emergency = opened.contains(each);
            Basis basis = emergency ? Basis.EMERGENCY : elsewhere ? Basis.IDENTITY : basis(caller, source);
            look.add(look(
                    caller,
                    emergency ? Purpose.EMERGENCY : purpose,
                    basis,
                    interaction,
                    each,
                    Map.of("Patient", 1),
                    true,
                    at));
        }
        writer.write(look);
    }

    /**
     * Records that it is about to be shown, at the showing of a health code, who this source patient is.
     *
     * @throws Problem {@code access.trace-not-written}: nothing may be shown
     */
    public void identifiedByCode(Caller caller, long compartment) {
        Instant at = clock.instant().truncatedTo(ChronoUnit.MICROS);
        Basis basis = caller.unrestricted() ? Basis.OPEN_NODE : Basis.CODE;
        writer.write(List.of(look(caller, Purpose.CARE, basis, CODE, compartment, Map.of("Patient", 1), true, at)));
    }

    /**
     * As {@link #shown(Caller, Purpose, String, Collection, Collection)}, for what is counted and not held.
     *
     * @param shown for each source patient the resource types shown, and how many of each; some thousand source patients at most
     */
    public void shown(
            Caller caller, Purpose purpose, String interaction, Map<Long, ? extends Map<String, Integer>> shown) {
        shown(caller, purpose, interaction, shown, null);
    }

    private void shown(
            Caller caller,
            Purpose purpose,
            String interaction,
            Map<Long, ? extends Map<String, Integer>> shown,
            @Nullable OneTime once) {
        Map<Long, Map<String, Integer>> counts = new TreeMap<>(shown);
        counts.remove(ResourceKey.DIRECTORY);
        if (counts.isEmpty()) {
            return;
        }
        held(caller, purpose, interaction, counts.keySet());
        Map<Long, String> sources = caller.role() == Role.DOCTOR ? subjects.sources(counts.keySet()) : Map.of();
        Set<Long> opened = opened(caller, counts.keySet(), sources);
        Instant at = clock.instant().truncatedTo(ChronoUnit.MICROS);
        List<LawfulReads.Opened> byLaw = purpose == Purpose.CARE ? lawful.opened(caller, counts.keySet()) : List.of();
        List<Look> look = new ArrayList<>();
        counts.forEach((compartment, types) -> {
            boolean emergency = opened.contains(compartment);
            Look made = look(
                    caller,
                    emergency ? Purpose.EMERGENCY : purpose,
                    emergency ? Basis.EMERGENCY : basis(caller, sources.get(compartment)),
                    interaction,
                    compartment,
                    types,
                    true,
                    at);
            byLaw.stream()
                    .filter(each -> each.reach().contains(compartment))
                    .findFirst()
                    .ifPresentOrElse(law -> look.add(made.by(law, law.law().purpose(), at)), () -> look.add(made));
        });
        OneTime used = once == null || Collections.disjoint(once.compartments(), counts.keySet()) ? null : once;
        if (!writer.write(look, used)) {
            counts.keySet().forEach(each -> refused(caller, purpose, interaction, each));
            throw new Problem(
                    Problem.Kind.FORBIDDEN,
                    "access.look-used",
                    "The one look that the resident allowed was had.",
                    "A rule for one look is used up by the first look, or the resident has taken it back.",
                    "Ask the resident for consent.");
        }
        if (used != null) {
            Thread.startVirtualThread(ruleUsed);
        }
    }

    /** Records that a look at this source patient was refused. */
    public void refused(Caller caller, Purpose purpose, String interaction, long compartment) {
        if (compartment != ResourceKey.DIRECTORY) {
            Instant at = clock.instant().truncatedTo(ChronoUnit.MICROS);
            writer.write(List.of(look(caller, purpose, Basis.NONE, interaction, compartment, Map.of(), false, at)));
        }
    }

    /**
     * The trace as FHIR AuditEvents (BALP), newest first.
     *
     * @param token of the page before, or null for the first
     * @param count at most this many; more than {@value #PAGE_MAX} are not given at once
     * @throws Problem {@code access.page-unknown}
     */
    public Trace.Page asAuditEvents(Trace.Filter filter, @Nullable String token, int count) {
        Trace.Token at =
                token == null ? Trace.Token.FIRST : Trace.Token.parse(token).orElseThrow(Looks::noSuchPage);
        int wanted = Math.clamp(count, 0, PAGE_MAX);
        Trace.Count all = store.count(filter, at.newest());
        var below = token == null ? new Trace.Place(all.newest(), Long.MAX_VALUE) : at.below();
        List<Look> found = store.events(filter, below, wanted + 1);
        List<Look> page = found.subList(0, Math.min(wanted, found.size()));
        long newest = token == null ? all.newest() : at.newest();
        return new Trace.Page(
                all.total(),
                page.stream().map(events::json).toList(),
                found.size() <= wanted || page.isEmpty()
                        ? null
                        : new Trace.Token(
                                        newest,
                                        new Trace.Place(
                                                page.getLast().id(),
                                                page.getLast().compartment()))
                                .toString());
    }

    /** The AuditEvent with this logical id, if the caller may read it. */
    public Optional<byte[]> asAuditEvent(String id, Trace.Whose whose) {
        return AuditEvents.parse(id)
                .filter(key -> whose.includes(key.compartment()))
                .flatMap(
                        key -> store.one(key.compartment(), key.look()).stream().findFirst())
                .map(events::json);
    }

    /** The source patients whose AuditEvents the caller may read: a resident's own, everybody's on an open node. */
    public Trace.Whose auditable(Caller caller, @Nullable Long compartment) {
        if (caller.unrestricted()) {
            return compartment == null
                    ? new Trace.Whose(true, Set.of())
                    : new Trace.Whose(false, subjects.samePerson(compartment));
        }
        Set<Long> own = subjects.compartmentsOf(caller);
        return new Trace.Whose(false, compartment == null || own.contains(compartment) ? own : Set.of());
    }

    private static Problem noSuchPage() {
        return new Problem(
                Problem.Kind.INVALID,
                "access.page-unknown",
                "There is no such page of the trace.",
                "A page is asked for by the link that the page before it gave.",
                "Search again from the first page.");
    }

    /** What others looked at in a resident's record, newest first: each look with its rows, one for each source patient. */
    List<List<Look>> at(Caller resident, long before, int count) {
        List<List<Look>> looks = new ArrayList<>();
        long last = -1;
        for (Look row : store.at(subjects.compartmentsOf(resident), before, resident.account(), count)) {
            if (row.id() != last) {
                looks.add(new ArrayList<>());
                last = row.id();
            }
            looks.getLast().add(row);
        }
        return looks;
    }

    /** Refuses, with a trace, whoever's reading is held back. */
    private void held(Caller caller, Purpose purpose, String interaction, Set<Long> compartments) {
        try {
            restraints.check(caller, compartments);
        } catch (Problem refusal) {
            compartments.forEach(each -> refused(caller, purpose, interaction, each));
            throw refusal;
        }
    }

    /** Source patients of other institutions that the doctor opened in an emergency; asked for only where there are such. */
    private Set<Long> opened(Caller caller, Set<Long> compartments, Map<Long, String> sources) {
        if (caller.role() != Role.DOCTOR || caller.unrestricted() || caller.institution() == null) {
            return Set.of();
        }
        Set<Long> elsewhere = compartments.stream()
                .filter(each -> !caller.institution().equals(sources.get(each)))
                .collect(Collectors.toUnmodifiableSet());
        return elsewhere.isEmpty() ? Set.of() : emergencies.opened(caller, elsewhere);
    }

    private static Basis basis(Caller caller, @Nullable String source) {
        if (caller.unrestricted()) {
            return Basis.OPEN_NODE;
        }
        return switch (caller.role()) {
            case RESIDENT -> caller.acting() == null ? Basis.SELF : Basis.PROXY;
            case SYSTEM -> Basis.SOURCE;
            case DOCTOR -> source != null && source.equals(caller.institution()) ? Basis.TREATMENT : Basis.CONSENT;
            case RESEARCHER -> Basis.RESEARCH;
            case INSTITUTION_IT, STEWARD, OPERATOR, REVIEWER, CDC, ETHICS -> Basis.DUTY;
        };
    }

    private static Look look(
            Caller caller,
            Purpose purpose,
            Basis basis,
            String interaction,
            long compartment,
            Map<String, Integer> counts,
            boolean shown,
            Instant at) {
        return new Look(
                compartment,
                0,
                at,
                null,
                caller.account(),
                caller.name(),
                caller.role(),
                caller.institution(),
                purpose,
                basis,
                interaction,
                counts,
                shown,
                caller.automatic(),
                null,
                Callers.terminal(caller));
    }
}
