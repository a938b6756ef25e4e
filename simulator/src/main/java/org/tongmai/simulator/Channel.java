package org.tongmai.simulator;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;

/** A way to a platform: FHIR over HTTP or HL7 v2 over MLLP. Used by one thread at a time. */
public sealed interface Channel extends AutoCloseable permits FhirChannel, MllpChannel {

    /** What the platform said. */
    sealed interface Answer {
        /** It has it, now or from an earlier time. */
        record Stored() implements Answer {}

        /** It does not take it; sending it again will not help. */
        record Refused(String why) implements Answer {}

        /** It is too busy; the same may succeed after a while, which it may name. */
        record Busy(Optional<Duration> after) implements Answer {}
    }

    /**
     * Sends one thing and waits for the answer.
     *
     * @throws IOException if the platform cannot be reached or breaks off
     */
    Answer deliver(Dispatch dispatch) throws IOException, InterruptedException;

    @Override
    void close();
}
