package org.tongmai.intake.hl7v2;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.tongmai.store.Json;
import tools.jackson.databind.JsonNode;

/** Sample messages, one segment a line, and what they are expected to become, both reviewed as text. */
public final class Golden {

    private Golden() {}

    /** The message as text, segments ended as HL7 wants it. */
    public static String message(String name) {
        return read(name + ".hl7").replace("\n", "\r");
    }

    /** Compares with the reviewed file; what came instead is left in {@code target/golden}. */
    static void assertMatches(String name, JsonNode actual) {
        String written = Json.mapper().writerWithDefaultPrettyPrinter().writeValueAsString(actual) + "\n";
        try {
            Path left = Path.of("target", "golden", name + ".json");
            Files.createDirectories(left.getParent());
            Files.writeString(left, written);
            assertThat(written).isEqualTo(read(name + ".json"));
        } catch (IOException unwritable) {
            throw new UncheckedIOException(unwritable);
        }
    }

    private static String read(String file) {
        try (InputStream in = Golden.class.getResourceAsStream(file)) {
            return in == null ? "" : new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
