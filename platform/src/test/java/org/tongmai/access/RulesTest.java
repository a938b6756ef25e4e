package org.tongmai.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.tongmai.store.Scope;
import org.tongmai.store.Store;
import tools.jackson.databind.JsonNode;

/** Wang is treated in hospital B; hospital A has a record of his. He says beforehand who may see what of it. */
class RulesTest {

    private static final String NUMBER = "330106197803074516";

    private static TestNode node;
    private static String atA;
    private static String atB;
    private static String pneumoniaAtA;
    private static String depressionAtA;
    private static String laboratoryAtA;
    private static String imagingAtA;
    private static String coughAtB;
    private static String depressionAtB;
    private static String strangersCondition;

    @BeforeAll
    static void start() {
        node = TestNode.start();
        node.institution(TestNode.HOSPITAL_A, "甲医院");
        node.institution(TestNode.HOSPITAL_B, "乙医院");
        atA = node.patient(TestNode.HOSPITAL_A, "王建军", NUMBER);
        atB = node.patient(TestNode.HOSPITAL_B, "王建军", NUMBER);
        node.encounter(TestNode.HOSPITAL_B, atB, Instant.now().minusSeconds(600), "");
        pneumoniaAtA = node.condition(TestNode.HOSPITAL_A, atA, "肺炎", "");
        depressionAtA = node.condition(TestNode.HOSPITAL_A, atA, "抑郁发作", "PSY");
        laboratoryAtA = node.observation(TestNode.HOSPITAL_A, atA, "laboratory", "葡萄糖");
        imagingAtA = node.observation(TestNode.HOSPITAL_A, atA, "imaging", "胸部CT");
        coughAtB = node.condition(TestNode.HOSPITAL_B, atB, "咳嗽", "");
        depressionAtB = node.condition(TestNode.HOSPITAL_B, atB, "抑郁状态", "PSY");
        String stranger = node.patient(TestNode.HOSPITAL_A, "李秀英", "330106197803071032");
        strangersCondition = node.condition(TestNode.HOSPITAL_A, stranger, "高血压", "");
        node.doctor("zhang", "张伟", TestNode.HOSPITAL_B);
        node.doctor("li", "李娜", TestNode.HOSPITAL_B);
        node.doctor("sun", "孙丽", TestNode.HOSPITAL_A);
        node.resident("wang", "王建军", atB);
        node.resident("lixiuying", "李秀英", stranger);
        node.settle();
    }

    @AfterAll
    static void stop() {
        node.close();
    }

    @AfterEach
    void forget() {
        node.jdbc().sql("delete from access.rule").update();
        node.jdbc().sql("delete from access.request").update();
        node.jdbc().sql("delete from access.emergency").update();
    }

    @Test
    void what_a_rule_permits_is_seen_unasked_and_what_is_taken_back_is_refused_at_the_next_request() {
        TestBrowser doctor = node.browser("zhang");
        int before = read(doctor, pneumoniaAtA);

        String id = made("effect", "PERMIT", "institution", TestNode.HOSPITAL_B, "until", in(30));
        int during = read(doctor, pneumoniaAtA);
        int special = read(doctor, depressionAtA);
        int broad = total(doctor, "/fhir/Condition");
        String state = doctor.get("/api/portal/record/" + atB)
                .json()
                .path("access")
                .path("state")
                .asString();
        var ended = node.browser("wang").post("/api/access/rules/" + id + "/end", null);

        assertThat(before).isEqualTo(403);
        assertThat(during).isEqualTo(200);
        assertThat(special).isEqualTo(404);
        assertThat(broad).isEqualTo(3);
        assertThat(state).isEqualTo("granted");
        assertThat(ended.json().path("state").asString()).isEqualTo("ENDED");
        assertThat(read(doctor, pneumoniaAtA)).isEqualTo(403);
        assertThat(total(doctor, "/fhir/Condition")).isEqualTo(2);
    }

    @Test
    void a_rule_for_one_doctor_or_another_institution_opens_nothing_to_others() {
        made("effect", "PERMIT", "account", "li", "until", in(30));
        made("effect", "PERMIT", "institution", TestNode.HOSPITAL_A, "until", in(30));

        assertThat(read(node.browser("li"), pneumoniaAtA)).isEqualTo(200);
        assertThat(read(node.browser("zhang"), pneumoniaAtA)).isEqualTo(403);
    }

    @Test
    void a_permission_opens_its_categories_and_the_special_classes_that_it_names() {
        TestBrowser doctor = node.browser("zhang");
        made(
                "effect",
                "PERMIT",
                "categories",
                List.of("laboratory", "diagnoses"),
                "classes",
                List.of("PSY"),
                "until",
                in(30));

        assertThat(read(doctor, pneumoniaAtA)).isEqualTo(200);
        assertThat(read(doctor, depressionAtA)).isEqualTo(200);
        assertThat(doctor.get("/fhir/Observation/" + laboratoryAtA).status()).isEqualTo(200);
        assertThat(doctor.get("/fhir/Observation/" + imagingAtA).status()).isEqualTo(404);
        assertThat(total(doctor, "/fhir/Observation?patient=Patient/" + atA)).isEqualTo(1);
    }

    @Test
    void a_denial_beats_what_was_granted_on_request_and_says_so_before_it_is_saved() {
        TestBrowser doctor = node.browser("zhang");
        granted(doctor, List.of("diagnoses", "laboratory"), List.of("PSY"));
        int before = read(doctor, depressionAtA);

        var preview = node.browser("wang")
                .post("/api/access/rules/preview", TestNode.body("effect", "DENY", "classes", List.of("PSY")))
                .json();
        int meanwhile = read(doctor, depressionAtA);
        made("effect", "DENY", "classes", List.of("PSY"));

        assertThat(before).isEqualTo(200);
        assertThat(preview.path("sentence").path("zh").asString())
                .startsWith("保存后，")
                .contains("谁也不能查看", "精神科", "随之停用", "乙医院（张伟）", "紧急抢救");
        assertThat(preview.path("cut").path(0).path("requester").asString()).isEqualTo("张伟");
        assertThat(meanwhile).isEqualTo(200);
        assertThat(read(doctor, depressionAtA)).isEqualTo(404);
        assertThat(read(doctor, pneumoniaAtA)).isEqualTo(200);
        assertThat(total(doctor, "/fhir/Condition?patient=Patient/" + atA)).isEqualTo(1);
        assertThat(total(doctor, "/fhir/Condition")).isEqualTo(3);
    }

    @Test
    void what_is_denied_is_found_by_no_chain_and_no_reverse_chain() {
        TestBrowser doctor = node.browser("zhang");
        String search = "/fhir/Patient?_id=" + atA + "&_has:Condition:patient:code=J18.9";
        made("effect", "PERMIT", "until", in(3));
        int permitted = total(doctor, search);
        made("effect", "DENY", "categories", List.of("diagnoses"));

        assertThat(permitted).isEqualTo(1);
        assertThat(total(doctor, search)).isZero();
        assertThat(total(doctor, "/fhir/Patient?_id=" + atA)).isEqualTo(1);
    }

    @Test
    void a_request_that_waits_says_that_rules_come_before_it() {
        made("effect", "DENY", "institution", TestNode.HOSPITAL_B, "categories", List.of("laboratory"));
        node.browser("zhang")
                .post(
                        "/api/access/requests",
                        TestNode.body(
                                "patient", atB, "categories", List.of("laboratory"), "until", in(5), "reason", "x"));
        JsonNode request = node.browser("wang")
                .get("/api/access/requests")
                .json()
                .path("requests")
                .path(0);
        JsonNode preview = node.browser("wang")
                .get("/api/access/requests/preview?id=" + request.path("id").asString())
                .json();

        assertThat(request.path("sentence").path("zh").asString()).endsWith("您已有的 1 条禁止规则仍然优先。");
        assertThat(preview.path("sentence").path("zh").asString()).endsWith("您已有的 1 条禁止规则仍然优先。");
    }

    @Test
    void an_app_of_the_doctor_sees_no_more_than_rules_let_the_doctor() {
        TestApp app = TestApp.registered(node, "ruled", "launch/patient", "user/*.rs", "patient/*.rs");
        String token = TestApp.access(app.allowed(node.browser("zhang"), "launch/patient patient/*.rs", atB));
        String search = "/fhir/Condition?patient=Patient/" + atA;
        int before = app.get(search, token).status();
        made("effect", "PERMIT", "account", "zhang", "classes", List.of("PSY"), "until", in(3));
        int permitted = app.get(search, token).json().path("total").asInt();
        made("effect", "DENY", "classes", List.of("PSY"));
        int denied = app.get(search, token).json().path("total").asInt();

        assertThat(before).isEqualTo(403);
        assertThat(permitted).isEqualTo(2);
        assertThat(denied).isEqualTo(1);
    }

    @Test
    void the_ward_that_wrote_a_record_keeps_seeing_it_whatever_is_denied() {
        made("effect", "DENY");
        made("effect", "DENY", "institution", TestNode.HOSPITAL_B);
        TestBrowser doctor = node.browser("zhang");

        assertThat(read(doctor, coughAtB)).isEqualTo(200);
        assertThat(read(doctor, depressionAtB)).isEqualTo(200);
        assertThat(read(doctor, pneumoniaAtA)).isEqualTo(403);
    }

    @Test
    void a_doctor_who_is_shut_out_by_name_sees_nothing_at_home_and_the_colleague_does() {
        made("effect", "DENY", "account", "zhang");
        TestBrowser doctor = node.browser("zhang");

        JsonNode header = doctor.get("/api/portal/record/" + atB).json();
        JsonNode timeline =
                doctor.get("/api/portal/record/" + atB + "/timeline").json();

        assertThat(read(doctor, coughAtB)).isEqualTo(404);
        assertThat(total(doctor, "/fhir/Condition")).isZero();
        assertThat(header.path("name").asString()).isEqualTo("王建军");
        assertThat(header.path("denied").asBoolean()).isTrue();
        assertThat(timeline.path("entries")).isEmpty();
        assertThat(read(node.browser("li"), coughAtB)).isEqualTo(200);
    }

    @Test
    void only_the_one_who_is_named_sees_and_what_others_were_granted_is_cut() {
        granted(node.browser("zhang"), List.of("diagnoses"), List.of());
        int before = read(node.browser("zhang"), pneumoniaAtA);

        made("effect", "ONLY", "account", "li", "until", in(30));

        assertThat(before).isEqualTo(200);
        assertThat(read(node.browser("zhang"), pneumoniaAtA)).isEqualTo(403);
        assertThat(read(node.browser("li"), pneumoniaAtA)).isEqualTo(200);
    }

    @Test
    void an_emergency_opens_what_a_rule_denies_and_never_reproductive_or_genetic_records() {
        String genetic = node.condition(TestNode.HOSPITAL_A, atA, "亨廷顿病基因携带", "GENETIC");
        made("effect", "DENY");
        TestBrowser doctor = node.browser("zhang");
        int before = read(doctor, depressionAtA);

        doctor.post("/api/access/emergencies", TestNode.body("patient", atB, "ground", "UNCONSCIOUS", "words", ""));

        assertThat(before).isEqualTo(403);
        assertThat(read(doctor, depressionAtA)).isEqualTo(200);
        assertThat(read(doctor, genetic)).isEqualTo(404);
        assertThat(total(doctor, "/fhir/Condition")).isEqualTo(4);
        assertThat(read(node.browser("li"), pneumoniaAtA)).isEqualTo(403);
    }

    @Test
    void one_document_can_be_permitted_or_kept_back_alone() {
        TestBrowser doctor = node.browser("zhang");
        made("effect", "PERMIT", "document", "Condition/" + depressionAtA, "until", in(3));
        int alone = read(doctor, depressionAtA);
        int beside = read(doctor, pneumoniaAtA);
        made("effect", "PERMIT", "until", in(3));
        made("effect", "DENY", "document", "Condition/" + pneumoniaAtA);

        assertThat(alone).isEqualTo(200);
        assertThat(beside).isEqualTo(404);
        assertThat(read(doctor, pneumoniaAtA)).isEqualTo(404);
        assertThat(doctor.get("/fhir/Observation/" + laboratoryAtA).status()).isEqualTo(200);
    }

    @Test
    void a_period_of_care_bounds_what_is_permitted_and_what_is_denied() {
        TestBrowser doctor = node.browser("zhang");
        made(
                "effect",
                "PERMIT",
                "careFrom",
                "2026-05-01T00:00:00Z",
                "careUntil",
                "2026-06-01T00:00:00Z",
                "until",
                in(3));
        int within = read(doctor, pneumoniaAtA);
        made("effect", "DENY", "careFrom", "2026-05-04T00:00:00Z", "careUntil", "2026-05-05T00:00:00Z");

        assertThat(within).isEqualTo(200);
        assertThat(read(doctor, pneumoniaAtA)).isEqualTo(404);
        assertThat(total(doctor, "/fhir/Observation?patient=Patient/" + atA)).isZero();
    }

    @Test
    void a_rule_begins_and_ends_by_itself() {
        TestBrowser doctor = node.browser("zhang");
        made("effect", "PERMIT", "from", in(1), "until", in(30));
        int early = read(doctor, pneumoniaAtA);
        move("1 day 1 hour");
        int during = read(doctor, pneumoniaAtA);
        move("40 days");

        assertThat(early).isEqualTo(403);
        assertThat(during).isEqualTo(200);
        assertThat(read(doctor, pneumoniaAtA)).isEqualTo(403);
        assertThat(rules().path(0).path("state").asString()).isEqualTo("EXPIRED");
    }

    @Test
    void a_change_is_a_new_version_and_the_old_one_is_kept() {
        TestBrowser resident = node.browser("wang");
        String id = made("effect", "DENY", "classes", List.of("PSY"));

        var changed = resident.post(
                "/api/access/rules/" + id,
                TestNode.body("version", 1, "effect", "DENY", "classes", List.of("PSY", "HIV")));
        var stale = resident.post("/api/access/rules/" + id, TestNode.body("version", 1, "effect", "DENY"));
        JsonNode versions =
                resident.get("/api/access/rules/" + id + "/versions").json().path("rules");

        assertThat(changed.json().path("version").asInt()).isEqualTo(2);
        assertThat(stale.code()).isEqualTo("access.rule-changed");
        assertThat(versions).hasSize(2);
        assertThat(versions.path(1).path("state").asString()).isEqualTo("REPLACED");
        assertThat(versions.path(1).path("classes")).hasSize(1);
        assertThat(rules()).hasSize(1);
    }

    @Test
    void the_rule_stands_in_the_store_as_consent_with_its_exceptions_nested() {
        String id = made("effect", "ONLY", "account", "li", "categories", List.of("diagnoses"), "until", in(30));
        JsonNode active = consent(id);
        node.browser("wang").post("/api/access/rules/" + id + "/end", null);

        JsonNode provision = active.path("provision");
        assertThat(active.path("status").asString()).isEqualTo("active");
        assertThat(active.path("patient").path("reference").asString()).isEqualTo("Patient/" + atB);
        assertThat(provision.path("type").asString()).isEqualTo("deny");
        assertThat(provision.path("class").path(0).path("code").asString()).isEqualTo("Condition");
        assertThat(provision.path("provision").path(0).path("type").asString()).isEqualTo("permit");
        assertThat(provision
                        .path("provision")
                        .path(0)
                        .path("actor")
                        .path(0)
                        .path("reference")
                        .path("identifier")
                        .path("value")
                        .asString())
                .isEqualTo("li");
        assertThat(provision
                        .path("provision")
                        .path(1)
                        .path("purpose")
                        .path(0)
                        .path("code")
                        .asString())
                .isEqualTo("ETREAT");
        assertThat(consent(id).path("status").asString()).isEqualTo("inactive");
    }

    @Test
    void a_doctor_is_told_that_rules_keep_something_back_whether_there_is_any_or_not() {
        TestBrowser doctor = node.browser("zhang");
        boolean none = denied(doctor);

        String psychiatric = made("effect", "DENY", "classes", List.of("PSY"));
        JsonNode some = doctor.get("/api/portal/record/" + atB).json();
        node.browser("wang").post("/api/access/rules/" + psychiatric + "/end", null);
        made("effect", "DENY", "classes", List.of("HIV"));
        JsonNode nothing = doctor.get("/api/portal/record/" + atB).json();

        assertThat(none).isFalse();
        assertThat(some.path("denied").asBoolean()).isTrue();
        assertThat(nothing).isEqualTo(some);
    }

    @Test
    void one_look_is_one_look() {
        TestBrowser doctor = node.browser("zhang");
        made("effect", "PERMIT", "account", "zhang", "once", true, "until", in(7));

        boolean offered =
                doctor.get("/api/portal/record/" + atB).json().path("once").asBoolean();
        int own = read(doctor, coughAtB);
        int broad = total(doctor, "/fhir/Condition");
        var first = doctor.get("/fhir/Condition?patient=Patient/" + atA);
        var second = doctor.get("/fhir/Condition?patient=Patient/" + atA);

        assertThat(offered).isTrue();
        assertThat(own).isEqualTo(200);
        assertThat(broad).isEqualTo(2);
        assertThat(first.json().path("total").asInt()).isEqualTo(1);
        assertThat(second.status()).isEqualTo(403);
        assertThat(rules().path(0).path("state").asString()).isEqualTo("USED");
        assertThat(doctor.get("/api/portal/record/" + atB).json().path("once").asBoolean())
                .isFalse();
    }

    @Test
    void the_page_has_the_one_look_when_it_asks_for_it_and_not_by_being_opened() {
        TestBrowser doctor = node.browser("zhang");
        made("effect", "PERMIT", "account", "zhang", "once", true, "until", in(7));
        doctor.get("/api/portal/record/" + atB);
        JsonNode usual = doctor.get("/api/portal/record/" + atB + "/timeline").json();

        var look = doctor.post("/api/portal/record/" + atB + "/only-look", null);
        var again = doctor.post("/api/portal/record/" + atB + "/only-look", null);

        assertThat(usual.toString()).contains("咳嗽").doesNotContain("肺炎");
        assertThat(look.raw().body()).contains("肺炎").doesNotContain("抑郁");
        assertThat(again.code()).isEqualTo("portal.no-look-left");
    }

    @Test
    void of_thirty_two_looks_at_once_one_is_had() throws Exception {
        List<TestBrowser> doctors = List.of(node.browser("zhang"), node.browser("li"));
        for (int round = 0; round < 5; round++) {
            String id = made("effect", "PERMIT", "institution", TestNode.HOSPITAL_B, "once", true, "until", in(7));
            long before = looksElsewhere();

            List<Integer> answers = atOnce(
                    32,
                    n -> doctors.get(n % 2)
                            .get("/fhir/Condition/" + pneumoniaAtA)
                            .status());

            assertThat(answers.stream().filter(each -> each == 200)).hasSize(1);
            assertThat(answers.stream().filter(each -> each == 403)).hasSize(31);
            assertThat(looksElsewhere() - before).isEqualTo(1);
            node.browser("wang").post("/api/access/rules/" + id + "/end", null);
        }
    }

    @Test
    void what_is_denied_between_two_pages_is_not_on_the_second() {
        for (int i = 0; i < 5; i++) {
            node.file(TestNode.HOSPITAL_A, "AllergyIntolerance", """
                    {"resourceType":"AllergyIntolerance","patient":{"reference":"Patient/%s"},"code":{"text":"%d"}}
                    """.formatted(atA, i));
        }
        TestBrowser doctor = node.browser("zhang");
        String permit = made("effect", "PERMIT", "until", in(7));
        JsonNode first = doctor.get("/fhir/AllergyIntolerance?patient=Patient/" + atA + "&_count=2")
                .json();
        String next = next(first);
        String denial = made("effect", "DENY", "categories", List.of("allergies"));
        JsonNode denied = doctor.get(next).json();
        node.browser("wang").post("/api/access/rules/" + denial + "/end", null);
        JsonNode allowed = doctor.get(next).json();
        node.browser("wang").post("/api/access/rules/" + permit + "/end", null);

        assertThat(first.path("entry")).hasSize(2);
        assertThat(denied.path("entry")).isEmpty();
        assertThat(denied.path("total").asInt()).isZero();
        assertThat(allowed.path("entry")).hasSize(2);
        assertThat(doctor.get(next).status()).isEqualTo(403);
    }

    @Test
    void a_resident_sees_the_own_record_and_rules_whatever_is_denied_and_nobody_elses() {
        String id = made("effect", "DENY");

        assertThat(read(node.browser("wang"), depressionAtA)).isEqualTo(200);
        assertThat(node.browser("lixiuying").get("/api/access/rules").json().path("rules"))
                .isEmpty();
        assertThat(node.browser("lixiuying")
                        .post("/api/access/rules/" + id + "/end", null)
                        .code())
                .isEqualTo("access.no-such-rule");
        assertThat(node.browser("lixiuying")
                        .get("/api/access/rules/" + id + "/versions")
                        .code())
                .isEqualTo("access.no-such-rule");
    }

    @Test
    void doctors_to_name_are_found_in_an_institution() {
        JsonNode found = node.browser("wang")
                .get("/api/access/rules/doctors?institution=" + TestNode.HOSPITAL_B + "&name=张")
                .json()
                .path("doctors");

        assertThat(found).hasSize(1);
        assertThat(found.path(0).path("account").asString()).isEqualTo("zhang");
    }

    @Test
    void templates_fill_the_form_and_the_rule_says_of_which_it_was_made() {
        JsonNode templates =
                node.browser("wang").get("/api/access/rules/templates").json().path("templates");
        assertThat(templates).hasSizeGreaterThanOrEqualTo(3);
        for (JsonNode template : templates) {
            Map<String, @Nullable Object> draft = TestNode.body(
                    "effect",
                    template.path("effect").asString(),
                    "once",
                    template.path("once").asBoolean());
            draft.put(
                    "template",
                    template.path("id").asString() + "@"
                            + template.path("version").asInt());
            draft.put("classes", strings(template.path("classes")));
            draft.put("categories", strings(template.path("categories")));
            draft.put("account", template.path("to").asString().equals("doctor") ? "li" : null);
            draft.put(
                    "until",
                    template.path("days").isNumber() ? in(template.path("days").asInt()) : null);

            var made = node.browser("wang").post("/api/access/rules", draft);

            assertThat(made.status()).as(template.toString()).isEqualTo(200);
            assertThat(made.json().path("template").asString()).isEqualTo(draft.get("template"));
        }
    }

    @Test
    void a_rule_that_makes_no_sense_is_refused() {
        assertThat(refused()).isEqualTo("access.rule-incomplete");
        assertThat(refused("effect", "ALLOW")).isEqualTo("access.rule-incomplete");
        assertThat(refused("effect", "PERMIT")).isEqualTo("access.rule-period-wrong");
        assertThat(refused("effect", "PERMIT", "until", in(-1))).isEqualTo("access.rule-period-wrong");
        assertThat(refused("effect", "PERMIT", "from", in(5), "until", in(4))).isEqualTo("access.rule-period-wrong");
        assertThat(refused("effect", "PERMIT", "until", in(400))).isEqualTo("access.rule-period-wrong");
        assertThat(refused("effect", "DENY", "careFrom", in(5), "careUntil", in(4)))
                .isEqualTo("access.rule-period-wrong");
        assertThat(refused("effect", "DENY", "categories", List.of("secrets"))).isEqualTo("access.unknown-category");
        assertThat(refused("effect", "DENY", "classes", List.of("LOVE"))).isEqualTo("access.unknown-class");
        assertThat(refused("effect", "DENY", "document", "Condition/" + strangersCondition))
                .isEqualTo("access.no-such-document");
        assertThat(refused("effect", "DENY", "document", "Condition/nothing")).isEqualTo("access.no-such-document");
        assertThat(refused("effect", "DENY", "document", "Foo/1-1")).isEqualTo("access.no-such-document");
        assertThat(refused("effect", "DENY", "document", "Patient/" + atA)).isEqualTo("access.no-such-document");
        assertThat(refused("effect", "DENY", "document", "x")).isEqualTo("access.no-such-document");
        assertThat(refused(
                        "effect", "DENY", "document", "Condition/" + pneumoniaAtA, "categories", List.of("diagnoses")))
                .isEqualTo("access.rule-of-one-document");
        assertThat(refused("effect", "DENY", "once", true)).isEqualTo("access.rule-once");
        assertThat(refused("effect", "ONLY", "until", in(3))).isEqualTo("access.recipient-unknown");
        assertThat(refused("effect", "DENY", "account", "wang")).isEqualTo("access.recipient-unknown");
        assertThat(refused("effect", "DENY", "account", "nobody")).isEqualTo("access.recipient-unknown");
        assertThat(refused("effect", "DENY", "institution", "99999")).isEqualTo("access.recipient-unknown");
        assertThat(refused("effect", "DENY", "account", "sun", "institution", TestNode.HOSPITAL_B))
                .isEqualTo("access.recipient-unknown");
        assertThat(refused("effect", "DENY", "purpose", "RESEARCH")).isEqualTo("access.purpose-not-ruled");
        assertThat(refused("effect", "DENY", "until", "tomorrow")).isEqualTo("access.body-unreadable");
        assertThat(rules()).isEmpty();
    }

    @Test
    void fifty_rules_are_enough() {
        for (int i = 0; i < Rules.MOST; i++) {
            made("effect", "DENY", "classes", List.of("PSY"));
        }

        assertThat(refused("effect", "DENY")).isEqualTo("access.too-many-rules");
    }

    private static String made(@Nullable Object... pairs) {
        var answer = node.browser("wang").post("/api/access/rules", TestNode.body(pairs));
        assertThat(answer.status()).as(answer.raw().body()).isEqualTo(200);
        return answer.json().path("id").asString();
    }

    private static String refused(@Nullable Object... pairs) {
        return node.browser("wang")
                .post("/api/access/rules", TestNode.body(pairs))
                .code();
    }

    private static JsonNode rules() {
        return node.browser("wang").get("/api/access/rules").json().path("rules");
    }

    private static boolean denied(TestBrowser doctor) {
        return doctor.get("/api/portal/record/" + atB).json().path("denied").asBoolean();
    }

    private static void granted(TestBrowser doctor, List<String> categories, List<String> classes) {
        String id = doctor.post(
                        "/api/access/requests",
                        TestNode.body(
                                "patient",
                                atB,
                                "categories",
                                categories,
                                "classes",
                                classes,
                                "until",
                                in(5),
                                "reason",
                                "咳嗽两周"))
                .json()
                .path("id")
                .asString();
        node.browser("wang").post("/api/access/requests/" + id + "/answer", TestNode.body("grant", true));
    }

    private static int read(TestBrowser who, String condition) {
        return who.get("/fhir/Condition/" + condition).status();
    }

    private static int total(TestBrowser who, String search) {
        return who.get(search).json().path("total").asInt(-1);
    }

    private static JsonNode consent(String id) {
        return node.bean(Store.class)
                .read("Consent", id, Scope.everything())
                .orElseThrow()
                .tree();
    }

    /** As if the rules had been made that long ago. */
    private static void move(String interval) {
        node.jdbc()
                .sql(
                        "update access.rule set valid_from = valid_from - ?::interval, valid_until = valid_until - ?::interval")
                .params(interval, interval)
                .update();
    }

    private static long looksElsewhere() {
        return node.jdbc()
                .sql("select count(*) from access.look where compartment = ? and shown and account in ('zhang', 'li')")
                .param(node.compartment(atA))
                .query(Long.class)
                .single();
    }

    private static String next(JsonNode bundle) {
        return bundle.path("link")
                .valueStream()
                .filter(each -> each.path("relation").asString().equals("next"))
                .map(each -> each.path("url").asString())
                .map(url -> url.substring(url.indexOf("/fhir")))
                .findFirst()
                .orElseThrow();
    }

    private static List<String> strings(JsonNode array) {
        return array.valueStream().map(JsonNode::asString).toList();
    }

    private static String in(int days) {
        return Instant.now().plus(Duration.ofDays(days)).toString();
    }

    /** One of many calls. */
    private interface Call {
        int at(int number);
    }

    private static List<Integer> atOnce(int calls, Call call) throws Exception {
        CountDownLatch start = new CountDownLatch(1);
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Integer>> running = new ArrayList<>();
            for (int i = 0; i < calls; i++) {
                int number = i;
                Callable<Integer> task = () -> {
                    start.await();
                    return call.at(number);
                };
                running.add(threads.submit(task));
            }
            start.countDown();
            List<Integer> answers = new ArrayList<>();
            for (Future<Integer> each : running) {
                answers.add(each.get());
            }
            return answers;
        }
    }
}
