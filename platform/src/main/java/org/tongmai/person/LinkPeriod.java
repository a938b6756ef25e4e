package org.tongmai.person;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.tongmai.kernel.Explanation;

/**
 * A time in which a registration belonged to one person.
 *
 * @param patient logical id; null where the registration is no more
 * @param until null while it lasts
 */
public record LinkPeriod(
        long compartment,
        @Nullable String patient,
        @Nullable String institution,
        long person,
        Instant since,
        @Nullable Instant until,
        String decidedBy,
        Explanation explanation) {}
