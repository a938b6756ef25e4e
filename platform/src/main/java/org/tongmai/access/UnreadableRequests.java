package org.tongmai.access;

import java.io.IOException;
import java.io.Writer;
import java.util.Locale;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ErrorReportValve;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.tongmai.kernel.Problem;
import tools.jackson.databind.json.JsonMapper;

/**
 * Answers what the web server cannot read as a request at all, such as an address with characters that are not
 * percent-encoded: in the same form as every other refusal, instead of a page of the server's own.
 */
final class UnreadableRequests extends ErrorReportValve
        implements WebServerFactoryCustomizer<TomcatServletWebServerFactory> {

    private static final int BAD_REQUEST = 400;

    private final JsonMapper json;

    UnreadableRequests(JsonMapper json) {
        this.json = json;
    }

    @Override
    public void customize(TomcatServletWebServerFactory server) {
        server.addContextCustomizers(
                context -> context.getParent().getPipeline().addValve(new UnreadableRequests(json)));
    }

    @Override
    protected void report(Request request, Response response, @Nullable Throwable cause) {
        if (response.getStatus() != BAD_REQUEST || response.getContentWritten() > 0 || !response.setErrorReported()) {
            return;
        }
        try {
            response.setContentType("application/problem+json");
            response.setCharacterEncoding("UTF-8");
            Writer writer = response.getReporter();
            if (writer != null) {
                writer.write(json.writeValueAsString(ProblemBody.of(unreadable(), Locale.ENGLISH, TraceIds.next())));
                response.finishResponse();
            }
        } catch (IOException gone) {
            // who asked is no longer there
        }
    }

    private static Problem unreadable() {
        return new Problem(
                Problem.Kind.MALFORMED,
                "access.request-unreadable",
                "The request line or a header cannot be read.",
                "RFC 3986: in an address, characters other than ASCII letters, digits and some signs are percent-encoded.",
                "Encode the address: a space as %20, 王 as %E7%8E%8B.");
    }
}
