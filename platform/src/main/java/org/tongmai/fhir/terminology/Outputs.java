package org.tongmai.fhir.terminology;

import org.jspecify.annotations.Nullable;
import org.tongmai.directory.terminology.Coding;
import org.tongmai.directory.terminology.Verdict;
import org.tongmai.fhir.Operation.Answer;
import org.tongmai.store.Json;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** A Parameters resource in the making. */
final class Outputs {

    private final ObjectNode parameters = Json.object().put("resourceType", "Parameters");
    private final ArrayNode entries = parameters.putArray("parameter");

    /** A further entry of this name. */
    ObjectNode add(String name) {
        return entries.addObject().put("name", name);
    }

    /** A text, where there is one. */
    Outputs text(String name, @Nullable String value) {
        if (value != null) {
            add(name).put("valueString", value);
        }
        return this;
    }

    Outputs flag(String name, boolean value) {
        add(name).put("valueBoolean", value);
        return this;
    }

    /** What the validating operations answer. */
    static Answer verdict(Verdict verdict) {
        Coding coding = verdict.coding();
        return new Outputs()
                .flag("result", verdict.valid())
                .text("message", verdict.message())
                .text("display", coding == null ? null : coding.display())
                .answer();
    }

    static ObjectNode coding(Coding coding) {
        ObjectNode out = Json.object();
        if (coding.system() != null) {
            out.put("system", coding.system());
        }
        if (coding.version() != null) {
            out.put("version", coding.version());
        }
        out.put("code", coding.code());
        if (coding.display() != null) {
            out.put("display", coding.display());
        }
        return out;
    }

    Answer answer() {
        return Answer.ok(Json.bytes(parameters));
    }
}
