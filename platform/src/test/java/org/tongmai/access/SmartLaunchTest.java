package org.tongmai.access;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jwt.SignedJWT;
import java.net.URI;
import java.net.http.HttpRequest;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** An application of others on a phone and beside the record page: what it is told, what it sees, when it ends. */
class SmartLaunchTest {

    private static final String LABORATORY =
            "patient/Observation.rs?category=http://terminology.hl7.org/CodeSystem/observation-category|laboratory";

    private static TestNode node;
    private static TestApp app;
    private static String wang;
    private static String wangElsewhere;
    private static String li;
    private static String glucose;
    private static String chest;

    @BeforeAll
    static void start() {
        node = TestNode.start();
        node.institution(TestNode.HOSPITAL_A, "第一医院");
        node.institution(TestNode.HOSPITAL_B, "第二医院");
        wang = node.patient(TestNode.HOSPITAL_A, "王芳", "330106197803070021");
        wangElsewhere = node.patient(TestNode.HOSPITAL_B, "王芳", "330106197803070021");
        li = node.patient(TestNode.HOSPITAL_A, "李强", "330106198001010018");
        glucose = node.observation(TestNode.HOSPITAL_A, wang, "laboratory", "血糖");
        chest = node.observation(TestNode.HOSPITAL_A, wang, "imaging", "胸部");
        node.condition(TestNode.HOSPITAL_A, wang, "肺炎", "");
        node.observation(TestNode.HOSPITAL_A, li, "laboratory", "血糖");
        node.encounter(TestNode.HOSPITAL_A, wang, Instant.now().minusSeconds(600), "");
        node.encounter(TestNode.HOSPITAL_A, li, Instant.now().minusSeconds(600), "");
        node.doctor("zhang", "张伟", TestNode.HOSPITAL_A);
        node.resident("wang", "王芳", wang);
        node.settle();
        app = TestApp.registered(
                node,
                "diary",
                "openid",
                "fhirUser",
                "launch",
                "launch/patient",
                "offline_access",
                "online_access",
                "patient/*.rs",
                "user/*.rs");
    }

    @AfterAll
    static void stop() {
        node.close();
    }

    @Test
    void a_resident_opens_her_record_to_an_application_and_it_is_told_who_she_is() throws Exception {
        var tokens = app.allowed(
                node.browser("wang"), "openid fhirUser launch/patient patient/Observation.rs patient/Patient.r", null);

        JsonNode told = tokens.json();
        assertThat(tokens.status()).as(tokens.raw().body()).isEqualTo(200);
        assertThat(told.path("patient").asString()).isEqualTo(wang);
        assertThat(told.path("need_patient_banner").asBoolean()).isTrue();
        assertThat(told.path("token_type").asString()).isEqualTo("Bearer");
        assertThat(told.path("scope").asString().split(" "))
                .containsExactlyInAnyOrder(
                        "openid", "fhirUser", "launch/patient", "patient/Observation.rs", "patient/Patient.r");
        assertThat(told.has("refresh_token")).isFalse();
        var identity = SignedJWT.parse(told.path("id_token").asString()).getJWTClaimsSet();
        assertThat(identity.getStringClaim("fhirUser")).isEqualTo(node.url() + "/fhir/Patient/" + wang);
        assertThat(identity.getAudience()).containsExactly("diary");
        assertThat(identity.getClaims()).doesNotContainKeys("name", "role", "institution");
        var access = SignedJWT.parse(TestApp.access(tokens)).getJWTClaimsSet();
        assertThat(access.getAudience()).containsExactly(node.url() + "/fhir");
    }

    @Test
    void the_server_says_what_of_smart_it_does_and_claims_no_more() {
        JsonNode told =
                node.browser().get("/fhir/.well-known/smart-configuration").json();

        assertThat(told.path("issuer").asString()).isEqualTo(node.url());
        assertThat(told.path("authorization_endpoint").asString()).isEqualTo(node.url() + "/oauth2/authorize");
        assertThat(told.path("code_challenge_methods_supported").toString()).isEqualTo("[\"S256\"]");
        assertThat(told.path("capabilities").valueStream().map(JsonNode::asString))
                .contains("launch-ehr", "launch-standalone", "client-public", "permission-v1", "permission-v2")
                .doesNotContain(
                        "context-style", "context-ehr-encounter", "authorize-post", "client-confidential-symmetric");
    }

    @Test
    void it_learns_a_name_where_it_is_let() throws Exception {
        TestApp curious = TestApp.registered(node, "curious");
        var tokens = curious.allowed(node.browser("zhang"), "openid profile", null);

        var identity =
                SignedJWT.parse(tokens.json().path("id_token").asString()).getJWTClaimsSet();

        assertThat(identity.getStringClaim("name")).isEqualTo("张伟");
        assertThat(identity.getStringClaim("role")).isEqualTo("DOCTOR");
        assertThat(tokens.json().has("patient")).isFalse();
    }

    @Test
    void it_sees_what_its_scopes_name_and_nothing_else_whatever_the_resident_sees() {
        String token = TestApp.access(
                app.allowed(node.browser("wang"), "launch/patient patient/Observation.rs patient/Patient.r", null));

        assertThat(ids(app.get("/fhir/Observation?patient=" + wang, token))).containsExactlyInAnyOrder(glucose, chest);
        assertThat(app.get("/fhir/Patient/" + wang, token).status()).isEqualTo(200);
        assertThat(app.get("/fhir/Patient/" + wangElsewhere, token).status()).isEqualTo(200);
        assertRefused(app.get("/fhir/Condition?patient=" + wang, token), 403, "access.scope-insufficient");
        assertRefused(app.get("/fhir/Patient?_id=" + wang, token), 403, "access.scope-insufficient");
        assertRefused(app.get("/fhir/Practitioner", token), 403, "access.scope-insufficient");
        assertRefused(app.get("/fhir/Patient/" + wang + "/Condition", token), 403, "access.scope-insufficient");
        assertThat(types(app.get("/fhir/Patient/" + wang + "/$everything", token)))
                .containsOnly("Patient", "Observation");
        assertThat(types(app.get("/fhir/_history", token))).containsOnly("Patient", "Observation");
        assertThat(types(app.get("/fhir?_type=Observation,Condition,Organization", token)))
                .containsOnly("Observation");
        assertThat(app.get("/api/access/session", token).code()).isEqualTo("access.role-not-allowed");
        assertThat(app.get("/api/portal/me", token).status()).isEqualTo(403);
    }

    @Test
    void a_category_restricts_what_is_read_found_counted_and_chained() {
        String token = TestApp.access(
                app.allowed(node.browser("wang"), "launch/patient patient/Patient.rs " + LABORATORY, null));

        assertThat(ids(app.get("/fhir/Observation?patient=" + wang, token))).containsExactly(glucose);
        assertThat(app.get("/fhir/Observation/" + glucose, token).status()).isEqualTo(200);
        assertThat(app.get("/fhir/Observation/" + chest, token).status()).isEqualTo(404);
        assertThat(app.get("/fhir/Observation/" + chest + "/_history", token).status())
                .isEqualTo(404);
        assertThat(app.get("/fhir/Observation?patient=" + wang + "&_summary=count", token)
                        .json()
                        .path("total")
                        .asInt())
                .isEqualTo(1);
        assertThat(ids(app.get("/fhir/Patient?_has:Observation:subject:_id=" + chest, token)))
                .isEmpty();
        assertThat(ids(app.get("/fhir/Patient?_has:Observation:subject:_id=" + glucose, token)))
                .containsExactly(wang);
        assertThat(types(app.get("/fhir/Patient?_id=" + wang + "&_revinclude=Condition:subject", token)))
                .containsOnly("Patient");
    }

    @Test
    void a_category_of_another_system_opens_nothing() {
        String token = TestApp.access(app.allowed(
                node.browser("wang"),
                "launch/patient patient/Observation.rs?category=http://example.org/kinds|laboratory",
                null));

        assertThat(ids(app.get("/fhir/Observation?patient=" + wang, token))).isEmpty();
    }

    @Test
    void a_doctor_chooses_one_patient_and_the_application_sees_no_other() {
        TestBrowser zhang = node.browser("zhang");
        String token = TestApp.access(app.allowed(zhang, "launch/patient user/*.rs patient/*.rs", wang));

        assertThat(ids(app.get("/fhir/Observation?patient=" + wang, token))).containsExactlyInAnyOrder(glucose, chest);
        assertThat(app.get("/fhir/Observation?patient=" + li, token).status()).isEqualTo(403);
        assertThat(app.get("/fhir/Patient/" + li, token).status()).isEqualTo(403);
        assertThat(ids(app.get("/fhir/Observation", token))).containsExactlyInAnyOrder(glucose, chest);
    }

    @Test
    void scopes_of_the_first_version_and_writing_are_granted_as_reading() {
        var tokens = app.allowed(node.browser("wang"), "launch/patient patient/*.*", null);

        assertThat(tokens.json().path("scope").asString().split(" "))
                .containsExactlyInAnyOrder("launch/patient", "patient/*.read");
        assertThat(app.get("/fhir/Condition?patient=" + wang, TestApp.access(tokens))
                        .status())
                .isEqualTo(200);
    }

    @Test
    void single_scopes_can_be_left_out_and_a_refusal_is_told_to_the_application() {
        TestBrowser browser = node.browser("wang");
        String question = TestApp.question(
                app.ask(browser, app.request("launch/patient patient/Observation.rs patient/Condition.rs")));
        var back = app.answer(browser, question, List.of("launch/patient", "patient/Condition.rs"), null);
        String code =
                String.valueOf(TestApp.query(back.json().path("to").asString()).get("code"));
        String refused = TestApp.question(app.ask(browser, app.request("launch/patient patient/Observation.rs")));

        String token = TestApp.access(app.exchange(code));
        String to =
                app.answer(browser, refused, List.of(), null).json().path("to").asString();

        assertThat(app.get("/fhir/Condition?patient=" + wang, token).status()).isEqualTo(200);
        assertRefused(app.get("/fhir/Observation?patient=" + wang, token), 403, "access.scope-insufficient");
        assertThat(to).isEqualTo(TestApp.REDIRECT + "?error=access_denied&state=s1");
    }

    @Test
    void the_page_is_told_in_plain_words_what_is_asked() {
        TestBrowser browser = node.browser("wang");
        String question =
                TestApp.question(app.ask(browser, app.request("launch/patient offline_access " + LABORATORY)));

        JsonNode asked = browser.get("/api/access/consent?state=" + TestApp.encode(question))
                .json();

        assertThat(asked.path("app").asString()).isEqualTo("App diary");
        assertThat(asked.path("publisher").asString()).isEqualTo("Example Ltd");
        assertThat(asked.path("back").asString()).isEqualTo("app.example");
        assertThat(asked.path("patient").asString()).isEqualTo(wang);
        assertThat(asked.path("patientName").asString()).isEqualTo("王芳");
        assertThat(asked.path("days").asInt()).isEqualTo(90);
        assertThat(asked.path("scopes")
                        .valueStream()
                        .map(each -> each.path("about").path("zh").asString()))
                .contains("您不在时也能读取", "读取这位患者的检验、检查（仅限检验）");
    }

    @Test
    void a_refresh_token_is_good_once_and_shown_again_ends_all() {
        var first = app.allowed(node.browser("wang"), "launch/patient patient/*.rs offline_access", null);
        String refresh = first.json().path("refresh_token").asString();

        var unnamed = app.token(Map.of("grant_type", "refresh_token", "refresh_token", refresh));
        refresh = unnamed.json().path("refresh_token").asString();
        var second = app.refresh(refresh);
        int before = app.get("/fhir/Patient/" + wang, TestApp.access(second)).status();
        var replayed = app.refresh(refresh);
        var third = app.refresh(second.json().path("refresh_token").asString());

        assertThat(unnamed.json().path("patient").asString()).isEqualTo(wang);
        assertThat(second.status()).as(second.raw().body()).isEqualTo(200);
        assertThat(second.json().path("patient").asString()).isEqualTo(wang);
        assertThat(before).isEqualTo(200);
        assertThat(replayed.json().path("error").asString()).isEqualTo("invalid_grant");
        assertThat(third.json().path("error").asString()).isEqualTo("invalid_grant");
        assertThat(app.get("/fhir/Patient/" + wang, TestApp.access(second)).status())
                .isEqualTo(401);
        assertThat(app.get("/fhir/Patient/" + wang, TestApp.access(first)).status())
                .isEqualTo(401);
    }

    @Test
    void online_access_ends_with_the_session() {
        TestBrowser browser = node.browser("wang");
        var tokens = app.allowed(browser, "launch/patient patient/*.rs online_access", null);
        String refresh = tokens.json().path("refresh_token").asString();
        int before = app.get("/fhir/Patient/" + wang, TestApp.access(tokens)).status();

        browser.delete("/api/access/session");

        assertThat(before).isEqualTo(200);
        assertThat(app.get("/fhir/Patient/" + wang, TestApp.access(tokens)).status())
                .isEqualTo(401);
        assertThat(app.refresh(refresh).json().path("error_description").asString())
                .isEqualTo("the session has ended");
    }

    @Test
    void what_was_allowed_is_listed_and_taken_back_at_once() {
        TestBrowser browser = node.browser("wang");
        String token = TestApp.access(app.allowed(browser, "launch/patient patient/Immunization.rs", null));
        JsonNode newest =
                browser.get("/api/access/grants").json().path("grants").path(0);

        var left = browser.post("/api/access/grants/" + newest.path("id").asString() + "/withdraw", null);

        assertThat(newest.path("app").asString()).isEqualTo("App diary");
        assertThat(newest.path("scopes").toString()).contains("疫苗接种");
        assertThat(left.status()).isEqualTo(200);
        assertThat(app.get("/fhir/Immunization?patient=" + wang, token).status())
                .isEqualTo(401);
    }

    @Test
    void a_doctor_opens_an_application_from_the_record_page_with_the_patient_on_it() throws Exception {
        TestBrowser zhang = node.browser("zhang");
        JsonNode apps = zhang.get("/api/access/launches").json();
        String to = zhang.post("/api/access/launches", Map.of("app", "diary", "patient", wang))
                .json()
                .path("to")
                .asString();
        Map<String, String> launched = TestApp.query(to);
        Map<String, String> request = app.request("launch openid fhirUser patient/*.rs");
        request.put("launch", launched.get("launch"));

        var tokens = app.exchange(app.code(zhang, request, null));

        assertThat(apps.path("apps").toString()).contains("diary");
        assertThat(to).startsWith(TestApp.LAUNCH + "?iss=");
        assertThat(launched).containsEntry("iss", node.url() + "/fhir");
        assertThat(tokens.json().path("patient").asString()).isEqualTo(wang);
        String user = SignedJWT.parse(tokens.json().path("id_token").asString())
                .getJWTClaimsSet()
                .getStringClaim("fhirUser");
        assertThat(app.get(URI.create(user).getPath(), TestApp.access(tokens))
                        .json()
                        .path("name")
                        .path(0)
                        .path("text")
                        .asString())
                .isEqualTo("张伟");
    }

    @Test
    void who_looked_is_told_with_the_application_through_which() {
        TestBrowser zhang = node.browser("zhang");
        String token = TestApp.access(app.allowed(zhang, "launch/patient patient/Condition.rs", wang));

        app.get("/fhir/Condition?patient=" + wang, token);

        assertThat(node.browser("wang").get("/api/access/looks").raw().body()).contains("张伟（App diary）");
    }

    @Test
    void an_export_keeps_to_the_scopes_of_the_token_that_began_it() throws Exception {
        var tokens = app.allowed(node.browser("wang"), "launch/patient patient/Observation.rs offline_access", null);
        String token = TestApp.access(tokens);
        String other = TestApp.access(app.allowed(node.browser("wang"), "launch/patient patient/Condition.rs", null));

        var begun = node.browser()
                .send(HttpRequest.newBuilder(URI.create(node.url() + "/fhir/Patient/$export"))
                        .header("Accept", "application/fhir+json")
                        .header("Prefer", "respond-async")
                        .header("Authorization", "Bearer " + token));
        String status = URI.create(begun.header("Content-Location")).getPath();
        var done = app.get(status, token);
        for (int tries = 0; done.status() == 202 && tries < 100; tries++) {
            Thread.onSpinWait();
            done = app.get(status, token);
        }

        assertThat(begun.status()).as(begun.raw().body()).isEqualTo(202);
        assertThat(done.json()
                        .path("output")
                        .valueStream()
                        .map(each -> each.path("type").asString()))
                .containsOnly("Observation");
        assertThat(app.get(status, other).status()).isEqualTo(404);
    }

    @Test
    void a_system_asks_for_less_than_it_may() {
        String whole = node.system("his-a", TestNode.HOSPITAL_A);
        String unsaid = TestSystem.token(node, "his-unsaid", TestNode.HOSPITAL_A, "");
        String less = TestSystem.token(node, "his-less", TestNode.HOSPITAL_A, "system/Observation.rs");

        assertThat(app.get("/fhir/Condition?patient=" + wang, unsaid).status()).isEqualTo(200);
        assertThat(app.get("/fhir/Condition?patient=" + wang, whole).status()).isEqualTo(200);
        assertThat(app.get("/fhir/Observation?patient=" + wang, less).status()).isEqualTo(200);
        assertRefused(app.get("/fhir/Condition?patient=" + wang, less), 403, "access.scope-insufficient");
        assertRefused(post("/fhir/Observation", less), 403, "access.scope-insufficient");
        assertRefused(post("/fhir/Subscription", less), 403, "access.scope-insufficient");
        assertRefused(post("/fhir", less), 403, "access.scope-insufficient");
        assertRefused(post("/fhir/Patient/$match", less), 403, "access.scope-insufficient");
    }

    @Test
    void pages_of_registered_applications_may_read_answers_and_no_others() {
        assertThat(preflight("https://app.example").header("Access-Control-Allow-Origin"))
                .isEqualTo("https://app.example");
        assertThat(preflight("https://app.example").header("Access-Control-Allow-Credentials"))
                .isEmpty();
        assertThat(preflight("https://evil.example").header("Access-Control-Allow-Origin"))
                .isEmpty();
        assertThat(preflight("https://app.example.evil.example").header("Access-Control-Allow-Origin"))
                .isEmpty();
        assertThat(preflight("http://app.example").header("Access-Control-Allow-Origin"))
                .isEmpty();
    }

    private static TestBrowser.Answer preflight(String origin) {
        return node.browser()
                .send(HttpRequest.newBuilder(URI.create(node.url() + "/fhir/Patient"))
                        .header("Origin", origin)
                        .header("Access-Control-Request-Method", "GET")
                        .header("Access-Control-Request-Headers", "authorization")
                        .method("OPTIONS", HttpRequest.BodyPublishers.noBody()));
    }

    private static TestBrowser.Answer post(String path, String token) {
        return node.browser()
                .send(HttpRequest.newBuilder(URI.create(node.url() + path))
                        .header("Content-Type", "application/fhir+json")
                        .header("Authorization", "Bearer " + token)
                        .POST(HttpRequest.BodyPublishers.ofString("{\"resourceType\":\"Parameters\"}")));
    }

    private static void assertRefused(TestBrowser.Answer answer, int status, String code) {
        assertThat(answer.status()).as(answer.raw().body()).isEqualTo(status);
        assertThat(answer.raw().body()).contains(code);
    }

    private static List<String> ids(TestBrowser.Answer answer) {
        assertThat(answer.status()).as(answer.raw().body()).isEqualTo(200);
        return answer.json()
                .path("entry")
                .valueStream()
                .map(each -> each.path("resource").path("id").asString())
                .toList();
    }

    private static List<String> types(TestBrowser.Answer answer) {
        assertThat(answer.status()).as(answer.raw().body()).isEqualTo(200);
        return answer.json()
                .path("entry")
                .valueStream()
                .map(each -> each.path("resource").path("resourceType").asString())
                .toList();
    }
}
