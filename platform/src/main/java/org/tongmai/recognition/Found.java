package org.tongmai.recognition;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.tongmai.store.Fact;

/**
 * A result that goes by one of the codes that were asked for.
 *
 * @param codes {@code system|code}
 * @param result what a decision looks at
 * @param shown what people read
 * @param along other facts that are shown with it
 */
record Found(Fact fact, Set<String> codes, Result result, Shown shown, List<Fact> along) {

    Found {
        codes = Set.copyOf(codes);
        along = List.copyOf(along);
    }

    /** {@code Type/id}. */
    String reference() {
        return fact.reference();
    }

    int version() {
        return fact.version();
    }

    long compartment() {
        return fact.key().compartment();
    }

    /** Itself and what is shown with it. */
    Stream<Fact> facts() {
        return Stream.concat(Stream.of(fact), along.stream());
    }

    /** Whether an event of the ledger is of this result as it is now, with all that is shown with it. */
    boolean shownBy(Event event) {
        return event.result().equals(reference())
                && event.version() == version()
                && along.stream().noneMatch(each -> each.at().isAfter(event.at()));
    }

    /** When it was made; what does not say is the oldest. */
    Instant at() {
        return result.taken() == null ? Instant.EPOCH : result.taken();
    }

    /** The same once it is known that whoever asks quoted an earlier version. */
    Found correctedSinceQuoted() {
        return new Found(
                fact,
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
                        true),
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
