package org.tongmai.simulator;

import java.time.format.DateTimeFormatter;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Patient resources as institutions write them. */
final class FhirPatients {

    static final String LOCAL_ID = "patient";

    private FhirPatients() {}

    static ObjectNode patient(Institution institution, String localId, Registration registration) {
        ObjectNode patient = Fhir.resource("Patient");
        patient.putArray("extension").addObject().put("url", Fhir.ETHNICITY).put("valueCode", registration.ethnicity());
        ArrayNode identifiers = patient.putArray("identifier");
        ObjectNode local =
                Fhir.identifier(institution.system(LOCAL_ID), localId).put("use", "usual");
        local.set("type", Fhir.concept("v2-0203", "MR"));
        identifiers.add(local);
        registration
                .idNumberGiven()
                .ifPresent(number ->
                        identifiers.add(Fhir.identifier(Fhir.ID_NUMBER, number).put("use", "official")));
        patient.putArray("name").add(name(registration.name()));
        registration.phoneGiven().ifPresent(phone -> patient.putArray("telecom").add(phone(phone)));
        patient.put("gender", registration.sex().fhir());
        patient.put("birthDate", registration.birthDate().format(DateTimeFormatter.ISO_LOCAL_DATE));
        registration
                .addressGiven()
                .ifPresent(address -> patient.putArray("address").add(address(address)));
        registration
                .motherGiven()
                .ifPresent(mother -> patient.putArray("contact").add(mother(mother)));
        patient.set("managingOrganization", Fhir.institution(institution));
        return patient;
    }

    private static ObjectNode name(Name name) {
        ObjectNode human = Fhir.object().put("text", name.text()).put("family", name.family());
        if (!name.given().isEmpty()) {
            human.putArray("given").add(name.given());
        }
        return human;
    }

    private static ObjectNode phone(String phone) {
        return Fhir.object().put("system", "phone").put("value", phone).put("use", "mobile");
    }

    private static ObjectNode address(Address address) {
        ObjectNode node = Fhir.object().put("use", "home").put("text", address.text());
        if (!address.city().isEmpty()) {
            node.putArray("line").add(address.street());
            node.put("city", address.city())
                    .put("district", address.county())
                    .put("state", address.province())
                    .put("postalCode", address.postcode());
        }
        return node;
    }

    private static ObjectNode mother(Registration.Contact mother) {
        ObjectNode contact = Fhir.object();
        contact.putArray("relationship").add(Fhir.concept("v3-RoleCode", "MTH"));
        contact.set("name", name(mother.name()));
        String phone = mother.phone();
        if (phone != null) {
            contact.putArray("telecom").add(phone(phone));
        }
        return contact;
    }
}
