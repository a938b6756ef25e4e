package org.tongmai.recognition;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.tongmai.store.Fact;

/**
 * A result that goes by one of the codes that were asked for.
 *
 * @param fact where it stands; null for one of another province, which is not kept here
 * @param reference {@code Type/id}
 * @param codes {@code system|code}
 * @param result what a decision looks at
 * @param shown what people read
 * @param along other facts that are shown with it
 */
record Found(
        @Nullable Fact fact,
        String reference,
        int version,
        Set<String> codes,
        Result result,
        Shown shown,
        List<Fact> along) {

    Found {
        codes = Set.copyOf(codes);
        along = List.copyOf(along);
    }

    long compartment() {
        return fact == null ? 0 : fact.key().compartment();
    }

    /** When it was made; what does not say is the oldest. */
    Instant at() {
        return result.taken() == null ? Instant.EPOCH : result.taken();
    }

    /** The same once it is known that whoever asks quoted an earlier version. */
    Found correctedSinceQuoted() {
        return new Found(
                fact,
                reference,
                version,
                codes,
                new Result(
                        result.institution(),
                        result.status(),
                        result.taken(),
                        result.quantity(),
                        result.unit(),
                        result.specimen(),
                        result.specimenBad(),
                        result.special(),
                        true,
                        result.link()),
                shown,
                along);
    }

    /**
     * What people read of a result.
     *
     * @param value as it stands, with a comparator; the conclusion of a report; null where there is none
     * @param unit as printed
     * @param flag HL7 v2 table 0078: N, H, L, HH, LL, A; null where not given
     * @param range as printed
     * @param number the value where it is one
     * @param lines of a report with several results
     * @param images whether it has images
     */
    record Shown(
            @Nullable String value,
            @Nullable String unit,
            @Nullable String flag,
            @Nullable String range,
            @Nullable BigDecimal number,
            List<Line> lines,
            boolean images) {
        Shown {
            lines = List.copyOf(lines);
        }

        boolean abnormal() {
            return flag != null && !flag.equals("N") || lines.stream().anyMatch(Line::abnormal);
        }
    }

    /** One result of a report. */
    record Line(
            String name,
            @Nullable String value,
            @Nullable String unit,
            @Nullable String flag,
            @Nullable String range) {
        boolean abnormal() {
            return flag != null && !flag.equals("N");
        }
    }
}
