package org.tongmai.fhir;

import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tongmai.access.Caller;
import org.tongmai.access.Callers;
import org.tongmai.kernel.Faults;
import org.tongmai.kernel.Problem;
import org.tongmai.store.Compartments;
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

    private final transient Reading reading;
    private final transient Histories histories;
    private final transient Writing writing;
    private final transient AuditSearch audits;
    private final transient Operations operations;
    private final transient Capability capability;

    FhirServlet(
            Reading reading,
            Histories histories,
            Writing writing,
            AuditSearch audits,
            Operations operations,
            Capability capability) {
        this.reading = reading;
        this.histories = histories;
        this.writing = writing;
        this.audits = audits;
        this.operations = operations;
        this.capability = capability;
    }

    @Override
    protected void service(HttpServletRequest http, HttpServletResponse response) throws IOException {
        var reply = new Reply(response);
        try {
            Request request = Request.of(http);
            if (!RawBinary.wanted(request)) {
                reply.fit(request);
            }
            ScopeGate.pass(request);
            route(request, reply);
        } catch (Problem problem) {
            Refusals.refuse(reply, problem);
        } catch (Unanswered stored) {
            if (stored.why() instanceof Problem problem) {
                Refusals.refuse(reply, problem);
            } else {
                Refusals.failed(reply, stored.why());
            }
        } catch (StackOverflowError | OutOfMemoryError exhausted) {
            LOG.error("A request exhausted the memory: {}", Faults.outline(exhausted));
            Refusals.refuse(reply, tooMuch());
        } catch (RuntimeException e) {
            Refusals.failed(reply, e);
        }
    }

    private void route(Request request, Reply response) throws IOException {
        String first = request.part(0);
        if (first == null) {
            base(request, response);
        } else if (first.startsWith("$")) {
            operations.run(request, response, null, null);
        } else if (first.equals("metadata") || first.equals(".well-known") || first.startsWith("_")) {
            wholeServer(request, response, first);
        } else if (!ResourceTypes.exists(first)) {
            throw ResourceTypes.unknown(first);
        } else if (request.path().getLast().startsWith("$")) {
            operations.run(request, response, first, request.path().size() == 2 ? null : request.part(1));
        } else {
            switch (request.path().size()) {
                case 1 -> type(request, response, first);
                case 2 -> instance(request, response, first, request.path().get(1));
                default -> deeper(request, response, first, request.path().get(1));
            }
        }
    }

    private void base(Request request, Reply response) throws IOException {
        switch (request.method()) {
            case "POST" -> writing.bundle(request, response, this::service);
            case "GET", "HEAD" -> answer(response, 200, reading.system(request));
            default -> throw notSupported();
        }
    }

    /** What is asked of the server and of no type. */
    private void wholeServer(Request request, Reply response, String what) throws IOException {
        boolean get = request.method().equals("GET") || request.method().equals("HEAD");
        boolean alone = request.path().size() == 1;
        if (get && alone && what.equals("metadata")) {
            boolean open = Callers.find().map(Caller::unrestricted).orElse(false);
            byte[] statement = capability.statement(request.base(), open);
            answer(response, 200, Projection.of(request).show("CapabilityStatement", statement));
        } else if (get && "smart-configuration".equals(request.part(1))) {
            response.json(SmartConfiguration.of(request));
        } else if (get && alone && what.equals("_history")) {
            answer(response, 200, histories.read(request, null, null));
        } else if (alone && what.equals("_search") && request.method().equals("POST")) {
            answer(response, 200, reading.system(request.withForm()));
        } else {
            throw notSupported();
        }
    }

    private void type(Request request, Reply response, String type) throws IOException {
        switch (request.method()) {
            case "GET", "HEAD" -> answer(response, 200, search(request, type));
            case "POST" -> writing.create(request, response, refuseAudit(type));
            case "PUT" -> writing.updateWhere(request, response, refuseAudit(type));
            case "PATCH" -> writing.patch(request, response, refuseAudit(type), null);
            case "DELETE" -> writing.deleteWhere(request, response, refuseAudit(type));
            default -> throw notSupported();
        }
    }

    private void instance(Request request, Reply response, String type, String id) throws IOException {
        if (id.equals("_search") && request.method().equals("POST")) {
            answer(response, 200, search(request.withForm(), type));
            return;
        }
        switch (request.method()) {
            case "GET", "HEAD" -> {
                if (id.equals("_history")) {
                    answer(response, 200, histories.read(request, refuseAudit(type), null));
                } else if (type.equals("AuditEvent")) {
                    answer(response, 200, audits.read(Callers.current(), id));
                } else if (RawBinary.wanted(request)) {
                    RawBinary.answer(request, response, reading.read(type, id));
                } else {
                    fact(request, response, reading.read(type, id));
                }
            }
            case "PUT" -> writing.update(request, response, refuseAudit(type), id);
            case "PATCH" -> writing.patch(request, response, refuseAudit(type), id);
            case "DELETE" -> writing.delete(request, response, refuseAudit(type), id);
            default -> throw notSupported();
        }
    }

    private void deeper(Request request, Reply response, String type, String id) throws IOException {
        String third = request.path().get(2);
        int length = request.path().size();
        boolean get = request.method().equals("GET") || request.method().equals("HEAD");
        boolean posted = length == 4
                && "_search".equals(request.part(3))
                && request.method().equals("POST");
        boolean within = Compartments.names().contains(type) && (third.equals("*") || ResourceTypes.exists(third));
        if (get && third.equals("_history") && length == 3) {
            answer(response, 200, histories.read(request, refuseAudit(type), id));
        } else if (get && third.equals("_history") && length == 4) {
            fact(
                    request,
                    response,
                    reading.version(refuseAudit(type), id, request.path().get(3)));
        } else if (within && (get && length == 3 || posted)) {
            answer(response, 200, reading.compartment(posted ? request.withForm() : request, type, id, third));
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

    /**
     * A version, or 304 where the caller has it.
     *
     * @see <a href="http://hl7.org/fhir/R4/http.html#cread">FHIR R4 conditional read</a>
     */
    static void fact(Request request, HttpServletResponse response, Fact fact) throws IOException {
        String tag = "W/\"" + fact.version() + "\"";
        response.setHeader("ETag", tag);
        response.setHeader(
                "Last-Modified",
                DateTimeFormatter.RFC_1123_DATE_TIME.format(fact.at().atOffset(ZoneOffset.UTC)));
        if (request.has(fact.version(), fact.at())) {
            response.setStatus(304);
            return;
        }
        response.setHeader("Content-Location", request.base() + fact.reference() + "/_history/" + fact.version());
        Projection projection = Projection.of(request);
        if (projection instanceof Projection.Count) {
            throw notCounted();
        }
        answer(response, 200, projection.show(fact));
    }

    static void answer(HttpServletResponse response, int status, byte[] body) throws IOException {
        Reply reply = response instanceof Reply fitted ? fitted : new Reply(response);
        reply.send(status, body);
    }

    private static Problem tooMuch() {
        return new Problem(
                Problem.Kind.TOO_LARGE,
                "fhir.exhausted",
                "This request takes more memory than there is.",
                "What is asked for or sent is too large or too deeply nested.",
                "Ask for less at a time: a smaller _count, a narrower search, several Bundles.");
    }

    private static Problem notCounted() {
        return new Problem(
                Problem.Kind.INVALID,
                "fhir.summary-of-one",
                "_summary=count asks how many there are, and this is one.",
                "It is for searches and histories.",
                "Leave it out, or use true, text or data.");
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
