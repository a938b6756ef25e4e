package org.tongmai.healthcode;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The health code of a resident. It stands for whatever person its source patient belongs to now.
 *
 * @param compartment the source patient at which it is anchored
 * @param id random; stands in dynamic codes
 * @param printed the print that counts; null where none was made
 * @param failures wrong second factors in a row
 * @param failedAt when the last of them came
 */
record HealthCode(
        long compartment,
        UUID id,
        State state,
        Instant issuedAt,
        Instant validUntil,
        @Nullable UUID printed,
        int failures,
        @Nullable Instant failedAt) {

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
