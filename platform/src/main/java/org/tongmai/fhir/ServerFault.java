package org.tongmai.fhir;

import java.util.HexFormat;
import java.util.concurrent.ThreadLocalRandom;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tongmai.kernel.Faults;
import org.tongmai.kernel.Outage;
import org.tongmai.kernel.Problem;

/** A fault of ours: the log has its outline under a trace id, and whoever asked is told the id alone. */
final class ServerFault {

    private static final Logger LOG = LoggerFactory.getLogger(ServerFault.class);

    private ServerFault() {}

    /** Logs it; returns the trace id. */
    static String trace(Throwable fault) {
        String trace = HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextLong());
        LOG.error("Request failed, trace {}: {}", trace, Faults.outline(fault));
        return trace;
    }

    static Problem problem(String trace) {
        return new Problem(
                Problem.Kind.BUSY,
                "fhir.internal",
                "The server failed on this request.",
                "This is a fault of the server; its log has the detail under the trace id " + trace + ".",
                "Report the trace id; the request may be repeated.");
    }

    /** What to answer to a part of a request that failed, so that the other parts stand; logged where it is a fault. */
    static Problem refusal(RuntimeException failure) {
        return Outage.of(failure).orElseGet(() -> problem(trace(failure)));
    }
}
