package org.tongmai.intake;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.tongmai.access.Role;
import org.tongmai.access.TestBrowser;
import org.tongmai.access.TestNode;
import org.tongmai.intake.cda.SampleDocument;
import org.tongmai.store.Json;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** CDA documents at the door of a whole node, and documents by IHE MHD. */
class CdaRoutesTest {

    private static final String MINE = TestNode.HOSPITAL_A;
    private static final String OTHER = TestNode.HOSPITAL_B;

    private static TestNode node;
    private static String token;

    @BeforeAll
    static void start() {
        node = TestNode.start();
        node.institution(MINE, "省立医院");
        node.institution(OTHER, "市一医院");
        node.account("it", Role.INSTITUTION_IT);
        token = node.system("his-a", MINE);
    }

    @AfterAll
    static void stop() {
        node.close();
    }

    @Test
    void aDocumentIsStoredAndItsOriginalServed() throws Exception {
        String document = document("C0053", "ST-1");

        HttpResponse<byte[]> answer = send(document);

        assertThat(answer.statusCode()).isEqualTo(200);
        JsonNode report = Json.read(answer.body());
        assertThat(report.path("state").asString()).isEqualTo("STORED");
        JsonNode found = get("/fhir/DocumentReference?identifier=urn:oid:2.16.156.10011.1.1%7CST-1")
                .path("entry")
                .path(0)
                .path("resource");
        assertThat(found.at("/type/coding/0/code").asString()).isEqualTo("C0053");
        assertThat(found.path("status").asString()).isEqualTo("current");
        HttpResponse<byte[]> original =
                raw("/fhir/" + found.at("/content/0/attachment/url").asString());
        assertThat(original.headers().firstValue("Content-Type").orElse("")).startsWith("text/xml");
        assertThat(new String(original.body(), StandardCharsets.UTF_8)).isEqualTo(document);
        JsonNode conditions = get("/fhir/Condition?code=I63.900&subject="
                + found.at("/subject/reference").asString());
        assertThat(conditions.path("total").asInt()).isPositive();
        assertThat(conditions.at("/entry/0/resource/code/text").asString()).isEqualTo("急性脑梗死");
        JsonNode patient = get("/fhir/" + found.at("/subject/reference").asString());
        assertThat(patient.at("/name/0/text").asString()).isEqualTo("𠮷䶮·阿卜杜拉");
    }

    @Test
    void theSameDocumentAgainIsAnsweredTheSameAndAnotherUnderItsNumberIsRefused() throws Exception {
        String document = document("C0002", "RE-1");

        HttpResponse<byte[]> first = send(document);
        HttpResponse<byte[]> again = send(document);
        HttpResponse<byte[]> other = send(document.replace("36.80", "37.20"));

        assertThat(again.headers().firstValue("Idempotency-Replayed")).contains("true");
        assertThat(again.body()).isEqualTo(first.body());
        assertThat(other.statusCode()).isEqualTo(409);
        assertThat(Json.read(other.body()).path("code").asString()).isEqualTo("intake.document-repeated");
    }

    @Test
    void aNewVersionReplacesWhatTheOldOneSaid() throws Exception {
        String first = document("C0002", "V-1").replace("SET-1", "V-SET");
        String second = first.replace("extension=\"V-1\"", "extension=\"V-2\"")
                .replace("versionNumber value=\"1\"", "versionNumber value=\"2\"")
                .replace("typeCode=\"APND\"", "typeCode=\"RPLC\"")
                .replace("DOC-OLD", "V-1")
                .replace("36.80", "38.50")
                .replaceFirst("(?s)<component><section><code code=\"47519-4\".*?</section></component>", "");
        send(first);

        HttpResponse<byte[]> answer = send(second);

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(reference("V-1").path("status").asString()).isEqualTo("superseded");
        JsonNode current = reference("V-2");
        assertThat(current.path("status").asString()).isEqualTo("current");
        String composition = current.at("/context/related/0/reference").asString();
        String procedure = "";
        for (JsonNode section : get("/fhir/" + composition + "/_history/1").path("section")) {
            if (section.at("/code/coding/0/code").asString("").equals("47519-4")) {
                procedure = section.at("/entry/0/reference").asString();
            }
        }
        assertThat(get("/fhir/" + procedure).path("status").asString()).isEqualTo("entered-in-error");
        assertThat(get("/fhir/" + composition).toString()).contains("38.50").doesNotContain("36.80");
    }

    @Test
    void anOlderVersionThatComesLateIsKeptAsSuperseded() throws Exception {
        String first = document("C0002", "L-1").replace("SET-1", "L-SET");
        String second = first.replace("extension=\"L-1\"", "extension=\"L-2\"")
                .replace("versionNumber value=\"1\"", "versionNumber value=\"2\"")
                .replace("36.80", "38.50");
        send(second);

        HttpResponse<byte[]> answer = send(first);

        assertThat(Json.read(answer.body()).path("code").asString()).isEqualTo("intake.document-superseded");
        assertThat(reference("L-1").path("status").asString()).isEqualTo("superseded");
        assertThat(reference("L-2").path("status").asString()).isEqualTo("current");
    }

    @Test
    void aDocumentInGbkThatDeclaresUtf8IsReadAndTheSenderTold() throws Exception {
        byte[] document = document("C0007", "GBK-1").replace("𠮷䶮", "李明").getBytes(Charset.forName("GBK"));

        JsonNode report = Json.read(send(document).body());

        assertThat(report.path("state").asString()).isEqualTo("STORED");
        assertThat(report.path("findings").toString())
                .contains("charset-declared-wrong")
                .contains("GB18030");
        assertThat(reference("GBK-1").at("/contained/0/name/0/text").asString()).isEqualTo("李明·阿卜杜拉");
    }

    @Test
    void aWrongOidIsReadAsWhatItMeansAndTold() throws Exception {
        String document = document("C0053", "OID-1")
                .replace(
                        "code=\"I63.900\" codeSystem=\"2.16.156.10011.2.3.3.11\"",
                        "code=\"I63.900\" codeSystem=\"2.16.156.10011.2.3.1.85\"");

        JsonNode report = Json.read(send(document).body());

        assertThat(report.path("code").asString()).isEqualTo("intake.document-findings");
        JsonNode finding = report.path("findings").path(0);
        assertThat(finding.path("code").asString()).isEqualTo("wrong-oid");
        assertThat(finding.path("read").asString()).isEqualTo("2.16.156.10011.2.3.1.85");
        assertThat(finding.path("takenFor").asString()).isEqualTo("http://hl7.org/fhir/sid/icd-10");
        assertThat(finding.path("where").asString())
                .contains("section[29548-5]")
                .contains("DE05.01.024.00");
    }

    @Test
    void aRefusedDocumentIsKeptMendedAndRunAgain() throws Exception {
        String broken = document("C0001", "BR-1").replace("</ClinicalDocument>", "");
        String foreign = document("C0001", "BR-2").replace(MINE, OTHER);

        assertThat(Json.read(send(broken).body()).path("code").asString()).isEqualTo("intake.document-unreadable");
        HttpResponse<byte[]> refused = send(foreign);
        assertThat(refused.statusCode()).isEqualTo(403);
        assertThat(Json.read(refused.body()).path("code").asString()).isEqualTo("intake.custodian-not-yours");

        TestBrowser browser = node.browser("it");
        JsonNode line = browser.get(
                        "/api/intake/messages?door=CDA&state=REFUSED&code=intake.document-unreadable&count=1")
                .json()
                .path("messages")
                .path(0);
        String path = "/api/intake/messages/" + line.path("id").asString();
        assertThat(browser.get(path).json().path("body").asString()).isEqualTo(broken);
        JsonNode after = browser.post(path + "/rerun", Map.of("body", document("C0001", "BR-1")))
                .json();
        assertThat(after.path("state").asString()).isEqualTo("RESOLVED");
        assertThat(after.path("original").asString()).isEqualTo(broken);
        assertThat(reference("BR-1").path("status").asString()).isEqualTo("current");
    }

    @Test
    void theTextOfAStoredDocumentIsShownFromTheStore() throws Exception {
        String document = document("C0034", "TX-1");
        send(document);

        TestBrowser browser = node.browser("it");
        JsonNode line = browser.get("/api/intake/messages?controlId=TX-1%231")
                .json()
                .path("messages")
                .path(0);

        assertThat(line.path("door").asString()).isEqualTo("CDA");
        assertThat(line.path("kind").asString()).isEqualTo("C0034");
        assertThat(browser.get("/api/intake/messages/" + line.path("id").asString())
                        .json()
                        .path("body")
                        .asString())
                .isEqualTo(document);
    }

    @Test
    void externalEntitiesAreNeverOpened() throws Exception {
        String document = document("C0001", "XX-1")
                .replace(
                        "<ClinicalDocument",
                        "<!DOCTYPE x [<!ENTITY e SYSTEM \"file:///etc/passwd\">]><ClinicalDocument")
                .replace("主任医师", "&e;");

        HttpResponse<byte[]> answer = send(document);

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(Json.read(answer.body()).path("code").asString()).isEqualTo("intake.document-unreadable");
    }

    @Test
    void aDocumentAndARegistrationOfOneNumberAreOneSourcePatient() throws Exception {
        String patient = node.patient(MINE, "王小明", "110101199003070011");
        String document = document("C0002", "SP-1")
                .replace("𠮷䶮·阿卜杜拉", "王小明")
                .replace("330106198003072330", "110101199003070011")
                .replace("value=\"19800307\"", "value=\"19780307\"")
                .replace("BA00981723", "BA-SP")
                .replace("33010600100200017", "33010600100200099");

        send(document);

        assertThat(reference("SP-1").at("/subject/reference").asString()).isEqualTo("Patient/" + patient);
    }

    // -- MHD

    @Test
    void aDocumentBundleOfMhdIsStoredFoundAndRetrieved() throws Exception {
        String patient = node.patient(MINE, "赵敏", "110101199003071372");
        String pdf = Base64.getEncoder().encodeToString("%PDF-1.7 报告".getBytes(StandardCharsets.UTF_8));
        String bundle = """
                {"resourceType":"Bundle","type":"transaction",
                 "meta":{"profile":["https://profiles.ihe.net/ITI/MHD/StructureDefinition/IHE.MHD.Comprehensive.ProvideBundle"]},
                 "entry":[
                  {"fullUrl":"urn:uuid:3fdc72f4-a11d-4a9d-9260-a9f745779e01","request":{"method":"POST","url":"List"},"resource":
                   {"resourceType":"List","meta":{"profile":["https://profiles.ihe.net/ITI/MHD/StructureDefinition/IHE.MHD.Comprehensive.SubmissionSet"]},
                    "extension":[{"url":"https://profiles.ihe.net/ITI/MHD/StructureDefinition/ihe-sourceId","valueIdentifier":{"value":"urn:oid:1.2.3.4"}}],
                    "identifier":[{"use":"usual","system":"urn:ietf:rfc:3986","value":"urn:oid:1.2.129.6.58.92.88336"}],
                    "status":"current","mode":"working","code":{"coding":[{"system":"https://profiles.ihe.net/ITI/MHD/CodeSystem/MHDlistTypes","code":"submissionset"}]},
                    "subject":{"reference":"Patient/%s"},"date":"2026-02-14T15:48:23+08:00",
                    "entry":[{"item":{"reference":"urn:uuid:3fdc72f4-a11d-4a9d-9260-a9f745779e02"}}]}},
                  {"fullUrl":"urn:uuid:3fdc72f4-a11d-4a9d-9260-a9f745779e02","request":{"method":"POST","url":"DocumentReference"},"resource":
                   {"resourceType":"DocumentReference","masterIdentifier":{"system":"urn:ietf:rfc:3986","value":"urn:oid:1.2.129.6.58.92.88337"},
                    "status":"current","type":{"coding":[{"system":"http://loinc.org","code":"11502-2"}]},
                    "category":[{"coding":[{"system":"http://loinc.org","code":"26436-6"}]}],
                    "subject":{"reference":"Patient/%s"},"date":"2026-02-14T15:48:23+08:00",
                    "content":[{"attachment":{"contentType":"application/pdf","url":"urn:uuid:3fdc72f4-a11d-4a9d-9260-a9f745779e03","size":17}}],
                    "context":{"period":{"start":"2026-02-14"}}}},
                  {"fullUrl":"urn:uuid:3fdc72f4-a11d-4a9d-9260-a9f745779e03","request":{"method":"POST","url":"Binary"},"resource":
                   {"resourceType":"Binary","contentType":"application/pdf","data":"%s"}}]}
                """.formatted(patient, patient, pdf);

        HttpResponse<byte[]> provided = send("/fhir", "application/fhir+json", bundle.getBytes(StandardCharsets.UTF_8));

        assertThat(provided.statusCode()).isEqualTo(200);
        List<String> statuses = new ArrayList<>();
        Json.read(provided.body())
                .path("entry")
                .forEach(entry -> statuses.add(entry.at("/response/status").asString()));
        assertThat(statuses).hasSize(3).allMatch(status -> status.startsWith("201"));
        for (String query : List.of(
                "type=http://loinc.org%7C11502-2",
                "category=http://loinc.org%7C26436-6",
                "date=ge2026-02-14",
                "period=ge2026-02-14",
                "identifier=urn:ietf:rfc:3986%7Curn:oid:1.2.129.6.58.92.88337")) {
            JsonNode found = get("/fhir/DocumentReference?patient=Patient/" + patient + "&status=current&" + query);
            assertThat(found.path("total").asInt()).as(query).isEqualTo(1);
        }
        ObjectNode reference = (ObjectNode)
                get("/fhir/DocumentReference?patient=Patient/" + patient).at("/entry/0/resource");
        String url = reference.at("/content/0/attachment/url").asString();
        assertThat(url).contains("Binary/");
        HttpResponse<byte[]> document = raw("/fhir/" + url.substring(url.indexOf("Binary/")));
        assertThat(document.headers().firstValue("Content-Type")).contains("application/pdf");
        assertThat(new String(document.body(), StandardCharsets.UTF_8)).isEqualTo("%PDF-1.7 报告");
        JsonNode list = get("/fhir/List?patient=Patient/" + patient + "&code=submissionset")
                .at("/entry/0/resource");
        assertThat(list.at("/entry/0/item/reference").asString())
                .isEqualTo("DocumentReference/" + reference.path("id").asString());
    }

    // -- sending and reading

    private static String document(String kind, String number) {
        return SampleDocument.of(kind)
                .replace("12330000470051726F", MINE)
                .replace("DOC-" + kind, number)
                .replace("SET-1", "SET-" + number);
    }

    private static JsonNode reference(String number) throws Exception {
        return get("/fhir/DocumentReference?identifier=urn:oid:2.16.156.10011.1.1%7C" + number)
                .at("/entry/0/resource");
    }

    private static HttpResponse<byte[]> send(String document) throws Exception {
        return send(document.getBytes(StandardCharsets.UTF_8));
    }

    private static HttpResponse<byte[]> send(byte[] document) throws Exception {
        return send("/api/intake/cda", "text/xml", document);
    }

    private static HttpResponse<byte[]> send(String path, String type, byte[] body)
            throws IOException, InterruptedException {
        return node.browser()
                .http()
                .send(
                        request(path)
                                .header("Content-Type", type)
                                .POST(BodyPublishers.ofByteArray(body))
                                .build(),
                        BodyHandlers.ofByteArray());
    }

    private static JsonNode get(String path) throws Exception {
        var answer = node.browser()
                .http()
                .send(request(path).header("Accept", "application/fhir+json").build(), BodyHandlers.ofByteArray());
        return Json.read(answer.body());
    }

    private static HttpResponse<byte[]> raw(String path) throws Exception {
        return node.browser().http().send(request(path).build(), BodyHandlers.ofByteArray());
    }

    private static HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(node.url() + path)).header("Authorization", "Bearer " + token);
    }
}
