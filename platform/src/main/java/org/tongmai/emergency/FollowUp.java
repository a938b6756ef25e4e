package org.tongmai.emergency;

import java.time.Instant;
import java.time.LocalDate;
import org.jspecify.annotations.Nullable;

/**
 * What was found on a day of the medical observation (医学观察) of a contact.
 *
 * @param person number in the event
 * @param words what was found beside it; may be empty
 * @param saidAt when it was said, by the clock of whoever said it; of a day, what was said last holds
 */
public record FollowUp(
        int person,
        @Nullable LocalDate day,
        @Nullable Outcome outcome,
        @Nullable String words,
        @Nullable Instant saidAt) {

    /** What came of it; after the follow-up statuses of WHO Go.Data. */
    public enum Outcome {
        /** 无症状. */
        WELL,
        /** 出现症状. */
        ILL,
        /** 未联系上. */
        NOT_REACHED,
        /** 失访. */
        LOST
    }
}
