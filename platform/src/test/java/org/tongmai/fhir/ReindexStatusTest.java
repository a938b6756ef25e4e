package org.tongmai.fhir;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import tools.jackson.databind.JsonNode;

/** A parameter that users define gets keys by itself; who searches and who runs the node can see how far that is. */
@ExtendWith(OpenNode.class)
class ReindexStatusTest {

    private final Client client = OpenNode.client();

    private String parameter(String name) {
        for (JsonNode each :
                client.get("/SearchParameter/shoe/$reindex-status").body().path("parameter")) {
            if (each.path("name").asString("").equals(name)) {
                return each.path("valueCode").asString(each.path("valueInteger").asString(""));
            }
        }
        return "";
    }

    private static String operator(String method, String path) throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(URI.create(OpenNode.url() + "/api/store/parameters" + path))
                .method(method, HttpRequest.BodyPublishers.noBody())
                .build();
        return HttpClient.newHttpClient().send(request, BodyHandlers.ofString()).body();
    }

    @Test
    void whoSearchesAndWhoRunsTheNodeSeeThatItIsDone() throws IOException, InterruptedException {
        client.post(
                "/Patient",
                "{\"resourceType\":\"Patient\",\"extension\":[{\"url\":\"urn:shoe\",\"valueCode\":\"44\"}]}");
        client.put("/SearchParameter/shoe", """
                {"resourceType":"SearchParameter","id":"shoe","url":"urn:shoe","name":"shoe","status":"active",
                 "description":"x","code":"shoe","base":["Patient"],"type":"token",
                 "expression":"Patient.extension('urn:shoe').value.ofType(code)"}
                """);

        long deadline = System.nanoTime() + Duration.ofSeconds(30).toNanos();
        while (!parameter("state").equals("done") && System.nanoTime() < deadline) {
            assertThat(client.get("/Patient?shoe=44").total()).isOne();
        }

        assertThat(parameter("state")).isEqualTo("done");
        assertThat(parameter("percent")).isEqualTo("100");
        assertThat(client.get("/Patient?shoe=44").total()).isOne();
        assertThat(operator("GET", "")).contains("\"id\":\"shoe\"", "\"state\":\"DONE\"", "\"types\":[\"Patient\"]");
        assertThat(operator("POST", "/shoe/stop")).contains("\"state\":\"DONE\"");
        assertThat(operator("POST", "/none/resume")).contains("store.parameter-without-keys");
        assertThat(client.get("/SearchParameter/none/$reindex-status").status()).isEqualTo(404);
    }
}
