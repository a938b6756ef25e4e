package org.tongmai.emergency;

import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What becomes of the personal data of a closed event (突发事件应对法 84, 85).
 *
 * @param dueAt when they are disposed of by themselves
 * @param doneAt when they were; null before
 * @param removed rows that were deleted or de-identified, by table
 * @param statement place of the statement in the log of receipts; null before
 */
public record Disposal(
        Instant dueAt,
        @Nullable Instant doneAt,
        Map<String, Integer> removed,
        @Nullable Long statement) {

    static Disposal due(Instant at) {
        return new Disposal(at, null, Map.of(), null);
    }

    boolean done() {
        return doneAt != null;
    }
}
