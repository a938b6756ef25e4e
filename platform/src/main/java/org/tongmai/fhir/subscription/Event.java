package org.tongmai.fhir.subscription;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A change that a subscription is told of.
 *
 * @param number within the subscription, from 1
 * @param version of the resource
 * @param at when the change was committed
 */
record Event(
        long number,
        long compartment,
        String type,
        String id,
        int version,
        Instant at,
        State state,
        int attempts,
        @Nullable String error) {

    enum State {
        PENDING,
        SENT,
        /** The owner may not see it any more. */
        WITHHELD,
        /** Refused by the receiver, or tried for too long. */
        DEAD
    }

    String reference() {
        return type + "/" + id;
    }
}
