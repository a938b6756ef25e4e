package org.tongmai.access.receipt;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.tongmai.kernel.crypto.Suite;

/**
 * A public key that signs, or signed, heads of the log.
 *
 * @param id 16 hexadecimal places
 * @param publicKey x and y of the point
 * @param from from when it signs
 * @param until when it stops; null while nothing follows it
 */
public record LogKey(
        String id,
        Suite suite,
        byte[] publicKey,
        Instant from,
        @Nullable Instant until,
        Suite.Verification verification) {

    /** Clocks of the processes of a node may differ by so much. */
    private static final Duration SKEW = Duration.ofSeconds(30);

    public static LogKey of(String id, Suite suite, byte[] publicKey, Instant from, @Nullable Instant until) {
        Suite.Verification[] prepared = new Suite.Verification[1];
        return new LogKey(id, suite, publicKey, from, until, (message, signature) -> {
            synchronized (prepared) {
                if (prepared[0] == null) {
                    prepared[0] = suite.verification(suite.decode(publicKey));
                }
            }
            return prepared[0].verify(message, signature);
        });
    }

    /** Whether it could sign then. */
    boolean validAt(Instant at) {
        return !at.isBefore(from.minus(SKEW)) && (until == null || at.isBefore(until.plus(SKEW)));
    }
}
