package org.tongmai.surveillance;

/** Where a report card stands. */
public enum CardState {
    /** Drafted from the record; waits for the doctor. */
    DRAFT,
    /** No case, said the doctor, or what it rested on is gone. */
    DISCARDED,
    /** Signed and sent; waits for review by the county CDC. */
    SENT,
    /** Sent back by the CDC (退卡); waits for the doctor. */
    RETURNED,
    /** Reviewed (审核同意). */
    FINAL,
    /** Taken back by the institution (删卡). */
    WITHDRAWN,
    /** Came with a record long after the diagnosis: counted, and nobody's task. */
    HISTORY;

    /** Whether a card that stands so is a case. */
    boolean counts() {
        return this != DISCARDED && this != WITHDRAWN;
    }
}
