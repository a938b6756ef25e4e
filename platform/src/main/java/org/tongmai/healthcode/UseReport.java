package org.tongmai.healthcode;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * That a code was used.
 *
 * @param id given by the institution; a report that comes again under the same id about a code of the same source patient counts
 *     once. About another one's code it is another use: an institution whose ids begin anew loses none
 * @param code id of the code, as the verification told it
 * @param evidence that the institution verified the code: as the verification told it, or the text that was shown where there
 *     was no network; a use without it is not counted
 */
public record UseReport(
        String id,
        UUID code,
        Scene scene,
        Scene.Channel channel,
        Instant at,
        @Nullable String evidence) {

    static final int ID_LONGEST = 64;

    public UseReport {
        if (id.isBlank() || id.length() > ID_LONGEST) {
            throw new IllegalArgumentException("a report has an id of at most " + ID_LONGEST + " characters");
        }
    }

    /** What became of a report; of two under one id the first of these. */
    public enum Outcome {
        /** Counted now. */
        RECORDED,
        /** Noted for the resident and not counted: nothing shows that the institution verified the code. */
        UNVERIFIED,
        /** Noted before. */
        REPEATED,
        /** No such code here. */
        UNKNOWN_CODE,
        /** In the future, or too long ago. */
        TIME_WRONG;

        /** Whether the report is noted nowhere. */
        public boolean refused() {
            return this == UNKNOWN_CODE || this == TIME_WRONG;
        }
    }
}
