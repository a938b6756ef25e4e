package org.tongmai.fhir;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.tongmai.kernel.Problem;
import org.tongmai.store.Fact;
import org.tongmai.store.Json;
import org.tongmai.store.Receipt;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** The resources that answers are made of. Stored resources are copied in as bytes. */
final class Responses {

    private Responses() {}

    static byte[] transaction(Receipt receipt) {
        ObjectNode bundle = Json.object().put("resourceType", "Bundle").put("type", "transaction-response");
        ArrayNode entries = bundle.putArray("entry");
        receipt.entries().forEach(done -> response(entries.addObject(), done));
        return Json.bytes(bundle);
    }

    /** @param answers for each entry a {@link Receipt} or a {@link Problem} */
    static byte[] batch(List<Object> answers) {
        ObjectNode bundle = Json.object().put("resourceType", "Bundle").put("type", "batch-response");
        ArrayNode entries = bundle.putArray("entry");
        for (Object answer : answers) {
            if (answer instanceof Receipt receipt) {
                response(entries.addObject(), receipt.entries().getFirst());
            } else if (answer instanceof Problem problem) {
                ObjectNode response = entries.addObject().putObject("response");
                response.put("status", String.valueOf(problem.kind().status()));
                response.set("outcome", Outcomes.tree(problem, null));
            }
        }
        return Json.bytes(bundle);
    }

    private static void response(ObjectNode entry, Receipt.Done done) {
        ObjectNode response = entry.putObject("response");
        response.put(
                "status",
                switch (done.result()) {
                    case CREATED -> "201 Created";
                    case UPDATED, EXISTED -> "200 OK";
                    case DELETED -> "204 No Content";
                });
        if (done.result() != Receipt.Result.DELETED) {
            response.put("location", done.type() + "/" + done.id() + "/_history/" + done.version());
        }
        if (done.version() > 0) {
            response.put("etag", "W/\"" + done.version() + "\"");
        }
        response.put("lastModified", done.at().toString());
    }

    /**
     * A searchset.
     *
     * @param base URL under which the resources are read, with a final slash
     * @param total null where it is not told
     */
    static byte[] searchset(
            String base,
            String self,
            @Nullable String next,
            @Nullable Long total,
            List<Fact> matches,
            List<Fact> included) {
        var out = new ByteArrayOutputStream(256 + matches.size() * 1_500);
        ObjectNode head = Json.object().put("resourceType", "Bundle").put("type", "searchset");
        if (total != null) {
            head.put("total", total);
        }
        ArrayNode links = head.putArray("link");
        links.addObject().put("relation", "self").put("url", self);
        if (next != null) {
            links.addObject().put("relation", "next").put("url", next);
        }
        byte[] opening = Json.bytes(head);
        out.write(opening, 0, opening.length - 1);
        if (!matches.isEmpty() || !included.isEmpty()) {
            text(out, ",\"entry\":[");
            boolean first = true;
            for (Fact fact : matches) {
                entry(out, first, base, fact, "match");
                first = false;
            }
            for (Fact fact : included) {
                entry(out, first, base, fact, "include");
                first = false;
            }
            text(out, "]");
        }
        text(out, "}");
        return out.toByteArray();
    }

    private static void entry(ByteArrayOutputStream out, boolean first, String base, Fact fact, String mode) {
        text(out, (first ? "" : ",") + "{\"fullUrl\":\"" + base + fact.reference() + "\",\"resource\":");
        out.writeBytes(fact.json());
        text(out, ",\"search\":{\"mode\":\"" + mode + "\"}}");
    }

    /** The history of one resource, newest first. */
    static byte[] history(String base, String self, List<Fact> versions) {
        var out = new ByteArrayOutputStream(256 + versions.size() * 1_500);
        ObjectNode head = Json.object()
                .put("resourceType", "Bundle")
                .put("type", "history")
                .put("total", versions.size());
        head.putArray("link").addObject().put("relation", "self").put("url", self);
        byte[] opening = Json.bytes(head);
        out.write(opening, 0, opening.length - 1);
        text(out, ",\"entry\":[");
        boolean first = true;
        for (Fact fact : versions) {
            text(out, (first ? "" : ",") + "{\"fullUrl\":\"" + base + fact.reference() + "\"");
            if (!fact.deleted()) {
                text(out, ",\"resource\":");
                out.writeBytes(fact.json());
            }
            String method =
                    switch (fact.method()) {
                        case CREATE -> "POST";
                        case UPDATE -> "PUT";
                        case DELETE -> "DELETE";
                    };
            String url = fact.method() == Fact.Method.CREATE ? fact.type() : fact.reference();
            text(out, ",\"request\":{\"method\":\"" + method + "\",\"url\":\"" + url + "\"}");
            String status = fact.method() == Fact.Method.CREATE ? "201" : fact.deleted() ? "204" : "200";
            text(
                    out,
                    ",\"response\":{\"status\":\"" + status + "\",\"etag\":\"W/\\\"" + fact.version()
                            + "\\\"\",\"lastModified\":\"" + fact.at() + "\"}}");
            first = false;
        }
        text(out, "]}");
        return out.toByteArray();
    }

    private static void text(ByteArrayOutputStream out, String text) {
        out.writeBytes(text.getBytes(StandardCharsets.UTF_8));
    }
}
