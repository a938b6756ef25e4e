package org.tongmai.healthcode;

import java.time.Instant;
import java.util.UUID;

/**
 * That a code was used.
 *
 * @param id given by the institution; a report that comes again under the same id counts once
 * @param code id of the code, as the verification told it
 */
public record UseReport(String id, UUID code, Scene scene, Scene.Channel channel, Instant at) {

    static final int ID_LONGEST = 64;

    public UseReport {
        if (id.isBlank() || id.length() > ID_LONGEST) {
            throw new IllegalArgumentException("a report has an id of at most " + ID_LONGEST + " characters");
        }
    }

    /** What became of a report. */
    public enum Outcome {
        /** Counted now. */
        RECORDED,
        /** Counted before. */
        REPEATED,
        /** No such code here. */
        UNKNOWN_CODE,
        /** In the future, or too long ago. */
        TIME_WRONG
    }
}
