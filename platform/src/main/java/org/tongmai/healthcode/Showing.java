package org.tongmai.healthcode;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What is looked up of one showing.
 *
 * @param kind what points at the code: {@code CODE} or {@code CARD}
 * @param key what was shown, or its keyed digest
 * @param nonce of a dynamic code, good for one showing; null for what may be shown again
 * @param issuedAt of a dynamic code
 */
record Showing(
        String kind,
        byte[] key,
        byte @Nullable [] nonce,
        @Nullable Instant issuedAt) {}
