package org.tongmai.intake.cda;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.tongmai.store.Json;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Observations, results and reports. */
final class Observations {

    private final Statements statements;
    private final Types types;
    private final People people;
    private final Details details;

    Observations(Statements statements, Types types, People people, Details details) {
        this.statements = statements;
        this.types = types;
        this.people = people;
        this.details = details;
    }

    /** One observation; observations below it are its components. */
    ObjectNode observation(Node statement, String category) {
        ObjectNode observation = begin(statement, category);
        code(statement, observation);
        List<Node> values = statement.all("value");
        if (!values.isEmpty()) {
            types.value(values.getFirst(), observation, "value");
            values.stream().skip(1).forEach(more -> component(observation, more));
        } else if (!statement.name().equals("observation")) {
            statement.see("text").map(types::words).ifPresent(words -> Fhir.put(observation, "valueString", words));
        }
        time(statement, observation);
        results(statement, observation);
        if (statement.name().equals("observation")) {
            components(statement, observation);
        }
        return statements.finish(statement, observation);
    }

    /** A comment on nothing but the section. */
    ObjectNode note(Node statement) {
        ObjectNode observation = begin(statement, "");
        code(statement, observation);
        statement
                .see("text")
                .map(text -> types.words(text.take()))
                .ifPresent(words -> Fhir.put(observation, "valueString", words));
        time(statement, observation);
        return statements.finish(statement, observation);
    }

    private ObjectNode begin(Node statement, String category) {
        ObjectNode observation = statements.make("Observation", statement);
        observation.put("status", status(statement));
        if (!category.isEmpty()) {
            Fhir.add(observation, "category", Fhir.hl7("observation-category", category));
        }
        return observation;
    }

    private static String status(Node statement) {
        return switch (Statements.status(statement, "completed")) {
            case "in-progress", "on-hold" -> "preliminary";
            case "stopped" -> "cancelled";
            case "entered-in-error" -> "entered-in-error";
            default -> statement.at("moodCode").equals("DEF") ? "unknown" : "final";
        };
    }

    /** The code as sent, and LOINC's where the data element has one. */
    private void code(Node statement, ObjectNode observation) {
        ObjectNode concept = statement.see("code").map(this::coded).orElseGet(Json::object);
        if (concept.isEmpty()) {
            concept = Fhir.text(statement.see("text").map(types::words).orElse(""));
        }
        observation.set("code", concept.isEmpty() ? Fhir.text("-") : concept);
    }

    private ObjectNode coded(Node code) {
        ObjectNode concept = types.concept(code);
        String loinc = Rules.loinc(code.at("code"), code.at("displayName"));
        if (!loinc.isEmpty()) {
            Fhir.add(concept, "coding", Fhir.coding("http://loinc.org", loinc, ""));
        }
        return concept;
    }

    private void time(Node statement, ObjectNode observation) {
        List<Node> times = statement.all("effectiveTime");
        if (!times.isEmpty()) {
            types.timing(times.getFirst(), observation, "effective");
        }
        if (!observation.has("effectiveDateTime") && !observation.has("effectivePeriod")) {
            statements.authored(statement).filter(Times::isMoment).ifPresent(at -> observation.put("issued", at));
        }
    }

    private void results(Node statement, ObjectNode observation) {
        statement
                .all("interpretationCode")
                .forEach(flag -> Fhir.add(observation, "interpretation", types.concept(flag)));
        statement.all("methodCode").stream()
                .limit(1)
                .forEach(how -> Fhir.set(observation, "method", types.concept(how)));
        statement.all("targetSiteCode").stream()
                .limit(1)
                .forEach(site -> Fhir.set(observation, "bodySite", types.concept(site)));
        statement.all("referenceRange").forEach(range -> Fhir.add(observation, "referenceRange", range(range)));
        statements.performers(statement, observation, "performer", "");
        if (!observation.has("performer")) {
            statement.see("author").ifPresent(author -> {
                author.takeAlone();
                author.see("assignedAuthor").map(people::staff).ifPresent(by -> Fhir.add(observation, "performer", by));
            });
        }
    }

    private ObjectNode range(Node range) {
        range.takeAlone();
        ObjectNode said = Json.object();
        range.see("observationRange").ifPresent(limits -> {
            limits.takeAlone();
            limits.see("value").ifPresent(value -> {
                boolean quantities =
                        value.at("type").startsWith("IVL_") && !value.at("type").equals("IVL_TS");
                if (quantities) {
                    said.setAll(types.range(value));
                } else {
                    ObjectNode other = Json.object();
                    types.value(value, other, "value");
                    if (other.has("valueString")) {
                        said.set("text", other.get("valueString"));
                    } else if (!other.isEmpty()) {
                        Fhir.add(said, "extension", other.put("url", Types.OWN + "cda-value"));
                    }
                }
            });
            if (!said.has("text")) {
                limits.see("text").map(types::words).ifPresent(words -> Fhir.put(said, "text", words));
            }
            limits.see("interpretationCode").map(types::concept).ifPresent(type -> Fhir.set(said, "type", type));
            details.keep(limits, said);
        });
        return said;
    }

    // -- components

    private void component(ObjectNode observation, Node value) {
        ObjectNode component = Json.object();
        component.set("code", observation.path("code").deepCopy());
        types.value(value, component, "value");
        if (component.size() > 1) {
            Fhir.add(observation, "component", component);
        }
    }

    /** Observations that are part of this one, also those below them. */
    private void components(Node statement, ObjectNode observation) {
        for (Node link : Details.links(statement)) {
            for (Node child : Details.statements(link)) {
                boolean plain = child.name().equals("observation")
                        && Rules.of(child, "").target() == Rules.Target.OBSERVATION;
                if (plain) {
                    child.takeAlone();
                    link.takeAlone();
                    add(child, observation);
                }
            }
        }
    }

    private void add(Node child, ObjectNode observation) {
        ObjectNode component = Json.object();
        ObjectNode code = child.see("code").map(this::coded).orElseGet(Json::object);
        component.set("code", code.isEmpty() ? Fhir.text("-") : code);
        child.see("value").ifPresent(value -> types.value(value, component, "value"));
        child.all("interpretationCode").forEach(flag -> Fhir.add(component, "interpretation", types.concept(flag)));
        child.all("referenceRange").forEach(range -> Fhir.add(component, "referenceRange", range(range)));
        details.keep(child, component);
        Fhir.add(observation, "component", component);
        components(child, observation);
    }

    // -- results

    /** One laboratory result that stands as several observations in a row: the first is its item. */
    ObjectNode result(List<Node> group) {
        Node item = group.getFirst();
        ObjectNode observation = begin(item, "laboratory");
        observation.set("code", item(group));
        time(item, observation);
        for (Node part : group) {
            part.takeAlone();
            part(part, observation);
        }
        results(item, observation);
        return statements.finish(item, observation);
    }

    /** The item by its code and its name. */
    private ObjectNode item(List<Node> group) {
        ObjectNode concept = Json.object();
        for (Node part : group) {
            if (!Groups.slot("lab", part).equals("item")) {
                continue;
            }
            ObjectNode said = Json.object();
            part.see("value").ifPresent(value -> types.value(value, said, "value"));
            part.take("code");
            if (said.get("valueCodeableConcept") instanceof ObjectNode coded) {
                coded.path("coding").forEach(coding -> Fhir.add(concept, "coding", (ObjectNode) coding));
                if (!concept.has("text")) {
                    Fhir.put(concept, "text", coded.path("text").asString(""));
                }
            } else if (Groups.element(part).equals("DE04.30.020.00") || !concept.has("text")) {
                Fhir.put(concept, "text", said.path("valueString").asString(""));
            }
        }
        return concept.isEmpty() ? Fhir.text("-") : concept;
    }

    private void part(Node part, ObjectNode observation) {
        switch (Groups.slot("lab", part)) {
            case "value" -> {
                part.take("code");
                part.see("value").ifPresent(value -> types.value(value, observation, "value"));
            }
            case "unit" -> {
                part.take("code");
                String unit =
                        part.see("value").map(value -> value.take().text()).orElse("");
                if (observation.get("valueQuantity") instanceof ObjectNode quantity && !quantity.has("unit")) {
                    quantity.setAll(types.quantity(unit(unit)));
                } else if (!unit.isEmpty()) {
                    Fhir.add(observation, "component", unitAlone(unit));
                }
            }
            case "flag" -> {
                part.take("code");
                part.see("value").map(types::concept).ifPresent(flag -> Fhir.add(observation, "interpretation", flag));
            }
            case "method" -> {
                part.take("code");
                ObjectNode said = Json.object();
                part.see("value").ifPresent(value -> types.value(value, said, "value"));
                Fhir.set(
                        observation,
                        "method",
                        said.get("valueCodeableConcept") instanceof ObjectNode concept
                                ? concept
                                : Fhir.text(said.path("valueString").asString("")));
            }
            default -> {}
        }
        if (!Groups.slot("lab", part).equals("item")) {
            // what stands below the result, such as its unit
            for (Node link : Details.links(part)) {
                link.takeAlone();
                for (Node child : Details.statements(link)) {
                    if (Groups.slot("lab", child).equals("unit")) {
                        child.takeAlone();
                        part(child, observation);
                    } else {
                        child.takeAlone();
                        add(child, observation);
                    }
                }
            }
            details.keep(part, observation);
        } else {
            components(part, observation);
            details.keep(part, observation);
        }
    }

    private static Node unit(String unit) {
        return new Node("value", Map.of("unit", unit));
    }

    private static ObjectNode unitAlone(String unit) {
        ObjectNode component = Json.object();
        component.set("code", Fhir.concept(Fhir.coding(Systems.DATA_ELEMENTS, "DE04.30.016.00", "")));
        return component.put("valueString", unit);
    }

    // -- organizers

    /** An organizer that says something itself: an observation with the others as its members. */
    List<ObjectNode> panel(Node organizer, String section, String category) {
        List<ObjectNode> members = members(organizer, section);
        if (!Groups.named(organizer) && !members.isEmpty()) {
            ObjectNode first = members.getFirst();
            organizer.takeAlone();
            details.keep(organizer, first);
            return members;
        }
        ObjectNode panel = begin(organizer, category);
        code(organizer, panel);
        time(organizer, panel);
        refer(members, panel, "hasMember");
        results(organizer, panel);
        statements.finish(organizer, panel);
        List<ObjectNode> made = new ArrayList<>(List.of(panel));
        made.addAll(members);
        return made;
    }

    /** A battery of results: a report. */
    ObjectNode report(Node organizer, String section) {
        List<ObjectNode> members = members(organizer, section);
        ObjectNode report = statements.make("DiagnosticReport", organizer);
        report.put("status", status(organizer));
        Fhir.add(report, "category", Fhir.hl7("v2-0074", "LAB"));
        ObjectNode code = organizer.see("code").map(types::concept).orElseGet(Json::object);
        report.set("code", code.isEmpty() ? Fhir.text("-") : code);
        organizer.see("effectiveTime").ifPresent(time -> types.timing(time, report, "effective"));
        refer(members, report, "result");
        statements.performers(organizer, report, "performer", "");
        return statements.finish(organizer, report);
    }

    private List<ObjectNode> members(Node organizer, String section) {
        List<ObjectNode> members = new ArrayList<>();
        for (Node component : Details.links(organizer)) {
            component.takeAlone();
            for (Node statement : Details.statements(component)) {
                members.addAll(statements.map(statement, section));
                statement.takeAlone();
            }
        }
        return members;
    }

    private static void refer(List<ObjectNode> members, ObjectNode owner, String list) {
        ArrayNode references = Json.mapper().createArrayNode();
        members.stream()
                .filter(member -> member.path("resourceType").asString().equals("Observation"))
                .forEach(member -> references.add(Fhir.reference(Fhir.address(member))));
        if (!references.isEmpty()) {
            owner.set(list, references);
        }
    }
}
