package org.tongmai.intake;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.tongmai.access.TestBrowser;
import org.tongmai.access.TestBrowser.Answer;
import org.tongmai.access.TestNode;
import tools.jackson.databind.JsonNode;

/** What was refused over FHIR stands in the journal as it was asked for, and is run again just so. */
class RefusedSubmissionTest {

    private static final String RIGHT = "330106198003072330";
    private static final String WRONG = "330106198003072331";

    private static TestNode node;
    private static TestBrowser caller;

    @BeforeAll
    static void start() {
        node = TestNode.start("--tongmai.auth=none");
        caller = node.browser();
    }

    @AfterAll
    static void stop() {
        node.close();
    }

    @Test
    void eachRefusedEntryOfABatchIsALineOfItsOwn() {
        send("POST", "/fhir", """
                {"resourceType":"Bundle","type":"batch","entry":[
                  {"resource":%s,"request":{"method":"POST","url":"Patient"}},
                  {"resource":%s,"request":{"method":"PUT","url":"Patient?identifier=urn:batch|2"}},
                  {"request":{"method":"DELETE","url":"Patient/a_b"}}]}
                """.formatted(patient("urn:batch", "1", RIGHT), patient("urn:batch", "2", WRONG)));

        List<JsonNode> lines = newest(3);
        JsonNode bundle = line(lines, "Bundle", "STORED");
        assertThat(bundle.path("code").asString()).isEqualTo("intake.entries-refused");
        assertThat(line(lines, "Patient", "REFUSED", "fhir.id-wrong").path("id").asString())
                .isNotBlank();
        JsonNode refused = line(lines, "Patient", "REFUSED", "kernel.resident-number-check-digit-wrong");
        JsonNode detail = message(refused);
        assertThat(detail.path("body").asString()).isEqualTo(patient("urn:batch", "2", WRONG));

        assertThat(rerun(refused, patient("urn:batch", "2", RIGHT))
                        .path("state")
                        .asString())
                .isEqualTo("RESOLVED");
        assertThat(found("Patient?identifier=urn:batch|2")).isEqualTo(1);
        assertThat(found("Patient?identifier=urn:batch|1")).isEqualTo(1);
    }

    /** A single resource and a transaction, while the journal cannot be written and when it can again. */
    @Test
    void whatIsStoredAndItsLineStandInOneCommit() {
        String transaction = """
                {"resourceType":"Bundle","type":"transaction","entry":[
                  {"resource":%s,"request":{"method":"POST","url":"Patient"}}]}
                """.formatted(patient("urn:together", "2", RIGHT));
        node.jdbc().sql("alter table intake.tally rename to tally_away").update();
        try {
            assertThat(status("/fhir/Patient", patient("urn:together", "1", RIGHT)))
                    .isEqualTo(503);
            assertThat(status("/fhir", transaction)).isEqualTo(503);
        } finally {
            node.jdbc().sql("alter table intake.tally_away rename to tally").update();
        }
        assertThat(found("Patient?identifier=urn:together|1,urn:together|2")).isZero();

        assertThat(status("/fhir/Patient", patient("urn:together", "1", RIGHT))).isEqualTo(201);
        assertThat(status("/fhir", transaction)).isEqualTo(200);

        assertThat(found("Patient?identifier=urn:together|1,urn:together|2")).isEqualTo(2);
        assertThat(newest(2).stream().map(line -> line.path("state").asString()))
                .containsExactly("STORED", "STORED");
        assertThat(linesInCommitsOfVersions()).isEqualTo(2);
    }

    /** The answer is larger than one may be; what the transaction wrote is stored all the same. */
    @Test
    void whatIsStoredIsJournalledAsStoredThoughItsAnswerCannotBeMade() {
        String large = "QUJD".repeat(2_500_000);
        String binary =
                send("POST", "/fhir/Binary", """
                        {"resourceType":"Binary","contentType":"text/plain","data":"%s"}""".formatted(large)).path("id").asString();
        String read = """
                ,{"request":{"method":"GET","url":"Binary/%s"}}""".formatted(binary);

        assertThat(status("/fhir", """
                {"resourceType":"Bundle","type":"transaction","entry":[
                  {"resource":%s,"request":{"method":"POST","url":"Patient"}}%s]}
                """.formatted(patient("urn:unanswered", "1", RIGHT), read.repeat(12))))
                .isEqualTo(413);

        assertThat(found("Patient?identifier=urn:unanswered|1")).isEqualTo(1);
        JsonNode line = newest(1).getFirst();
        assertThat(line.path("kind").asString()).isEqualTo("Bundle");
        assertThat(line.path("state").asString()).isEqualTo("STORED");
    }

    /** How many of the two newest lines were written by a transaction that wrote a version. */
    private static long linesInCommitsOfVersions() {
        return node.jdbc().sql("""
                        select count(*)
                          from (select xmin from intake.message order by id desc limit 2) line
                         where exists (select from store.version v where v.xmin = line.xmin)
                        """).query(Long.class).single();
    }

    @Test
    void aConditionalUpdateStaysOne() {
        send("PUT", "/fhir/Patient?identifier=urn:put%7C1", patient("urn:put", "1", RIGHT));
        send("PUT", "/fhir/Patient?identifier=urn:put%7C1", patient("urn:put", "1", WRONG));

        JsonNode refused = newest(1).getFirst();
        assertThat(refused.path("state").asString()).isEqualTo("REFUSED");
        rerun(refused, patient("urn:put", "1", RIGHT).replace("伟", "明"));

        assertThat(found("Patient?identifier=urn:put|1")).isEqualTo(1);
        assertThat(found("Patient?identifier=urn:put|1&given=明")).isEqualTo(1);
    }

    @Test
    void aConditionalCreateAndAnUpdateUnderAnIdStayWhatTheyAre() {
        send("POST", "/fhir/Patient", patient("urn:post", "1", RIGHT));
        send("POST", "/fhir/Patient", patient("urn:post", "1", WRONG), "If-None-Exist", "identifier=urn:post|1");
        rerun(newest(1).getFirst(), patient("urn:post", "1", RIGHT));
        send("PUT", "/fhir/Patient/my-id?_format=json&_pretty=true", withId("my-id", patient("urn:post", "2", WRONG)));
        rerun(newest(1).getFirst(), withId("my-id", patient("urn:post", "2", RIGHT)));

        assertThat(found("Patient?identifier=urn:post|1")).isEqualTo(1);
        assertThat(found("Patient?_id=my-id&identifier=urn:post|2")).isEqualTo(1);
    }

    @Test
    void anOutdatedVersionIsRefusedAgain() {
        String id = send("POST", "/fhir/Patient", patient("urn:match", "1", RIGHT))
                .path("id")
                .asString();
        send("PUT", "/fhir/Patient/" + id, withId(id, patient("urn:match", "1", RIGHT)), "If-Match", "W/\"7\"");

        JsonNode again = rerun(newest(1).getFirst(), null);

        assertThat(again.path("state").asString()).isEqualTo("REFUSED");
        assertThat(again.path("attempts")).hasSize(2);
    }

    @Test
    void whoOpenedWhichMessageIsKept() {
        send("POST", "/fhir/Patient", patient("urn:look", "1", WRONG));
        JsonNode refused = newest(1).getFirst();

        message(refused);

        JsonNode look =
                caller.get("/api/intake/looks?count=1").json().path("looks").path(0);
        assertThat(look.path("message").asString()).isEqualTo(refused.path("id").asString());
        assertThat(look.path("account").asString()).isEqualTo("anybody");
    }

    private static String patient(String system, String number, String resident) {
        return """
                {"resourceType":"Patient","name":[{"text":"王伟","family":"王","given":["伟"]}],"gender":"male",\
                "birthDate":"1980-03-07","identifier":[{"system":"%s","value":"%s"},\
                {"system":"urn:oid:2.16.156.10011.1.3","value":"%s"}]}""".formatted(system, number, resident);
    }

    private static String withId(String id, String resource) {
        return resource.replace("\"Patient\",", "\"Patient\",\"id\":\"" + id + "\",");
    }

    private static JsonNode send(String method, String path, String body, String... headers) {
        return sent(method, path, body, headers).json();
    }

    private static int status(String path, String body) {
        return sent("POST", path, body).status();
    }

    private static Answer sent(String method, String path, String body, String... headers) {
        HttpRequest.Builder request = caller.change(path)
                .method(method, BodyPublishers.ofString(body))
                .header("Content-Type", "application/fhir+json");
        for (int i = 0; i < headers.length; i += 2) {
            request.header(headers[i], headers[i + 1]);
        }
        return caller.send(request);
    }

    private static long found(String query) {
        return caller.get("/fhir/" + query.replace("|", "%7C").replace("明", "%E6%98%8E"))
                .json()
                .path("total")
                .asLong(-1);
    }

    private static List<JsonNode> newest(int count) {
        return caller.get("/api/intake/messages?count=" + count)
                .json()
                .path("messages")
                .valueStream()
                .toList();
    }

    private static JsonNode line(List<JsonNode> lines, String kind, String... state) {
        return lines.stream()
                .filter(line -> line.path("kind").asString("").equals(kind))
                .filter(line ->
                        Stream.of(state).allMatch(word -> line.toString().contains(word)))
                .findFirst()
                .orElseThrow(() -> new AssertionError(lines));
    }

    private static JsonNode message(JsonNode line) {
        return caller.get("/api/intake/messages/" + line.path("id").asString()).json();
    }

    private static JsonNode rerun(JsonNode line, @Nullable String body) {
        return caller.post(
                        "/api/intake/messages/" + line.path("id").asString() + "/rerun",
                        body == null ? Map.of() : Map.of("body", body))
                .json();
    }
}
