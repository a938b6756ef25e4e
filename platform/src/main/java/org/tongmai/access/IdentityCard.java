package org.tongmai.access;

import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import org.tongmai.kernel.DocumentType;
import org.tongmai.store.Json;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What one institution's system is shown of another's registration: name, sex, birth date, the number that the institution
 * gave, and the documents' numbers that were asked with. No address, telephone or relative.
 */
final class IdentityCard {

    private static final List<String> SHOWN =
            List.of("resourceType", "id", "active", "gender", "birthDate", "managingOrganization");

    private static final Set<String> OTHER_NAMES = Set.of("old", "maiden", "nickname");

    private IdentityCard() {}

    /**
     * @param known system and value, parted by a bar, of each identifier that the asker knows already
     * @param institution what the institution is called; empty where that is not known
     */
    static ObjectNode of(ObjectNode patient, Set<String> known, String institution) {
        ObjectNode card = Json.object();
        SHOWN.forEach(member -> {
            if (patient.has(member)) {
                card.set(member, patient.get(member));
            }
        });
        if (!institution.isEmpty()) {
            ObjectNode organization =
                    card.path("managingOrganization") instanceof ObjectNode told ? told.deepCopy() : Json.object();
            card.set("managingOrganization", organization.put("display", institution));
        }
        ObjectNode meta = card.putObject("meta");
        patient.path("meta").properties().stream()
                .filter(member -> Set.of("versionId", "lastUpdated").contains(member.getKey()))
                .forEach(member -> meta.set(member.getKey(), member.getValue()));
        meta.putArray("tag")
                .addObject()
                .put("system", "http://terminology.hl7.org/CodeSystem/v3-ObservationValue")
                .put("code", "SUBSETTED");
        some(card, "identifier", patient, each -> givenByInstitution(each) || known.contains(token(each)));
        some(
                card,
                "name",
                patient,
                each -> !OTHER_NAMES.contains(each.path("use").asString("")));
        return card;
    }

    /** A number that an institution gave to a patient, and no document's. */
    static boolean givenByInstitution(JsonNode identifier) {
        return complete(identifier)
                && DocumentType.ofSystem(identifier.path("system").asString("")).isEmpty()
                && (identifier.path("use").asString("").equals("usual")
                        || identifier.at("/type/coding/0/code").asString("").equals("MR")
                        || InstitutionSystems.ofPatients(
                                        identifier.path("system").asString(""))
                                .isPresent());
    }

    static boolean complete(JsonNode identifier) {
        return !identifier.path("system").asString("").isEmpty()
                && !identifier.path("value").asString("").isEmpty();
    }

    /** System and value, parted by a bar. */
    static String token(JsonNode identifier) {
        return identifier.path("system").asString("") + "|"
                + identifier.path("value").asString("");
    }

    private static void some(ObjectNode card, String list, ObjectNode patient, Predicate<JsonNode> shown) {
        ArrayNode kept = Json.object().putArray(list);
        patient.path(list).valueStream().filter(shown).forEach(kept::add);
        if (!kept.isEmpty()) {
            card.set(list, kept);
        }
    }
}
