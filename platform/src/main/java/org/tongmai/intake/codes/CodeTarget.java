package org.tongmai.intake.codes;

import org.jspecify.annotations.Nullable;

/**
 * What a map says of a code.
 *
 * @param code null where it says that there is no counterpart
 * @param equivalence as in FHIR R4: how the target relates to the code
 * @param map canonical of the concept map with the version in which this came to be
 * @param from first day of events for which it holds, as {@code 2026-03-01}; empty for no limit
 * @param until last day of events for which it holds; empty for no limit
 */
public record CodeTarget(
        String system,
        @Nullable String version,
        @Nullable String code,
        @Nullable String display,
        String equivalence,
        String map,
        String from,
        String until) {

    /** @param day as {@code 2026-03-01} */
    boolean holds(String day) {
        return (from.isEmpty() || day.compareTo(from) >= 0) && (until.isEmpty() || day.compareTo(until) <= 0);
    }
}
