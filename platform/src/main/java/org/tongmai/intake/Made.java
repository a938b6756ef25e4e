package org.tongmai.intake;

import java.time.Instant;
import org.tongmai.intake.hl7v2.MappedMessage;
import org.tongmai.intake.hl7v2.MappedMessage.Span;

/**
 * When a message was made, by which it is told whether it is older than another one.
 *
 * @param span as exact as the sender tells it: MSH-7, else EVN-2 or OBR-22
 * @param event when that of which it tells was: EVN-2 or OBR-22, else as the message
 */
record Made(Span span, Span event) {

    /** No message is made after it arrived, nor tells of what is to come. */
    static Made of(MappedMessage message, Instant receivedAt) {
        Instant at = message.at().orElse(receivedAt);
        Span event = new Span(at, at);
        Span span = message.made().orElse(event);
        return new Made(clamped(span, receivedAt), clamped(at.equals(span.from()) ? span : event, receivedAt));
    }

    private static Span clamped(Span span, Instant receivedAt) {
        return new Span(earlier(span.from(), receivedAt), earlier(span.until(), receivedAt));
    }

    private static Instant earlier(Instant one, Instant other) {
        return one.isBefore(other) ? one : other;
    }

    Age age(String institution, String key) {
        return new Age(institution, key, span.from(), event.from());
    }

    /** The age of what is only mentioned: as old as can be. */
    static Age mentioned(String institution, String key) {
        return new Age(institution, key, Instant.EPOCH, Instant.EPOCH);
    }

    /** Whether what is known is newer: made after this message, or in the time in which it was made and of a later event. */
    boolean isBefore(Age known) {
        return known.at().isAfter(span.until())
                || (!known.at().isBefore(span.from()) && known.event().isAfter(event.until()));
    }
}
