package org.tongmai.intake.hl7v2;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.tongmai.store.Json;
import tools.jackson.databind.node.ObjectNode;

/** The special class that a visit is marked with in PV1-16: it goes to everything the message says of the visit. */
final class Sensitivity {

    private static final String SYSTEM = "https://tongmai.org/fhir/CodeSystem/sensitivity";

    private static final Set<String> CLASSES = Set.of("PSY", "HIV", "STD", "REPRO", "GENETIC");

    private Sensitivity() {}

    /** Marks every resource but the patient. */
    static void mark(Hl7v2Message message, List<Entry> entries) {
        Optional<String> label = message.first("PV1")
                .map(pv1 -> pv1.text(16).toUpperCase(Locale.ROOT))
                .filter(CLASSES::contains);
        label.ifPresent(code -> entries.stream()
                .map(Entry::resource)
                .filter(resource -> !resource.path("resourceType").asString().equals("Patient"))
                .forEach(resource -> mark(resource, code)));
    }

    private static void mark(ObjectNode resource, String code) {
        ObjectNode meta = Json.object();
        Fhir.add(meta, "security", Fhir.coding(SYSTEM, code, ""));
        resource.set("meta", meta);
    }
}
