package org.tongmai.portal;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;
import org.tongmai.kernel.Explanation.Text;
import org.tongmai.portal.Entry.Line;
import tools.jackson.databind.JsonNode;

/** The values of a resource that people read. */
final class Lines {

    /** Lines of one entry; a long report says so in its last one by what its document holds. */
    static final int MAX = 200;

    private static final String ICD10 = "http://hl7.org/fhir/sid/icd-10";
    private static final Text RESULT = new Text("结果", "Result");

    private Lines() {}

    static List<Line> of(String type, JsonNode resource) {
        List<Line> lines = new ArrayList<>();
        switch (type) {
            case "Encounter" -> {
                say(
                        lines,
                        "接诊人",
                        "Seen by",
                        Codes.text(resource.path("participant")
                                .path(0)
                                .path("individual")
                                .path("display")));
                say(
                        lines,
                        "就诊原因",
                        "Reason",
                        Codes.concept(resource.path("reasonCode").path(0)));
                say(lines, "结束", "Until", Codes.text(resource.path("period").path("end")));
                say(lines, "状态", "State", Statuses.encounter(resource));
            }
            case "Condition" -> {
                say(lines, "ICD-10", "ICD-10", Codes.code(resource.path("code"), ICD10));
                say(lines, "状态", "State", Statuses.condition(resource));
            }
            case "Observation" -> observation(lines, resource, RESULT);
            case "DiagnosticReport" -> say(lines, "结论", "Conclusion", Codes.text(resource.path("conclusion")));
            case "ImagingStudy" ->
                say(
                        lines,
                        "设备类型",
                        "Modality",
                        Codes.text(resource.path("modality").path(0).path("code")));
            case "MedicationRequest" -> {
                JsonNode dosage = resource.path("dosageInstruction").path(0);
                say(lines, "用法", "Dosage", Codes.text(dosage.path("text")));
                say(lines, "状态", "State", Statuses.prescription(resource));
            }
            case "Immunization" -> {
                JsonNode protocol = resource.path("protocolApplied").path(0);
                say(lines, "剂次", "Dose", Codes.text(protocol.path("doseNumberPositiveInt")));
                say(lines, "批号", "Lot", Codes.text(resource.path("lotNumber")));
            }
            case "Procedure" -> {
                say(lines, "部位", "Site", Codes.concept(resource.path("bodySite").path(0)));
                say(lines, "结果", "Outcome", Codes.concept(resource.path("outcome")));
            }
            case "AllergyIntolerance" -> {
                JsonNode reaction =
                        resource.path("reaction").path(0).path("manifestation").path(0);
                say(lines, "反应", "Reaction", Codes.concept(reaction));
                say(lines, "严重程度", "Criticality", Statuses.criticality(resource));
            }
            case "DocumentReference" -> say(lines, "说明", "Description", Codes.text(resource.path("description")));
            default -> {}
        }
        return lines;
    }

    /** The lines of an Observation under its own name, as they stand in a report. */
    static List<Line> result(JsonNode observation) {
        List<Line> lines = new ArrayList<>();
        String name = Codes.concept(observation.path("code"));
        observation(lines, observation, name == null ? RESULT : Codes.same(name));
        return lines;
    }

    private static void observation(List<Line> lines, JsonNode observation, Text label) {
        add(lines, observation, observation, label);
        for (JsonNode component : observation.path("component")) {
            String name = Codes.concept(component.path("code"));
            add(lines, component, observation, name == null ? label : Codes.same(name));
        }
    }

    private static void add(List<Line> lines, JsonNode part, JsonNode observation, Text label) {
        String value = value(part);
        if (value != null && lines.size() < MAX) {
            String flag = Codes.text(
                    part.path("interpretation").path(0).path("coding").path(0).path("code"));
            lines.add(new Line(
                    label,
                    value,
                    null,
                    Codes.text(part.path("valueQuantity").path("unit")),
                    range(part.has("referenceRange") ? part : observation),
                    flag));
        }
    }

    private static @Nullable String value(JsonNode part) {
        JsonNode quantity = part.path("valueQuantity");
        if (quantity.has("value")) {
            return quantity.path("comparator").asString("")
                    + quantity.path("value").asString("");
        }
        String concept = Codes.concept(part.path("valueCodeableConcept"));
        if (concept != null) {
            return concept;
        }
        for (String member : List.of("valueString", "valueInteger", "valueDateTime", "valueBoolean")) {
            String text = Codes.text(part.path(member));
            if (text != null) {
                return text;
            }
        }
        return null;
    }

    private static @Nullable String range(JsonNode part) {
        JsonNode range = part.path("referenceRange").path(0);
        String text = Codes.text(range.path("text"));
        String low = Codes.text(range.path("low").path("value"));
        String high = Codes.text(range.path("high").path("value"));
        if (text != null) {
            return text;
        }
        if (low != null && high != null) {
            return low + "-" + high;
        }
        return low != null ? "≥" + low : high != null ? "≤" + high : null;
    }

    private static void say(List<Line> lines, String zh, String en, @Nullable String value) {
        if (value != null) {
            lines.add(new Line(new Text(zh, en), value, null, null, null, null));
        }
    }

    private static void say(List<Line> lines, String zh, String en, @Nullable Text words) {
        if (words != null) {
            lines.add(new Line(new Text(zh, en), words.en(), words, null, null, null));
        }
    }

    /** References that a report makes to its results. */
    static List<String> results(JsonNode report) {
        return StreamSupport.stream(report.path("result").spliterator(), false)
                .map(each -> each.path("reference").asString(""))
                .filter(each -> !each.isEmpty())
                .limit(MAX)
                .toList();
    }
}
