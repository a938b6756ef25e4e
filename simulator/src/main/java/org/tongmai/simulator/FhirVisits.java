package org.tongmai.simulator;

import java.util.List;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** The bundle of one visit: the patient, the encounter and what came of it. */
final class FhirVisits {

    private final Institution institution;
    private final Visit visit;
    private final FhirBundle bundle;
    private final String patient;
    private final String encounter;

    private FhirVisits(LocalPatient local, Visit visit) {
        this.institution = local.institution();
        this.visit = visit;
        this.bundle = new FhirBundle(institution.uscc() + visit.number());
        this.patient = bundle.createUnlessExists(
                FhirPatients.patient(institution, local.localId(), local.registration()),
                institution.system(FhirPatients.LOCAL_ID),
                local.localId());
        this.encounter = bundle.reserve();
    }

    static byte[] bundle(LocalPatient local, Visit visit) {
        return new FhirVisits(local, visit).bytes();
    }

    private byte[] bytes() {
        List<String> conditions =
                visit.diagnoses().stream().map(_ -> bundle.reserve()).toList();
        bundle.create(encounter, encounter(conditions));
        for (int i = 0; i < conditions.size(); i++) {
            bundle.create(conditions.get(i), condition(visit.diagnoses().get(i)));
        }
        visit.allergies().forEach(allergy -> bundle.create(allergy(allergy)));
        for (LabReport report : visit.reports()) {
            FhirLaboratory.add(this, report);
        }
        visit.medicines().forEach(medicine -> bundle.create(medication(medicine)));
        visit.vaccinations().forEach(vaccination -> bundle.create(immunization(vaccination)));
        visit.note().ifPresent(note -> bundle.create(impression(note)));
        return bundle.bytes();
    }

    /** A resource of this visit with what all of them carry: the sensitivity class and, under a name, the patient. */
    ObjectNode clinical(String type, String patientElement) {
        ObjectNode resource = Fhir.resource(type);
        visit.label()
                .ifPresent(label ->
                        resource.putObject("meta").putArray("security").add(Fhir.coding(Fhir.SENSITIVITY, label)));
        resource.set(patientElement, Fhir.reference(patient));
        return resource;
    }

    ObjectNode inEncounter(ObjectNode resource) {
        resource.set("encounter", Fhir.reference(encounter));
        return resource;
    }

    Institution institution() {
        return institution;
    }

    Visit visit() {
        return visit;
    }

    FhirBundle bundle() {
        return bundle;
    }

    private ObjectNode encounter(List<String> conditions) {
        ObjectNode resource = clinical("Encounter", "subject");
        resource.putArray("identifier").add(Fhir.identifier(institution.system("visit"), visit.number()));
        resource.put("status", visit.end().isPresent() ? "finished" : "in-progress");
        resource.set(
                "class",
                Fhir.coding(Fhir.TERMINOLOGY + "v3-ActCode", visit.kind().fhir()));
        resource.putArray("type").add(Fhir.text(visit.kind().chinese()));
        resource.set(
                "serviceType",
                Fhir.concept(
                        institution.system("department"),
                        visit.department().code(),
                        visit.department().name()));
        resource.putArray("participant").addObject().set("individual", Fhir.doctor(institution, visit.doctor()));
        ObjectNode period = resource.putObject("period").put("start", Fhir.instant(visit.start()));
        visit.end().ifPresent(end -> period.put("end", Fhir.instant(end)));
        ArrayNode reasons = resource.putArray("reasonCode");
        ArrayNode diagnoses = resource.putArray("diagnosis");
        reasons.add(icd(visit.diagnoses().getFirst()));
        for (int i = 0; i < conditions.size(); i++) {
            ObjectNode diagnosis = diagnoses.addObject();
            diagnosis.set("condition", Fhir.reference(conditions.get(i)));
            diagnosis.put("rank", i + 1);
        }
        resource.set("serviceProvider", Fhir.institution(institution));
        return resource;
    }

    private ObjectNode condition(Diagnosis diagnosis) {
        ObjectNode resource = inEncounter(clinical("Condition", "subject"));
        resource.set("clinicalStatus", Fhir.concept("condition-clinical", "active"));
        resource.set("verificationStatus", Fhir.concept("condition-ver-status", "confirmed"));
        resource.putArray("category").add(Fhir.concept("condition-category", "encounter-diagnosis"));
        resource.set("code", icd(diagnosis));
        return resource.put("recordedDate", Fhir.instant(visit.start()));
    }

    private ObjectNode impression(String note) {
        ObjectNode resource = inEncounter(clinical("ClinicalImpression", "subject"));
        resource.put("status", "completed").put("date", Fhir.instant(visit.start()));
        resource.set("assessor", Fhir.doctor(institution, visit.doctor()));
        return resource.put("summary", note);
    }

    private ObjectNode allergy(Allergy allergy) {
        ObjectNode resource = inEncounter(clinical("AllergyIntolerance", "patient"));
        resource.set("clinicalStatus", Fhir.concept("allergyintolerance-clinical", "active"));
        resource.putArray("category").add(allergy.category());
        resource.set("code", Fhir.concept(institution.system("allergen"), allergy.code(), allergy.name()));
        return resource.put("recordedDate", Fhir.instant(visit.start()));
    }

    private ObjectNode medication(Medicine medicine) {
        ObjectNode resource = inEncounter(clinical("MedicationRequest", "subject"));
        resource.put("status", "completed").put("intent", "order");
        ObjectNode code = Fhir.concept(institution.system("medicine"), medicine.code(), medicine.name());
        medicine.atc().ifPresent(atc -> ((ArrayNode) code.path("coding")).add(Fhir.coding(Fhir.ATC, atc)));
        resource.set("medicationCodeableConcept", code);
        resource.put("authoredOn", Fhir.instant(visit.start()));
        resource.set("requester", Fhir.doctor(institution, visit.doctor()));
        ObjectNode dosage = resource.putArray("dosageInstruction").addObject().put("text", medicine.dose());
        dosage.set("route", Fhir.text(medicine.route()));
        return resource;
    }

    private ObjectNode immunization(Vaccination vaccination) {
        ObjectNode resource = inEncounter(clinical("Immunization", "patient"));
        resource.put("status", "completed");
        resource.set(
                "vaccineCode", Fhir.concept(institution.system("vaccine"), vaccination.code(), vaccination.name()));
        resource.put("occurrenceDateTime", Fhir.instant(visit.start()));
        resource.put("lotNumber", vaccination.lot());
        resource.putArray("performer").addObject().set("actor", Fhir.institution(institution));
        resource.putArray("protocolApplied").addObject().put("doseNumberPositiveInt", vaccination.dose());
        return resource;
    }

    private static ObjectNode icd(Diagnosis diagnosis) {
        return Fhir.concept(Fhir.ICD_10, diagnosis.code(), diagnosis.name());
    }
}
