package org.tongmai.access;

import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.tongmai.access.Proxy.Ground;
import org.tongmai.access.Proxy.Level;
import org.tongmai.kernel.Problem;
import org.tongmai.person.Identity;
import org.tongmai.person.Persons;
import org.tongmai.store.Fact;
import org.tongmai.store.Scope;
import org.tongmai.store.Store;
import tools.jackson.databind.JsonNode;

/**
 * Who may act for whom, judged at each request: nothing is cached, so what ends is refused at the next one. A guardian's proxy
 * ends by itself at the 18th birthday, and with the life of either; where the birth date is not known it does not hold, since nobody
 * can tell.
 */
public final class Proxies {

    /** The whole country keeps one time; a birthday begins at its midnight. */
    static final ZoneId ZONE = ZoneId.of("Asia/Shanghai");

    private static final String OF_AGE = "of-age-years";
    private static final String OWN_CONSENT = "own-consent-years";
    private static final String ENTRUSTED_LONGEST = "entrusted-years";

    private final ProxyStore store;
    private final Subjects subjects;
    private final Persons persons;
    private final Store records;
    private final Clock clock;

    Proxies(ProxyStore store, Subjects subjects, Persons persons, Store records, Clock clock) {
        this.store = store;
        this.subjects = subjects;
        this.persons = persons;
        this.records = records;
        this.clock = clock;
    }

    /**
     * Who is told what happens to the record of a person.
     *
     * @param holder all source patients of who may act
     * @param patient logical id of the ward's Patient
     */
    record Told(Set<Long> holder, String patient, Acting acting) {}

    /** The caller as who acts for the person of this Patient; empty where nothing gives the right to. */
    Optional<Caller> acting(Caller caller, String patient) {
        Set<Long> own = subjects.compartmentsOf(caller);
        Long named = subjects.compartmentOf(patient).orElse(null);
        if (caller.role() != Role.RESIDENT
                || caller.limit() != null
                || caller.acting() != null
                || named == null
                || own.isEmpty()
                || own.contains(named)) {
            return Optional.empty();
        }
        Instant now = now();
        return store.between(subjects.samePerson(named), own, now).stream()
                .filter(each -> stands(each, now) && !gone(each))
                .max(Comparator.comparing(Proxy::level)
                        .thenComparingInt(each -> -withheld(each, now).size()))
                .map(each -> caller.actingFor(each.ward(), acting(each, now)));
    }

    /** The source patient of this Patient, where there is one. */
    Optional<Long> named(String patient) {
        return subjects.compartmentOf(patient)
                .filter(each -> subjects.patientOf(each).isPresent());
    }

    /** Those who may see now what happens to the record of this person. */
    List<Told> told(Set<Long> person) {
        Instant now = now();
        return store.ofWard(person, now).stream()
                .filter(each -> each.holds(now) && each.level() != Level.CODE && stands(each, now))
                .flatMap(each -> subjects.patientOf(each.ward()).stream()
                        .map(patient -> new Told(subjects.samePerson(each.holder()), patient, acting(each, now))))
                .toList();
    }

    /** Proxies for a person that hold now or later; the newest first. */
    public List<Proxy> ofWard(Set<Long> person, Instant now) {
        return store.ofWard(person, now).stream()
                .filter(each -> stands(each, now))
                .toList();
    }

    /** Proxies that a person holds now; the newest first. */
    public List<Proxy> ofHolder(Set<Long> person, Instant now) {
        return store.ofHolder(person, now).stream()
                .filter(each -> each.holds(now) && stands(each, now))
                .toList();
    }

    /** Proxies for a person, those that are over included; the newest first. */
    List<Proxy> all(Set<Long> person) {
        return store.all(person, now());
    }

    /** Until the transaction ends nobody else files or offers a proxy of this person. */
    void lock(long person) {
        store.lock(Collections.min(subjects.samePerson(person)));
    }

    /**
     * Files a proxy; of one ward, one holder and one ground the one before ends when this begins. Belongs into a transaction: of two who
     * file at once for one ward, the second sees what the first filed.
     */
    public void file(Proxy proxy) {
        lock(proxy.ward());
        store.replace(
                subjects.samePerson(proxy.ward()),
                subjects.samePerson(proxy.holder()),
                proxy.ground(),
                proxy.level() == Level.CODE,
                proxy.from());
        store.insert(proxy);
    }

    /**
     * Ends a proxy now. Holders give back anything; the ward ends what the ward entrusted; who is a guardian, or was appointed, is
     * dismissed by the institution that recorded it, on proof (Civil Code 36, 39).
     *
     * @param person all source patients of the ward
     * @return what was ended; empty where there is none that is still to run
     * @throws Problem {@code access.proxy-not-ended-so} where it is not for the caller to end
     */
    public Optional<Proxy> end(Caller caller, UUID id, Set<Long> person, Instant now) {
        Optional<Proxy> found = ofWard(person, now).stream()
                .filter(each -> each.id().equals(id))
                .findFirst();
        if (found.filter(each -> !mayEnd(caller, each)).isPresent()) {
            throw notEndedSo();
        }
        return found.filter(each -> store.end(person, id, caller.account(), now));
    }

    private boolean mayEnd(Caller caller, Proxy proxy) {
        if (caller.unrestricted()) {
            return true;
        }
        if (caller.role() != Role.RESIDENT) {
            return caller.institution() != null && caller.institution().equals(proxy.institution());
        }
        Set<Long> own = subjects.compartmentsOf(caller);
        return caller.acting() == null
                && (own.contains(proxy.holder()) || own.contains(proxy.ward()) && proxy.ground() == Ground.ENTRUSTED);
    }

    /**
     * When a proxy of this ground ends at the latest: a guardian's at the 18th birthday; none where there is no such limit.
     *
     * @throws Problem {@code access.proxy-age} where the ward's birth date is not known
     */
    public Optional<Instant> latest(Ground ground, long ward, Instant from) {
        return switch (ground) {
            case GUARDIAN -> Optional.of(birthday(born(ward).orElseThrow(Proxies::ageWrong), years(OF_AGE, from)));
            case ENTRUSTED ->
                Optional.of(from.atZone(ZONE)
                        .plusYears(years(ENTRUSTED_LONGEST, from))
                        .toInstant());
            case APPOINTED -> Optional.empty();
        };
    }

    /** What is kept from the holder at a moment: a minor keeps something from a guardian only from the age that the rules name. */
    Set<Sensitivity> withheld(Proxy proxy, Instant now) {
        if (proxy.ground() != Ground.GUARDIAN || proxy.withheld().isEmpty()) {
            return proxy.withheld();
        }
        Set<Sensitivity> kept = new HashSet<>(proxy.withheld());
        kept.retainAll(mayWithhold(proxy, now));
        return kept;
    }

    /** What the ward may keep from this holder now. */
    Set<Sensitivity> mayWithhold(Proxy proxy, Instant now) {
        return switch (proxy.ground()) {
            case ENTRUSTED -> Set.of(Sensitivity.values());
            case APPOINTED -> Set.of();
            case GUARDIAN -> ofMinor(born(proxy.ward()).orElse(null), now);
        };
    }

    private Set<Sensitivity> ofMinor(@Nullable LocalDate born, Instant now) {
        if (born == null) {
            return Set.of();
        }
        Map<String, Integer> ages = store.settings(
                Stream.concat(
                                Stream.of(OWN_CONSENT),
                                Stream.of(Sensitivity.values()).map(Proxies::setting))
                        .toList(),
                day(now));
        Integer own = ages.get(OWN_CONSENT);
        return Stream.of(Sensitivity.values())
                .filter(each -> reached(born, ages.get(setting(each)), now) && reached(born, own, now))
                .collect(Collectors.toUnmodifiableSet());
    }

    /** Keeps these special classes from a holder from now on. */
    boolean withhold(Proxy proxy, Set<Sensitivity> classes, Instant now) {
        return store.withhold(subjects.samePerson(proxy.ward()), proxy.id(), classes, now);
    }

    /** @throws Problem {@code access.proxy-age} unless the person of this source patient is known to be of age */
    void requireOfAge(long compartment, Instant now) {
        if (!born(compartment)
                .map(born -> reached(born, years(OF_AGE, now), now))
                .orElse(false)) {
            throw ageWrong();
        }
    }

    /** Whether it still runs, or will: not over, and of a guardian only while the ward is a minor. */
    boolean stands(Proxy proxy, Instant now) {
        return !proxy.over(now)
                && (proxy.ground() != Ground.GUARDIAN
                        || born(proxy.ward())
                                .map(born -> !reached(born, years(OF_AGE, now), now))
                                .orElse(false));
    }

    /** Whether the ward or the holder died, or a registration by which they are known was deleted. */
    boolean gone(Proxy proxy) {
        return gone(proxy.ward()) || gone(proxy.holder());
    }

    private boolean gone(long compartment) {
        Map<Long, Identity> known = persons.identities(subjects.samePerson(compartment));
        return !known.containsKey(compartment)
                || known.entrySet().stream()
                        .anyMatch(
                                each -> records.read("Patient", each.getValue().patient(), Scope.everything())
                                        .filter(fact -> !fact.deleted())
                                        .map(Fact::tree)
                                        .map(Proxies::deceased)
                                        .orElse(each.getKey() == compartment));
    }

    private static boolean deceased(JsonNode patient) {
        return patient.path("deceasedBoolean").asBoolean(false) || patient.has("deceasedDateTime");
    }

    private Acting acting(Proxy proxy, Instant now) {
        return new Acting(proxy.ground(), proxy.level(), withheld(proxy, now));
    }

    private Optional<LocalDate> born(long compartment) {
        return persons.identity(compartment).flatMap(Identity::birthDate);
    }

    private int years(String name, Instant at) {
        Integer years = store.settings(List.of(name), day(at)).get(name);
        if (years == null) {
            throw new IllegalStateException("access.setting has no " + name);
        }
        return years;
    }

    /** Not reached where no rule names an age. */
    private static boolean reached(LocalDate born, @Nullable Integer years, Instant now) {
        return years != null && !now.isBefore(birthday(born, years));
    }

    /** Midnight at which a birthday begins; of who was born on 29 February, in other years the 28th. */
    private static Instant birthday(LocalDate born, int years) {
        return born.plusYears(years).atStartOfDay(ZONE).toInstant();
    }

    private static LocalDate day(Instant at) {
        return LocalDate.ofInstant(at, ZONE);
    }

    private static String setting(Sensitivity each) {
        return "withhold-" + each + "-years";
    }

    Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }

    private static Problem notEndedSo() {
        return new Problem(
                Problem.Kind.FORBIDDEN,
                "access.proxy-not-ended-so",
                "Whoever may act by this proxy is not dismissed this way.",
                "What was entrusted ends by the word of either; a guardian, or who was appointed, is dismissed by the institution that recorded it, on proof.",
                "Ask the institution that recorded it, or let one of the two end it.");
    }

    private static Problem ageWrong() {
        return new Problem(
                Problem.Kind.UNPROCESSABLE,
                "access.proxy-age",
                "The age of one of the two is not known, or does not allow it.",
                "Who gives and who takes a proxy is of age; a guardian is one of a minor whose birth date is registered.",
                "Have the birth date registered at a hospital, or have a guardian recorded there.");
    }
}
