package org.tongmai.intake.hl7v2;

import java.util.List;
import org.tongmai.kernel.Problem;
import org.tongmai.kernel.Problem.Kind;
import tools.jackson.databind.JsonNode;

/**
 * Messages for training and debugging (MSH-11 is T or D): stored with the label {@code HTEST}, without the numbers of identity
 * documents, and never over what is real.
 *
 * @see <a href="https://terminology.hl7.org/CodeSystem-v3-ActReason.html">v3-ActReason, HTEST</a>
 */
public final class TestData {

    private TestData() {}

    /** Whether a stored resource came with a test. */
    public static boolean is(JsonNode resource) {
        return Sensitivity.isTest(resource);
    }

    static Problem remark() {
        return new Problem(
                Kind.CONFLICT,
                "intake.test-data",
                "MSH-11 says that the message is a test; it was stored with the label HTEST.",
                "HL7 table 0103: T is training, D is debugging. Numbers of identity documents are left out of tests.",
                "Send P in MSH-11 once what is sent is real.",
                List.of("MSH-11"));
    }

    /** The refusal of a test about a patient who is none. */
    public static Problem real() {
        return new Problem(
                Kind.CONFLICT,
                "intake.test-of-a-real-patient",
                "MSH-11 says that the message is a test, and PID-3 names a patient whose data are real.",
                "A test never changes a record.",
                "Send P in MSH-11 where the message is meant, or a number in PID-3 that is used for tests only.",
                List.of("MSH-11", "PID-3"));
    }
}
