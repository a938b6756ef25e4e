package org.tongmai.simulator;

import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Pieces of FHIR R4 resources that recur. */
final class Fhir {

    static final String USCC = "https://tongmai.org/fhir/identifier/uscc";
    static final String ID_NUMBER = "urn:oid:2.16.156.10011.1.3";
    static final String ETHNICITY = "https://tongmai.org/fhir/StructureDefinition/ethnicity";
    static final String SENSITIVITY = "https://tongmai.org/fhir/CodeSystem/sensitivity";
    static final String ICD_10 = "http://hl7.org/fhir/sid/icd-10";
    static final String LOINC = "http://loinc.org";
    static final String UCUM = "http://unitsofmeasure.org";
    static final String ATC = "http://www.whocc.no/atc";
    static final String TERMINOLOGY = "http://terminology.hl7.org/CodeSystem/";

    private static final JsonMapper MAPPER = JsonMapper.shared();

    private Fhir() {}

    static ObjectNode resource(String type) {
        return object().put("resourceType", type);
    }

    static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }

    static ObjectNode identifier(String system, String value) {
        return object().put("system", system).put("value", value);
    }

    static ObjectNode coding(String system, String code, String display) {
        return object().put("system", system).put("code", code).put("display", display);
    }

    static ObjectNode coding(String system, String code) {
        return object().put("system", system).put("code", code);
    }

    /** A CodeableConcept with one coding and the coding's display as text. */
    static ObjectNode concept(String system, String code, String display) {
        ObjectNode concept = object();
        concept.putArray("coding").add(coding(system, code, display));
        return concept.put("text", display);
    }

    /** A CodeableConcept of a code of HL7's terminology, without a display. */
    static ObjectNode concept(String terminology, String code) {
        ObjectNode concept = object();
        concept.putArray("coding").add(coding(TERMINOLOGY + terminology, code));
        return concept;
    }

    static ObjectNode text(String text) {
        return object().put("text", text);
    }

    static ObjectNode reference(String to) {
        return object().put("reference", to);
    }

    /** A conditional reference to an institution that its directory bundle has made known. */
    static ObjectNode institution(Institution institution) {
        return reference("Organization?identifier=" + USCC + "|" + institution.uscc())
                .put("display", institution.name());
    }

    /** A conditional reference to a doctor. */
    static ObjectNode doctor(Institution institution, Institution.Practitioner doctor) {
        return reference("Practitioner?identifier=" + institution.system("staff") + "|" + doctor.number())
                .put("display", doctor.name().text());
    }

    static String instant(OffsetDateTime at) {
        return at.format(DateTimeFormatter.ISO_OFFSET_DATE_TIME);
    }

    static byte[] bytes(ObjectNode node) {
        return MAPPER.writeValueAsBytes(node);
    }
}
