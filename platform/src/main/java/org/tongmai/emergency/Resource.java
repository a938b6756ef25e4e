package org.tongmai.emergency;

import java.time.Instant;

/**
 * What an institution has to respond with, as it last said.
 *
 * @param institution USCC
 * @param region GB/T 2260
 * @param item which team, test or article; empty where the kind says it all
 * @param unit what is counted
 * @param used how many are in use; may exceed the capacity
 * @param held how many are promised to events and not yet in use
 * @param asOf of when the institution said capacity and use
 */
public record Resource(
        long id,
        String institution,
        String region,
        Kind kind,
        String item,
        String unit,
        int capacity,
        int used,
        int held,
        Instant asOf) {

    /** What sort of thing it is. */
    public enum Kind {
        BED,
        BED_ISOLATION,
        BED_ICU,
        BED_NEGATIVE_PRESSURE,
        AMBULANCE,
        TEAM,
        /** Tests a day. */
        LABORATORY,
        STOCK;

        boolean bed() {
            return switch (this) {
                case BED, BED_ISOLATION, BED_ICU, BED_NEGATIVE_PRESSURE -> true;
                case AMBULANCE, TEAM, LABORATORY, STOCK -> false;
            };
        }
    }

    /** How many may still be promised. */
    public int free() {
        return Math.max(0, capacity - used - held);
    }
}
