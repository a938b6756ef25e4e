package org.tongmai.person;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.tongmai.kernel.Explanation;
import org.tongmai.kernel.Problem;
import org.tongmai.person.match.MatchModel;
import org.tongmai.person.match.Partition;
import org.tongmai.person.match.Registration;
import org.tongmai.person.match.Word;
import org.tongmai.store.Fact;
import org.tongmai.store.Feed;
import org.tongmai.store.Json;
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
    private static final int REASON_MOST = 500;

    private final IdentityStore identities;
    private final LinkStore links;
    private final PersonIndex index;
    private final PatientReader reader;
    private final Store store;
    private final Feed feed;
    private final ModelStore models;
    private final IndexChange change;
    private final Clock clock;
    private final Matching matching;
    private final Replacements replacements;
    private final Stewardship stewardship;
    private final PatientDomains domains;

    Persons(
            IdentityStore identities,
            LinkStore links,
            ModelStore models,
            PersonIndex index,
            Matching matching,
            Replacements replacements,
            Stewardship stewardship,
            PatientDomains domains,
            Store store,
            IndexChange change,
            Clock clock) {
        this.identities = identities;
        this.links = links;
        this.models = models;
        this.index = index;
        this.matching = matching;
        this.replacements = replacements;
        this.stewardship = stewardship;
        this.domains = domains;
        this.reader = new PatientReader(clock);
        this.store = store;
        this.feed = store.feed();
        this.change = change;
        this.clock = clock;
    }

    /** Begins to read the feed. */
    public void start() {
        feed.register(READER, Set.of("Patient"), this::take);
    }

    // -- asking

    /** The person of a source patient; the source patient alone where the index has not read it yet. */
    public Person of(long compartment) {
        LinkStore.Link link = links.links(List.of(compartment)).get(compartment);
        return link == null
                ? new Person(Person.UNREGISTERED, Set.of(compartment))
                : new Person(link.person(), members(link.person()));
    }

    /** Of several source patients all source patients of the same person, itself included; two queries however many they are. */
    public Map<Long, Set<Long>> together(Collection<Long> compartments) {
        Map<Long, LinkStore.Link> known = links.links(compartments);
        var members = new HashMap<Long, Set<Long>>();
        Set<Long> persons = known.values().stream().map(LinkStore.Link::person).collect(Collectors.toSet());
        links.ofPersons(persons)
                .forEach(link -> members.computeIfAbsent(link.person(), person -> new HashSet<>())
                        .add(link.compartment()));
        var out = new HashMap<Long, Set<Long>>();
        for (Long compartment : compartments) {
            LinkStore.Link link = known.get(compartment);
            out.put(
                    compartment,
                    link == null ? Set.of(compartment) : members.getOrDefault(link.person(), Set.of(compartment)));
        }
        return out;
    }

    /** The numbers of the persons of several source patients; those that the index has not read are left out. */
    public Map<Long, Long> numbers(Collection<Long> compartments) {
        var out = new HashMap<Long, Long>();
        links.links(compartments).forEach((compartment, link) -> out.put(compartment, link.person()));
        return out;
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

    /** The source patients of a person, addressed as {@link #find}; empty for a number never given. */
    public Set<Long> compartments(long person) {
        return find(person).map(Person::compartments).orElse(Set.of());
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

    /** Why a source patient stands where it stands. */
    public Explanation explain(long compartment) {
        return members(of(compartment)).stream()
                .filter(member -> member.identity().compartment() == compartment)
                .map(Member::explanation)
                .findFirst()
                .orElseThrow(Persons::unknown);
    }

    /** What a source patient belonged to, earliest first, each as it was explained then. */
    public List<Explanation> history(long compartment) {
        return links.history(compartment).stream()
                .map(LinkStore.Link::explanation)
                .toList();
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

    /**
     * Registrations by name, its sound, identity number, phone or local number, at most 100, earliest first.
     *
     * @param institution only this institution's own registrations; null for all
     */
    public List<Identity> search(String text, @Nullable String institution) {
        return text.isBlank() ? List.of() : identities.search(text.trim(), institution);
    }

    /**
     * The registrations that may be of somebody who is not registered, surest first; at most some hundred.
     *
     * @param patient a FHIR Patient with whatever is known
     * @throws Problem {@code person.traits-missing}
     */
    public List<MatchCandidate> match(ObjectNode patient) {
        return matching.match(reader.read(0, "", Json.bytes(patient), null, clock.instant()));
    }

    /** Whether a patient's number was seen under this identifier system. */
    public boolean knowsDomain(String system) {
        return domains.known(system);
    }

    // -- deciding

    /**
     * A steward says that two source patients are one person. Earlier words between the two persons that said otherwise are
     * withdrawn; where that alone brings the two together again, everything is as it was before those words.
     *
     * @throws Problem {@code person.not-registered}, {@code person.same-source-patient}, {@code person.reason-missing}
     */
    public Person link(long a, long b, String steward, String reason) {
        demand(a, b, reason);
        change.make(() -> {
            Instant at = clock.instant();
            Set<Long> left = of(a).compartments();
            Set<Long> right = of(b).compartments();
            int withdrawn = links.withdraw(left, right, false, steward, at);
            if (withdrawn == 0 || !index.cluster(a).contains(b)) {
                links.withdraw(List.of(a), List.of(b), true, steward, at);
                links.addWord(a, b, true, steward, reason, at);
            }
            return index.relink(union(left, right), steward);
        });
        return of(a);
    }

    /**
     * A steward says that a source patient is not of the person it stands with. Where only stewards' words held it there, they
     * are withdrawn and what was before comes back; else it stands apart from each of the others. Either way it is remembered
     * until a steward links it again.
     *
     * @throws Problem {@code person.not-registered}, {@code person.alone}, {@code person.reason-missing}
     */
    public Person unlink(long compartment, String steward, String reason) {
        demand(reason);
        Set<Long> members = of(compartment).compartments();
        if (members.size() < 2) {
            throw new Problem(
                    Problem.Kind.CONFLICT,
                    "person.alone",
                    "The registration stands alone.",
                    "Only a registration that stands with others can be parted from them.",
                    "Look at the person again: somebody may have parted it already.");
        }
        change.make(() -> {
            links.withdraw(List.of(compartment), members, true, steward, clock.instant());
            Set<Long> held = index.cluster(compartment);
            Set<Long> others = difference(members, held.containsAll(members) ? Set.of(compartment) : held);
            return part(compartment, others, members, steward, reason);
        });
        return of(compartment);
    }

    /**
     * A steward says that two source patients are two persons; the pair is not asked about again.
     *
     * @throws Problem {@code person.not-registered}, {@code person.same-source-patient}, {@code person.reason-missing}
     */
    public void differ(long a, long b, String steward, String reason) {
        demand(a, b, reason);
        if (of(a).compartments().contains(b)) {
            unlink(a, steward, reason);
        } else {
            change.make(() -> part(a, Set.of(b), Set.of(a, b), steward, reason));
        }
    }

    /**
     * A steward takes one word back: the two stand again as the model and the other words have it.
     *
     * @throws Problem {@code person.decision-over}
     */
    public void undo(long place, String steward) {
        change.make(() -> {
            LinkStore.Pair pair =
                    links.withdraw(place, steward, clock.instant()).orElseThrow(Persons::over);
            return index.relink(union(of(pair.a()).compartments(), of(pair.b()).compartments()), steward);
        });
    }

    /** Waits until the index has read all that is committed now; false after the limit. */
    public boolean awaitCaughtUp(Duration limit) {
        return feed.awaitCaughtUp(READER, limit);
    }

    private PersonsChanged part(long compartment, Set<Long> others, Set<Long> touched, String steward, String reason) {
        for (Long other : new TreeSet<>(others)) {
            links.addWord(compartment, other, false, steward, reason, clock.instant());
        }
        return index.relink(touched, steward);
    }

    /** Takes a batch of the feed in; of several versions of a patient the last counts. */
    void take(List<Fact> facts) {
        var last = new LinkedHashMap<Long, Fact>();
        for (Fact fact : facts) {
            if (fact.type().equals("Patient")) {
                last.remove(fact.key().compartment());
                last.put(fact.key().compartment(), fact);
            }
        }
        Map<Long, String> sources = store.sources(last.keySet());
        List<Identity> written = last.values().stream()
                .filter(fact -> !fact.deleted())
                .map(fact -> reader.read(fact, sources.get(fact.key().compartment())))
                .toList();
        Set<Long> removed = last.values().stream()
                .filter(Fact::deleted)
                .map(fact -> fact.key().compartment())
                .collect(Collectors.toSet());
        change.make(() -> {
            stewardship.take(written, removed, last);
            domains.learn(last.values());
            PersonsChanged changed = index.apply(written, removed);
            return relink(replacements.apply(last.values(), sources, clock.instant()), changed);
        });
    }

    /** By the words that institutions gave or took back about their own registrations. */
    private PersonsChanged relink(Map<String, Set<Long>> said, PersonsChanged before) {
        var persons = new TreeSet<>(before.persons());
        var compartments = new TreeSet<>(before.compartments());
        said.forEach((institution, about) -> {
            PersonsChanged changed = index.relink(about, Replacements.INSTITUTION + institution);
            persons.addAll(changed.persons());
            compartments.addAll(changed.compartments());
        });
        return new PersonsChanged(persons, compartments, before.at());
    }

    private Set<Long> members(long person) {
        return links.ofPersons(List.of(person)).stream()
                .map(LinkStore.Link::compartment)
                .collect(Collectors.toSet());
    }

    private void demand(long a, long b, String reason) {
        demand(reason);
        if (a == b) {
            throw new Problem(
                    Problem.Kind.UNPROCESSABLE,
                    "person.same-source-patient",
                    "Both sides are the same registration.",
                    "A word is about two registrations.",
                    "Name two different patients.");
        }
        if (identities.known(List.of(a, b)).size() < 2) {
            throw unknown();
        }
    }

    private static void demand(String reason) {
        if (reason.isBlank() || reason.length() > REASON_MOST) {
            throw new Problem(
                    Problem.Kind.UNPROCESSABLE,
                    "person.reason-missing",
                    "A reason of 1 to " + REASON_MOST + " characters is missing.",
                    "A steward's word stands in the history of a person for good.",
                    "Say why.");
        }
    }

    static Problem unknown() {
        return new Problem(
                Problem.Kind.NOT_FOUND,
                "person.not-registered",
                "The person index knows no such patient.",
                "It reads patients from the feed, usually within a second.",
                "Check the id, or try again in a moment.");
    }

    private static Problem over() {
        return new Problem(
                Problem.Kind.CONFLICT,
                "person.decision-over",
                "There is no such decision in force.",
                "A decision is taken back once; a later decision about the same two takes it back too.",
                "Load the list again.");
    }

    private static Set<Long> union(Set<Long> left, Set<Long> right) {
        var union = new TreeSet<>(left);
        union.addAll(right);
        return union;
    }

    private static Set<Long> difference(Set<Long> whole, Set<Long> part) {
        var difference = new TreeSet<>(whole);
        difference.removeAll(part);
        return difference;
    }
}
