package org.tongmai.store;

import java.time.Instant;
import java.util.Optional;

/**
 * The time that a FHIR date, dateTime or instant covers, read as a search reads it: without an offset in the zone of the server.
 *
 * @param low its first moment
 * @param high the first moment behind it
 */
public record Span(Instant low, Instant high) {

    /** Empty where the text is none of these. A plus sign that was not encoded in a URL is read all the same. */
    public static Optional<Span> of(String text) {
        Values.Interval interval = Values.interval(text.replace(' ', '+'));
        return Optional.ofNullable(interval)
                .map(read -> new Span(Instant.ofEpochMilli(read.low()), Instant.ofEpochMilli(read.high())));
    }
}
