package org.tongmai.intake.hl7v2;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import tools.jackson.databind.node.ObjectNode;

/**
 * One resource of a message and how it wants to be written.
 *
 * @param address how other resources of the message refer to it
 * @param key what the sender calls it, such as {@code visit/V1}; entries of one key are of one age
 * @param erased elements that the sender asks to delete
 * @param assumed elements that the sender does not say and that follow from the rest; what is stored outranks them
 */
public record Entry(
        ObjectNode resource, String address, Write write, String key, Set<String> erased, Set<String> assumed) {

    /** How a resource is written. */
    public enum Write {
        /** Replaces the resource with the same first identifier, or makes it. */
        BY_IDENTIFIER,
        /** Makes the resource unless there is one with the same first identifier. */
        UNLESS_PRESENT,
        /** Replaces the resource with the same id, or makes it. */
        BY_ID
    }

    public Entry {
        erased = Set.copyOf(erased);
        assumed = Set.copyOf(assumed);
    }

    Entry(ObjectNode resource, String address, Write write, String key, Set<String> erased) {
        this(resource, address, write, key, erased, Set.of());
    }

    /** The resource type. */
    public String type() {
        return resource.path("resourceType").asString();
    }

    /** The search that finds the resource by its first identifier, such as {@code identifier=system|value}. */
    public String condition() {
        var identifier = resource.path("identifier").path(0);
        return "identifier=" + encoded(identifier.path("system").asString()) + "%7C"
                + encoded(identifier.path("value").asString());
    }

    /** The same, written otherwise. */
    public Entry with(Write other) {
        return new Entry(resource, address, other, key, erased, assumed);
    }

    /** The same way to write another state of the resource. */
    public Entry with(ObjectNode other) {
        return new Entry(other, address, write, key, erased, assumed);
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8)
                .replace("+", "%20")
                .replace("%3A", ":")
                .replace("%2F", "/");
    }
}
