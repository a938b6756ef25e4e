package org.tongmai.directory.terminology;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** A code as somebody gave it; what was not given is null. */
public record Coding(
        @Nullable String system,
        @Nullable String version,
        String code,
        @Nullable String display) {

    public static Coding of(JsonNode node) {
        return new Coding(
                text(node, "system"), text(node, "version"), node.path("code").asString(""), text(node, "display"));
    }

    static @Nullable String text(JsonNode node, String member) {
        String value = node.path(member).asString("");
        return value.isEmpty() ? null : value;
    }
}
