package org.tongmai.fhir.subscription;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A subscription as it stands.
 *
 * @param id of the Subscription
 * @param institution whose subscription it is; null on a node without sign-in
 * @param version of the Subscription that it was read from
 * @param resource what that version says, without id, meta, status and error
 * @param since changes committed before are not told
 * @param events changes so far
 * @param pending of these, not settled yet
 * @param failures in a row
 * @param error why the last try failed
 * @param change order of the last change of this row
 */
record Registered(
        String id,
        @Nullable String institution,
        int version,
        State state,
        String resource,
        Instant since,
        long events,
        long pending,
        int failures,
        @Nullable String error,
        long change) {

    enum State {
        /** Its receiver has not answered the handshake yet. */
        REQUESTED,
        ACTIVE,
        OFF,
        ERROR
    }

    /** In FHIR's words. */
    String status() {
        return state.name().toLowerCase(java.util.Locale.ROOT);
    }
}
