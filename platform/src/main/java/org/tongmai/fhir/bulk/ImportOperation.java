package org.tongmai.fhir.bulk;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.tongmai.access.Callers;
import org.tongmai.fhir.Operation;
import tools.jackson.databind.JsonNode;

/**
 * {@code $import}: begins an import of NDJSON files that are fetched. Lines in the body go to the same address and are taken by
 * {@link BulkServlet}.
 *
 * @see <a href="https://github.com/smart-on-fhir/bulk-import/blob/master/import.md">Bulk import, proposal</a>
 */
final class ImportOperation implements Operation {

    private static final About ABOUT = new About(
            "import", "https://tongmai.org/fhir/OperationDefinition/import", Set.of(Level.SYSTEM), Set.of(), false);

    private final Imports imports;

    ImportOperation(Imports imports) {
        this.imports = imports;
    }

    @Override
    public About about() {
        return ABOUT;
    }

    @Override
    public Answer run(Call call) {
        if (!call.request().prefers("respond-async")) {
            throw Imports.invalid(
                    "fhir.export-asynchronous",
                    "An import is answered asynchronously, and this request does not ask for that.",
                    "Send the header Prefer: respond-async.");
        }
        JsonNode body = call.body();
        boolean parameters =
                body != null && body.path("resourceType").asString("").equals("Parameters");
        List<Imports.Named> files = body == null ? List.of() : parameters ? fromParameters(body) : fromPlain(body);
        String id = imports.fetching(call.request(), Callers.current(), files);
        return new Answer(202, Map.of("Content-Location", call.request().base() + "bulk/" + id), new byte[0]);
    }

    private static List<Imports.Named> fromParameters(JsonNode body) {
        var out = new ArrayList<Imports.Named>();
        for (JsonNode parameter : body.path("parameter")) {
            String name = parameter.path("name").asString("");
            if (name.equals("inputFormat")) {
                requireNdjson(value(parameter));
            } else if (name.equals("input")) {
                String type = null;
                String url = "";
                for (JsonNode part : parameter.path("part")) {
                    switch (part.path("name").asString("")) {
                        case "type" -> type = value(part);
                        case "url" -> url = String.valueOf(value(part));
                        default -> {
                            // parts of other profiles say nothing that is needed here
                        }
                    }
                }
                out.add(new Imports.Named(type, url));
            }
        }
        return out;
    }

    /** The plain JSON of the proposal. */
    private static List<Imports.Named> fromPlain(JsonNode body) {
        requireNdjson(body.path("inputFormat").asString(""));
        var out = new ArrayList<Imports.Named>();
        for (JsonNode input : body.path("input")) {
            String type = input.path("type").asString("");
            out.add(new Imports.Named(
                    type.isEmpty() ? null : type, input.path("url").asString("")));
        }
        return out;
    }

    private static void requireNdjson(@Nullable String format) {
        if (format != null && !format.isEmpty() && !format.contains("ndjson")) {
            throw Imports.invalid(
                    "fhir.import-format",
                    "The input format is not one that is read.",
                    "Give application/fhir+ndjson, one resource a line.");
        }
    }

    private static @Nullable String value(JsonNode parameter) {
        for (Map.Entry<String, JsonNode> member : parameter.properties()) {
            if (member.getKey().startsWith("value") && member.getValue().isValueNode()) {
                return member.getValue().asString("");
            }
        }
        return null;
    }
}
