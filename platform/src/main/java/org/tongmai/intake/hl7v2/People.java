package org.tongmai.intake.hl7v2;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;
import org.tongmai.store.Json;
import tools.jackson.databind.node.ObjectNode;

/** Names, addresses, telephones, staff, organisations and places. */
final class People {

    private People() {}

    /** A name (XPN): the text reads as people write it, surname first where it is Chinese. */
    static ObjectNode name(Field field) {
        String family = field.all(1);
        String given = field.text(2);
        String further = field.text(3);
        ObjectNode name = Json.object();
        Fhir.put(name, "text", inWriting(family, given, further));
        if (!given.isEmpty()) {
            Fhir.put(name, "family", family);
            var list = name.putArray("given").add(given);
            if (!further.isEmpty()) {
                list.add(further);
            }
        }
        affix(name, "prefix", field.text(5));
        affix(name, "suffix", field.text(4));
        affix(name, "suffix", field.text(6));
        return name;
    }

    private static void affix(ObjectNode name, String element, String text) {
        if (!text.isEmpty()) {
            name.withArray(element).add(text);
        }
    }

    /** A name (XPN) with all that goes before and behind it. */
    static String titled(Field field) {
        String name = inWriting(field.all(1), field.text(2), field.text(3));
        return String.join(" ", field.text(5), name, field.text(4), field.text(6))
                .replaceAll(" +", " ")
                .strip();
    }

    /** Staff (XCN): the number at the institution and the name, as a reference that needs no resource. */
    static ObjectNode staff(Field field, Source source) {
        ObjectNode reference = Json.object();
        if (!field.text(1).isEmpty()) {
            reference.put("type", "Practitioner");
            reference.set("identifier", Numbers.identifier(field, 9, 13, source.system("staff")));
        }
        String name = inWriting(field.all(2), field.text(3), field.text(4));
        String titled = String.join(" ", field.text(6), name, field.text(5), field.text(7));
        return Fhir.put(reference, "display", titled.replaceAll(" +", " ").strip());
    }

    /** A person with times (NDL, whose name has its parts as subcomponents), or written like other staff. */
    static ObjectNode assistant(Field field, Source source) {
        if (field.raw(1, 2).isBlank()) {
            return staff(field, source);
        }
        ObjectNode reference = Json.object();
        if (!field.text(1, 1).isEmpty()) {
            reference.put("type", "Practitioner");
            reference.set("identifier", Fhir.identifier(source.system("staff"), field.text(1, 1)));
        }
        return Fhir.put(reference, "display", inWriting(field.text(1, 2), field.text(1, 3), field.text(1, 4)));
    }

    /** An organisation (XON) by its name and number. */
    static ObjectNode organisation(Field field, Source source) {
        ObjectNode reference = Json.object();
        int number = field.text(10).isEmpty() ? 3 : 10;
        if (!field.text(number).isEmpty()) {
            reference.put("type", "Organization");
            reference.set("identifier", Fhir.identifier(source.system("organisation"), field.text(number)));
        }
        return Fhir.put(reference, "display", field.text(1));
    }

    /** A place (PL) by its number at the institution, and in words. */
    static ObjectNode place(Field field, Source source) {
        String number = joined("-", field.text(1), field.text(2), field.text(3));
        String facility = field.text(4).equals(source.institution()) ? "" : field.text(4);
        String words =
                field.text(9).isEmpty() ? joined(" ", field.text(1), field.text(2), field.text(3)) : field.text(9);
        ObjectNode place = Json.object();
        if (!number.isEmpty()) {
            place.put("type", "Location");
            place.set("identifier", Fhir.identifier(source.system("place"), number));
        }
        return Fhir.put(place, "display", joined(" ", facility, field.text(7), field.text(8), words));
    }

    private static String joined(String between, String... texts) {
        return Arrays.stream(texts).filter(text -> !text.isEmpty()).collect(Collectors.joining(between));
    }

    /** An address (XAD) as one text, and its parts where they are named. */
    static ObjectNode address(Field field) {
        String street = field.all(1);
        String other = field.text(2);
        String city = field.text(3);
        String province = field.text(4);
        boolean whole = !province.isEmpty() && street.startsWith(province);
        boolean chinese = (street + other + city + province).codePoints().anyMatch(Character::isIdeographic);
        ObjectNode address = Json.object();
        Fhir.put(
                address,
                "use",
                switch (field.text(7)) {
                    case "H" -> "home";
                    case "B", "O" -> "work";
                    case "C" -> "temp";
                    case "BA" -> "old";
                    default -> "";
                });
        String text = chinese
                ? (whole ? "" : province + (city.equals(province) ? "" : city)) + street + other
                : joined(", ", street, other, city, province);
        Fhir.put(address, "text", text);
        if (!chinese) {
            affix(address, "line", street);
            affix(address, "line", other);
        }
        Fhir.put(address, "city", city);
        Fhir.put(address, "district", field.text(9));
        Fhir.put(address, "state", province);
        Fhir.put(address, "postalCode", field.text(5));
        return Fhir.put(address, "country", field.text(6));
    }

    /** Telephones and mail addresses (XTN); one field may hold both. */
    static void telecom(Field field, String use, ObjectNode into) {
        String system =
                switch (field.text(3).toUpperCase(Locale.ROOT)) {
                    case "FX" -> "fax";
                    case "BP" -> "pager";
                    case "INTERNET", "X.400" -> "email";
                    default -> "phone";
                };
        String said =
                switch (field.text(2).toUpperCase(Locale.ROOT)) {
                    case "WPN" -> "work";
                    case "PRN", "ORN", "VHN" -> "home";
                    default -> use;
                };
        boolean mobile = field.text(3).equalsIgnoreCase("CP");
        String mail = field.text(4);
        String number = field.firstOf(1, 12);
        if (number.isEmpty()) {
            String country = field.text(5);
            number = joined(" ", country.isEmpty() ? "" : "+" + country, field.text(6), field.text(7));
            number += field.text(8).isEmpty() || number.isEmpty() ? "" : " x" + field.text(8);
        }
        if (!number.isEmpty()) {
            boolean address = system.equals("email") && number.contains("@");
            Fhir.add(
                    into,
                    "telecom",
                    Json.object()
                            .put("system", system.equals("email") && !address ? "phone" : system)
                            .put("value", number)
                            .put("use", mobile || isMobile(number) ? "mobile" : said));
        }
        if (!mail.isEmpty()) {
            Fhir.add(
                    into,
                    "telecom",
                    Json.object().put("system", "email").put("value", mail).put("use", said));
        }
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
