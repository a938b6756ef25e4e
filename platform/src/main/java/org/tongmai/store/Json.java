package org.tongmai.store;

import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.tongmai.kernel.Problem;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.exc.StreamConstraintsException;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectReader;
import tools.jackson.databind.cfg.JsonNodeFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** JSON as FHIR wants it: decimals keep their digits, no member twice, nesting and numbers bounded. */
public final class Json {

    /** Deepest nesting that is read; real resources stay under 30. */
    public static final int DEPTH_MAX = 200;

    /** Longest text in one value, in characters; a scanned document as base64 fits. */
    public static final int TEXT_MAX = 48_000_000;

    private static final JsonFactory FACTORY = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(DEPTH_MAX)
                    .maxStringLength(TEXT_MAX)
                    .maxNumberLength(100)
                    .maxNameLength(500)
                    .build())
            .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
            .build();

    private static final JsonMapper MAPPER = JsonMapper.builder(FACTORY)
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .enable(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
            .build();

    /** For values amid a parser's input. */
    private static final ObjectReader AMID = MAPPER.reader().without(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    private Json() {}

    /** The mapper itself, for streaming parsers. */
    public static JsonMapper mapper() {
        return MAPPER;
    }

    public static ObjectNode object() {
        return MAPPER.createObjectNode();
    }

    /**
     * Reads one JSON object.
     *
     * @throws Problem {@code store.not-json}, {@code store.too-deep}, {@code store.not-an-object}
     */
    public static ObjectNode read(byte[] bytes) {
        return read(bytes, 0, bytes.length);
    }

    /** Reads one JSON object from a part of an array. */
    public static ObjectNode read(byte[] bytes, int from, int length) {
        try {
            JsonNode node = MAPPER.readTree(bytes, from, length);
            if (node instanceof ObjectNode object) {
                return object;
            }
        } catch (JacksonException e) {
            throw problem(e);
        }
        throw new Problem(
                Problem.Kind.MALFORMED,
                "store.not-an-object",
                "The body is not a JSON object.",
                "A FHIR resource is one JSON object with a member 'resourceType'.",
                "Send one resource or one Bundle.");
    }

    /** Reads those members of one JSON object that {@code wanted} names and skips the rest; null names all. */
    static ObjectNode members(byte[] bytes, @Nullable Set<String> wanted) {
        if (wanted == null) {
            return read(bytes);
        }
        ObjectNode out = MAPPER.createObjectNode();
        try (JsonParser parser = MAPPER.createParser(bytes)) {
            parser.nextToken();
            for (String name = parser.nextName(); name != null; name = parser.nextName()) {
                parser.nextToken();
                if (wanted.contains(name)) {
                    out.set(name, AMID.readTree(parser));
                } else {
                    parser.skipChildren();
                }
            }
        } catch (JacksonException e) {
            throw problem(e);
        }
        return out;
    }

    public static byte[] bytes(JsonNode node) {
        return MAPPER.writeValueAsBytes(node);
    }

    /** What a parser complained about, as a refusal without any of the content. */
    public static Problem problem(JacksonException e) {
        var location = e.getLocation();
        String where = location == null ? "" : " (byte " + Math.max(location.getByteOffset(), 0) + ")";
        if (e instanceof StreamConstraintsException) {
            return new Problem(
                    Problem.Kind.MALFORMED,
                    "store.too-deep",
                    "The JSON is nested deeper than " + DEPTH_MAX + " levels or has an oversized value" + where + ".",
                    "Nesting, numbers and names are bounded so that no message can exhaust the server.",
                    "Send the resource without the excess nesting; no FHIR resource needs it.");
        }
        return new Problem(
                Problem.Kind.MALFORMED,
                "store.not-json",
                "The body is not well-formed JSON" + where + ".",
                "The parser stopped there: a character, a quote or a bracket is wrong, a member is given twice, or the"
                        + " text ends early.",
                "Check the text with any JSON tool; it must be UTF-8.");
    }
}
