package org.tongmai.fhir;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest.BodyPublishers;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.tongmai.access.TestNode;

/** The interactions of FHIR R4 over HTTP, as a client sees them. */
class RestTest {

    private static TestNode node;
    private static Client client;

    @BeforeAll
    static void start() {
        node = TestNode.start("--tongmai.auth=none");
        client = new Client(node.url());
    }

    @AfterAll
    static void stop() {
        node.close();
    }

    private static String patient(String number) {
        return "{\"resourceType\":\"Patient\",\"identifier\":[{\"system\":\"urn:n\",\"value\":\"" + number
                + "\"}],\"name\":[{\"family\":\"周\",\"given\":[\"杰\"]}]}";
    }

    @Test
    void createAnswersWithLocationVersionAndTheStoredResource() {
        Client.Answer created = client.post("/Patient", patient("r1"));

        assertThat(created.status()).isEqualTo(201);
        assertThat(created.http().headers().firstValue("ETag")).hasValue("W/\"1\"");
        assertThat(created.http().headers().firstValue("Location"))
                .hasValue(node.url() + "/fhir/Patient/" + created.id() + "/_history/1");
        assertThat(created.body().path("name").path(0).path("family").asString(""))
                .isEqualTo("周");
    }

    @Test
    void aReadIsCheapForWhoHasTheVersion() {
        String id = client.post("/Patient", patient("r2")).id();

        assertThat(client.get("/Patient/" + id).status()).isEqualTo(200);
        assertThat(client.get("/Patient/" + id, "If-None-Match", "W/\"1\"").status())
                .isEqualTo(304);
    }

    @Test
    void aLenientSearchTellsWhatItLeftAsideAndAStrictOneRefuses() {
        client.post("/Patient", patient("r20"));
        String search = "/Patient?identifier=r20&shoe-size=9&name:below=x";

        Client.Answer lenient = client.get(search, "Prefer", "handling=lenient");
        assertThat(lenient.total()).isEqualTo(1);
        assertThat(lenient.body()
                        .path("entry")
                        .get(1)
                        .path("search")
                        .path("mode")
                        .asString(""))
                .isEqualTo("outcome");
        assertThat(lenient.body()
                        .path("entry")
                        .get(1)
                        .path("resource")
                        .path("issue")
                        .size())
                .isEqualTo(2);
        assertThat(client.get(search).status()).isEqualTo(400);
        assertThat(client.get(search, "Prefer", "handling=strict").status()).isEqualTo(400);
        assertThat(client.get("/Patient?birthdate=soon", "Prefer", "handling=lenient")
                        .status())
                .isEqualTo(400);
    }

    @Test
    void updateNeedsTheVersionThatIfMatchNames() {
        String id = client.post("/Patient", patient("r3")).id();

        assertThat(client.put("/Patient/" + id, patient("r3"), "If-Match", "W/\"9\"")
                        .status())
                .isEqualTo(412);
        assertThat(client.put("/Patient/" + id, patient("r3"), "If-Match", "W/\"1\"")
                        .status())
                .isEqualTo(200);
        assertThat(client.get("/Patient/" + id + "/_history").total()).isEqualTo(2);
        assertThat(client.get("/Patient/" + id + "/_history/1").status()).isEqualTo(200);
    }

    @Test
    void whatIsDeletedIsGoneAndCanComeBack() {
        String id = client.post("/Patient", patient("r4")).id();

        assertThat(client.send("DELETE", "/Patient/" + id, BodyPublishers.noBody())
                        .status())
                .isEqualTo(204);
        assertThat(client.get("/Patient/" + id).status()).isEqualTo(410);
        assertThat(client.put("/Patient/" + id, patient("r4")).status()).isEqualTo(200);
        assertThat(client.get("/Patient/" + id).status()).isEqualTo(200);
    }

    @Test
    void conditionalCreateMakesNoSecondOne() {
        Client.Answer first = client.post("/Patient", patient("r5"), "If-None-Exist", "identifier=urn:n|r5");
        Client.Answer second = client.post("/Patient", patient("r5"), "If-None-Exist", "identifier=urn:n|r5");

        assertThat(first.status()).isEqualTo(201);
        assertThat(second.status()).isEqualTo(200);
        assertThat(second.id()).isEqualTo(first.id());
    }

    @Test
    void conditionalUpdateWritesTheOneThatMatches() {
        String id = client.put("/Patient?identifier=urn:n%7Cr6", patient("r6")).id();

        Client.Answer again = client.put("/Patient?identifier=urn:n%7Cr6", patient("r6"));

        assertThat(again.id()).isEqualTo(id);
        assertThat(again.body().path("meta").path("versionId").asString("")).isEqualTo("2");
    }

    @Test
    void aRepeatedIdempotencyKeyChangesNothing() {
        String bundle = "{\"resourceType\":\"Bundle\",\"type\":\"transaction\",\"entry\":[{\"resource\":"
                + patient("r7") + ",\"request\":{\"method\":\"POST\",\"url\":\"Patient\"}}]}";

        Client.Answer first = client.post("", bundle, "Idempotency-Key", "k7");
        Client.Answer second = client.post("", bundle, "Idempotency-Key", "k7");

        assertThat(second.body()).isEqualTo(first.body());
        assertThat(second.http().headers().firstValue("Idempotency-Replayed")).hasValue("true");
        assertThat(client.get("/Patient?identifier=urn:n%7Cr7").total()).isEqualTo(1);
    }

    @Test
    void aRepeatedBatchSaysThatItChangedNothing() {
        String bundle = "{\"resourceType\":\"Bundle\",\"type\":\"batch\",\"entry\":[{\"resource\":" + patient("r11")
                + ",\"request\":{\"method\":\"POST\",\"url\":\"Patient\"}}]}";

        Client.Answer first = client.post("", bundle, "Idempotency-Key", "k11");
        Client.Answer second = client.post("", bundle, "Idempotency-Key", "k11");

        assertThat(first.http().headers().firstValue("Idempotency-Replayed")).isEmpty();
        assertThat(second.http().headers().firstValue("Idempotency-Replayed")).hasValue("true");
        assertThat(client.get("/Patient?identifier=urn:n%7Cr11").total()).isEqualTo(1);
    }

    @Test
    void aTransactionResolvesItsReferencesInAnyOrder() {
        String bundle = """
                {"resourceType":"Bundle","type":"transaction","entry":[
                 {"fullUrl":"urn:uuid:o","resource":{"resourceType":"Observation","status":"final","code":{"text":"x"},
                  "subject":{"reference":"urn:uuid:p"},"performer":[{"reference":"Organization?identifier=urn:org|1"}]},
                  "request":{"method":"POST","url":"Observation"}},
                 {"fullUrl":"urn:uuid:p","resource":%s,"request":{"method":"POST","url":"Patient"}}]}
                """.formatted(patient("r8"));
        client.post(
                "/Organization",
                "{\"resourceType\":\"Organization\",\"identifier\":[{\"system\":\"urn:org\",\"value\":\"1\"}]}");

        Client.Answer done = client.post("", bundle);

        assertThat(done.status()).isEqualTo(200);
        String patient = client.get("/Patient?identifier=urn:n%7Cr8")
                .body()
                .path("entry")
                .path(0)
                .path("resource")
                .path("id")
                .asString("");
        Client.Answer found = client.get("/Observation?patient=" + patient + "&_include=Observation:performer");
        assertThat(found.total()).isEqualTo(1);
        assertThat(found.body().path("entry")).hasSize(2);
        assertThat(client.get("/Patient/" + patient + "/$everything").body().path("entry"))
                .hasSize(3);
    }

    @Test
    void aBatchAnswersForEachEntryAlone() {
        String bundle = "{\"resourceType\":\"Bundle\",\"type\":\"batch\",\"entry\":[{\"resource\":" + patient("r9")
                + ",\"request\":{\"method\":\"POST\",\"url\":\"Patient\"}},{\"resource\":{\"resourceType\":\"Patient\",\"name\":1},"
                + "\"request\":{\"method\":\"POST\",\"url\":\"Patient\"}}]}";

        Client.Answer done = client.post("", bundle);

        assertThat(done.body()
                        .path("entry")
                        .path(0)
                        .path("response")
                        .path("status")
                        .asString(""))
                .startsWith("201");
        assertThat(done.body()
                        .path("entry")
                        .path(1)
                        .path("response")
                        .path("status")
                        .asString(""))
                .startsWith("400");
        assertThat(done.body().at("/entry/1/response/outcome/resourceType").asString(""))
                .isEqualTo("OperationOutcome");
    }

    @Test
    void theCapabilityStatementOffersWhatIsAnswered() {
        var statement = client.get("/metadata").body();

        assertThat(statement.path("fhirVersion").asString("")).isEqualTo("4.0.1");
        statement.path("rest").path(0).path("resource").forEach(resource -> {
            String type = resource.path("type").asString("");
            assertThat(client.get("/" + type + "?_summary=count").status())
                    .as(type)
                    .isEqualTo(200);
        });
    }
}
