package org.tongmai.recognition;

import java.security.SecureRandom;
import java.util.UUID;

/**
 * Ids that carry the source patient whose rows they name, so that an answer finds its row without a directory: UUIDs of version 8
 * with the 60 bits of the compartment and 62 random ones.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc9562#section-5.8">RFC 9562 §5.8</a>
 */
final class CardId {

    private static final SecureRandom RANDOM = new SecureRandom();

    private static final long LOW = 0xFFF;
    private static final long VERSION = 0x8000;
    private static final long VARIANT = 0x8000_0000_0000_0000L;
    private static final int VERSION_BITS = 4;
    private static final int LOW_BITS = 12;
    private static final int VERSION_NUMBER = 8;
    private static final long SIXTY_BITS = (1L << 60) - 1;

    private CardId() {}

    static UUID next(long compartment) {
        if ((compartment & SIXTY_BITS) != compartment) {
            throw new IllegalArgumentException("a compartment has 60 bits");
        }
        long high = compartment >>> LOW_BITS << LOW_BITS + VERSION_BITS | VERSION | compartment & LOW;
        long random = RANDOM.nextLong() >>> 2 | VARIANT;
        return new UUID(high, random);
    }

    /** The source patient of such an id; -1 for one that is none. */
    static long compartment(UUID id) {
        if (id.version() != VERSION_NUMBER) {
            return -1;
        }
        long high = id.getMostSignificantBits();
        return high >>> LOW_BITS + VERSION_BITS << LOW_BITS | high & LOW;
    }
}
