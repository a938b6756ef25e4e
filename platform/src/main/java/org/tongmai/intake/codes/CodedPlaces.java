package org.tongmai.intake.codes;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Where resources hold codes that are translated, and of which day they speak. */
final class CodedPlaces {

    private record Place(String element, CodeKind kind) {}

    private static final Map<String, List<Place>> PLACES = Map.ofEntries(
            Map.entry("Condition", List.of(new Place("code", CodeKind.DIAGNOSIS))),
            Map.entry("Encounter", List.of(new Place("reasonCode", CodeKind.DIAGNOSIS))),
            Map.entry(
                    "Procedure",
                    List.of(new Place("code", CodeKind.PROCEDURE), new Place("reasonCode", CodeKind.DIAGNOSIS))),
            Map.entry("Observation", List.of(new Place("code", CodeKind.LABORATORY))),
            Map.entry("DiagnosticReport", List.of(new Place("code", CodeKind.SERVICE))),
            Map.entry(
                    "ServiceRequest",
                    List.of(new Place("code", CodeKind.SERVICE), new Place("reasonCode", CodeKind.DIAGNOSIS))),
            Map.entry("Medication", List.of(new Place("code", CodeKind.DRUG))),
            Map.entry("MedicationRequest", List.of(new Place("medicationCodeableConcept", CodeKind.DRUG))),
            Map.entry("MedicationStatement", List.of(new Place("medicationCodeableConcept", CodeKind.DRUG))),
            Map.entry("MedicationAdministration", List.of(new Place("medicationCodeableConcept", CodeKind.DRUG))),
            Map.entry("MedicationDispense", List.of(new Place("medicationCodeableConcept", CodeKind.DRUG))));

    private static final List<String> DAYS = List.of(
            "/effectiveDateTime",
            "/effectivePeriod/start",
            "/effectiveInstant",
            "/performedDateTime",
            "/performedPeriod/start",
            "/onsetDateTime",
            "/recordedDate",
            "/authoredOn",
            "/period/start",
            "/whenHandedOver",
            "/issued");

    private static final int DAY = 10;

    private CodedPlaces() {}

    static Set<String> types() {
        return PLACES.keySet();
    }

    /** Takes a coded value of a resource. */
    @FunctionalInterface
    interface Taker {
        /** @param part the resource or the component that the value is the code of */
        void take(CodeKind kind, ObjectNode concept, ObjectNode part);
    }

    /** Every concept that is translated. */
    static void concepts(ObjectNode resource, Taker taker) {
        for (Place place : PLACES.getOrDefault(resource.path("resourceType").asString(""), List.of())) {
            JsonNode value = resource.path(place.element());
            if (value instanceof ObjectNode concept) {
                taker.take(place.kind(), concept, resource);
            } else {
                value.forEach(each -> taker.take(place.kind(), (ObjectNode) each, resource));
            }
        }
        for (JsonNode component : resource.path("component")) {
            if (component.path("code") instanceof ObjectNode concept) {
                taker.take(CodeKind.LABORATORY, concept, (ObjectNode) component);
            }
        }
    }

    /** Every quantity of a measurement, its reference ranges included. */
    static void quantities(ObjectNode resource, BiConsumer<ObjectNode, Boolean> taker) {
        if (resource.path("resourceType").asString("").equals("Observation")) {
            measured(resource, taker);
            resource.path("component").forEach(component -> measured(component, taker));
        }
    }

    private static void measured(JsonNode part, BiConsumer<ObjectNode, Boolean> taker) {
        if (part.path("valueQuantity") instanceof ObjectNode quantity) {
            taker.accept(quantity, true);
        }
        for (JsonNode range : part.path("referenceRange")) {
            for (String end : List.of("low", "high")) {
                if (range.path(end) instanceof ObjectNode quantity) {
                    taker.accept(quantity, false);
                }
            }
        }
    }

    /** The day of the event, as {@code 2026-03-01}; of a month or a year its first; null where the resource tells none. */
    static @Nullable String day(ObjectNode resource) {
        for (String pointer : DAYS) {
            String told = resource.at(pointer).asString("");
            if (told.length() >= DAY) {
                return told.substring(0, DAY);
            }
            if (!told.isEmpty()) {
                return told + "-01-01".substring(told.length() == 4 ? 0 : 3);
            }
        }
        return null;
    }
}
