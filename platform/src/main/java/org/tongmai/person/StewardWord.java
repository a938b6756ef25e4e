package org.tongmai.person;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What a steward said about two registrations.
 *
 * @param place its number
 * @param same one person, or two
 * @param withdrawnAt when it was taken back; null while it holds
 * @param withdrawnBy who took it back
 */
public record StewardWord(
        long place,
        Identity a,
        Identity b,
        boolean same,
        String steward,
        String reason,
        Instant at,
        @Nullable Instant withdrawnAt,
        @Nullable String withdrawnBy) {}
