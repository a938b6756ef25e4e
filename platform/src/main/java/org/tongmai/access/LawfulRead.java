package org.tongmai.access;

import java.time.Instant;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One reading of one person's record by law.
 *
 * @param compartment source patient that was named
 * @param law id of the rule
 * @param authority the body for which it is read; empty where the reader's own institution has the duty
 * @param document number of the document that was shown; null where the law asks for none
 * @param words what it is needed for
 * @param confirm whether a second person has to confirm
 * @param confirmed what the second person said; null while nobody did
 * @param tellAt from when the resident sees it and its looks
 */
record LawfulRead(
        long compartment,
        String id,
        String law,
        int version,
        String account,
        String name,
        Role role,
        @Nullable String institution,
        String authority,
        @Nullable String document,
        String words,
        Set<Category> categories,
        @Nullable Instant careFrom,
        @Nullable Instant careUntil,
        Instant askedAt,
        Instant until,
        boolean confirm,
        @Nullable Instant answeredAt,
        @Nullable Boolean confirmed,
        @Nullable String answerWords,
        @Nullable Instant endedAt,
        Instant tellAt) {

    /** Where it stands. */
    enum State {
        WAITING,
        REFUSED,
        OPEN,
        ENDED
    }

    LawfulRead {
        categories = Collections.unmodifiableSet(
                categories.isEmpty() ? EnumSet.noneOf(Category.class) : EnumSet.copyOf(categories));
    }

    State state(Instant now) {
        if (confirmed != null && !confirmed) {
            return State.REFUSED;
        }
        if (endedAt != null || !now.isBefore(until)) {
            return State.ENDED;
        }
        return confirm && confirmed == null ? State.WAITING : State.OPEN;
    }

    /** As it stands in looks: rule, version and this reading. */
    String reference() {
        return law + "@" + version + " " + id;
    }
}
