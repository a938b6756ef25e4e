package org.tongmai.access;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.tongmai.kernel.Explanation.Text;

/**
 * Emergency access (紧急访问, break-glass): a doctor with the patient before them opens what the patient cannot allow now.
 *
 * @param compartment source patient of the doctor's institution; what other institutions have of the same person was opened
 * @param words what the doctor said beside the ground; may be empty
 * @param until when it ends by itself
 * @param endedAt when it was ended before; null for never
 * @param reviewBy until when it is to be reviewed
 * @param reviewedAt null while it waits
 */
record Emergency(
        long compartment,
        String id,
        String account,
        String name,
        String institution,
        Ground ground,
        String words,
        Instant openedAt,
        Instant until,
        @Nullable Instant endedAt,
        Instant reviewBy,
        @Nullable Instant reviewedAt,
        @Nullable Verdict verdict,
        @Nullable String reviewWords) {

    /** Why the resident cannot be asked. Personal Information Protection Law 13 (4): to protect life and health in an emergency. */
    @SuppressWarnings("ImmutableEnumChecker") // records of text do not change
    enum Ground {
        UNCONSCIOUS("意识不清，无法表达意愿", "unconscious or unable to say"),
        LIFE_THREATENING("危及生命，来不及征求意见", "in danger of life, no time to ask"),
        NOBODY_TO_ASK("本人无法答复，也联系不到监护人", "cannot answer, and no guardian can be reached"),
        /** In the doctor's words. */
        OTHER("其他紧急情形", "another emergency");

        private final Text text;

        Ground(String zh, String en) {
            this.text = new Text(zh, en);
        }

        Text text() {
            return text;
        }
    }

    /** What the review found. */
    enum Verdict {
        JUSTIFIED,
        UNJUSTIFIED
    }

    boolean open(Instant now) {
        return endedAt == null && now.isBefore(until);
    }
}
