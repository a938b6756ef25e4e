package org.tongmai.healthcode;

import org.jspecify.annotations.Nullable;
import org.tongmai.person.Identity;

/**
 * What was found of a showing.
 *
 * @param spent why this dynamic code is good no more: shown before, or replaced by a newer one; null for a fresh one and for pointers
 * @param ended why nobody can show the code any more: its holder died, or the registration was deleted; null for the living
 * @param identity who the source patient of the code is; null where the person index has not read it
 */
record Seen(
        HealthCode code,
        @Nullable Refusal spent,
        Registrations.@Nullable State ended,
        @Nullable Identity identity) {}
