package org.tongmai.recognition;

import java.sql.Timestamp;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionOperations;
import org.tongmai.access.Caller;
import org.tongmai.access.Role;
import org.tongmai.kernel.Problem;
import org.tongmai.recognition.Check.Asked;
import org.tongmai.recognition.Check.Candidate;
import org.tongmai.store.Fact;
import org.tongmai.store.Json;
import org.tongmai.store.Scope;
import org.tongmai.store.Store;

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

    static final String RELY = """
            insert into recognition.reliance
                   (compartment, result, card, version, doctor, institution, patient, item, at)
            values (?, ?, ?, ?, ?, ?, ?, ?, ?)
                on conflict do nothing
            """;

    static final String CORRECTED_FOR = """
            select distinct result
              from recognition.notice
             where compartment = any (?)
               and doctor = ?
               and acknowledged_at is null
            """;

    private final JdbcClient jdbc;
    private final EventStore events;
    private final Notices notices;
    private final Store store;
    private final TransactionOperations transaction;
    private final Clock clock;

    Ledger(
            JdbcClient jdbc,
            EventStore events,
            Notices notices,
            Store store,
            TransactionOperations transaction,
            Clock clock) {
        this.jdbc = jdbc;
        this.events = events;
        this.notices = notices;
        this.store = store;
        this.transaction = transaction;
        this.clock = clock;
    }

    /** References of results that the doctor quoted and that were corrected since, as far as the doctor has not said to have read it. */
    Set<String> correctedFor(String doctor, Collection<Long> compartments) {
        return compartments.isEmpty()
                ? Set.of()
                : Set.copyOf(jdbc.sql(CORRECTED_FOR)
                        .param(compartments.toArray(Long[]::new))
                        .param(doctor)
                        .query(String.class)
                        .list());
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
            List<Event> recent = events.recent(compartment, question.doctor().account(), at.minus(SAME_ORDER));
            recognisable.forEach(each -> answerable.put(each, reminded(question, compartment, each, recent, at)));
        });
        return asked.stream().map(each -> answerable.getOrDefault(each, each)).toList();
    }

    private Asked reminded(Checks.Question question, long compartment, Asked asked, List<Event> recent, Instant at) {
        Candidate best = asked.candidates().getFirst();
        String code = Objects.requireNonNull(asked.item()).code();
        List<Event> same = recent.stream()
                .filter(each -> each.item().equals(code)
                        && each.result().equals(best.found().reference())
                        && each.version() == best.found().version())
                .toList();
        if (same.stream().anyMatch(each -> each.kind() == Event.Kind.REFUSED)) {
            return asked.answerable(null, true);
        }
        Set<UUID> answered = same.stream()
                .filter(each -> each.kind() != Event.Kind.REMINDED)
                .map(Event::card)
                .collect(Collectors.toCollection(HashSet::new));
        for (Event each : same) {
            if (each.kind() == Event.Kind.REMINDED && !answered.contains(each.id())) {
                return asked.answerable(each.id(), false);
            }
        }
        Event reminder = reminder(question, compartment, asked, best, at);
        events.add(reminder);
        return asked.answerable(reminder.id(), false);
    }

    private static Event reminder(Checks.Question question, long compartment, Asked asked, Candidate best, Instant at) {
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
                item.price().patientFen(),
                item.price().fundFen(),
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
        checkUnchanged(reminder, kind);
        Event answer = reminder.then(kind, clock.instant(), reason, words, terminal);
        Event standing = Objects.requireNonNull(transaction.execute(status -> {
            if (!events.add(answer)) {
                return events.answer(compartment, card).orElseThrow(Ledger::noSuchCard);
            }
            if (kind == Event.Kind.QUOTED) {
                rely(answer);
            }
            return answer;
        }));
        if (standing.kind() != kind || !standing.reason().equals(reason)) {
            throw new Problem(
                    Problem.Kind.CONFLICT,
                    "recognition.card-answered",
                    "This card was answered otherwise already.",
                    "The first answer stands in the ledger and is not changed.",
                    "Check again where the decision changed.");
        }
        if (kind == Event.Kind.QUOTED) {
            toldIfChanged(standing);
        }
        return standing;
    }

    /** A system answers for the doctors of its institution; a doctor for himself. */
    private static boolean mayAnswer(Caller caller, Event reminder) {
        return reminder.institution().equals(caller.institution())
                && (caller.role() == Role.SYSTEM || reminder.doctor().equals(caller.account()));
    }

    /** What was corrected between the card and its answer is not quoted unread. */
    private void checkUnchanged(Event reminder, Event.Kind kind) {
        if (kind == Event.Kind.QUOTED && reminder.resultCompartment() != 0 && changed(reminder)) {
            throw new Problem(
                    Problem.Kind.CONFLICT,
                    "recognition.result-changed",
                    "The result was corrected or withdrawn since the card was shown.",
                    "What is relied on is what was read.",
                    "Check again and read the result as it is now.");
        }
    }

    private boolean changed(Event each) {
        return current(each)
                .filter(fact -> !fact.deleted() && fact.version() == each.version())
                .isEmpty();
    }

    private Optional<Fact> current(Event each) {
        String[] reference = each.result().split("/", 2);
        return store.current(reference[0], reference[1], Scope.everything());
    }

    /** The feed may have passed a correction before it was written down who relies on the result. */
    private void toldIfChanged(Event quotation) {
        if (quotation.resultCompartment() != 0) {
            current(quotation)
                    .filter(fact -> fact.version() > quotation.version())
                    .ifPresent(fact -> notices.changed(List.of(fact)));
        }
    }

    private void rely(Event quotation) {
        jdbc.sql(RELY)
                .params(
                        quotation.resultCompartment(),
                        quotation.result(),
                        quotation.card(),
                        quotation.version(),
                        quotation.doctor(),
                        quotation.institution(),
                        quotation.compartment(),
                        quotation.item(),
                        Timestamp.from(quotation.at()))
                .update();
    }

    /** Writes that what was refused was made anew; nothing where that is known. */
    void repeated(List<Event> repeats) {
        transaction.executeWithoutResult(status -> repeats.forEach(events::add));
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
