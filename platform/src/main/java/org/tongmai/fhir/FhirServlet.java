package org.tongmai.fhir;

import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HexFormat;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tongmai.access.Callers;
import org.tongmai.kernel.Faults;
import org.tongmai.kernel.Outage;
import org.tongmai.kernel.Problem;
import org.tongmai.store.Fact;
import org.tongmai.store.ResourceTypes;

/**
 * {@code /fhir}: finds the interaction that a request means, and renders its answer or its refusal.
 *
 * @see <a href="http://hl7.org/fhir/R4/http.html">FHIR R4 RESTful API</a>
 */
final class FhirServlet extends HttpServlet {

    private static final long serialVersionUID = 1L;
    private static final Logger LOG = LoggerFactory.getLogger(FhirServlet.class);
    private static final String JSON = "application/fhir+json;charset=utf-8";

    private final transient Reading reading;
    private final transient Writing writing;
    private final transient AuditSearch audits;
    private final transient Operations operations;
    private final transient Instant since;
    private final transient Random traces = new Random();

    FhirServlet(Reading reading, Writing writing, AuditSearch audits, Operations operations, Instant since) {
        this.reading = reading;
        this.writing = writing;
        this.audits = audits;
        this.operations = operations;
        this.since = since;
    }

    @Override
    protected void service(HttpServletRequest http, HttpServletResponse response) throws IOException {
        try {
            Request request = Request.of(http);
            request.requireJson();
            route(request, response);
        } catch (Problem problem) {
            refuse(response, problem, null);
        } catch (RuntimeException e) {
            Problem away = Outage.of(e).orElse(null);
            if (away != null) {
                LOG.warn("The database is away: {}", Faults.outline(e));
                refuse(response, away, null);
                return;
            }
            String trace = HexFormat.of().toHexDigits(traces.nextLong());
            LOG.error("Request failed, trace {}: {}", trace, Faults.outline(e));
            refuse(
                    response,
                    new Problem(
                            Problem.Kind.BUSY,
                            "fhir.internal",
                            "The server failed on this request.",
                            "This is a fault of the server; its log has the detail under the trace id.",
                            "Report the trace id; the request may be repeated."),
                    trace);
        }
    }

    private void route(Request request, HttpServletResponse response) throws IOException {
        String type = request.part(0);
        if ("metadata".equals(type) && request.method().equals("GET")) {
            boolean open = Callers.find().map(caller -> caller.unrestricted()).orElse(false);
            answer(response, 200, Capability.statement(request.base(), since, open, operations));
            return;
        }
        if (type != null && type.startsWith("$")) {
            operations.run(request, response, null, null);
            return;
        }
        if (type != null && !ResourceTypes.exists(type)) {
            throw ResourceTypes.unknown(type);
        }
        if (type == null) {
            switch (request.method()) {
                case "POST" -> writing.bundle(request, response);
                case "GET" -> answer(response, 200, reading.more(request));
                default -> throw notSupported();
            }
            return;
        }
        if (request.path().getLast().startsWith("$")) {
            operations.run(request, response, type, request.path().size() == 2 ? null : request.part(1));
            return;
        }
        switch (request.path().size()) {
            case 1 -> type(request, response, type);
            case 2 -> instance(request, response, type, request.path().get(1));
            default -> deeper(request, response, type, request.path().get(1));
        }
    }

    private void type(Request request, HttpServletResponse response, String type) throws IOException {
        switch (request.method()) {
            case "GET", "HEAD" -> answer(response, 200, search(request, type));
            case "POST" -> writing.create(request, response, refuseAudit(type));
            case "PUT" -> writing.updateWhere(request, response, refuseAudit(type));
            default -> throw notSupported();
        }
    }

    private void instance(Request request, HttpServletResponse response, String type, String id) throws IOException {
        if (id.equals("_search") && request.method().equals("POST")) {
            answer(response, 200, search(request.withForm(), type));
            return;
        }
        switch (request.method()) {
            case "GET", "HEAD" -> {
                if (type.equals("AuditEvent")) {
                    answer(response, 200, audits.read(Callers.current(), id));
                } else {
                    fact(request, response, reading.read(type, id));
                }
            }
            case "PUT" -> writing.update(request, response, refuseAudit(type), id);
            case "DELETE" -> writing.delete(request, response, refuseAudit(type), id);
            default -> throw notSupported();
        }
    }

    private void deeper(Request request, HttpServletResponse response, String type, String id) throws IOException {
        String third = request.path().get(2);
        boolean get = request.method().equals("GET");
        if (get && third.equals("_history") && request.path().size() == 3) {
            answer(response, 200, reading.history(request, type, id));
        } else if (get && third.equals("_history") && request.path().size() == 4) {
            fact(request, response, reading.version(type, id, request.path().get(3)));
        } else if (get && type.equals("Patient") && request.path().size() == 3 && ResourceTypes.exists(third)) {
            answer(response, 200, search(request.withPatient(id), third));
        } else {
            throw notSupported();
        }
    }

    private byte[] search(Request request, String type) {
        return type.equals("AuditEvent")
                ? audits.search(Callers.current(), request, reading.patient(request))
                : reading.search(request, type);
    }

    /** Nobody writes the trace but the platform itself. */
    private static String refuseAudit(String type) {
        if (type.equals("AuditEvent")) {
            throw notSupported();
        }
        return type;
    }

    // -- answers

    static void fact(Request request, HttpServletResponse response, Fact fact) throws IOException {
        String tag = "W/\"" + fact.version() + "\"";
        response.setHeader("ETag", tag);
        response.setHeader(
                "Last-Modified",
                DateTimeFormatter.RFC_1123_DATE_TIME.format(fact.at().atOffset(ZoneOffset.UTC)));
        if (tag.equals(request.header("If-None-Match"))) {
            response.setStatus(304);
            return;
        }
        answer(response, 200, fact.json());
    }

    static void answer(HttpServletResponse response, int status, byte[] body) throws IOException {
        response.setStatus(status);
        response.setContentType(JSON);
        response.setCharacterEncoding(StandardCharsets.UTF_8);
        response.setContentLength(body.length);
        response.getOutputStream().write(body);
    }

    private static void refuse(HttpServletResponse response, Problem problem, @Nullable String trace)
            throws IOException {
        if (response.isCommitted()) {
            return;
        }
        if (problem.kind() == Problem.Kind.BUSY && trace == null) {
            response.setHeader("Retry-After", "2");
        }
        answer(response, trace == null ? problem.kind().status() : 500, Outcomes.of(problem, trace));
    }

    static Problem notFound(String type) {
        return new Problem(
                Problem.Kind.NOT_FOUND,
                "fhir.not-found",
                "There is no such " + type + ".",
                "It was never stored, or nothing that you may see has this id.",
                "Check the id; search for the resource.");
    }

    private static Problem notSupported() {
        return new Problem(
                Problem.Kind.NOT_SUPPORTED,
                "fhir.interaction-unknown",
                "This interaction is not offered.",
                "The CapabilityStatement lists what is.",
                "See /fhir/metadata.");
    }
}
