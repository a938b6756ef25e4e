package org.tongmai.surveillance;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.springframework.transaction.support.TransactionOperations;
import org.tongmai.access.Caller;
import org.tongmai.access.Role;
import org.tongmai.kernel.Problem;
import org.tongmai.person.Persons;
import org.tongmai.surveillance.capture.Certainty;
import org.tongmai.surveillance.capture.ReportClock;
import org.tongmai.surveillance.disease.Disease;
import org.tongmai.surveillance.disease.DiseaseList;

/**
 * Report cards and what people do with them. A doctor acts on the own cards and those of patients in care, the CDC reviews those of its
 * region. Lists are masked; a look at a whole card leaves its trace before it is shown.
 */
public final class ReportCards {

    /** Interaction of a look at a card. */
    static final String LOOK = "report-card";

    /** Cards shown at once. */
    static final int PAGE = 200;

    /** Cases shown at once, or in one table. */
    static final int CASES_MOST = 5_000;

    /** Cards of an institution that are looked through for those that wait for a doctor. */
    private static final int WAITING_MOST = 2_000;

    /** Pages that are read to fill one: others' cards are passed over. */
    private static final int READS = 10;

    private static final int TICK_MOST = 500;

    private static final Set<CardState> SENT_ONCE = EnumSet.of(CardState.SENT, CardState.RETURNED, CardState.FINAL);

    private final CardStore store;
    private final CardLists lists;
    private final CardEvidence evidence;
    private final CardSight sight;
    private final CountStore counts;
    private final DiseaseList list;
    private final CardWriting writing;
    private final Persons persons;
    private final Duplicates duplicates;
    private final TransactionOperations transaction;
    private final Clock clock;

    ReportCards(
            CardStore store,
            CardLists lists,
            CardEvidence evidence,
            CardSight sight,
            CountStore counts,
            DiseaseList list,
            CardWriting writing,
            Persons persons,
            Duplicates duplicates,
            TransactionOperations transaction,
            Clock clock) {
        this.store = store;
        this.lists = lists;
        this.evidence = evidence;
        this.sight = sight;
        this.counts = counts;
        this.list = list;
        this.writing = writing;
        this.persons = persons;
        this.duplicates = duplicates;
        this.transaction = transaction;
        this.clock = clock;
    }

    /** A whole card: its history and what of that on which it rests the caller may see. */
    record Whole(ReportCard card, List<CardEvidence.Event> events, List<CardEvidence.Support> supports) {}

    /** @param next number below which the next page is; null where there is none */
    record Listed(List<ReportCard> cards, @Nullable Long next) {}

    /** @param cut whether there are more than were looked through */
    record Found(List<ReportCard> cards, boolean cut) {}

    /**
     * Cases that are asked for.
     *
     * @param what family of diseases
     * @param region GB/T 2260; null for all that is the caller's
     * @param site null for all
     */
    record Asked(
            String what,
            @Nullable String region,
            Dated dated,
            LocalDate from,
            LocalDate until,
            @Nullable String site) {}

    // -- asking

    /** What waits for the caller, most urgent first: drafts and returned cards for a doctor, cards to be reviewed for a CDC. */
    List<ReportCard> waiting(Caller caller) {
        Jurisdiction of = sight.of(caller);
        boolean doctor = of.institution() != null;
        Set<CardState> states = doctor ? EnumSet.of(CardState.DRAFT, CardState.RETURNED) : EnumSet.of(CardState.SENT);
        return sight.seen(caller, lists.waiting(of, states, doctor ? WAITING_MOST : PAGE)).stream()
                .limit(PAGE)
                .toList();
    }

    /** @throws Problem {@code surveillance.region-not-yours} */
    Listed list(Caller caller, CardLists.Filter filter, long below) {
        Jurisdiction of = sight.of(caller);
        String prefix = of.institution() == null ? of.within(filter.region()) : null;
        var found = new ArrayList<ReportCard>();
        long from = below;
        for (int read = 0; read < READS && found.size() <= PAGE; read++) {
            List<ReportCard> page = lists.list(of, prefix, filter, clock.instant(), from, PAGE + 1);
            found.addAll(sight.seen(caller, page));
            if (page.size() <= PAGE && found.size() <= PAGE) {
                return new Listed(found, null);
            }
            from = page.getLast().id();
        }
        return found.size() > PAGE
                ? new Listed(found.subList(0, PAGE), found.get(PAGE - 1).id())
                : new Listed(found, from);
    }

    /**
     * A whole card; the look leaves its trace first.
     *
     * @throws Problem {@code surveillance.card-unknown}
     */
    Whole card(Caller caller, long id) {
        ReportCard card = seen(caller, id);
        List<CardEvidence.Support> supports =
                sight.supports(caller, card, evidence.supports(id, Duplicates.person(persons, card)));
        sight.shown(caller, card, supports);
        return new Whole(card, evidence.events(card), supports);
    }

    /** The cases behind a number, at most {@value #CASES_MOST}. */
    Found cases(Caller caller, Asked asked) {
        Jurisdiction of = sight.of(caller);
        String prefix = of.institution() != null ? "%" : of.within(asked.region);
        List<ReportCard> there =
                lists.cases(of, prefix, asked.what, asked.dated, asked.from, asked.until, asked.site, CASES_MOST + 1);
        // beyond the bound there may be some that the caller sees, however few of these
        boolean cut = there.size() > CASES_MOST;
        return new Found(sight.seen(caller, cut ? there.subList(0, CASES_MOST) : there), cut);
    }

    /**
     * The same to take along, all of them; it leaves its trace first.
     *
     * @throws Problem {@code surveillance.table-too-long}
     */
    List<ReportCard> taken(Caller caller, Asked asked) {
        Found found = cases(caller, asked);
        if (found.cut) {
            throw new Problem(
                    Problem.Kind.UNPROCESSABLE,
                    "surveillance.table-too-long",
                    "The table would have more than " + CASES_MOST + " cases.",
                    "A table that is cut is taken for a whole one.",
                    "Choose a shorter period or a smaller region, and take several tables along.");
        }
        sight.taken(caller, found.cards);
        return found.cards;
    }

    /** How reports kept their time, by institution, since then. */
    List<CardLists.Punctuality> punctuality(Caller caller, Instant since) {
        return lists.punctuality(sight.of(caller), since, clock.instant());
    }

    // -- doing

    /**
     * Signs a draft and sends it: it is in the CDC's inbox with this commit.
     *
     * @param written what the doctor wrote over; {@code onset} too
     * @throws Problem {@code surveillance.card-unknown}, {@code card-changed}, {@code card-state}, {@code card-incomplete}
     */
    ReportCard confirm(Caller doctor, long id, int revision, Map<String, String> written) {
        return change(doctor, id, revision, EnumSet.of(CardState.DRAFT), "SENT", "", card -> {
            ReportCard filled = CardWriting.complete(writing.write(card, written));
            return send(filled.in(CardState.SENT));
        });
    }

    /** A draft that is no case, with the reason. */
    ReportCard discard(Caller doctor, long id, int revision, String reason) {
        String why = CardWriting.said(reason);
        return change(
                doctor,
                id,
                revision,
                EnumSet.of(CardState.DRAFT),
                "DISCARDED",
                why,
                card -> card.in(CardState.DISCARDED));
    }

    /** 订正: a card that was sent, put right; it is reviewed anew. What later evidence proposed is taken over with it. */
    ReportCard correct(Caller doctor, long id, int revision, Map<String, String> written, String reason) {
        return change(doctor, id, revision, SENT_ONCE, "CORRECTED", reason, card -> {
            ReportCard.Proposed proposed = card.proposed();
            ReportCard right = writing.write(card, written);
            if (proposed != null) {
                // the doctor's own word goes before what the evidence lets think
                String code = written.containsKey(CardWriting.DISEASE) ? right.disease() : proposed.disease();
                Disease disease = list.known(code).orElseThrow();
                Certainty certainty = proposed.certainty();
                right = right.of(new ReportCard.Finding(
                                disease.code(),
                                disease.family(),
                                // nothing speaks of a case any more, and the doctor holds that it is one
                                certainty == null ? card.certainty() : certainty))
                        .proposing(null);
            }
            return send(CardWriting.complete(right).in(CardState.SENT));
        });
    }

    /** 删卡: a card that was sent and should not have been. */
    ReportCard withdraw(Caller doctor, long id, int revision, String reason) {
        String why = CardWriting.said(reason);
        return change(
                doctor,
                id,
                revision,
                SENT_ONCE,
                "WITHDRAWN",
                why,
                card -> card.in(CardState.WITHDRAWN).proposing(null));
    }

    /** 审核: agreed, or returned with the reason. */
    ReportCard review(Caller cdc, long id, int revision, boolean agreed, String reason) {
        if (cdc.role() == Role.DOCTOR) {
            throw Jurisdiction.notYours();
        }
        String why = agreed ? reason : CardWriting.said(reason);
        Instant now = clock.instant();
        return change(
                cdc,
                id,
                revision,
                EnumSet.of(CardState.SENT),
                agreed ? "REVIEWED" : "RETURNED",
                why,
                card -> card.in(agreed ? CardState.FINAL : CardState.RETURNED).reviewed(now));
    }

    private ReportCard change(
            Caller caller,
            long id,
            int revision,
            Set<CardState> from,
            String kind,
            String reason,
            UnaryOperator<ReportCard> how) {
        ReportCard seen = seen(caller, id);
        boolean review = kind.equals("REVIEWED") || kind.equals("RETURNED");
        if (!review && caller.role() == Role.CDC) {
            throw Jurisdiction.notYours();
        }
        CardWriting.bounded(reason);
        return transaction.execute(status -> {
            ReportCard card = store.lock(seen.id()).orElseThrow(ReportCards::unknown);
            if (!from.contains(card.state()) || card.duplicateOf() != null) {
                throw new Problem(
                        Problem.Kind.CONFLICT,
                        "surveillance.card-state",
                        "The card does not wait for this.",
                        "It is " + card.state() + ".",
                        "Load it again: somebody may have dealt with it.");
            }
            if (card.revision() != revision) {
                throw new Problem(
                        Problem.Kind.CONFLICT,
                        "surveillance.card-changed",
                        "The card was changed meanwhile.",
                        "New evidence or somebody else changed it after it was shown.",
                        "Load it again and look at what is new.");
            }
            Instant now = clock.instant();
            ReportCard after = how.apply(card);
            store.update(after);
            evidence.event(after, kind, Who.of(caller), reason, now);
            counts.change(CountStore.cells(card), CountStore.cells(after), now);
            if (!after.state().counts()) {
                duplicates.restore(after, now);
            }
            return after;
        });
    }

    private ReportCard send(ReportCard card) {
        Instant now = clock.instant();
        Disease disease = list.known(card.disease()).orElseThrow();
        // suspected cases are reviewed as those of class 甲: domain rule of the reporting system
        Duration review = card.certainty() == Certainty.SUSPECTED ? Duration.ofHours(2) : disease.review();
        Instant first = card.progress().sentAt();
        return card.sent(first == null ? now : first, now.plus(review));
    }

    private ReportCard seen(Caller caller, long id) {
        return store.find(id).filter(each -> sight.sees(caller, each)).orElseThrow(ReportCards::unknown);
    }

    private static Problem unknown() {
        return new Problem(
                Problem.Kind.NOT_FOUND,
                "surveillance.card-unknown",
                "There is no such card that you may see.",
                "Doctors see the cards that name them or whose patient they treat, CDC staff those of their region.",
                "Choose one from the list.");
    }

    // -- the clock

    /** Notes for each draft how far its clock went; a note is made once. */
    int tick() {
        Integer told = transaction.execute(status -> {
            Instant now = clock.instant();
            List<ReportCard> ticking = store.ticking(now, TICK_MOST);
            for (ReportCard card : ticking) {
                ReportClock.Level level = card.clock().level(now);
                if (level.compareTo(card.progress().level()) > 0) {
                    ReportCard after = card.told(level);
                    store.update(after);
                    evidence.event(after, word(level), Who.PLATFORM, "", now);
                }
            }
            return ticking.size();
        });
        return told == null ? 0 : told;
    }

    private static String word(ReportClock.Level level) {
        return switch (level) {
            case RUNNING, HALF -> "REMINDED";
            case URGENT -> "ESCALATED";
            case OVERDUE -> "OVERDUE";
        };
    }
}
