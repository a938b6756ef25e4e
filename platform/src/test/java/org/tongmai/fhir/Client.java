package org.tongmai.fhir;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import org.tongmai.store.Json;
import tools.jackson.databind.node.ObjectNode;

/** A FHIR client as plain as the protocol allows. */
final class Client {

    private final HttpClient http = HttpClient.newHttpClient();
    private final String base;

    Client(String url) {
        this.base = url + "/fhir";
    }

    /** An answer; {@code body} is empty where there was none. */
    record Answer(int status, ObjectNode body, HttpResponse<byte[]> http) {
        /** The code of our refusal. */
        String code() {
            return body.path("issue")
                    .path(0)
                    .path("details")
                    .path("coding")
                    .path(0)
                    .path("code")
                    .asString("");
        }

        String id() {
            return body.path("id").asString("");
        }

        int total() {
            return body.path("total").asInt(-1);
        }
    }

    Answer get(String path, String... headers) {
        return send("GET", path, BodyPublishers.noBody(), headers);
    }

    Answer post(String path, String body, String... headers) {
        return send("POST", path, BodyPublishers.ofString(body, UTF_8), headers);
    }

    Answer put(String path, String body, String... headers) {
        return send("PUT", path, BodyPublishers.ofString(body, UTF_8), headers);
    }

    Answer send(String method, String path, BodyPublisher body, String... headers) {
        var request = HttpRequest.newBuilder(URI.create(base + path))
                .method(method, body)
                .header("Content-Type", "application/fhir+json");
        for (int i = 0; i < headers.length; i += 2) {
            request.setHeader(headers[i], headers[i + 1]);
        }
        try {
            HttpResponse<byte[]> answer = http.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
            return new Answer(
                    answer.statusCode(), answer.body().length == 0 ? Json.object() : Json.read(answer.body()), answer);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
