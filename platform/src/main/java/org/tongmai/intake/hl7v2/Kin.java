package org.tongmai.intake.hl7v2;

import java.util.Locale;
import java.util.Map;
import org.tongmai.store.Json;
import tools.jackson.databind.node.ObjectNode;

/** PID-6 and NK1: who is to be called about a patient. */
final class Kin {

    /** HL7 table 0063 to v3-RoleCode. */
    private static final Map<String, String> RELATIONSHIPS = Map.ofEntries(
            Map.entry("MTH", "MTH"),
            Map.entry("FTH", "FTH"),
            Map.entry("PAR", "PRN"),
            Map.entry("SPO", "SPS"),
            Map.entry("CHD", "CHILD"),
            Map.entry("SIB", "SIB"),
            Map.entry("GRD", "GUARD"),
            Map.entry("GRP", "GRPRN"));

    private Kin() {}

    static void contacts(Hl7v2Message message, Segment pid, Times times, ObjectNode patient) {
        for (Field mother : pid.fields(6)) {
            Fhir.add(patient, "contact", contact("MTH", "").set("name", People.name(mother)));
        }
        message.all("NK1").filter(kin -> kin.field(2).present()).forEach(kin -> {
            String code = kin.text(3).toUpperCase(Locale.ROOT);
            ObjectNode contact = contact(code, kin.field(3).firstOf(2, 1));
            String role = kin.field(7).firstOf(2, 1);
            Fhir.add(contact, "relationship", contactRole(kin.text(7), role));
            contact.set("name", People.name(kin.field(2)));
            kin.fields(5).forEach(phone -> People.telecom(phone, "home", contact));
            kin.fields(6).forEach(phone -> People.telecom(phone, "work", contact));
            Fhir.put(contact, "gender", PatientMapping.gender(kin.text(15)));
            String from = times.ifReadable(kin.field(8));
            Fhir.set(
                    contact,
                    "period",
                    Fhir.put(Fhir.put(Json.object(), "start", from), "end", times.ifReadable(kin.field(9))));
            kin.fields(13).stream()
                    .findFirst()
                    .ifPresent(of -> Fhir.set(contact, "organization", Fhir.put(Json.object(), "display", of.text(1))));
            kin.fields(4).stream().findFirst().ifPresent(at -> Fhir.set(contact, "address", People.address(at)));
            Fhir.add(patient, "contact", contact);
        });
    }

    private static ObjectNode contact(String code, String words) {
        ObjectNode contact = Json.object();
        ObjectNode concept = Json.object();
        String role = RELATIONSHIPS.getOrDefault(code, "");
        if (!role.isEmpty()) {
            Fhir.add(concept, "coding", Fhir.hl7("v3-RoleCode", role));
        } else if (!code.isEmpty()) {
            Fhir.add(concept, "coding", Fhir.hl7("v2-0063", code));
        }
        Fhir.add(contact, "relationship", Fhir.put(concept, "text", words));
        return contact;
    }

    /** NK1-7, HL7 table 0131, such as emergency contact. */
    private static ObjectNode contactRole(String code, String words) {
        return code.isEmpty() ? Json.object() : Fhir.put(Fhir.concept(Fhir.hl7("v2-0131", code)), "text", words);
    }
}
