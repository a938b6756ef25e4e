package org.tongmai.fhir.bulk;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.locks.LockSupport;
import org.tongmai.store.Json;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Exports and imports as a client does. */
final class BulkClient {

    private static final Duration LONG = Duration.ofSeconds(60);

    private final HttpClient http = HttpClient.newHttpClient();
    private final String base;

    BulkClient(String url) {
        this.base = url + "/fhir";
    }

    HttpResponse<byte[]> send(String method, String address, byte[] body, String... headers) {
        String url = address.startsWith("http") ? address : base + address;
        var request = HttpRequest.newBuilder(URI.create(url)).method(method, BodyPublishers.ofByteArray(body));
        for (int i = 0; i < headers.length; i += 2) {
            request.setHeader(headers[i], headers[i + 1]);
        }
        try {
            return http.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    HttpResponse<byte[]> get(String address, String... headers) {
        return send("GET", address, new byte[0], headers);
    }

    /** A created resource's id. */
    String create(String type, String json) {
        var answer = send("POST", "/" + type, json.getBytes(UTF_8), "Content-Type", "application/fhir+json");
        if (answer.statusCode() != 201) {
            throw new AssertionError(new String(answer.body(), UTF_8));
        }
        return Json.read(answer.body()).path("id").asString("");
    }

    /** The status address of an export. */
    String begin(String path) {
        return location(get(path, "Prefer", "respond-async", "Accept", "application/fhir+json"));
    }

    static String location(HttpResponse<byte[]> answer) {
        if (answer.statusCode() != 202) {
            throw new AssertionError(answer.statusCode() + " " + new String(answer.body(), UTF_8));
        }
        return answer.headers().firstValue("Content-Location").orElseThrow();
    }

    static String code(HttpResponse<byte[]> answer) {
        return Json.read(answer.body()).at("/issue/0/details/coding/0/code").asString("");
    }

    /** The manifest, once it is there. */
    ObjectNode done(String status) {
        long end = System.nanoTime() + LONG.toNanos();
        while (true) {
            var answer = get(status);
            if (answer.statusCode() == 200) {
                return Json.read(answer.body());
            }
            if (answer.statusCode() != 202 || System.nanoTime() > end) {
                throw new AssertionError(answer.statusCode() + " " + new String(answer.body(), UTF_8) + " "
                        + answer.headers().firstValue("X-Progress"));
            }
            LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
        }
    }

    ObjectNode export(String path) {
        return done(begin(path));
    }

    /** The lines of all files of one list of a manifest; counts are checked on the way. */
    List<ObjectNode> lines(ObjectNode manifest, String list) {
        var out = new ArrayList<ObjectNode>();
        for (JsonNode file : manifest.path(list)) {
            String text = new String(get(file.path("url").asString()).body(), UTF_8);
            List<String> lines = text.lines().toList();
            if (lines.size() != file.path("count").asInt(-1)) {
                throw new AssertionError("count differs in " + file);
            }
            lines.forEach(line -> out.add(Json.read(line.getBytes(UTF_8))));
        }
        return out;
    }

    ObjectNode imported(byte[] ndjson) {
        return done(location(send(
                "POST", "/$import", ndjson, "Content-Type", "application/fhir+ndjson", "Prefer", "respond-async")));
    }

    /** Each resource without version and time, by reference. */
    static Map<String, ObjectNode> bare(List<ObjectNode> resources) {
        var out = new TreeMap<String, ObjectNode>();
        for (ObjectNode resource : resources) {
            if (resource.get("meta") instanceof ObjectNode meta) {
                meta.remove("versionId");
                meta.remove("lastUpdated");
                if (meta.isEmpty()) {
                    resource.remove("meta");
                }
            }
            out.put(reference(resource), resource);
        }
        return out;
    }

    static String reference(ObjectNode resource) {
        return resource.path("resourceType").asString("") + "/"
                + resource.path("id").asString("");
    }
}
