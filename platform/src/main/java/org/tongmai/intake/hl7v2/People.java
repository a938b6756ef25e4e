package org.tongmai.intake.hl7v2;

import org.tongmai.store.Json;
import tools.jackson.databind.node.ObjectNode;

/** Names, addresses, telephones and staff. */
final class People {

    private People() {}

    /** A name (XPN): the text reads as people write it, surname first where it is Chinese. */
    static ObjectNode name(Field field) {
        return name(field.text(1), field.text(2), field.text(3));
    }

    /** Staff (XCN): the number at the institution and the name, as a reference that needs no resource. */
    static ObjectNode staff(Field field, Source source) {
        ObjectNode reference = Json.object();
        if (!field.text(1).isEmpty()) {
            reference.put("type", "Practitioner");
            reference.set("identifier", Fhir.identifier(source.system("staff"), field.text(1)));
        }
        return Fhir.put(reference, "display", inWriting(field.text(2), field.text(3), field.text(4)));
    }

    /** An address (XAD) as one text, and its parts where they are named. */
    static ObjectNode address(Field field) {
        String street = field.text(1);
        String other = field.text(2);
        String city = field.text(3);
        String province = field.text(4);
        boolean whole = !province.isEmpty() && street.startsWith(province);
        ObjectNode address = Json.object();
        Fhir.put(address, "text", (whole ? "" : province + (city.equals(province) ? "" : city)) + street + other);
        Fhir.put(address, "city", city);
        Fhir.put(address, "state", province);
        return Fhir.put(address, "postalCode", field.text(5));
    }

    /** A telephone or mail address (XTN). */
    static ObjectNode telecom(Field field, String use) {
        String mail = field.text(4);
        String number = field.firstOf(1, 12);
        if (number.isEmpty()) {
            number = field.text(6) + field.text(7);
        }
        ObjectNode telecom = Json.object();
        if (!number.isEmpty() || !mail.isEmpty()) {
            telecom.put("system", number.isEmpty() ? "email" : "phone");
            telecom.put("value", number.isEmpty() ? mail : number);
            telecom.put("use", isMobile(number) ? "mobile" : use);
        }
        return telecom;
    }

    private static ObjectNode name(String family, String given, String further) {
        ObjectNode name = Json.object();
        Fhir.put(name, "text", inWriting(family, given, further));
        if (!given.isEmpty()) {
            Fhir.put(name, "family", family);
            var list = name.putArray("given").add(given);
            if (!further.isEmpty()) {
                list.add(further);
            }
        }
        return name;
    }

    /** A name as people write it. */
    static String inWriting(String family, String given, String further) {
        boolean chinese = (family + given).codePoints().anyMatch(Character::isIdeographic);
        String rest = further.isEmpty() ? given : given + (chinese ? "" : " ") + further;
        return chinese ? family + rest : (rest + " " + family).strip();
    }

    private static boolean isMobile(String number) {
        return number.matches("(\\+?86)?1[3-9]\\d{9}");
    }
}
