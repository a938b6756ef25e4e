package org.tongmai.fhir;

import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tongmai.kernel.Faults;
import org.tongmai.kernel.Outage;
import org.tongmai.kernel.Problem;

/** Refusals and failures, as every servlet under {@code /fhir} answers them. What is on its way already is left as it is. */
public final class Refusals {

    private static final Logger LOG = LoggerFactory.getLogger(Refusals.class);
    private static final String RETRY_SECONDS = "2";

    private Refusals() {}

    public static void refuse(HttpServletResponse response, Problem problem) throws IOException {
        answer(response, problem, null);
    }

    /** A database that is away passes; anything else is a fault of ours, told with a trace id and nothing more. */
    public static void failed(HttpServletResponse response, RuntimeException e) throws IOException {
        Problem away = Outage.of(e).orElse(null);
        if (away != null) {
            LOG.warn("The database is away: {}", Faults.outline(e));
            refuse(response, away);
            return;
        }
        String trace = ServerFault.trace(e);
        answer(response, ServerFault.problem(trace), trace);
    }

    private static void answer(HttpServletResponse response, Problem problem, @Nullable String trace)
            throws IOException {
        if (response.isCommitted()) {
            return;
        }
        Reply reply = response instanceof Reply fitted ? fitted : new Reply(response);
        reply.unset();
        if (problem.kind() == Problem.Kind.BUSY && trace == null) {
            reply.setHeader("Retry-After", RETRY_SECONDS);
        }
        reply.send(trace == null ? problem.kind().status() : 500, Outcomes.of(problem, trace));
    }
}
