package org.tongmai.access;

import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.tongmai.kernel.Explanation;

/**
 * Unusual reading of one reader.
 *
 * @param begun first shift; with the account it names the case
 * @param name of the reader at the time
 * @param score bits
 * @param patients source patients read in the newest shift
 * @param places in the log of the looks that counted
 * @param measure the strongest that the policy took by itself
 * @param reading how the account's reading is held back now
 */
record SentinelCase(
        String account,
        LocalDate begun,
        String name,
        @Nullable String institution,
        Instant from,
        Instant until,
        double score,
        int patients,
        Explanation why,
        List<Long> places,
        State state,
        Measure measure,
        Restraint reading) {

    /** What people made of it. */
    enum State {
        OPEN,
        /** The reader was asked why. */
        ASKED,
        /** It was in order. */
        DISMISSED,
        /** Handed over to review. */
        REVIEW
    }

    /** What the policy does by itself, each stronger than the one before. */
    enum Measure {
        NOTED,
        WARNED,
        THROTTLED,
        FROZEN
    }

    /** What is done about a case. */
    enum Deed {
        NOTE,
        WARN,
        DISMISS,
        ASK,
        THROTTLE,
        FREEZE,
        LIFT,
        REVIEW
    }

    /** One thing that was done. */
    record Action(Instant at, String by, Deed what, String words) {}

    String id() {
        return account + "@" + begun;
    }
}
