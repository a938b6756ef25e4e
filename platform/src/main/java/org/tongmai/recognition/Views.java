package org.tongmai.recognition;

import java.math.BigDecimal;
import java.math.MathContext;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.tongmai.access.InstitutionName;
import org.tongmai.kernel.Explanation;
import org.tongmai.kernel.Explanation.Text;
import org.tongmai.recognition.Check.Asked;
import org.tongmai.recognition.Check.Candidate;

/** A check as pages read it. */
final class Views {

    private static final long SECONDS_OF_HOUR = 3_600;

    /** Digits of a converted value: no laboratory measures better. */
    private static final MathContext SHOWN = new MathContext(4);

    private Views() {}

    record CheckView(String patient, Instant at, List<AskedView> items, boolean more) {}

    record ItemView(
            String code,
            Text name,
            Item.Kind kind,
            @Nullable String unit,
            boolean negative,
            long patientFen,
            long fundFen,
            long windowHours) {}

    /** @param item null where the catalogue has none by that code */
    record AskedView(
            String code,
            @Nullable ItemView item,
            String outcome,
            @Nullable UUID card,
            boolean refused,
            List<CandidateView> candidates) {}

    /**
     * @param value null of a special class: it is read in the record
     * @param comparable the value in the item's unit, where it stands in another
     */
    record CandidateView(
            String reference,
            InstitutionName institution,
            @Nullable Instant at,
            @Nullable String value,
            @Nullable String unit,
            @Nullable String flag,
            @Nullable String range,
            @Nullable String comparable,
            List<Found.Line> lines,
            boolean images,
            List<String> marks,
            String outcome,
            Explanation why) {}

    static CheckView of(Check check) {
        return new CheckView(
                check.patient(),
                check.at(),
                check.items().stream().map(Views::of).toList(),
                check.more());
    }

    static AskedView of(Asked asked) {
        Item item = asked.item();
        return new AskedView(
                asked.wanted().code(),
                item == null ? null : of(item),
                asked.outcome().word(),
                asked.card(),
                asked.refused(),
                asked.candidates().stream().map(each -> of(item, each)).toList());
    }

    static ItemView of(Item item) {
        return new ItemView(
                item.code(),
                item.name(),
                item.kind(),
                item.unit(),
                item.negative(),
                item.price().patientFen(),
                item.price().fundFen(),
                item.window().usual().toSeconds() / SECONDS_OF_HOUR);
    }

    static CandidateView of(@Nullable Item item, Candidate candidate) {
        Found found = candidate.found();
        Found.Shown shown = found.shown();
        boolean hidden = found.result().special();
        Quality quality = candidate.decision().quality();
        return new CandidateView(
                found.reference(),
                candidate.institution(),
                found.result().taken(),
                hidden ? null : shown.value(),
                hidden ? null : shown.unit(),
                hidden ? null : shown.flag(),
                hidden ? null : shown.range(),
                hidden || item == null ? null : comparable(item, found),
                hidden ? List.of() : shown.lines(),
                shown.images(),
                quality == null
                        ? List.of()
                        : quality.marks().stream().map(Quality.Mark::text).toList(),
                candidate.decision().outcome().word(),
                candidate.decision().why());
    }

    /** Null where it stands in the item's unit already. */
    static @Nullable String comparable(Item item, Found found) {
        BigDecimal number = found.shown().number();
        String unit = item.unit();
        if (number == null || unit == null || unit.equals(found.result().unit())) {
            return null;
        }
        return item.converted(number, found.result().unit())
                .map(each -> each.round(SHOWN).stripTrailingZeros().toPlainString() + " " + unit)
                .orElse(null);
    }
}
