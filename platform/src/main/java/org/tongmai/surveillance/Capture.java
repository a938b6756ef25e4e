package org.tongmai.surveillance;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
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

    /** Classes of visits in which the patient stays (v3 ActEncounterCode). */
    private static final Set<String> INPATIENT = Set.of("IMP", "ACUTE", "NONAC");

    private final Store store;
    private final Persons persons;
    private final DiseaseList list;
    private final Triggers triggers;
    private final Drafts drafts;
    private final CardStore cards;
    private final CardEvidence supports;
    private final Duplicates duplicates;
    private final CountStore counts;
    private final TransactionOperations transaction;
    private final Clock clock;

    Capture(
            Store store,
            Persons persons,
            DiseaseList list,
            Drafts drafts,
            CardStore cards,
            CardEvidence supports,
            Duplicates duplicates,
            CountStore counts,
            TransactionOperations transaction,
            Clock clock) {
        this.store = store;
        this.persons = persons;
        this.list = list;
        this.triggers = new Triggers(list);
        this.drafts = drafts;
        this.cards = cards;
        this.supports = supports;
        this.duplicates = duplicates;
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
                supported(fact, Set.of());
                if (fact.type().equals("Encounter")) {
                    counts.gone(fact.key().compartment(), fact.id(), clock.instant());
                }
                counts.unsaid(fact.key().compartment(), name(fact), Set.of(), clock.instant());
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
                supported(fact, said);
                counts.unsaid(fact.key().compartment(), name(fact), syndromes, clock.instant());
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
        LocalDate today = LocalDate.ofInstant(clock.instant(), Surveillance.ZONE);
        boolean stays = INPATIENT.contains(
                context.encounter().path("class").path("code").asString(""));
        syndromes.stream()
                .filter(each -> stays || !list.inpatient(each, today))
                .forEach(each -> counts.sighted(
                        context.compartment(), each, encounter, name(fact), living, day.get(), clock.instant()));
    }

    private static String name(Fact fact) {
        return fact.type() + "/" + fact.id();
    }

    /** To the card of the case, or to a new one. */
    private void evidence(Fact fact, Drafts.Context context, Evidence evidence, LocalDate today) {
        Disease disease = list.disease(evidence.disease(), today).orElseThrow();
        ReportCard draft = drafts.draft(context, evidence, disease);
        Set<Long> person = Duplicates.person(persons, context.compartment());
        Optional<ReportCard> same = cards.ofPerson(person, disease.family()).stream()
                .filter(each -> each.duplicateOf() == null)
                .filter(each -> disease.sameEpisode(each.onset(), draft.onset())
                        || disease.sameEpisode(each.diagnosedOn(), draft.diagnosedOn()))
                // what a doctor found to be no case stays so, until something surer comes
                .filter(each -> each.state().counts()
                        || evidence.certainty().compareTo(each.certainty()) <= 0
                        || !supports.takenAway(each))
                .min(Comparator.comparing((ReportCard each) -> !each.state().counts())
                        .thenComparingLong(ReportCard::id));
        Instant now = clock.instant();
        Optional<ReportCard> locked = same.flatMap(each -> cards.lock(each.id()));
        ReportCard card = locked.orElseGet(() -> first(draft, now));
        supports.support(context.compartment(), name(fact), evidence, Drafts.moment(evidence, fact.at()), card.id());
        if (locked.isPresent()) {
            joined(card, draft, disease, person, now);
        }
    }

    private ReportCard first(ReportCard draft, Instant now) {
        ReportCard written = cards.insert(draft);
        supports.event(written, written.state() == CardState.HISTORY ? "HISTORY" : "DRAFTED", Who.PLATFORM, "", now);
        counts.change(List.of(), CountStore.cells(written), now);
        return written;
    }

    /** Evidence of a case that has its card. */
    private void joined(ReportCard card, ReportCard draft, Disease disease, Set<Long> person, Instant now) {
        LocalDate onset = draft.onset().isBefore(card.onset()) ? draft.onset() : card.onset();
        switch (card.state()) {
            case DRAFT -> follow(card, onset, person, now);
            case HISTORY -> {
                // a case of long ago that goes on is reported; one for life only where it became surer
                boolean surer = draft.certainty().compareTo(card.certainty()) > 0;
                if (draft.state() == CardState.DRAFT && (surer || disease.episodeDays() > 0)) {
                    begin(card, draft, now);
                } else {
                    follow(card, onset, person, now);
                }
            }
            case DISCARDED -> {
                if (!supports.takenAway(card)) {
                    begin(card, draft, now);
                }
            }
            case SENT, RETURNED, FINAL -> follow(card, card.onset(), person, now);
            case WITHDRAWN -> {
                // stays as the doctor said
            }
        }
    }

    /** A card that nobody was to deal with is one to be reported, from the evidence that came now. */
    private void begin(ReportCard card, ReportCard draft, Instant now) {
        ReportCard next = card.in(draft.state())
                .of(draft.finding())
                .from(draft.clock())
                .written(card.fields(), card.onset().isAfter(draft.diagnosedOn()) ? draft.onset() : card.onset());
        change(card, next, draft.state() == CardState.HISTORY ? "HISTORY" : "DRAFTED", now);
    }

    /**
     * The card says what its evidence says together, which may be less than before. Before it is sent the card follows; afterwards the
     * doctor is asked to correct it, or to withdraw it where nothing speaks of a case any more.
     */
    private void follow(ReportCard card, LocalDate onset, Set<Long> person, Instant now) {
        List<CardEvidence.Said> said = supports.said(card.id(), person);
        Optional<CardEvidence.Said> best = said.stream()
                .max(Comparator.comparing(CardEvidence.Said::certainty)
                        .thenComparing(each ->
                                !list.known(each.disease()).orElseThrow().unspecified())
                        .thenComparing(each -> each.disease().equals(card.disease()))
                        .thenComparing(CardEvidence.Said::since, Comparator.reverseOrder()));
        switch (card.state()) {
            case DRAFT, HISTORY -> {
                ReportCard next = best.isEmpty()
                        ? card.in(CardState.DISCARDED)
                        : following(card, said, best.get()).written(card.fields(), onset);
                if (best.isEmpty() || !next.equals(card)) {
                    change(
                            card,
                            next.revision() == card.revision() ? next.in(card.state()) : next,
                            best.isEmpty() ? "UNSUPPORTED" : "EVIDENCE",
                            now);
                }
            }
            case SENT, RETURNED, FINAL -> {
                ReportCard.Proposed proposed = proposed(card, best, now);
                if (!Objects.equals(proposed, card.proposed())) {
                    change(
                            card,
                            card.in(card.state()).proposing(proposed),
                            best.isEmpty() ? "UNSUPPORTED" : proposed == null ? "EVIDENCE" : "CORRECTION_DUE",
                            now);
                }
            }
            case DISCARDED, WITHDRAWN -> {
                // nothing follows
            }
        }
    }

    private ReportCard following(ReportCard card, List<CardEvidence.Said> said, CardEvidence.Said best) {
        Disease named = list.known(best.disease()).orElseThrow();
        Instant since = said.stream()
                .map(CardEvidence.Said::since)
                .min(Comparator.naturalOrder())
                .orElseThrow();
        // a case of long ago that became one to be reported keeps the clock it began with
        Instant from =
                card.state() == CardState.DRAFT && since.isBefore(card.clock().from()) && reopened(card)
                        ? card.clock().from()
                        : since;
        return card.of(new ReportCard.Finding(named.code(), named.family(), best.certainty()))
                .from(ReportClock.of(from, named.deadline()));
    }

    /** Whether the card was of long ago, or discarded, before it was a draft. */
    private boolean reopened(ReportCard card) {
        return supports.events(card).stream()
                .anyMatch(each -> each.kind().equals("HISTORY") || each.kind().equals("UNSUPPORTED"));
    }

    /** What the doctor is to be asked for; a question that was asked already keeps its time. */
    private static ReportCard.@Nullable Proposed proposed(
            ReportCard card, Optional<CardEvidence.Said> best, Instant now) {
        Certainty certainty = best.map(CardEvidence.Said::certainty).orElse(null);
        String disease = best.map(CardEvidence.Said::disease).orElse(card.disease());
        if (certainty == card.certainty() && disease.equals(card.disease())) {
            return null;
        }
        ReportCard.Proposed asked = card.proposed();
        return asked != null
                        && asked.certainty() == certainty
                        && asked.disease().equals(disease)
                ? asked
                : new ReportCard.Proposed(certainty, disease, now.plus(CORRECTION));
    }

    private void change(ReportCard before, ReportCard after, String kind, Instant now) {
        cards.update(after);
        supports.event(after, kind, Who.PLATFORM, "", now);
        counts.change(CountStore.cells(before), CountStore.cells(after), now);
        if (!after.state().counts()) {
            duplicates.restore(after, now);
        }
    }

    /** What a changed or deleted resource no longer says: a draft that rested on it alone is discarded. */
    private void supported(Fact fact, Collection<String> said) {
        for (long number : supports.unsupport(fact.key().compartment(), name(fact), said)) {
            ReportCard card = cards.lock(number).orElseThrow();
            follow(card, card.onset(), Duplicates.person(persons, card), clock.instant());
        }
    }
}
