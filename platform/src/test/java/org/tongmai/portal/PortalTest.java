package org.tongmai.portal;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.tongmai.access.TestBrowser;
import org.tongmai.access.TestNode;
import tools.jackson.databind.JsonNode;

/** What the pages show: hospital B treats Wang, of whom hospital A has a record. */
class PortalTest {

    private static TestNode node;
    private static String atA;
    private static String atB;

    @BeforeAll
    static void start() {
        node = TestNode.start();
        node.institution(TestNode.HOSPITAL_A, "甲医院");
        node.institution(TestNode.HOSPITAL_B, "乙医院");
        atA = node.patient(TestNode.HOSPITAL_A, "王建军", "330106197803074516");
        atB = node.patient(TestNode.HOSPITAL_B, "王建军", "330106197803074516");
        node.encounter(TestNode.HOSPITAL_A, atA, Instant.parse("2026-01-04T01:00:00Z"), "2026-01-04T02:00:00Z");
        node.encounter(TestNode.HOSPITAL_B, atB, Instant.now().minusSeconds(60), "");
        node.condition(TestNode.HOSPITAL_A, atA, "肺炎", "");
        node.condition(TestNode.HOSPITAL_A, atA, "抑郁发作", "PSY");
        String result = node.observation(TestNode.HOSPITAL_A, atA, "laboratory", "葡萄糖");
        node.file(TestNode.HOSPITAL_A, "DiagnosticReport", """
                {"resourceType":"DiagnosticReport","status":"final","subject":{"reference":"Patient/%s"},
                 "category":[{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/v2-0074","code":"LAB"}]}],
                 "code":{"text":"血糖测定"},"effectiveDateTime":"2026-05-04T08:00:00+08:00",
                 "result":[{"reference":"Observation/%s"}]}
                """.formatted(atA, result));
        node.file(TestNode.HOSPITAL_A, "AllergyIntolerance", """
                {"resourceType":"AllergyIntolerance","patient":{"reference":"Patient/%s"},"code":{"text":"青霉素"}}
                """.formatted(atA));
        node.doctor("zhang", "张伟", TestNode.HOSPITAL_B);
        node.doctor("sun", "孙丽", TestNode.HOSPITAL_A);
        node.resident("wang", "王建军", atA);
        node.settle();
    }

    @AfterAll
    static void stop() {
        node.close();
    }

    @Test
    void who_walks_in_today_stands_at_the_desk_and_is_found_by_name_and_number() {
        TestBrowser doctor = node.browser("zhang");

        JsonNode today = doctor.get("/api/portal/walk-ins").json().path("patients");
        JsonNode byName =
                doctor.get("/api/portal/walk-ins?query=%E7%8E%8B").json().path("patients");
        JsonNode byNumber = doctor.get("/api/portal/walk-ins?query=330106197803074516")
                .json()
                .path("patients");
        JsonNode atOther =
                node.browser("sun").get("/api/portal/walk-ins").json().path("patients");

        assertThat(today).hasSize(1);
        assertThat(today.path(0).path("patient").asString()).isEqualTo(atB);
        assertThat(today.path(0).path("name").asString()).isEqualTo("王建军");
        assertThat(today.path(0).path("identifierTail").asString()).isEqualTo("4516");
        assertThat(today.path(0).path("department").asString()).isEqualTo("呼吸内科");
        assertThat(byName).hasSize(1);
        assertThat(byNumber).hasSize(1);
        assertThat(byNumber.path(0).path("patient").asString()).isEqualTo(atB);
        assertThat(atOther).isEmpty();
    }

    @Test
    void without_permission_the_doctor_learns_only_that_something_is_withheld() {
        TestBrowser doctor = node.browser("zhang");

        JsonNode header = doctor.get("/api/portal/record/" + atB).json();
        JsonNode entries =
                doctor.get("/api/portal/record/" + atB + "/timeline").json().path("entries");

        assertThat(header.path("withheld").asBoolean()).isTrue();
        assertThat(header.path("sources")).hasSize(2);
        JsonNode withheld = header.path("sources").path(1);
        assertThat(withheld.path("state").asString()).isEqualTo("withheld");
        assertThat(withheld.path("institution").isNull()).isTrue();
        assertThat(withheld.path("count").isNull()).isTrue();
        assertThat(header.toString()).doesNotContain("甲医院", TestNode.HOSPITAL_A, atA);
        assertThat(entries).hasSize(1);
        assertThat(doctor.get("/api/person/" + atB + "/explanation").status()).isEqualTo(403);
    }

    @Test
    void with_permission_one_timeline_holds_both_hospitals_and_after_revocation_it_does_not() {
        TestBrowser doctor = node.browser("zhang");
        TestBrowser resident = node.browser("wang");
        String id = ask(doctor);
        String state = state(doctor);
        resident.post("/api/access/requests/" + id + "/answer", Map.of("grant", true));

        JsonNode header = doctor.get("/api/portal/record/" + atB).json();
        JsonNode entries =
                doctor.get("/api/portal/record/" + atB + "/timeline").json().path("entries");
        JsonNode laboratory = doctor.get("/api/portal/record/" + atB + "/timeline?category=laboratory")
                .json()
                .path("entries");
        int why = doctor.get("/api/person/" + atB + "/explanation").status();
        resident.post("/api/access/requests/" + id + "/revoke", null);

        assertThat(state).isEqualTo("requested");
        assertThat(header.path("access").path("state").asString()).isEqualTo("granted");
        assertThat(header.path("allergies").path(0).path("zh").asString()).isEqualTo("青霉素");
        assertThat(institutions(entries)).contains("甲医院", "乙医院");
        assertThat(entries.toString()).contains("肺炎").doesNotContain("抑郁发作");
        assertThat(laboratory).hasSize(1);
        assertThat(laboratory.path(0).path("title").path("zh").asString()).isEqualTo("血糖测定");
        assertThat(laboratory
                        .path(0)
                        .path("lines")
                        .path(0)
                        .path("label")
                        .path("zh")
                        .asString())
                .isEqualTo("葡萄糖");
        assertThat(laboratory.path(0).path("lines").path(0).path("value").asString())
                .isEqualTo("5.4");
        assertThat(laboratory.path(0).path("lines").path(0).path("unit").asString())
                .isEqualTo("mmol/L");
        assertThat(why).isEqualTo(200);
        assertThat(state(doctor)).isEqualTo("revoked");
        assertThat(doctor.get("/api/portal/record/" + atB + "/timeline").json().path("entries"))
                .hasSize(1);
    }

    @Test
    void the_resident_sees_the_whole_own_record_in_pages() {
        TestBrowser resident = node.browser("wang");

        JsonNode header = resident.get("/api/portal/me").json();
        JsonNode all = resident.get("/api/portal/me/timeline").json().path("entries");
        JsonNode first = resident.get("/api/portal/me/timeline?count=3").json();
        JsonNode second = resident.get("/api/portal/me/timeline?count=3&before="
                        + first.path("next").asString())
                .json();

        assertThat(header.path("name").asString()).isEqualTo("王建军");
        assertThat(header.path("withheld").asBoolean()).isFalse();
        assertThat(header.path("sources")).hasSize(2);
        assertThat(all.toString()).contains("抑郁发作");
        assertThat(all).hasSize(6);
        assertThat(references(first)).hasSize(3);
        assertThat(references(second)).hasSize(3).doesNotContainAnyElementsOf(references(first));
        assertThat(second.path("next").isNull()).isTrue();
    }

    @Test
    void a_patient_not_in_care_and_one_that_does_not_exist_are_refused_alike_and_the_look_is_recorded() {
        TestBrowser doctor = node.browser("sun");
        var notInCare = doctor.get("/api/portal/record/" + atA);
        var unknown = doctor.get("/api/portal/record/zzzz-1");
        JsonNode looks =
                node.browser("wang").get("/api/access/looks?count=1").json().path("looks");

        assertThat(notInCare.status()).isEqualTo(403);
        assertThat(unknown.status()).isEqualTo(403);
        assertThat(notInCare.code()).isEqualTo(unknown.code());
        assertThat(looks.path(0).path("who").path("name").asString()).isEqualTo("孙丽");
        assertThat(looks.path(0).path("outcome").asString()).isEqualTo("refused");
    }

    @Test
    void a_wrong_page_and_a_wrong_category_are_refused_with_a_word() {
        TestBrowser resident = node.browser("wang");

        assertThat(resident.get("/api/portal/me/timeline?before=x").code()).isEqualTo("portal.page-unknown");
        assertThat(resident.get("/api/portal/me/timeline?category=x").code()).isEqualTo("portal.unknown-category");
        assertThat(resident.get("/api/portal/me/timeline?count=x").code()).isEqualTo("access.parameter-unreadable");
    }

    @Test
    void a_refusal_is_what_the_doctor_came_for_himself_after_a_revocation_and_no_refresh_of_his_page() {
        TestBrowser doctor = node.browser("zhang");
        TestBrowser resident = node.browser("wang");
        String id = ask(doctor);
        String record = "/api/portal/record/" + atB;
        long before = refusals(resident);
        doctor.get(record);
        resident.post("/api/access/requests/" + id + "/answer", Map.of("grant", true));
        doctor.get(record);
        resident.post("/api/access/requests/" + id + "/revoke", null);
        long looks = traced();
        doctor.get(record + "?refresh=true");
        var gone = doctor.get(record + "/timeline?refresh=true&institution=" + TestNode.HOSPITAL_A);
        long refreshed = refusals(resident);
        long left = traced() - looks;

        doctor.get(record);
        long opened = refusals(resident);
        doctor.get(record + "/timeline?institution=" + TestNode.HOSPITAL_A);

        assertThat(gone.code()).isEqualTo("portal.not-allowed");
        assertThat(refreshed).isEqualTo(before);
        assertThat(left).isEqualTo(2);
        assertThat(opened).isEqualTo(before + 1);
        assertThat(refusals(resident)).isEqualTo(before + 2);
    }

    @Test
    void a_doctor_who_comes_again_after_the_resident_said_no_is_recorded_as_refused() {
        TestBrowser doctor = node.browser("zhang");
        TestBrowser resident = node.browser("wang");
        resident.post("/api/access/requests/" + ask(doctor) + "/answer", Map.of("grant", false));
        long before = refusals(resident);

        doctor.get("/api/portal/record/" + atB + "?refresh=true");
        long refreshed = refusals(resident);
        doctor.get("/api/portal/record/" + atB);

        assertThat(refreshed).isEqualTo(before);
        assertThat(refusals(resident)).isEqualTo(before + 1);
    }

    @Test
    void what_an_open_page_asks_by_itself_is_told_from_what_the_doctor_opened() {
        TestBrowser doctor = node.browser("zhang");
        doctor.get("/api/portal/record/" + atB);
        doctor.get("/api/portal/record/" + atB + "?refresh=true");

        JsonNode looks =
                node.browser("wang").get("/api/access/looks?count=2").json().path("looks");

        assertThat(looks.valueStream().map(look -> look.path("refresh").asBoolean()))
                .containsExactly(true, false);
    }

    private static String ask(TestBrowser doctor) {
        return doctor.post(
                        "/api/access/requests",
                        Map.of(
                                "patient",
                                atB,
                                "purpose",
                                "CARE",
                                "categories",
                                List.of(),
                                "until",
                                Instant.now().plus(Duration.ofHours(8)).toString(),
                                "reason",
                                "咳嗽两周"))
                .json()
                .path("id")
                .asString();
    }

    private static long refusals(TestBrowser resident) {
        return resident.get("/api/access/looks?count=200")
                .json()
                .path("looks")
                .valueStream()
                .filter(look -> look.path("who").path("name").asString().equals("张伟"))
                .filter(look -> look.path("outcome").asString().equals("refused"))
                .count();
    }

    private static long traced() {
        return node.jdbc()
                .sql("select count(distinct id) from access.look where account = 'zhang'")
                .query(Long.class)
                .single();
    }

    private static String state(TestBrowser doctor) {
        return doctor.get("/api/portal/record/" + atB)
                .json()
                .path("access")
                .path("state")
                .asString();
    }

    private static List<String> institutions(JsonNode entries) {
        return StreamSupport.stream(entries.spliterator(), false)
                .map(entry -> entry.path("institution").path("name").asString())
                .distinct()
                .toList();
    }

    private static List<String> references(JsonNode page) {
        return StreamSupport.stream(page.path("entries").spliterator(), false)
                .map(entry -> entry.path("reference").asString())
                .toList();
    }
}
