package org.tongmai.fhir;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest.BodyPublishers;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.tongmai.access.TestNode;
import tools.jackson.databind.JsonNode;

/** What the CapabilityStatement claims is called once each. */
@ExtendWith(OpenNode.class)
class CapabilityTest {

    private static Client client;
    private static JsonNode rest;

    @BeforeAll
    static void ask() {
        client = OpenNode.client();
        rest = client.get("/metadata").body().path("rest").path(0);
    }

    private static List<String> codes(JsonNode where) {
        return StreamSupport.stream(where.path("interaction").spliterator(), false)
                .map(each -> each.path("code").asString(""))
                .toList();
    }

    @Test
    void eachInteractionOnATypeIsAnswered() {
        for (JsonNode resource : rest.path("resource")) {
            String type = resource.path("type").asString("");
            for (String code : codes(resource)) {
                assertThat(answered(type, code)).as(type + " " + code).isTrue();
            }
        }
    }

    /** The answer may be that there is no such resource or that the body is wrong, but not that this is not offered. */
    private static boolean answered(String type, String code) {
        String bad = "{\"resourceType\":\"" + type + "\",\"id\":\"none\",\"nosuch\":1}";
        Client.Answer answer =
                switch (code) {
                    case "read" -> client.get("/" + type + "/none");
                    case "vread" -> client.get("/" + type + "/none/_history/1");
                    case "history-instance" -> client.get("/" + type + "/none/_history");
                    case "history-type" -> client.get("/" + type + "/_history?_count=0");
                    case "search-type" -> client.get("/" + type + "?_count=0");
                    case "create" -> client.post("/" + type, bad, "Prefer", "handling=strict");
                    case "update" -> client.put("/" + type + "/none", bad, "Prefer", "handling=strict");
                    case "patch" ->
                        client.send(
                                "PATCH",
                                "/" + type + "/none",
                                BodyPublishers.ofString("[]"),
                                "Content-Type",
                                "application/json-patch+json");
                    case "delete" -> client.send("DELETE", "/" + type + "/none", BodyPublishers.noBody());
                    default -> throw new AssertionError("nobody tries " + code);
                };
        Set<Integer> expected =
                switch (code) {
                    case "read", "vread", "history-instance" -> Set.of(404);
                    case "history-type", "search-type" -> Set.of(200);
                    case "create", "update" -> Set.of(400, 422);
                    default -> Set.of(204, 400, 404, 412, 422);
                };
        return expected.contains(answer.status());
    }

    @Test
    void eachSearchParameterOfEachTypeIsAnswered() {
        var wrong = new ArrayList<String>();
        for (JsonNode resource : rest.path("resource")) {
            String type = resource.path("type").asString("");
            for (JsonNode parameter : resource.path("searchParam")) {
                String name = parameter.path("name").asString("");
                String value = value(parameter.path("type").asString(""), name);
                Client.Answer answer = client.get("/" + type + "?_count=1&" + name + "=" + value);
                if (answer.status() != 200 || parameter.path("definition").isMissingNode()) {
                    wrong.add(type + "?" + name + " " + answer.code());
                }
            }
        }
        assertThat(wrong).isEmpty();
    }

    private static String value(String kind, String name) {
        return switch (kind) {
            case "number" -> "5";
            case "date" -> "2026-05-01";
            case "quantity" -> "5.4%7Chttp://unitsofmeasure.org%7Cmg";
            case "reference" -> name.equals("patient") || name.equals("subject") ? "Patient/none" : "Organization/none";
            case "uri" -> "http://example.org/x";
            case "composite" ->
                name.endsWith("-coordinate")
                        ? "a$1$2"
                        : name.endsWith("-quantity") ? "a$5" : name.endsWith("-date") ? "a$2026" : "a$b";
            case "special" -> "30.2%7C120.1%7C5%7Ckm";
            default -> "x";
        };
    }

    @Test
    void eachOperationIsFoundWhereItIsListed() {
        for (JsonNode resource : rest.path("resource")) {
            String type = resource.path("type").asString("");
            for (JsonNode operation : resource.path("operation")) {
                String name = operation.path("name").asString("");
                boolean found = List.of("/" + type + "/$" + name, "/" + type + "/none/$" + name).stream()
                        .flatMap(path -> List.of(
                                client.get(path).code(),
                                client.post(path, "{\"resourceType\":\"Parameters\"}")
                                        .code())
                                .stream())
                        .anyMatch(code -> !code.startsWith("fhir.operation-"));
                assertThat(found).as(type + "/$" + name).isTrue();
            }
        }
    }

    @Test
    void theWholeServerDoesWhatItSays() {
        assertThat(codes(rest)).contains("transaction", "batch", "search-system", "history-system");
        assertThat(client.get("/_history?_count=0").status()).isEqualTo(200);
        assertThat(client.get("/?_type=Patient&_count=0").status()).isEqualTo(200);
    }

    @Test
    void aNodeWithSignInSaysWhere() {
        try (var closed = TestNode.start()) {
            var asked = new Client(closed.url());
            JsonNode security = asked.get("/metadata").body().at("/rest/0/security");
            JsonNode smart = asked.get("/.well-known/smart-configuration").body();

            assertThat(security.at("/extension/0/url").asString("")).endsWith("oauth-uris");
            assertThat(security.toString())
                    .contains(smart.path("token_endpoint").asString("?"));
            assertThat(smart.path("authorization_endpoint").asString("")).isEqualTo(closed.url() + "/oauth2/authorize");
        }
    }
}
