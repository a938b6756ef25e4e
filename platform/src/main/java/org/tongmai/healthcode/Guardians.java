package org.tongmai.healthcode;

import java.time.Clock;
import java.time.Instant;
import java.time.Period;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.transaction.support.TransactionOperations;
import org.tongmai.access.Caller;
import org.tongmai.access.Proxies;
import org.tongmai.access.Proxy;
import org.tongmai.access.RequestEvents;
import org.tongmai.access.Role;
import org.tongmai.access.Sensitivity;
import org.tongmai.kernel.Problem;

/** Who may show the code of a child or an elder, from when until when (PIPL 31, Civil Code 27 and 34). */
final class Guardians {

    static final ZoneId ZONE = ZoneId.of("Asia/Shanghai");

    /** A guardianship begins this much later at most: what is further off is recorded when it comes near. */
    private static final Period AHEAD = Period.ofYears(1);

    /** What ties a guardian to a ward. */
    enum Relation {
        CHILD,
        ELDER
    }

    /**
     * @param ward source patient of the child or elder
     * @param guardian source patient of the guardian
     * @param reads whether the guardian may allow an institution to read
     * @param institution USCC of the one that saw the proof
     */
    record Guardianship(
            UUID id,
            long ward,
            long guardian,
            Relation relation,
            boolean reads,
            Instant from,
            Instant until,
            @Nullable String institution) {

        /** The same from another time on. */
        Guardianship from(Instant other) {
            return new Guardianship(UUID.randomUUID(), ward, guardian, relation, reads, other, until, institution);
        }
    }

    /**
     * What an institution has seen the proof of.
     *
     * @param ward logical id of the Patient in care; null where it is the elder who shows the code
     * @param guardian logical id of the guardian's Patient; null where it is the guardian of a child, who shows the code
     * @param from null for now
     * @param until null for the 18th birthday of a child
     * @param reads whether the guardian of an elder may allow reading; the guardian of a child may
     * @param code dynamic code that the elder, or the guardian of a child, shows now
     */
    record Proven(
            @Nullable String ward,
            @Nullable String guardian,
            Relation relation,
            @Nullable Instant from,
            @Nullable Instant until,
            boolean reads,
            @Nullable String code) {}

    private final Proxies proxies;
    private final CodeStore store;
    private final Holders holders;
    private final Presence presence;
    private final Registrations registrations;
    private final RequestEvents events;
    private final TransactionOperations transaction;
    private final Clock clock;

    Guardians(
            Proxies proxies,
            CodeStore store,
            Holders holders,
            Presence presence,
            Registrations registrations,
            RequestEvents events,
            TransactionOperations transaction,
            Clock clock) {
        this.proxies = proxies;
        this.store = store;
        this.holders = holders;
        this.presence = presence;
        this.registrations = registrations;
        this.events = events;
        this.transaction = transaction;
        this.clock = clock;
    }

    /**
     * An institution that has seen the proof records a guardian; it replaces what was recorded of the two before. The elder, or
     * the guardian of a child, shows a code for it: an institution alone makes nobody a guardian.
     *
     * @throws Problem {@code healthcode.no-such-patient}, {@code healthcode.guardian-period-wrong},
     *     {@code healthcode.holder-not-there}
     */
    Guardianship record(Caller caller, Proven proven) {
        return write(caller, prepare(caller, proven));
    }

    /** Everything that recording does but the writing; the code is used up when this returns. */
    Guardianship prepare(Caller caller, Proven proven) {
        boolean child = proven.relation() == Relation.CHILD;
        String silent = child ? proven.ward() : proven.guardian();
        if (silent == null) {
            throw HealthCodeRoutes.incomplete(
                    "The ward of a child's guardian, or the guardian of an elder, is missing.");
        }
        long other = holders.patient(caller, silent);
        Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
        Instant from = proven.from() == null ? now : proven.from().truncatedTo(ChronoUnit.MICROS);
        Instant latest = latest(proven.relation(), other, from);
        Instant end = proven.until() == null && child ? latest : proven.until();
        if (end == null
                || from.isBefore(now)
                || from.isAfter(now.atZone(ZONE).plus(AHEAD).toInstant())
                || !end.isAfter(from)
                || end.isAfter(latest)) {
            throw periodWrong();
        }
        long shower = shower(caller, proven, child ? proven.guardian() : proven.ward(), other);
        return new Guardianship(
                UUID.randomUUID(),
                child ? other : shower,
                child ? shower : other,
                proven.relation(),
                proven.reads() || child,
                from,
                end,
                caller.institution());
    }

    /**
     * Records what was prepared a moment before; both are told.
     *
     * @throws Problem {@code healthcode.guardian-period-wrong} where it has ended meanwhile
     */
    Guardianship write(Caller caller, Guardianship prepared) {
        Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
        Guardianship made = prepared.from().isBefore(now) ? prepared.from(now) : prepared;
        if (!made.until().isAfter(made.from())) {
            throw periodWrong();
        }
        Proxy recorded = proxy(caller, made);
        transaction.executeWithoutResult(status -> {
            proxies.file(recorded);
            tell(caller, made, now, "recorded");
        });
        events.proxy(recorded, caller);
        return made;
    }

    private void tell(Caller caller, Guardianship of, Instant now, String what) {
        store.event(of.ward(), null, now, "guardian " + what, caller.account(), caller.institution());
        store.event(of.guardian(), null, now, "ward " + what, caller.account(), caller.institution());
    }

    /** Who shows a code for it: the elder, or the guardian of a child; the code says who where the caller does not. */
    private long shower(Caller caller, Proven proven, @Nullable String named, long other) {
        CodePurpose purpose =
                proven.reads() && proven.relation() == Relation.ELDER ? CodePurpose.READ : CodePurpose.IDENTIFY;
        Set<Long> others = holders.person(other);
        if (named != null) {
            long shower = holders.patient(caller, named);
            if (others.contains(shower)) {
                throw periodWrong();
            }
            presence.requireShown(caller, proven.code(), shower, purpose);
            return shower;
        }
        HealthCode shown = presence.shown(caller, proven.code(), purpose);
        if (others.contains(shown.compartment())) {
            throw periodWrong();
        }
        return holders.registeredBy(caller, shown.compartment()).stream()
                .min(Comparator.naturalOrder())
                .orElseThrow(Holders::noSuchPatient);
    }

    /**
     * What was recorded of the two before ends when this begins. The guardian of a child may do all that a proxy can; an elder who shows
     * a code says no more than that another may show it, and opens the record to that person on the own phone.
     */
    private static Proxy proxy(Caller caller, Guardianship made) {
        boolean child = made.relation() == Relation.CHILD;
        return new Proxy(
                made.id(),
                made.ward(),
                made.guardian(),
                child ? Proxy.Ground.GUARDIAN : Proxy.Ground.ENTRUSTED,
                child ? Proxy.Level.ACT : Proxy.Level.CODE,
                made.reads(),
                child ? Set.of() : Set.of(Sensitivity.values()),
                made.from(),
                made.until(),
                caller.account(),
                made.institution(),
                null,
                null);
    }

    /**
     * Ends a guardianship now, as far as {@link Proxies#end} lets; both are told.
     *
     * @return empty where there is none that the caller knows of
     */
    Optional<Guardianship> end(Caller caller, UUID id, long ward) {
        if (!holders.mayChange(caller, ward)
                && wards(caller).stream().noneMatch(each -> each.id().equals(id))) {
            return Optional.empty();
        }
        Instant at = clock.instant().truncatedTo(ChronoUnit.MICROS);
        Optional<Proxy> ended = transaction.execute(status -> {
            Optional<Proxy> one = proxies.end(caller, id, holders.person(ward), at);
            one.map(Guardians::of).ifPresent(each -> tell(caller, each, at, "ended"));
            return one;
        });
        ended.ifPresent(each -> events.proxy(each, caller));
        return ended.map(Guardians::of);
    }

    /** Who may show the codes of the resident who calls, now or later. */
    List<Guardianship> guardians(Caller resident) {
        if (resident.role() != Role.RESIDENT) {
            return List.of();
        }
        return living(proxies.ofWard(holders.own(resident), clock.instant()));
    }

    /** Whose codes the resident who calls may show now. */
    List<Guardianship> wards(Caller resident) {
        if (resident.role() != Role.RESIDENT) {
            return List.of();
        }
        return of(holders.own(resident));
    }

    /** What makes this person a guardian now. */
    List<Guardianship> of(Set<Long> guardian) {
        return living(proxies.ofHolder(guardian, clock.instant()));
    }

    private static Guardianship of(Proxy proxy) {
        return new Guardianship(
                proxy.id(),
                proxy.ward(),
                proxy.holder(),
                proxy.ground() == Proxy.Ground.GUARDIAN ? Relation.CHILD : Relation.ELDER,
                proxy.reads(),
                proxy.from(),
                proxy.until(),
                proxy.institution());
    }

    /** A guardianship goes with the life of either. */
    private List<Guardianship> living(List<Proxy> held) {
        List<Guardianship> all = held.stream()
                .filter(each -> each.level().showsCode())
                .map(Guardians::of)
                .toList();
        if (all.isEmpty()) {
            return all;
        }
        Set<Long> both = new HashSet<>();
        all.forEach(each -> both.addAll(List.of(each.ward(), each.guardian())));
        Set<Long> ended = registrations.of(both).keySet();
        return all.stream()
                .filter(each -> !ended.contains(each.ward()) && !ended.contains(each.guardian()))
                .toList();
    }

    /**
     * The guardianship by which the resident who calls shows the code of this source patient; the same for every purpose.
     *
     * @throws Problem {@code healthcode.no-such-code}, {@code healthcode.purpose-not-yours}, {@code healthcode.own-code-lost}
     */
    Guardianship require(Caller caller, long compartment, CodePurpose purpose) {
        List<Guardianship> theirs = over(caller, compartment);
        if (store.of(holders.own(caller)).stream().anyMatch(each -> each.state() == HealthCode.State.LOST)) {
            throw ownCodeLost();
        }
        if (purpose == CodePurpose.READ && theirs.stream().noneMatch(Guardianship::reads)) {
            throw purposeNotYours();
        }
        return theirs.getFirst();
    }

    /**
     * What makes the resident who calls a guardian of the person of this source patient now.
     *
     * @throws Problem {@code healthcode.no-such-code} where nothing does
     */
    List<Guardianship> over(Caller caller, long compartment) {
        Set<Long> person = holders.person(compartment);
        List<Guardianship> theirs = wards(caller).stream()
                .filter(each -> person.contains(each.ward()))
                .toList();
        if (theirs.isEmpty()) {
            throw HealthCodes.noSuchCode();
        }
        return theirs;
    }

    /** @param other the child, or the guardian of an elder */
    private Instant latest(Relation relation, long other, Instant from) {
        try {
            return proxies.latest(
                            relation == Relation.CHILD ? Proxy.Ground.GUARDIAN : Proxy.Ground.ENTRUSTED, other, from)
                    .orElseThrow(Guardians::periodWrong);
        } catch (Problem ageUnknown) {
            throw periodWrong();
        }
    }

    private static Problem ownCodeLost() {
        return new Problem(
                Problem.Kind.CONFLICT,
                "healthcode.own-code-lost",
                "Your own health code is reported lost.",
                "Whoever has a phone that was lost must show nobody's code with it.",
                "Report your own code found first, with your password, or let another guardian show it.");
    }

    static Problem purposeNotYours() {
        return new Problem(
                Problem.Kind.FORBIDDEN,
                "healthcode.purpose-not-yours",
                "Only the resident, or a guardian who may, allows an institution to read.",
                "Showing who somebody is does not include letting others read (PIPL 29, 31).",
                "Show the code to identify only, or let the resident show it.");
    }

    private static Problem periodWrong() {
        return new Problem(
                Problem.Kind.INVALID,
                "healthcode.guardian-period-wrong",
                "The guardianship has a wrong begin, no end, a wrong one, or the child's birth date is unknown.",
                "It begins now or within a year; a child's ends at the 18th birthday at the latest, an elder's after five years; nobody is the own guardian.",
                "Correct begin or end, or the registration of the child.");
    }
}
