package org.tongmai.healthcode;

import org.jspecify.annotations.Nullable;
import org.tongmai.person.Identity;

/**
 * What was found of a showing.
 *
 * @param fresh false where the same dynamic code was shown before
 * @param ended why nobody can show the code any more: its holder died, or the registration was deleted; null for the living
 * @param identity who the source patient of the code is; null where the person index has not read it
 */
record Seen(
        HealthCode code,
        boolean fresh,
        Registrations.@Nullable State ended,
        @Nullable Identity identity) {}
