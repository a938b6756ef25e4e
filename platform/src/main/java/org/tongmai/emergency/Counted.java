package org.tongmai.emergency;

import java.time.LocalDate;
import org.jspecify.annotations.Nullable;

/**
 * What the history keeps of a person, and what numbers need to know.
 *
 * @param wasContact whether the person was written down as a contact, before or without becoming a case
 * @param classification of a case; null for a contact that is none
 * @param onset day of the first symptoms; null where unknown or none
 * @param followUntil last day of the medical observation; null where there is none, and once the person is a case
 */
record Counted(
        boolean wasContact,
        @Nullable Classification classification,
        @Nullable LocalDate onset,
        @Nullable Ending ending,
        @Nullable LocalDate followUntil) {

    /** Whether the person counts as a case. */
    boolean counts() {
        return classification != null && classification.counts();
    }
}
