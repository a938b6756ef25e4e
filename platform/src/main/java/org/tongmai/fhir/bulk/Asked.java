package org.tongmai.fhir.bulk;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.tongmai.fhir.Operation;
import tools.jackson.databind.JsonNode;

/** The parameters of a call, whether in the URL or in a Parameters resource. */
record Asked(Operation.Call call) {

    /** All values of a parameter; references by what they refer to. */
    List<String> all(String name) {
        var out = new ArrayList<String>(call.request().query().getOrDefault(name, List.of()));
        for (JsonNode parameter : parameters()) {
            if (parameter.path("name").asString("").equals(name)) {
                for (Map.Entry<String, JsonNode> member : parameter.properties()) {
                    if (member.getKey().startsWith("value")) {
                        JsonNode value = member.getValue();
                        out.add(
                                value.isValueNode()
                                        ? value.asString("")
                                        : value.path("reference").asString(""));
                    }
                }
            }
        }
        return out;
    }

    /** Values separated by commas. */
    List<String> list(String name) {
        return all(name).stream()
                .flatMap(value -> List.of(value.split(",")).stream())
                .map(String::strip)
                .filter(value -> !value.isEmpty())
                .toList();
    }

    @Nullable
    String first(String name) {
        List<String> values = all(name);
        return values.isEmpty() ? null : values.getFirst();
    }

    Set<String> names() {
        var out = new LinkedHashSet<String>(call.request().query().keySet());
        for (JsonNode parameter : parameters()) {
            out.add(parameter.path("name").asString(""));
        }
        return out;
    }

    private Iterable<JsonNode> parameters() {
        return call.body() == null ? List.of() : call.body().path("parameter");
    }
}
