package org.tongmai.intake.cda;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.tongmai.store.Json;
import org.tongmai.store.PatientReference;
import tools.jackson.databind.node.ObjectNode;

/**
 * The resources that one document becomes. Their ids follow from the institution, the document's set and what the entry calls
 * itself, so that a later version of the document meets what the earlier one made, whatever it puts before or between: by the id of the
 * entry, else by its section, code, time and item.
 */
final class Draft {

    private static final int ID_BYTES = 16;

    private final String set;
    private final String patient;
    private final Optional<String> encounter;
    private final List<ObjectNode> resources = new ArrayList<>();
    private final Map<String, Integer> seen = new HashMap<>();
    private String section = "";

    /**
     * @param set institution and set id of the document
     * @param patient reference to the patient
     * @param encounter reference to the visit
     */
    Draft(String set, String patient, Optional<String> encounter) {
        this.set = set;
        this.patient = patient;
        this.encounter = encounter;
    }

    /** What is made from here on belongs to this section. */
    void section(String name) {
        section = name;
    }

    /** A resource about the patient, in the order of the document. Those that call themselves alike are told apart by that order. */
    ObjectNode make(String type, Node statement) {
        String name = set + "|" + type + "|" + name(statement);
        int nth = seen.merge(name, 1, Integer::sum);
        ObjectNode resource = Fhir.resource(type, id(nth == 1 ? name : name + "|" + nth));
        resources.add(resource);
        return resource;
    }

    private String name(Node statement) {
        String code = statement.see("code").map(each -> each.at("code")).orElse("");
        Optional<String> own = statement.all("id").stream()
                .map(id -> id.at("root") + "^" + id.at("extension"))
                .filter(id -> id.length() > 1)
                .findFirst();
        return own.map(id -> "id|" + id + "|" + code)
                .orElseGet(() -> section + "|" + code + "|" + time(statement) + "|" + item(statement));
    }

    /** What a laboratory item or a diagnosis is stands in the value: the code is that of all of them. */
    private static String item(Node statement) {
        boolean item = Groups.slot("lab", statement).equals("item")
                || !Groups.slot("diagnosis", statement).isEmpty();
        return statement
                .see("value")
                .filter(value -> item)
                .map(value -> value.at("code").isEmpty() ? value.text() : value.at("code"))
                .orElse("");
    }

    private static String time(Node statement) {
        return statement
                .see("effectiveTime")
                .map(time -> time.at("value").isEmpty()
                        ? time.see("low").map(low -> low.at("value")).orElse("")
                        : time.at("value"))
                .orElse("");
    }

    /** Says whom and which visit a resource is about; the last thing, so that what it says itself comes first. */
    void about(ObjectNode resource) {
        String type = resource.path("resourceType").asString();
        String member = PatientReference.member(type);
        resource.set(member == null ? "subject" : member, Fhir.reference(patient));
        String context =
                switch (type) {
                    case "MedicationStatement", "MedicationAdministration", "MedicationDispense" -> "context";
                    case "Goal", "FamilyMemberHistory", "Encounter" -> "";
                    default -> "encounter";
                };
        if (!context.isEmpty()) {
            encounter.ifPresent(visit -> resource.set(context, Fhir.reference(visit)));
        }
    }

    List<ObjectNode> resources() {
        return resources;
    }

    static ObjectNode related(String kind, ObjectNode to) {
        ObjectNode relation = Json.object().put("url", Types.OWN + "cda-relationship");
        Fhir.add(
                relation,
                "extension",
                Json.object().put("url", "type").put("valueCode", kind.isEmpty() ? "COMP" : kind));
        ObjectNode target = Json.object().put("url", "target");
        target.set("valueReference", Fhir.reference(Fhir.address(to)));
        Fhir.add(relation, "extension", target);
        return relation;
    }

    /** The id of what bears that name: the same for ever. */
    static String id(String name) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(name.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash, 0, ID_BYTES);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
