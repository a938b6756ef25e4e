package org.tongmai.intake;

import java.time.Instant;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * What arrived: the part of a journalled message that never changes.
 *
 * @param institution USCC of the sender; null where the message does not tell
 * @param sender network address or account
 * @param application what the sender calls itself (MSH-3); null where messages have no such field
 * @param kind such as {@code ADT^A04}; empty where unreadable
 * @param hash SHA-256 of the bytes as they arrived
 * @param charset null where the bytes could not be read
 * @param body the bytes; null where they are kept elsewhere
 * @param patientMasked surname and end of the local number; null where unknown
 */
record Arrival(
        Instant receivedAt,
        Door door,
        @Nullable String institution,
        String sender,
        @Nullable String application,
        String kind,
        @Nullable String controlId,
        byte[] hash,
        @Nullable String charset,
        byte @Nullable [] body,
        int bodyBytes,
        @Nullable String patientMasked) {

    private static final int TEXT_MAX = 200;

    Arrival {
        institution = institution == null || institution.isEmpty() ? null : storable(institution);
        sender = storable(sender);
        application = application == null || application.isEmpty() ? null : storable(application);
        kind = storable(kind);
        controlId = controlId == null ? null : storable(controlId);
    }

    /** The same, once the patient is known. */
    Arrival about(@Nullable String masked) {
        return with(controlId, body, masked);
    }

    /** The same, of which at most so many bytes are kept. */
    Arrival beginning(int most) {
        return with(controlId, body == null || body.length <= most ? body : Arrays.copyOf(body, most), patientMasked);
    }

    /** The same, whose bytes the store holds. */
    Arrival withoutBody() {
        return with(controlId, null, patientMasked);
    }

    /** The same as bytes that are no message: a number read out of them would claim one that is still to come. */
    Arrival withoutControlId() {
        return with(null, body, patientMasked);
    }

    private Arrival with(@Nullable String number, byte @Nullable [] bytes, @Nullable String masked) {
        return new Arrival(
                receivedAt,
                door,
                institution,
                sender,
                application,
                kind,
                number,
                hash,
                charset,
                bytes,
                bodyBytes,
                masked);
    }

    /** What a broken message calls its number may be anything. */
    private static String storable(String text) {
        String clean = text.replaceAll("[\\p{Cntrl}\\uFFFD]", "");
        return clean.length() <= TEXT_MAX ? clean : clean.substring(0, TEXT_MAX);
    }
}
