package org.tongmai.intake.cda;

import java.util.List;
import java.util.Set;
import org.tongmai.store.Json;
import tools.jackson.databind.node.ObjectNode;

/**
 * What a document says and FHIR has no element for: an extension {@code cda-detail} of the resource that the rest became, with the
 * place in the document and the value in its type. So nothing that is coded, measured, dated or named is in the original only.
 */
final class Details {

    static final String URL = Types.OWN + "cda-detail";

    /** Elements that say how a document is built and nothing about the patient. */
    private static final Set<String> STRUCTURE =
            Set.of("templateId", "typeId", "realmCode", "statusCode", "tableRow", "reference");

    /** Clinical statements: each is a resource, or a part of one, by itself. */
    static final Set<String> STATEMENTS = Set.of(
            "observation",
            "procedure",
            "act",
            "substanceAdministration",
            "supply",
            "encounter",
            "organizer",
            "observationMedia",
            "regionOfInterest");

    private static final Set<String> TIMES =
            Set.of("time", "effectiveTime", "low", "high", "center", "birthTime", "validTime");

    private final Types types;
    private final People people;
    private final Findings findings;

    Details(Types types, People people, Findings findings) {
        this.types = types;
        this.people = people;
        this.findings = findings;
    }

    /** Keeps what nobody took below an element, statements and sections aside. */
    void keep(Node owner, ObjectNode into) {
        owner.children().forEach(child -> keep(child, "", into));
    }

    private void keep(Node node, String above, ObjectNode into) {
        boolean other = STRUCTURE.contains(node.name())
                || STATEMENTS.contains(node.name())
                || node.name().equals("section")
                || node.name().equals("structuredBody")
                || node.name().equals("nonXMLBody");
        if (other) {
            return;
        }
        String type = node.at("typeCode");
        String path = (above.isEmpty() ? "" : above + "/") + node.name() + (type.isEmpty() ? "" : "[" + type + "]");
        if (!node.taken()) {
            ObjectNode value = value(node);
            if (!value.isEmpty()) {
                Fhir.add(into, "extension", detail(path, value));
                findings.add("kept-as-detail", path, "", "");
            }
        }
        node.children().forEach(child -> keep(child, path, into));
    }

    private static ObjectNode detail(String path, ObjectNode value) {
        ObjectNode detail = Json.object().put("url", URL);
        Fhir.add(detail, "extension", Json.object().put("url", "path").put("valueString", path));
        Fhir.add(detail, "extension", value.put("url", "value"));
        return detail;
    }

    /** A data element that belongs to what it stands in: its code and its value as one detail. */
    void fold(Node observation, ObjectNode into) {
        observation.takeAlone();
        ObjectNode detail = Json.object().put("url", URL);
        observation.take("code").ifPresent(code -> {
            ObjectNode said = Json.object().put("url", "code");
            Fhir.set(said, "valueCodeableConcept", types.concept(code));
            if (said.size() > 1) {
                Fhir.add(detail, "extension", said);
            }
        });
        for (Node value : observation.all("value")) {
            ObjectNode said = Json.object().put("url", "value");
            types.value(value, said, "value");
            if (said.size() > 1) {
                Fhir.add(detail, "extension", said);
            }
        }
        observation.see("effectiveTime").ifPresent(time -> {
            ObjectNode said = Json.object().put("url", "time");
            types.timing(time, said, "value");
            if (said.size() > 1) {
                Fhir.add(detail, "extension", said);
            }
        });
        keep(observation, detail);
        if (detail.has("extension")) {
            Fhir.add(into, "extension", detail);
        }
    }

    /** The value of one element in its type; empty where it holds none. */
    private ObjectNode value(Node node) {
        ObjectNode said = Json.object();
        String value = node.at("value");
        switch (node.name()) {
            case "name" -> {
                if (node.at("code").isEmpty()) {
                    Fhir.set(said, "valueHumanName", people.name(node));
                }
            }
            case "addr" -> Fhir.set(said, "valueAddress", people.address(node));
            case "telecom" -> Fhir.set(said, "valueContactPoint", people.telecom(node));
            default -> {}
        }
        if (!said.isEmpty()) {
            return said;
        }
        if (!node.at("code").isEmpty() || !node.at("displayName").isEmpty()) {
            Fhir.set(said, "valueCodeableConcept", types.concept(node));
        } else if (!node.at("root").isEmpty() || !node.at("extension").isEmpty()) {
            boolean empty = node.name().equals("id")
                    && node.at("extension").isEmpty()
                    && node.at("root").startsWith("2.16.156.10011.1.");
            Fhir.set(said, "valueIdentifier", empty ? Json.object() : types.identifier(node));
        } else if (!value.isEmpty()
                && TIMES.contains(node.name())
                && node.at("unit").isEmpty()) {
            types.time(node).ifPresentOrElse(at -> said.put("valueDateTime", at), () -> said.put("valueString", value));
        } else if (!value.isEmpty() && !node.at("unit").isEmpty()) {
            Fhir.set(said, "valueQuantity", types.quantity(node));
        } else if (!value.isEmpty()) {
            types.value(node, said, "value");
        } else {
            Fhir.put(said, "valueString", node.ownText().replaceAll("\\s+", " "));
        }
        return said;
    }

    /** Whether the code of an observation is one of the data element dictionary: it then speaks of what it stands in. */
    boolean isElement(Node observation) {
        return observation
                .see("code")
                .map(code -> Systems.isDataElement(code.at("code")))
                .orElse(true);
    }

    /** The elements that hold statements, whatever they are called: entryRelationship, component, and their misspellings. */
    static List<Node> links(Node statement) {
        return statement.children().stream()
                .filter(child ->
                        !STATEMENTS.contains(child.name()) && !statements(child).isEmpty())
                .toList();
    }

    /** The statements directly in an element. */
    static List<Node> statements(Node link) {
        List<Node> statements = link.children();
        statements.removeIf(child -> !STATEMENTS.contains(child.name()));
        return statements;
    }
}
