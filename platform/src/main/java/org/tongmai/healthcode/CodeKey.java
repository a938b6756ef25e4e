package org.tongmai.healthcode;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.tongmai.kernel.crypto.Suite;

/**
 * A public key that signs, or signed, codes.
 *
 * @param id 16 hexadecimal places
 * @param from from when it signs
 * @param until when the next key of the suite took over; null while it signs
 * @param standby whether it signs only when the one that signs is revoked
 * @param revoked whether nothing it signed is accepted any more
 */
record CodeKey(
        String id,
        Suite suite,
        byte[] publicKey,
        Instant from,
        @Nullable Instant until,
        boolean revoked,
        boolean standby,
        Suite.Verification verification) {

    /** So long a process may go on signing with a key after another process began with the next. */
    static final Duration OVERLAP = Duration.ofMinutes(2);

    /** Whether a code of this time that it signed is accepted: clocks of processes of one node may differ a little. */
    boolean signedAt(Instant issued) {
        Instant end = until;
        return !revoked
                && !issued.isBefore(from.minus(HealthCodeSettings.CLOCK_SKEW))
                && (end == null || issued.isBefore(end.plus(OVERLAP)));
    }
}
