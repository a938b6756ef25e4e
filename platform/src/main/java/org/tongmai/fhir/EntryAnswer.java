package org.tongmai.fhir;

import org.jspecify.annotations.Nullable;
import org.tongmai.kernel.Problem;
import org.tongmai.store.Receipt;

/** What became of one entry of a Bundle. */
sealed interface EntryAnswer {

    record Written(Receipt.Done done) implements EntryAnswer {}

    record Refused(Problem problem) implements EntryAnswer {}

    /**
     * What a request of its own would have been answered.
     *
     * @param body a resource as JSON; empty for none
     */
    record Answered(
            int status,
            @Nullable String location,
            @Nullable String etag,
            @Nullable String lastModified,
            byte[] body) implements EntryAnswer {}
}
