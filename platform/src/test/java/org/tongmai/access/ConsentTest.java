package org.tongmai.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.tongmai.store.Scope;
import org.tongmai.store.Store;
import tools.jackson.databind.JsonNode;

/** Hospital B treats Wang; hospital A has a record of his. What he allows is seen, what he takes back is not. */
class ConsentTest {

    private static final String NUMBER = "330106197803074516";

    private static TestNode node;
    private static String atA;
    private static String atB;
    private static String conditionAtA;
    private static String psychiatricAtA;
    private static String laboratoryAtA;
    private static String imagingAtA;

    @BeforeAll
    static void start() {
        node = TestNode.start();
        node.institution(TestNode.HOSPITAL_A, "甲医院");
        node.institution(TestNode.HOSPITAL_B, "乙医院");
        atA = node.patient(TestNode.HOSPITAL_A, "王建军", NUMBER);
        atB = node.patient(TestNode.HOSPITAL_B, "王建军", NUMBER);
        node.encounter(TestNode.HOSPITAL_A, atA, Instant.parse("2026-01-04T01:00:00Z"), "2026-01-04T02:00:00Z");
        node.encounter(TestNode.HOSPITAL_B, atB, Instant.now().minusSeconds(600), "");
        conditionAtA = node.condition(TestNode.HOSPITAL_A, atA, "肺炎", "");
        psychiatricAtA = node.condition(TestNode.HOSPITAL_A, atA, "抑郁发作", "PSY");
        laboratoryAtA = node.observation(TestNode.HOSPITAL_A, atA, "laboratory", "葡萄糖");
        imagingAtA = node.observation(TestNode.HOSPITAL_A, atA, "imaging", "胸部CT");
        node.doctor("zhang", "张伟", TestNode.HOSPITAL_B);
        node.doctor("sun", "孙丽", TestNode.HOSPITAL_A);
        node.resident("wang", "王建军", atB);
        node.settle();
    }

    @AfterAll
    static void stop() {
        node.close();
    }

    @Test
    void what_is_granted_is_seen_and_what_is_revoked_is_refused_at_the_next_request() {
        TestBrowser doctor = node.browser("zhang");
        TestBrowser resident = node.browser("wang");
        int before = doctor.get("/fhir/Condition/" + conditionAtA).status();

        String id = ask(doctor, List.of()).path("id").asString();
        int asked = doctor.get("/fhir/Condition/" + conditionAtA).status();
        var granted = resident.post("/api/access/requests/" + id + "/answer", TestNode.body("grant", true));
        int seen = doctor.get("/fhir/Condition/" + conditionAtA).status();
        int special = doctor.get("/fhir/Condition/" + psychiatricAtA).status();
        var search = doctor.get("/fhir/Condition?patient=Patient/" + atA);
        var revoked = resident.post("/api/access/requests/" + id + "/revoke", null);
        int after = doctor.get("/fhir/Condition/" + conditionAtA).status();

        assertThat(before).isEqualTo(403);
        assertThat(asked).isEqualTo(403);
        assertThat(granted.json().path("state").asString()).isEqualTo("GRANTED");
        assertThat(seen).isEqualTo(200);
        assertThat(special).isEqualTo(404);
        assertThat(search.json().path("total").asInt()).isEqualTo(1);
        assertThat(revoked.json().path("state").asString()).isEqualTo("REVOKED");
        assertThat(after).isEqualTo(403);
    }

    @Test
    void laboratory_alone_shows_no_imaging() {
        TestBrowser doctor = node.browser("zhang");
        String id = granted(doctor, List.of("laboratory"));

        int laboratory = doctor.get("/fhir/Observation/" + laboratoryAtA).status();
        int imaging = doctor.get("/fhir/Observation/" + imagingAtA).status();
        var search = doctor.get("/fhir/Observation?patient=Patient/" + atA);
        var broad = doctor.get("/fhir/Observation");
        int condition = doctor.get("/fhir/Condition/" + conditionAtA).status();
        node.browser("wang").post("/api/access/requests/" + id + "/revoke", null);

        assertThat(laboratory).isEqualTo(200);
        assertThat(imaging).isEqualTo(404);
        assertThat(search.json().path("total").asInt()).isEqualTo(1);
        assertThat(broad.json().path("total").asInt()).isEqualTo(1);
        assertThat(condition).isEqualTo(404);
    }

    @Test
    void permissions_of_people_who_are_not_in_care_do_not_fill_a_search() {
        node.jdbc().sql("""
                        insert into access.request
                               (compartment, id, patient, account, requester, institution, purpose, categories, classes,
                                reason, state, asked_at, valid_from, valid_until)
                        select -n, 'r' || n, 'p' || n, 'zhang', '张伟', ?, 'CARE', array['LABORATORY'], array[]::text[],
                               '出示健康码', 'GRANTED', now(), now() - interval '1 minute', now() + interval '4 hours'
                          from generate_series(1, 1100) n
                        """).param(TestNode.HOSPITAL_B).update();

        int status = node.browser("zhang").get("/fhir/Condition").status();
        node.jdbc().sql("delete from access.request where compartment < 0").update();

        assertThat(status).isEqualTo(200);
    }

    @Test
    void a_class_that_the_resident_names_is_seen() {
        TestBrowser doctor = node.browser("zhang");
        var asked = doctor.post(
                "/api/access/requests",
                TestNode.body(
                        "patient",
                        atB,
                        "purpose",
                        "CARE",
                        "categories",
                        List.of(),
                        "classes",
                        List.of("PSY"),
                        "until",
                        Instant.now().plus(Duration.ofDays(1)).toString(),
                        "reason",
                        "失眠复诊"));
        String id = asked.json().path("id").asString();
        TestBrowser resident = node.browser("wang");
        resident.post("/api/access/requests/" + id + "/answer", TestNode.body("grant", true));

        int special = doctor.get("/fhir/Condition/" + psychiatricAtA).status();
        resident.post("/api/access/requests/" + id + "/revoke", null);

        assertThat(special).isEqualTo(200);
        assertThat(doctor.get("/fhir/Condition/" + psychiatricAtA).status()).isEqualTo(403);
    }

    @Test
    void a_resident_narrows_the_answer_and_never_gives_more_than_asked() {
        TestBrowser doctor = node.browser("zhang");
        TestBrowser resident = node.browser("wang");
        String id = ask(doctor, List.of("visits", "laboratory")).path("id").asString();
        String address = "/api/access/requests/" + id;

        var more = resident.post(address + "/answer", TestNode.body("grant", true, "categories", List.of("documents")));
        var preview = resident.get("/api/access/requests/preview?id=" + id + "&categories=visits");
        var less = resident.post(address + "/answer", TestNode.body("grant", true, "categories", List.of("visits")));
        var again = resident.post(address + "/answer", TestNode.body("grant", true));
        resident.post(address + "/revoke", null);

        assertThat(more.code()).isEqualTo("access.more-than-asked");
        assertThat(preview.json().path("sentence").path("zh").asString())
                .contains("乙医院（张伟申请）")
                .contains("就诊记录");
        assertThat(less.json().path("categories")).hasSize(1);
        assertThat(again.code()).isEqualTo("access.request-answered");
    }

    @Test
    void nobody_asks_about_or_answers_for_somebody_else() {
        String strangerAtA = node.patient(TestNode.HOSPITAL_A, "赵大海", "330106197803074532");
        node.resident("zhao", "赵大海", strangerAtA);
        node.settle();
        TestBrowser doctor = node.browser("zhang");
        String id = ask(doctor, List.of()).path("id").asString();

        var stranger =
                node.browser("zhao").post("/api/access/requests/" + id + "/answer", TestNode.body("grant", true));
        var notMine = doctor.post(
                "/api/access/requests",
                TestNode.body("patient", strangerAtA, "until", soon(), "reason", "x", "categories", List.of()));
        var elsewhere = doctor.post(
                "/api/access/requests",
                TestNode.body("patient", atA, "until", soon(), "reason", "x", "categories", List.of()));
        var own = doctor.post("/api/access/requests/" + id + "/answer", TestNode.body("grant", true));

        assertThat(stranger.code()).isEqualTo("access.no-such-request");
        assertThat(notMine.code()).isEqualTo("access.no-such-patient");
        assertThat(elsewhere.code()).isEqualTo("access.no-such-patient");
        assertThat(own.code()).isEqualTo("access.role-not-allowed");
    }

    @Test
    void a_permission_ends_by_itself() {
        TestBrowser doctor = node.browser("zhang");
        String id = granted(doctor, List.of());
        int during = doctor.get("/fhir/Condition/" + conditionAtA).status();

        node.jdbc()
                .sql(
                        "update access.request set valid_from = now() - interval '2 hours', valid_until = now() - interval '1 hour' where id = ?")
                .param(id)
                .update();

        assertThat(during).isEqualTo(200);
        assertThat(doctor.get("/fhir/Condition/" + conditionAtA).status()).isEqualTo(403);
        assertThat(doctor.get("/api/access/requests?state=EXPIRED").json().path("requests"))
                .anyMatch(each -> each.path("id").asString().equals(id));
    }

    @Test
    void the_consent_stands_in_the_store_as_fhir_and_follows_the_answer() {
        TestBrowser doctor = node.browser("zhang");
        String id = granted(doctor, List.of("laboratory"));
        JsonNode active = consent(id);
        node.browser("wang").post("/api/access/requests/" + id + "/revoke", null);
        JsonNode inactive = consent(id);

        assertThat(active.path("status").asString()).isEqualTo("active");
        assertThat(active.path("patient").path("reference").asString()).isEqualTo("Patient/" + atB);
        assertThat(active.path("provision").path("type").asString()).isEqualTo("permit");
        assertThat(active.path("provision")
                        .path("actor")
                        .path(0)
                        .path("reference")
                        .path("identifier")
                        .path("value")
                        .asString())
                .isEqualTo(TestNode.HOSPITAL_B);
        assertThat(inactive.path("status").asString()).isEqualTo("inactive");
    }

    @Test
    void a_consent_that_an_institution_files_permits_nothing() {
        node.file(
                TestNode.HOSPITAL_B,
                "Consent",
                consent(granted(node.browser("zhang"), List.of())).toString().replace("\"id\":", "\"language\":"));
        var open = node.browser("wang").get("/api/access/requests?state=GRANTED");
        open.json()
                .path("requests")
                .forEach(each -> node.browser("wang")
                        .post("/api/access/requests/" + each.path("id").asString() + "/revoke", null));

        assertThat(node.browser("zhang").get("/fhir/Condition/" + conditionAtA).status())
                .isEqualTo(403);
    }

    @Test
    void pages_hear_of_a_request_and_of_its_answer_within_a_second() throws Exception {
        TestBrowser doctor = node.browser("zhang");
        TestBrowser resident = node.browser("wang");
        BlockingQueue<String> atResident = listen(resident);
        BlockingQueue<String> atDoctor = listen(doctor);

        String id = ask(doctor, List.of()).path("id").asString();
        String asked = event(atResident);
        resident.post("/api/access/requests/" + id + "/answer", TestNode.body("grant", false));
        event(atDoctor);
        String answered = event(atDoctor);

        assertThat(asked).isEqualTo("event:request");
        assertThat(answered).isEqualTo("event:answer");
    }

    @Test
    void a_doctor_without_a_treating_relationship_sees_nothing_not_even_at_home() {
        TestBrowser doctor = node.browser("sun");

        int read = doctor.get("/fhir/Condition/" + conditionAtA).status();
        var search = doctor.get("/fhir/Condition");

        assertThat(read).isEqualTo(403);
        assertThat(search.json().path("total").asInt()).isZero();
    }

    @Test
    void a_resident_sees_everything_of_the_own_person() {
        TestBrowser resident = node.browser("wang");

        assertThat(resident.get("/fhir/Condition/" + psychiatricAtA).status()).isEqualTo(200);
        assertThat(resident.get("/fhir/Condition").json().path("total").asInt()).isEqualTo(2);
        assertThat(resident.get("/fhir/Patient").json().path("total").asInt()).isEqualTo(2);
    }

    @Test
    void operators_stewards_and_it_people_see_no_clinical_content() {
        node.account("it", Role.INSTITUTION_IT);
        node.account("steward", Role.STEWARD);
        node.account("runner", Role.OPERATOR);
        for (String login : List.of("it", "steward", "runner")) {
            TestBrowser browser = node.browser(login);
            assertThat(browser.get("/fhir/Condition/" + conditionAtA).status()).isEqualTo(403);
            assertThat(browser.get("/fhir/Condition").json().path("total").asInt())
                    .isZero();
            assertThat(browser.get("/fhir/Organization").json().path("total").asInt())
                    .isEqualTo(2);
        }
    }

    private static JsonNode consent(String id) {
        return node.bean(Store.class)
                .read("Consent", id, Scope.everything())
                .orElseThrow()
                .tree();
    }

    private static String granted(TestBrowser doctor, List<String> categories) {
        String id = ask(doctor, categories).path("id").asString();
        var answer = node.browser("wang").post("/api/access/requests/" + id + "/answer", TestNode.body("grant", true));
        assertThat(answer.status()).as(answer.raw().body()).isEqualTo(200);
        return id;
    }

    private static JsonNode ask(TestBrowser doctor, List<String> categories) {
        node.jdbc()
                .sql("update access.request set asked_at = asked_at - interval '2 days'")
                .update();
        var answer = doctor.post(
                "/api/access/requests",
                TestNode.body(
                        "patient",
                        atB,
                        "purpose",
                        "CARE",
                        "categories",
                        categories,
                        "until",
                        soon(),
                        "reason",
                        "咳嗽两周"));
        assertThat(answer.status()).as(answer.raw().body()).isEqualTo(200);
        return answer.json();
    }

    private static String soon() {
        return Instant.now().plus(Duration.ofHours(8)).toString();
    }

    private static BlockingQueue<String> listen(TestBrowser browser) throws Exception {
        BlockingQueue<String> lines = new LinkedBlockingQueue<>();
        HttpResponse<InputStream> stream = browser.http()
                .send(
                        HttpRequest.newBuilder(URI.create(browser.url() + "/api/access/events"))
                                .header("Accept", "text/event-stream")
                                .build(),
                        HttpResponse.BodyHandlers.ofInputStream());
        assertThat(stream.statusCode()).isEqualTo(200);
        Thread.ofVirtual()
                .start(() -> new BufferedReader(new InputStreamReader(stream.body(), StandardCharsets.UTF_8))
                        .lines()
                        .filter(line -> line.startsWith("event:"))
                        .forEach(lines::add));
        return lines;
    }

    private static String event(BlockingQueue<String> lines) throws InterruptedException {
        return String.valueOf(lines.poll(1, TimeUnit.SECONDS));
    }
}
