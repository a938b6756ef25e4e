package org.tongmai.intake.cda;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.tongmai.store.Json;
import tools.jackson.databind.node.ObjectNode;

/** Names, addresses, telephones, staff and institutions. */
final class People {

    private static final Map<String, String> NAME_USES = Map.of(
            "L", "official", "C", "official", "P", "nickname", "A", "nickname", "ABC", "official", "SYL", "official");

    private static final Map<String, String> ADDRESS_USES =
            Map.of("H", "home", "HP", "home", "HV", "home", "WP", "work", "TMP", "temp", "OLD", "old", "BAD", "old");

    private static final Map<String, String> TELECOM_USES =
            Map.of("H", "home", "HP", "home", "HV", "home", "WP", "work", "DIR", "work", "MC", "mobile", "TMP", "temp");

    /** From the largest to the smallest, as Chinese addresses are written. */
    private static final List<String> ADDRESS_PARTS = List.of(
            "state",
            "city",
            "county",
            "township",
            "precinct",
            "streetName",
            "streetAddressLine",
            "streetNameBase",
            "streetNameType",
            "houseNumber",
            "additionalLocator",
            "unitID",
            "unitType",
            "careOf",
            "postBox");

    /** Parts that have an element of their own, and what only parts others. */
    private static final List<String> ELSEWHERE = List.of("country", "postalCode", "useablePeriod", "delimiter");

    private final Types types;

    People(Types types) {
        this.types = types;
    }

    /** EN, PN: empty where nothing is told. */
    ObjectNode name(Node en) {
        en.take();
        ObjectNode name = Json.object();
        String use = NAME_USES.getOrDefault(en.at("use").split(" ", 2)[0], "");
        List<String> given = texts(en, "given");
        String family = String.join(" ", texts(en, "family"));
        String own = en.ownText().replaceAll("\\s+", " ");
        String prefix = String.join(" ", texts(en, "prefix"));
        String suffix = String.join(" ", texts(en, "suffix"));
        boolean chinese = (family + String.join("", given)).codePoints().anyMatch(Character::isIdeographic);
        String parts = chinese
                ? family + String.join("", given)
                : Stream.of(prefix, String.join(" ", given), family, suffix)
                        .filter(part -> !part.isEmpty())
                        .collect(Collectors.joining(" "));
        String text = own.isEmpty() ? parts : parts.isEmpty() ? own : own + " " + parts;
        if (text.isEmpty()) {
            return name;
        }
        Fhir.put(name, "use", use);
        name.put("text", text);
        Fhir.put(name, "family", family);
        strings(name, "given", given);
        strings(name, "prefix", texts(en, "prefix"));
        strings(name, "suffix", texts(en, "suffix"));
        en.see("validTime").map(types::period).ifPresent(period -> Fhir.set(name, "period", period));
        return name;
    }

    /** AD: its parts, and the whole as people write it. */
    ObjectNode address(Node ad) {
        ad.take();
        ObjectNode address = Json.object();
        List<String> lines = new ArrayList<>();
        StringBuilder text = new StringBuilder();
        for (String part : ADDRESS_PARTS) {
            for (String said : texts(ad, part)) {
                if (text.indexOf(said) < 0) {
                    text.append(ideographic(said) || text.isEmpty() ? "" : " ").append(said);
                }
                if (!List.of("state", "city", "county").contains(part)) {
                    lines.add(said);
                }
            }
        }
        for (Node other : ad.children()) {
            if (!ADDRESS_PARTS.contains(other.name())
                    && !ELSEWHERE.contains(other.name())
                    && !other.text().isEmpty()) {
                lines.add(other.text());
            }
        }
        String own = ad.ownText().replaceAll("\\s+", " ");
        String country = String.join(" ", texts(ad, "country"));
        String whole = own.isEmpty() ? text.toString() : own;
        if (whole.isEmpty() && country.isEmpty() && texts(ad, "postalCode").isEmpty()) {
            return address;
        }
        Fhir.put(address, "use", ADDRESS_USES.getOrDefault(ad.at("use").split(" ", 2)[0], ""));
        Fhir.put(address, "text", whole);
        strings(address, "line", lines);
        Fhir.put(address, "city", String.join(" ", texts(ad, "city")));
        Fhir.put(address, "district", String.join(" ", texts(ad, "county")));
        Fhir.put(address, "state", String.join(" ", texts(ad, "state")));
        Fhir.put(address, "postalCode", String.join(" ", texts(ad, "postalCode")));
        Fhir.put(address, "country", country);
        ad.see("useablePeriod").map(types::period).ifPresent(period -> Fhir.set(address, "period", period));
        return address;
    }

    /** TEL: empty where there is no number. */
    ObjectNode telecom(Node tel) {
        tel.take();
        String value = tel.at("value").isEmpty() ? tel.text() : tel.at("value");
        ObjectNode telecom = Json.object();
        if (value.isEmpty()) {
            return telecom;
        }
        int colon = value.indexOf(':');
        String scheme = colon < 0 ? "tel" : value.substring(0, colon);
        telecom.put(
                "system",
                switch (scheme) {
                    case "tel" -> "phone";
                    case "fax" -> "fax";
                    case "mailto" -> "email";
                    case "http", "https" -> "url";
                    default -> "other";
                });
        boolean bare = List.of("tel", "fax", "mailto").contains(scheme) && colon >= 0;
        telecom.put("value", bare ? value.substring(colon + 1).strip() : value);
        String use = TELECOM_USES.getOrDefault(tel.at("use").split(" ", 2)[0], "");
        return Fhir.put(telecom, "use", use);
    }

    /** Puts names, addresses and telephones of an element into a resource. */
    void contact(Node owner, ObjectNode into) {
        owner.all("addr").forEach(addr -> Fhir.add(into, "address", address(addr)));
        owner.all("telecom").forEach(tel -> Fhir.add(into, "telecom", telecom(tel)));
    }

    /**
     * Somebody who did something (assignedAuthor, assignedEntity, …) as a reference that needs no resource: the number and the
     * name. What else is told of the person stays in the element, to be kept as a detail.
     */
    ObjectNode staff(Node role) {
        role.takeAlone();
        ObjectNode reference = Json.object();
        var person = role.see("assignedPerson")
                .or(() -> role.see("associatedPerson"))
                .or(() -> role.see("relatedPerson"));
        var device = role.see("assignedAuthoringDevice");
        var organization = role.see("representedOrganization").or(() -> role.see("scopingOrganization"));
        String name = person.flatMap(each -> each.takeAlone().see("name"))
                .map(each -> this.name(each).path("text").asString(""))
                .orElse("");
        ObjectNode id = role.all("id").stream()
                .map(types::identifier)
                .filter(identifier -> !identifier.isEmpty())
                .findFirst()
                .orElseGet(Json::object);
        if (name.isEmpty() && device.isPresent()) {
            name = device.get().take().text();
        }
        if (name.isEmpty() && person.isEmpty()) {
            name = organization
                    .flatMap(each -> each.takeAlone().see("name"))
                    .map(each -> each.take().text())
                    .orElse("");
        }
        if (!id.isEmpty()) {
            reference.put("type", device.isPresent() ? "Device" : person.isPresent() ? "Practitioner" : "Organization");
            reference.set("identifier", id);
        }
        return Fhir.put(reference, "display", name);
    }

    /** An institution as a reference that needs no resource. */
    ObjectNode organization(Node organization) {
        organization.takeAlone();
        ObjectNode reference = Json.object();
        ObjectNode id = organization.all("id").stream()
                .map(types::identifier)
                .filter(identifier -> !identifier.isEmpty())
                .findFirst()
                .orElseGet(Json::object);
        if (!id.isEmpty()) {
            reference.put("type", "Organization").set("identifier", id);
        }
        String name = organization.see("name").map(each -> each.take().text()).orElse("");
        return Fhir.put(reference, "display", name);
    }

    static void strings(ObjectNode into, String name, List<String> values) {
        if (!values.isEmpty()) {
            var list = into.putArray(name);
            values.forEach(list::add);
        }
    }

    private static List<String> texts(Node owner, String part) {
        return owner.all(part).stream()
                .map(Node::text)
                .filter(text -> !text.isEmpty())
                .toList();
    }

    private static boolean ideographic(String text) {
        return text.codePoints().anyMatch(Character::isIdeographic);
    }
}
