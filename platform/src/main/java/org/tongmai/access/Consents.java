package org.tongmai.access;

import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.tongmai.access.AccessRequest.State;
import org.tongmai.kernel.Explanation.Text;
import org.tongmai.kernel.Problem;

/**
 * A doctor asks, the resident answers and takes back. What is granted works from the next request on, and so does what is
 * taken back: nothing is cached.
 */
public final class Consents {

    /** Longest permission; who needs more asks again (PIPL 19: no longer than needed). */
    static final Duration LONGEST = Duration.ofDays(366);

    /** Requests an institution may put to one resident in a day, so that nobody is worn down. */
    static final int ASKED_PER_DAY = 10;

    static final int REASON_LONGEST = 500;

    /** Rules of one person that are read. */
    private static final int RULES_MAX = 1_000;

    private final RequestStore store;
    private final RuleStore rules;
    private final Subjects subjects;
    private final Treatments treatments;
    private final InstitutionNames institutions;
    private final ConsentFiling filing;
    private final RequestEvents events;
    private final Clock clock;
    private final SecureRandom random = new SecureRandom();

    Consents(
            RequestStore store,
            RuleStore rules,
            Subjects subjects,
            Treatments treatments,
            InstitutionNames institutions,
            ConsentFiling filing,
            RequestEvents events,
            Clock clock) {
        this.store = store;
        this.rules = rules;
        this.subjects = subjects;
        this.treatments = treatments;
        this.institutions = institutions;
        this.filing = filing;
        this.events = events;
        this.clock = clock;
    }

    /** What a doctor wants; {@code categories} and {@code classes} as words, none of the former for all. */
    record Wish(String patient, List<String> categories, List<String> classes, Instant until, String reason) {}

    /** What a resident answers; null leaves what was asked. */
    record Answer(
            boolean grant,
            @Nullable List<String> categories,
            @Nullable List<String> classes,
            @Nullable Instant until) {}

    /** @throws Problem {@code access.no-such-patient}, {@code access.asked-too-often}, {@code access.period-wrong} and others */
    AccessRequest ask(Caller doctor, Wish wish) {
        Instant now = now();
        String institution = doctor.institution();
        long compartment = subjects.compartmentOf(wish.patient()).orElseThrow(Consents::noSuchPatient);
        if (institution == null
                || !institution.equals(subjects.source(compartment).orElse(null))
                || !treatments.treats(institution, Set.of(compartment))) {
            throw noSuchPatient();
        }
        return asked(doctor, institution, compartment, wish, now);
    }

    /** A doctor of another province asks; who that is, the node of that province vouches for. */
    AccessRequest askFromElsewhere(Caller doctor, long compartment, Wish wish) {
        String institution = doctor.institution();
        if (institution == null) {
            throw noSuchPatient();
        }
        return asked(doctor, institution, compartment, wish, now());
    }

    private AccessRequest asked(Caller doctor, String institution, long compartment, Wish wish, Instant now) {
        if (wish.reason().isBlank() || wish.reason().length() > REASON_LONGEST) {
            throw new Problem(
                    Problem.Kind.INVALID,
                    "access.reason-missing",
                    "The reason is missing or longer than " + REASON_LONGEST + " characters.",
                    "The resident decides by it.",
                    "Say in a sentence what the record is needed for.");
        }
        if (askedEnough(compartment, institution)) {
            throw new Problem(
                    Problem.Kind.CONFLICT,
                    "access.asked-too-often",
                    "This resident was asked often enough for today.",
                    "An institution may ask one resident " + ASKED_PER_DAY + " times a day.",
                    "Speak with the resident, or ask tomorrow.");
        }
        AccessRequest request = new AccessRequest(
                id(compartment),
                compartment,
                wish.patient(),
                doctor.account(),
                doctor.name(),
                institution,
                Purpose.CARE,
                permission(Category.ofAll(wish.categories()), Sensitivity.ofAll(wish.classes()), wish.until(), now),
                wish.reason().strip(),
                State.REQUESTED,
                now,
                null,
                null,
                null);
        store.insert(request);
        events.publish(
                "request",
                request.compartment(),
                request.account(),
                request.id(),
                request.stored().name(),
                request.asked().classes());
        return request;
    }

    /** The requests a doctor made, or those about a resident; newest first, at most 200. */
    List<AccessRequest> list(Caller caller, @Nullable State state, @Nullable String patient) {
        Instant now = now();
        List<AccessRequest> all =
                caller.role() == Role.RESIDENT ? store.of(subjects.compartmentsOf(caller)) : store.of(caller.account());
        return all.stream()
                .filter(each -> caller.mayKnowOf(each.asked().classes()))
                .filter(each -> state == null || each.state(now) == state)
                .filter(each -> patient == null || each.patient().equals(patient))
                .toList();
    }

    /** The request, if it is about the resident or was made by the doctor. */
    AccessRequest one(Caller caller, String id) {
        return compartment(id)
                .flatMap(compartment -> store.one(compartment, id))
                .filter(request -> caller.role() == Role.RESIDENT
                        ? subjects.compartmentsOf(caller).contains(request.compartment())
                        : request.account().equals(caller.account()))
                .filter(request -> caller.mayKnowOf(request.asked().classes()))
                .orElseThrow(Consents::noSuchRequest);
    }

    /**
     * A fresh code that allows the caller's institution to read was shown by the resident or a guardian: asked and granted in
     * one, every category and no special class; where such a permission is in force its end moves. It opens something once the
     * visit is registered, and the resident can take it back like any other.
     *
     * @param compartment a source patient of the person
     * @param until the end
     * @param reason what was shown and by whom; stands in place of a doctor's reason
     * @return the end; empty where the institution has not registered the person yet
     */
    public Optional<Instant> grantByCode(Caller caller, long compartment, Instant until, String reason) {
        String institution = caller.institution();
        if (institution == null) {
            return Optional.empty();
        }
        Set<Long> own = subjects.ownedBy(institution, subjects.samePerson(compartment));
        Set<Long> treated = treatments.treated(institution, own);
        return first(treated)
                .or(() -> first(own))
                .flatMap(subject -> extended(subject, institution, reason, until)
                        .or(() -> granted(caller, subject, institution, until, reason)));
    }

    /**
     * Something was shown that only points at the resident, and anybody may hold: the resident is asked, as by a doctor, unless
     * the same question waits already.
     *
     * @return id of the request; empty where the person has no visit at the institution, or was asked often enough for today
     */
    public Optional<String> askByPointer(Caller caller, long compartment, Instant until, String reason) {
        String institution = caller.institution();
        if (institution == null) {
            return Optional.empty();
        }
        Set<Long> own = subjects.ownedBy(institution, subjects.samePerson(compartment));
        return first(treatments.treated(institution, own))
                .flatMap(subject -> store.waiting(subject, institution, reason, now())
                        .map(AccessRequest::id)
                        .or(() -> askedEnough(subject, institution)
                                ? Optional.empty()
                                : subjects.patientOf(subject)
                                        .map(patient -> ask(
                                                        caller, new Wish(patient, List.of(), List.of(), until, reason))
                                                .id())));
    }

    private Optional<Instant> extended(long subject, String institution, String reason, Instant until) {
        List<AccessRequest> live =
                store.extend(subject, institution, reason, until.truncatedTo(ChronoUnit.MICROS), now());
        live.forEach(this::file);
        return live.stream().map(each -> each.asked().until()).findFirst();
    }

    private Optional<Instant> granted(Caller caller, long subject, String institution, Instant until, String reason) {
        Instant now = now();
        return subjects.patientOf(subject).map(patient -> {
            AccessRequest request = new AccessRequest(
                    id(subject),
                    subject,
                    patient,
                    caller.account(),
                    caller.name(),
                    institution,
                    Purpose.CARE,
                    permission(EnumSet.allOf(Category.class), Set.of(), until, now),
                    reason,
                    State.GRANTED,
                    now,
                    now,
                    null,
                    null);
            store.insert(request);
            file(request);
            events.publish(
                    "answer",
                    request.compartment(),
                    request.account(),
                    request.id(),
                    request.stored().name(),
                    request.asked().classes());
            return request.asked().until();
        });
    }

    private static Optional<Long> first(Set<Long> compartments) {
        return compartments.stream().min(Long::compare);
    }

    private boolean askedEnough(long compartment, String institution) {
        return store.askedSince(compartment, institution, now().minus(Duration.ofDays(1))) >= ASKED_PER_DAY;
    }

    /** What would be permitted by this answer. */
    Text preview(Caller caller, String id, Answer answer) {
        AccessRequest request = one(caller, id);
        return sentence(request, given(request, answer, now()));
    }

    /** @throws Problem {@code access.no-such-request}, {@code access.request-answered}, {@code access.more-than-asked} */
    AccessRequest answer(Caller resident, String id, Answer answer) {
        Instant now = now();
        AccessRequest request = one(resident, id);
        Permission given = answer.grant() ? given(request, answer, now) : request.asked();
        State state = answer.grant() ? State.GRANTED : State.REFUSED;
        if (request.state(now) != State.REQUESTED || !store.answer(request, state, given, resident, now)) {
            throw answered();
        }
        return settled(resident, id, "answer");
    }

    /** @throws Problem {@code access.no-such-request}, {@code access.not-granted} */
    AccessRequest revoke(Caller resident, String id) {
        AccessRequest request = one(resident, id);
        if (!store.revoke(request, resident, now())) {
            throw new Problem(
                    Problem.Kind.CONFLICT,
                    "access.not-granted",
                    "This request is not granted, so there is nothing to take back.",
                    "Only a permission that was given can be revoked.",
                    "Load the list again.");
        }
        return settled(resident, id, "revoked");
    }

    /** Writes some of the FHIR Consents that a crash or a migration left unwritten; true where there may be more. */
    boolean catchUp() {
        List<AccessRequest> some = store.unrecorded();
        some.forEach(this::file);
        return some.size() == RequestStore.AT_ONCE;
    }

    /** One that waits for its answer says what rules would take from it. */
    Text sentence(AccessRequest request) {
        State state = request.state(clock.instant());
        Text sentence = ConsentSentence.forResident(
                request.asked(), institutions.named(request.institution()).name(), request.requester(), state);
        return state == State.REQUESTED ? ruled(request, request.asked(), sentence) : sentence;
    }

    private Text ruled(AccessRequest request, Permission permission, Text sentence) {
        long denials = rules.inForce(subjects.samePerson(request.compartment()), now(), RULES_MAX).stream()
                .filter(each -> each.denies(request.account(), request.institution()) && each.takesFrom(permission))
                .count();
        Text beside = RuleSentence.beside(List.of(), (int) denials);
        return new Text(sentence.zh() + beside.zh(), sentence.en() + beside.en());
    }

    Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }

    private Text sentence(AccessRequest request, Permission permission) {
        Text sentence = ConsentSentence.forResident(
                permission, institutions.named(request.institution()).name(), request.requester());
        return ruled(request, permission, sentence);
    }

    /** The row decides and is written first; the FHIR Consent follows, at the latest at the next start. */
    private AccessRequest settled(Caller resident, String id, String event) {
        AccessRequest settled = one(resident, id);
        if (settled.stored() != State.REFUSED) {
            file(settled);
        }
        events.publish(
                event,
                settled.compartment(),
                settled.account(),
                settled.id(),
                settled.stored().name(),
                settled.asked().classes());
        return settled;
    }

    private void file(AccessRequest request) {
        filing.file(request);
        store.recorded(request);
    }

    private static Permission given(AccessRequest request, Answer answer, Instant now) {
        Set<Category> categories =
                answer.categories() == null ? request.asked().categories() : Category.ofAll(answer.categories());
        Set<Sensitivity> classes =
                answer.classes() == null ? request.asked().classes() : Sensitivity.ofAll(answer.classes());
        if (!request.asked().categories().containsAll(categories)
                || !request.asked().classes().containsAll(classes)) {
            throw new Problem(
                    Problem.Kind.INVALID,
                    "access.more-than-asked",
                    "The answer gives more than was asked for.",
                    "Nobody should see what they did not ask to see.",
                    "Leave away what was not asked for.");
        }
        return permission(
                categories, classes, answer.until() == null ? request.asked().until() : answer.until(), now);
    }

    private static Permission permission(
            Set<Category> categories, Set<Sensitivity> classes, Instant until, Instant now) {
        if (!until.isAfter(now) || until.isAfter(now.plus(LONGEST))) {
            throw new Problem(
                    Problem.Kind.INVALID,
                    "access.period-wrong",
                    "The end of the permission is past, or more than " + LONGEST.toDays() + " days ahead.",
                    "A permission ends, and no later than it is needed.",
                    "Choose another end.");
        }
        return new Permission(EnumSet.copyOf(categories), classes, now, until.truncatedTo(ChronoUnit.MICROS));
    }

    private String id(long compartment) {
        byte[] bytes = new byte[8];
        random.nextBytes(bytes);
        return Long.toString(compartment, Character.MAX_RADIX) + "."
                + HexFormat.of().formatHex(bytes);
    }

    /** The source patient that an id of a request, or of an emergency access, names. */
    static Optional<Long> compartment(String id) {
        int dot = id.indexOf('.');
        try {
            return dot < 1 ? Optional.empty() : Optional.of(Long.parseLong(id.substring(0, dot), Character.MAX_RADIX));
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }

    static Problem noSuchPatient() {
        return new Problem(
                Problem.Kind.NOT_FOUND,
                "access.no-such-patient",
                "There is no such patient in treatment at this institution.",
                "A doctor may ask for patients with an encounter, open or recent, at the doctor's own institution.",
                "Register the visit first.");
    }

    private static Problem noSuchRequest() {
        return new Problem(
                Problem.Kind.NOT_FOUND,
                "access.no-such-request",
                "There is no such request.",
                "A resident sees requests about the own record, a doctor the own requests.",
                "Load the list again.");
    }

    private static Problem answered() {
        return new Problem(
                Problem.Kind.CONFLICT,
                "access.request-answered",
                "This request was answered, or its time is over.",
                "A request is answered once.",
                "Load the list again; what was granted can be revoked.");
    }
}
