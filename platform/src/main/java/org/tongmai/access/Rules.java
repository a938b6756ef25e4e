package org.tongmai.access;

import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.transaction.support.TransactionOperations;
import org.tongmai.access.Rule.Effect;
import org.tongmai.kernel.Explanation.Text;
import org.tongmai.kernel.Problem;
import org.tongmai.store.ResourceKey;
import org.tongmai.store.Scope;
import org.tongmai.store.Store;

/**
 * Standing rules of residents: made, changed and taken back by them; in force at the next request, since nothing is cached.
 *
 * @see <a href="https://profiles.ihe.net/ITI/PCF/">IHE Privacy Consent on FHIR</a>
 */
final class Rules {

    /** Longest permission of a rule; who wants more renews it (PIPL 19: no longer than needed). A denial may last. */
    static final Duration LONGEST = Consents.LONGEST;

    /** Rules of one person that are not over: more are not understood any more. */
    static final int MOST = 50;

    /** Doctors told at once of an institution. */
    private static final int DOCTORS_MAX = 20;

    private final RuleStore store;
    private final RequestStore requests;
    private final AccountStore accounts;
    private final Subjects subjects;
    private final InstitutionNames institutions;
    private final Store records;
    private final ConsentFiling filing;
    private final RequestEvents events;
    private final TransactionOperations transaction;
    private final Clock clock;
    private final SecureRandom random = new SecureRandom();

    Rules(
            RuleStore store,
            RequestStore requests,
            AccountStore accounts,
            Subjects subjects,
            InstitutionNames institutions,
            Store records,
            ConsentFiling filing,
            RequestEvents events,
            TransactionOperations transaction,
            Clock clock) {
        this.store = store;
        this.requests = requests;
        this.accounts = accounts;
        this.subjects = subjects;
        this.institutions = institutions;
        this.records = records;
        this.filing = filing;
        this.events = events;
        this.transaction = transaction;
        this.clock = clock;
    }

    /**
     * What a resident wants, as words; nothing is checked yet.
     *
     * @param institution USCC of those who are meant; null with no account for everybody
     * @param account login of the one doctor who is meant
     * @param document {@code Type/id}
     */
    record Draft(
            @Nullable String effect,
            @Nullable String institution,
            @Nullable String account,
            List<String> categories,
            List<String> classes,
            @Nullable String document,
            @Nullable Instant careFrom,
            @Nullable Instant careUntil,
            @Nullable String purpose,
            boolean once,
            @Nullable Instant from,
            @Nullable Instant until,
            @Nullable String template) {}

    /**
     * Who could then see what.
     *
     * @param sentence to be read before it is saved
     * @param cut requests granted before of which the rule takes something away
     */
    record Preview(Text sentence, List<AccessRequest> cut) {}

    /** @throws Problem {@code access.rule-incomplete}, {@code access.recipient-unknown}, {@code access.rule-period-wrong} and others */
    Preview preview(Caller resident, @Nullable String id, Draft draft) {
        Rule old = id == null ? null : one(resident, id);
        Rule rule = rule(resident, old, draft);
        List<AccessRequest> cut = cut(resident, rule);
        Text sentence = sentence(rule);
        Text beside = RuleSentence.beside(
                cut.stream().map(this::named).toList(), rule.effect() == Effect.DENY ? 0 : denials(resident, rule));
        return new Preview(
                new Text("保存后，" + sentence.zh() + beside.zh(), "Once saved: " + sentence.en() + beside.en()), cut);
    }

    /** @throws Problem as {@link #preview}, and {@code access.too-many-rules} */
    Rule make(Caller resident, Draft draft) {
        Rule rule = rule(resident, null, draft);
        long open = list(resident).stream()
                .filter(each -> !over(each.state(rule.madeAt())))
                .count();
        if (open >= MOST) {
            throw new Problem(
                    Problem.Kind.CONFLICT,
                    "access.too-many-rules",
                    "There are " + MOST + " rules already.",
                    "More rules than that say together what nobody oversees.",
                    "End one that is needed no more, or change one.");
        }
        store.insert(rule);
        return settled(rule);
    }

    /**
     * Writes the next version; the old one stays.
     *
     * @param version the one that was read
     * @throws Problem as {@link #preview}, and {@code access.rule-changed}
     */
    Rule change(Caller resident, String id, int version, Draft draft) {
        Rule old = one(resident, id);
        requireOwnDenial(resident, old);
        Rule rule = rule(resident, old, draft);
        boolean done = old.version() == version
                && Boolean.TRUE.equals(
                        transaction.execute(status -> store.supersede(old, rule.madeAt()) && store.insert(rule)));
        if (!done) {
            throw new Problem(
                    Problem.Kind.CONFLICT,
                    "access.rule-changed",
                    "This rule was changed, used up or taken back meanwhile.",
                    "A change is made to what was read.",
                    "Load the rules again.");
        }
        return settled(rule);
    }

    /** Takes a rule back; one that was taken back stays so. @throws Problem {@code access.no-such-rule} */
    Rule end(Caller resident, String id) {
        Rule rule = one(resident, id);
        requireOwnDenial(resident, rule);
        store.end(rule, resident.account(), now());
        return settled(one(resident, id));
    }

    /** The newest version of each rule, the newest first; at most 200. */
    List<Rule> list(Caller resident) {
        Set<Long> own = subjects.compartmentsOf(resident);
        return store.current(own).stream()
                .filter(each -> tells(resident.acting(), own, each))
                .toList();
    }

    /** All versions of a rule, the newest first. @throws Problem {@code access.no-such-rule} */
    List<Rule> versions(Caller resident, String id) {
        Rule rule = one(resident, id);
        Set<Long> own = subjects.compartmentsOf(resident);
        return store.versions(rule.compartment(), id).stream()
                .filter(each -> tells(resident.acting(), own, each))
                .toList();
    }

    /** Doctors whom a rule can name: of an institution, or those who asked this resident. */
    List<Recipient.Doctor> doctors(Caller resident, @Nullable String institution, String part) {
        Stream<Recipient.Doctor> asked = requests.of(subjects.compartmentsOf(resident)).stream()
                .filter(each -> resident.mayKnowOf(each.asked().classes()))
                .filter(each -> institution == null || each.institution().equals(institution))
                .filter(each -> each.requester().contains(part))
                .map(each -> new Recipient.Doctor(each.account(), each.requester(), each.institution()));
        Stream<Recipient.Doctor> there =
                institution == null ? Stream.of() : accounts.doctors(institution, part, DOCTORS_MAX).stream();
        return Stream.concat(there, asked).distinct().limit(DOCTORS_MAX).toList();
    }

    /** Writes some of the FHIR Consents that a crash, a look or a migration left unwritten; true where there may be more. */
    boolean catchUp() {
        List<Rule> some = store.unrecorded();
        some.forEach(this::settled);
        return some.size() == RuleStore.AT_ONCE;
    }

    Text sentence(Rule rule) {
        return RuleSentence.forResident(rule, code -> institutions.named(code).name(), clock.instant());
    }

    Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }

    private static boolean over(Rule.State state) {
        return state != Rule.State.IN_FORCE && state != Rule.State.TO_COME;
    }

    private Rule one(Caller resident, String id) {
        Set<Long> own = subjects.compartmentsOf(resident);
        return Consents.compartment(id)
                .filter(own::contains)
                .flatMap(compartment -> store.versions(compartment, id).stream().findFirst())
                .filter(rule -> tells(resident.acting(), own, rule))
                .orElseThrow(() -> new Problem(
                        Problem.Kind.NOT_FOUND,
                        "access.no-such-rule",
                        "There is no such rule.",
                        "A resident sees the rules about the own record.",
                        "Load the rules again."));
    }

    /** The row decides and is written first; the FHIR Consent follows, at the latest at the next start. */
    private Rule settled(Rule rule) {
        file(rule);
        events.publish(
                "rule",
                rule.compartment(),
                rule.account(),
                rule.id(),
                rule.state(now()).name(),
                acting -> tells(acting, subjects.samePerson(rule.compartment()), rule));
        return rule;
    }

    /**
     * Whether somebody is told that there is this rule: of who acts for another, where it speaks of no class, and of no document, that
     * is kept back.
     */
    private boolean tells(@Nullable Acting acting, Set<Long> person, Rule rule) {
        Matter.Document document = rule.what().document();
        return acting == null
                || acting.mayKnowOf(rule.what().classes())
                        && (document == null || there(document.reference(), Access.whole(acting, person)));
    }

    private boolean there(String reference, Scope scope) {
        int slash = reference.indexOf('/');
        return records.read(reference.substring(0, slash), reference.substring(slash + 1), scope)
                .filter(fact -> !fact.deleted())
                .isPresent();
    }

    private void file(Rule rule) {
        filing.file(rule);
        store.recorded(rule);
    }

    /** Requests that were granted and are in force, of which a rule takes something away. */
    private List<AccessRequest> cut(Caller resident, Rule rule) {
        Instant now = now();
        return requests.of(subjects.compartmentsOf(resident)).stream()
                .filter(each ->
                        each.permits(now) && resident.mayKnowOf(each.asked().classes()))
                .filter(each -> rule.denies(each.account(), each.institution()) && rule.takesFrom(each.asked()))
                .toList();
    }

    /** Rules that deny something of what this one permits to those whom it permits. */
    private int denials(Caller resident, Rule rule) {
        Instant now = now();
        return (int) list(resident).stream()
                .filter(each ->
                        each.state(now) == Rule.State.IN_FORCE && !each.id().equals(rule.id()))
                .filter(each ->
                        each.purpose() == rule.purpose() && each.effect() != Effect.PERMIT && touches(each, rule.to()))
                .count();
    }

    private static boolean touches(Rule denial, Recipient to) {
        return switch (to) {
            case Recipient.Everybody everybody -> true;
            case Recipient.Institution one -> denial.denies("", one.code()) || denial.to() instanceof Recipient.Doctor;
            case Recipient.Doctor doctor -> denial.denies(doctor.account(), doctor.institution());
        };
    }

    private String named(AccessRequest request) {
        return institutions.named(request.institution()).name() + "（" + request.requester() + "）";
    }

    private Rule rule(Caller resident, @Nullable Rule old, Draft draft) {
        Instant now = now();
        Long bound = resident.compartment();
        String patient = bound == null ? null : subjects.patientOf(bound).orElse(null);
        Effect effect = Stream.of(Effect.values())
                .filter(each -> each.name().equals(draft.effect()))
                .findFirst()
                .orElse(null);
        if (bound == null || patient == null || effect == null) {
            throw new Problem(
                    Problem.Kind.INVALID,
                    "access.rule-incomplete",
                    "The rule does not say what it does.",
                    "It permits (PERMIT), denies (DENY), or permits some and denies all others (ONLY).",
                    "Send effect.");
        }
        Purpose purpose = purpose(old, draft, effect);
        if (draft.once() && effect != Effect.PERMIT) {
            throw new Problem(
                    Problem.Kind.INVALID,
                    "access.rule-once",
                    "Only a permission can be for one look.",
                    "A denial that is over after one look denies nothing.",
                    "Leave once away, or permit.");
        }
        Recipient to = recipient(resident, draft);
        if (effect == Effect.ONLY && to instanceof Recipient.Everybody) {
            throw unknownRecipient();
        }
        Matter what = matter(resident, draft);
        Instant begin = draft.from() == null || draft.from().isBefore(now) ? now : micros(draft.from());
        Instant from = old != null && draft.from() != null && draft.from().equals(old.from()) ? old.from() : begin;
        Instant until = draft.until() == null ? null : micros(draft.until());
        requirePeriod(effect, what, now, from, until);
        return new Rule(
                old == null ? bound : old.compartment(),
                old == null ? id(bound) : old.id(),
                old == null ? 1 : old.version() + 1,
                old == null ? patient : old.patient(),
                effect,
                to,
                what,
                purpose,
                draft.once(),
                from,
                until,
                template(draft.template()),
                resident.account(),
                resident.name(),
                now,
                null,
                null,
                null);
    }

    /** Care, or research as a whole, which a resident can only refuse: what permits it is the approval of a project. */
    private static Purpose purpose(@Nullable Rule old, Draft draft, Effect effect) {
        boolean refusal = old != null && old.purpose() == Purpose.RESEARCH;
        if (!refusal && (draft.purpose() == null || draft.purpose().equals(Purpose.CARE.name()))) {
            return Purpose.CARE;
        }
        boolean part = draft.document() != null
                || draft.institution() != null
                || draft.account() != null
                || draft.careFrom() != null
                || draft.careUntil() != null
                || !draft.categories().isEmpty()
                || !draft.classes().isEmpty();
        if (!Purpose.RESEARCH.name().equals(draft.purpose()) || effect != Effect.DENY || part) {
            throw new Problem(
                    Problem.Kind.UNPROCESSABLE,
                    "access.purpose-not-ruled",
                    "A rule is about care, or refuses research as a whole.",
                    "Nobody sees a record for another purpose by consent; what law provides, no rule changes.",
                    "Send the purpose CARE or none; to refuse research, DENY for the purpose RESEARCH and nothing else.");
        }
        return Purpose.RESEARCH;
    }

    private static void requirePeriod(Effect effect, Matter what, Instant now, Instant from, @Nullable Instant until) {
        boolean endless = until == null && effect != Effect.DENY;
        boolean past = until != null && (!until.isAfter(from) || !until.isAfter(now));
        boolean far = from.isAfter(now.plus(LONGEST))
                || until != null && effect != Effect.DENY && until.isAfter(from.plus(LONGEST));
        Instant careFrom = what.careFrom();
        Instant careUntil = what.careUntil();
        boolean backwards = careFrom != null && careUntil != null && !careFrom.isBefore(careUntil);
        if (endless || past || far || backwards) {
            throw new Problem(
                    Problem.Kind.INVALID,
                    "access.rule-period-wrong",
                    "A time of the rule is missing, ends before it begins, or is too long.",
                    "A permission ends, " + LONGEST.toDays()
                            + " days after its begin at the latest; a denial may last; the period of care ends after its begin.",
                    "Correct begin and end.");
        }
    }

    private Recipient recipient(Caller resident, Draft draft) {
        String account = draft.account();
        String institution = draft.institution();
        if (account == null) {
            if (institution == null) {
                return new Recipient.Everybody();
            }
            if (!institutions.registered(institution)
                    && institutions.named(institution).name().equals(institution)) {
                throw unknownRecipient();
            }
            return new Recipient.Institution(institution);
        }
        return accounts.byLogin(account)
                .filter(each -> each.active() && each.role() == Role.DOCTOR)
                .flatMap(each -> Optional.ofNullable(each.institution())
                        .map(of -> new Recipient.Doctor(each.login(), each.name(), of)))
                .or(() -> requests.of(subjects.compartmentsOf(resident)).stream()
                        .filter(each -> each.account().equals(account))
                        .map(each -> new Recipient.Doctor(account, each.requester(), each.institution()))
                        .findFirst())
                .filter(each -> institution == null || institution.equals(each.institution()))
                .orElseThrow(Rules::unknownRecipient);
    }

    private Matter matter(Caller resident, Draft draft) {
        boolean more = !draft.categories().isEmpty()
                || !draft.classes().isEmpty()
                || draft.careFrom() != null
                || draft.careUntil() != null;
        if (draft.document() != null && more) {
            throw new Problem(
                    Problem.Kind.INVALID,
                    "access.rule-of-one-document",
                    "One document is meant, and more beside it.",
                    "A rule about one document is about nothing else.",
                    "Make two rules.");
        }
        Set<Sensitivity> classes = Sensitivity.ofAll(draft.classes());
        if (!resident.mayKnowOf(classes)) {
            throw new Problem(
                    Problem.Kind.FORBIDDEN,
                    "access.proxy-withheld",
                    "One of the special classes is kept from you.",
                    "Who acts for another decides about nothing that the person keeps to himself or herself.",
                    "Leave the class away, or let the person make the rule.");
        }
        Set<Category> categories = draft.categories().isEmpty() ? Set.of() : Category.ofAll(draft.categories());
        Matter.Document document = draft.document() == null ? null : document(resident, draft.document());
        return new Matter(
                categories,
                classes,
                document,
                draft.careFrom() == null ? null : micros(draft.careFrom()),
                draft.careUntil() == null ? null : micros(draft.careUntil()));
    }

    private Matter.Document document(Caller resident, String reference) {
        Set<Long> own = subjects.compartmentsOf(resident);
        String[] parts = reference.split("/", -1);
        ResourceKey key = parts.length == 2 ? records.key(parts[0], parts[1]).orElse(null) : null;
        boolean there = key != null
                && own.contains(key.compartment())
                && Stream.of(Category.values()).anyMatch(each -> each.types().contains(key.type()))
                && records.read(parts[0], parts[1], Access.whole(resident, own)).isPresent();
        if (!there) {
            throw new Problem(
                    Problem.Kind.NOT_FOUND,
                    "access.no-such-document",
                    "There is no such document in the own record.",
                    "A rule is about what is in the record of the resident who makes it.",
                    "Choose it from the record.");
        }
        return new Matter.Document(reference, Objects.requireNonNull(key));
    }

    /** Of several who may act for a person, none lifts what another, or the person, denies. */
    private static void requireOwnDenial(Caller caller, Rule rule) {
        if (caller.acting() != null
                && rule.effect() != Effect.PERMIT
                && !rule.account().equals(caller.account())) {
            throw new Problem(
                    Problem.Kind.FORBIDDEN,
                    "access.rule-of-another",
                    "Somebody else wrote this denial.",
                    "Of those who may act for a person none lifts what another denies; who wrote it can, and the person.",
                    "Speak with whoever wrote it.");
        }
    }

    private static @Nullable String template(@Nullable String name) {
        return name != null && name.matches("[a-z0-9-]{1,40}@[0-9]{1,6}") ? name : null;
    }

    private static Instant micros(Instant instant) {
        return instant.truncatedTo(ChronoUnit.MICROS);
    }

    private String id(long compartment) {
        byte[] bytes = new byte[8];
        random.nextBytes(bytes);
        return Long.toString(compartment, Character.MAX_RADIX) + "."
                + HexFormat.of().formatHex(bytes);
    }

    private static Problem unknownRecipient() {
        return new Problem(
                Problem.Kind.INVALID,
                "access.recipient-unknown",
                "Whom the rule is about is not known.",
                "A rule is about everybody, an institution of the directory or one doctor; one that shuts out all others names somebody.",
                "Choose from the lists.");
    }
}
