package org.tongmai.healthcode;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.tongmai.access.TestBrowser;
import org.tongmai.access.TestNode;
import tools.jackson.databind.JsonNode;

/** Wang, who has a daughter, loses his phone; and at the window he becomes her guardian in two steps. Over HTTP. */
class LossesTest {

    private static final String APPLY = "/api/health-code/codes";
    private static final String CODES = APPLY + "/";

    private static TestNode node;
    private static String childAtB;
    private static String elderAtB;
    private static String father;
    private static String child;

    @BeforeAll
    static void start() {
        node = TestNode.start();
        node.institution(TestNode.HOSPITAL_B, "乙医院");
        String wang = node.patient(TestNode.HOSPITAL_B, "王建军", "330106197803074516");
        String chen = node.patient(TestNode.HOSPITAL_B, "陈静", "330106198007074520");
        elderAtB = node.patient(TestNode.HOSPITAL_B, "李四", "110105194912310021");
        childAtB = node.file(TestNode.HOSPITAL_B, "Patient", """
                {"resourceType":"Patient","gender":"female","birthDate":"%s","name":[{"text":"王小雨"}]}
                """.formatted(
                        LocalDate.now(ZoneId.of("Asia/Shanghai")).minusYears(7)));
        node.doctor("zhang", "张伟", TestNode.HOSPITAL_B);
        node.resident("wang", "王建军", wang);
        node.resident("chen", "陈静", chen);
        node.resident("li", "李四", elderAtB);
        node.settle();
        father = id(node.browser("wang"), APPLY, Map.of());
        child = id(node.browser("zhang"), APPLY, Map.of("patient", childAtB));
        for (String guardian : new String[] {"wang", "chen"}) {
            TestBrowser parent = node.browser(guardian);
            String own = id(parent, APPLY, Map.of());
            record(Map.of("ward", childAtB, "relation", "CHILD", "code", shown(parent, own, "IDENTIFY")));
        }
    }

    @AfterAll
    static void stop() {
        node.close();
    }

    @Test
    void nobody_is_recorded_unseen() {
        TestBrowser window = node.browser("zhang");
        TestBrowser wang = node.browser("wang");
        String text = shown(wang, father, "IDENTIFY");

        JsonNode prepared = window.post(
                        "/api/health-code/guardians/prepare",
                        Map.of("ward", childAtB, "relation", "CHILD", "code", text))
                .json();
        var used =
                window.post("/api/health-code/guardians", Map.of("ward", childAtB, "relation", "CHILD", "code", text));
        String confirmation = prepared.path("confirmation").asString();
        var strange = node.browser("chen").post("/api/health-code/guardians", Map.of("confirmation", confirmation));
        var changed = window.post(
                "/api/health-code/guardians",
                Map.of("confirmation", confirmation.substring(0, confirmation.length() - 8) + "AAAAAAAA"));
        var made = window.post("/api/health-code/guardians", Map.of("confirmation", confirmation));

        assertThat(prepared.path("guardian").path("name").asString()).isEqualTo("王建军");
        assertThat(prepared.path("guardian").path("identifierTail").asString()).isEqualTo("4516");
        assertThat(prepared.path("guardian").path("birthDate").asString()).isEqualTo("1978-03-07");
        assertThat(prepared.path("ward").path("name").asString()).isEqualTo("王小雨");
        assertThat(prepared.path("guardianship").path("reads").asBoolean()).isTrue();
        assertThat(used.status()).isEqualTo(403);
        assertThat(strange.status()).isEqualTo(403);
        assertThat(changed.code()).isEqualTo("healthcode.confirmation-past");
        assertThat(made.status()).as(made.raw().body()).isEqualTo(200);
        assertThat(made.json().path("until"))
                .isEqualTo(prepared.path("guardianship").path("until"));
        assertThat(wang.get(CODES + father + "/events").raw().body()).contains("ward recorded");
        assertThat(wang.get("/api/access/looks").raw().body()).contains("乙医院");
    }

    @Test
    void a_lost_phone_shows_nobody_s_code_and_is_signed_out() {
        TestBrowser found = node.browser("wang");
        TestBrowser atHome = node.browser("wang");
        String before = shown(found, child, "READ");

        var lost = atHome.post(CODES + father + "/lost", null);
        var onTheOther = found.get("/api/health-code/me");
        var here = atHome.get("/api/health-code/me");
        var ward = atHome.post(CODES + child + "/dynamic", Map.of());
        var print = atHome.post(CODES + child + "/print", Map.of());
        JsonNode shownBefore = verified(before);
        var tap = atHome.post(CODES + father + "/found", null);
        var guessed = atHome.post(CODES + father + "/found", Map.of("password", "not the password"));
        var mother = node.browser("chen").post(CODES + child + "/dynamic", Map.of());
        var again = atHome.post(CODES + father + "/found", Map.of("password", TestNode.PASSWORD));

        assertThat(lost.status()).as(lost.raw().body()).isEqualTo(200);
        assertThat(onTheOther.status()).isEqualTo(401);
        assertThat(here.status()).isEqualTo(200);
        assertThat(ward.code()).isEqualTo("healthcode.own-code-lost");
        assertThat(print.code()).isEqualTo("healthcode.own-code-lost");
        assertThat(shownBefore.path("refusal").asString()).isEqualTo("REPLACED");
        assertThat(tap.code()).isEqualTo("access.password-wrong");
        assertThat(guessed.code()).isEqualTo("access.password-wrong");
        assertThat(mother.status()).isEqualTo(200);
        assertThat(again.status()).as(again.raw().body()).isEqualTo(200);
        assertThat(atHome.post(CODES + child + "/dynamic", Map.of()).status()).isEqualTo(200);
    }

    @Test
    void a_parent_sees_where_the_child_s_code_was_used_and_reports_it_lost() {
        TestBrowser wang = node.browser("wang");
        TestBrowser window = node.browser("zhang");
        JsonNode accepted = verified(shown(wang, child, "IDENTIFY")).path("code");
        report(window, child, accepted.path("evidence").asString());

        JsonNode uses = wang.get(CODES + child + "/uses").json().path("uses");
        var strangers = node.browser("li").get(CODES + child + "/uses");
        var lost = wang.post(CODES + child + "/lost", null);
        var atTheWindow = window.post(CODES + child + "/found", null);
        var mother = node.browser("chen").post(CODES + child + "/found", Map.of("password", TestNode.PASSWORD));

        assertThat(uses.path(0).path("form").asString()).isEqualTo("BY_GUARDIAN");
        assertThat(uses.path(0).path("purpose").asString()).isEqualTo("IDENTIFY");
        assertThat(uses.path(0).path("offline").asBoolean()).isFalse();
        assertThat(strangers.status()).isEqualTo(404);
        assertThat(lost.status()).isEqualTo(200);
        assertThat(atTheWindow.code()).isEqualTo("healthcode.not-reported-here");
        assertThat(mother.status()).as(mother.raw().body()).isEqualTo(200);
    }

    @Test
    void who_guards_an_elder_sees_what_guardians_showed_and_not_where_the_elder_went() {
        TestBrowser li = node.browser("li");
        TestBrowser wang = node.browser("wang");
        TestBrowser window = node.browser("zhang");
        String elder = id(li, APPLY, Map.of());
        String guardian = window.post("/api/health-code/verify", Map.of("text", shown(wang, father, "IDENTIFY")))
                .json()
                .path("code")
                .path("local")
                .path("patient")
                .asString();
        JsonNode made = record(Map.of(
                "guardian",
                guardian,
                "relation",
                "ELDER",
                "until",
                LocalDate.now(ZoneId.of("UTC")).plusDays(300) + "T00:00:00Z",
                "code",
                shown(li, elder, "IDENTIFY")));
        String alone = shown(li, elder, "IDENTIFY");
        report(window, elder, verified(alone).path("code").path("evidence").asString());
        report(
                window,
                elder,
                verified(shown(wang, elder, "IDENTIFY"))
                        .path("code")
                        .path("evidence")
                        .asString());

        JsonNode all = li.get(CODES + elder + "/uses").json().path("uses");
        JsonNode theirs = wang.get(CODES + elder + "/uses").json().path("uses");
        String held = shown(wang, elder, "IDENTIFY");
        var ended =
                wang.post("/api/health-code/guardians/" + made.path("id").asString() + "/end", Map.of("code", elder));

        assertThat(all).hasSize(2);
        assertThat(theirs).hasSize(1);
        assertThat(theirs.path(0).path("form").asString()).isEqualTo("BY_GUARDIAN");
        assertThat(ended.status()).isEqualTo(200);
        assertThat(verified(held).path("refusal").asString()).isEqualTo("REPLACED");
        assertThat(wang.get(CODES + father + "/events").raw().body()).contains("ward ended");
    }

    private static JsonNode record(Map<String, Object> body) {
        var made = node.browser("zhang").post("/api/health-code/guardians", body);
        assertThat(made.status()).as(made.raw().body()).isEqualTo(200);
        return made.json();
    }

    private static void report(TestBrowser window, String code, String evidence) {
        String id = UUID.randomUUID().toString();
        var answer = window.post(
                "/api/health-code/uses",
                Map.of(
                        "reports",
                        List.of(Map.of(
                                "id",
                                id,
                                "code",
                                code,
                                "scene",
                                "VACCINATION",
                                "channel",
                                "WINDOW",
                                "at",
                                Instant.now().toString(),
                                "evidence",
                                evidence))));
        assertThat(answer.json().path("reports").path(id).asString()).isEqualTo("RECORDED");
    }

    private static JsonNode verified(String text) {
        return node.browser("zhang")
                .post("/api/health-code/verify", Map.of("text", text))
                .json();
    }

    private static String shown(TestBrowser resident, String code, String purpose) {
        var shown = resident.post(CODES + code + "/dynamic", Map.of("purpose", purpose));
        assertThat(shown.status()).as(shown.raw().body()).isEqualTo(200);
        return shown.json().path("text").asString();
    }

    private static String id(TestBrowser browser, String path, Map<String, Object> body) {
        return Objects.requireNonNull(browser.post(path, body).json().path("id").asString());
    }
}
