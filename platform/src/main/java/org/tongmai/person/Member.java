package org.tongmai.person;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.tongmai.kernel.Explanation;

/**
 * One registration of a person and why it belongs.
 *
 * @param since since when it belongs to this person
 * @param decidedBy {@code model} or the account of a steward
 * @param with the registration that it was compared with; null where it stands alone
 */
public record Member(
        Identity identity,
        Instant since,
        String decidedBy,
        Explanation explanation,
        @Nullable Identity with) {}
