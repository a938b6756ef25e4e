package org.tongmai.surveillance.capture;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.tongmai.kernel.Explanation;

/**
 * That a resource speaks of a case.
 *
 * @param disease code of the list
 * @param at when it was diagnosed, released or ordered: from there the clock runs; null where the resource does not say
 * @param encounter logical id of the visit; null where it names none
 * @param why with the words or codes that were found
 */
public record Evidence(
        Trigger trigger,
        String disease,
        Certainty certainty,
        @Nullable Instant at,
        @Nullable String encounter,
        Explanation why) {}
