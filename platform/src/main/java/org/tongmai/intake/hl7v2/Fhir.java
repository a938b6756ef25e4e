package org.tongmai.intake.hl7v2;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import org.tongmai.store.Json;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Small FHIR data types; empty texts leave no element behind. */
final class Fhir {

    private static final String TERMINOLOGY = "http://terminology.hl7.org/CodeSystem/";

    private Fhir() {}

    static ObjectNode resource(String type) {
        return Json.object().put("resourceType", type);
    }

    static ObjectNode put(ObjectNode node, String name, String text) {
        return text.isEmpty() ? node : node.put(name, text);
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

    /** A name as one segment of a URL. */
    static String segment(String name) {
        return URLEncoder.encode(name, StandardCharsets.UTF_8).replace("+", "%20");
    }

    static ObjectNode reference(String reference) {
        return Json.object().put("reference", reference);
    }

    static ObjectNode coding(String system, String code, String display) {
        ObjectNode coding = Json.object();
        put(coding, "system", system);
        put(coding, "code", code);
        return put(coding, "display", display);
    }

    static ObjectNode concept(ObjectNode coding) {
        ObjectNode concept = Json.object();
        add(concept, "coding", coding);
        return concept;
    }

    static ObjectNode text(String text) {
        return put(Json.object(), "text", text);
    }

    /** A concept of a code system of HL7 International, such as {@code v3-ActCode}. */
    static ObjectNode hl7(String system, String code) {
        return coding(TERMINOLOGY + system, code, "");
    }
}
