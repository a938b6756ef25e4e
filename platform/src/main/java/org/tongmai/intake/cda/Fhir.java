package org.tongmai.intake.cda;

import org.tongmai.store.Json;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Small FHIR data types; what is empty leaves no element behind. */
final class Fhir {

    private static final String TERMINOLOGY = "http://terminology.hl7.org/CodeSystem/";

    private Fhir() {}

    static ObjectNode resource(String type, String id) {
        return Json.object().put("resourceType", type).put("id", id);
    }

    static ObjectNode put(ObjectNode node, String name, String text) {
        return text.isBlank() ? node : node.put(name, text);
    }

    /** Adds to a list, which begins with the first element. */
    static void add(ObjectNode node, String name, ObjectNode element) {
        if (!element.isEmpty()) {
            ArrayNode list = node.get(name) instanceof ArrayNode present ? present : node.putArray(name);
            list.add(element);
        }
    }

    static void set(ObjectNode node, String name, ObjectNode element) {
        if (!element.isEmpty()) {
            node.set(name, element);
        }
    }

    static ObjectNode identifier(String system, String value) {
        return Json.object().put("system", system).put("value", value);
    }

    static ObjectNode reference(String reference) {
        return Json.object().put("reference", reference);
    }

    static ObjectNode coding(String system, String code, String display) {
        return put(put(put(Json.object(), "system", system), "code", code), "display", display);
    }

    static ObjectNode concept(ObjectNode coding) {
        ObjectNode concept = Json.object();
        add(concept, "coding", coding);
        return concept;
    }

    static ObjectNode text(String text) {
        return put(Json.object(), "text", text);
    }

    /** A concept of a code system of HL7 International, such as {@code condition-clinical}. */
    static ObjectNode hl7(String system, String code) {
        return concept(coding(TERMINOLOGY + system, code, ""));
    }

    /** {@code Type/id}. */
    static String address(ObjectNode resource) {
        return resource.path("resourceType").asString() + "/"
                + resource.path("id").asString();
    }
}
