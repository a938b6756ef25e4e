package org.tongmai.intake.cda;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.tongmai.store.Json;
import tools.jackson.databind.node.ObjectNode;

/** Diagnoses, allergies and the family's illnesses. */
final class Problems {

    /** SNOMED CT: mild, moderate, severe and their like. */
    private static final Map<String, String> SEVERITIES = Map.of(
            "255604002", "mild",
            "371923003", "moderate",
            "6736007", "moderate",
            "371924009", "severe",
            "24484000", "severe",
            "399166001", "severe");

    private static final String REACTION = "2.16.840.1.113883.10.20.22.4.9";
    private static final String SEVERITY = "2.16.840.1.113883.10.20.22.4.8";

    private final Statements statements;
    private final Types types;
    private final Details details;

    Problems(Statements statements, Types types, Details details) {
        this.statements = statements;
        this.types = types;
        this.details = details;
    }

    // -- diagnoses

    /** A diagnosis: what it is stands in the value, what kind of diagnosis it is in the code. */
    ObjectNode condition(Node statement, String category) {
        ObjectNode condition = statements.make("Condition", statement);
        describe(statement, condition, category);
        return statements.finish(statement, condition);
    }

    /** A diagnosis whose name and code stand in two observations. */
    ObjectNode diagnosis(Node one, Node other) {
        Node code = Groups.slot("diagnosis", one).equals("code") ? one : other;
        Node name = code == one ? other : one;
        ObjectNode condition = statements.make("Condition", code);
        describe(code, condition, "encounter-diagnosis");
        String words = name.see("value").map(Node::text).orElse("");
        if (condition.get("code") instanceof ObjectNode concept && !words.isEmpty()) {
            concept.put("text", words);
        }
        details.fold(name, condition);
        return statements.finish(code, condition);
    }

    private void describe(Node statement, ObjectNode condition, String category) {
        boolean negated = statement.at("negationInd").equals("true");
        Fhir.add(
                condition,
                "category",
                Fhir.hl7("condition-category", category.isEmpty() ? "encounter-diagnosis" : category));
        ObjectNode kind = statement.see("code").map(types::concept).orElseGet(Json::object);
        Fhir.add(condition, "category", kind);
        ObjectNode said = Json.object();
        statement.see("value").ifPresent(value -> types.value(value, said, "value"));
        ObjectNode code = said.get("valueCodeableConcept") instanceof ObjectNode concept
                ? concept
                : Fhir.text(said.path("valueString").asString(""));
        if (code.isEmpty()) {
            code = statement.see("text").map(types::words).map(Fhir::text).orElseGet(Json::object);
        }
        Fhir.set(condition, "code", code);
        if (!said.isEmpty() && !said.has("valueCodeableConcept") && !said.has("valueString")) {
            Fhir.add(condition, "extension", said.put("url", Types.OWN + "cda-value"));
        }
        boolean ended = statement
                .see("effectiveTime", "high")
                .map(high -> !high.at("value").isEmpty())
                .orElse(false);
        if (!negated) {
            condition.set("clinicalStatus", Fhir.hl7("condition-clinical", ended ? "resolved" : "active"));
        }
        String words = kind.path("text").asString("");
        String certainty =
                negated ? "refuted" : words.contains("初步") || words.contains("疑似") ? "provisional" : "confirmed";
        condition.set("verificationStatus", Fhir.hl7("condition-ver-status", certainty));
        statement.see("effectiveTime").ifPresent(time -> time(time, condition));
        statements.author(statement, condition, "recorder");
        statements.performers(statement, condition, "asserter", "actor");
        if (condition.get("asserter") != null) {
            condition.set("asserter", condition.path("asserter").path(0).path("actor"));
        }
        statements
                .authored(statement)
                .filter(at -> !condition.has("recordedDate"))
                .ifPresent(at -> condition.put("recordedDate", at));
        statement.all("targetSiteCode").forEach(site -> Fhir.add(condition, "bodySite", types.concept(site)));
    }

    /** An interval is from onset to end; a point is when it was diagnosed. */
    private void time(Node time, ObjectNode condition) {
        ObjectNode said = Json.object();
        types.timing(time, said, "at");
        if (said.get("atPeriod") instanceof ObjectNode period) {
            Fhir.put(condition, "onsetDateTime", period.path("start").asString(""));
            Fhir.put(condition, "abatementDateTime", period.path("end").asString(""));
        } else if (said.has("atDateTime")) {
            condition.put("recordedDate", said.path("atDateTime").asString());
        }
    }

    // -- allergies

    ObjectNode allergy(Node statement) {
        ObjectNode allergy = statements.make("AllergyIntolerance", statement);
        boolean negated = statement.at("negationInd").equals("true");
        boolean ended = statement
                .see("effectiveTime", "high")
                .map(high -> !high.at("value").isEmpty())
                .orElse(false);
        if (!negated) {
            allergy.set("clinicalStatus", Fhir.hl7("allergyintolerance-clinical", ended ? "resolved" : "active"));
        }
        allergy.set(
                "verificationStatus", Fhir.hl7("allergyintolerance-verification", negated ? "refuted" : "confirmed"));
        ObjectNode kind = Json.object();
        statement.see("value").ifPresent(value -> types.value(value, kind, "value"));
        substance(statement, allergy, kind);
        if (!kind.isEmpty()) {
            Fhir.add(allergy, "extension", kind.put("url", Types.OWN + "cda-value"));
        }
        onset(statement, allergy);
        for (Node link : Details.links(statement)) {
            for (Node child : Details.statements(link)) {
                if (child.template(REACTION)) {
                    link.takeAlone();
                    reaction(child, allergy);
                }
            }
        }
        statements.author(statement, allergy, "recorder");
        statements.authored(statement).ifPresent(at -> allergy.put("recordedDate", at));
        return statements.finish(statement, allergy);
    }

    private void substance(Node statement, ObjectNode allergy, ObjectNode kind) {
        for (Node participant : statement.all("participant")) {
            var entity = participant.see("participantRole", "playingEntity");
            if (entity.isEmpty() || allergy.has("code")) {
                continue;
            }
            participant.takeAlone();
            ObjectNode code = entity.get().see("code").map(types::concept).orElseGet(Json::object);
            String name =
                    entity.get().see("name").map(each -> each.take().text()).orElse("");
            if (!code.has("text")) {
                Fhir.put(code, "text", name);
            }
            Fhir.set(allergy, "code", code);
        }
        if (!allergy.has("code") && kind.get("valueCodeableConcept") instanceof ObjectNode concept) {
            allergy.set("code", concept.deepCopy());
        }
    }

    private void onset(Node statement, ObjectNode allergy) {
        statement.see("effectiveTime").ifPresent(time -> {
            ObjectNode said = Json.object();
            types.timing(time, said, "onset");
            if (said.get("onsetPeriod") instanceof ObjectNode period && !period.has("end")) {
                Fhir.put(allergy, "onsetDateTime", period.path("start").asString(""));
            } else {
                allergy.setAll(said);
            }
        });
    }

    private void reaction(Node observation, ObjectNode allergy) {
        observation.takeAlone();
        ObjectNode reaction = Json.object();
        ObjectNode manifestation = Json.object();
        observation.see("value").ifPresent(value -> types.value(value, manifestation, "value"));
        Fhir.add(
                reaction,
                "manifestation",
                manifestation.get("valueCodeableConcept") instanceof ObjectNode concept
                        ? concept
                        : Fhir.text(manifestation.path("valueString").asString("-")));
        observation.see("effectiveTime").ifPresent(time -> {
            ObjectNode said = Json.object();
            types.timing(time, said, "at");
            String start = said.path("atDateTime")
                    .asString(said.path("atPeriod").path("start").asString(""));
            Fhir.put(reaction, "onset", start);
            String end = said.path("atPeriod").path("end").asString("");
            if (!end.isEmpty()) {
                Fhir.add(
                        reaction,
                        "extension",
                        Json.object().put("url", Types.OWN + "cda-end").put("valueDateTime", end));
            }
        });
        for (Node link : Details.links(observation)) {
            link.takeAlone();
            for (Node child : Details.statements(link)) {
                severity(child, reaction);
                details.fold(child, reaction);
            }
        }
        details.keep(observation, reaction);
        Fhir.add(allergy, "reaction", reaction);
    }

    private static void severity(Node child, ObjectNode reaction) {
        String code = child.see("value").map(value -> value.at("code")).orElse("");
        if (child.template(SEVERITY)) {
            Fhir.put(reaction, "severity", SEVERITIES.getOrDefault(code, ""));
        }
    }

    /** A flag with a description: where it says yes, the description is the allergy; else both stay what they are. */
    List<ObjectNode> allergyFlag(Node statement) {
        boolean allergic = statement
                .see("value")
                .map(value -> List.of("true", "T", "1")
                        .contains(value.at("value").isEmpty() ? value.at("code") : value.at("value")))
                .orElse(false);
        List<ObjectNode> made = new ArrayList<>();
        if (allergic) {
            for (Node link : Details.links(statement)) {
                for (Node child : Details.statements(link)) {
                    String words = child.see("value").map(Node::text).orElse("");
                    if (!words.isEmpty()) {
                        link.takeAlone();
                        made.add(described(child, words));
                    }
                }
            }
        }
        made.add(statements.plain(statement));
        return made;
    }

    private ObjectNode described(Node child, String words) {
        ObjectNode allergy = statements.make("AllergyIntolerance", child);
        allergy.set("clinicalStatus", Fhir.hl7("allergyintolerance-clinical", "active"));
        allergy.set("verificationStatus", Fhir.hl7("allergyintolerance-verification", "unconfirmed"));
        allergy.set("code", Fhir.text(words));
        statements.authored(child).ifPresent(at -> allergy.put("recordedDate", at));
        details.fold(child, allergy);
        return statements.finish(child, allergy);
    }

    // -- family

    ObjectNode family(Node organizer) {
        ObjectNode history = statements.make("FamilyMemberHistory", organizer);
        history.put("status", "completed");
        organizer.see("subject", "relatedSubject").ifPresent(subject -> {
            organizer.see("subject").ifPresent(Node::takeAlone);
            subject.takeAlone();
            subject.see("code").map(types::concept).ifPresent(kin -> Fhir.set(history, "relationship", kin));
            subject.see("subject").ifPresent(person -> {
                person.takeAlone();
                person.take("name").map(Node::text).ifPresent(name -> Fhir.put(history, "name", name));
                person.see("administrativeGenderCode")
                        .map(types::concept)
                        .ifPresent(sex -> Fhir.set(history, "sex", sex));
                person.see("birthTime").flatMap(types::date).ifPresent(born -> history.put("bornDate", born));
            });
        });
        if (!history.has("relationship")) {
            history.set("relationship", Fhir.text("-"));
        }
        for (Node component : Details.links(organizer)) {
            component.takeAlone();
            for (Node child : Details.statements(component)) {
                ObjectNode illness = Json.object();
                child.takeAlone();
                ObjectNode said = Json.object();
                child.see("value").ifPresent(value -> types.value(value, said, "value"));
                illness.set(
                        "code",
                        said.get("valueCodeableConcept") instanceof ObjectNode concept
                                ? concept
                                : Fhir.text(said.path("valueString").asString("-")));
                below(child, illness);
                details.keep(child, illness);
                Fhir.add(history, "condition", illness);
            }
        }
        return statements.finish(organizer, history);
    }

    private void below(Node child, ObjectNode illness) {
        for (Node link : Details.links(child)) {
            link.takeAlone();
            for (Node inner : Details.statements(link)) {
                details.fold(inner, illness);
                below(inner, illness);
            }
        }
    }
}
