package org.tongmai.intake.conformance;

import java.time.Instant;
import java.util.List;
import org.tongmai.intake.conformance.CheckResult.State;

/**
 * What an examination found.
 *
 * @param subject who was examined: a code of an institution, or an address
 * @param examiner who examined
 * @param from when it began
 * @param until when it ended
 * @param expires from when on it says nothing any more
 * @param deliveries how many messages and documents were exchanged
 */
public record ConformanceReport(
        Role role,
        String subject,
        String examiner,
        String version,
        Instant from,
        Instant until,
        Instant expires,
        int deliveries,
        List<CheckResult> results) {

    /** What was examined. */
    public enum Role {
        HOSPITAL,
        PLATFORM
    }

    /** The outcome as a whole. */
    public enum Verdict {
        /** Each check was exercised and held. */
        PASSED,
        /** None failed; some were not exercised. */
        INCOMPLETE,
        /** At least one failed. */
        FAILED
    }

    public ConformanceReport {
        results = List.copyOf(results);
    }

    /** How many checks came out like this. */
    public long count(State state) {
        return results.stream().filter(result -> result.state() == state).count();
    }

    public Verdict verdict() {
        return count(State.FAILED) > 0
                ? Verdict.FAILED
                : count(State.NOT_EXERCISED) > 0 ? Verdict.INCOMPLETE : Verdict.PASSED;
    }
}
