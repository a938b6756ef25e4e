package org.tongmai.intake.hl7v2;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.node.ObjectNode;

/**
 * One resource of a message and how it wants to be written.
 *
 * @param address how other resources of the message refer to it
 * @param key what the sender calls it, such as {@code visit/V1}; entries of one key are of one age
 * @param erased elements that the sender asks to delete
 * @param assumed elements that the sender does not say and that follow from the rest; what is stored outranks them
 * @param event what happened to the visit that the entry is; {@code NONE} where it is none
 * @param over the version of what is stored that the resource was fitted into; empty for none
 */
public record Entry(
        ObjectNode resource,
        String address,
        Write write,
        String key,
        Set<String> erased,
        Set<String> assumed,
        VisitEvent event,
        String over) {

    /** How a resource is written. */
    public enum Write {
        /** Replaces the resource with the same first identifier, or makes it. */
        BY_IDENTIFIER,
        /** Makes the resource unless there is one with the same first identifier. */
        UNLESS_PRESENT,
        /** Replaces the resource with the same id, or makes it. */
        BY_ID,
        /** Makes the resource unless a message spoke of it before. */
        UNLESS_KNOWN,
        /** Changes what the resource says of the one with the same id; where there is none, nothing is written. */
        IF_STORED
    }

    public Entry {
        erased = Set.copyOf(erased);
        assumed = Set.copyOf(assumed);
    }

    Entry(ObjectNode resource, String address, Write write, String key, Set<String> erased) {
        this(resource, address, write, key, erased, Set.of(), VisitEvent.NONE);
    }

    /** An entry that was fitted into nothing yet. */
    public Entry(
            ObjectNode resource,
            String address,
            Write write,
            String key,
            Set<String> erased,
            Set<String> assumed,
            VisitEvent event) {
        this(resource, address, write, key, erased, assumed, event, "");
    }

    /** A resource that bears the id computed from what the sender calls it. */
    static Entry byId(ObjectNode resource, String key) {
        return new Entry(resource, addressOf(resource), Write.BY_ID, key, Set.of());
    }

    /** A change of the resource with that id, where it is stored. */
    static Entry ifStored(ObjectNode resource, String key) {
        return byId(resource, key).with(Write.IF_STORED);
    }

    static String addressOf(ObjectNode resource) {
        return resource.path("resourceType").asString() + "/"
                + resource.path("id").asString();
    }

    /** What of a visit has an age of its own, since a message that is late otherwise may be the newest about it. */
    public Optional<String> facet() {
        boolean ends = !resource.path("period").path("end").isMissingNode();
        String facet = ends && event != VisitEvent.NONE ? VisitEvent.DISCHARGE.facet() : event.facet();
        return facet.isEmpty() ? Optional.empty() : Optional.of(key + facet);
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
        return new Entry(resource, address, other, key, erased, assumed, event, over);
    }

    /**
     * The same way to write another state of the resource.
     *
     * @param stored what it was fitted into; where that is not stored any more, the entry is not
     */
    public Entry with(ObjectNode other, ObjectNode stored) {
        String version = stored.at("/meta/versionId").asString("");
        return new Entry(other, address, write, key, erased, assumed, event, version);
    }

    /** The same of a resource that says more. */
    public Entry with(ObjectNode other) {
        return new Entry(other, address, write, key, erased, assumed, event, over);
    }

    /** The same, of which what is stored outranks these elements. */
    Entry assuming(Set<String> elements) {
        return new Entry(resource, address, write, key, erased, elements, event, over);
    }

    /** The same, with an age of its own. */
    Entry aside() {
        return new Entry(resource, address, write, key + "/aside", erased, assumed, event, over);
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8)
                .replace("+", "%20")
                .replace("%3A", ":")
                .replace("%2F", "/");
    }
}
