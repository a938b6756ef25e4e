package org.tongmai.healthcode;

import java.time.Instant;
import java.util.UUID;

/**
 * The health code of a resident. It stands for whatever person its source patient belongs to now.
 *
 * @param compartment the source patient at which it is anchored
 * @param id random; stands in what is shown
 * @param holder from what the main index is derived; later codes at the source patient take it over
 * @param prints serial of the print that counts, the last one; 0 where none was made
 */
record HealthCode(
        long compartment, UUID id, UUID holder, State state, Instant issuedAt, Instant validUntil, int prints) {

    /** Where a code stands (卡状态). */
    enum State {
        /** 正常. */
        ACTIVE,
        /** 挂失: refused until it is found. */
        LOST,
        /** 注销: for ever. */
        CANCELLED
    }
}
