package org.tongmai.person;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.tongmai.kernel.Explanation;
import org.tongmai.kernel.Problem;
import org.tongmai.person.match.MatchModel;
import org.tongmai.person.match.Partition;
import org.tongmai.person.match.Registration;
import org.tongmai.person.match.Word;
import org.tongmai.store.Feed;
import org.tongmai.store.Scope;
import org.tongmai.store.Store;
import tools.jackson.databind.node.ObjectNode;

/**
 * The person index: which source patients are one person, since when, and why. It reads Patient facts from the feed; linking
 * and unlinking move no record. The persons depend on the registrations, the model and the stewards' words only, not on the
 * order in which they came.
 */
public final class Persons {

    /** The name under which the index reads the feed. */
    public static final String READER = "person";

    private static final int POSSIBLE_MOST = 100;
    private static final int DECISIONS_MOST = 200;

    private final IdentityStore identities;
    private final LinkStore links;
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
        feed.register(READER, Set.of("Patient"), patients);
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
     * registration whose number it is. Empty for a number never given.
     */
    public Optional<Person> find(long person) {
        return identities.ofHome(person).map(this::of);
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
        List<Word> words = links.words(person.compartments());
        for (Partition.Cluster cluster : Partition.of(model, registrations, words)) {
            cluster.members().forEach(member -> why.put(member, Sentences.of(cluster, member, words)));
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

    /** The pairs that wait for a steward, strongest evidence first, at most {@value #POSSIBLE_MOST}. */
    public List<PossibleLink> possible() {
        return possible(links.possible(POSSIBLE_MOST));
    }

    /** Those of them with a registration of this institution. */
    public List<PossibleLink> possible(String institution) {
        return possible(stewardship.store().possible(institution, POSSIBLE_MOST));
    }

    private List<PossibleLink> possible(List<LinkStore.Pair> pairs) {
        Map<Long, Identity> found = identities(pairs.stream().flatMap(pair -> Stream.of(pair.a(), pair.b())));
        MatchModel model = models.inForce();
        var possible = new ArrayList<PossibleLink>();
        for (LinkStore.Pair pair : pairs) {
            Identity a = found.get(pair.a());
            Identity b = found.get(pair.b());
            if (a != null && b != null) {
                Explanation why =
                        model.judge(a.registration(), b.registration()).explanation();
                possible.add(new PossibleLink(a, b, changeable(why, model, a, b)));
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

    /** What stewards said, newest first, at most {@value #DECISIONS_MOST}; what was taken back stays in the list. */
    public List<StewardWord> decisions() {
        return words(links.said(DECISIONS_MOST));
    }

    /** What was said about the registrations of a person, newest first, at most 200; what was taken back too. */
    public List<StewardWord> wordsAbout(Person person) {
        return words(stewardship.store().about(person.compartments()));
    }

    /** What the registrations of a person belonged to, newest first, at most 500. */
    public List<LinkPeriod> periods(Person person) {
        return stewardship.store().periods(person.compartments());
    }

    /** Changes of links after a place, oldest first. */
    public List<LinkChange> changes(long after, int most) {
        return stewardship.store().changes(after, most);
    }

    /** How good the registrations are, by institution; what costs to be counted is counted every ten minutes. */
    public IndexQuality quality() {
        return stewardship.quality();
    }

    private List<StewardWord> words(List<LinkStore.Said> said) {
        Map<Long, Identity> found = identities(said.stream().flatMap(word -> Stream.of(word.a(), word.b())));
        var decisions = new ArrayList<StewardWord>();
        for (LinkStore.Said word : said) {
            Identity a = found.get(word.a());
            Identity b = found.get(word.b());
            if (a != null && b != null) {
                decisions.add(new StewardWord(
                        word.place(),
                        a,
                        b,
                        word.same(),
                        word.steward(),
                        word.reason(),
                        word.at(),
                        word.withdrawnAt(),
                        word.withdrawnBy()));
            }
        }
        return List.copyOf(decisions);
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
    public void undo(long place, String steward) {
        decisions.undo(place, steward);
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
