package org.tongmai.fhir;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tongmai.store.Json;
import tools.jackson.databind.node.ObjectNode;

/** The form of answers: format, layout, coding, the part of a resource that is shown, and what a caller has already. */
@ExtendWith(OpenNode.class)
class AnswersTest {

    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private static Client client;
    private static String patient;

    @BeforeAll
    static void file() {
        client = OpenNode.client();
        patient = client.post("/Patient", """
                        {"resourceType":"Patient","text":{"status":"generated",
                          "div":"<div xmlns=\\"http://www.w3.org/1999/xhtml\\">周杰</div>"},
                         "identifier":[{"system":"urn:answers","value":"1"}],"active":true,
                         "name":[{"family":"周","given":["杰"]}],"gender":"male","birthDate":"1978-03-07",
                         "maritalStatus":{"text":"已婚"},"photo":[{"title":"%s"}],
                         "contact":[{"name":{"family":"李"}}],
                         "link":[{"other":{"display":"周"},"type":"seealso"}]}
                        """.formatted("长".repeat(2_000))).id();
    }

    private static HttpResponse<byte[]> send(String method, String path, byte[] body, String... headers) {
        var request = HttpRequest.newBuilder(URI.create(OpenNode.url() + "/fhir" + path))
                .method(method, body.length == 0 ? BodyPublishers.noBody() : BodyPublishers.ofByteArray(body));
        for (int i = 0; i < headers.length; i += 2) {
            request.setHeader(headers[i], headers[i + 1]);
        }
        try {
            return HTTP.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static String header(HttpResponse<byte[]> answer, String name) {
        return answer.headers().firstValue(name).orElse("");
    }

    // -- format

    @Test
    void xmlIsTakenAndGiven() {
        byte[] xml = Xml.fromJson(
                "{\"resourceType\":\"Patient\",\"identifier\":[{\"system\":\"urn:answers\",\"value\":\"x\"}]}"
                        .getBytes(UTF_8),
                false);

        HttpResponse<byte[]> created =
                send("POST", "/Patient", xml, "Content-Type", "application/fhir+xml", "Accept", "application/fhir+xml");
        HttpResponse<byte[]> found = send("GET", "/Patient?identifier=urn:answers%7Cx&_format=xml", new byte[0]);

        assertThat(created.statusCode()).isEqualTo(201);
        assertThat(header(created, "Content-Type")).startsWith("application/fhir+xml");
        assertThat(new String(created.body(), UTF_8)).startsWith("<Patient").contains("value=\"urn:answers\"");
        ObjectNode bundle = Json.read(Xml.toJson(found.body()));
        assertThat(bundle.path("total").intValue()).isEqualTo(1);
        assertThat(bundle.at("/entry/0/search/mode").asString("")).isEqualTo("match");
    }

    @Test
    void aRefusalIsInTheFormatAskedFor() {
        HttpResponse<byte[]> refused = send("GET", "/Patient/nobody", new byte[0], "Accept", "application/fhir+xml");

        assertThat(refused.statusCode()).isEqualTo(404);
        assertThat(new String(refused.body(), UTF_8)).startsWith("<OperationOutcome");
    }

    @Test
    void prettyIsForPeople() {
        assertThat(new String(
                        send("GET", "/Patient/" + patient + "?_pretty=true", new byte[0])
                                .body(),
                        UTF_8))
                .contains("\n  \"resourceType\"");
        assertThat(new String(send("GET", "/Patient/" + patient, new byte[0]).body(), UTF_8))
                .doesNotContain("\n");
    }

    // -- coding

    @Test
    void largeAnswersArePackedForWhoUnpacksThem() throws IOException {
        HttpResponse<byte[]> packed =
                send("GET", "/Patient/" + patient, new byte[0], "Accept-Encoding", "br, gzip;q=0.8");
        HttpResponse<byte[]> plain = send("GET", "/Patient/" + patient, new byte[0], "Accept-Encoding", "gzip;q=0");
        HttpResponse<byte[]> tiny = send("GET", "/Patient/nobody", new byte[0], "Accept-Encoding", "gzip");

        assertThat(header(packed, "Content-Encoding")).isEqualTo("gzip");
        assertThat(packed.body().length).isLessThan(plain.body().length / 2);
        assertThat(new GZIPInputStream(new ByteArrayInputStream(packed.body())).readAllBytes())
                .isEqualTo(plain.body());
        assertThat(header(plain, "Content-Encoding")).isEmpty();
        assertThat(header(tiny, "Content-Encoding")).isEmpty();
    }

    @Test
    void packedRequestsAreUnpacked() throws IOException {
        var packed = new ByteArrayOutputStream();
        try (var gzip = new GZIPOutputStream(packed)) {
            gzip.write("{\"resourceType\":\"Patient\",\"active\":true}".getBytes(UTF_8));
        }

        HttpResponse<byte[]> created = send(
                "POST",
                "/Patient",
                packed.toByteArray(),
                "Content-Type",
                "application/fhir+json",
                "Content-Encoding",
                "gzip");

        assertThat(created.statusCode()).isEqualTo(201);
    }

    // -- the part that is shown

    @Test
    void aSummaryShowsWhatR4Marks() {
        ObjectNode shown = client.get("/Patient/" + patient + "?_summary=true").body();

        assertThat(shown.propertyStream().map(java.util.Map.Entry::getKey))
                .containsExactlyInAnyOrder(
                        "resourceType", "id", "meta", "identifier", "active", "name", "gender", "birthDate", "link");
        assertThat(shown.at("/meta/tag/0/code").asString("")).isEqualTo("SUBSETTED");
    }

    @Test
    void textAndDataAreTheTwoHalves() {
        ObjectNode text = client.get("/Patient/" + patient + "?_summary=text").body();
        ObjectNode data = client.get("/Patient/" + patient + "?_summary=data").body();

        assertThat(text.propertyStream().map(java.util.Map.Entry::getKey))
                .containsExactlyInAnyOrder("resourceType", "id", "meta", "text");
        assertThat(data.has("text")).isFalse();
        assertThat(data.has("photo")).isTrue();
    }

    @Test
    void elementsShowsWhatIsNamedAndWhatIsMandatory() {
        String observation = client.post("/Observation", """
                        {"resourceType":"Observation","status":"final","code":{"text":"BP"},
                         "subject":{"reference":"Patient/%s"},"valueString":"x","note":[{"text":"y"}]}
                        """.formatted(patient)).id();

        ObjectNode shown = client.get("/Observation?_id=" + observation + "&_elements=subject,value")
                .body();

        assertThat(((ObjectNode) shown.at("/entry/0/resource")).propertyStream().map(java.util.Map.Entry::getKey))
                .containsExactlyInAnyOrder("resourceType", "id", "meta", "status", "code", "subject", "valueString");
        assertThat(client.get("/Observation/" + observation + "/_history?_elements=subject")
                        .body()
                        .at("/entry/0/resource/note")
                        .isMissingNode())
                .isTrue();
        assertThat(client.get("/Observation/" + observation + "?_elements=").body())
                .isEqualTo(client.get("/Observation/" + observation).body());
    }

    @Test
    void countAnswersHowMany() {
        ObjectNode counted =
                client.get("/Patient?identifier=urn:answers%7C1&_summary=count").body();

        assertThat(counted.path("total").intValue()).isEqualTo(1);
        assertThat(counted.has("entry")).isFalse();
        assertThat(client.get("/Patient?identifier=urn:answers%7C1&_count=0").total())
                .isEqualTo(1);
        assertThat(client.get("/Patient?identifier=urn:answers%7C1&_total=none").total())
                .isEqualTo(-1);
    }

    // -- what fails

    @ParameterizedTest
    @ValueSource(strings = {"transaction", "batch"})
    void anEntryThatCannotBeReadLeavesTheAnswersOfThoseThatWereWritten(String type) {
        byte[] bundle = """
                {"resourceType":"Bundle","type":"%s","entry":[
                 {"resource":{"resourceType":"Basic","code":{"text":"x"}},"request":{"method":"POST","url":"Basic"}},
                 {"request":{"method":"GET","url":"Basic"}}]}
                """.formatted(type).getBytes(UTF_8);

        Outcome outcome = OpenNode.bean(Interactions.class)
                .bundle(
                        Bundle.skim(bundle),
                        new Sender(null, "test", null),
                        Interactions.Handling.LENIENT,
                        (entry, url) -> {
                            throw new IllegalStateException("a fault");
                        });

        ObjectNode answer = Json.read(outcome.response());
        assertThat(answer.at("/entry/0/response/status").asString("")).startsWith("201");
        assertThat(answer.at("/entry/1/response/status").asString("")).startsWith("503");
    }

    // -- what the caller has

    @Test
    void aReadTellsItsVersionAndTakesItBack() {
        HttpResponse<byte[]> read = send("GET", "/Patient/" + patient, new byte[0]);
        String modified = header(read, "Last-Modified");

        assertThat(header(read, "ETag")).isEqualTo("W/\"1\"");
        assertThat(header(read, "Content-Location")).endsWith("/Patient/" + patient + "/_history/1");
        assertThat(send("GET", "/Patient/" + patient, new byte[0], "If-None-Match", "W/\"7\", W/\"1\"")
                        .statusCode())
                .isEqualTo(304);
        assertThat(send("GET", "/Patient/" + patient, new byte[0], "If-Modified-Since", modified)
                        .statusCode())
                .isEqualTo(304);
        assertThat(send("GET", "/Patient/" + patient, new byte[0], "If-Modified-Since", "Mon, 01 Jan 2001 00:00:00 GMT")
                        .statusCode())
                .isEqualTo(200);
    }

    @Test
    void headAnswersWithoutABody() {
        HttpResponse<byte[]> head = send("HEAD", "/Patient/" + patient, new byte[0]);

        assertThat(head.statusCode()).isEqualTo(200);
        assertThat(header(head, "ETag")).isEqualTo("W/\"1\"");
        assertThat(head.body()).isEmpty();
        assertThat(send("HEAD", "/Patient?_count=1", new byte[0]).statusCode()).isEqualTo(200);
    }

    @Test
    void aDeletedVersionIsGone() {
        String id = client.post("/Patient", "{\"resourceType\":\"Patient\"}").id();
        client.send("DELETE", "/Patient/" + id, BodyPublishers.noBody());

        assertThat(client.get("/Patient/" + id).status()).isEqualTo(410);
        assertThat(client.get("/Patient/" + id + "/_history/2").status()).isEqualTo(410);
        assertThat(client.get("/Patient/" + id + "/_history/1").status()).isEqualTo(200);
        assertThat(client.get("/Patient/" + id + "/_history/3").status()).isEqualTo(404);
        assertThat(client.get("/Patient/" + id + "/_history/x").status()).isEqualTo(404);
    }

    @Test
    void preferChoosesWhatAWriteAnswers() {
        String body = "{\"resourceType\":\"Patient\",\"active\":true}";

        assertThat(client.post("/Patient", body, "Prefer", "return=minimal")
                        .http()
                        .body())
                .isEmpty();
        assertThat(client.post("/Patient", body, "Prefer", "return=representation")
                        .body()
                        .path("resourceType")
                        .asString(""))
                .isEqualTo("Patient");
        assertThat(client.post("/Patient", body, "Prefer", "return=OperationOutcome")
                        .body()
                        .at("/issue/0/severity")
                        .asString(""))
                .isEqualTo("information");
    }

    @Test
    void metaTellsTagsOfOneAndOfAll() {
        String id = client.post(
                        "/Basic",
                        "{\"resourceType\":\"Basic\",\"meta\":{\"tag\":[{\"system\":\"urn:t\",\"code\":\"b1\"}]},\"code\":{\"text\":\"x\"}}")
                .id();

        assertThat(client.get("/Basic/" + id + "/$meta")
                        .body()
                        .at("/parameter/0/valueMeta/tag/0/code")
                        .asString(""))
                .isEqualTo("b1");
        assertThat(client.get("/Basic/$meta").body().toString()).contains("b1");
        assertThat(client.get("/$meta").body().toString()).contains("b1");
    }
}
