package org.tongmai.surveillance;

import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.springframework.transaction.support.TransactionOperations;
import org.tongmai.access.Caller;
import org.tongmai.access.Looks;
import org.tongmai.access.Purpose;
import org.tongmai.access.Role;
import org.tongmai.kernel.Problem;
import org.tongmai.person.Persons;
import org.tongmai.surveillance.capture.Certainty;
import org.tongmai.surveillance.capture.ReportClock;
import org.tongmai.surveillance.disease.Disease;
import org.tongmai.surveillance.disease.DiseaseList;

/**
 * Report cards and what people do with them. A doctor acts on the cards of the own institution, the CDC reviews those of its region.
 * Lists are masked; a look at a whole card leaves its trace before it is shown.
 */
public final class ReportCards {

    /** Interaction of a look at a card. */
    static final String LOOK = "report-card";

    /** Cards shown at once. */
    static final int PAGE = 200;

    private static final int TICK_MOST = 500;
    private static final Duration LATELY = Duration.ofDays(3);
    private static final int REASON_LONGEST = 500;

    private static final Set<CardState> SENT_ONCE = EnumSet.of(CardState.SENT, CardState.RETURNED, CardState.FINAL);

    private final CardStore store;
    private final CountStore counts;
    private final DiseaseList list;
    private final Jurisdiction.Finder jurisdictions;
    private final Persons persons;
    private final Looks looks;
    private final TransactionOperations transaction;
    private final Clock clock;

    ReportCards(
            CardStore store,
            CountStore counts,
            DiseaseList list,
            Jurisdiction.Finder jurisdictions,
            Persons persons,
            Looks looks,
            TransactionOperations transaction,
            Clock clock) {
        this.store = store;
        this.counts = counts;
        this.list = list;
        this.jurisdictions = jurisdictions;
        this.persons = persons;
        this.looks = looks;
        this.transaction = transaction;
        this.clock = clock;
    }

    /** A whole card: its history and what it rests on. */
    record Whole(ReportCard card, List<CardStore.Event> events, List<CardStore.Support> supports) {}

    // -- asking

    /** What waits for the caller, most urgent first: drafts and returned cards for a doctor, cards to be reviewed for a CDC. */
    List<ReportCard> waiting(Caller caller) {
        Jurisdiction of = jurisdictions.of(caller);
        return store.waiting(
                of,
                of.institution() != null ? EnumSet.of(CardState.DRAFT, CardState.RETURNED) : EnumSet.of(CardState.SENT),
                PAGE);
    }

    /** @param states empty for all that the caller sees */
    List<ReportCard> list(Caller caller, Set<CardState> states, @Nullable String family, boolean late, long below) {
        Jurisdiction of = jurisdictions.of(caller);
        Set<CardState> asked = states.isEmpty() ? EnumSet.allOf(CardState.class) : EnumSet.copyOf(states);
        return store.list(of, asked, family, late, clock.instant(), below, PAGE + 1);
    }

    /**
     * A whole card; the look leaves its trace first.
     *
     * @throws Problem {@code surveillance.card-unknown}
     */
    Whole card(Caller caller, long id) {
        ReportCard card = seen(caller, id);
        looks.shown(
                caller,
                caller.role() == Role.DOCTOR ? Purpose.CARE : Purpose.PUBLIC_HEALTH,
                LOOK,
                Map.of(card.compartment(), Map.of("Patient", 1, "Condition", 1)));
        return new Whole(card, store.events(card), store.supports(id));
    }

    /** How reports kept their time, by institution, since then. */
    List<CardStore.Punctuality> punctuality(Caller caller, Instant since) {
        return store.punctuality(jurisdictions.of(caller), since, clock.instant());
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
            ReportCard filled = complete(write(card, written));
            return send(filled.in(CardState.SENT));
        });
    }

    /** A draft that is no case, with the reason. */
    ReportCard discard(Caller doctor, long id, int revision, String reason) {
        String why = said(reason);
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
            ReportCard right = write(card, written);
            if (proposed != null) {
                Disease disease = list.known(proposed.disease()).orElseThrow();
                right = right.of(disease.code(), disease.family(), proposed.certainty(), right.clock())
                        .proposing(null);
            }
            return send(complete(right).in(CardState.SENT));
        });
    }

    /** 删卡: a card that was sent and should not have been. */
    ReportCard withdraw(Caller doctor, long id, int revision, String reason) {
        String why = said(reason);
        return change(doctor, id, revision, SENT_ONCE, "WITHDRAWN", why, card -> card.in(CardState.WITHDRAWN));
    }

    /** 审核: agreed, or returned with the reason. */
    ReportCard review(Caller cdc, long id, int revision, boolean agreed, String reason) {
        if (cdc.role() == Role.DOCTOR) {
            throw Jurisdiction.notYours();
        }
        String why = agreed ? reason : said(reason);
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
        if (reason.length() > REASON_LONGEST) {
            throw fieldWrong(List.of("reason"));
        }
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
            store.event(after, kind, Who.of(caller), reason, now);
            counts.change(CountStore.cells(card), CountStore.cells(after), now);
            return after;
        });
    }

    private ReportCard send(ReportCard card) {
        Instant now = clock.instant();
        Disease disease = list.known(card.disease()).orElseThrow();
        // suspected cases are reviewed as those of class 甲: domain rule of the reporting system
        Duration review = card.certainty() == Certainty.SUSPECTED ? Duration.ofHours(2) : disease.review();
        return card.sent(card.sentAt() == null ? now : card.sentAt(), now.plus(review));
    }

    private static ReportCard write(ReportCard card, Map<String, String> written) {
        Map<String, String> fields = new HashMap<>(written);
        String began = fields.remove("onset");
        if (!CardFields.WRITABLE.containsAll(fields.keySet())
                || fields.values().stream().anyMatch(each -> each.length() > REASON_LONGEST)) {
            throw fieldWrong(fields.keySet().stream()
                    .filter(each -> !CardFields.WRITABLE.contains(each))
                    .sorted()
                    .toList());
        }
        LocalDate onset = began == null ? card.onset() : day("onset", began);
        if (onset.isAfter(card.diagnosedOn())) {
            throw fieldWrong(List.of("onset"));
        }
        String birth = fields.getOrDefault("birthDate", "");
        if (!birth.isEmpty()) {
            day("birthDate", birth);
        }
        return card.written(card.fields().with(fields), onset);
    }

    private static LocalDate day(String field, String text) {
        try {
            return LocalDate.parse(text);
        } catch (DateTimeException notOne) {
            throw fieldWrong(List.of(field));
        }
    }

    private static Problem fieldWrong(List<String> fields) {
        return new Problem(
                Problem.Kind.INVALID,
                "surveillance.card-field-wrong",
                "A field of the card cannot be written so.",
                "Dates are whole days, the onset is not after the diagnosis, and some fields are the platform's.",
                "Correct the fields that are named.",
                fields);
    }

    /** What is asked for and missing; a remark that says why lets it pass. */
    private static ReportCard complete(ReportCard card) {
        List<String> missing = card.fields().asked(card.disease(), card.onset()).entrySet().stream()
                .filter(each -> each.getValue().isBlank())
                .map(Map.Entry::getKey)
                .toList();
        if (!missing.isEmpty() && card.fields().remark().isBlank()) {
            throw new Problem(
                    Problem.Kind.UNPROCESSABLE,
                    "surveillance.card-incomplete",
                    "The card lacks fields that it must have.",
                    "传染病信息报告管理规范: identity, address and phone are compulsory.",
                    "Fill them in, or say in the remark why that cannot be.",
                    missing);
        }
        return card;
    }

    private static String said(String reason) {
        if (reason.isBlank()) {
            throw new Problem(
                    Problem.Kind.INVALID,
                    "surveillance.reason-missing",
                    "No reason was given.",
                    "What takes a case away, or a card back, is explained.",
                    "Say why.");
        }
        return reason.strip();
    }

    private ReportCard seen(Caller caller, long id) {
        Jurisdiction of = jurisdictions.of(caller);
        return store.find(id).filter(of::sees).orElseThrow(ReportCards::unknown);
    }

    private static Problem unknown() {
        return new Problem(
                Problem.Kind.NOT_FOUND,
                "surveillance.card-unknown",
                "There is no such card that you may see.",
                "Doctors see the cards of their institution, CDC staff those of their region.",
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
                if (level.compareTo(card.level()) > 0) {
                    ReportCard after = card.told(level);
                    store.update(after);
                    store.event(after, word(level), Who.PLATFORM, "", now);
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

    /**
     * Cards that turn out to be of one case, since the person index learned that two registrations are one person: the earlier one
     * counts (首诊负责), the other is marked, counts no longer and waits for nobody.
     */
    int mergeDuplicates() {
        List<ReportCard> lately = store.lately(clock.instant().minus(LATELY)).stream()
                .filter(each -> each.duplicateOf() == null)
                .toList();
        Map<Long, Set<Long>> together = persons.together(
                lately.stream().map(ReportCard::compartment).distinct().toList());
        Map<String, List<ReportCard>> groups = new TreeMap<>();
        for (ReportCard each : lately) {
            long person = together.getOrDefault(each.compartment(), Set.of(each.compartment())).stream()
                    .min(Comparator.naturalOrder())
                    .orElse(each.compartment());
            groups.computeIfAbsent(person + " " + each.family(), key -> new ArrayList<>())
                    .add(each);
        }
        int merged = 0;
        for (List<ReportCard> group : groups.values()) {
            merged += group.size() < 2 ? 0 : merge(group);
        }
        return merged;
    }

    private int merge(List<ReportCard> group) {
        List<ReportCard> order = group.stream()
                .sorted(Comparator.comparing((ReportCard each) -> each.sentAt() == null)
                        .thenComparing(each -> each.clock().from())
                        .thenComparingLong(ReportCard::id))
                .toList();
        ReportCard first = order.getFirst();
        Disease disease = list.known(first.disease()).orElseThrow();
        int merged = 0;
        for (ReportCard other : order.subList(1, order.size())) {
            if (disease.sameEpisode(first.onset(), other.onset())) {
                transaction.executeWithoutResult(status -> {
                    ReportCard locked = store.lock(other.id()).orElseThrow();
                    if (locked.duplicateOf() == null && locked.state().counts()) {
                        Instant now = clock.instant();
                        ReportCard after = locked.duplicating(first.id());
                        store.update(after);
                        store.event(after, "DUPLICATE", Who.PLATFORM, String.valueOf(first.id()), now);
                        counts.change(CountStore.cells(locked), CountStore.cells(after), now);
                    }
                });
                merged++;
            }
        }
        return merged;
    }
}
