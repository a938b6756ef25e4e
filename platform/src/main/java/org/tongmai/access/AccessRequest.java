package org.tongmai.access;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What a doctor asked a resident to allow, and what the resident said.
 *
 * @param id carries the compartment in front; the same as the logical id of the Consent
 * @param compartment source patient at the requesting institution
 * @param patient logical id of that Patient
 * @param account login of the doctor
 * @param requester name of the doctor
 * @param institution USCC of the institution that may see
 * @param asked what is allowed once it is granted
 * @param reason in the doctor's words
 * @param recorded the state that the FHIR Consent says
 */
record AccessRequest(
        String id,
        long compartment,
        String patient,
        String account,
        String requester,
        String institution,
        Purpose purpose,
        Permission asked,
        String reason,
        State stored,
        Instant askedAt,
        @Nullable Instant answeredAt,
        @Nullable State recorded,
        @Nullable String answerer) {

    /** Where a request stands. */
    enum State {
        REQUESTED,
        GRANTED,
        REFUSED,
        REVOKED,
        /** Not stored: it follows from the end of the permission, so nothing has to run for it. */
        EXPIRED
    }

    /** Where it stands now. */
    State state(Instant now) {
        boolean over = !now.isBefore(asked.until());
        return over && (stored == State.REQUESTED || stored == State.GRANTED) ? State.EXPIRED : stored;
    }

    boolean permits(Instant now) {
        return state(now) == State.GRANTED && !now.isBefore(asked.from());
    }
}
