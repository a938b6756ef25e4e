package org.tongmai.fhir;

import org.jspecify.annotations.Nullable;
import org.tongmai.access.Caller;
import org.tongmai.access.Callers;
import org.tongmai.access.Role;
import org.tongmai.kernel.Problem;

/**
 * Who submits, as the interfaces know it.
 *
 * @param institution unified social credit code of the institution that the account speaks for; null for the platform's own
 *     work and on a node without accounts
 * @param account the account or client
 * @param idempotencyKey the client's name for the submission, or null
 */
public record Sender(
        @Nullable String institution,
        String account,
        @Nullable String idempotencyKey) {

    /** The same for a part of the submission, which is a submission of its own. */
    Sender under(String part) {
        return new Sender(institution, account, idempotencyKey + "#" + part);
    }

    /**
     * Whoever calls. Systems send; people's own work goes through the pages.
     *
     * @throws Problem {@code fhir.not-a-sender}
     */
    public static Sender of(Request request) {
        Caller caller = Callers.current();
        if (caller.role() != Role.SYSTEM) {
            throw new Problem(
                    Problem.Kind.FORBIDDEN,
                    "fhir.not-a-sender",
                    "This account may not write resources.",
                    "Records are written by the systems of institutions.",
                    "Use a client that is registered for an institution.");
        }
        return new Sender(caller.institution(), caller.account(), request.header("Idempotency-Key"));
    }
}
