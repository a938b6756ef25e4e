package org.tongmai.portal;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.tongmai.kernel.Explanation.Text;
import tools.jackson.databind.JsonNode;

/** Codes of FHIR that people read, in words: the displays of R4, and their Chinese. An unknown code stays as it is. */
final class Statuses {

    /** @see <a href="http://hl7.org/fhir/R4/valueset-condition-clinical.html">Condition Clinical Status Codes</a> */
    private static final Map<String, Text> CONDITION = Map.of(
            "active", new Text("活动期", "Active"),
            "recurrence", new Text("复发", "Recurrence"),
            "relapse", new Text("再发", "Relapse"),
            "inactive", new Text("非活动期", "Inactive"),
            "remission", new Text("缓解", "Remission"),
            "resolved", new Text("已痊愈", "Resolved"));

    /** @see <a href="http://hl7.org/fhir/R4/valueset-medicationrequest-status.html">medicationrequest Status</a> */
    private static final Map<String, Text> PRESCRIPTION = Map.of(
            "active", new Text("执行中", "Active"),
            "on-hold", new Text("暂停", "On Hold"),
            "cancelled", new Text("已取消", "Cancelled"),
            "completed", new Text("已完成", "Completed"),
            "entered-in-error", new Text("录入错误", "Entered in Error"),
            "stopped", new Text("已停用", "Stopped"),
            "draft", new Text("草稿", "Draft"),
            "unknown", new Text("不详", "Unknown"));

    /** @see <a href="http://hl7.org/fhir/R4/valueset-encounter-status.html">EncounterStatus</a> */
    private static final Map<String, Text> ENCOUNTER = Map.of(
            "planned", new Text("已预约", "Planned"),
            "arrived", new Text("已到达", "Arrived"),
            "triaged", new Text("已分诊", "Triaged"),
            "in-progress", new Text("进行中", "In Progress"),
            "onleave", new Text("请假离院", "On Leave"),
            "finished", new Text("已结束", "Finished"),
            "cancelled", new Text("已取消", "Cancelled"),
            "entered-in-error", new Text("录入错误", "Entered in Error"),
            "unknown", new Text("不详", "Unknown"));

    /** @see <a href="http://hl7.org/fhir/R4/valueset-allergy-intolerance-criticality.html">AllergyIntoleranceCriticality</a> */
    private static final Map<String, Text> CRITICALITY = Map.of(
            "low", new Text("低风险", "Low Risk"),
            "high", new Text("高风险", "High Risk"),
            "unable-to-assess", new Text("无法评估", "Unable to Assess Risk"));

    private Statuses() {}

    /** Of a condition its clinical status, which is a concept. */
    static @Nullable Text condition(JsonNode condition) {
        JsonNode concept = condition.path("clinicalStatus");
        for (JsonNode coding : concept.path("coding")) {
            Text known = CONDITION.get(coding.path("code").asString(""));
            if (known != null) {
                return known;
            }
        }
        return same(Codes.concept(concept));
    }

    static @Nullable Text prescription(JsonNode request) {
        return words(PRESCRIPTION, request.path("status"));
    }

    static @Nullable Text encounter(JsonNode encounter) {
        return words(ENCOUNTER, encounter.path("status"));
    }

    static @Nullable Text criticality(JsonNode allergy) {
        return words(CRITICALITY, allergy.path("criticality"));
    }

    private static @Nullable Text words(Map<String, Text> known, JsonNode code) {
        String text = Codes.text(code);
        return text == null ? null : known.getOrDefault(text, Codes.same(text));
    }

    private static @Nullable Text same(@Nullable String text) {
        return text == null ? null : Codes.same(text);
    }
}
