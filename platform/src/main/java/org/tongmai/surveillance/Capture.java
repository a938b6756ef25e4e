package org.tongmai.surveillance;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.springframework.transaction.support.TransactionOperations;
import org.tongmai.person.Persons;
import org.tongmai.store.Fact;
import org.tongmai.store.Store;
import org.tongmai.surveillance.capture.Certainty;
import org.tongmai.surveillance.capture.Evidence;
import org.tongmai.surveillance.capture.ReportClock;
import org.tongmai.surveillance.capture.Triggers;
import org.tongmai.surveillance.disease.Disease;
import org.tongmai.surveillance.disease.DiseaseList;
import tools.jackson.databind.JsonNode;

/** Reads the feed and drafts report cards, without anyone typing. Reading again changes nothing. */
final class Capture implements Consumer<List<Fact>> {

    /** Its name among the readers of the feed. */
    static final String READER = "surveillance.capture";

    /** 订正: what is known better is reported within this time. */
    static final Duration CORRECTION = Duration.ofHours(24);

    /** Diseases of a family without stage, type, species or pathogen. */
    private static final Set<String> VAGUE = Set.of("0800", "1903", "2303", "2608");

    private final Store store;
    private final Persons persons;
    private final DiseaseList list;
    private final Triggers triggers;
    private final Drafts drafts;
    private final CardStore cards;
    private final CountStore counts;
    private final TransactionOperations transaction;
    private final Clock clock;

    Capture(
            Store store,
            Persons persons,
            DiseaseList list,
            Drafts drafts,
            CardStore cards,
            CountStore counts,
            TransactionOperations transaction,
            Clock clock) {
        this.store = store;
        this.persons = persons;
        this.list = list;
        this.triggers = new Triggers(list);
        this.drafts = drafts;
        this.cards = cards;
        this.counts = counts;
        this.transaction = transaction;
        this.clock = clock;
    }

    @Override
    public void accept(List<Fact> facts) {
        Set<Long> compartments =
                facts.stream().map(fact -> fact.key().compartment()).collect(Collectors.toSet());
        Map<Long, String> sources = store.sources(compartments);
        for (Fact fact : facts) {
            String institution = sources.get(fact.key().compartment());
            if (institution != null) {
                take(fact, institution);
            }
        }
    }

    private void take(Fact fact, String institution) {
        if (fact.deleted()) {
            transaction.executeWithoutResult(status -> {
                supported(fact, List.of(), Set.of());
                if (fact.type().equals("Encounter")) {
                    counts.gone(fact.key().compartment(), fact.id(), clock.instant());
                }
            });
            return;
        }
        JsonNode resource = fact.tree();
        LocalDate today = LocalDate.ofInstant(clock.instant(), Surveillance.ZONE);
        List<Evidence> found = triggers.of(resource, today);
        Set<String> syndromes = triggers.syndromes(resource, today);
        if (found.isEmpty() && syndromes.isEmpty() && fact.version() == 1) {
            return;
        }
        Drafts.Context context =
                found.isEmpty() && syndromes.isEmpty() ? null : drafts.context(fact, resource, institution);
        transaction.executeWithoutResult(status -> {
            Set<String> said = found.stream().map(Evidence::disease).collect(Collectors.toSet());
            if (context != null) {
                sighted(fact, context, syndromes);
                found.forEach(each -> evidence(fact, context, each, today));
            }
            if (fact.version() > 1) {
                supported(fact, found, said);
            }
        });
    }

    private void sighted(Fact fact, Drafts.Context context, Set<String> syndromes) {
        if (syndromes.isEmpty()) {
            return;
        }
        String encounter = fact.type().equals("Encounter")
                ? fact.id()
                : Triggers.reference(
                        context.resource().path("encounter").path("reference").asString(""));
        Optional<LocalDate> day = Drafts.day(context.encounter());
        if (encounter == null || day.isEmpty()) {
            return;
        }
        Living living = drafts.living(context);
        syndromes.forEach(
                each -> counts.sighted(context.compartment(), each, encounter, living, day.get(), clock.instant()));
    }

    /** To the card of the case, or to a new one. */
    private void evidence(Fact fact, Drafts.Context context, Evidence evidence, LocalDate today) {
        Disease disease = list.disease(evidence.disease(), today).orElseThrow();
        ReportCard draft = drafts.draft(context, evidence, disease);
        Set<Long> person = new HashSet<>(persons.of(context.compartment()).compartments());
        person.add(context.compartment());
        Optional<ReportCard> same = cards.ofPerson(person, disease.family()).stream()
                .filter(each -> each.state() != CardState.WITHDRAWN && each.duplicateOf() == null)
                .filter(each -> disease.sameEpisode(each.onset(), draft.onset())
                        || disease.sameEpisode(each.diagnosedOn(), draft.diagnosedOn()))
                // what a doctor found to be no case stays so, until something surer comes
                .filter(each -> each.state() != CardState.DISCARDED
                        || evidence.certainty().compareTo(each.certainty()) <= 0)
                .min(Comparator.comparing((ReportCard each) -> each.state() == CardState.DISCARDED)
                        .thenComparingLong(ReportCard::id));
        Instant now = clock.instant();
        ReportCard card = same.flatMap(each -> cards.lock(each.id()))
                .map(each -> joined(each, evidence, draft, disease, now))
                .orElseGet(() -> first(draft, now));
        cards.support(
                context.compartment(),
                fact.type() + "/" + fact.id(),
                evidence,
                Drafts.moment(evidence, fact.at()),
                card.id());
    }

    private ReportCard first(ReportCard draft, Instant now) {
        ReportCard written = cards.insert(draft);
        cards.event(written, written.state() == CardState.HISTORY ? "HISTORY" : "DRAFTED", Who.PLATFORM, "", now);
        counts.change(List.of(), CountStore.cells(written), now);
        return written;
    }

    /** Evidence of a case that has its card. Before it is sent the card follows; afterwards the doctor is asked to correct it. */
    private ReportCard joined(ReportCard card, Evidence evidence, ReportCard draft, Disease disease, Instant now) {
        boolean surer = evidence.certainty().compareTo(card.certainty()) > 0
                || evidence.certainty() == card.certainty() && finer(card.disease(), disease);
        boolean earlier = draft.clock().from().isBefore(card.clock().from());
        if (!surer && !earlier) {
            return card;
        }
        Certainty certainty = card.certainty().surer(evidence.certainty());
        String code = surer ? disease.code() : card.disease();
        switch (card.state()) {
            case DRAFT, HISTORY -> {
                Instant from = earlier ? draft.clock().from() : card.clock().from();
                Disease named = list.known(code).orElse(disease);
                ReportClock clockOfBoth = ReportClock.of(from, named.deadline());
                ReportCard next = card.in(card.state())
                        .of(code, named.family(), certainty, clockOfBoth)
                        .written(card.fields(), draft.onset().isBefore(card.onset()) ? draft.onset() : card.onset());
                change(card, next, "EVIDENCE", now);
                return next;
            }
            case SENT, RETURNED, FINAL -> {
                if (!surer) {
                    return card;
                }
                ReportCard next = card.in(card.state())
                        .proposing(new ReportCard.Proposed(
                                certainty, code, draft.clock().from().plus(CORRECTION)));
                change(card, next, "CORRECTION_DUE", now);
                return next;
            }
            case DISCARDED, WITHDRAWN -> {
                return card;
            }
        }
        return card;
    }

    /** Whether a disease says more than that of the card. */
    private static boolean finer(String card, Disease disease) {
        return VAGUE.contains(card) && !VAGUE.contains(disease.code());
    }

    private void change(ReportCard before, ReportCard after, String kind, Instant now) {
        cards.update(after);
        cards.event(after, kind, Who.PLATFORM, "", now);
        counts.change(CountStore.cells(before), CountStore.cells(after), now);
    }

    /** What a changed or deleted resource no longer says: a draft that rested on it alone is discarded. */
    private void supported(Fact fact, List<Evidence> found, Collection<String> said) {
        if (!found.isEmpty() && fact.version() == 1) {
            return;
        }
        for (long number : cards.unsupport(fact.key().compartment(), fact.type() + "/" + fact.id(), said)) {
            ReportCard card = cards.lock(number).orElseThrow();
            if (cards.supports(number).isEmpty()) {
                Instant now = clock.instant();
                boolean draft = card.state() == CardState.DRAFT || card.state() == CardState.HISTORY;
                change(card, card.in(draft ? CardState.DISCARDED : card.state()), "UNSUPPORTED", now);
            }
        }
    }
}
