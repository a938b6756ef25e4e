package org.tongmai.fhir;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.tongmai.store.Definitions;
import org.tongmai.store.Json;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A value as a FHIRPath Patch gives it.
 *
 * @param type what follows {@code value} in the member's name, such as {@code CodeableConcept}; empty for the others
 * @param json the value; null where it has an id or extensions only, or is given in parts
 * @param sibling id and extensions of a primitive
 * @param parts the elements of a type that has no name, such as {@code Patient.contact}
 */
record PatchValue(
        String type, @Nullable JsonNode json, @Nullable JsonNode sibling, List<JsonNode> parts) {

    /** The value of a part; null where it holds none. */
    static @Nullable PatchValue of(JsonNode part) {
        if (part.get("resource") instanceof ObjectNode resource) {
            return new PatchValue("", resource, null, List.of());
        }
        if (part.get("part") instanceof ArrayNode parts) {
            return new PatchValue("", null, null, parts.valueStream().toList());
        }
        for (Map.Entry<String, JsonNode> member : part.properties()) {
            String name = member.getKey();
            if (name.startsWith("value") && name.length() > 5) {
                return new PatchValue(name.substring(5), member.getValue(), part.get("_" + name), List.of());
            }
            if (name.startsWith("_value") && name.length() > 6 && !part.has(name.substring(1))) {
                return new PatchValue(name.substring(6), null, member.getValue(), List.of());
            }
        }
        return null;
    }

    /**
     * The JSON member of {@code within} that an element name means for this value: itself, or the choice of the value's type.
     *
     * @return null where FHIR R4 has no such element
     */
    @Nullable
    String member(String within, String name) {
        if (Definitions.child(within, name) != null || within.equals("Element")) {
            return name;
        }
        return !type.isEmpty() && Definitions.child(within, name + type) != null ? name + type : null;
    }

    /**
     * The value as it stands in JSON, a copy of its own.
     *
     * @param within where its members are defined
     */
    @Nullable
    JsonNode json(String within, List<String> where) {
        if (parts.isEmpty()) {
            return json == null ? null : json.deepCopy();
        }
        ObjectNode object = Json.object();
        for (JsonNode part : parts) {
            String name = part.path("name").asString("");
            PatchValue value = of(part);
            String member = value == null ? null : value.member(within, name);
            if (value == null || member == null) {
                throw PatchRefusals.notApplicable(
                        "A part of the value names an element that its type does not have.", where);
            }
            Definitions.Element element = Definitions.child(within, member);
            JsonNode own = value.json(element == null ? "" : element.path(), where);
            boolean many = element != null && element.many();
            put(object, member, many, own);
            if (value.sibling != null) {
                put(object, "_" + member, many, value.sibling.deepCopy());
            }
        }
        return object;
    }

    private static void put(ObjectNode object, String member, boolean many, @Nullable JsonNode value) {
        if (value == null) {
            return;
        }
        if (many) {
            (object.get(member) instanceof ArrayNode list ? list : object.putArray(member)).add(value);
        } else {
            object.set(member, value);
        }
    }
}
