package org.tongmai.access;

import java.time.Instant;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Word to somebody who read one person's record for another's, while both were taken for one.
 *
 * @param parting the parting that mended it
 * @param at when the two were parted
 * @param looks how often the account read across the wrong link
 * @param read the source patients whose data did not belong there
 * @param from those whose record they stood in
 * @param seenAt when the reader took note; null while it waits
 */
record Correction(
        long parting,
        Instant at,
        long looks,
        Instant first,
        Instant last,
        Set<Long> read,
        Set<Long> from,
        @Nullable Instant seenAt) {

    Correction {
        read = Set.copyOf(read);
        from = Set.copyOf(from);
    }
}
