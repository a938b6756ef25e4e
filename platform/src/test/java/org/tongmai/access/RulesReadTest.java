package org.tongmai.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** What rules let others read over FHIR. */
class RulesReadTest extends RuledCase {

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

    /** As if the rules had been made that long ago. */
    private static void move(String interval) {
        node.jdbc()
                .sql(
                        "update access.rule set valid_from = valid_from - ?::interval, valid_until = valid_until - ?::interval")
                .params(interval, interval)
                .update();
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
}
