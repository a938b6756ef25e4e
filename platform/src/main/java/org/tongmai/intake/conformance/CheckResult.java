package org.tongmai.intake.conformance;

import java.util.List;

/**
 * What came of one check.
 *
 * @param held how often it held
 * @param broken how often it did not
 * @param samples of where it did not, at most {@value Findings#SAMPLES}
 */
public record CheckResult(Check check, State state, int held, int broken, List<Findings.Sample> samples) {

    /** A check that nothing was sent for says nothing. */
    public enum State {
        PASSED,
        FAILED,
        NOT_EXERCISED
    }
}
