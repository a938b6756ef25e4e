package org.tongmai.access;

import java.time.Clock;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.tongmai.kernel.Problem;
import org.tongmai.store.Part;
import org.tongmai.store.Scope;
import org.tongmai.store.Scope.Grant;

/**
 * Decides about who asks from another province. Their node says who they are and that they treat the patient; what they see is
 * decided here, by the residents' permissions here, anew at each question.
 */
public final class Abroad {

    /** Rules of one person that are read; a resident has no more. */
    private static final int RULES_MAX = 1_000;

    private final Subjects subjects;
    private final RequestStore requests;
    private final RuleStore rules;
    private final Consents consents;
    private final Looks looks;
    private final Clock clock;

    Abroad(Subjects subjects, RequestStore requests, RuleStore rules, Consents consents, Looks looks, Clock clock) {
        this.subjects = subjects;
        this.requests = requests;
        this.rules = rules;
        this.consents = consents;
        this.looks = looks;
        this.clock = clock;
    }

    /** What is decided. */
    public enum State {
        /** The resident allows something, or asks for the own record. */
        ANSWERED,
        /** The resident was asked and has not answered. */
        WAITING,
        /** Nobody asked the resident, or the resident said no or took it back. */
        NO_AUTHORISATION
    }

    /**
     * What may be seen now.
     *
     * @param person all source patients of the person here
     * @param until end of the permission; null where there is none, or no end
     */
    public record Verdict(
            State state,
            Scope scope,
            Set<Long> person,
            @Nullable Instant until) {

        public Verdict {
            person = Set.copyOf(person);
        }
    }

    /**
     * Somebody of another province, as residents see them in the log of looks.
     *
     * @param province region of the province whose node vouches for them
     * @param institution USCC of the doctor's institution; null for a resident
     */
    public static Caller caller(String province, String account, String name, Role role, @Nullable String institution) {
        return new Caller(account + "@" + province, name, role, institution, null, false);
    }

    /**
     * Decides about the persons to whom these source patients belong; nothing of it may be kept.
     *
     * @param purpose {@link Purpose#CARE} of a doctor, {@link Purpose#SELF} of a resident
     */
    public Verdict decide(Caller caller, Purpose purpose, Set<Long> compartments) {
        Set<Long> person = new HashSet<>();
        compartments.forEach(each -> person.addAll(subjects.samePerson(each)));
        if (purpose == Purpose.SELF && caller.role() == Role.RESIDENT) {
            // what needs the strictest care is seen at the node itself, where the resident signs in
            Grant own = new Grant(person, Part.all().less(Part.labelled(Sensitivity.allBut(Set.of()))));
            return new Verdict(State.ANSWERED, Scope.granted(List.of(own)), person, null);
        }
        String institution = caller.institution();
        if (purpose != Purpose.CARE || caller.role() != Role.DOCTOR || institution == null) {
            return new Verdict(State.NO_AUTHORISATION, Scope.granted(List.of()), person, null);
        }
        Instant now = clock.instant();
        List<AccessRequest> asked = requests.of(person).stream()
                .filter(each -> each.institution().equals(institution))
                .toList();
        List<Permission> given = asked.stream()
                .filter(each -> each.permits(now))
                .map(AccessRequest::asked)
                .toList();
        // a rule for one look opens nothing here: an answer to another province is many looks
        Allowance allowance = Allowance.of(
                caller,
                Set.of(),
                person,
                new Allowance.Grounds(given, false),
                rules.inForce(person, now, RULES_MAX),
                false);
        Instant until = Stream.concat(
                        given.stream().map(Permission::until),
                        allowance.permitting().stream().map(Rule::until).filter(Objects::nonNull))
                .max(Instant::compareTo)
                .orElse(null);
        State none = asked.stream().anyMatch(each -> each.state(now) == AccessRequest.State.REQUESTED)
                ? State.WAITING
                : State.NO_AUTHORISATION;
        return allowance.others().isEmpty()
                ? new Verdict(none, Scope.granted(List.of()), person, null)
                : new Verdict(
                        State.ANSWERED, Scope.granted(allowance.permitted(), allowance.withheld()), person, until);
    }

    /**
     * Asks the resident, as a doctor of this province would.
     *
     * @param compartment a source patient of the person
     * @throws Problem {@code access.reason-missing}, {@code access.asked-too-often}, {@code access.period-wrong} and others
     */
    public void ask(
            Caller doctor,
            long compartment,
            List<String> categories,
            List<String> classes,
            Instant until,
            String reason) {
        String patient = subjects.patientOf(compartment).orElseThrow(Consents::noSuchPatient);
        consents.askFromElsewhere(doctor, compartment, new Consents.Wish(patient, categories, classes, until, reason));
    }

    /** Records that a look of somebody abroad was refused. */
    public void refused(Caller caller, Purpose purpose, Set<Long> person) {
        person.stream().min(Long::compare).ifPresent(each -> looks.refused(caller, purpose, "page", each));
    }
}
