package org.tongmai.intake.hl7v2;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The special class that a visit is marked with in PV1-16: it goes to everything the message says of the visit. */
final class Sensitivity {

    private static final String SYSTEM = "https://tongmai.org/fhir/CodeSystem/sensitivity";

    private static final String REASONS = "http://terminology.hl7.org/CodeSystem/v3-ActReason";

    private static final Set<String> CLASSES = Set.of("PSY", "HIV", "STD", "REPRO", "GENETIC");

    private Sensitivity() {}

    /** Whether PV1-16 names a special class. */
    static boolean isClass(String code) {
        return CLASSES.contains(code.strip().toUpperCase(Locale.ROOT));
    }

    /** Marks every resource but the patient. */
    static void mark(Hl7v2Message message, List<Entry> entries) {
        Optional<String> label = message.first("PV1")
                .filter(pv1 -> isClass(pv1.field(16).raw(1, 1)))
                .map(pv1 -> pv1.text(16).toUpperCase(Locale.ROOT));
        label.ifPresent(code -> entries.stream()
                .map(Entry::resource)
                .filter(resource -> !resource.path("resourceType").asString().equals("Patient"))
                .forEach(resource -> mark(resource, code)));
    }

    /** Marks every resource of a test, the patient too. */
    static void markTest(List<Entry> entries) {
        entries.forEach(entry -> Labels.add(entry.resource(), Fhir.coding(REASONS, Labels.TEST, "test health data")));
    }

    /** Whether a resource came with a test. */
    static boolean isTest(JsonNode resource) {
        return resource.at("/meta/security").valueStream().anyMatch(Labels::isTest);
    }

    private static void mark(ObjectNode resource, String code) {
        Labels.add(resource, Fhir.coding(SYSTEM, code, ""));
    }
}
