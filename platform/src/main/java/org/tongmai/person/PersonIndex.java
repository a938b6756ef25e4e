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
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tongmai.kernel.Explanation;
import org.tongmai.person.match.BlockingKeys;
import org.tongmai.person.match.Judgement;
import org.tongmai.person.match.MatchModel;
import org.tongmai.person.match.Partition;
import org.tongmai.person.match.Registration;

/**
 * Keeps the links what {@link Partition} makes of all registrations and words, by looking again only at what a change can
 * touch. Each method runs inside a transaction that holds {@link LinkStore#lock}.
 */
final class PersonIndex {

    static final String MODEL = "model";

    private static final Logger LOG = LoggerFactory.getLogger(PersonIndex.class);

    private final IdentityStore identities;
    private final LinkStore links;
    private final Clock clock;

    PersonIndex(IdentityStore identities, LinkStore links, Clock clock) {
        this.identities = identities;
        this.links = links;
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
        identities.write(changed);
        identities.remove(gone);
        var dirty = new TreeSet<Long>(gone);
        changed.forEach(identity -> dirty.add(identity.compartment()));
        dirty.addAll(block(changed, dirty));
        dirty.addAll(countNames(changed, gone, known));
        return relink(rejudge(dirty), MODEL);
    }

    /**
     * Forms the persons anew around some source patients and writes down what changed.
     *
     * @param decidedBy the account of the steward whose word caused it, or {@link #MODEL}
     */
    PersonsChanged relink(Collection<Long> seeds, String decidedBy) {
        var open = new TreeSet<Long>(seeds);
        Map<Long, LinkStore.Link> before = links.links(open);
        links.ofPersons(before.values().stream()
                        .map(LinkStore.Link::person)
                        .distinct()
                        .toList())
                .forEach(link -> open.add(link.compartment()));
        var wanted = new LinkedHashMap<Long, LinkStore.Link>();
        var seen = new HashSet<Long>();
        for (Long seed : open) {
            if (!seen.contains(seed)) {
                Set<Long> component = links.component(seed, Partition.SIZE_MOST);
                seen.addAll(component);
                wanted.putAll(persons(component));
            }
        }
        return write(seen, wanted, decidedBy);
    }

    /** Those with whom a source patient would stand by the words in force and the model; not written down. */
    Set<Long> cluster(long compartment) {
        Set<Long> component = links.component(compartment, Partition.SIZE_MOST);
        List<Registration> registrations = List.copyOf(registrations(component).values());
        return Partition.of(registrations, links.words(component)).stream()
                .map(Partition.Cluster::members)
                .filter(members -> members.contains(compartment))
                .findFirst()
                .orElse(Set.of(compartment));
    }

    /** Brings the blocking keys up to date; returns those whose block just came within or beyond the bound. */
    private List<Long> block(List<Identity> changed, Set<Long> dirty) {
        Map<Long, Set<Long>> old = identities.keys(dirty);
        var removeKeys = new ArrayList<Long>();
        var removeFrom = new ArrayList<Long>();
        var addKeys = new ArrayList<Long>();
        var addTo = new ArrayList<Long>();
        Map<Long, Set<Long>> fresh = new HashMap<>();
        changed.forEach(identity -> fresh.put(identity.compartment(), BlockingKeys.of(identity.registration())));
        for (Long compartment : dirty) {
            Set<Long> mine = old.getOrDefault(compartment, Set.of());
            Set<Long> next = fresh.getOrDefault(compartment, Set.of());
            mine.stream().filter(key -> !next.contains(key)).forEach(key -> {
                removeKeys.add(key);
                removeFrom.add(compartment);
            });
            next.stream().filter(key -> !mine.contains(key)).forEach(key -> {
                addKeys.add(key);
                addTo.add(compartment);
            });
        }
        var keys = new TreeSet<Long>(removeKeys);
        keys.addAll(addKeys);
        Set<Long> usableBefore = identities.usable(keys);
        identities.removeKeys(removeKeys, removeFrom);
        identities.addKeys(addKeys, addTo);
        Set<Long> usableAfter = identities.usable(keys);
        keys.removeIf(key -> usableBefore.contains(key) == usableAfter.contains(key));
        return keys.isEmpty() ? List.of() : identities.members(keys);
    }

    /** Brings the holders of names up to date; returns the holders of those whose weight changed. */
    private List<Long> countNames(List<Identity> changed, List<Long> gone, Map<Long, IdentityStore.Known> known) {
        var changes = new HashMap<String, Long>();
        for (Identity identity : changed) {
            changes.merge(IdentityStore.nameKey(identity), 1L, Long::sum);
            IdentityStore.Known before = known.get(identity.compartment());
            if (before != null) {
                changes.merge(before.nameKey(), -1L, Long::sum);
            }
        }
        for (Long compartment : gone) {
            IdentityStore.Known before = known.get(compartment);
            if (before != null) {
                changes.merge(before.nameKey(), -1L, Long::sum);
            }
        }
        changes.remove("");
        changes.values().removeIf(change -> change == 0);
        Set<String> names = changes.isEmpty() ? Set.of() : identities.count(changes);
        return names.isEmpty() ? List.of() : identities.holders(names);
    }

    /** Judges these against all who share a usable key; returns everybody whose judgements may have changed. */
    private Set<Long> rejudge(Set<Long> dirty) {
        var keys = new HashSet<Long>();
        identities.keys(dirty).values().forEach(keys::addAll);
        List<LinkStore.Pair> candidates = identities.candidates(dirty, identities.usable(keys));
        var needed = new HashSet<Long>();
        candidates.forEach(pair -> {
            needed.add(pair.a());
            needed.add(pair.b());
        });
        Map<Long, Registration> registrations = registrations(needed);
        var judgements = new LinkedHashMap<LinkStore.Pair, Judgement>();
        for (LinkStore.Pair pair : candidates) {
            Registration one = registrations.get(pair.a());
            Registration other = registrations.get(pair.b());
            if (one != null && other != null) {
                Judgement judgement = MatchModel.judge(one, other);
                if (judgement.verdict() != Judgement.Verdict.DIFFERENT) {
                    judgements.put(pair, judgement);
                }
            }
        }
        Set<Long> touched = links.removePairs(dirty);
        touched.addAll(dirty);
        judgements.keySet().forEach(pair -> {
            touched.add(pair.a());
            touched.add(pair.b());
        });
        links.addPairs(judgements);
        return touched;
    }

    private Map<Long, LinkStore.Link> persons(Set<Long> component) {
        List<Identity> members = identities.find(component);
        if (members.size() > Partition.SIZE_MOST) {
            LOG.warn(
                    "More than {} registrations are bound together; their links stay as they are.",
                    Partition.SIZE_MOST);
            return links.links(component);
        }
        var homes = new HashMap<Long, Long>();
        members.forEach(member -> homes.put(member.compartment(), member.home()));
        var wanted = new HashMap<Long, LinkStore.Link>();
        List<Registration> registrations =
                members.stream().map(Identity::registration).toList();
        for (Partition.Cluster cluster : Partition.of(registrations, links.words(component))) {
            long person = cluster.members().stream()
                    .mapToLong(member -> homes.getOrDefault(member, Long.MAX_VALUE))
                    .min()
                    .orElseThrow();
            for (Long member : cluster.members()) {
                Explanation why = Sentences.of(cluster, member);
                wanted.put(member, new LinkStore.Link(member, person, Instant.EPOCH, MODEL, why));
            }
        }
        return wanted;
    }

    private PersonsChanged write(Set<Long> seen, Map<Long, LinkStore.Link> wanted, String decidedBy) {
        Map<Long, LinkStore.Link> before = links.links(seen);
        var ended = new ArrayList<Long>();
        var begun = new ArrayList<LinkStore.Link>();
        var persons = new TreeSet<Long>();
        for (Long compartment : seen) {
            LinkStore.Link old = before.get(compartment);
            LinkStore.Link now = wanted.get(compartment);
            if (old != null && (now == null || now.person() != old.person())) {
                ended.add(compartment);
                persons.add(old.person());
            }
            if (now != null && (old == null || now.person() != old.person())) {
                begun.add(now);
                persons.add(now.person());
            }
        }
        Instant at = clock.instant();
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

    Map<Long, Registration> registrations(Collection<Long> compartments) {
        var registrations = new HashMap<Long, Registration>();
        identities
                .find(compartments)
                .forEach(identity -> registrations.put(identity.compartment(), identity.registration()));
        return registrations;
    }

    private static boolean changed(Identity identity, IdentityStore.@Nullable Known known) {
        return known == null || known.digest() != identity.registration().order();
    }
}
