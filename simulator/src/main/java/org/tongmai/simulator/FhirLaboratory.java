package org.tongmai.simulator;

import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** A laboratory report and its observations. */
final class FhirLaboratory {

    private FhirLaboratory() {}

    static void add(FhirVisits visit, LabReport report) {
        ObjectNode resource = visit.inEncounter(visit.clinical("DiagnosticReport", "subject"));
        resource.putArray("identifier").add(Fhir.identifier(visit.institution().system("report"), report.number()));
        resource.put("status", "final");
        resource.putArray("category").add(Fhir.concept("v2-0074", "LAB"));
        ObjectNode code = Fhir.concept(
                visit.institution().system("lab-panel"),
                report.panel().code(),
                report.panel().name());
        report.panel()
                .loinc()
                .ifPresent(loinc -> ((ArrayNode) code.path("coding"))
                        .add(Fhir.coding(Fhir.LOINC, loinc, report.panel().loincName())));
        resource.set("code", code);
        resource.put("effectiveDateTime", Fhir.instant(report.sampledAt()));
        resource.put("issued", Fhir.instant(report.at()));
        resource.putArray("performer").add(Fhir.institution(visit.institution()));
        ArrayNode results = resource.putArray("result");
        for (LabReport.Result result : report.results()) {
            results.add(Fhir.reference(visit.bundle().create(observation(visit, report, result))));
        }
        visit.bundle().create(resource);
    }

    private static ObjectNode observation(FhirVisits visit, LabReport report, LabReport.Result result) {
        ObjectNode resource = visit.inEncounter(visit.clinical("Observation", "subject"));
        LabItem item = result.item();
        resource.put("status", "final");
        resource.putArray("category").add(Fhir.concept("observation-category", "laboratory"));
        ObjectNode code = Fhir.object();
        code.putArray("coding")
                .add(Fhir.coding(Fhir.LOINC, item.loinc(), item.loincName()))
                .add(Fhir.coding(visit.institution().system("lab-item"), item.code(), item.name()));
        code.put("text", item.name());
        resource.set("code", code);
        resource.put("effectiveDateTime", Fhir.instant(report.sampledAt()));
        resource.put("issued", Fhir.instant(report.at()));
        resource.putArray("performer").add(Fhir.institution(visit.institution()));
        switch (result) {
            case LabReport.Quantity quantity -> quantity(resource, quantity);
            case LabReport.Finding finding -> {
                resource.put("valueString", finding.text());
                resource.putArray("referenceRange").add(Fhir.text("阴性"));
            }
        }
        resource.putArray("interpretation").add(Fhir.concept("v3-ObservationInterpretation", result.flag()));
        return resource;
    }

    private static void quantity(ObjectNode resource, LabReport.Quantity quantity) {
        String unit = quantity.item().unit().orElseThrow();
        resource.set("valueQuantity", measure(unit).put("value", quantity.value()));
        ObjectNode range = resource.putArray("referenceRange").addObject();
        range.set("low", measure(unit).put("value", quantity.low()));
        range.set("high", measure(unit).put("value", quantity.high()));
    }

    private static ObjectNode measure(String unit) {
        return Fhir.object().put("unit", unit).put("system", Fhir.UCUM).put("code", unit);
    }
}
