package org.tongmai.recognition;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One line of the ledger.
 *
 * @param compartment source patient of the institution that orders; 0 where a check was missed before it was known
 * @param card of the reminder that it answers; its own id of a reminder
 * @param maker USCC of who made the result
 * @param result {@code Type/id}
 * @param reason R1 to R6 of a refusal; CHANGED, SAME or UNCLEAR of a repeat; else empty
 * @param patientFen what the patient saves by a quotation, would save of a reminder, or paid for a repeat
 * @param explanation JSON of why it was recognisable
 */
record Event(
        long compartment,
        UUID id,
        UUID card,
        Kind kind,
        Instant at,
        String institution,
        @Nullable String department,
        String doctor,
        String doctorName,
        String item,
        String maker,
        @Nullable Instant madeAt,
        String result,
        int version,
        long resultCompartment,
        String reason,
        String words,
        long patientFen,
        long fundFen,
        String explanation,
        String marks,
        String terminal) {

    /** What happened. */
    enum Kind {
        REMINDED,
        QUOTED,
        REFUSED,
        REPEATED,
        MISSED
    }

    /** What followed from this one. */
    Event then(Kind next, Instant when, String why, String said, String how) {
        return new Event(
                compartment,
                CardId.next(compartment),
                card,
                next,
                when,
                institution,
                department,
                doctor,
                doctorName,
                item,
                maker,
                madeAt,
                result,
                version,
                resultCompartment,
                why,
                said,
                patientFen,
                fundFen,
                explanation,
                marks,
                how);
    }
}
