package org.tongmai.store;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Which versions a history shows.
 *
 * @param type only this type; null for all
 * @param id only this resource; null for all of the type
 * @param since only versions committed at or after this moment
 * @param from only versions that were current at or after this moment
 * @param until only versions that were current before this moment
 * @param count versions on a page, 0 for the total only
 * @param total whether all are counted
 * @see <a href="http://hl7.org/fhir/R4/http.html#history">FHIR R4 history</a>
 */
public record HistoryQuery(
        @Nullable String type,
        @Nullable String id,
        @Nullable Instant since,
        @Nullable Instant from,
        @Nullable Instant until,
        int count,
        Total total) {

    /** How the versions are counted. */
    public enum Total {
        /** Not at all. */
        NONE,
        /** Where it takes little. */
        CHEAP,
        /** Whatever it takes. */
        ACCURATE
    }

    public HistoryQuery {
        if (type != null) {
            ResourceTypes.code(type);
        }
        count = Math.clamp(count, 0, Query.COUNT_MAX);
    }

    /** Whether the time of a version matters. */
    boolean timed() {
        return since != null || from != null || until != null;
    }
}
