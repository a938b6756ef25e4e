package org.tongmai.fhir.bulk;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.tongmai.kernel.Problem;
import org.tongmai.store.Json;
import org.tongmai.store.ResourceTypes;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A line of an import, looked at once.
 *
 * @param source where it stood: input and line, {@code 2:17}
 * @param tree null where it cannot be read
 * @param problem why it cannot be taken; null where it may be
 */
record Line(
        String source,
        byte[] text,
        String type,
        String id,
        @Nullable ObjectNode tree,
        @Nullable Problem problem) {

    /** Bytes of {@link #source} with what follows it: two numbers, a colon, a tab. */
    static final int PLACE_MAX = 2 * 10 + 2;

    /** @param announced the type that the input was said to hold; null for any */
    static Line of(String source, byte[] text, @Nullable String announced, boolean tooLong) {
        if (tooLong) {
            return refused(
                    source,
                    text,
                    new Problem(
                            Problem.Kind.TOO_LARGE,
                            "fhir.import-line-too-long",
                            "The line is longer than " + LineReader.LINE_MAX / 1_000_000 + " MB.",
                            "A resource is held in memory while it is taken.",
                            "Keep large contents apart from the resource."));
        }
        try {
            ObjectNode tree = Json.read(text);
            String type = tree.path("resourceType").asString("");
            if (!ResourceTypes.exists(type)) {
                throw ResourceTypes.unknown(type);
            }
            if (announced != null && !type.equals(announced)) {
                throw new Problem(
                        Problem.Kind.INVALID,
                        "fhir.import-type-differs",
                        "The line is not of the type that was announced.",
                        "An input with a type holds resources of that type only.",
                        "Announce no type, or put the line elsewhere.");
            }
            JsonNode id = tree.path("id");
            return new Line(source, text, type, id.asString(""), tree, null);
        } catch (Problem problem) {
            return refused(source, text, problem);
        }
    }

    /** A line as it {@linkplain #waiting() waited}. No other than one that was too long to be kept has no text. */
    static Line waited(byte[] line) {
        int tab = 0;
        while (line[tab] != '\t') {
            tab++;
        }
        String source = new String(line, 0, tab, StandardCharsets.US_ASCII);
        byte[] text = Arrays.copyOfRange(line, tab + 1, line.length);
        return of(source, text, null, text.length == 0);
    }

    /** Where an unread line stood, and the line, as it waits in a file. */
    byte[] waiting() {
        byte[] place = (source + "\t").getBytes(StandardCharsets.US_ASCII);
        byte[] out = Arrays.copyOf(place, place.length + text.length);
        System.arraycopy(text, 0, out, place.length, text.length);
        return out;
    }

    private static Line refused(String source, byte[] text, Problem problem) {
        return new Line(source, text, "", "", null, problem);
    }

    /** True for a Bundle that asks for something to be done, instead of being kept. */
    boolean asks() {
        String kind = tree == null ? "" : tree.path("type").asString("");
        return type.equals("Bundle") && (kind.equals("transaction") || kind.equals("batch"));
    }

    /** What tells two lines of the same resource; empty where it cannot be told. */
    String resource() {
        return id.isEmpty() ? "" : type + "/" + id;
    }
}
