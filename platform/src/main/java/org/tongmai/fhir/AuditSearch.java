package org.tongmai.fhir;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.tongmai.access.Caller;
import org.tongmai.access.Looks;
import org.tongmai.access.Trace;
import org.tongmai.kernel.Problem;
import org.tongmai.store.Json;
import org.tongmai.store.ResourceKey;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** AuditEvents are rendered from the trace that access keeps; they are read and searched here, and written by nobody. */
final class AuditSearch {

    /** The parameters that the trace answers. */
    static final Set<String> PARAMETERS = Set.of("patient", "date", "agent");

    private static final int COUNT_MAX = 200;

    private final Looks looks;

    AuditSearch(Looks looks) {
        this.looks = looks;
    }

    byte[] read(Caller caller, String id) {
        return looks.asAuditEvent(id, looks.auditable(caller, null))
                .orElseThrow(() -> FhirServlet.notFound("AuditEvent"));
    }

    byte[] search(Caller caller, Request request, @Nullable ResourceKey patient) {
        for (String parameter : request.query().keySet()) {
            if (!parameter.startsWith("_") && !PARAMETERS.contains(parameter)) {
                throw new Problem(
                        Problem.Kind.INVALID,
                        "store.unknown-parameter",
                        "AuditEvent cannot be searched by '" + parameter + "'.",
                        "The trace answers patient, date and agent.",
                        "Leave it out.");
            }
        }
        Instant from = Instant.EPOCH;
        Instant until = Instant.parse("2999-01-01T00:00:00Z");
        for (String date : request.query().getOrDefault("date", List.of())) {
            String bare = date.replaceFirst("^[a-z]{2}", "");
            switch (date.length() > 2 ? date.substring(0, 2) : "") {
                case "ge", "gt" -> from = day(bare);
                case "le", "lt" -> until = day(bare).plusSeconds(date.startsWith("le") ? 86_400 : 0);
                default -> {
                    from = day(bare);
                    until = from.plusSeconds(86_400);
                }
            }
        }
        Trace.Whose whose = looks.auditable(caller, patient == null ? null : patient.compartment());
        var filter = new Trace.Filter(whose, from, until, request.first("agent"));
        Trace.Page page = looks.asAuditEvents(filter, request.first("_page"), request.count(0, COUNT_MAX));
        ObjectNode bundle = Json.object()
                .put("resourceType", "Bundle")
                .put("type", "searchset")
                .put("total", page.total());
        ArrayNode links = bundle.putArray("link");
        links.addObject().put("relation", "self").put("url", request.url());
        if (page.next() != null) {
            links.addObject().put("relation", "next").put("url", next(request, page.next()));
        }
        ArrayNode entries = bundle.putArray("entry");
        for (byte[] event : page.events()) {
            ObjectNode resource = Json.read(event);
            ObjectNode entry = entries.addObject();
            entry.put(
                    "fullUrl",
                    request.base() + "AuditEvent/" + resource.path("id").asString(""));
            entry.set("resource", resource);
            entry.putObject("search").put("mode", "match");
        }
        return Json.bytes(bundle);
    }

    /** The same search from where this page ends. */
    private static String next(Request request, String token) {
        var url = new StringBuilder(request.base()).append("AuditEvent?");
        request.query().forEach((name, values) -> {
            if (!name.equals("_page")) {
                values.forEach(value -> url.append(name)
                        .append('=')
                        .append(URLEncoder.encode(value, StandardCharsets.UTF_8))
                        .append('&'));
            }
        });
        return url.append("_page=").append(token).toString();
    }

    private static Instant day(String text) {
        try {
            return text.length() > 10
                    ? Instant.parse(text)
                    : LocalDate.parse(text).atStartOfDay(ZoneOffset.UTC).toInstant();
        } catch (DateTimeParseException e) {
            throw new Problem(
                    Problem.Kind.INVALID,
                    "store.value-unreadable",
                    "The value of 'date' cannot be read.",
                    "It must be a date such as 2026-05-01.",
                    "Correct the value.");
        }
    }
}
