package org.tongmai.emergency;

import java.time.Instant;

/** What of a resource is promised to an event. */
public record Hold(long id, Resource resource, long event, int amount, State state, Instant heldAt) {

    /** Where it stands. */
    public enum State {
        /** Promised. */
        HELD,
        /** In use. */
        TAKEN,
        /** Given back. */
        RELEASED
    }
}
