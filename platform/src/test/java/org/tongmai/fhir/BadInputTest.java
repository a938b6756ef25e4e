package org.tongmai.fhir;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.Charset;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.tongmai.access.TestNode;

/** Whatever is wrong with a body, the answer says what, why and how to mend it, and nothing of it is stored. */
class BadInputTest {

    private static TestNode node;
    private static Client client;

    private long before;

    @BeforeAll
    static void start() {
        node = TestNode.start("--tongmai.auth=none");
        client = new Client(node.url());
    }

    @AfterAll
    static void stop() {
        node.close();
    }

    @BeforeEach
    void count() {
        before = versions();
    }

    @AfterEach
    void nothingIsStored() {
        assertThat(versions()).isEqualTo(before);
    }

    private static long versions() {
        return node.jdbc()
                .sql("select count(*) from store.version")
                .query(Long.class)
                .single();
    }

    private static void refused(Client.Answer answer, int status, String code) {
        assertThat(answer.code()).isEqualTo(code);
        assertThat(answer.status()).isEqualTo(status);
        assertThat(answer.body()
                        .path("issue")
                        .path(0)
                        .path("details")
                        .path("text")
                        .asString(""))
                .isNotBlank();
        assertThat(answer.body().path("issue").path(0).path("diagnostics").asString(""))
                .isNotBlank();
    }

    @Test
    void notJson() {
        refused(client.post("", "this is no JSON"), 400, "store.not-json");
        refused(client.post("/Patient", "{\"resourceType\":\"Patient\","), 400, "store.not-json");
        refused(client.post("/Patient", "[1,2]"), 400, "store.not-an-object");
    }

    @Test
    void aCodeThatTheStandardDoesNotHave() {
        var answer = client.post("/Patient", "{\"resourceType\":\"Patient\",\"gender\":\"Q\"}");

        refused(answer, 400, "fhir.code-unknown");
        assertThat(answer.body().at("/issue/0/expression/0").asString()).isEqualTo("Patient.gender");
        assertThat(answer.body().at("/issue/0/diagnostics").asString())
                .contains("Patient.gender: must be one of male, female, other, unknown");
        refused(
                client.post("/Patient", "{\"resourceType\":\"Patient\",\"name\":[{\"use\":\"daily\"}]}"),
                400,
                "fhir.code-unknown");
    }

    @Test
    void aMemberGivenTwice() {
        refused(
                client.post("/Patient", "{\"resourceType\":\"Patient\",\"gender\":\"male\",\"gender\":\"female\"}"),
                400,
                "store.not-json");
    }

    @Test
    void nestedAHundredThousandDeep() {
        String deep = "{\"resourceType\":\"Patient\",\"extension\":" + "[{\"extension\":".repeat(100_000) + "[]"
                + "}]".repeat(100_000) + "}";
        refused(client.post("/Patient", deep), 400, "store.too-deep");
        refused(
                client.post(
                        "",
                        "{\"resourceType\":\"Bundle\",\"type\":\"transaction\",\"entry\":[{\"resource\":" + deep
                                + "}]}"),
                400,
                "store.too-deep");
    }

    @Test
    void aBodyOfTwoHundredMegabytes() {
        int size = 200 * 1024 * 1024;
        var spaces = new InputStream() {
            private int left = size;

            @Override
            public int read() {
                return left-- > 0 ? ' ' : -1;
            }

            @Override
            public int read(byte[] bytes, int from, int length) {
                int now = Math.min(left, length);
                java.util.Arrays.fill(bytes, from, from + now, (byte) ' ');
                left -= now;
                return now == 0 ? -1 : now;
            }
        };
        refused(
                client.send("POST", "", BodyPublishers.fromPublisher(BodyPublishers.ofInputStream(() -> spaces), size)),
                413,
                "fhir.body-too-large");
    }

    @Test
    void anUnknownResourceType() {
        refused(client.post("/Pateint", "{\"resourceType\":\"Pateint\"}"), 404, "store.unknown-type");
        refused(
                client.post("", transaction("{\"resourceType\":\"Pateint\"}", "POST", "Pateint")),
                404,
                "store.unknown-type");
    }

    @Test
    void anUnknownElementInStrictHandling() {
        String patient = "{\"resourceType\":\"Patient\",\"colour\":\"red\"}";

        refused(client.post("/Patient", patient, "Prefer", "handling=strict"), 400, "fhir.unknown-element");
        refused(
                client.post("", transaction(patient, "POST", "Patient"), "Prefer", "handling=strict"),
                400,
                "fhir.unknown-element");
    }

    @Test
    void elementsOfAWrongForm() {
        refused(client.post("/Patient", "{\"resourceType\":\"Patient\",\"name\":\"王伟\"}"), 400, "fhir.shape-wrong");
        refused(
                client.post("/Patient", "{\"resourceType\":\"Patient\",\"birthDate\":\"1980/01/01\"}"),
                400,
                "fhir.shape-wrong");
        refused(client.post("/Patient", "{\"resourceType\":\"Patient\",\"active\":\"yes\"}"), 400, "fhir.shape-wrong");
    }

    @Test
    void aReferenceToAMissingResource() {
        String observation =
                "{\"resourceType\":\"Observation\",\"status\":\"final\",\"code\":{\"text\":\"x\"},\"subject\":{\"reference\":\"%s\"}}";

        refused(client.post("/Observation", observation.formatted("Patient/nobody")), 422, "store.reference-missing");
        refused(
                client.post("", transaction(observation.formatted("urn:uuid:1"), "POST", "Observation")),
                422,
                "store.reference-missing");
        refused(
                client.post(
                        "", transaction(observation.formatted("Patient?identifier=urn:x|none"), "POST", "Observation")),
                422,
                "store.reference-missing");
    }

    @Test
    void oneBadEntryAmongManyRefusesAll() {
        String good = "{\"resource\":{\"resourceType\":\"Patient\"},"
                + "\"request\":{\"method\":\"POST\",\"url\":\"Patient\"}},";
        String bad = "{\"resource\":{\"resourceType\":\"Patient\",\"gender\":5},"
                + "\"request\":{\"method\":\"POST\",\"url\":\"Patient\"}}";

        refused(
                client.post(
                        "",
                        "{\"resourceType\":\"Bundle\",\"type\":\"transaction\",\"entry\":[" + good.repeat(500) + bad
                                + "]}"),
                400,
                "fhir.shape-wrong");
    }

    @Test
    void aWrongCheckDigitOfAResidentNumber() {
        refused(
                client.post(
                        "/Patient",
                        "{\"resourceType\":\"Patient\",\"identifier\":[{\"system\":\"urn:oid:2.16.156.10011.1.3\","
                                + "\"value\":\"110105194912310021\"}]}"),
                422,
                "kernel.resident-number-check-digit-wrong");
    }

    @Test
    void aBirthDateInTheFuture() {
        refused(
                client.post("/Patient", "{\"resourceType\":\"Patient\",\"birthDate\":\"2999-01-01\"}"),
                422,
                "kernel.birth-date-in-future");
    }

    @Test
    void bytesInAnotherCharset() {
        String patient = "{\"resourceType\":\"Patient\",\"name\":[{\"text\":\"王伟\"}]}";
        byte[] gb18030 = patient.getBytes(Charset.forName("GB18030"));

        refused(client.send("POST", "/Patient", BodyPublishers.ofByteArray(gb18030)), 400, "store.not-json");
        refused(
                client.send(
                        "POST",
                        "/Patient",
                        BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(gb18030)),
                        "Content-Type",
                        "application/fhir+json; charset=GB18030"),
                415,
                "fhir.charset-wrong");
    }

    @Test
    void anUnknownSearchParameterDoesNotWidenTheResult() {
        refused(client.get("/Patient?frist=1"), 400, "store.unknown-parameter");
    }

    @Test
    void aGzipBombOfOneGigabyte() throws IOException {
        var megabyte = new ByteArrayOutputStream();
        try (var gzip = new GZIPOutputStream(megabyte)) {
            gzip.write(new byte[1024 * 1024]);
        }
        var packed = new ByteArrayOutputStream();
        for (int i = 0; i < 1024; i++) {
            packed.writeBytes(megabyte.toByteArray()); // gzip allows one member after the other
        }
        refused(
                client.send(
                        "POST",
                        "/Patient",
                        BodyPublishers.ofByteArray(packed.toByteArray()),
                        "Content-Encoding",
                        "gzip"),
                413,
                "fhir.body-too-large");
    }

    @Test
    void whatCannotBeAskedFor() {
        refused(client.get("/metadata", "Accept", "text/turtle"), 406, "fhir.format-unknown");
        refused(client.get("/Patient?_summary=some"), 400, "fhir.summary-unknown");
        refused(client.get("/Patient?_contained=true"), 400, "fhir.contained-unsearched");
        refused(client.get("/Patient/_history?name=x"), 400, "fhir.history-parameter");
        refused(client.get("/Patient/_history?_sort=_lastUpdated"), 400, "fhir.history-sorted");
        refused(client.get("/_history?_since=yesterday"), 400, "store.value-unreadable");
        refused(client.get("/_history?_page=bm9uc2Vuc2U"), 400, "store.page-unknown");
        refused(client.get("/Patient/$everything"), 405, "fhir.operation-elsewhere");
        refused(client.get("/Patient/$graphql"), 405, "fhir.operation-unknown");
    }

    @Test
    void xml() {
        refused(
                client.post(
                        "/Patient",
                        "<!DOCTYPE p [<!ENTITY x SYSTEM \"file:///etc/passwd\">]><Patient xmlns=\"http://hl7.org/fhir\"/>",
                        "Content-Type",
                        "application/fhir+xml"),
                400,
                "fhir.xml-forbidden");
        refused(client.post("/Patient", "<Patient", "Content-Type", "application/fhir+xml"), 400, "fhir.xml-wrong");
    }

    private static String transaction(String resource, String method, String url) {
        return "{\"resourceType\":\"Bundle\",\"type\":\"transaction\",\"entry\":[{\"resource\":" + resource
                + ",\"request\":{\"method\":\"" + method + "\",\"url\":\"" + url + "\"}}]}";
    }
}
