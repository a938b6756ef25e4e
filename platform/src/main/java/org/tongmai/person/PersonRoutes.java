package org.tongmai.person;

import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.http.HttpStatus;
import org.springframework.security.core.Authentication;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import org.tongmai.directory.Directory;
import org.tongmai.directory.Institution;
import org.tongmai.kernel.Explanation;
import org.tongmai.kernel.Problem;
import org.tongmai.person.match.MatchModel;

/**
 * {@code /api/person}. Stewards decide and see both sides; that is checked here. Who else may ask why registrations are one
 * person (a doctor about a patient at hand, a resident about himself) is decided by access before the request comes here.
 */
@RestController
@RequestMapping("/api/person")
class PersonRoutes {

    private static final ZoneId CHINA = ZoneId.of("Asia/Shanghai");
    private static final String STEWARD = "ROLE_STEWARD";
    private static final int POSSIBLE_DEFAULT = 50;

    private final Persons persons;
    private final Directory directory;
    private final ApplicationEventPublisher events;
    private final Clock clock;

    PersonRoutes(Persons persons, Directory directory, ApplicationEventPublisher events, Clock clock) {
        this.persons = persons;
        this.directory = directory;
        this.events = events;
        this.clock = clock;
    }

    @GetMapping("/{patient}/explanation")
    ExplanationBody explanation(@PathVariable String patient, @Nullable Authentication caller) {
        Person person = persons.ofPatient(patient).orElseThrow(Persons::unknown);
        boolean steward = isSteward(caller);
        List<Member> members = persons.members(person);
        Named named = named(members.stream().map(Member::identity));
        return new ExplanationBody(
                Long.toString(person.id()),
                members.stream().map(member -> body(member, named, steward)).toList());
    }

    /** A page of the queue; {@code next} goes into {@code after}, and is null where there are no more. */
    @GetMapping("/possible")
    PossibleBody possible(
            @RequestParam @Nullable String institution,
            @RequestParam @Nullable String after,
            @RequestParam(defaultValue = "" + POSSIBLE_DEFAULT) int count,
            @Nullable Authentication caller) {
        steward(caller);
        List<PossibleLink> pairs = persons.possible(institution, after, count);
        Together together = together(pairs);
        shown(Stream.concat(
                pairs.stream()
                        .flatMap(pair ->
                                Stream.of(pair.a().compartment(), pair.b().compartment())),
                together.known().keySet().stream()));
        Named named = named(Stream.concat(
                pairs.stream().flatMap(pair -> Stream.of(pair.a(), pair.b())), together.known().values().stream()));
        return new PossibleBody(
                MatchModel.PRIOR,
                MatchModel.SAME_LEAST,
                pairs.stream()
                        .map(pair -> new PairBody(
                                body(pair.a(), named, true),
                                body(pair.b(), named, true),
                                together.with(pair.a(), named),
                                together.with(pair.b(), named),
                                pair.bits(),
                                pair.explanation()))
                        .toList(),
                pairs.size() < Math.clamp(count, 1, Persons.POSSIBLE_MOST)
                        ? null
                        : pairs.getLast().place());
    }

    /** Who stands already with each side of some pairs: whoever joins the two joins all of these. */
    private Together together(List<PossibleLink> pairs) {
        Map<Long, Set<Long>> members = persons.together(pairs.stream()
                .flatMap(pair -> Stream.of(pair.a().compartment(), pair.b().compartment()))
                .collect(Collectors.toSet()));
        return Together.of(members, persons::identities);
    }

    /**
     * What stewards decided, newest first, with what was taken back.
     *
     * @param doubted only merges by institutions that contradict what they registered and that no steward confirmed
     */
    @GetMapping("/decisions")
    DecisionsBody decisions(@RequestParam(defaultValue = "false") boolean doubted, @Nullable Authentication caller) {
        steward(caller);
        List<StewardDecision> decisions = doubted ? persons.doubted() : persons.decisions();
        shown(registrations(decisions));
        return new DecisionsBody(decided(decisions));
    }

    static Stream<Long> registrations(List<StewardDecision> decisions) {
        return decisions.stream().flatMap(decision -> decision.about().stream()).map(Identity::compartment);
    }

    List<DecisionBody> decided(List<StewardDecision> decisions) {
        Named named = named(decisions.stream().flatMap(decision -> decision.about().stream()));
        return decisions.stream().map(decision -> body(decision, named)).toList();
    }

    private DecisionBody body(StewardDecision decision, Named named) {
        return new DecisionBody(
                Long.toString(decision.number()),
                decision.kind().word(),
                decision.about().stream()
                        .map(identity -> body(identity, named, true))
                        .toList(),
                decision.steward(),
                decision.reason(),
                decision.at(),
                decision.overAt(),
                decision.overBy(),
                decision.overReason(),
                decision.doubted());
    }

    /** Undoes a decision as a whole. */
    @PostMapping("/decisions/{number}/undo")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void undo(
            @PathVariable long number,
            @RequestBody(required = false) @Nullable UndoBody body,
            @Nullable Authentication caller) {
        String steward = steward(caller);
        persons.undo(number, steward, text(body == null ? null : body.reason()));
    }

    @PostMapping("/link")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void link(@RequestBody LinkBody body, @Nullable Authentication caller) {
        String steward = steward(caller);
        persons.link(compartment(body.a()), compartment(body.b()), steward, text(body.reason()));
    }

    /** With {@code from}: the two are two persons. Without: the patient leaves the person it stands with. */
    @PostMapping("/unlink")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void unlink(@RequestBody UnlinkBody body, @Nullable Authentication caller) {
        String steward = steward(caller);
        long patient = compartment(body.patient());
        if (body.from() == null) {
            persons.unlink(patient, steward, text(body.reason()));
        } else {
            persons.differ(patient, compartment(body.from()), steward, text(body.reason()));
        }
    }

    static String steward(@Nullable Authentication caller) {
        if (caller != null && isSteward(caller)) {
            return caller.getName();
        }
        throw new Problem(
                Problem.Kind.FORBIDDEN,
                "person.stewards-only",
                "Only a steward decides who is one person.",
                "A wrong link shows one person's record under another's name.",
                "Ask a steward of the person index.");
    }

    private static boolean isSteward(@Nullable Authentication caller) {
        return caller != null
                && caller.getAuthorities().stream().anyMatch(authority -> STEWARD.equals(authority.getAuthority()));
    }

    /** Before the answer leaves: no trace, no access. */
    void shown(Stream<Long> registrations) {
        Set<Long> compartments = registrations.collect(Collectors.toSet());
        if (!compartments.isEmpty()) {
            events.publishEvent(new RegistrationsShown(compartments));
        }
    }

    /** Before a search is answered, whether or not somebody was found. */
    void sought(Collection<Identity> found) {
        events.publishEvent(new RegistrationsSought(
                found.stream().map(Identity::compartment).collect(Collectors.toSet())));
    }

    private long compartment(@Nullable String patient) {
        return Optional.ofNullable(patient)
                .map(id -> id.startsWith("Patient/") ? id.substring("Patient/".length()) : id)
                .flatMap(persons::identityOf)
                .map(Identity::compartment)
                .orElseThrow(Persons::unknown);
    }

    private static String text(@Nullable String reason) {
        return reason == null ? "" : reason.trim();
    }

    private MemberBody body(Member member, Named named, boolean steward) {
        MemberBody body = body(member.identity(), named, steward);
        Identity with = member.with();
        return new MemberBody(
                body.patient(),
                body.institution(),
                body.name(),
                body.gender(),
                body.birthDate(),
                body.identifierTail(),
                body.phoneTail(),
                body.localId(),
                body.address(),
                body.notCompared(),
                member.since(),
                with == null ? null : new OtherBody(with.patient(), named.institution(with.institution())),
                member.explanation());
    }

    /** @param steward who looks people up by local number and address; others see what they need to tell them apart */
    private MemberBody body(Identity identity, Named named, boolean steward) {
        return new MemberBody(
                identity.patient(),
                named.institution(identity.institution()),
                identity.name(),
                identity.registration().sex().gender(),
                identity.registration().birthDate(),
                identity.identifierTail().orElse(null),
                identity.phoneTail().orElse(null),
                steward && !identity.localId().isEmpty() ? identity.localId() : null,
                steward && !identity.address().isEmpty() ? identity.address() : null,
                persons.passedOver(identity),
                null,
                null,
                null);
    }

    /** As stewards see them, in the order in which they were registered. */
    List<MemberBody> bodies(Collection<Identity> identities) {
        Named named = named(identities.stream());
        return identities.stream()
                .sorted(Comparator.comparingLong(Identity::home))
                .map(identity -> body(identity, named, true))
                .toList();
    }

    private Named named(Stream<Identity> identities) {
        return names(identities.map(Identity::institution));
    }

    /** What the institutions of one answer are called today, asked at once. */
    Named names(Stream<@Nullable String> institutions) {
        Set<String> codes = institutions.filter(Objects::nonNull).collect(Collectors.toSet());
        return new Named(directory.institutions(codes, LocalDate.ofInstant(clock.instant(), CHINA)));
    }

    /** Institutions by their codes. */
    record Named(Map<String, Institution> known) {

        /** The code stands for the name where the directory has none. */
        @Nullable
        InstitutionBody institution(@Nullable String code) {
            if (code == null) {
                return null;
            }
            Institution institution = known.get(code);
            return new InstitutionBody(code, institution == null ? code : institution.name());
        }
    }

    record InstitutionBody(String code, String name) {}

    record MemberBody(
            String patient,
            @Nullable InstitutionBody institution,
            String name,
            String gender,
            @Nullable LocalDate birthDate,
            @Nullable String identifierTail,
            @Nullable String phoneTail,
            @Nullable String localId,
            @Nullable String address,
            List<PassedOver> notCompared,
            @Nullable Instant linkedAt,
            @Nullable OtherBody comparedWith,
            @Nullable Explanation explanation) {}

    /** The registration on the other side of a comparison. */
    record OtherBody(String patient, @Nullable InstitutionBody institution) {}

    record DecisionBody(
            String id,
            String kind,
            List<MemberBody> about,
            String steward,
            String reason,
            Instant at,
            @Nullable Instant overAt,
            @Nullable String overBy,
            @Nullable String overReason,
            boolean doubted) {}

    record DecisionsBody(List<DecisionBody> decisions) {}

    record ExplanationBody(String person, List<MemberBody> members) {}

    /**
     * @param aWith who stands already with the one side, bWith with the other: whoever joins the two joins all
     * @param bits what all weighs together, the prior included
     */
    record PairBody(
            MemberBody a,
            MemberBody b,
            Together.Body aWith,
            Together.Body bWith,
            double bits,
            Explanation explanation) {}

    /**
     * @param prior what is thought of any two registrations, in bits
     * @param needed from how many bits on the platform decides by itself, where no rule forbids it
     */
    record PossibleBody(
            double prior,
            double needed,
            List<PairBody> pairs,
            @Nullable String next) {}

    record UndoBody(@Nullable String reason) {}

    record LinkBody(
            @Nullable String a,
            @Nullable String b,
            @Nullable String reason) {}

    record UnlinkBody(
            @Nullable String patient,
            @Nullable String from,
            @Nullable String reason) {}
}
