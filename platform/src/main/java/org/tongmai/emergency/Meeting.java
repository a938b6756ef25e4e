package org.tongmai.emergency;

import java.time.LocalDate;
import org.jspecify.annotations.Nullable;

/**
 * Somebody of an event met another; WHO Go.Data's relationship.
 *
 * @param source number of the one who was ill or carried it
 * @param target number of the one who was exposed
 * @param lastOn day of the last exposure; null where unknown
 * @param infected whether the first is held to have infected the second
 */
public record Meeting(
        int source,
        int target,
        Relation relation,
        Exposure exposure,
        @Nullable LocalDate lastOn,
        boolean infected) {

    /** What two people are to each other. */
    public enum Relation {
        FAMILY,
        COLLEAGUE,
        SCHOOL,
        HEALTH_CARE,
        TRAVEL,
        NEIGHBOUR,
        OTHER
    }

    /** How they met. */
    public enum Exposure {
        LIVED_TOGETHER,
        CARED,
        SAME_ROOM,
        MEAL,
        TRANSPORT,
        OTHER
    }
}
