package org.tongmai.fhir;

import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Base64;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.tongmai.kernel.Problem;
import org.tongmai.store.Fact;
import org.tongmai.store.Json;
import tools.jackson.databind.node.ObjectNode;

/**
 * Binary as the bytes that it is about instead of as a resource.
 *
 * @see <a href="http://hl7.org/fhir/R4/binary.html#rest">FHIR R4 Binary: serving</a>
 */
final class RawBinary {

    /** Bytes of a document; as base64 it has a third more. */
    static final int BYTES_MAX = Json.TEXT_MAX / 4 * 3;

    private static final Pattern MEDIA_TYPE =
            Pattern.compile("[A-Za-z0-9!#$&^_.+-]{1,60}/[A-Za-z0-9!#$&^_.+-]{1,60}(\\s*;[ -~]{1,100})?");

    private RawBinary() {}

    /** True where a body is the document itself and not a resource. */
    static boolean sent(Request request) {
        String type = request.http().getContentType();
        return type != null && !fhir(type) && !type.toLowerCase(Locale.ROOT).startsWith("application/json");
    }

    /** The resource that holds a document. */
    static byte[] resource(Request request, byte[] document) {
        if (document.length > BYTES_MAX) {
            throw new Problem(
                    Problem.Kind.TOO_LARGE,
                    "fhir.binary-too-large",
                    "The document is larger than " + BYTES_MAX / 1_000_000 + " MB.",
                    "It is kept as a resource and held in memory.",
                    "Keep large images and films in an image archive and refer to them.");
        }
        ObjectNode binary = Json.object().put("resourceType", "Binary");
        if (request.path().size() > 1) {
            binary.put("id", request.path().get(1));
        }
        binary.put("contentType", request.http().getContentType());
        String context = request.header("X-Security-Context");
        if (context != null) {
            binary.putObject("securityContext").put("reference", context);
        }
        if (document.length > 0) {
            binary.put("data", Base64.getEncoder().encodeToString(document));
        }
        return Json.bytes(binary);
    }

    /** True where a Binary is read and the document itself is asked for: whoever wants the resource says so. */
    static boolean wanted(Request request) {
        boolean read = request.method().equals("GET") || request.method().equals("HEAD");
        if (!read || request.path().size() != 2 || !request.path().getFirst().equals("Binary")) {
            return false;
        }
        String accept = request.header("Accept");
        return !request.path().get(1).startsWith("_")
                && !request.path().get(1).startsWith("$")
                && request.first("_format") == null
                && (accept == null || !accept.contains("json") && !accept.contains("xml"));
    }

    /** Sends the document, so that a browser neither runs nor guesses at it. */
    static void answer(Request request, HttpServletResponse response, Fact fact) throws IOException {
        ObjectNode binary = fact.tree();
        byte[] document = document(binary);
        response.setHeader("ETag", "W/\"" + fact.version() + "\"");
        if (request.has(fact.version(), fact.at())) {
            response.setStatus(304);
            return;
        }
        response.setHeader("X-Content-Type-Options", "nosniff");
        response.setHeader("Content-Security-Policy", "sandbox; default-src 'none'");
        String context = binary.path("securityContext").path("reference").asString("");
        if (!context.isEmpty()) {
            response.setHeader("X-Security-Context", context);
        }
        response.setStatus(200);
        response.setContentType(contentType(binary));
        response.setContentLength(document.length);
        response.getOutputStream().write(document);
    }

    private static byte[] document(ObjectNode binary) {
        try {
            return Base64.getMimeDecoder().decode(binary.path("data").asString(""));
        } catch (IllegalArgumentException e) {
            throw new Problem(
                    Problem.Kind.UNPROCESSABLE,
                    "fhir.binary-unreadable",
                    "The data of this Binary is not base64.",
                    "It was stored before such data were refused.",
                    "Ask for the resource with Accept: application/fhir+json, or have its sender send it anew.");
        }
    }

    private static String contentType(ObjectNode binary) {
        String type = binary.path("contentType").asString("");
        return MEDIA_TYPE.matcher(type).matches() ? type : "application/octet-stream";
    }

    private static boolean fhir(@Nullable String type) {
        String lower = type == null ? "" : type.toLowerCase(Locale.ROOT).replace(' ', '+');
        return lower.contains("fhir+json") || lower.contains("fhir+xml");
    }
}
