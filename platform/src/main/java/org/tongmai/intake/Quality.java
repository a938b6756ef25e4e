package org.tongmai.intake;

import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.tongmai.intake.QualityTally.Judged;
import org.tongmai.intake.QualityTally.Sheet;
import org.tongmai.intake.hl7v2.MappedMessage;
import org.tongmai.intake.hl7v2.Zones;
import org.tongmai.intake.quality.Judgement;
import org.tongmai.intake.quality.Rule;
import org.tongmai.intake.quality.RuleBook;
import org.tongmai.intake.quality.Subject;
import org.tongmai.kernel.Problem;
import tools.jackson.databind.node.ObjectNode;

/** The rules of quality over what comes in, whichever door it came through. */
final class Quality {

    private final RuleBook book;
    private final Zones zones;

    Quality(RuleBook book, Zones zones) {
        this.book = book;
        this.zones = zones;
    }

    RuleBook book() {
        return book;
    }

    /** The day of the province. */
    LocalDate day(Instant at) {
        return zones.at(at).toLocalDate();
    }

    /** The first moment of a day of the province. */
    Instant beginning(LocalDate day) {
        return zones.at(day.atStartOfDay()).toInstant();
    }

    /**
     * What the rules say of what a message makes.
     *
     * @throws Problem {@code intake.rule-broken} where a rule refuses it
     */
    Judgement judge(Door door, String kind, String institution, Instant receivedAt, MappedMessage message) {
        if (message.test()) {
            return Judgement.NONE;
        }
        return judge(subject(door, kind, institution, receivedAt, message.at()), message.resources());
    }

    /** The same of resources. */
    Judgement judge(Subject subject, List<ObjectNode> resources) {
        Judgement judgement = book.judge(subject, resources);
        judgement.refusal().ifPresent(refusal -> {
            throw refusal;
        });
        return judgement;
    }

    Subject subject(Door door, String kind, String institution, Instant receivedAt, Optional<Instant> at) {
        return new Subject(
                door.name(),
                kind,
                institution,
                day(receivedAt),
                told(receivedAt),
                at.map(this::told).orElse(""));
    }

    private String told(Instant at) {
        return zones.at(zones.at(at)).toString();
    }

    /** A message of the journal, as what is judged. */
    Judged judged(Arrival arrival, @Nullable Long message) {
        return new Judged(
                day(arrival.receivedAt()),
                arrival.institution() == null ? "" : arrival.institution(),
                arrival.door(),
                arrival.kind(),
                arrival.receivedAt(),
                message,
                null,
                null,
                arrival.patientMasked(),
                List.of());
    }

    /**
     * Counts whether a message was accepted.
     *
     * @param before its state until now; null where it is new
     */
    void arrived(Sheet sheet, Judged of, @Nullable State before, State after, @Nullable Problem why) {
        long judged = settled(after) - settled(before);
        long broken = refused(after) - refused(before);
        if (judged != 0 || broken != 0) {
            List<String> rules = book.ofArrival(of.door().name(), of.dataset(), of.day()).stream()
                    .map(Rule::code)
                    .toList();
            sheet.arrived(of, rules, judged, broken, why);
        }
    }

    /** Counts what the rules say of a message, once it is stored. */
    void said(Sheet sheet, Judged of, Verdict verdict) {
        if (verdict.state() == State.STORED || verdict.state() == State.RESOLVED) {
            sheet.add(of, verdict.judgement());
        }
    }

    /** Rows of a table that were stored. */
    void stored(Sheet sheet, Judged of, long rows) {
        List<String> rules = book.ofArrival(of.door().name(), of.dataset(), of.day()).stream()
                .map(Rule::code)
                .toList();
        sheet.arrived(of, rules, rows, 0, null);
    }

    /** What waits is not judged yet. */
    private static long settled(@Nullable State state) {
        return state == null || state == State.WAITING ? 0 : 1;
    }

    private static long refused(@Nullable State state) {
        return state == State.REFUSED ? 1 : 0;
    }
}
