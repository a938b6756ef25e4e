package org.tongmai.intake.hl7v2;

import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.tongmai.store.Json;
import tools.jackson.databind.node.ObjectNode;

/** Coded fields (CE, CWE, CNE: code, text, system, and again for the alternative) as FHIR concepts. */
final class Concepts {

    /** HL7 table 0396, as far as it names systems that FHIR knows. */
    private static final Map<String, String> SYSTEMS = Map.ofEntries(
            Map.entry("LN", "http://loinc.org"),
            Map.entry("SCT", "http://snomed.info/sct"),
            Map.entry("I10", "http://hl7.org/fhir/sid/icd-10"),
            Map.entry("ICD10", "http://hl7.org/fhir/sid/icd-10"),
            Map.entry("ICD-10", "http://hl7.org/fhir/sid/icd-10"),
            Map.entry("I9C", "http://hl7.org/fhir/sid/icd-9-cm"),
            Map.entry("UCUM", "http://unitsofmeasure.org"));

    /** With the extensions that the Chinese editions add behind the fourth place. */
    private static final Pattern ICD10 = Pattern.compile("[A-Z]\\d{2}(\\.[0-9A-Za-z]{1,6})?[+*]?");

    private final Source source;

    Concepts(Source source) {
        this.source = source;
    }

    /** @param local what the institution's own codes of this field are called, such as {@code lab-item} */
    ObjectNode concept(Field field, String local) {
        ObjectNode concept = Json.object();
        Fhir.add(concept, "coding", coding(field.text(1), field.text(2), field.text(3), local));
        Fhir.add(concept, "coding", coding(field.text(4), field.text(5), field.text(6), local));
        return Fhir.put(concept, "text", field.firstOf(2, 9, 5, 1));
    }

    /** A diagnosis: a code that names no system and looks like ICD-10 is one. */
    ObjectNode diagnosis(Field field) {
        ObjectNode concept = concept(field, "diagnosis-code");
        if (field.text(3).isEmpty()
                && ICD10.matcher(field.text(1)).matches()
                && concept.path("coding").path(0) instanceof ObjectNode coding) {
            coding.put("system", SYSTEMS.get("I10"));
        }
        return concept;
    }

    /** A code; a text without code leaves only its text. */
    private ObjectNode coding(String code, String text, String system, String local) {
        return code.isEmpty() ? Json.object() : Fhir.coding(system(system, local), code, text);
    }

    private String system(String named, String local) {
        String known = SYSTEMS.get(named.toUpperCase(Locale.ROOT));
        return known == null ? source.system(local) : known;
    }
}
