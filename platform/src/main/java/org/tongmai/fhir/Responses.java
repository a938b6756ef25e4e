package org.tongmai.fhir;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.tongmai.store.Fact;
import org.tongmai.store.Json;
import org.tongmai.store.Page;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** The resources that answers are made of. Stored resources are copied in as bytes. */
final class Responses {

    /** Room made for an entry; most are smaller. */
    private static final int ENTRY_BYTES = 2_400;

    private static final byte[] RESOURCE = bytes("\",\"resource\":");
    private static final byte[] MATCH = bytes(",\"search\":{\"mode\":\"match\"}}");
    private static final byte[] INCLUDE = bytes(",\"search\":{\"mode\":\"include\"}}");

    private Responses() {}

    /**
     * A searchset.
     *
     * @param total null where it is not told
     */
    static byte[] searchset(
            Request request, @Nullable String next, @Nullable Long total, Page page, Projection projection) {
        return searchset(request, next, total, page, projection, List.of());
    }

    /** @param remarks what is to be said of the parameters, in an entry of its own */
    static byte[] searchset(
            Request request,
            @Nullable String next,
            @Nullable Long total,
            Page page,
            Projection projection,
            List<Remark> remarks) {
        int facts = page.facts().size() + page.included().size();
        var out = new ByteArrayOutputStream(512 + facts * ENTRY_BYTES);
        open(out, "searchset", request, next, total, facts == 0 && remarks.isEmpty());
        byte[] url = bytes("{\"fullUrl\":\"" + request.base());
        String joint = "";
        for (Fact fact : page.facts()) {
            joint = entry(out, joint, url, projection, fact, MATCH);
        }
        for (Fact fact : page.included()) {
            joint = entry(out, joint, url, projection, fact, INCLUDE);
        }
        if (!remarks.isEmpty()) {
            text(out, joint + "{\"resource\":");
            out.writeBytes(Outcomes.remarks(remarks));
            text(out, ",\"search\":{\"mode\":\"outcome\"}}");
        }
        text(out, facts == 0 && remarks.isEmpty() ? "}" : "]}");
        return out.toByteArray();
    }

    private static String entry(
            ByteArrayOutputStream out, String joint, byte[] url, Projection projection, Fact fact, byte[] mode) {
        text(out, joint);
        out.writeBytes(url);
        text(out, fact.reference());
        out.writeBytes(RESOURCE);
        out.writeBytes(projection.show(fact));
        out.writeBytes(mode);
        return ",";
    }

    /** A history, newest first. */
    static byte[] history(
            Request request, @Nullable String next, @Nullable Long total, Page page, Projection projection) {
        var out = new ByteArrayOutputStream(512 + page.facts().size() * ENTRY_BYTES);
        open(out, "history", request, next, total, page.facts().isEmpty());
        String joint = "";
        for (Fact fact : page.facts()) {
            text(out, joint + "{\"fullUrl\":\"" + request.base() + fact.reference() + "\"");
            if (!fact.deleted()) {
                text(out, ",\"resource\":");
                out.writeBytes(projection.show(fact));
            }
            text(out, change(fact));
            joint = ",";
        }
        text(out, page.facts().isEmpty() ? "}" : "]}");
        return out.toByteArray();
    }

    /** How a version came about. */
    private static String change(Fact fact) {
        String method =
                switch (fact.method()) {
                    case CREATE -> "POST";
                    case UPDATE -> "PUT";
                    case DELETE -> "DELETE";
                };
        String url = fact.method() == Fact.Method.CREATE ? fact.type() : fact.reference();
        String status = fact.method() == Fact.Method.CREATE ? "201" : fact.deleted() ? "204" : "200";
        return ",\"request\":{\"method\":\"" + method + "\",\"url\":\"" + url + "\"},\"response\":{\"status\":\""
                + status + "\",\"etag\":\"W/\\\"" + fact.version() + "\\\"\",\"lastModified\":\"" + fact.at() + "\"}}";
    }

    private static void open(
            ByteArrayOutputStream out,
            String type,
            Request request,
            @Nullable String next,
            @Nullable Long total,
            boolean empty) {
        ObjectNode head = Json.object().put("resourceType", "Bundle").put("type", type);
        if (total != null) {
            head.put("total", total);
        }
        ArrayNode links = head.putArray("link");
        links.addObject().put("relation", "self").put("url", request.url());
        if (next != null) {
            links.addObject().put("relation", "next").put("url", next);
        }
        byte[] opening = Json.bytes(head);
        out.write(opening, 0, opening.length - 1);
        text(out, empty ? "" : ",\"entry\":[");
    }

    private static void text(ByteArrayOutputStream out, String text) {
        out.writeBytes(bytes(text));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
