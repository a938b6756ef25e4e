package org.tongmai.fhir;

import org.jspecify.annotations.Nullable;

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
        @Nullable String idempotencyKey) {}
