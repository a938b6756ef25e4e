package org.tongmai.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.tongmai.node.NodeSettings;
import org.tongmai.node.NodeSettings.Auth;
import org.tongmai.node.NodeSettings.Role;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/**
 * {@code tongmai rehearse}: starts a node in an empty directory, asks it what a first user asks, and ends. The launcher
 * runs it once per build so that the JVM can note which classes a start needs.
 */
@Command(name = "rehearse", hidden = true, description = "Start, answer a few requests, end.")
final class RehearseCommand implements Callable<Integer> {

    private static final List<String> QUESTIONS = List.of(
            "/actuator/health",
            "/fhir/metadata",
            "/",
            "/fhir/Patient?family=%E7%8E%8B&_count=1",
            "/fhir/Observation?code=718-7",
            "/fhir/Patient/unknown",
            "/api/access/session");

    private static final String BUNDLE = """
            {"resourceType":"Bundle","type":"transaction","entry":[
             {"fullUrl":"urn:uuid:0a3ce3a4-0c5f-4b9e-8d8a-6a4f3a2f1c01",
              "resource":{"resourceType":"Patient","name":[{"text":"排练","family":"排"}],"birthDate":"1980-01-01"},
              "request":{"method":"POST","url":"Patient"}},
             {"fullUrl":"urn:uuid:0a3ce3a4-0c5f-4b9e-8d8a-6a4f3a2f1c02",
              "resource":{"resourceType":"Observation","status":"final",
               "code":{"coding":[{"system":"http://loinc.org","code":"718-7"}]},
               "subject":{"reference":"urn:uuid:0a3ce3a4-0c5f-4b9e-8d8a-6a4f3a2f1c01"},
               "effectiveDateTime":"2026-01-01T08:00:00+08:00",
               "valueQuantity":{"value":135,"unit":"g/L","system":"http://unitsofmeasure.org","code":"g/L"}},
              "request":{"method":"POST","url":"Observation"}}]}
            """;

    @Mixin
    private DataOption data;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException, InterruptedException {
        NodeSettings settings =
                new NodeSettings(data.directory(), "127.0.0.1", 0, -1, -1, null, Role.PROVINCE, "330000", Auth.NONE);
        try (Serving serving = Serving.start(settings);
                HttpClient client = HttpClient.newHttpClient()) {
            Greeting.print(settings, serving, spec.commandLine().getOut());
            ask(client, serving.url() + "/fhir", BUNDLE);
            for (String question : QUESTIONS) {
                ask(client, serving.url() + question, null);
            }
        }
        return Exit.OK;
    }

    private void ask(HttpClient client, String url, @Nullable String body) throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(url));
        if (body != null) {
            request.header("Content-Type", "application/fhir+json")
                    .POST(BodyPublishers.ofString(body, StandardCharsets.UTF_8));
        }
        int status = client.send(request.build(), BodyHandlers.discarding()).statusCode();
        PrintWriter out = spec.commandLine().getOut();
        out.println(status + " " + url);
        out.flush();
    }
}
