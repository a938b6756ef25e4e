package org.tongmai.store;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.zip.GZIPInputStream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The records of six residents whom Synthea made up, with the institutions they went to; see {@code SOURCES.md}. */
final class Synthea {

    private Synthea() {}

    /** Files everything, and some resources with what Synthea never makes. */
    static void load(Store store) {
        lines("synthea.ndjson.gz", line -> store.transact(changes(line), Origin.platform()));
        lines("odd.ndjson", line -> {
            byte[] body = line.getBytes(StandardCharsets.UTF_8);
            store.transact(
                    List.of(Change.create(Json.read(body).path("resourceType").asString(""), body)), Origin.platform());
        });
    }

    private static List<Change> changes(String line) {
        var out = new ArrayList<Change>();
        for (JsonNode entry : Json.read(line.getBytes(StandardCharsets.UTF_8)).path("entry")) {
            ObjectNode resource = (ObjectNode) entry.path("resource");
            out.add(Samples.entry(
                    entry.path("fullUrl").asString(""),
                    resource.path("resourceType").asString(""),
                    Json.bytes(resource)));
        }
        return out;
    }

    private interface Line {
        void take(String line);
    }

    private static void lines(String name, Line each) {
        try (InputStream bytes = Objects.requireNonNull(Synthea.class.getResourceAsStream(name));
                var lines = new BufferedReader(new InputStreamReader(
                        name.endsWith(".gz") ? new GZIPInputStream(bytes) : bytes, StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                each.take(line);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
