package org.tongmai.access;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.tongmai.kernel.DocumentType;
import org.tongmai.kernel.Problem;
import org.tongmai.person.GivenUp;
import org.tongmai.person.Identity;
import org.tongmai.person.MatchCandidate;
import org.tongmai.person.MatchGrade;
import org.tongmai.person.Persons;
import org.tongmai.store.Fact;
import org.tongmai.store.Part;
import org.tongmai.store.Query;
import org.tongmai.store.Scope;
import org.tongmai.store.Scope.Grant;
import org.tongmai.store.Store;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Asking who somebody is, over FHIR and HL7 v2 alike. Who may learn what, and why, stands in
 * {@code docs/decisions/identity-queries.md}; each answer leaves its trace before it is given.
 */
public final class IdentityQueries {

    /** Registrations that hold one identifier; more are no identifier. */
    private static final int HOLDERS_MAX = 100;

    /** Registrations that a search by traits may find; more is a list of people and no search for one. */
    private static final int FOUND_MAX = 500;

    private static final int KNOWN_MAX = 3;

    private final Persons persons;
    private final Access access;
    private final Subjects subjects;
    private final Looks looks;
    private final InstitutionNames institutions;
    private final Store store;
    private final Inquiries inquiries;

    IdentityQueries(
            Persons persons,
            Access access,
            Subjects subjects,
            Looks looks,
            InstitutionNames institutions,
            Store store,
            Inquiries inquiries) {
        this.persons = persons;
        this.access = access;
        this.subjects = subjects;
        this.looks = looks;
        this.institutions = institutions;
        this.store = store;
        this.inquiries = inquiries;
    }

    /**
     * A registration that is shown.
     *
     * @param patient the Patient, or of another institution's registration what {@link IdentityCard} leaves of it
     * @param whole whether nothing is left out of it
     * @param match how it was found by traits; null where it was found by a search
     */
    public record Recognised(
            long compartment,
            ObjectNode patient,
            boolean whole,
            @Nullable MatchCandidate match) {

        /** Of an explanation what does not tell more than what is shown. */
        public boolean tells(String field) {
            return whole || MatchCandidate.IDENTITY_FIELDS.contains(field);
        }
    }

    /**
     * One registration of a person, by its numbers.
     *
     * @param patient logical id
     * @param identifiers FHIR identifiers, each with system and value
     */
    public record Numbered(long compartment, String patient, List<JsonNode> identifiers) {

        public Numbered {
            identifiers = List.copyOf(identifiers);
        }
    }

    /**
     * Part of what a search found.
     *
     * @param total how many were found, with those before and after
     * @param left how many come after
     */
    public record Found(List<Recognised> page, int total, int left) {

        public Found {
            page = List.copyOf(page);
        }
    }

    /**
     * The registrations that may be of somebody who is described, surest first, as far as the caller may see them.
     *
     * @param onlyCertain only what is certain, and nothing where that is several persons
     * @param most at most so many
     * @throws Problem {@code person.traits-missing}, {@code access.identities-not-yours}, {@code access.inquiries-too-many}
     */
    public List<Recognised> match(Caller caller, ObjectNode described, boolean onlyCertain, int most) {
        Purpose purpose = purpose(caller);
        List<MatchCandidate> found = persons.match(described);
        List<Recognised> shown = onlyCertain
                ? ofOnePerson(recognised(caller, certain(found), known(described), FOUND_MAX)).stream()
                        .limit(most)
                        .toList()
                : recognised(caller, found, known(described), most);
        inquiries.asked(caller, !shown.isEmpty());
        looks.recognised(caller, purpose, "match", compartments(shown));
        return shown;
    }

    /**
     * The patients of the caller's own institution that a search finds, and from elsewhere whoever is described with certainty
     * and is not among them; in the order of their keys. Registrations that their institution gave up are left out.
     *
     * @param own searches of Patients, any of which finds
     * @param described what of the search describes a person
     * @param after only those with a key beyond this
     * @param count at most so many
     * @throws Problem {@code access.identities-too-many}, {@code access.identities-not-yours},
     *     {@code access.inquiries-too-many}
     */
    public Found demographics(Caller caller, List<Query> own, ObjectNode described, long after, int count) {
        Purpose purpose = purpose(caller);
        Map<Long, Recognised> shown = new TreeMap<>();
        for (Query query : own) {
            for (Fact fact : search(query, scope(caller), FOUND_MAX)) {
                long compartment = fact.key().compartment();
                if (!GivenUp.in(fact.tree())) {
                    shown.put(compartment, new Recognised(compartment, fact.tree(), true, null));
                }
            }
        }
        Map<Long, Set<Long>> together = persons.together(shown.keySet());
        Set<Long> persons = together.values().stream().flatMap(Set::stream).collect(Collectors.toSet());
        for (Recognised elsewhere : recognised(caller, named(described), known(described), FOUND_MAX)) {
            if (!persons.contains(elsewhere.compartment()) && !GivenUp.in(elsewhere.patient())) {
                shown.put(elsewhere.compartment(), elsewhere);
            }
        }
        List<Recognised> rest = shown.values().stream()
                .filter(each -> each.compartment() > after)
                .toList();
        List<Recognised> page = rest.subList(0, Math.min(count, rest.size()));
        inquiries.asked(caller, !shown.isEmpty());
        looks.recognised(caller, purpose, "demographics", compartments(page));
        return new Found(page, shown.size(), rest.size() - page.size());
    }

    /**
     * The registrations of the person who bears an identifier, each with the numbers that the caller may learn; empty where
     * nobody whom the caller may know of bears it. A number that was given up may be asked with and is never told.
     *
     * @throws Problem {@code access.identifier-ambiguous}, {@code access.identities-not-yours},
     *     {@code access.inquiries-too-many}
     */
    public Optional<List<Numbered>> identifiers(Caller caller, String system, String value) {
        Query bearers = Query.of("Patient").where("identifier", Query.identified(system, value));
        Set<Long> found = search(bearers, Scope.everything(), HOLDERS_MAX).stream()
                .map(fact -> fact.key().compartment())
                .collect(Collectors.toCollection(TreeSet::new));
        boolean given = DocumentType.ofSystem(system).isEmpty();
        return ofBearers(caller, askable(caller, found, given));
    }

    /** The same for a Patient that is named by its logical id. */
    public Optional<List<Numbered>> identifiers(Caller caller, String patient) {
        Set<Long> found = store.read("Patient", patient, Scope.everything()).stream()
                .map(fact -> fact.key().compartment())
                .collect(Collectors.toSet());
        return ofBearers(caller, askable(caller, found, true));
    }

    /**
     * The numbers of the persons of those registrations that an answer shows whole, by compartment. They belong to that answer, which
     * was counted as one question.
     */
    public Map<Long, List<Numbered>> identifiers(Caller caller, Found answer) {
        Set<Long> whole = answer.page().stream()
                .filter(Recognised::whole)
                .map(Recognised::compartment)
                .collect(Collectors.toSet());
        Map<Long, List<Numbered>> numbers = new LinkedHashMap<>();
        persons.together(whole).forEach((bearer, members) -> {
            Set<Long> seen = mayBeLinked(caller, bearer, members);
            if (seen.contains(bearer)) {
                numbers.put(bearer, numbered(caller, seen));
            }
        });
        Set<Long> shown = numbers.values().stream()
                .flatMap(List::stream)
                .map(Numbered::compartment)
                .collect(Collectors.toSet());
        if (!shown.isEmpty()) {
            looks.recognised(caller, purpose(caller), "identifiers", shown);
        }
        return numbers;
    }

    /**
     * Of these the ones by which a system may ask: those of its own institution, and others that it might be shown as a card. Else
     * the numbers of a psychiatric hospital, or resident numbers, could be tried out against the own patients.
     *
     * @param given whether it asks with something an institution gave, not with a document's number
     */
    private Set<Long> askable(Caller caller, Set<Long> bearers, boolean given) {
        if (caller.unrestricted() || caller.role() != Role.SYSTEM) {
            return bearers;
        }
        Set<Long> askable = new TreeSet<>(own(caller, bearers));
        for (Long bearer : bearers) {
            if (given
                    && subjects.patientOf(bearer)
                            .flatMap(patient -> store.read("Patient", patient, card(bearer)))
                            .isPresent()) {
                askable.add(bearer);
            }
        }
        return askable;
    }

    /** Whether numbers of this identifier system are known here: a document's, a registered institution's, or any patient's. */
    public boolean recognises(String system) {
        return DocumentType.ofSystem(system).isPresent()
                || InstitutionSystems.ofPatients(system)
                        .filter(institutions::registered)
                        .isPresent()
                || persons.knowsDomain(system);
    }

    private Optional<List<Numbered>> ofBearers(Caller caller, Set<Long> bearers) {
        Purpose purpose = purpose(caller);
        Map<Long, Set<Long>> persons = new LinkedHashMap<>();
        this.persons.together(bearers).forEach((bearer, members) -> {
            Set<Long> seen = mayBeLinked(caller, bearer, members);
            if (seen.contains(bearer)) {
                persons.put(bearer, seen);
            } else {
                looks.refused(caller, purpose, "identifiers", bearer);
            }
        });
        inquiries.asked(caller, !persons.isEmpty());
        if (persons.isEmpty()) {
            return Optional.empty();
        }
        if (new HashSet<>(persons.values()).size() > 1) {
            throw IdentityRefusals.ambiguous();
        }
        List<Numbered> numbered = numbered(caller, persons.values().iterator().next());
        looks.recognised(
                caller,
                purpose,
                "identifiers",
                numbered.stream().map(Numbered::compartment).collect(Collectors.toSet()));
        return Optional.of(numbered);
    }

    /** Of the registrations of one person those whose numbers the caller may learn. */
    private Set<Long> mayBeLinked(Caller caller, long bearer, Set<Long> members) {
        if (caller.unrestricted() || caller.role() == Role.STEWARD) {
            return members;
        }
        return switch (caller.role()) {
            case SYSTEM -> subjects.ownedBy(institution(caller), members).isEmpty() ? Set.of() : members;
            case RESIDENT, DOCTOR -> {
                Decision decision = access.decide(caller, Access.purposeOf(caller), bearer);
                Set<Long> allowed = new TreeSet<>(decision.own());
                allowed.addAll(decision.others());
                allowed.retainAll(members);
                yield allowed;
            }
            case STEWARD, INSTITUTION_IT, OPERATOR, REVIEWER, CDC, RESEARCHER, ETHICS ->
                throw IdentityRefusals.notYours();
        };
    }

    private List<Numbered> numbered(Caller caller, Set<Long> members) {
        Set<Long> own = own(caller, members);
        List<Numbered> numbered = new ArrayList<>();
        for (Long member : new TreeSet<>(members)) {
            boolean whole = own.contains(member);
            subjects.patientOf(member)
                    .flatMap(patient -> store.read("Patient", patient, whole ? all(member) : card(member)))
                    .filter(fact -> !GivenUp.in(fact.tree()))
                    .ifPresent(fact -> numbered.add(new Numbered(
                            member,
                            fact.id(),
                            fact.tree()
                                    .path("identifier")
                                    .valueStream()
                                    .filter(whole ? IdentityCard::complete : IdentityCard::givenByInstitution)
                                    .toList())));
        }
        return numbered;
    }

    private List<Recognised> recognised(Caller caller, List<MatchCandidate> found, Set<String> known, int most) {
        Set<Long> own =
                own(caller, found.stream().map(MatchCandidate::compartment).collect(Collectors.toSet()));
        List<Recognised> shown = new ArrayList<>();
        for (MatchCandidate candidate : found) {
            if (shown.size() == most) {
                break;
            }
            recognised(caller, candidate, own, known).ifPresent(shown::add);
        }
        return shown;
    }

    private Optional<Recognised> recognised(Caller caller, MatchCandidate candidate, Set<Long> own, Set<String> known) {
        long compartment = candidate.compartment();
        String patient = candidate.identity().patient();
        if (own.contains(compartment)) {
            return store.read("Patient", patient, all(compartment))
                    .map(fact -> new Recognised(compartment, fact.tree(), true, candidate));
        }
        if (caller.role() == Role.DOCTOR) {
            Scope consented =
                    access.decide(caller, Access.purposeOf(caller), compartment).scope();
            return store.read("Patient", patient, consented)
                    .map(fact -> new Recognised(compartment, fact.tree(), true, candidate));
        }
        boolean nameable = caller.role() == Role.SYSTEM && candidate.grade() == MatchGrade.CERTAIN && candidate.named();
        return nameable
                ? store.read("Patient", patient, card(compartment))
                        .filter(fact -> !GivenUp.in(fact.tree()))
                        .map(fact -> new Recognised(
                                compartment,
                                IdentityCard.of(fact.tree(), known, nameOf(candidate.identity())),
                                false,
                                candidate))
                : Optional.empty();
    }

    private String nameOf(Identity registration) {
        String institution = registration.institution();
        return institution == null ? "" : institutions.named(institution).name();
    }

    /** Of these the source patients whose registration the caller may see whole without asking anybody. */
    private Set<Long> own(Caller caller, Set<Long> compartments) {
        if (caller.unrestricted() || caller.role() == Role.STEWARD) {
            return compartments;
        }
        if (caller.role() == Role.RESIDENT) {
            Set<Long> own = new TreeSet<>(subjects.compartmentsOf(caller));
            own.retainAll(compartments);
            return own;
        }
        return subjects.ownedBy(institution(caller), compartments);
    }

    private Scope scope(Caller caller) {
        if (caller.unrestricted() || caller.role() == Role.STEWARD) {
            return Scope.everything();
        }
        Set<String> types = caller.role() == Role.SYSTEM ? Set.of() : Set.of("Patient");
        return Scope.sent(institution(caller), types);
    }

    private static Scope all(long compartment) {
        return Scope.granted(List.of(new Grant(Set.of(compartment), Part.ofTypes(Set.of("Patient")))));
    }

    /** A patient who is marked as of a special class is not shown to other institutions. */
    private static Scope card(long compartment) {
        return Scope.granted(List.of(new Grant(
                Set.of(compartment),
                Part.ofTypes(Set.of("Patient")).less(Part.labelled(Sensitivity.allBut(Set.of()))))));
    }

    private List<MatchCandidate> named(ObjectNode described) {
        try {
            return certain(persons.match(described)).stream()
                    .filter(MatchCandidate::named)
                    .toList();
        } catch (Problem problem) {
            if (problem.code().equals("person.traits-missing")) {
                return List.of(); // a search may say less than a description of a person has to
            }
            throw problem;
        }
    }

    private static List<MatchCandidate> certain(List<MatchCandidate> found) {
        return found.stream()
                .filter(candidate -> candidate.grade() == MatchGrade.CERTAIN)
                .toList();
    }

    /** Asked of what is visible only: else its emptiness would tell of others. */
    private static List<Recognised> ofOnePerson(List<Recognised> visible) {
        long people = visible.stream()
                .map(Recognised::match)
                .filter(Objects::nonNull)
                .map(MatchCandidate::person)
                .distinct()
                .count();
        return people > 1 ? List.of() : visible;
    }

    private List<Fact> search(Query query, Scope scope, int most) {
        List<Fact> found =
                store.search(query.count(most + 1).total(false), scope).facts();
        if (found.size() > most) {
            throw IdentityRefusals.tooMany(most);
        }
        return found;
    }

    /** The first few: with many, one could try them out. */
    private static Set<String> known(ObjectNode described) {
        return described
                .path("identifier")
                .valueStream()
                .filter(IdentityCard::complete)
                .limit(KNOWN_MAX)
                .map(IdentityCard::token)
                .collect(Collectors.toSet());
    }

    private static Collection<Long> compartments(List<Recognised> shown) {
        return shown.stream().map(Recognised::compartment).collect(Collectors.toSet());
    }

    /** @throws Problem {@code access.identities-not-yours} for whoever may see no identities at all */
    private static Purpose purpose(Caller caller) {
        if (caller.unrestricted()) {
            return Access.purposeOf(caller);
        }
        return switch (caller.role()) {
            case STEWARD -> Purpose.SUPERVISION;
            case RESIDENT -> Purpose.SELF;
            case DOCTOR, SYSTEM -> {
                institution(caller);
                yield Purpose.CARE;
            }
            case INSTITUTION_IT, OPERATOR, REVIEWER, CDC, RESEARCHER, ETHICS -> throw IdentityRefusals.notYours();
        };
    }

    private static String institution(Caller caller) {
        return Optional.ofNullable(caller.institution()).orElseThrow(IdentityRefusals::notYours);
    }
}
