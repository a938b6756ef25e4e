package org.tongmai.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Wang lies unconscious in hospital B; hospital A knows him. His doctor opens what A has, and answers for it. */
class EmergencyTest {

    private static final String NUMBER = "330106197803074516";

    private static TestNode node;
    private static String atA;
    private static String atB;
    private static String pneumonia;
    private static String depression;
    private static String genetic;
    private static String stranger;

    @BeforeAll
    static void start() {
        node = TestNode.start();
        node.institution(TestNode.HOSPITAL_A, "甲医院");
        node.institution(TestNode.HOSPITAL_B, "乙医院");
        atA = node.patient(TestNode.HOSPITAL_A, "王建军", NUMBER);
        atB = node.patient(TestNode.HOSPITAL_B, "王建军", NUMBER);
        node.encounter(TestNode.HOSPITAL_B, atB, Instant.now().minusSeconds(600), "");
        pneumonia = node.condition(TestNode.HOSPITAL_A, atA, "肺炎", "");
        depression = node.condition(TestNode.HOSPITAL_A, atA, "抑郁发作", "PSY");
        genetic = node.condition(TestNode.HOSPITAL_A, atA, "亨廷顿病基因携带", "GENETIC");
        stranger = node.patient(TestNode.HOSPITAL_A, "李秀英", "330106197803071032");
        node.doctor("zhang", "张伟", TestNode.HOSPITAL_B);
        node.doctor("li", "李娜", TestNode.HOSPITAL_B);
        node.resident("wang", "王建军", atB);
        node.account("reviewer", Role.REVIEWER);
        node.settle();
    }

    @AfterAll
    static void stop() {
        node.close();
    }

    @AfterEach
    void close() {
        node.jdbc().sql("delete from access.emergency").update();
    }

    @Test
    void what_others_have_is_open_to_the_one_doctor_and_no_more_than_helps() {
        TestBrowser doctor = node.browser("zhang");
        int before = read(doctor, pneumonia);

        JsonNode opened = open(doctor, "UNCONSCIOUS", "");

        assertThat(before).isEqualTo(403);
        assertThat(Instant.parse(opened.path("until").asString()))
                .isBetween(
                        Instant.now().plus(Emergencies.LIFE).minusSeconds(60),
                        Instant.now().plus(Emergencies.LIFE));
        assertThat(read(doctor, pneumonia)).isEqualTo(200);
        assertThat(read(doctor, depression)).isEqualTo(200);
        assertThat(read(doctor, genetic)).isEqualTo(404);
        assertThat(doctor.get("/fhir/Condition").json().path("total").asInt()).isEqualTo(2);
        assertThat(doctor.get("/api/portal/record/" + atB)
                        .json()
                        .path("access")
                        .path("state")
                        .asString())
                .isEqualTo("emergency");
        assertThat(read(node.browser("li"), pneumonia)).isEqualTo(403);
    }

    @Test
    void the_resident_is_told_reads_why_and_can_end_it() {
        TestBrowser doctor = node.browser("zhang");
        TestBrowser resident = node.browser("wang");
        open(doctor, "OTHER", "车祸送来，昏迷，身边没有家属");
        read(doctor, pneumonia);

        JsonNode told = emergencies(resident);
        JsonNode looks = resident.get("/api/access/looks").json().path("looks");
        resident.post("/api/access/emergencies/" + told.path("id").asString() + "/end", null);

        assertThat(told.path("name").asString()).isEqualTo("张伟");
        assertThat(told.path("institution").path("name").asString()).isEqualTo("乙医院");
        assertThat(told.path("words").asString()).contains("车祸");
        assertThat(looks.toString()).contains("紧急访问：居民当时无法授权");
        assertThat(read(doctor, pneumonia)).isEqualTo(403);
        assertThat(doctor.get("/fhir/Condition").json().path("total").asInt()).isZero();
        assertThat(refused(doctor, atB, "UNCONSCIOUS", "")).isEqualTo("access.emergency-shut");
        assertThat(node.browser("reviewer").get("/fhir/Condition/" + pneumonia).status())
                .isEqualTo(403);
    }

    @Test
    void it_ends_by_itself() {
        TestBrowser doctor = node.browser("zhang");
        open(doctor, "LIFE_THREATENING", "");
        node.jdbc()
                .sql(
                        "update access.emergency set opened_at = opened_at - interval '5 hours', until = until - interval '5 hours'")
                .update();

        assertThat(read(doctor, pneumonia)).isEqualTo(403);
    }

    @Test
    void it_waits_for_a_reviewer_who_sees_nothing_of_the_record_and_whose_finding_ends_it() {
        TestBrowser doctor = node.browser("zhang");
        TestBrowser reviewer = node.browser("reviewer");
        open(doctor, "UNCONSCIOUS", "");
        read(doctor, pneumonia);
        read(doctor, depression);

        JsonNode queue = reviewer.get("/api/access/emergencies/queue").json();
        JsonNode waiting = queue.path("emergencies").path(0);
        String review = "/api/access/emergencies/"
                + waiting.path("emergency").path("id").asString() + "/review";
        var wordless = reviewer.post(review, TestNode.body("verdict", "UNJUSTIFIED"));
        var found = reviewer.post(review, TestNode.body("verdict", "UNJUSTIFIED", "words", "患者当时清醒，可以询问"));
        var again = reviewer.post(review, TestNode.body("verdict", "JUSTIFIED", "words", "没有问题"));

        assertThat(waiting.path("patient").asString()).isEqualTo("王**");
        assertThat(waiting.path("looks").asInt()).isEqualTo(2);
        assertThat(Instant.parse(waiting.path("reviewBy").asString()))
                .isBefore(Instant.now().plus(Emergencies.REVIEW_WITHIN));
        assertThat(queue.toString()).doesNotContain("肺炎", "抑郁", "王建军", NUMBER, atA, atB);
        assertThat(wordless.code()).isEqualTo("access.review-incomplete");
        assertThat(found.status()).isEqualTo(200);
        assertThat(again.code()).isEqualTo("access.emergency-reviewed");
        assertThat(read(doctor, pneumonia)).isEqualTo(403);
        assertThat(emergencies(node.browser("wang")).path("reviewWords").asString())
                .contains("清醒");
        assertThat(reviewer.get("/api/access/emergencies/queue").json().path("emergencies"))
                .isEmpty();
        assertThat(reviewer.get("/api/access/emergencies/queue?waiting=false")
                        .json()
                        .path("emergencies"))
                .hasSize(1);
    }

    @Test
    void it_needs_a_ground_words_where_the_list_has_none_and_a_patient_who_is_there() {
        TestBrowser doctor = node.browser("zhang");

        assertThat(refused(doctor, atB, "CURIOUS", "")).isEqualTo("access.ground-unknown");
        assertThat(refused(doctor, atB, null, "")).isEqualTo("access.ground-unknown");
        assertThat(refused(doctor, atB, "OTHER", "急")).isEqualTo("access.emergency-words");
        assertThat(refused(doctor, null, "UNCONSCIOUS", "")).isEqualTo("access.emergency-incomplete");
        assertThat(refused(doctor, stranger, "UNCONSCIOUS", "")).isEqualTo("access.no-such-patient");
        assertThat(refused(doctor, "nobody", "UNCONSCIOUS", "")).isEqualTo("access.no-such-patient");
        assertThat(doctor.post("/api/access/emergencies/x/end", null).code()).isEqualTo("access.no-such-emergency");
    }

    @Test
    void opened_twice_it_is_one_and_only_its_doctor_or_resident_ends_it() {
        TestBrowser doctor = node.browser("zhang");
        String first = open(doctor, "UNCONSCIOUS", "").path("id").asString();
        String second = open(doctor, "NOBODY_TO_ASK", "").path("id").asString();

        assertThat(second).isEqualTo(first);
        assertThat(node.browser("li")
                        .post("/api/access/emergencies/" + first + "/end", null)
                        .code())
                .isEqualTo("access.no-such-emergency");
        assertThat(doctor.post("/api/access/emergencies/" + first + "/end", null)
                        .status())
                .isEqualTo(200);
        assertThat(read(doctor, pneumonia)).isEqualTo(403);
    }

    private static int read(TestBrowser doctor, String condition) {
        return doctor.get("/fhir/Condition/" + condition).status();
    }

    private static JsonNode open(TestBrowser doctor, String ground, String words) {
        return doctor.post("/api/access/emergencies", TestNode.body("patient", atB, "ground", ground, "words", words))
                .json();
    }

    private static String refused(TestBrowser doctor, @Nullable String patient, @Nullable String ground, String words) {
        return doctor.post(
                        "/api/access/emergencies", TestNode.body("patient", patient, "ground", ground, "words", words))
                .code();
    }

    private static JsonNode emergencies(TestBrowser who) {
        return who.get("/api/access/emergencies").json().path("emergencies").path(0);
    }
}
