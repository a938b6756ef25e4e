package org.tongmai.person;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.tongmai.kernel.Explanation;

/**
 * A registration that came to belong to another person.
 *
 * @param place its number among the changes
 * @param patient logical id; null where the registration is no more
 * @param before the person before; null where it is new
 * @param decidedBy {@code model}, the account of a steward, or {@code institution/} and the institution's code
 */
public record LinkChange(
        long place,
        long compartment,
        @Nullable String patient,
        @Nullable String institution,
        @Nullable Long before,
        long now,
        Instant at,
        String decidedBy,
        Explanation explanation) {}
