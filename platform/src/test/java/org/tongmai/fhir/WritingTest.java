package org.tongmai.fhir;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.tongmai.access.TestNode;

/** Patch, conditions, preconditions, deletion, $meta and Binary over HTTP. */
class WritingTest {

    private static final String JSON_PATCH = "application/json-patch+json";

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
        return "{\"resourceType\":\"Patient\",\"identifier\":[{\"system\":\"urn:w\",\"value\":\"" + number
                + "\"}],\"gender\":\"male\"}";
    }

    private static String create(String number) {
        return client.post("/Patient", patient(number)).id();
    }

    private static String observation(String patient, String code) {
        return "{\"resourceType\":\"Observation\",\"status\":\"final\",\"code\":{\"coding\":[{\"system\":\"urn:c\",\"code\":\""
                + code + "\"}]},\"subject\":{\"reference\":\"Patient/" + patient + "\"}}";
    }

    private static Client.Answer patch(String path, String body, String type, String... headers) {
        String[] all = java.util.Arrays.copyOf(headers, headers.length + 2);
        all[headers.length] = "Content-Type";
        all[headers.length + 1] = type;
        return client.send("PATCH", path, BodyPublishers.ofString(body, UTF_8), all);
    }

    private static final String FEMALE = "[{\"op\":\"replace\",\"path\":\"/gender\",\"value\":\"female\"}]";

    private static final String FEMALE_BY_PATH =
            "{\"resourceType\":\"Parameters\",\"parameter\":[{\"name\":\"operation\",\"part\":["
                    + "{\"name\":\"type\",\"valueCode\":\"replace\"},{\"name\":\"path\",\"valueString\":\"Patient.gender\"},"
                    + "{\"name\":\"value\",\"valueCode\":\"female\"}]}]}";

    private static void refused(Client.Answer answer, int status, String code) {
        assertThat(answer.code()).isEqualTo(code);
        assertThat(answer.status()).isEqualTo(status);
    }

    private static Client.Answer delete(String path, String... headers) {
        return client.send("DELETE", path, BodyPublishers.noBody(), headers);
    }

    // -- patch

    @Test
    void aJsonPatchMakesTheNextVersion() {
        String id = create("p1");

        Client.Answer done = patch("/Patient/" + id, FEMALE, JSON_PATCH, "If-Match", "W/\"1\"");

        assertThat(done.status()).isEqualTo(200);
        assertThat(done.http().headers().firstValue("ETag")).hasValue("W/\"2\"");
        assertThat(done.body().path("gender").asString("")).isEqualTo("female");
        assertThat(client.get("/Patient/" + id + "/_history/1")
                        .body()
                        .path("gender")
                        .asString(""))
                .isEqualTo("male");
        assertThat(client.get("/Patient?gender=female&identifier=urn:w%7Cp1").total())
                .isEqualTo(1);
    }

    @Test
    void aFhirPathPatchMakesTheNextVersion() {
        String id = create("p2");

        Client.Answer done = patch("/Patient/" + id, FEMALE_BY_PATH, "application/fhir+json");

        assertThat(done.body().path("gender").asString("")).isEqualTo("female");
        assertThat(done.body().path("meta").path("versionId").asString("")).isEqualTo("2");
    }

    @Test
    void aConditionalPatchNeedsExactlyOneMatch() {
        create("p3");

        assertThat(patch("/Patient?identifier=urn:w%7Cp3", FEMALE, JSON_PATCH).status())
                .isEqualTo(200);
        refused(patch("/Patient?identifier=urn:w%7Cp3none", FEMALE, JSON_PATCH), 404, "store.nothing-to-patch");
        create("p3");
        refused(patch("/Patient?identifier=urn:w%7Cp3", FEMALE, JSON_PATCH), 412, "store.several-match");
        refused(patch("/Patient", FEMALE, JSON_PATCH), 400, "fhir.condition-missing");
    }

    @Test
    void aPatchThatDoesNotFitIsRefusedAndChangesNothing() {
        String id = create("p4");
        String path = "/Patient/" + id;

        refused(patch(path, FEMALE, JSON_PATCH, "If-Match", "W/\"7\""), 412, "store.version-differs");
        refused(
                patch(path, "[{\"op\":\"test\",\"path\":\"/gender\",\"value\":\"female\"}]", JSON_PATCH),
                422,
                "fhir.patch-test-failed");
        refused(
                patch(path, "[{\"op\":\"remove\",\"path\":\"/nothing\"}]", JSON_PATCH),
                422,
                "fhir.patch-not-applicable");
        refused(
                patch(path, "[{\"op\":\"replace\",\"path\":\"/gender\",\"value\":7}]", JSON_PATCH),
                400,
                "fhir.shape-wrong");
        refused(
                patch(path, "[{\"op\":\"replace\",\"path\":\"/id\",\"value\":\"other\"}]", JSON_PATCH),
                400,
                "store.id-differs");
        refused(patch(path, "<diff/>", "application/xml-patch+xml"), 415, "fhir.patch-format");
        refused(patch(path, "x", "text/plain"), 415, "fhir.patch-format");
        refused(patch("/Patient/nobody", FEMALE, JSON_PATCH), 404, "store.nothing-to-patch");

        assertThat(client.get(path).body().path("meta").path("versionId").asString(""))
                .isEqualTo("1");
    }

    @Test
    void whatIsDeletedIsNotPatched() {
        String id = create("p5");
        delete("/Patient/" + id);

        refused(patch("/Patient/" + id, FEMALE, JSON_PATCH), 410, "store.patch-of-deleted");
    }

    // -- preconditions

    @Test
    void ifNoneMatchWritesOnlyWhereNothingIs() {
        String first = patient("n1").replaceFirst("\\{", "{\"id\":\"only-new\",");

        assertThat(client.put("/Patient/only-new", first, "If-None-Match", "*").status())
                .isEqualTo(201);
        refused(client.put("/Patient/only-new", first, "If-None-Match", "*"), 412, "store.exists-already");
        delete("/Patient/only-new");
        assertThat(client.put("/Patient/only-new", first, "If-None-Match", "*").status())
                .isEqualTo(200);
    }

    @Test
    void ifMatchGuardsDeletionsAndConditionalUpdates() {
        String id = create("n2");

        refused(delete("/Patient/" + id, "If-Match", "W/\"4\""), 412, "store.version-differs");
        refused(
                client.put("/Patient?identifier=urn:w%7Cn2", patient("n2"), "If-Match", "W/\"4\""),
                412,
                "store.version-differs");
        refused(client.put("/Patient/not-there", patient("n2"), "If-Match", "*"), 412, "store.version-differs");
        refused(delete("/Patient/" + id, "If-Match", "latest"), 400, "fhir.if-match-wrong");
        assertThat(delete("/Patient/" + id, "If-Match", "W/\"1\"").status()).isEqualTo(204);
    }

    @Test
    void aConditionalUpdateTakesTheIdOfTheBodyWhereItFindsNothingAndOnlyThatWhereItFindsOne() {
        String named = patient("n3").replaceFirst("\\{", "{\"id\":\"n3-mine\",");

        Client.Answer first = client.put("/Patient?identifier=urn:w%7Cn3", named);
        Client.Answer second = client.put("/Patient?identifier=urn:w%7Cn3", named);

        assertThat(first.status()).isEqualTo(201);
        assertThat(first.id()).isEqualTo("n3-mine");
        assertThat(second.status()).isEqualTo(200);
        refused(
                client.put("/Patient?identifier=urn:w%7Cn3", named.replace("n3-mine", "other")),
                400,
                "store.id-differs");
        refused(client.put("/Patient?identifier=urn:w%7Cn3-none", named), 409, "store.id-taken");
    }

    @Test
    void theIdOfACreatedResourceIsTheServers() {
        Client.Answer created = client.post("/Patient", patient("n4").replaceFirst("\\{", "{\"id\":\"mine\","));

        assertThat(created.status()).isEqualTo(201);
        assertThat(created.id()).isNotEqualTo("mine");
        refused(
                client.put("/Patient/other", patient("n4").replaceFirst("\\{", "{\"id\":\"mine\",")),
                400,
                "fhir.id-differs");
    }

    @Test
    void containedResourcesAndUnknownElementsAreKept() {
        String text = "{\"resourceType\":\"Patient\",\"contained\":[{\"resourceType\":\"Organization\",\"id\":\"o\"}],"
                + "\"managingOrganization\":{\"reference\":\"#o\"},\"colour\":{\"red\":[1.50]}}";

        String id = client.post("/Patient", text).id();

        var stored = client.get("/Patient/" + id).body();
        assertThat(stored.at("/contained/0/resourceType").asString("")).isEqualTo("Organization");
        assertThat(stored.at("/managingOrganization/reference").asString("")).isEqualTo("#o");
        assertThat(stored.at("/colour/red/0").toString()).isEqualTo("1.50");
    }

    // -- deletion

    @Test
    void aConditionalDeletionDeletesAllThatMatch() {
        String id = create("d1");
        for (int i = 0; i < 7; i++) {
            client.post("/Observation", observation(id, "gone"));
        }
        client.post("/Observation", observation(id, "stays"));

        assertThat(delete("/Observation?code=urn:c%7Cgone&patient=" + id).status())
                .isEqualTo(204);

        assertThat(client.get("/Observation?patient=" + id).total()).isEqualTo(1);
        assertThat(delete("/Observation?code=urn:c%7Cgone&patient=" + id).status())
                .isEqualTo(204);
        refused(delete("/Observation"), 400, "fhir.condition-missing");
    }

    @Test
    void whatOthersReferToIsNotDeletedUnlessTheyGoToo() {
        String id = create("d2");
        String observation = client.post("/Observation", observation(id, "x")).id();

        Client.Answer refusal = delete("/Patient/" + id);

        refused(refusal, 409, "store.referred-to");
        assertThat(refusal.body().at("/issue/0/expression/0").asString("")).isEqualTo("Observation/" + observation);
        assertThat(client.post("", """
                        {"resourceType":"Bundle","type":"transaction","entry":[
                         {"request":{"method":"DELETE","url":"Patient/%s"}},
                         {"request":{"method":"DELETE","url":"Observation/%s"}}]}
                        """.formatted(id, observation)).status()).isEqualTo(200);
        assertThat(client.get("/Patient/" + id).status()).isEqualTo(410);
    }

    @Test
    void aTransactionDoesNotReferToWhatItDeletes() {
        String id = create("d3");

        refused(client.post("", """
                        {"resourceType":"Bundle","type":"transaction","entry":[
                         {"request":{"method":"DELETE","url":"Patient/%s"}},
                         {"resource":%s,"request":{"method":"POST","url":"Observation"}}]}
                        """.formatted(id, observation(id, "x"))), 422, "store.reference-missing");
        assertThat(client.get("/Patient/" + id).status()).isEqualTo(200);
    }

    // -- Prefer

    @Test
    void preferSaysWhatIsReturned() {
        Client.Answer minimal = client.post("/Patient", patient("r1"), "Prefer", "return=minimal");
        Client.Answer outcome = client.post("/Patient", patient("r2"), "Prefer", "return=OperationOutcome");
        Client.Answer representation = client.post("/Patient", patient("r3"), "Prefer", "return=representation");

        assertThat(minimal.http().body()).isEmpty();
        assertThat(minimal.http().headers().firstValue("Location")).isPresent();
        assertThat(outcome.body().path("resourceType").asString("")).isEqualTo("OperationOutcome");
        assertThat(representation.body().path("resourceType").asString("")).isEqualTo("Patient");
    }

    // -- $meta

    @Test
    void metaIsShownAddedToAndTakenFrom() {
        String id = create("m1");
        String tag = "{\"resourceType\":\"Parameters\",\"parameter\":[{\"name\":\"meta\",\"valueMeta\":"
                + "{\"tag\":[{\"system\":\"urn:t\",\"code\":\"a\"}],\"profile\":[\"urn:p\"]}}]}";

        Client.Answer added = client.post("/Patient/" + id + "/$meta-add", tag);

        assertThat(added.body().at("/parameter/0/valueMeta/tag/0/code").asString(""))
                .isEqualTo("a");
        assertThat(client.get("/Patient?_tag=urn:t%7Ca").total()).isEqualTo(1);
        assertThat(client.get("/Patient/" + id + "/$meta")
                        .body()
                        .at("/parameter/0/valueMeta/versionId")
                        .asString(""))
                .isEqualTo("2");
        client.post("/Patient/" + id + "/$meta-delete", tag);
        assertThat(client.get("/Patient?_tag=urn:t%7Ca").total()).isZero();
        assertThat(client.get("/Patient/" + id).body().path("meta").has("profile"))
                .isFalse();
        refused(
                client.post("/Patient/" + id + "/$meta-add", "{\"resourceType\":\"Parameters\"}"),
                400,
                "fhir.meta-missing");
    }

    // -- Binary

    @Test
    void aBinaryThatIsStoredWithoutBase64IsReadAsAResourceOnly() {
        String id = node.file(
                TestNode.HOSPITAL_A,
                "Binary",
                "{\"resourceType\":\"Binary\",\"contentType\":\"text/plain\",\"data\":\"QUJDR\"}");

        assertThat(client.get("/Binary/" + id, "Accept", "text/plain").code()).isEqualTo("fhir.binary-unreadable");
        assertThat(client.get("/Binary/" + id, "Accept", "application/fhir+json")
                        .status())
                .isEqualTo(200);
    }

    @Test
    void aDocumentIsSentAndFetchedAsItIs() throws Exception {
        byte[] document = {1, 2, 3, (byte) 0xff, 0};
        Client.Answer created =
                client.send("POST", "/Binary", BodyPublishers.ofByteArray(document), "Content-Type", "application/pdf");

        assertThat(created.status()).isEqualTo(201);
        assertThat(created.body().path("contentType").asString("")).isEqualTo("application/pdf");
        HttpResponse<byte[]> raw = java.net.http.HttpClient.newHttpClient()
                .send(
                        java.net.http.HttpRequest.newBuilder(
                                        java.net.URI.create(node.url() + "/fhir/Binary/" + created.id()))
                                .build(),
                        HttpResponse.BodyHandlers.ofByteArray());
        assertThat(raw.body()).isEqualTo(document);
        assertThat(raw.headers().firstValue("Content-Type")).hasValue("application/pdf");
        assertThat(raw.headers().firstValue("X-Content-Type-Options")).hasValue("nosniff");
        assertThat(client.get("/Binary/" + created.id(), "Accept", "application/fhir+json")
                        .body()
                        .path("data")
                        .asString(""))
                .isEqualTo("AQID/wA=");
        assertThat(client.send(
                                "PUT",
                                "/Binary/" + created.id(),
                                BodyPublishers.ofString("hello"),
                                "Content-Type",
                                "text/plain")
                        .status())
                .isEqualTo(200);
        assertThat(client.get("/Binary/" + created.id(), "Accept", "application/fhir+json")
                        .body()
                        .path("contentType")
                        .asString(""))
                .isEqualTo("text/plain");
    }
}
