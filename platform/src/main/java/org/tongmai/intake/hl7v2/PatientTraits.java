package org.tongmai.intake.hl7v2;

import java.util.Locale;
import java.util.Map;
import org.tongmai.store.Json;
import tools.jackson.databind.node.ObjectNode;

/** What else PID and PD1 tell of a patient: marital state, language, places, birth order, family doctor. */
final class PatientTraits {

    static final String CORE = "http://hl7.org/fhir/StructureDefinition/";

    /** HL7 table 0002 to v3-MaritalStatus; GB/T 2261.2 codes of one digit stay the institution's. */
    private static final Map<String, String> MARITAL = Map.ofEntries(
            Map.entry("A", "L"),
            Map.entry("D", "D"),
            Map.entry("I", "I"),
            Map.entry("M", "M"),
            Map.entry("P", "T"),
            Map.entry("S", "S"),
            Map.entry("U", "UNK"),
            Map.entry("W", "W"));

    private final Source source;
    private final Concepts concepts;

    PatientTraits(Source source) {
        this.source = source;
        this.concepts = new Concepts(source);
    }

    void put(Hl7v2Message message, Segment pid, ObjectNode patient) {
        marital(pid, patient);
        pid.fields(15).forEach(language -> {
            ObjectNode spoken = Json.object();
            spoken.set("language", concepts.table(language, "0296"));
            Fhir.add(patient, "communication", spoken);
        });
        birth(pid, patient);
        extension(patient, "patient-religion", "valueCodeableConcept", concept(pid, 17, "0006"));
        pid.fields(26).forEach(nation -> {
            ObjectNode citizenship = Json.object().put("url", CORE + "patient-citizenship");
            ObjectNode code = Json.object().put("url", "code");
            code.set("valueCodeableConcept", concepts.table(nation, "0171"));
            Fhir.add(citizenship, "extension", code);
            Fhir.add(patient, "extension", citizenship);
        });
        pid.fields(28).forEach(nation -> {
            ObjectNode nationality = Json.object().put("url", CORE + "patient-nationality");
            ObjectNode code = Json.object().put("url", "code");
            code.set("valueCodeableConcept", concepts.table(nation, "0212"));
            Fhir.add(nationality, "extension", code);
            Fhir.add(patient, "extension", nationality);
        });
        message.first("PD1")
                .ifPresent(pd1 -> pd1.fields(4)
                        .forEach(doctor -> Fhir.add(patient, "generalPractitioner", People.staff(doctor, source))));
    }

    private ObjectNode concept(Segment segment, int field, String table) {
        return segment.field(field).present() ? concepts.table(segment.field(field), table) : Json.object();
    }

    private void marital(Segment pid, ObjectNode patient) {
        ObjectNode status = concept(pid, 16, "0002");
        String code = MARITAL.getOrDefault(pid.text(16).toUpperCase(Locale.ROOT), "");
        if (!code.isEmpty()) {
            Fhir.add(status, "coding", Fhir.hl7(code.equals("UNK") ? "v3-NullFlavor" : "v3-MaritalStatus", code));
        }
        Fhir.set(patient, "maritalStatus", status);
    }

    private static void birth(Segment pid, ObjectNode patient) {
        String place = pid.text(23);
        extension(patient, "patient-birthPlace", "valueAddress", Fhir.text(place));
        String order = pid.text(25);
        if (order.matches("[1-9]\\d?")) {
            patient.put("multipleBirthInteger", Integer.parseInt(order));
        } else if (pid.text(24).equals("Y") || pid.text(24).equals("N")) {
            patient.put("multipleBirthBoolean", pid.text(24).equals("Y"));
        }
    }

    private static void extension(ObjectNode patient, String name, String type, ObjectNode value) {
        if (!value.isEmpty()) {
            ObjectNode extension = Json.object().put("url", CORE + name);
            extension.set(type, value);
            Fhir.add(patient, "extension", extension);
        }
    }
}
