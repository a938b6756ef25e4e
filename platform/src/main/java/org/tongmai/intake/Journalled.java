package org.tongmai.intake;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A journalled message as it stands now. Without its body, which is read apart. */
record Journalled(
        long id,
        Instant receivedAt,
        Door door,
        @Nullable String institution,
        String sender,
        String kind,
        @Nullable String controlId,
        @Nullable String charset,
        int bodyBytes,
        @Nullable String patientMasked,
        State state,
        @Nullable String code,
        @Nullable String what,
        @Nullable String why,
        @Nullable String mend,
        List<String> positions,
        byte @Nullable [] acknowledgement,
        List<String> locations,
        int attempts,
        byte[] hash,
        List<String> keptOnly) {

    /** One run. */
    record Attempt(
            int number,
            Instant at,
            String by,
            int bodyVersion,
            State state,
            @Nullable String code,
            @Nullable String what) {}
}
