package org.tongmai.surveillance.disease;

import java.time.LocalDate;

/**
 * When a rule holds.
 *
 * @param from first day
 * @param until first day no longer
 */
public record Validity(LocalDate from, LocalDate until) {

    public boolean holds(LocalDate day) {
        return !day.isBefore(from) && day.isBefore(until);
    }
}
