package org.tongmai.surveillance;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.springframework.transaction.support.TransactionOperations;
import org.tongmai.person.LinkChange;
import org.tongmai.person.Persons;
import org.tongmai.surveillance.disease.Disease;
import org.tongmai.surveillance.disease.DiseaseList;

/**
 * Cards of one case. Where the person index learns that two registrations are one person, the earlier card counts (首诊负责) and the
 * other is marked, counts no longer and waits for nobody; where they are parted, or the card that counts is taken away, the other counts
 * again.
 */
final class Duplicates {

    private static final int CHANGES = 500;

    /** Pages of changes in one round. */
    private static final int PAGES = 20;

    /** A card may be written while its person is being linked: it is looked at once it is there, which is this long after it came at most. */
    private static final Duration LATELY = Duration.ofMinutes(10);

    private final CardStore store;
    private final CardEvidence evidence;
    private final CountStore counts;
    private final DiseaseList list;
    private final Persons persons;
    private final TransactionOperations transaction;
    private final Clock clock;

    /** Of what came lately: what was looked at. */
    private volatile Set<CardStore.Came> looked = Set.of();

    Duplicates(
            CardStore store,
            CardEvidence evidence,
            CountStore counts,
            DiseaseList list,
            Persons persons,
            TransactionOperations transaction,
            Clock clock) {
        this.store = store;
        this.evidence = evidence;
        this.counts = counts;
        this.list = list;
        this.persons = persons;
        this.transaction = transaction;
        this.clock = clock;
    }

    /** The source patients of the person whose card it is. */
    static Set<Long> person(Persons persons, ReportCard card) {
        return person(persons, card.compartment());
    }

    /** Those of the person whose source patient this is. */
    static Set<Long> person(Persons persons, long compartment) {
        Set<Long> person = new HashSet<>(persons.of(compartment).compartments());
        person.add(compartment);
        return person;
    }

    /**
     * Looks at what the person index learned since the last round, and at what came since.
     *
     * @return cards that came
     */
    int round() {
        for (int page = 0; page < PAGES; page++) {
            List<LinkChange> changes = persons.changes(store.linksRead(), CHANGES);
            if (changes.isEmpty()) {
                break;
            }
            var concerned = new HashSet<Long>();
            for (LinkChange each : changes) {
                concerned.add(each.compartment());
                Long before = each.before();
                if (before != null) {
                    persons.find(before).ifPresent(person -> concerned.addAll(person.compartments()));
                }
            }
            settle(concerned);
            store.linksRead(changes.getLast().place());
        }
        Set<CardStore.Came> lately = store.lately(clock.instant().minus(LATELY));
        Set<CardStore.Came> fresh = new HashSet<>(lately);
        fresh.removeAll(looked);
        settle(fresh.stream().map(CardStore.Came::compartment).collect(Collectors.toSet()));
        looked = lately;
        return fresh.size();
    }

    private void settle(Set<Long> concerned) {
        if (concerned.isEmpty()) {
            return;
        }
        var compartments = new HashSet<>(concerned);
        persons.together(concerned).values().forEach(compartments::addAll);
        List<ReportCard> cards = store.together(compartments);
        Map<Long, Set<Long>> together = persons.together(
                cards.stream().map(ReportCard::compartment).distinct().toList());
        part(cards, together);
        join(store.together(compartments), together);
    }

    /** What is held to be of the case of somebody else counts again. */
    private void part(List<ReportCard> cards, Map<Long, Set<Long>> together) {
        for (ReportCard each : cards) {
            Long first = each.duplicateOf();
            Optional<ReportCard> counting = first == null ? Optional.empty() : store.find(first);
            if (first != null
                    && counting.filter(card -> card.compartment() == each.compartment()
                                    || together.getOrDefault(each.compartment(), Set.of())
                                            .contains(card.compartment()))
                            .isEmpty()) {
                transaction.executeWithoutResult(status -> store.lock(each.id())
                        .filter(card -> first.equals(card.duplicateOf()))
                        .ifPresent(card -> change(card, card.duplicating(null), "PARTED", clock.instant())));
            }
        }
    }

    private void join(List<ReportCard> cards, Map<Long, Set<Long>> together) {
        Map<String, List<ReportCard>> groups = new TreeMap<>();
        for (ReportCard each : cards) {
            if (each.duplicateOf() == null && each.state() != CardState.HISTORY) {
                long person = Collections.min(together.getOrDefault(each.compartment(), Set.of(each.compartment())));
                groups.computeIfAbsent(person + " " + each.family(), key -> new ArrayList<>())
                        .add(each);
            }
        }
        groups.values().stream().filter(group -> group.size() > 1).forEach(this::join);
    }

    private void join(Collection<ReportCard> group) {
        List<ReportCard> rest = new ArrayList<>(group);
        rest.sort(Comparator.comparing((ReportCard each) -> each.progress().sentAt() == null)
                .thenComparing(each -> each.clock().from())
                .thenComparingLong(ReportCard::id));
        while (rest.size() > 1) {
            ReportCard first = rest.removeFirst();
            Disease disease = list.known(first.disease()).orElseThrow();
            List<ReportCard> same = rest.stream()
                    .filter(each -> disease.sameEpisode(first.onset(), each.onset()))
                    .toList();
            rest.removeAll(same);
            same.forEach(each -> transaction.executeWithoutResult(status -> join(first.id(), each.id())));
        }
    }

    /** Both are locked, the older one first, so that neither stops counting meanwhile; what the other stood for comes along. */
    private void join(long first, long other) {
        ReportCard one = store.lock(Math.min(first, other)).orElseThrow();
        ReportCard two = store.lock(Math.max(first, other)).orElseThrow();
        ReportCard kept = one.id() == first ? one : two;
        ReportCard same = one.id() == first ? two : one;
        if (kept.counts() && same.counts()) {
            Instant now = clock.instant();
            store.duplicates(other).forEach(each -> change(each, each.duplicating(first), "DUPLICATE", now));
            change(same, same.duplicating(first), "DUPLICATE", now);
        }
    }

    /** The card counts no longer: of those in whose place it counted the first one does, for itself and the others. */
    void restore(ReportCard gone, Instant now) {
        List<ReportCard> others = store.duplicates(gone.id());
        for (ReportCard each : others) {
            ReportCard first = others.getFirst();
            change(each, each.duplicating(each.id() == first.id() ? null : first.id()), "PARTED", now);
        }
    }

    private void change(ReportCard before, ReportCard after, String kind, Instant now) {
        Long counting = after.duplicateOf();
        store.update(after);
        evidence.event(after, kind, Who.PLATFORM, counting == null ? "" : String.valueOf(counting), now);
        counts.change(CountStore.cells(before), CountStore.cells(after), now);
    }
}
