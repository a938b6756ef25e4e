package org.tongmai.access;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A look of which the resident says that it was for no visit of theirs (不是我本人就诊).
 *
 * @param words what the resident says; may be empty
 * @param outcome null while it waits for an answer
 * @param answer what the resident is told
 */
record LookReport(
        long compartment,
        long look,
        String reportedBy,
        Instant reportedAt,
        String words,
        @Nullable Outcome outcome,
        @Nullable String answer,
        @Nullable String answeredBy,
        @Nullable Instant answeredAt) {

    /** What was found out. */
    enum Outcome {
        /** The look was in order. */
        RIGHTFUL,
        /** Somebody looked who must not have. */
        MISUSE,
        /** It could not be found out. */
        UNCLEAR
    }
}
