package org.tongmai.surveillance;

import java.time.Clock;
import java.time.Duration;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.tongmai.access.Caller;
import org.tongmai.access.Looks;
import org.tongmai.access.Purpose;
import org.tongmai.kernel.Explanation.Text;
import org.tongmai.kernel.Problem;
import org.tongmai.kernel.RegionCode;
import org.tongmai.store.Feed;
import org.tongmai.surveillance.disease.DiseaseList;

/** What emergency command asks of surveillance: whose region somebody is of, a signal, and the case on a report card. */
public final class Cases {

    private static final int CARDS_MOST = 200;

    private final Signals signals;
    private final DiseaseList list;
    private final Jurisdiction.Finder jurisdictions;
    private final CardStore cards;
    private final Looks looks;
    private final Feed feed;
    private final Clock clock;

    Cases(
            Signals signals,
            DiseaseList list,
            Jurisdiction.Finder jurisdictions,
            CardStore cards,
            Looks looks,
            Feed feed,
            Clock clock) {
        this.signals = signals;
        this.list = list;
        this.jurisdictions = jurisdictions;
        this.cards = cards;
        this.looks = looks;
        this.feed = feed;
        this.clock = clock;
    }

    /**
     * What a signal is about.
     *
     * @param what family of diseases or syndrome
     * @param place GB/T 2260
     */
    public record Signalled(String what, String place, String site) {}

    /**
     * Who is ill, as a report card has it.
     *
     * @param certainty SUSPECTED, CLINICAL or CONFIRMED
     * @param place GB/T 2260
     */
    public record Reported(
            long compartment, String family, String certainty, String place, LocalDate onset, CardFields fields) {}

    /**
     * The region of a CDC; empty on a node without sign-in, where nothing bounds anybody.
     *
     * @throws Problem {@code surveillance.region-unknown}, {@code surveillance.region-not-yours} for whoever is of no CDC
     */
    public Optional<RegionCode> region(Caller caller) {
        Jurisdiction of = jurisdictions.of(caller);
        if (of.institution() != null) {
            throw Jurisdiction.notYours();
        }
        return Optional.ofNullable(of.region());
    }

    /** @throws Problem {@code surveillance.signal-unknown} */
    public Signalled signal(Caller caller, long id) {
        Signal signal = signals.signal(caller, id).signal();
        return new Signalled(signal.what(), signal.place(), signal.site());
    }

    /**
     * The case on a card; the look leaves its trace first.
     *
     * @throws Problem {@code surveillance.case-unknown}
     */
    public Reported card(Caller caller, long id) {
        Jurisdiction of = jurisdictions.of(caller);
        ReportCard card = cards.find(id)
                .filter(ReportCard::counts)
                .filter(each -> of.covers(each.jurisdiction()) || of.covers(each.place()))
                .orElseThrow(() -> new Problem(
                        Problem.Kind.NOT_FOUND,
                        "surveillance.case-unknown",
                        "There is no report card of a case with this number that you may see.",
                        "CDC staff see the cards of their region; those that are discarded, withdrawn or duplicates are no cases.",
                        "Choose one from the list of cards."));
        looks.shown(
                caller,
                Purpose.PUBLIC_HEALTH,
                ReportCards.LOOK,
                Map.of(card.compartment(), Map.of("Patient", 1, "Condition", 1)));
        return new Reported(
                card.compartment(), card.family(), card.certainty().name(), card.place(), card.onset(), card.fields());
    }

    /** Numbers of the report cards of a family of diseases that the caller's region has, the earliest onset first; 200 at most. */
    public List<Long> cards(Caller caller, String family, LocalDate since) {
        String prefix = jurisdictions.of(caller).within(null);
        return cards.earliest(family, prefix, since, CARDS_MOST);
    }

    /** Waits until what came so far made its report cards; false when it takes longer. */
    public boolean awaitCaughtUp(Duration limit) {
        return feed.awaitCaughtUp(Capture.READER, limit);
    }

    /** Codes of all families, syndromes and sources that are counted on some day. */
    public Set<String> everCounted() {
        return list.everCounted();
    }

    /** What is counted today, by its code, and what it is called. */
    public Map<String, Text> names() {
        return list.counted(LocalDate.ofInstant(clock.instant(), Surveillance.ZONE));
    }
}
