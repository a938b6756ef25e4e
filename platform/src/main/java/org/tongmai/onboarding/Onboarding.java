package org.tongmai.onboarding;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A system of an institution that is to go live.
 *
 * @param client client_id of the system
 * @param institution USCC
 * @param kinds what it is to send: message types of HL7 v2 such as {@code ADT^A04}, or {@code FHIR} or {@code CDA}
 * @param liveAt since when it is live; null while it is not
 */
public record Onboarding(
        String client,
        String institution,
        List<String> kinds,
        Instant openedAt,
        String openedBy,
        @Nullable Instant liveAt,
        @Nullable String liveBy) {

    public Onboarding {
        kinds = List.copyOf(kinds);
    }
}
