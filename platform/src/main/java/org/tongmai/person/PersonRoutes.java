package org.tongmai.person;

import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.security.core.Authentication;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import org.tongmai.directory.Directory;
import org.tongmai.directory.Institution;
import org.tongmai.kernel.Explanation;
import org.tongmai.kernel.Problem;

/**
 * {@code /api/person}. Stewards decide and see both sides; that is checked here. Who else may ask why registrations are one
 * person (a doctor about a patient at hand, a resident about himself) is decided by access before the request comes here.
 */
@RestController
@RequestMapping("/api/person")
class PersonRoutes {

    private static final ZoneId CHINA = ZoneId.of("Asia/Shanghai");
    private static final String STEWARD = "ROLE_STEWARD";

    private final Persons persons;
    private final Directory directory;
    private final Clock clock;

    PersonRoutes(Persons persons, Directory directory, Clock clock) {
        this.persons = persons;
        this.directory = directory;
        this.clock = clock;
    }

    @GetMapping("/{patient}/explanation")
    ExplanationBody explanation(@PathVariable String patient) {
        Person person = persons.ofPatient(patient).orElseThrow(Persons::unknown);
        List<MemberBody> members =
                persons.members(person).stream().map(this::body).toList();
        return new ExplanationBody(Long.toString(person.id()), members);
    }

    @GetMapping("/possible")
    PossibleBody possible(@Nullable Authentication caller) {
        steward(caller);
        return new PossibleBody(persons.possible().stream()
                .map(pair -> new PairBody(body(pair.a()), body(pair.b()), pair.explanation()))
                .toList());
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

    private static String steward(@Nullable Authentication caller) {
        if (caller != null
                && caller.getAuthorities().stream().anyMatch(authority -> STEWARD.equals(authority.getAuthority()))) {
            return caller.getName();
        }
        throw new Problem(
                Problem.Kind.FORBIDDEN,
                "person.stewards-only",
                "Only a steward decides who is one person.",
                "A wrong link shows one person's record under another's name.",
                "Ask a steward of the person index.");
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

    private MemberBody body(Member member) {
        MemberBody body = body(member.identity());
        return new MemberBody(
                body.patient(),
                body.institution(),
                body.name(),
                body.gender(),
                body.birthDate(),
                body.identifierTail(),
                body.phoneTail(),
                member.since(),
                member.explanation());
    }

    private MemberBody body(Identity identity) {
        return new MemberBody(
                identity.patient(),
                institution(identity.institution()),
                identity.name(),
                identity.registration().sex().gender(),
                identity.registration().birthDate(),
                identity.identifierTail().orElse(null),
                identity.phoneTail().orElse(null),
                null,
                null);
    }

    private @Nullable InstitutionBody institution(@Nullable String code) {
        if (code == null) {
            return null;
        }
        LocalDate today = LocalDate.ofInstant(clock.instant(), CHINA);
        String name = directory.institution(code, today).map(Institution::name).orElse(code);
        return new InstitutionBody(code, name);
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
            @Nullable Instant linkedAt,
            @Nullable Explanation explanation) {}

    record ExplanationBody(String person, List<MemberBody> members) {}

    record PairBody(MemberBody a, MemberBody b, Explanation explanation) {}

    record PossibleBody(List<PairBody> pairs) {}

    record LinkBody(
            @Nullable String a,
            @Nullable String b,
            @Nullable String reason) {}

    record UnlinkBody(
            @Nullable String patient,
            @Nullable String from,
            @Nullable String reason) {}
}
