package org.tongmai.access;

import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/**
 * Renders looks as FHIR AuditEvent.
 *
 * @see <a href="https://profiles.ihe.net/ITI/BALP/">IHE Basic Audit Log Patterns: PatientRead and PatientQuery</a>
 */
final class AuditEvents {

    private static final String PROFILES = "https://profiles.ihe.net/ITI/BALP/StructureDefinition/IHE.BasicAudit.";
    private static final String DCM = "http://dicom.nema.org/resources/ontology/DCM";
    private static final String REST = "http://hl7.org/fhir/restful-interaction";
    private static final String ROLES = "https://tongmai.org/fhir/CodeSystem/role";
    private static final String BASES = "https://tongmai.org/fhir/CodeSystem/access-basis";

    /** Somebody of the family asks for the person (v3-ActReason). */
    private static final String FAMILY = "FAMRQT";

    private final JsonMapper json;

    private final Receipts receipts;
    private final Laws laws;

    AuditEvents(JsonMapper json, Receipts receipts, Laws laws) {
        this.json = json;
        this.receipts = receipts;
        this.laws = laws;
    }

    /** Which row of the trace an AuditEvent's logical id names. */
    record Key(long compartment, long look) {}

    static Optional<Key> parse(String id) {
        String[] parts = id.split("-", -1);
        try {
            return parts.length == 2
                    ? Optional.of(new Key(
                            Long.parseLong(parts[0], Character.MAX_RADIX),
                            Long.parseLong(parts[1], Character.MAX_RADIX)))
                    : Optional.empty();
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }

    byte[] json(Look look) {
        boolean query =
                look.interaction().equals("search") || look.interaction().equals("demographics");
        Map<String, Object> event = new LinkedHashMap<>();
        event.put("resourceType", "AuditEvent");
        event.put("id", id(look.compartment(), look.id()));
        event.put("meta", Map.of("profile", List.of(PROFILES + (query ? "PatientQuery" : "PatientRead"))));
        event.put(
                "type", coding("http://terminology.hl7.org/CodeSystem/audit-event-type", "rest", "RESTful Operation"));
        event.put("subtype", List.of(coding(REST, query ? "search-type" : interaction(look), null)));
        event.put("action", query ? "E" : "R");
        event.put("recorded", look.at().toString());
        event.put("outcome", look.shown() ? "0" : "4");
        event.put("purposeOfEvent", List.of(purpose(look)));
        event.put("agent", agents(look));
        event.put("source", source());
        event.put("entity", entities(look));
        return json.writeValueAsBytes(event);
    }

    private static List<Map<String, Object>> agents(Look look) {
        List<Map<String, Object>> agents = new ArrayList<>();
        Map<String, Object> who = new LinkedHashMap<>();
        who.put("type", concept(coding(DCM, look.automatic() ? "110153" : "110150", null)));
        who.put("role", List.of(concept(coding(ROLES, look.role().name(), null))));
        who.put(
                "who",
                Map.of(
                        "identifier",
                        Map.of("system", "https://tongmai.org/fhir/identifier/account", "value", look.account()),
                        "display",
                        look.name()));
        who.put("altId", look.account());
        who.put("name", look.name());
        who.put("requestor", true);
        who.put("purposeOfUse", List.of(purpose(look)));
        agents.add(who);
        if (look.institution() != null) {
            Map<String, Object> institution = new LinkedHashMap<>();
            institution.put(
                    "type", concept(coding("http://terminology.hl7.org/CodeSystem/v3-RoleClass", "PROV", null)));
            institution.put(
                    "who",
                    Map.of(
                            "type",
                            "Organization",
                            "identifier",
                            Map.of("system", InstitutionNames.USCC, "value", look.institution())));
            institution.put("requestor", false);
            agents.add(institution);
        }
        return agents;
    }

    private List<Map<String, Object>> entities(Look look) {
        List<Map<String, Object>> entities = new ArrayList<>();
        Map<String, Object> patient = new LinkedHashMap<>();
        patient.put(
                "what",
                Map.of(
                        "type",
                        "Patient",
                        "identifier",
                        Map.of(
                                "system",
                                "https://tongmai.org/fhir/identifier/compartment",
                                "value",
                                Long.toString(look.compartment()))));
        patient.put("type", coding("http://terminology.hl7.org/CodeSystem/audit-entity-type", "1", "Person"));
        patient.put("role", coding("http://terminology.hl7.org/CodeSystem/object-role", "1", "Patient"));
        entities.add(patient);
        List<Map<String, Object>> details = new ArrayList<>();
        look.counts()
                .forEach((type, count) -> details.add(Map.of("type", type, "valueString", Integer.toString(count))));
        details.add(Map.of("type", "basis", "valueString", look.basis().name()));
        if (look.law() != null) {
            details.add(Map.of("type", "law", "valueString", look.law()));
            details.add(Map.of(
                    "type", "law-text", "valueString", laws.words(look.law()).zh()));
        }
        Map<String, Object> data = new LinkedHashMap<>();
        data.put("type", coding("http://terminology.hl7.org/CodeSystem/audit-entity-type", "2", "System Object"));
        data.put("role", coding("http://terminology.hl7.org/CodeSystem/object-role", "4", "Domain Resource"));
        data.put("securityLabel", List.of(concept(coding(BASES, look.basis().name(), null))));
        data.put("detail", details);
        entities.add(data);
        Look.Entry entry = look.entry();
        if (entry != null) {
            entities.add(receipt(look, entry));
        }
        return entities;
    }

    /** The receipt: its place in the log, and its hash. */
    private Map<String, Object> receipt(Look look, Look.Entry entry) {
        Map<String, Object> receipt = new LinkedHashMap<>();
        receipt.put(
                "what",
                Map.of(
                        "identifier",
                        Map.of(
                                "system",
                                "https://tongmai.org/fhir/identifier/receipt",
                                "value",
                                receipts.log().name() + "/" + entry.place())));
        receipt.put("type", coding("http://terminology.hl7.org/CodeSystem/audit-entity-type", "4", "Other"));
        receipt.put("role", coding("http://terminology.hl7.org/CodeSystem/object-role", "13", "Security Resource"));
        receipt.put("name", "receipt of look " + look.id());
        receipt.put(
                "detail",
                List.of(Map.of(
                        "type",
                        "leaf-hash",
                        "valueBase64Binary",
                        Base64.getEncoder().encodeToString(entry.leaf()))));
        return receipt;
    }

    private static Map<String, Object> source() {
        return Map.of(
                "observer",
                Map.of("display", "Tongmai"),
                "type",
                List.of(coding(
                        "http://terminology.hl7.org/CodeSystem/security-source-type", "4", "Application Server")));
    }

    private static Map<String, Object> purpose(Look look) {
        return concept(coding(
                "http://terminology.hl7.org/CodeSystem/v3-ActReason",
                look.basis() == Basis.PROXY ? FAMILY : look.purpose().code(),
                null));
    }

    private static String interaction(Look look) {
        return switch (look.interaction()) {
            case "history" -> "history-instance";
            case "everything", "page", "refresh", "export", "notification", "match", "identifiers" -> "operation";
            default -> "read";
        };
    }

    static String id(long compartment, long look) {
        return Long.toString(compartment, Character.MAX_RADIX) + "-" + Long.toString(look, Character.MAX_RADIX);
    }

    private static Map<String, Object> concept(Map<String, Object> coding) {
        return Map.of("coding", List.of(coding));
    }

    private static Map<String, Object> coding(String system, String code, @Nullable String display) {
        Map<String, Object> coding = new LinkedHashMap<>();
        coding.put("system", system);
        coding.put("code", code);
        if (display != null) {
            coding.put("display", display);
        }
        return coding;
    }
}
