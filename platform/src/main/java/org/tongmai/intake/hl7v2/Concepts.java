package org.tongmai.intake.hl7v2;

import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.tongmai.store.Json;
import tools.jackson.databind.node.ObjectNode;

/**
 * Coded fields (CE, CWE, CNE: code, text, system, and again for the alternative) as FHIR concepts. A code system that nobody
 * knows here is the institution's own and keeps its name.
 */
final class Concepts {

    private static final String HL7 = "http://terminology.hl7.org/CodeSystem/v2-";

    private static final String ICD10 = "http://hl7.org/fhir/sid/icd-10";

    private static final String SNOMED = "http://snomed.info/sct";

    /** HL7 table 0396, as far as it names systems that FHIR knows. */
    private static final Map<String, String> SYSTEMS = Map.ofEntries(
            Map.entry("LN", "http://loinc.org"),
            Map.entry("LOINC", "http://loinc.org"),
            Map.entry("SCT", SNOMED),
            Map.entry("SNOMED", SNOMED),
            Map.entry("SNOMED-CT", SNOMED),
            Map.entry("I10", ICD10),
            Map.entry("ICD10", ICD10),
            Map.entry("ICD-10", ICD10),
            Map.entry("I10C", "http://hl7.org/fhir/sid/icd-10-cm"),
            Map.entry("ICD-10-CM", "http://hl7.org/fhir/sid/icd-10-cm"),
            Map.entry("I9", "http://hl7.org/fhir/sid/icd-9-cm"),
            Map.entry("I9C", "http://hl7.org/fhir/sid/icd-9-cm"),
            Map.entry("I9CDX", "http://hl7.org/fhir/sid/icd-9-cm"),
            Map.entry("C4", "http://www.ama-assn.org/go/cpt"),
            Map.entry("CPT", "http://www.ama-assn.org/go/cpt"),
            Map.entry("CPT4", "http://www.ama-assn.org/go/cpt"),
            Map.entry("CVX", "http://hl7.org/fhir/sid/cvx"),
            Map.entry("NDC", "http://hl7.org/fhir/sid/ndc"),
            Map.entry("RXNORM", "http://www.nlm.nih.gov/research/umls/rxnorm"),
            Map.entry("DCM", "http://dicom.nema.org/resources/ontology/DCM"),
            Map.entry("UCUM", "http://unitsofmeasure.org"));

    /** With the extensions that the Chinese editions add behind the fourth place. */
    private static final Pattern ICD10_CODE = Pattern.compile("[A-Z]\\d{2}(\\.[0-9A-Za-z]{1,6})?[+*]?");

    private static final Pattern TABLE = Pattern.compile("HL7-?(\\d{4})");

    private static final Pattern OWN = Pattern.compile("L|99.*|LOCAL", Pattern.CASE_INSENSITIVE);

    private final Source source;

    Concepts(Source source) {
        this.source = source;
    }

    /** @param local what the institution's own codes of this field are called, such as {@code lab-item} */
    ObjectNode concept(Field field, String local) {
        ObjectNode concept = Json.object();
        Fhir.add(concept, "coding", coding(field, 1, 7, local));
        Fhir.add(concept, "coding", coding(field, 4, 8, local));
        Fhir.add(concept, "coding", coding(field, 10, 13, local));
        String text = field.text(9);
        return Fhir.put(concept, "text", text.isEmpty() ? field.firstOf(2, 5, 11, 1, 4) : text);
    }

    /** A field with codes of an HL7 table that institutions fill themselves; codes that name no system are their own. */
    ObjectNode table(Field field, String number) {
        return concept(field, "hl7-" + number);
    }

    /** A diagnosis: a code that names no system and looks like ICD-10 is one. */
    ObjectNode diagnosis(Field field) {
        ObjectNode concept = concept(field, "diagnosis-code");
        if (field.text(3).isEmpty()
                && ICD10_CODE.matcher(field.text(1)).matches()
                && concept.path("coding").path(0) instanceof ObjectNode coding) {
            coding.put("system", ICD10);
        }
        return concept;
    }

    /** A code; a text without code leaves only its text, unless another text stands for the whole. */
    private ObjectNode coding(Field field, int first, int version, String local) {
        String code = field.text(first);
        String text = field.text(first + 1);
        if (code.isEmpty()) {
            boolean other =
                    first > 1 || !field.raw(9, 1).isEmpty() || !field.raw(4, 1).isEmpty();
            return other ? Fhir.coding("", "", text) : Json.object();
        }
        ObjectNode coding = Fhir.coding(system(field.text(first + 2), local), code, text);
        return Fhir.put(coding, "version", field.text(version));
    }

    private String system(String named, String local) {
        String upper = named.toUpperCase(Locale.ROOT);
        String known = SYSTEMS.get(upper);
        if (known != null) {
            return known;
        }
        var table = TABLE.matcher(upper);
        if (table.matches()) {
            return HL7 + table.group(1);
        }
        if (named.isEmpty() || OWN.matcher(named).matches()) {
            return source.system(local);
        }
        return Domain.isOid(named) ? "urn:oid:" + named : source.system("code-system/" + Fhir.segment(named));
    }
}
