package org.tongmai.directory.terminology;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.tongmai.kernel.Problem;
import org.tongmai.store.Json;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Reads a ConceptMap resource as it streams by. */
final class ConceptPairsReader {

    private static final Set<String> OF_TARGET = Set.of("display", "comment", "dependsOn", "product");

    private final JsonParser parser;

    private ConceptPairsReader(JsonParser parser) {
        this.parser = parser;
    }

    /** @throws Problem {@code directory.definition-wrong} */
    static ConceptPairs read(byte[] json) {
        try (JsonParser parser = Json.mapper().createParser(json)) {
            return new ConceptPairsReader(parser).map();
        } catch (JacksonException e) {
            throw Refusals.malformed("It is not well-formed JSON.");
        }
    }

    private ConceptPairs map() {
        ObjectNode header = Json.object();
        List<ConceptPairs.Group> groups = new ArrayList<>();
        parser.nextToken();
        for (String member = next(); member != null; member = next()) {
            switch (member) {
                case "group" -> {
                    while (parser.nextToken() == JsonToken.START_OBJECT) {
                        groups.add(group());
                    }
                }
                case "text", "contained" -> parser.skipChildren();
                default -> header.set(member, parser.<JsonNode>readValueAsTree());
            }
        }
        return new ConceptPairs(header, groups);
    }

    private ConceptPairs.Group group() {
        ObjectNode header = Json.object();
        var builder = new ConceptPairs.Builder();
        for (String member = next(); member != null; member = next()) {
            if (member.equals("element")) {
                while (parser.nextToken() == JsonToken.START_OBJECT) {
                    element(parser.<JsonNode>readValueAsTree(), builder);
                }
            } else {
                header.set(member, parser.<JsonNode>readValueAsTree());
            }
        }
        return builder.build(header);
    }

    private static void element(JsonNode element, ConceptPairs.Builder builder) {
        String source = element.path("code").asString("");
        for (JsonNode target : element.path("target")) {
            ObjectNode more = Json.object();
            for (String member : OF_TARGET) {
                JsonNode value = target.get(member);
                if (value != null) {
                    more.set(member, value);
                }
            }
            JsonNode display = element.get("display");
            if (display != null) {
                more.set("sourceDisplay", display);
            }
            builder.add(
                    source,
                    Coding.text(target, "code"),
                    Equivalence.of(target.path("equivalence").asString("equivalent")),
                    more);
        }
    }

    private @Nullable String next() {
        if (parser.nextToken() != JsonToken.PROPERTY_NAME) {
            return null;
        }
        String name = parser.currentName();
        parser.nextToken();
        return name;
    }
}
