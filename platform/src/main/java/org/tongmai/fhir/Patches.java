package org.tongmai.fhir;

import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.tongmai.kernel.Problem;
import org.tongmai.store.Change;
import org.tongmai.store.Slice;
import tools.jackson.databind.node.ObjectNode;

/** Patches as they arrive: by media type over HTTP, as a resource in a Bundle. */
final class Patches {

    private Patches() {}

    /** @throws Problem {@code fhir.patch-format} where a body of this media type is no patch */
    static void refuseUnknown(@Nullable String contentType) {
        String type = contentType == null ? "" : contentType.toLowerCase(Locale.ROOT);
        boolean json = type.isEmpty() || type.startsWith(JsonPatch.MEDIA_TYPE) || type.startsWith("application/json");
        if (!json && !type.contains("fhir+") && !type.contains("+fhir")) {
            throw unknown();
        }
    }

    /**
     * What was sent as a patch: an array is a JSON Patch, Parameters are a FHIRPath Patch, a Binary holds a JSON Patch, as it
     * does in a Bundle.
     *
     * @see <a href="http://hl7.org/fhir/R4/http.html#transaction">FHIR R4: PATCH in a Bundle</a>
     */
    static Change.Patch of(Slice sent) {
        int at = sent.from();
        int end = at + sent.length();
        while (at < end && Character.isWhitespace(sent.bytes()[at])) {
            at++;
        }
        if (at < end && sent.bytes()[at] == '[') {
            return JsonPatch.read(Arrays.copyOfRange(sent.bytes(), at, end));
        }
        ObjectNode resource = sent.tree();
        if (!resource.path("resourceType").asString("").equals("Binary")) {
            return PathPatch.read(resource);
        }
        if (!resource.path("contentType").asString("").toLowerCase(Locale.ROOT).startsWith(JsonPatch.MEDIA_TYPE)) {
            throw unknown();
        }
        try {
            return JsonPatch.read(
                    Base64.getMimeDecoder().decode(resource.path("data").asString("")));
        } catch (IllegalArgumentException e) {
            throw PatchRefusals.unreadable("Binary.data is not base64.", List.of("Binary.data"));
        }
    }

    private static Problem unknown() {
        return new Problem(
                Problem.Kind.UNSUPPORTED_MEDIA,
                "fhir.patch-format",
                "This kind of patch is not taken.",
                "A patch is a JSON Patch (application/json-patch+json) or a FHIRPath Patch (application/fhir+json).",
                "Send one of these with its Content-Type.");
    }
}
