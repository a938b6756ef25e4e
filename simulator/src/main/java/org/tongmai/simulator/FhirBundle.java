package org.tongmai.simulator;

import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A transaction bundle that is being filled.
 *
 * @see <a href="https://hl7.org/fhir/R4/http.html#transaction">FHIR R4, transaction</a>
 */
final class FhirBundle {

    private final ObjectNode bundle = Fhir.resource("Bundle").put("type", "transaction");
    private final ArrayNode entries = bundle.putArray("entry");
    private final Dice dice;

    /** @param name what it is about: gives the entries their identifiers, so that equal input makes equal bytes */
    FhirBundle(String name) {
        this.dice = Dice.of(0, name, 0);
    }

    /** A name for an entry that others refer to before it is added. */
    String reserve() {
        return "urn:uuid:" + dice.uuid();
    }

    /** Adds a resource to be created; returns how others in the bundle refer to it. */
    String create(ObjectNode resource) {
        String fullUrl = reserve();
        create(fullUrl, resource);
        return fullUrl;
    }

    /** Adds a resource to be created under a reserved name. */
    void create(String fullUrl, ObjectNode resource) {
        add(fullUrl, resource);
    }

    /** Adds a resource to be created unless one with the identifier exists. */
    String createUnlessExists(ObjectNode resource, String system, String value) {
        String fullUrl = reserve();
        add(fullUrl, resource).put("ifNoneExist", "identifier=" + system + "|" + value);
        return fullUrl;
    }

    byte[] bytes() {
        return Fhir.bytes(bundle);
    }

    private ObjectNode add(String fullUrl, ObjectNode resource) {
        ObjectNode entry = entries.addObject();
        entry.put("fullUrl", fullUrl);
        entry.set("resource", resource);
        return entry.putObject("request")
                .put("method", "POST")
                .put("url", resource.path("resourceType").stringValue());
    }
}
