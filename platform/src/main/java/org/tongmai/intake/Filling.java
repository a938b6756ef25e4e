package org.tongmai.intake;

import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** What a document adds to a patient or a visit: what they lack, and nothing that is stored of them changes. */
final class Filling {

    private static final Set<String> OF_THE_STORE = Set.of("id", "meta", "resourceType");

    private Filling() {}

    /** What is stored, with what it lacks. */
    static ObjectNode filled(ObjectNode stored, ObjectNode told) {
        ObjectNode filled = stored.deepCopy();
        for (String member : told.propertyNames()) {
            JsonNode own = filled.get(member);
            JsonNode more = told.get(member);
            if (own == null && !OF_THE_STORE.contains(member)) {
                filled.set(member, more);
            } else if (member.equals("identifier") && own instanceof ArrayNode list) {
                more.forEach(element -> {
                    if (!bears(filled, Set.of(Filings.token(element)))) {
                        list.add(element);
                    }
                });
            } else if (member.equals("period") && own instanceof ObjectNode period) {
                more.properties().forEach(end -> {
                    if (!period.has(end.getKey())) {
                        period.set(end.getKey(), end.getValue());
                    }
                });
            }
        }
        if (filled.path("status").asString("").equals("unknown")
                && filled.path("period").has("end")) {
            filled.put("status", "finished");
        }
        return filled;
    }

    /** Whether it has one of these identifiers. */
    static boolean bears(ObjectNode resource, Set<String> tokens) {
        return resource.path("identifier").valueStream().anyMatch(each -> tokens.contains(Filings.token(each)));
    }
}
