package org.tongmai.fhir;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.tongmai.access.TestNode;
import tools.jackson.databind.JsonNode;

/** Transactions and batches over HTTP: how entries refer to each other, what they may ask for, what is answered. */
class BundleTest {

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

    private static String bundle(String type, String... entries) {
        return "{\"resourceType\":\"Bundle\",\"type\":\"" + type + "\",\"entry\":[" + String.join(",", entries) + "]}";
    }

    private static String entry(String fullUrl, String method, String url, String resource, String... request) {
        var more = new StringBuilder();
        for (int i = 0; i < request.length; i += 2) {
            more.append(",\"")
                    .append(request[i])
                    .append("\":\"")
                    .append(request[i + 1].replace("\"", "\\\""))
                    .append('"');
        }
        return "{" + (fullUrl.isEmpty() ? "" : "\"fullUrl\":\"" + fullUrl + "\",")
                + (resource.isEmpty() ? "" : "\"resource\":" + resource + ",") + "\"request\":{\"method\":\"" + method
                + "\",\"url\":\"" + url + "\"" + more + "}}";
    }

    private static String patient(String number) {
        return "{\"resourceType\":\"Patient\",\"identifier\":[{\"system\":\"urn:b\",\"value\":\"" + number + "\"}]}";
    }

    private static String observation(String subject, String more) {
        return "{\"resourceType\":\"Observation\",\"status\":\"final\",\"code\":{\"text\":\"x\"},\"subject\":{\"reference\":\""
                + subject + "\"}" + more + "}";
    }

    private static String location(Client.Answer answer, int entry) {
        return answer.body()
                .at("/entry/" + entry + "/response/location")
                .asString("")
                .replaceFirst("/_history/.*", "");
    }

    private static JsonNode stored(Client.Answer answer, int entry) {
        return client.get("/" + location(answer, entry), "Accept", "application/fhir+json")
                .body();
    }

    private static String status(Client.Answer answer, int entry) {
        return answer.body().at("/entry/" + entry + "/response/status").asString("");
    }

    private static void refused(Client.Answer answer, int status, String code, String where) {
        assertThat(answer.code()).as("%s", answer.body()).isEqualTo(code);
        assertThat(answer.status()).isEqualTo(status);
        assertThat(answer.body().at("/issue/0/expression/0").asString("")).startsWith(where);
    }

    // -- references

    @Test
    void everyFormOfReferenceFindsItsEntry() {
        String base = node.url() + "/fhir/";
        client.put(
                "/Organization/b-org",
                "{\"resourceType\":\"Organization\",\"id\":\"b-org\",\"identifier\":[{\"value\":\"b-org\"}]}");

        Client.Answer done = client.post(
                "",
                bundle(
                        "transaction",
                        entry("urn:uuid:7f4d2c8e-0000-4000-8000-000000000001", "POST", "Patient", patient("f1")),
                        entry(
                                "urn:oid:1.2.3",
                                "POST",
                                "Encounter",
                                "{\"resourceType\":\"Encounter\",\"status\":\"finished\",\"class\":{\"code\":\"AMB\"},\"subject\":"
                                        + "{\"reference\":\"urn:uuid:7f4d2c8e-0000-4000-8000-000000000001\"}}"),
                        entry(
                                "http://elsewhere/fhir/Device/9",
                                "POST",
                                "Device",
                                "{\"resourceType\":\"Device\",\"patient\":{\"reference\":"
                                        + "\"urn:uuid:7f4d2c8e-0000-4000-8000-000000000001\"}}"),
                        entry(
                                "http://elsewhere/fhir/Observation/1",
                                "POST",
                                "Observation",
                                observation(
                                        "urn:uuid:7f4d2c8e-0000-4000-8000-000000000001",
                                        ",\"encounter\":{\"reference\":\"urn:oid:1.2.3\"},"
                                                + "\"device\":{\"reference\":\"Device/9/_history/4\"},"
                                                + "\"performer\":[{\"reference\":\"" + base + "Organization/b-org\"},"
                                                + "{\"reference\":\"Organization?identifier=b-org\"},{\"reference\":\"#in\"},"
                                                + "{\"reference\":\"http://third/fhir/Practitioner/5\"}],"
                                                + "\"contained\":[{\"resourceType\":\"Practitioner\",\"id\":\"in\"}],"
                                                + "\"extension\":[{\"url\":\"urn:e\",\"valueReference\":{\"reference\":\"Device/9\"}}]"))));

        assertThat(done.status()).isEqualTo(200);
        JsonNode observation = stored(done, 3);
        assertThat(observation.at("/subject/reference").asString("")).isEqualTo(location(done, 0));
        assertThat(observation.at("/encounter/reference").asString("")).isEqualTo(location(done, 1));
        assertThat(observation.at("/device/reference").asString("")).isEqualTo(location(done, 2) + "/_history/1");
        assertThat(observation.at("/performer/0/reference").asString("")).isEqualTo("Organization/b-org");
        assertThat(observation.at("/performer/1/reference").asString("")).isEqualTo("Organization/b-org");
        assertThat(observation.at("/performer/2/reference").asString("")).isEqualTo("#in");
        assertThat(observation.at("/performer/3/reference").asString("")).isEqualTo("http://third/fhir/Practitioner/5");
        assertThat(observation.at("/extension/0/valueReference/reference").asString(""))
                .isEqualTo(location(done, 2));
    }

    @Test
    void attachmentsAndNarrativesFollowAndNamesDoNot() {
        Client.Answer done = client.post(
                "",
                bundle(
                        "transaction",
                        entry("urn:uuid:p", "POST", "Patient", patient("f2")),
                        entry(
                                "urn:uuid:image",
                                "POST",
                                "Binary",
                                "{\"resourceType\":\"Binary\",\"contentType\":\"image/png\",\"data\":\"AAAA\"}"),
                        entry(
                                "http://elsewhere/fhir/Binary/7",
                                "POST",
                                "Binary",
                                "{\"resourceType\":\"Binary\",\"contentType\":\"image/png\",\"data\":\"AAAA\"}"),
                        entry(
                                "urn:uuid:d",
                                "POST",
                                "DocumentReference",
                                "{\"resourceType\":\"DocumentReference\",\"status\":\"current\",\"subject\":{\"reference\":\"urn:uuid:p\"},"
                                        + "\"identifier\":[{\"system\":\"http://elsewhere/fhir/Binary/7\",\"value\":\"1\"}],"
                                        + "\"text\":{\"status\":\"generated\",\"div\":\"<div xmlns=\\\"http://www.w3.org/1999/xhtml\\\">"
                                        + "<img src=\\\"urn:uuid:image\\\"/><a href='http://elsewhere/fhir/Binary/7'>x</a></div>\"},"
                                        + "\"content\":[{\"attachment\":{\"url\":\"urn:uuid:image\"}},"
                                        + "{\"attachment\":{\"url\":\"http://elsewhere/fhir/Binary/7\"}}]}")));

        assertThat(done.status()).isEqualTo(200);
        JsonNode document = stored(done, 3);
        assertThat(document.at("/content/0/attachment/url").asString("")).isEqualTo(location(done, 1));
        assertThat(document.at("/content/1/attachment/url").asString("")).isEqualTo(location(done, 2));
        assertThat(document.at("/text/div").asString(""))
                .contains("src=\"" + location(done, 1) + "\"", "href='" + location(done, 2) + "'");
        assertThat(document.at("/identifier/0/system").asString("")).isEqualTo("http://elsewhere/fhir/Binary/7");
    }

    @Test
    void entriesMayReferToEachOtherInACircle() {
        Client.Answer done = client.post(
                "",
                bundle(
                        "transaction",
                        entry(
                                "urn:uuid:a",
                                "POST",
                                "Patient",
                                "{\"resourceType\":\"Patient\",\"link\":[{\"other\":{\"reference\":\"urn:uuid:b\"},\"type\":\"seealso\"}]}"),
                        entry(
                                "urn:uuid:b",
                                "POST",
                                "Patient",
                                "{\"resourceType\":\"Patient\",\"link\":[{\"other\":{\"reference\":\"urn:uuid:a\"},\"type\":\"seealso\"}]}")));

        assertThat(stored(done, 0).at("/link/0/other/reference").asString("")).isEqualTo(location(done, 1));
        assertThat(stored(done, 1).at("/link/0/other/reference").asString("")).isEqualTo(location(done, 0));
    }

    @Test
    void aDocumentThatIsStoredKeepsTheReferencesInsideIt() {
        Client.Answer done = client.post(
                "/Bundle",
                "{\"resourceType\":\"Bundle\",\"type\":\"document\",\"entry\":[{\"fullUrl\":\"urn:uuid:c\",\"resource\":"
                        + "{\"resourceType\":\"Composition\",\"status\":\"final\",\"type\":{\"text\":\"x\"},\"date\":\"2026\","
                        + "\"title\":\"x\",\"author\":[{\"reference\":\"urn:uuid:author\"}]}}]}");

        assertThat(done.status()).isEqualTo(201);
        assertThat(done.body().at("/entry/0/resource/author/0/reference").asString(""))
                .isEqualTo("urn:uuid:author");
    }

    // -- what is refused

    @Test
    void namesThatAreNotUniqueAreRefused() {
        refused(
                client.post(
                        "",
                        bundle(
                                "transaction",
                                entry("urn:uuid:1", "POST", "Patient", patient("u1")),
                                entry("urn:uuid:1", "POST", "Patient", patient("u2")))),
                400,
                "fhir.bundle-wrong",
                "Bundle.entry[1]");
    }

    @Test
    void oneResourceIsChangedOnce() {
        String id = client.post("/Patient", patient("u3")).id();

        refused(
                client.post(
                        "",
                        bundle(
                                "transaction",
                                entry(
                                        "",
                                        "PUT",
                                        "Patient/" + id,
                                        patient("u3").replaceFirst("\\{", "{\"id\":\"" + id + "\",")),
                                entry("", "DELETE", "Patient?identifier=urn:b%7Cu3", ""))),
                400,
                "store.changed-twice",
                "");
        refused(
                client.post(
                        "",
                        bundle(
                                "transaction",
                                entry("", "PUT", "Patient?identifier=urn:b%7Cu4", patient("u4")),
                                entry("", "PUT", "Patient?identifier=urn:b%7Cu4", patient("u4")))),
                400,
                "store.changed-twice",
                "");
    }

    @Test
    void theSameConditionalCreateTwiceMakesOne() {
        Client.Answer done = client.post(
                "",
                bundle(
                        "transaction",
                        entry("urn:uuid:1", "POST", "Patient", patient("u5"), "ifNoneExist", "identifier=urn:b|u5"),
                        entry("urn:uuid:2", "POST", "Patient", patient("u5"), "ifNoneExist", "identifier=urn:b|u5")));

        assertThat(location(done, 0)).isEqualTo(location(done, 1));
        assertThat(client.get("/Patient?identifier=urn:b%7Cu5").total()).isEqualTo(1);
    }

    @Test
    void theEntryAtFaultIsNamed() {
        String id = client.post("/Patient", patient("u6")).id();
        String good = entry("", "POST", "Patient", patient("u6"));

        refused(
                client.post(
                        "",
                        bundle(
                                "transaction",
                                good,
                                entry("", "GET", "Patient/" + id, ""),
                                good,
                                entry("", "POST", "Patient", "{\"resourceType\":\"Patient\",\"gender\":5}"))),
                400,
                "fhir.shape-wrong",
                "Bundle.entry[3].resource.gender");
        refused(
                client.post(
                        "",
                        bundle(
                                "transaction",
                                good,
                                entry("", "PUT", "Patient/" + id, patient("u6"), "ifMatch", "W/\"8\""))),
                412,
                "store.version-differs",
                "Bundle.entry[1]");
        refused(
                client.post(
                        "",
                        bundle("transaction", good, entry("", "PUT", "http://other/fhir/Patient/1", patient("u6")))),
                400,
                "fhir.bundle-wrong",
                "Bundle.entry[1]");
        refused(
                client.post("", bundle("transaction", good, entry("", "POST", "Patient/" + id + "/$meta-add", "{}"))),
                400,
                "fhir.bundle-wrong",
                "Bundle.entry[1]");
        assertThat(client.get("/Patient?identifier=urn:b%7Cu6").total()).isEqualTo(1);
    }

    // -- what else an entry may ask for

    @Test
    void deletionsComeBeforeCreationsAndReadsSeeTheResult() {
        String id = client.post("/Patient", patient("o1")).id();

        Client.Answer done = client.post(
                "",
                bundle(
                        "transaction",
                        entry("", "GET", "Patient?identifier=urn:b%7Co1", ""),
                        entry("", "GET", node.url() + "/fhir/Patient/" + id, ""),
                        entry("", "POST", "Patient", patient("o1"), "ifNoneExist", "identifier=urn:b|o1"),
                        entry("", "DELETE", "Patient/" + id, "")));

        assertThat(done.status()).isEqualTo(200);
        assertThat(status(done, 2)).isEqualTo("201 Created");
        assertThat(status(done, 3)).isEqualTo("204 No Content");
        assertThat(done.body().at("/entry/0/resource/total").asInt(-1)).isEqualTo(1);
        assertThat(done.body().at("/entry/0/resource/entry/0/fullUrl").asString(""))
                .endsWith(location(done, 2));
        assertThat(status(done, 1)).isEqualTo("410 Gone");
        assertThat(done.body().at("/entry/1/response/outcome/issue/0/code").asString(""))
                .isEqualTo("deleted");
    }

    @Test
    void patchesGoIntoTransactionsAndBatches() {
        String a = client.post("/Patient", patient("o2")).id();
        String b = client.post("/Patient", patient("o3")).id();
        String data = java.util.Base64.getEncoder()
                .encodeToString("[{\"op\":\"add\",\"path\":\"/gender\",\"value\":\"female\"}]"
                        .getBytes(java.nio.charset.StandardCharsets.UTF_8));
        String json = "{\"resourceType\":\"Binary\",\"contentType\":\"application/json-patch+json\",\"data\":\"" + data
                + "\"}";
        String path = "{\"resourceType\":\"Parameters\",\"parameter\":[{\"name\":\"operation\",\"part\":["
                + "{\"name\":\"type\",\"valueCode\":\"add\"},{\"name\":\"path\",\"valueString\":\"Patient\"},"
                + "{\"name\":\"name\",\"valueString\":\"active\"},{\"name\":\"value\",\"valueBoolean\":true}]}]}";

        Client.Answer done = client.post(
                "",
                bundle(
                        "transaction",
                        entry("", "PATCH", "Patient/" + a, json, "ifMatch", "W/\"1\""),
                        entry("", "PATCH", "Patient?identifier=urn:b%7Co3", path)));
        Client.Answer batch = client.post(
                "",
                bundle("batch", entry("", "PATCH", "Patient/" + a, path), entry("", "PATCH", "Patient/nobody", json)));

        assertThat(done.status()).isEqualTo(200);
        assertThat(client.get("/Patient/" + a).body().path("gender").asString(""))
                .isEqualTo("female");
        assertThat(client.get("/Patient/" + b).body().path("active").asBoolean(false))
                .isTrue();
        assertThat(status(batch, 0)).isEqualTo("200 OK");
        assertThat(status(batch, 1)).isEqualTo("404 Not Found");
    }

    @Test
    void aBatchReadsSearchesAndCallsOperations() {
        String id = client.post("/Patient", patient("o4")).id();

        Client.Answer done = client.post(
                "",
                bundle(
                        "batch",
                        entry("", "GET", "Patient/" + id, "", "ifNoneMatch", "W/\"1\""),
                        entry("", "GET", "Patient/" + id, ""),
                        entry("", "GET", "Patient?identifier=urn:b%7Co4&_summary=count", ""),
                        entry("", "GET", "Patient/" + id + "/_history", ""),
                        entry("", "GET", "Patient/" + id + "/$everything", ""),
                        entry(
                                "",
                                "POST",
                                "Patient/" + id + "/$meta-add",
                                "{\"resourceType\":\"Parameters\",\"parameter\":[{\"name\":\"meta\",\"valueMeta\":"
                                        + "{\"tag\":[{\"code\":\"t\"}]}}]}"),
                        entry("", "GET", "Patient/nobody", ""),
                        entry("", "GET", "Patient?frist=1", ""),
                        entry("", "SPELL", "Patient", ""),
                        entry("", "POST", "Patient", patient("o5"))));

        assertThat(done.status()).as("%s", done.body()).isEqualTo(200);
        assertThat(status(done, 0)).isEqualTo("304 Not Modified");
        assertThat(done.body().at("/entry/1/resource/id").asString("")).isEqualTo(id);
        assertThat(done.body().at("/entry/1/response/etag").asString("")).isEqualTo("W/\"1\"");
        assertThat(done.body().at("/entry/1/response/lastModified").asString(""))
                .isNotEmpty();
        assertThat(done.body().at("/entry/2/resource/total").asInt(-1)).isEqualTo(1);
        assertThat(done.body().at("/entry/3/resource/type").asString("")).isEqualTo("history");
        assertThat(done.body().at("/entry/4/resource/type").asString("")).isEqualTo("searchset");
        assertThat(done.body()
                        .at("/entry/5/resource/parameter/0/valueMeta/tag/0/code")
                        .asString(""))
                .isEqualTo("t");
        assertThat(status(done, 6)).isEqualTo("404 Not Found");
        assertThat(done.body()
                        .at("/entry/7/response/outcome/issue/0/details/coding/0/code")
                        .asString(""))
                .isEqualTo("store.unknown-parameter");
        assertThat(status(done, 8)).isEqualTo("400 Bad Request");
        assertThat(status(done, 9)).isEqualTo("201 Created");
    }

    @Test
    void preferReachesTheEntries() {
        String bundle = bundle("transaction", entry("", "POST", "Patient", patient("o6")));

        assertThat(client.post("", bundle).body().path("entry").path(0).has("resource"))
                .isFalse();
        assertThat(client.post("", bundle, "Prefer", "return=representation")
                        .body()
                        .at("/entry/0/resource/resourceType")
                        .asString(""))
                .isEqualTo("Patient");
        assertThat(client.post("", bundle, "Prefer", "return=OperationOutcome")
                        .body()
                        .at("/entry/0/response/outcome/resourceType")
                        .asString(""))
                .isEqualTo("OperationOutcome");
    }

    @Test
    void anEmptyTransactionIsDone() {
        assertThat(client.post("", bundle("transaction")).status()).isEqualTo(200);
    }
}
