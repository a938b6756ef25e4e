package org.tongmai.portal;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.tongmai.access.Category;
import org.tongmai.kernel.Explanation.Text;
import tools.jackson.databind.JsonNode;

/** Which resources the timeline shows: under which category, at which moment, under which title. */
final class Kinds {

    private static final Map<String, Text> VISITS = Map.of(
            "AMB", new Text("门诊", "Outpatient visit"),
            "IMP", new Text("住院", "Inpatient stay"),
            "EMER", new Text("急诊", "Emergency visit"),
            "HH", new Text("家庭病床", "Home visit"),
            "VR", new Text("线上就诊", "Online visit"));

    private static final List<String> LABORATORY = List.of("laboratory", "LAB");

    private Kinds() {}

    /** Empty where the timeline does not show resources of this kind by themselves. */
    static Optional<Category> category(String type, JsonNode resource) {
        return Optional.ofNullable(
                switch (type) {
                    case "Encounter" -> Category.VISITS;
                    case "Condition" -> Category.DIAGNOSES;
                    case "Observation", "DiagnosticReport" ->
                        Codes.categories(resource).stream().anyMatch(LABORATORY::contains)
                                ? Category.LABORATORY
                                : Category.EXAMINATIONS;
                    case "ImagingStudy" -> Category.EXAMINATIONS;
                    case "MedicationRequest" -> Category.MEDICINES;
                    case "Immunization" -> Category.VACCINATIONS;
                    case "Procedure" -> Category.PROCEDURES;
                    case "AllergyIntolerance" -> Category.ALLERGIES;
                    case "DocumentReference" -> Category.DOCUMENTS;
                    default -> null;
                });
    }

    static boolean shown(String type) {
        return switch (type) {
            case "Encounter",
                    "Condition",
                    "Observation",
                    "DiagnosticReport",
                    "ImagingStudy",
                    "MedicationRequest",
                    "Immunization",
                    "Procedure",
                    "AllergyIntolerance",
                    "DocumentReference" -> true;
            default -> false;
        };
    }

    /** When it happened, not when it was written down, where the resource says so. */
    static @Nullable Instant at(JsonNode resource) {
        return Codes.firstMoment(
                resource,
                "period.start",
                "effectiveDateTime",
                "effectivePeriod.start",
                "effectiveInstant",
                "occurrenceDateTime",
                "performedDateTime",
                "performedPeriod.start",
                "started",
                "onsetDateTime",
                "recordedDate",
                "authoredOn",
                "date",
                "issued");
    }

    static Text title(String type, JsonNode resource) {
        return switch (type) {
            case "Encounter" -> visit(resource);
            case "MedicationRequest" -> named(resource.path("medicationCodeableConcept"), "用药", "Medicine");
            case "Immunization" -> named(resource.path("vaccineCode"), "疫苗接种", "Vaccination");
            case "ImagingStudy" -> imaging(resource);
            case "DocumentReference" -> named(resource.path("type"), "文书", "Document");
            default -> named(resource.path("code"), "记录", "Record");
        };
    }

    private static Text visit(JsonNode encounter) {
        Text kind = VISITS.getOrDefault(encounter.path("class").path("code").asString(""), new Text("就诊", "Visit"));
        String department = Codes.concept(encounter.path("serviceType"));
        String what = department == null ? Codes.concept(encounter.path("type").path(0)) : department;
        return what == null ? kind : new Text(kind.zh() + " · " + what, kind.en() + " · " + what);
    }

    private static Text imaging(JsonNode study) {
        String description = Codes.text(study.path("description"));
        return description == null
                ? named(study.path("procedureCode").path(0), "影像检查", "Imaging study")
                : Codes.same(description);
    }

    private static Text named(JsonNode concept, String zh, String en) {
        String words = Codes.concept(concept);
        return words == null ? new Text(zh, en) : Codes.same(words);
    }
}
