package org.tongmai.person;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.tongmai.kernel.Explanation;
import org.tongmai.kernel.Problem;
import org.tongmai.person.match.Judgement;
import org.tongmai.person.match.MatchModel;
import org.tongmai.person.match.Partition;
import org.tongmai.person.match.Registration;
import org.tongmai.person.match.Word;
import org.tongmai.store.Feed;
import org.tongmai.store.Scope;
import org.tongmai.store.Store;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * The person index: which source patients are one person, since when, and why. It reads Patient facts from the feed; linking
 * and unlinking move no record. The persons depend on the registrations, the model and the stewards' words only, not on the
 * order in which they came.
 */
public final class Persons {

    /** The name under which the index reads the feed. */
    public static final String READER = "person";

    /** Who registers is waited for at the window. */
    private static final Duration GATHER = Duration.ofMillis(5);

    /** Pairs of the queue that are told at once. */
    public static final int POSSIBLE_MOST = 100;

    /** Registrations that a steward's search tells. */
    static final int SOUGHT_MOST = 50;

    private static final int DECISIONS_MOST = 200;

    private final IdentityStore identities;
    private final LinkStore links;
    private final WordStore words;
    private final ModelStore models;
    private final Matching matching;
    private final Decisions decisions;
    private final Stewardship stewardship;
    private final PatientDomains domains;
    private final PatientFeed patients;
    private final PatientReader reader;
    private final Store store;
    private final Feed feed;
    private final Clock clock;

    Persons(
            IdentityStore identities,
            LinkStore links,
            WordStore words,
            ModelStore models,
            Matching matching,
            Decisions decisions,
            Stewardship stewardship,
            PatientDomains domains,
            PatientFeed patients,
            PatientReader reader,
            Store store,
            Clock clock) {
        this.identities = identities;
        this.links = links;
        this.words = words;
        this.models = models;
        this.matching = matching;
        this.decisions = decisions;
        this.stewardship = stewardship;
        this.domains = domains;
        this.patients = patients;
        this.reader = reader;
        this.store = store;
        this.feed = store.feed();
        this.clock = clock;
    }

    /** Begins to read the feed. */
    public void start() {
        feed.register(READER, Set.of("Patient"), GATHER, patients);
    }

    // -- asking

    /** The person of a source patient; the source patient alone where the index has not read it yet. */
    public Person of(long compartment) {
        return links.same(compartment).entrySet().stream()
                .findFirst()
                .map(person -> new Person(person.getKey(), person.getValue()))
                .orElseGet(() -> new Person(Person.UNREGISTERED, Set.of(compartment)));
    }

    /** Of several source patients all source patients of the same person, itself included; two queries however many they are. */
    public Map<Long, Set<Long>> together(Collection<Long> compartments) {
        Map<Long, Long> persons = links.persons(compartments);
        Map<Long, Set<Long>> members = links.members(Set.copyOf(persons.values()));
        var out = new HashMap<Long, Set<Long>>();
        for (Long compartment : compartments) {
            Long person = persons.get(compartment);
            out.put(
                    compartment,
                    person == null ? Set.of(compartment) : members.getOrDefault(person, Set.of(compartment)));
        }
        return out;
    }

    /** The numbers of the persons of several source patients; those that the index has not read are left out. */
    public Map<Long, Long> numbers(Collection<Long> compartments) {
        return links.persons(compartments);
    }

    /** The person of a Patient resource; empty where the index has not read it. */
    public Optional<Person> ofPatient(String patient) {
        return identityOf(patient).map(identity -> of(identity.compartment()));
    }

    /** What a Patient resource says who it is; empty where the index has not read it. */
    public Optional<Identity> identityOf(String patient) {
        return identities.ofPatient(patient);
    }

    /**
     * The person that a number stands for now: after a join the person it was joined to, after a split the part that holds the
     * registration whose number it is; where that was deleted, the person of those who stood with it. Empty for a number never
     * given, and where the last of those registrations was deleted ({@link #retired}).
     */
    public Optional<Person> find(long person) {
        return identities
                .ofHome(person)
                .or(() -> identities.led(person).flatMap(led -> Optional.ofNullable(led.compartment())))
                .map(this::of);
    }

    /** The registrations of the person to whom a number leads. */
    List<Identity> ofNumber(long person) {
        return find(person)
                .map(found -> List.copyOf(identities(found.compartments()).values()))
                .orElse(List.of());
    }

    /** When the last registration of the person with this number was deleted; empty where there is one, or never was. */
    public Optional<Instant> retired(long person) {
        return identities.ofHome(person).isPresent()
                ? Optional.empty()
                : identities
                        .led(person)
                        .filter(led -> led.compartment() == null)
                        .map(IdentityStore.Led::at);
    }

    /** Who the institution of a source patient says it is. */
    public Optional<Identity> identity(long compartment) {
        return identities.find(List.of(compartment)).stream().findFirst();
    }

    /** The same for several at once; those that the index has not read are left out. */
    public Map<Long, Identity> identities(Collection<Long> compartments) {
        return identities(compartments.stream());
    }

    /** The registrations of a person, earliest first, each with what speaks now for its belonging there. */
    public List<Member> members(Person person) {
        List<Identity> members = identities.find(person.compartments());
        List<Registration> registrations =
                members.stream().map(Identity::registration).toList();
        Map<Long, LinkStore.Link> current = links.links(person.compartments());
        var why = new HashMap<Long, Explanation>();
        var bonds = new HashMap<Long, Partition.Bond>();
        MatchModel model = models.inForce();
        List<Word> said = words.words(person.compartments());
        for (Partition.Cluster cluster : Partition.of(model, registrations, said)) {
            cluster.members().forEach(member -> why.put(member, Sentences.of(cluster, member, said)));
            bonds.putAll(cluster.bonds());
        }
        Map<Long, Identity> byCompartment =
                members.stream().collect(Collectors.toMap(Identity::compartment, Function.identity()));
        var explained = new ArrayList<Member>();
        for (Identity member : members) {
            LinkStore.Link link = current.get(member.compartment());
            if (link != null) {
                Explanation now = why.getOrDefault(member.compartment(), link.explanation());
                Partition.Bond bond = bonds.get(member.compartment());
                Identity with = bond == null ? null : byCompartment.get(bond.with());
                Explanation whole =
                        bond == null || with == null || bond.judgement().isEmpty()
                                ? now
                                : changeable(now, model, member, with);
                explained.add(new Member(member, link.since(), link.decidedBy(), whole, with));
            }
        }
        explained.sort(Comparator.comparingLong(member -> member.identity().home()));
        return List.copyOf(explained);
    }

    /**
     * The pairs that wait for a steward, strongest evidence first.
     *
     * @param institution only those with a registration of this one; null for all
     * @param after the {@link PossibleLink#place} of the last one seen; null from the beginning
     * @param most at most so many, and {@value #POSSIBLE_MOST}
     * @throws Problem {@code person.place-unreadable}
     */
    public List<PossibleLink> possible(@Nullable String institution, @Nullable String after, int most) {
        LinkStore.Waiting last = after == null ? LinkStore.Waiting.NONE : place(after);
        int count = Math.clamp(most, 1, POSSIBLE_MOST);
        return possible(
                institution == null
                        ? links.possible(last, count)
                        : stewardship.store().possible(institution, last, count));
    }

    /** All that wait, at most {@value #POSSIBLE_MOST}. */
    public List<PossibleLink> possible() {
        return possible(null, null, POSSIBLE_MOST);
    }

    private static LinkStore.Waiting place(String written) {
        try {
            String[] parts = written.split("_", -1);
            return new LinkStore.Waiting(
                    new LinkStore.Pair(Long.parseLong(parts[1]), Long.parseLong(parts[2])),
                    Double.longBitsToDouble(Long.parseLong(parts[0])));
        } catch (NumberFormatException | ArrayIndexOutOfBoundsException unreadable) {
            throw new Problem(
                    Problem.Kind.INVALID,
                    "person.place-unreadable",
                    "There is no such place in the queue.",
                    "A place is what the answer before said in next.",
                    "Load the queue from its beginning.");
        }
    }

    private List<PossibleLink> possible(List<LinkStore.Waiting> waiting) {
        Map<Long, Identity> found = identities(waiting.stream()
                .flatMap(each -> Stream.of(each.pair().a(), each.pair().b())));
        MatchModel model = models.inForce();
        var possible = new ArrayList<PossibleLink>();
        for (LinkStore.Waiting each : waiting) {
            Identity a = found.get(each.pair().a());
            Identity b = found.get(each.pair().b());
            if (a != null && b != null) {
                Judgement judgement = model.judge(a.registration(), b.registration());
                String place = Double.doubleToLongBits(each.bits()) + "_"
                        + each.pair().a() + "_" + each.pair().b();
                possible.add(new PossibleLink(
                        place, a, b, judgement.bits(), changeable(judgement.explanation(), model, a, b)));
            }
        }
        return List.copyOf(possible);
    }

    /** The same, with what would have changed it. */
    private static Explanation changeable(Explanation why, MatchModel model, Identity one, Identity other) {
        List<Explanation.Reason> facts = Stream.concat(
                        why.facts().stream(), model.wouldChange(one.registration(), other.registration()).stream())
                .toList();
        return new Explanation(why.decided(), why.rule(), why.sentence(), facts);
    }

    /** What was decided, newest first, at most {@value #DECISIONS_MOST}; what was undone stays in the list. */
    public List<StewardDecision> decisions() {
        return decisions(words.decisions(DECISIONS_MOST));
    }

    /**
     * Merges by institutions that contradict what they registered and that no steward confirmed, newest first, at most
     * {@value #DECISIONS_MOST}.
     */
    public List<StewardDecision> doubted() {
        return decisions(words.doubted(DECISIONS_MOST));
    }

    /** What was decided about the registrations of a person, newest first, at most {@value #DECISIONS_MOST}; what was undone too. */
    public List<StewardDecision> decisionsAbout(Person person) {
        return decisions(words.about(person.compartments(), DECISIONS_MOST));
    }

    /** What the registrations of a person belonged to, newest first, at most 500. */
    public List<LinkPeriod> periods(Person person) {
        return stewardship.store().periods(person.compartments());
    }

    /** Changes of links after a place, oldest first. */
    public List<LinkChange> changes(long after, int most) {
        return stewardship.store().changes(after, most);
    }

    /** From whom each of some changes parted its registration, by the place of the change. */
    Map<Long, Set<Long>> parted(Collection<LinkChange> changes) {
        return stewardship
                .partings()
                .parted(changes.stream().map(LinkChange::place).toList());
    }

    /** Who was parted from whom, the newest first, below a number. */
    public List<Parting> partings(long below, int most) {
        return stewardship.partings().partings(below, most);
    }

    /** The same, the oldest first, above a number: whoever keeps the last number misses none. */
    public List<Parting> partingsAfter(long number, int most) {
        return stewardship.partings().partingsAfter(number, most);
    }

    /** How good the registrations are, by institution; what costs to be counted is counted every ten minutes. */
    public IndexQuality quality() {
        return stewardship.quality();
    }

    private List<StewardDecision> decisions(List<WordStore.Made> made) {
        Map<Long, Identity> found = identities(made.stream().flatMap(decision -> decision.about().stream()));
        return made.stream()
                .map(decision -> new StewardDecision(
                        decision.number(),
                        decision.kind(),
                        decision.about().stream()
                                .map(found::get)
                                .filter(Objects::nonNull)
                                .toList(),
                        decision.steward(),
                        decision.reason(),
                        decision.at(),
                        decision.overAt(),
                        decision.overBy(),
                        decision.overReason(),
                        decision.doubted()))
                .toList();
    }

    /** What the institution sent of a registration and the comparison passed over, with the reason. */
    List<PassedOver> passedOver(Identity identity) {
        return store.read("Patient", identity.patient(), Scope.everything())
                .map(fact -> PassedOver.in(fact.tree()))
                .orElse(List.of());
    }

    private Map<Long, Identity> identities(Stream<Long> compartments) {
        Map<Long, Identity> found = new LinkedHashMap<>();
        identities
                .find(compartments.collect(Collectors.toCollection(TreeSet::new)))
                .forEach(identity -> found.put(identity.compartment(), identity));
        return found;
    }

    /** Registrations under an identity number, a phone or another document's number, at most 100, earliest first. */
    public List<Identity> search(String number) {
        return number.isBlank() ? List.of() : identities.search(number);
    }

    /**
     * The registrations that a steward looks for, those of one person together: whatever has the number, or a name that is this one or
     * near it with a birth date that is this one or near it, best first. Where both are given, both must hold.
     *
     * @param number an identity number, a phone or another document's number; empty for none
     * @return one more than {@value #SOUGHT_MOST} where there are more
     * @throws Problem {@code person.search-too-little}
     */
    List<Identity> sought(String name, @Nullable LocalDate birthDate, String number) {
        boolean described = !name.isBlank() && birthDate != null;
        if (number.isBlank() && !described) {
            throw new Problem(
                    Problem.Kind.INVALID,
                    "person.search-too-little",
                    "What is told does not suffice to look for somebody.",
                    "A name alone, or a birth date alone, is many people's.",
                    "Tell a number, or name and whole birth date.");
        }
        ObjectNode patient = JsonNodeFactory.instance.objectNode();
        patient.withArray("name").addObject().put("text", name);
        if (birthDate != null) {
            patient.put("birthDate", birthDate.toString());
        }
        Registration asked = reader.read(0, "", patient, null, clock.instant()).registration();
        return number.isBlank()
                ? matching.like(asked, SOUGHT_MOST + 1)
                : search(number).stream()
                        .filter(found -> MatchModel.alike(asked, found.registration()))
                        .limit(SOUGHT_MOST + 1L)
                        .toList();
    }

    /**
     * The registrations that may be of somebody who is not registered, surest first; at most some hundred.
     *
     * @param patient a FHIR Patient with whatever is known
     * @throws Problem {@code person.traits-missing}
     */
    public List<MatchCandidate> match(ObjectNode patient) {
        return matching.match(reader.read(0, "", patient, null, clock.instant()));
    }

    /** Whether a patient's number was seen under this identifier system. */
    public boolean knowsDomain(String system) {
        return domains.known(system);
    }

    // -- deciding

    /** See {@link Decisions#link}. */
    public Person link(long a, long b, String steward, String reason) {
        decisions.link(a, b, steward, reason);
        return of(a);
    }

    /** See {@link Decisions#unlink}. */
    public Person unlink(long compartment, String steward, String reason) {
        decisions.unlink(compartment, steward, reason);
        return of(compartment);
    }

    /** See {@link Decisions#differ}. */
    public void differ(long a, long b, String steward, String reason) {
        decisions.differ(a, b, steward, reason);
    }

    /** See {@link Decisions#undo}. */
    public void undo(long decision, String steward, String reason) {
        decisions.undo(decision, steward, reason);
    }

    /** Waits until the index has read all that is committed now; false after the limit. */
    public boolean awaitCaughtUp(Duration limit) {
        return feed.awaitCaughtUp(READER, limit);
    }

    static Problem unknown() {
        return new Problem(
                Problem.Kind.NOT_FOUND,
                "person.not-registered",
                "The person index knows no such patient.",
                "It reads patients from the feed, usually within a second.",
                "Check the id, or try again in a moment.");
    }
}
