package org.tongmai.emergency;

import java.time.Instant;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A patient moved from one hospital to another.
 *
 * @param person number in the event; null for one who is not on its list
 * @param from USCC
 * @param to USCC
 * @param hold number of the bed's hold; null before it is accepted
 */
public record Transfer(
        long id,
        long event,
        @Nullable Integer person,
        String from,
        String to,
        Resource.Kind bed,
        State state,
        @Nullable Long hold,
        String words,
        Instant requestedAt,
        Instant changedAt) {

    /** The same for whoever sees nobody who is ill. */
    Transfer silent() {
        return new Transfer(id, event, null, from, to, bed, state, hold, "", requestedAt, changedAt);
    }

    /** Where it stands. */
    public enum State {
        REQUESTED,
        ACCEPTED,
        REFUSED,
        DEPARTED,
        ARRIVED,
        CANCELLED;

        /** Where it may go from here. Who left may turn back, or die on the way. */
        Set<State> next() {
            return switch (this) {
                case REQUESTED -> Set.of(ACCEPTED, REFUSED, CANCELLED);
                case ACCEPTED -> Set.of(DEPARTED, CANCELLED);
                case DEPARTED -> Set.of(ARRIVED, CANCELLED);
                case REFUSED, ARRIVED, CANCELLED -> Set.of();
            };
        }
    }
}
