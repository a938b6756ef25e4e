package org.tongmai.intake.quality;

import java.time.LocalDate;

/**
 * When a line of a table holds.
 *
 * @param from its first day
 * @param until the first day no longer
 */
public record Span(LocalDate from, LocalDate until) {

    public Span {
        if (!from.isBefore(until)) {
            throw new IllegalArgumentException("ends before it begins");
        }
    }

    /** Whether it holds on a day. */
    public boolean holds(LocalDate day) {
        return !day.isBefore(from) && day.isBefore(until);
    }

    boolean overlaps(Span other) {
        return from.isBefore(other.until) && other.from.isBefore(until);
    }
}
