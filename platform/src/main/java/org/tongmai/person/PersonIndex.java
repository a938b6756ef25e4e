package org.tongmai.person;

import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tongmai.kernel.Explanation;
import org.tongmai.person.match.BlockingKeys;
import org.tongmai.person.match.Judgement;
import org.tongmai.person.match.MatchModel;
import org.tongmai.person.match.Partition;
import org.tongmai.person.match.Registration;
import org.tongmai.person.match.Word;

/**
 * Keeps the links what {@link Partition} makes of all registrations and words, by looking again only at what a change can
 * touch; where that is a crowd, at some of it at a time, until all are settled. Each method runs inside a transaction that holds {@link LinkStore#lock}.
 */
final class PersonIndex {

    static final String MODEL = "model";

    private static final Logger LOG = LoggerFactory.getLogger(PersonIndex.class);

    private final IdentityStore identities;
    private final LinkStore links;
    private final WordStore words;
    private final PartingStore partings;
    private final ModelStore models;
    private final QualityStore quality;
    private final Clock clock;

    PersonIndex(
            IdentityStore identities,
            LinkStore links,
            WordStore words,
            PartingStore partings,
            ModelStore models,
            QualityStore quality,
            Clock clock) {
        this.identities = identities;
        this.links = links;
        this.words = words;
        this.partings = partings;
        this.models = models;
        this.quality = quality;
        this.clock = clock;
    }

    /**
     * Takes registrations in.
     *
     * @param written new and changed ones, one per source patient, in the order in which they came
     * @param removed source patients whose registration was deleted
     */
    PersonsChanged apply(List<Identity> written, Collection<Long> removed) {
        var touched = new TreeSet<Long>(removed);
        written.forEach(identity -> touched.add(identity.compartment()));
        Map<Long, IdentityStore.Known> known = identities.known(touched);
        List<Identity> changed = written.stream()
                .filter(identity -> changed(identity, known.get(identity.compartment())))
                .toList();
        List<Long> gone = removed.stream().filter(known::containsKey).toList();
        if (changed.isEmpty() && gone.isEmpty()) {
            return PersonsChanged.none(clock.instant());
        }
        return take(changed, gone, known);
    }

    private PersonsChanged take(List<Identity> changed, List<Long> gone, Map<Long, IdentityStore.Known> known) {
        var keys = new HashMap<Long, Set<Long>>();
        changed.forEach(identity -> keys.put(identity.compartment(), BlockingKeys.of(identity.registration())));
        quality.count(
                known(changed, gone, known).map(IdentityStore.Known::lacking).toList(),
                changed.stream().map(IdentityStore.Lacking::of).toList());
        Map<String, Long> changes = nameChanges(changed, gone, known);
        Map<String, Long> holders = identities.count(changes);
        Map<Boolean, List<Identity>> fresh = changed.stream()
                .collect(Collectors.partitioningBy(identity -> !known.containsKey(identity.compartment())));
        Map<Long, Long> homes = identities.insert(fresh.getOrDefault(true, List.of()), keys);
        identities.update(fresh.getOrDefault(false, List.of()), keys);
        identities.remove(gone, clock.instant());
        var dirty = new TreeSet<Long>(gone);
        dirty.addAll(keys.keySet());
        var blocks = new Blocks(identities);
        unsettle(blocks.change(keys, gone, known), otherwiseNamed(changes, holders));
        var read = new Read();
        fresh.getOrDefault(true, List.of()).forEach(identity -> read.written(identity, homes, holders));
        return relink(rejudge(dirty, homes.keySet(), blocks, read), MODEL, read);
    }

    /** Judges some source patients anew by the rules and the model in force. */
    PersonsChanged assess(List<Long> compartments) {
        List<Identity> some = identities.find(compartments);
        Map<Long, IdentityStore.Known> known = identities.known(compartments);
        var keys = new HashMap<Long, Set<Long>>();
        some.forEach(identity -> keys.put(identity.compartment(), BlockingKeys.of(identity.registration())));
        List<Identity> otherwiseKeyed = some.stream()
                .filter(identity -> !Objects.equals(keys.get(identity.compartment()), keysOf(known, identity)))
                .toList();
        identities.update(otherwiseKeyed, keys);
        var blocks = new Blocks(identities);
        var dirty = new TreeSet<>(keys.keySet());
        dirty.addAll(blocks.change(keys, List.of(), known));
        var read = new Read();
        return relink(rejudge(dirty, Set.of(), blocks, read), MODEL, read);
    }

    /** Some registrations, each with all who share a usable key with it. */
    void met(List<Long> compartments, BiConsumer<Registration, List<Registration>> taker) {
        var others = new HashMap<Long, List<Long>>();
        new Blocks(identities).candidates(compartments).forEach(pair -> {
            others.computeIfAbsent(pair.a(), none -> new ArrayList<>()).add(pair.b());
            others.computeIfAbsent(pair.b(), none -> new ArrayList<>()).add(pair.a());
        });
        var needed = new HashSet<>(others.keySet());
        needed.addAll(compartments);
        Map<Long, Registration> registrations = registrations(needed);
        for (Long one : compartments) {
            Registration registration = registrations.get(one);
            if (registration != null) {
                taker.accept(
                        registration,
                        others.getOrDefault(one, List.of()).stream()
                                .map(registrations::get)
                                .filter(Objects::nonNull)
                                .toList());
            }
        }
    }

    /**
     * Forms the persons anew around some source patients and writes down what changed.
     *
     * @param decidedBy the account of the steward whose word caused it, or {@link #MODEL}
     */
    PersonsChanged relink(Collection<Long> seeds, String decidedBy) {
        return relink(new Judged(seeds, Set.of(), List.of()), decidedBy, new Read());
    }

    private PersonsChanged relink(Judged judged, String decidedBy, Read read) {
        Map<Long, Long> before = links.around(without(judged.touched(), judged.fresh()));
        var seeds = new TreeSet<>(judged.touched());
        seeds.addAll(before.keySet());
        LinkStore.Bound bound = links.bound(seeds, Partition.SIZE_MOST, judged.fresh(), judged.same());
        Set<Long> seen = bound.components().stream().flatMap(Set::stream).collect(Collectors.toSet());
        before.putAll(links.persons(without(without(seen, before.keySet()), judged.fresh())));
        Map<Long, Identity> members = read.of(seen);
        List<Word> said = words.words(seen);
        var wanted = new HashMap<Long, LinkStore.Link>();
        for (Set<Long> component : bound.components()) {
            if (component.size() > Partition.SIZE_MOST) {
                LOG.warn(
                        "More than {} registrations are bound together; their links stay as they are.",
                        Partition.SIZE_MOST);
                seen.removeAll(component);
            } else {
                persons(read.model, component, members, said, wanted);
            }
        }
        links.leaveOut(leftOutOtherwise(bound.pairs(), wanted));
        before.keySet().retainAll(seen);
        return write(before, seen, wanted, decidedBy);
    }

    private static Map<LinkStore.Pair, Boolean> leftOutOtherwise(
            Map<LinkStore.Pair, Boolean> pairs, Map<Long, LinkStore.Link> wanted) {
        var otherwise = new HashMap<LinkStore.Pair, Boolean>();
        pairs.forEach((pair, leftOut) -> {
            LinkStore.Link one = wanted.get(pair.a());
            LinkStore.Link other = wanted.get(pair.b());
            boolean apart = one != null && other != null && one.person() != other.person();
            if (apart != leftOut) {
                otherwise.put(pair, apart);
            }
        });
        return otherwise;
    }

    private static List<Long> without(Collection<Long> some, Set<Long> others) {
        return some.stream().filter(one -> !others.contains(one)).toList();
    }

    /** Those with whom a source patient would stand by the words in force and the model; not written down. */
    Set<Long> cluster(long compartment) {
        Set<Long> component =
                links.bound(List.of(compartment), Partition.SIZE_MOST, Set.of(), List.of()).components().stream()
                        .filter(members -> members.contains(compartment))
                        .findFirst()
                        .orElse(Set.of());
        List<Registration> registrations = List.copyOf(registrations(component).values());
        return Partition.of(models.inForce(), registrations, words.words(component)).stream()
                .map(Partition.Cluster::members)
                .filter(members -> members.contains(compartment))
                .findFirst()
                .orElse(Set.of(compartment));
    }

    /** How many more or fewer hold each name that has more or fewer holders now. */
    private static Map<String, Long> nameChanges(
            List<Identity> changed, List<Long> gone, Map<Long, IdentityStore.Known> known) {
        var changes = new TreeMap<String, Long>();
        for (Identity identity : changed) {
            changes.merge(IdentityStore.nameKey(identity), 1L, Long::sum);
        }
        known(changed, gone, known).forEach(before -> changes.merge(before.nameKey(), -1L, Long::sum));
        changes.remove("");
        changes.values().removeIf(change -> change == 0);
        return changes;
    }

    /** The names that weigh otherwise now. */
    private static List<String> otherwiseNamed(Map<String, Long> changes, Map<String, Long> holders) {
        return changes.entrySet().stream()
                .filter(change -> {
                    long now = holders.getOrDefault(change.getKey(), 0L);
                    return Registration.weighsOtherwise(change.getKey(), now - change.getValue(), now);
                })
                .map(Map.Entry::getKey)
                .toList();
    }

    /**
     * Leaves a crowd to {@link #settle}: whoever happens to bring the one member too many of a block, or the one bearer too many of a
     * name, does not wait until all of them are judged anew.
     */
    private void unsettle(Set<Long> crossed, List<String> names) {
        if (!crossed.isEmpty()) {
            identities.unsettle(crossed);
        }
        if (!names.isEmpty()) {
            identities.unsettleHolders(names);
        }
    }

    /** Judges some of those anew who were left for later. */
    PersonsChanged settle(int most) {
        List<Long> some = identities.settle(most);
        return some.isEmpty() ? PersonsChanged.none(clock.instant()) : assess(some);
    }

    /** What was known of those that change. */
    private static Stream<IdentityStore.Known> known(
            List<Identity> changed, List<Long> gone, Map<Long, IdentityStore.Known> known) {
        return Stream.concat(changed.stream().map(Identity::compartment), gone.stream())
                .map(known::get)
                .filter(Objects::nonNull);
    }

    /**
     * What was judged.
     *
     * @param touched everybody whose judgements may have changed
     * @param fresh those of them of whom there was none before, nor a link
     * @param same the pairs found to be one person
     */
    private record Judged(Collection<Long> touched, Set<Long> fresh, List<LinkStore.Pair> same) {}

    /** Judges these against all who share a usable key. */
    private Judged rejudge(Set<Long> dirty, Set<Long> fresh, Blocks blocks, Read read) {
        Set<LinkStore.Pair> candidates = blocks.candidates(dirty);
        var needed = new HashSet<Long>();
        candidates.forEach(pair -> {
            needed.add(pair.a());
            needed.add(pair.b());
        });
        Map<Long, Identity> registered = read.of(needed);
        var judgements = new LinkedHashMap<LinkStore.Pair, Judgement>();
        var within = new HashSet<LinkStore.Pair>();
        for (LinkStore.Pair pair : candidates) {
            Identity one = registered.get(pair.a());
            Identity other = registered.get(pair.b());
            if (one != null && other != null) {
                Judgement judgement = read.model.judge(one.registration(), other.registration());
                if (judgement.verdict() != Judgement.Verdict.DIFFERENT) {
                    judgements.put(pair, judgement);
                    if (one.institution() != null && one.institution().equals(other.institution())) {
                        within.add(pair);
                    }
                }
            }
        }
        Set<Long> touched = links.removePairs(without(dirty, fresh));
        touched.addAll(dirty);
        var same = new ArrayList<LinkStore.Pair>();
        judgements.forEach((pair, judgement) -> {
            touched.add(pair.a());
            touched.add(pair.b());
            if (judgement.verdict() == Judgement.Verdict.SAME) {
                same.add(pair);
            }
        });
        links.addPairs(judgements, within);
        return new Judged(touched, fresh, same);
    }

    private static void persons(
            MatchModel model,
            Set<Long> component,
            Map<Long, Identity> known,
            List<Word> words,
            Map<Long, LinkStore.Link> wanted) {
        Map<Long, Identity> members = component.stream()
                .map(known::get)
                .filter(Objects::nonNull)
                .collect(Collectors.toMap(Identity::compartment, Function.identity()));
        List<Registration> registrations =
                members.values().stream().map(Identity::registration).toList();
        for (Partition.Cluster cluster : Partition.of(model, registrations, words)) {
            long person = cluster.members().stream()
                    .map(members::get)
                    .mapToLong(member -> member == null ? Long.MAX_VALUE : member.home())
                    .min()
                    .orElseThrow();
            for (Long member : cluster.members()) {
                Explanation why = Sentences.of(cluster, member, words);
                wanted.put(member, new LinkStore.Link(member, person, Instant.EPOCH, MODEL, why));
            }
        }
    }

    private PersonsChanged write(
            Map<Long, Long> before, Set<Long> seen, Map<Long, LinkStore.Link> wanted, String decidedBy) {
        var ended = new ArrayList<Long>();
        var begun = new ArrayList<LinkStore.Link>();
        var persons = new TreeSet<Long>();
        for (Long compartment : seen) {
            Long old = before.get(compartment);
            LinkStore.Link now = wanted.get(compartment);
            if (old != null && (now == null || now.person() != old)) {
                ended.add(compartment);
                persons.add(old);
            }
            if (now != null && (old == null || now.person() != old)) {
                begun.add(now);
                persons.add(now.person());
            }
        }
        Instant at = clock.instant();
        partings.write(before, persons(wanted), decidedBy, at);
        if (!ended.isEmpty()) {
            links.endLinks(ended, at);
        }
        if (!begun.isEmpty()) {
            links.addLinks(begun, decidedBy, at);
        }
        var compartments = new TreeSet<Long>(ended);
        begun.forEach(link -> compartments.add(link.compartment()));
        return new PersonsChanged(persons, compartments, at);
    }

    private static Map<Long, Long> persons(Map<Long, LinkStore.Link> links) {
        return links.values().stream().collect(Collectors.toMap(LinkStore.Link::compartment, LinkStore.Link::person));
    }

    Map<Long, Registration> registrations(Collection<Long> compartments) {
        return identities.find(compartments).stream()
                .map(Identity::registration)
                .collect(Collectors.toMap(Registration::compartment, Function.identity()));
    }

    private static @Nullable Set<Long> keysOf(Map<Long, IdentityStore.Known> known, Identity identity) {
        IdentityStore.Known one = known.get(identity.compartment());
        return one == null ? null : one.keys();
    }

    private static boolean changed(Identity identity, IdentityStore.@Nullable Known known) {
        return known == null || known.digest() != identity.registration().order();
    }

    /** What one change of the index has read: the model in force, and registrations, each once. */
    private final class Read {
        private final MatchModel model = models.inForce();
        private final Map<Long, Identity> registrations = new HashMap<>();

        /** One that was just written need not be read, if it is known how many hold its name. */
        void written(Identity identity, Map<Long, Long> homes, Map<String, Long> holders) {
            Long home = homes.get(identity.compartment());
            Long held = holders.get(IdentityStore.nameKey(identity));
            if (home != null && held != null) {
                registrations.put(identity.compartment(), identity.written(home, held));
            }
        }

        /** With these, all that were read before. */
        Map<Long, Identity> of(Collection<Long> wanted) {
            List<Long> missing = wanted.stream()
                    .filter(one -> !registrations.containsKey(one))
                    .toList();
            if (!missing.isEmpty()) {
                identities.find(missing).forEach(identity -> registrations.put(identity.compartment(), identity));
            }
            return registrations;
        }
    }
}
