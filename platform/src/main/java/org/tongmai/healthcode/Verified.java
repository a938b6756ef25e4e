package org.tongmai.healthcode;

import java.time.Instant;
import java.time.LocalDate;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What a verification came to. */
public sealed interface Verified {

    /** On what the code was shown. */
    enum Form {
        DYNAMIC,
        PRINTED,
        CARD
    }

    /**
     * The code is good.
     *
     * @param code id of the code, for reports of use
     * @param index the main index (主索引) under which the verifier's institution knows the holder: a keyed pseudonym
     * @param factorWanted only a pointer was shown: who holds it is masked, and nothing can be read, without a second factor
     * @param readUntil until when the institution may read; null where it was not asked for or the person is not registered
     *     there yet
     */
    record Accepted(
            UUID code,
            Form form,
            CodePurpose purpose,
            Holder holder,
            String index,
            boolean factorWanted,
            @Nullable Instant readUntil)
            implements Verified {}

    /** The code is not accepted. */
    record Refused(Refusal refusal) implements Verified {}

    /**
     * Who holds the code.
     *
     * @param name masked without a second factor
     */
    record Holder(
            String name,
            @Nullable String gender,
            @Nullable LocalDate birthDate,
            @Nullable String identifierTail) {

        /** Never the person's data, so that they cannot slip into a log. */
        @Override
        public String toString() {
            return "holder";
        }
    }
}
