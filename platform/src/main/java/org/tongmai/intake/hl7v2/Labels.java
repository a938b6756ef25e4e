package org.tongmai.intake.hl7v2;

import org.tongmai.store.Json;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The labels of a resource, {@code meta.security}: how sensitive it is, and whether it is a test. */
public final class Labels {

    /** Marks what was sent to try something out (v3-ActReason). */
    public static final String TEST = "HTEST";

    private Labels() {}

    /** Adds a label, unless it is there. */
    public static void add(ObjectNode resource, JsonNode label) {
        boolean there = resource.at("/meta/security")
                .valueStream()
                .anyMatch(known -> known.path("code").equals(label.path("code"))
                        && known.path("system").equals(label.path("system")));
        if (!there) {
            ObjectNode meta = resource.get("meta") instanceof ObjectNode known ? known : Json.object();
            Fhir.add(meta, "security", (ObjectNode) label.deepCopy());
            resource.set("meta", meta);
        }
    }

    /** What was marked stays so until somebody says otherwise on purpose; a test is none once it is said in earnest. */
    public static void keep(ObjectNode stored, ObjectNode said) {
        stored.at("/meta/security")
                .valueStream()
                .filter(label -> !isTest(label))
                .forEach(label -> add(said, label));
    }

    /** Whether a label is that of a test. */
    public static boolean isTest(JsonNode label) {
        return label.path("code").asString("").equals(TEST);
    }
}
