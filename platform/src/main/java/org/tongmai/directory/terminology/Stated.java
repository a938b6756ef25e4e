package org.tongmai.directory.terminology;

import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.tongmai.store.Json;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The codes that a value set lists of a system whose concepts are not at hand: the value set's word is taken. */
final class Stated {

    private Stated() {}

    /** @param grammar whose codes alone count; null where nothing is known of the system */
    static Part part(Canonical system, JsonNode concepts, @Nullable OpenSystem grammar) {
        var builder = new ConceptTable.Builder();
        ObjectNode header =
                Json.object().put("url", system.url()).put("name", system.url()).put("content", "fragment");
        if (system.version() != null) {
            header.put("version", system.version());
        }
        builder.header(header);
        for (JsonNode concept : concepts) {
            String code = concept.path("code").asString("");
            if (grammar != null && !grammar.contains(code)) {
                continue;
            }
            int number = builder.open(-1);
            builder.code(number, code);
            String display = Coding.text(concept, "display");
            if (display != null) {
                builder.display(number, display);
            }
            if (concept.has("designation")) {
                builder.more(
                        number, Json.object().set("designation", Objects.requireNonNull(concept.get("designation"))));
            }
        }
        ConceptTable table = builder.build();
        return new Part(new ListedSystem(table, List.of()), null, distinct(table), Map.of());
    }

    private static BitSet distinct(ConceptTable table) {
        BitSet out = table.all();
        out.stream().filter(each -> table.find(table.code(each)) != each).forEach(out::clear);
        return out;
    }
}
