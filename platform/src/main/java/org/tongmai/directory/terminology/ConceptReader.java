package org.tongmai.directory.terminology;

import org.tongmai.kernel.Problem;
import org.tongmai.store.Json;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Reads a CodeSystem resource into a table as it streams by, so that a large one never stands in memory as a tree. */
final class ConceptReader {

    private final JsonParser parser;
    private final ConceptTable.Builder builder = new ConceptTable.Builder();

    private ConceptReader(JsonParser parser) {
        this.parser = parser;
    }

    /** @throws Problem {@code directory.definition-wrong} */
    static ConceptTable read(byte[] json) {
        try (JsonParser parser = Json.mapper().createParser(json)) {
            return new ConceptReader(parser).table();
        } catch (JacksonException e) {
            throw Refusals.malformed("It is not well-formed JSON.");
        }
    }

    private ConceptTable table() {
        ObjectNode header = Json.object();
        parser.nextToken();
        for (String member = next(); member != null; member = next()) {
            switch (member) {
                case "concept" -> concepts(-1);
                case "text", "contained" -> parser.skipChildren();
                default -> header.set(member, parser.<JsonNode>readValueAsTree());
            }
        }
        builder.header(header);
        return builder.build();
    }

    /** The next member of the object, the parser standing at its value; null at the end. */
    private @org.jspecify.annotations.Nullable String next() {
        if (parser.nextToken() != JsonToken.PROPERTY_NAME) {
            return null;
        }
        String name = parser.currentName();
        parser.nextToken();
        return name;
    }

    private void concepts(int parent) {
        if (parser.currentToken() != JsonToken.START_ARRAY) {
            throw Refusals.malformed("CodeSystem.concept is not an array.");
        }
        while (parser.nextToken() == JsonToken.START_OBJECT) {
            concept(builder.open(parent));
        }
    }

    private void concept(int number) {
        ObjectNode rest = Json.object();
        for (String member = next(); member != null; member = next()) {
            switch (member) {
                case "code" -> builder.code(number, parser.getString());
                case "display" -> builder.display(number, parser.getString());
                case "concept" -> concepts(number);
                default -> rest.set(member, parser.<JsonNode>readValueAsTree());
            }
        }
        builder.more(number, rest);
    }
}
