package org.tongmai.recognition;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.transaction.support.TransactionOperations;
import org.tongmai.access.Caller;
import org.tongmai.access.Role;
import org.tongmai.kernel.Problem;
import org.tongmai.recognition.Check.Asked;
import org.tongmai.recognition.Check.Candidate;
import org.tongmai.store.Fact;
import org.tongmai.store.Json;

/**
 * Who was shown which result, relied on it or not, on what evidence, and what that saved. Each line is written with its count in one
 * transaction, and never changed.
 */
final class Ledger {

    /** One card for an order that is selected and then signed, and no other so soon after a refusal. */
    static final Duration SAME_ORDER = Duration.ofHours(12);

    /** Longest words of a reason. */
    static final int WORDS_MAX = 500;

    private static final int WORDS_MIN = 2;

    private final EventStore events;
    private final Reliances reliances;
    private final TransactionOperations transaction;
    private final Clock clock;

    Ledger(EventStore events, Reliances reliances, TransactionOperations transaction, Clock clock) {
        this.events = events;
        this.reliances = reliances;
        this.transaction = transaction;
        this.clock = clock;
    }

    /** Writes a reminder for each item that has a recognisable result, once for each order. */
    List<Asked> remind(Checks.Question question, long compartment, List<Asked> asked, Instant at) {
        List<Asked> recognisable = asked.stream()
                .filter(each -> each.outcome() == Outcome.RECOGNISABLE)
                .sorted(Comparator.comparing(
                        each -> Objects.requireNonNull(each.item()).code()))
                .toList();
        if (recognisable.isEmpty()) {
            return asked;
        }
        Map<Asked, Asked> answerable = new HashMap<>();
        transaction.executeWithoutResult(status -> {
            events.lock(compartment, question.doctor().account());
            List<Event> recent =
                    new ArrayList<>(events.recent(compartment, question.doctor().account(), at.minus(SAME_ORDER)));
            recognisable.forEach(each -> answerable.put(each, reminded(question, compartment, each, recent, at)));
        });
        return asked.stream().map(each -> answerable.getOrDefault(each, each)).toList();
    }

    /** With the card that the order has already: one that was answered by quoting, too, so that nothing is saved twice. */
    private Asked reminded(Checks.Question question, long compartment, Asked asked, List<Event> recent, Instant at) {
        Candidate best = asked.candidates().getFirst();
        String code = Objects.requireNonNull(asked.item()).code();
        List<Event> ofItem =
                recent.stream().filter(each -> each.item().equals(code)).toList();
        List<Event> same =
                ofItem.stream().filter(each -> best.found().shownBy(each)).toList();
        if (same.stream().anyMatch(each -> each.kind() == Event.Kind.REFUSED)) {
            return asked.answerable(null, true);
        }
        if (!same.isEmpty()) {
            return asked.answerable(same.getFirst().card(), false);
        }
        boolean saved = ofItem.stream().anyMatch(each -> each.kind() == Event.Kind.QUOTED);
        Event reminder = reminder(
                question,
                compartment,
                asked,
                best,
                saved ? Price.NOTHING : asked.item().price(),
                at);
        events.add(reminder);
        recent.add(reminder);
        return asked.answerable(reminder.id(), false);
    }

    /** @param price nothing where the item was saved already by quoting another result */
    private static Event reminder(
            Checks.Question question, long compartment, Asked asked, Candidate best, Price price, Instant at) {
        Item item = Objects.requireNonNull(asked.item());
        UUID id = CardId.next(compartment);
        Caller doctor = question.doctor();
        Quality quality = best.decision().quality();
        return new Event(
                compartment,
                id,
                id,
                Event.Kind.REMINDED,
                at,
                Objects.requireNonNullElse(doctor.institution(), ""),
                question.department(),
                doctor.account(),
                doctor.name(),
                item.code(),
                best.found().result().institution(),
                best.found().result().taken(),
                best.found().reference(),
                best.found().version(),
                best.found().compartment(),
                "",
                "",
                price.patientFen(),
                price.fundFen(),
                Json.mapper().writeValueAsString(best.decision().why()),
                quality == null
                        ? ""
                        : quality.marks().stream().map(Quality.Mark::text).collect(Collectors.joining(" ")),
                question.terminal());
    }

    /** Notes that nobody could be told anything in time, so that the order went on. */
    void missed(Caller doctor, long compartment, String terminal) {
        UUID id = CardId.next(compartment);
        Instant at = clock.instant();
        Event missed = new Event(
                compartment,
                id,
                id,
                Event.Kind.MISSED,
                at,
                Objects.requireNonNullElse(doctor.institution(), ""),
                null,
                doctor.account(),
                doctor.name(),
                "",
                "",
                null,
                "",
                0,
                0,
                "",
                "",
                0,
                0,
                "{}",
                "",
                terminal);
        transaction.executeWithoutResult(status -> events.add(missed));
    }

    /** The answer to a card: the result stands in for the examination. */
    Event quote(Caller doctor, UUID card, String terminal) {
        return answer(doctor, card, Event.Kind.QUOTED, "", "", terminal);
    }

    /**
     * The answer to a card: the examination is made all the same.
     *
     * @throws Problem {@code recognition.reason-unknown}, {@code recognition.reason-words-missing} and those of {@link #quote}
     */
    Event refuse(Caller doctor, UUID card, String code, @Nullable String words, String terminal) {
        RepeatReason reason = RepeatReason.of(code)
                .orElseThrow(() -> new Problem(
                        Problem.Kind.CODE_UNKNOWN,
                        "recognition.reason-unknown",
                        "This is no reason for which an examination may be repeated.",
                        "The rules know six: R1 to R6.",
                        "Choose one of them."));
        String said = words == null ? "" : words.strip();
        if (said.length() > WORDS_MAX || reason.wantsWords() && said.length() < WORDS_MIN) {
            throw new Problem(
                    Problem.Kind.UNPROCESSABLE,
                    "recognition.reason-words-missing",
                    "The reason lacks its words, or has too many.",
                    "“Other” says nothing without words; " + WORDS_MIN + " to " + WORDS_MAX + " characters.",
                    "Say why the examination has to be repeated.");
        }
        return answer(doctor, card, Event.Kind.REFUSED, reason.name(), said, terminal);
    }

    private Event answer(Caller doctor, UUID card, Event.Kind kind, String reason, String words, String terminal) {
        long compartment = CardId.compartment(card);
        Event reminder = events.reminder(compartment, card)
                .filter(each -> mayAnswer(doctor, each))
                .orElseThrow(Ledger::noSuchCard);
        Event answer = reminder.then(kind, clock.instant(), reason, words, terminal);
        Event standing = events.answer(compartment, card)
                .orElseGet(() -> kind == Event.Kind.QUOTED ? quoted(reminder, answer) : written(answer));
        if (standing.kind() != kind || !standing.reason().equals(reason)) {
            throw new Problem(
                    Problem.Kind.CONFLICT,
                    "recognition.card-answered",
                    "This card was answered otherwise already.",
                    "The first answer stands in the ledger and is not changed.",
                    "Order the examination as usual if it is needed all the same; the ledger keeps the first answer for twelve hours.");
        }
        return standing;
    }

    /**
     * Who relies on a result is written down and committed before it is looked at whether the result is still what was shown: a
     * correction from before is seen here, and one from after finds in the feed who has to be told, even where the process ends in between.
     */
    private Event quoted(Event reminder, Event quotation) {
        List<Fact> relied = reliances.rely(quotation);
        if (reliances.changed(reminder)) {
            reliances.forget(quotation, relied);
            throw resultChanged();
        }
        Event standing = written(quotation);
        if (standing.kind() != Event.Kind.QUOTED) {
            reliances.forget(quotation, relied);
        }
        return standing;
    }

    /** The answer that stands: this one, or the one that came first. */
    private Event written(Event answer) {
        return Objects.requireNonNull(transaction.execute(status -> events.add(answer)
                ? answer
                : events.answer(answer.compartment(), answer.card()).orElseThrow(Ledger::noSuchCard)));
    }

    /** A system answers for the doctors of its institution; a doctor for himself. */
    private static boolean mayAnswer(Caller caller, Event reminder) {
        return reminder.institution().equals(caller.institution())
                && (caller.role() == Role.SYSTEM || reminder.doctor().equals(caller.account()));
    }

    /** Writes that what was refused was made anew; nothing where that is known. */
    void repeated(List<Event> repeats) {
        transaction.executeWithoutResult(status -> repeats.forEach(events::add));
    }

    private static Problem resultChanged() {
        return new Problem(
                Problem.Kind.CONFLICT,
                "recognition.result-changed",
                "The result was corrected or withdrawn since the card was shown.",
                "What is relied on is what was read.",
                "Check again and read the result as it is now.");
    }

    static Problem noSuchCard() {
        return new Problem(
                Problem.Kind.NOT_FOUND,
                "recognition.no-such-card",
                "There is no such card, or it is not yours.",
                "A card is answered by the doctor to whom it was shown, or by the system of the doctor's institution.",
                "Check again.");
    }
}
