package org.tongmai.directory.terminology;

import java.util.ArrayDeque;
import java.util.List;
import org.tongmai.store.Json;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** A value set that tells only its expansion, as includes that list the same codes in the same order. */
final class Enumerated {

    private Enumerated() {}

    /** @return as many includes as the system or its version changes */
    static JsonNode includes(JsonNode expansion) {
        var includes = Json.mapper().createArrayNode();
        ObjectNode last = Json.object();
        var open = new ArrayDeque<JsonNode>();
        open.add(expansion);
        while (!open.isEmpty()) {
            for (JsonNode each : open.remove().path("contains")) {
                open.add(each);
                if (each.has("code") && !each.path("abstract").asBoolean(false)) {
                    boolean same = !includes.isEmpty()
                            && last.path("system").equals(each.path("system"))
                            && last.path("version").equals(each.path("version"));
                    last = same ? last : include(includes.addObject(), each);
                    last.withArray("concept").add(each);
                }
            }
        }
        return includes;
    }

    private static ObjectNode include(ObjectNode include, JsonNode code) {
        for (String member : List.of("system", "version")) {
            JsonNode value = code.get(member);
            if (value != null) {
                include.set(member, value);
            }
        }
        return include;
    }
}
