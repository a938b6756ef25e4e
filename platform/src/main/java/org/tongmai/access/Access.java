package org.tongmai.access;

import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.tongmai.kernel.Explanation;
import org.tongmai.kernel.Explanation.Reason;
import org.tongmai.kernel.Explanation.Text;
import org.tongmai.kernel.Problem;
import org.tongmai.store.Scope;
import org.tongmai.store.Scope.Grant;

/**
 * Decides before the query who may see what. Nothing is cached: what was revoked is refused at the next request.
 *
 * <ul>
 *   <li>A doctor sees, for care, the source patients of the own institution with a treating relationship, and of the same
 *       persons elsewhere what a granted request or a standing rule permits and no rule denies, or what an emergency opened.
 *   <li>A resident sees all source patients of the own person; who acts for another, those of that person, without what is kept from
 *       whoever does.
 *   <li>A system sees the source patients that its institution sent.
 *   <li>Who has a duty by law, and asked to read under it, sees what that law has.
 *   <li>Everybody else sees the directory only.
 * </ul>
 */
public final class Access {

    /** Source patients that one query without a patient may range over; more would be a sweep, not care. */
    static final int COMPARTMENTS_MAX = 5_000;

    /** Permissions read for one query without a patient, and rules. */
    private static final int PERMISSIONS_MAX = 1_000;

    private static final Scope NOTHING = Scope.granted(List.of());

    private final Subjects subjects;
    private final Treatments treatments;
    private final RequestStore requests;
    private final RuleStore rules;
    private final Emergencies emergencies;
    private final LawfulReads lawful;
    private final Clock clock;

    Access(
            Subjects subjects,
            Treatments treatments,
            RequestStore requests,
            RuleStore rules,
            Emergencies emergencies,
            LawfulReads lawful,
            Clock clock) {
        this.subjects = subjects;
        this.treatments = treatments;
        this.requests = requests;
        this.rules = rules;
        this.emergencies = emergencies;
        this.lawful = lawful;
        this.clock = clock;
    }

    /** What a caller looks for who says nothing of it: residents for themselves, everybody else for care. */
    public static Purpose purposeOf(Caller caller) {
        return caller.role() == Role.RESIDENT ? Purpose.SELF : Purpose.CARE;
    }

    /**
     * What the caller may see of the person to whom this source patient belongs. Rules for one look open nothing here, so that to
     * ask uses up none.
     */
    public Decision decide(Caller caller, Purpose purpose, long compartment) {
        return decide(caller, purpose, compartment, false);
    }

    /** The same for a look that follows: a rule for one look opens what it permits, and {@link Looks} uses it up. */
    public Decision decideLook(Caller caller, Purpose purpose, long compartment) {
        return decide(caller, purpose, compartment, true);
    }

    private Decision decide(Caller caller, Purpose purpose, long compartment, boolean looking) {
        Limit limit = caller.limit();
        if (limit == null) {
            return decideWhole(caller, purpose, compartment, looking);
        }
        Long patient = limit.patient();
        if (patient != null && !subjects.samePerson(patient).contains(compartment)) {
            return refused("access.patient-of-app@1");
        }
        Decision whole = decideWhole(caller, purpose, compartment, looking);
        return new Decision(
                whole.allowed(),
                whole.scope().limitedTo(limit.part()),
                whole.own(),
                whole.others(),
                whole.withheld(),
                whole.denied(),
                whole.once(),
                whole.request(),
                whole.why());
    }

    private Decision decideWhole(Caller caller, Purpose purpose, long compartment, boolean looking) {
        if (caller.unrestricted()) {
            return new Decision(
                    true,
                    Scope.everything(),
                    subjects.samePerson(compartment),
                    Set.of(),
                    false,
                    false,
                    null,
                    null,
                    why("permitted", "access.open-node@1", Basis.OPEN_NODE, List.of()));
        }
        return switch (caller.role()) {
            case RESIDENT -> self(caller, purpose, compartment);
            case DOCTOR -> care(caller, purpose, compartment, looking);
            case SYSTEM -> source(caller, compartment);
            case CDC, STEWARD -> byLaw(caller, compartment);
            case INSTITUTION_IT, OPERATOR, REVIEWER, RESEARCHER, ETHICS -> refused("access.no-clinical-role@1");
        };
    }

    /** Those of these source patients of which {@link #decide} allows something: a few queries, however many they are. */
    public Set<Long> allowed(Caller caller, Purpose purpose, Set<Long> compartments) {
        if (caller.unrestricted()) {
            return compartments;
        }
        if (caller.role() == Role.DOCTOR && caller.limit() == null) {
            return inCare(caller.institution(), purpose, compartments);
        }
        return compartments.stream()
                .filter(each -> decide(caller, purpose, each).allowed())
                .collect(Collectors.toUnmodifiableSet());
    }

    private Set<Long> inCare(@Nullable String institution, Purpose purpose, Set<Long> compartments) {
        if (institution == null || purpose != Purpose.CARE) {
            return Set.of();
        }
        Map<Long, Set<Long>> persons = subjects.samePersons(compartments);
        Set<Long> own = subjects.ownedBy(
                institution, persons.values().stream().flatMap(Set::stream).collect(Collectors.toUnmodifiableSet()));
        Set<Long> treated = treatments.treated(institution, own);
        return compartments.stream()
                .filter(each -> !Collections.disjoint(persons.getOrDefault(each, Set.of()), treated))
                .collect(Collectors.toUnmodifiableSet());
    }

    /**
     * What the caller may see in a query that names no patient.
     *
     * @throws Problem {@code access.name-a-patient} where that would be more than {@value #COMPARTMENTS_MAX} source patients
     */
    public Scope scopeFor(Caller caller) {
        Limit limit = caller.limit();
        if (limit == null) {
            return scopeWhole(caller);
        }
        Long patient = limit.patient();
        Scope whole = patient == null
                ? scopeWhole(caller)
                : decideWhole(caller, purposeOf(caller), patient, false).scope();
        return whole.limitedTo(limit.part());
    }

    private Scope scopeWhole(Caller caller) {
        if (caller.unrestricted()) {
            return Scope.everything();
        }
        return switch (caller.role()) {
            case RESIDENT -> whole(caller, subjects.compartmentsOf(caller));
            case DOCTOR -> caller.institution() == null ? NOTHING : treated(caller, caller.institution());
            case SYSTEM -> caller.institution() == null ? NOTHING : Scope.sent(caller.institution(), Set.of());
            case CDC, STEWARD -> Scope.granted(lawful.grants(caller, lawful.opened(caller, null)));
            case INSTITUTION_IT, OPERATOR, REVIEWER, RESEARCHER, ETHICS -> NOTHING;
        };
    }

    /** Identities of all source patients of an institution, and nothing else of them: to find a patient at the desk. */
    public Scope register(Caller doctor) {
        return doctor.unrestricted() || doctor.institution() == null || doctor.limit() != null
                ? scopeFor(doctor)
                : Scope.sent(doctor.institution(), Set.of("Patient"));
    }

    /** The person to whom this source patient belongs, as text. */
    public Optional<String> person(long compartment) {
        return subjects.person(compartment);
    }

    private Decision self(Caller caller, Purpose purpose, long compartment) {
        Set<Long> own = subjects.compartmentsOf(caller);
        if (purpose != Purpose.SELF || !own.contains(compartment)) {
            return refused("access.own-record@1");
        }
        boolean acting = caller.acting() != null;
        return new Decision(
                true,
                whole(caller, own),
                own,
                Set.of(),
                acting,
                false,
                null,
                null,
                acting
                        ? why("permitted", "access.proxy@1", Basis.PROXY, List.of())
                        : why("permitted", "access.own-record@1", Basis.SELF, List.of()));
    }

    /** All of these records, but for what is kept from somebody who acts for another. */
    static Scope whole(Caller caller, Set<Long> own) {
        return whole(caller.acting(), own);
    }

    static Scope whole(@Nullable Acting acting, Set<Long> own) {
        return Scope.granted(List.of(Grant.whole(own)), acting == null ? List.of() : acting.keptBack(own));
    }

    private Decision source(Caller caller, long compartment) {
        String sender = subjects.source(compartment).orElse(null);
        if (sender == null || !sender.equals(caller.institution())) {
            return refused("access.sent-by-institution@1");
        }
        return new Decision(
                true,
                Scope.granted(List.of(Grant.whole(Set.of(compartment)))),
                Set.of(compartment),
                Set.of(),
                false,
                false,
                null,
                null,
                why("permitted", "access.sent-by-institution@1", Basis.SOURCE, List.of()));
    }

    /** Nothing is said of what lies beyond: the law says what there is to see. */
    private Decision byLaw(Caller reader, long compartment) {
        List<LawfulReads.Opened> opened = lawful.opened(reader, Set.of(compartment));
        List<Grant> grants = lawful.grants(reader, opened);
        if (grants.stream().noneMatch(each -> each.compartments().contains(compartment))) {
            return refused(opened.isEmpty() ? "access.no-clinical-role@1" : "access.law-reach@1");
        }
        LawfulReads.Opened first = opened.getFirst();
        return new Decision(
                true,
                Scope.granted(grants),
                Set.of(),
                grants.stream().flatMap(each -> each.compartments().stream()).collect(Collectors.toUnmodifiableSet()),
                true,
                false,
                null,
                new RequestStatus("law", first.read().until(), first.law().words()),
                new Explanation(
                        "permitted",
                        "access.law." + first.law().reference(),
                        first.law().words(),
                        List.of()));
    }

    private Decision care(Caller doctor, Purpose purpose, long compartment, boolean looking) {
        String institution = doctor.institution();
        if (institution == null || purpose != Purpose.CARE) {
            return refused("access.treatment@1");
        }
        Circumstances all = requests.circumstances(doctor, institution, compartment, clock.instant());
        Set<Long> own = all.treated().isEmpty() ? Set.of() : subjects.ownedBy(institution, all.person());
        if (Collections.disjoint(own, all.treated())) {
            return refused("access.treatment@1");
        }
        Set<Long> elsewhere = new HashSet<>(all.person());
        elsewhere.removeAll(own);
        List<AccessRequest> asked = all.requests().stream()
                .filter(each -> own.contains(each.compartment()))
                .toList();
        List<Permission> given = asked.stream()
                .filter(each -> each.permits(clock.instant()))
                .map(AccessRequest::asked)
                .toList();
        Instant emergency = all.emergency();
        Allowance allowance = Allowance.of(
                doctor, own, elsewhere, new Allowance.Grounds(given, emergency != null), all.rules(), looking);
        List<Grant> grants = new ArrayList<>(List.of(Grant.whole(own)));
        grants.addAll(allowance.permitted());
        boolean everything = given.stream().anyMatch(each -> each.everyCategory() && each.everyClass());
        boolean consent = !given.isEmpty() || !allowance.permitting().isEmpty();
        return new Decision(
                true,
                Scope.granted(grants, allowance.withheld()),
                own,
                allowance.others(),
                !elsewhere.isEmpty() && (!everything || allowance.denied()),
                allowance.denied(),
                allowance.once(),
                emergency == null
                        ? status(asked, allowance.permitting())
                        : new RequestStatus("emergency", emergency, null),
                why(
                        "permitted",
                        "access.treatment@1",
                        emergency != null ? Basis.EMERGENCY : consent ? Basis.CONSENT : Basis.TREATMENT,
                        List.of(reason("treatment", "present", "有登记的就诊", "a registered encounter"), consent(consent))));
    }

    /**
     * Seven indexed queries, however many residents allow something: who is treated, what residents allow this institution, what their
     * rules say, what the doctor opened in an emergency, whose persons these are, who else is the same person, and who sends those.
     */
    private Scope treated(Caller doctor, String institution) {
        Instant now = clock.instant();
        Set<Long> treated = treatments.treated(institution, COMPARTMENTS_MAX + 1);
        List<AccessRequest> granted = requests.grantedTo(institution, treated, now, PERMISSIONS_MAX + 1);
        Map<Long, Map<String, Rule>> ruled = rules.about(treated, now, PERMISSIONS_MAX + 1);
        int rulings = ruled.values().stream().mapToInt(Map::size).sum();
        if (treated.size() > COMPARTMENTS_MAX || granted.size() > PERMISSIONS_MAX || rulings > PERMISSIONS_MAX) {
            throw new Problem(
                    Problem.Kind.UNPROCESSABLE,
                    "access.name-a-patient",
                    "This query would range over more than " + COMPARTMENTS_MAX + " patients.",
                    "A doctor looks at patients in care, one at a time or a ward, not at all there are.",
                    "Name a patient in the query.");
        }
        List<Grant> permitted = new ArrayList<>(List.of(Grant.whole(treated)));
        Set<Long> opened = emergencies.open(doctor.account(), now).stream()
                .map(Emergency::compartment)
                .filter(treated::contains)
                .collect(Collectors.toUnmodifiableSet());
        Set<Long> concerned = Stream.of(
                        granted.stream().map(AccessRequest::compartment), opened.stream(), ruled.keySet().stream())
                .flatMap(each -> each)
                .collect(Collectors.toUnmodifiableSet());
        if (concerned.isEmpty()) {
            return Scope.granted(permitted);
        }
        Set<Set<Long>> persons = Set.copyOf(subjects.samePersons(concerned).values());
        Set<Long> own = subjects.ownedBy(
                institution, persons.stream().flatMap(Set::stream).collect(Collectors.toUnmodifiableSet()));
        List<Grant> withheld = new ArrayList<>();
        for (Set<Long> person : persons) {
            Set<Long> elsewhere = new HashSet<>(person);
            elsewhere.removeAll(own);
            Set<Long> here = new HashSet<>(person);
            here.retainAll(own);
            List<Permission> given = granted.stream()
                    .filter(each -> person.contains(each.compartment()))
                    .map(AccessRequest::asked)
                    .toList();
            Map<String, Rule> said = new HashMap<>();
            person.forEach(each -> said.putAll(ruled.getOrDefault(each, Map.of())));
            Allowance allowance = Allowance.of(
                    doctor,
                    here,
                    elsewhere,
                    new Allowance.Grounds(given, !Collections.disjoint(opened, person)),
                    List.copyOf(said.values()),
                    false);
            permitted.addAll(allowance.permitted());
            withheld.addAll(allowance.withheld());
        }
        return Scope.granted(permitted, withheld);
    }

    /** What was granted on request comes first, then what a standing rule permits. */
    private RequestStatus status(List<AccessRequest> asked, List<Rule> permitting) {
        var granted =
                asked.stream().filter(each -> each.permits(clock.instant())).findFirst();
        if (granted.isEmpty() && !permitting.isEmpty()) {
            Rule rule = permitting.getFirst();
            return new RequestStatus("granted", rule.until(), RuleSentence.forDoctor(rule));
        }
        var best = granted.or(() -> asked.stream().findFirst());
        return best.map(each -> new RequestStatus(
                        each.state(clock.instant()).name().toLowerCase(Locale.ROOT),
                        each.asked().until(),
                        ConsentSentence.forDoctor(each.asked())))
                .orElse(RequestStatus.OWN_ONLY);
    }

    private static Decision refused(String rule) {
        return new Decision(
                false,
                NOTHING,
                Set.of(),
                Set.of(),
                false,
                false,
                null,
                null,
                why("refused", rule, Basis.NONE, List.of()));
    }

    private static Reason consent(boolean given) {
        return given
                ? reason("consent", "present", "居民已授权", "permission of the resident")
                : reason("consent", "missing", "居民没有授权", "no permission of the resident");
    }

    private static Reason reason(String name, String finding, String zh, String en) {
        return new Reason(name, finding, new Text(zh, en), 0);
    }

    private static Explanation why(String decided, String rule, Basis basis, List<Reason> facts) {
        return new Explanation(decided, rule, basis.words(), facts);
    }
}
