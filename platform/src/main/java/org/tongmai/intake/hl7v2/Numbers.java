package org.tongmai.intake.hl7v2;

import java.util.Optional;
import org.tongmai.store.Json;
import tools.jackson.databind.node.ObjectNode;

/** Numbers with their authority (CX, EI, XCN) as FHIR identifiers. */
final class Numbers {

    private static final String TYPES = "v2-0203";

    private Numbers() {}

    /**
     * A number of component 1.
     *
     * @param authority the component that names who gave it (HD)
     * @param type the component that holds a code of HL7 table 0203; 0 where there is none
     * @param own the system of numbers whose authority names no universal id
     */
    static ObjectNode identifier(Field field, int authority, int type, String own) {
        String name = field.text(authority, 1);
        String universal = field.text(authority, 2);
        String kind = type == 0 ? "" : field.text(type);
        ObjectNode identifier = Json.object();
        if (!kind.isEmpty()) {
            identifier.set("type", Fhir.concept(Fhir.hl7(TYPES, kind)));
        }
        identifier.put("system", universal(name, universal, own)).put("value", field.text(1));
        if (!name.isEmpty()) {
            identifier.putObject("assigner").put("display", name);
        }
        return identifier;
    }

    /** An entity identifier (EI): number, namespace, universal id. */
    static ObjectNode entity(Field field, String system, String kind) {
        ObjectNode identifier = Json.object();
        if (!kind.isEmpty()) {
            identifier.set("type", Fhir.concept(Fhir.hl7(TYPES, kind)));
        }
        identifier.put("system", system).put("value", field.text(1));
        if (!field.text(2).isEmpty()) {
            identifier.putObject("assigner").put("display", field.text(2));
        }
        return identifier;
    }

    private static String universal(String name, String universal, String own) {
        return Optional.of(universal)
                .filter(Domain::isOid)
                .or(() -> Optional.of(name).filter(Domain::isOid))
                .map(oid -> "urn:oid:" + oid)
                .orElse(own);
    }
}
