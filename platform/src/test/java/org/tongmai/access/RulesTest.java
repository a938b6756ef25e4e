package org.tongmai.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.tongmai.store.Scope;
import org.tongmai.store.Store;
import tools.jackson.databind.JsonNode;

/** Rules as the resident makes, changes and ends them: {@code /api/access/rules}. */
class RulesTest extends RuledCase {

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
        assertThat(refused("effect", "PERMIT", "purpose", "RESEARCH")).isEqualTo("access.purpose-not-ruled");
        assertThat(refused("effect", "DENY", "purpose", "RESEARCH", "institution", TestNode.HOSPITAL_B))
                .isEqualTo("access.purpose-not-ruled");
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

    private static String refused(@Nullable Object... pairs) {
        return node.browser("wang")
                .post("/api/access/rules", TestNode.body(pairs))
                .code();
    }

    private static JsonNode consent(String id) {
        return node.bean(Store.class)
                .read("Consent", id, Scope.everything())
                .orElseThrow()
                .tree();
    }

    private static List<String> strings(JsonNode array) {
        return array.valueStream().map(JsonNode::asString).toList();
    }
}
