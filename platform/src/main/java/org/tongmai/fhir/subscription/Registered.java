package org.tongmai.fhir.subscription;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.tongmai.access.Caller;
import org.tongmai.access.Role;

/**
 * A subscription as it stands.
 *
 * @param id of the Subscription
 * @param institution whose subscription it is; null on a node without sign-in
 * @param account of the system that wrote it; null where that was not kept
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
        @Nullable String account,
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

    /** The system that is told, as it was when it subscribed; null where it is not known. */
    @Nullable
    Caller caller() {
        return account == null
                ? null
                : new Caller(account, "Subscription", Role.SYSTEM, institution, null, institution == null);
    }

    /** In FHIR's words. */
    String status() {
        return state.name().toLowerCase(java.util.Locale.ROOT);
    }
}
