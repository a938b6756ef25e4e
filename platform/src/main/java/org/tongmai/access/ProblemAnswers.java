package org.tongmai.access;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.springframework.http.HttpHeaders;
import org.tongmai.kernel.Problem;
import tools.jackson.databind.json.JsonMapper;

/**
 * Writes a refusal where no route could: in the security filters. OperationOutcome under {@code /fhir}, RFC 9457 problem
 * elsewhere.
 */
final class ProblemAnswers {

    private final JsonMapper json;

    ProblemAnswers(JsonMapper json) {
        this.json = json;
    }

    void send(HttpServletRequest request, HttpServletResponse response, Problem problem) throws IOException {
        if (response.isCommitted()) {
            return;
        }
        boolean fhir = request.getRequestURI().equals("/fhir")
                || request.getRequestURI().startsWith("/fhir/");
        String traceId = TraceIds.next();
        Locale locale = request.getLocale();
        byte[] body = json.writeValueAsBytes(
                fhir ? outcome(problem, locale, traceId) : ProblemBody.of(problem, locale, traceId));
        response.setStatus(problem.kind().status());
        response.setContentType(fhir ? "application/fhir+json;charset=UTF-8" : "application/problem+json");
        response.setHeader(HttpHeaders.CACHE_CONTROL, "no-store");
        response.setContentLength(body.length);
        response.getOutputStream().write(body);
    }

    private static Map<String, Object> outcome(Problem problem, Locale locale, String traceId) {
        ProblemBody body = ProblemBody.of(problem, locale, traceId);
        return Map.of(
                "resourceType",
                "OperationOutcome",
                "issue",
                List.of(Map.of(
                        "severity",
                        "error",
                        "code",
                        problem.kind().issue(),
                        "details",
                        Map.of(
                                "coding",
                                List.of(Map.of(
                                        "system", "https://tongmai.org/fhir/CodeSystem/problem", "code", body.code())),
                                "text",
                                body.detail()),
                        "diagnostics",
                        body.why() + " " + body.mend() + " [" + traceId + "]")));
    }
}
