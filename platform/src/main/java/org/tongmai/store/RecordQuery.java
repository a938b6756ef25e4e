package org.tongmai.store;

import java.time.Instant;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What of a compartment's record is asked for.
 *
 * @param compartment the source patient
 * @param encounter id of an encounter, where only it and what refers to it is wanted
 * @param types only these; empty means all
 * @param since only what was changed at or after this moment
 * @param care only what is of this time, by the dates of care; what has no date is always there
 * @param directory whether the practitioners, organizations, locations and medications come along to which a page refers
 * @param count facts on a page
 */
public record RecordQuery(
        long compartment,
        @Nullable String encounter,
        Set<String> types,
        @Nullable Instant since,
        @Nullable CareTime care,
        boolean directory,
        int count) {

    public RecordQuery {
        types = Set.copyOf(types);
        types.forEach(ResourceTypes::code);
        count = Math.clamp(count, 1, Query.COUNT_MAX);
    }

    /** The whole record. */
    public static RecordQuery whole(long compartment, int count) {
        return new RecordQuery(compartment, null, Set.of(), null, null, false, count);
    }
}
