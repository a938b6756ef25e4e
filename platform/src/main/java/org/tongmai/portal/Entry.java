package org.tongmai.portal;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.tongmai.access.InstitutionName;
import org.tongmai.kernel.Explanation.Text;

/**
 * One thing that happened, as the timeline shows it.
 *
 * @param reference {@code Type/id}
 * @param category word of {@link org.tongmai.access.Category}
 * @param source when it came in; null where that is not known
 */
record Entry(
        String reference,
        String category,
        @Nullable Instant at,
        @Nullable InstitutionName institution,
        Text title,
        List<Line> lines,
        @Nullable Text source) {

    Entry {
        lines = List.copyOf(lines);
    }

    /**
     * One value of an entry.
     *
     * @param words the value in both languages, where it is a code of FHIR
     * @param range reference range as text
     * @param flag HL7 v3 ObservationInterpretation, such as {@code H}
     */
    record Line(
            Text label,
            String value,
            @Nullable Text words,
            @Nullable String unit,
            @Nullable String range,
            @Nullable String flag) {}
}
