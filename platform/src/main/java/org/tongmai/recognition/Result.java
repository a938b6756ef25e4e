package org.tongmai.recognition;

import java.math.BigDecimal;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A result as a decision looks at it: no more of it than counts.
 *
 * @param institution USCC of who made it
 * @param status whether it is to be relied on at all
 * @param taken when the specimen was taken or the examination made; null where it does not say
 * @param quantity the value, where it is one
 * @param unit of the value; UCUM
 * @param specimen what its specimen is called; null where it does not say
 * @param specimenBad whether its laboratory found fault with the specimen
 * @param special whether it is of a special class (PSY, HIV, STD, REPRO, GENETIC)
 * @param correctedSinceQuoted whether whoever asks quoted an earlier version of it
 */
record Result(
        String institution,
        Status status,
        @Nullable Instant taken,
        @Nullable BigDecimal quantity,
        @Nullable String unit,
        @Nullable String specimen,
        boolean specimenBad,
        boolean special,
        boolean correctedSinceQuoted) {

    /** Of R4 ObservationStatus and DiagnosticReportStatus what counts. */
    enum Status {
        /** {@code final}, {@code amended}, {@code corrected}, {@code appended}. */
        FINAL,
        /** {@code registered}, {@code partial}, {@code preliminary}, {@code unknown}. */
        PRELIMINARY,
        /** {@code cancelled}, {@code entered-in-error}, or deleted. */
        WITHDRAWN
    }
}
