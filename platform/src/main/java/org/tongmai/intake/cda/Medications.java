package org.tongmai.intake.cda;

import java.util.List;
import java.util.Optional;
import org.tongmai.store.Json;
import tools.jackson.databind.node.ObjectNode;

/** Medicines that were ordered, given, handed out or taken, and vaccinations. */
final class Medications {

    private final Statements statements;
    private final Types types;

    Medications(Statements statements, Types types) {
        this.statements = statements;
        this.types = types;
    }

    ObjectNode statement(Node administration) {
        ObjectNode statement = statements.make("MedicationStatement", administration);
        boolean taken = !administration.at("negationInd").equals("true");
        String status = Statements.status(administration, "unknown");
        statement.put("status", taken ? status.equals("in-progress") ? "active" : status : "not-taken");
        medicine(administration, statement);
        Fhir.add(statement, "dosage", dosage(administration, statement, "effective"));
        statements.authored(administration).ifPresent(at -> statement.put("dateAsserted", at));
        statements.author(administration, statement, "informationSource");
        return statements.finish(administration, statement);
    }

    ObjectNode request(Node administration) {
        ObjectNode request = statements.make("MedicationRequest", administration);
        String status = Statements.status(administration, "unknown");
        request.put("status", status.equals("in-progress") ? "active" : status);
        request.put("intent", List.of("RQO", "EVN").contains(administration.at("moodCode")) ? "order" : "plan");
        if (administration.at("negationInd").equals("true")) {
            request.put("doNotPerform", true);
        }
        medicine(administration, request);
        Fhir.add(request, "dosageInstruction", dosage(administration, request, ""));
        administration.see("quantity").map(types::quantity).ifPresent(quantity -> {
            if (!quantity.isEmpty()) {
                request.putObject("dispenseRequest").set("quantity", quantity);
            }
        });
        statements.authored(administration).ifPresent(at -> request.put("authoredOn", at));
        statements.author(administration, request, "requester");
        return statements.finish(administration, request);
    }

    ObjectNode administration(Node administration) {
        ObjectNode given = statements.make("MedicationAdministration", administration);
        boolean done = !administration.at("negationInd").equals("true");
        given.put("status", done ? Statements.status(administration, "completed") : "not-done");
        medicine(administration, given);
        ObjectNode dosage = dosage(administration, given, "effective");
        ObjectNode one = Json.object();
        for (String member : List.of("extension", "text", "site", "route", "method")) {
            if (dosage.has(member)) {
                one.set(member, dosage.get(member));
            }
        }
        ObjectNode amount = dosage.path("doseAndRate").path(0) instanceof ObjectNode each ? each : Json.object();
        if (amount.has("doseQuantity")) {
            one.set("dose", amount.get("doseQuantity"));
        }
        if (amount.has("rateQuantity")) {
            one.set("rateQuantity", amount.get("rateQuantity"));
        }
        for (String member : List.of("doseRange", "rateRange")) {
            if (amount.get(member) instanceof ObjectNode range) {
                ObjectNode extension = Json.object().put("url", Types.OWN + "cda-value");
                extension.set("valueRange", range);
                Fhir.add(one, "extension", extension);
            }
        }
        if (dosage.get("timing") instanceof ObjectNode timing) {
            ObjectNode extension = Json.object().put("url", Types.OWN + "cda-timing");
            extension.set("valueTiming", timing);
            Fhir.add(given, "extension", extension);
        }
        Fhir.set(given, "dosage", one);
        statements.performers(administration, given, "performer", "actor");
        return statements.finish(administration, given);
    }

    ObjectNode dispense(Node supply) {
        ObjectNode dispense = statements.make("MedicationDispense", supply);
        dispense.put("status", Statements.status(supply, "completed"));
        medicine(supply, dispense);
        supply.see("quantity").map(types::quantity).ifPresent(quantity -> Fhir.set(dispense, "quantity", quantity));
        supply.all("effectiveTime").stream().limit(1).forEach(time -> {
            ObjectNode said = Json.object();
            types.timing(time, said, "at");
            String at = said.path("atDateTime")
                    .asString(said.path("atPeriod").path("start").asString(""));
            Fhir.put(dispense, "whenHandedOver", at);
            if (said.get("atPeriod") instanceof ObjectNode period && period.has("end")) {
                ObjectNode extension = Json.object().put("url", Types.OWN + "cda-time");
                extension.set("valuePeriod", period);
                Fhir.add(dispense, "extension", extension);
            }
        });
        statements.performers(supply, dispense, "performer", "actor");
        return statements.finish(supply, dispense);
    }

    ObjectNode immunization(Node administration) {
        ObjectNode immunization = statements.make("Immunization", administration);
        boolean done = !administration.at("negationInd").equals("true");
        String status = Statements.status(administration, "completed");
        immunization.put("status", !done ? "not-done" : status.equals("entered-in-error") ? status : "completed");
        Optional<Node> material = product(administration);
        ObjectNode vaccine = material.map(this::substance).orElseGet(Json::object);
        immunization.set("vaccineCode", vaccine.isEmpty() ? Fhir.text("-") : vaccine);
        material.flatMap(each -> each.take("lotNumberText"))
                .map(Node::text)
                .ifPresent(lot -> Fhir.put(immunization, "lotNumber", lot));
        maker(administration)
                .ifPresent(name -> immunization.putObject("manufacturer").put("display", name));
        administration.all("effectiveTime").stream().limit(1).forEach(time -> {
            ObjectNode said = Json.object();
            types.timing(time, said, "at");
            String at = said.path("atDateTime")
                    .asString(said.path("atPeriod").path("start").asString(""));
            Fhir.put(immunization, "occurrenceDateTime", at);
            String end = said.path("atPeriod").path("end").asString("");
            if (!end.isEmpty()) {
                Fhir.add(
                        immunization,
                        "extension",
                        Json.object().put("url", Types.OWN + "cda-end").put("valueDateTime", end));
            }
        });
        if (!immunization.has("occurrenceDateTime")) {
            immunization.put("occurrenceString", "unknown");
        }
        administration.see("routeCode").map(types::concept).ifPresent(route -> Fhir.set(immunization, "route", route));
        administration.all("approachSiteCode").stream()
                .limit(1)
                .forEach(site -> Fhir.set(immunization, "site", types.concept(site)));
        administration
                .see("doseQuantity")
                .map(types::quantity)
                .ifPresent(dose -> Fhir.set(immunization, "doseQuantity", dose));
        statements.performers(administration, immunization, "performer", "actor");
        return statements.finish(administration, immunization);
    }

    // -- what is given

    private void medicine(Node administration, ObjectNode into) {
        ObjectNode medicine = product(administration).map(this::substance).orElseGet(Json::object);
        if (medicine.isEmpty()) {
            medicine = administration.see("code").map(types::concept).orElseGet(Json::object);
        }
        if (medicine.isEmpty()) {
            medicine = Fhir.text(administration.see("text").map(types::words).orElse(""));
        }
        into.set("medicationCodeableConcept", medicine.isEmpty() ? Fhir.text("-") : medicine);
    }

    private static Optional<Node> product(Node administration) {
        for (String link : List.of("consumable", "product")) {
            Optional<Node> made = administration.see(link, "manufacturedProduct");
            Optional<Node> material = made.flatMap(each -> each.see("manufacturedMaterial"))
                    .or(() -> made.flatMap(each -> each.see("manufacturedLabeledDrug")));
            if (material.isPresent()) {
                return material;
            }
        }
        return Optional.empty();
    }

    private ObjectNode substance(Node material) {
        material.takeAlone();
        ObjectNode concept = material.see("code").map(types::concept).orElseGet(Json::object);
        String name = material.see("name").map(each -> each.take().text()).orElse("");
        if (!name.isEmpty() && !name.equals(concept.path("text").asString(""))) {
            if (concept.has("text")) {
                ObjectNode kept =
                        Json.object().put("url", Types.OWN + "cda-name").put("valueString", name);
                Fhir.add(concept, "extension", kept);
            } else {
                concept.put("text", name);
            }
        }
        return concept;
    }

    private static Optional<String> maker(Node administration) {
        return administration
                .see("consumable", "manufacturedProduct", "manufacturerOrganization", "name")
                .map(name -> name.take().text())
                .filter(name -> !name.isEmpty());
    }

    // -- how much, how often

    /** @param effective the element that tells from when until when it is given; empty where the dosage itself tells it */
    private ObjectNode dosage(Node administration, ObjectNode owner, String effective) {
        ObjectNode dosage = Json.object();
        ObjectNode timing = Json.object();
        for (Node time : administration.all("effectiveTime")) {
            time(time, owner, timing, effective);
        }
        Fhir.set(dosage, "timing", timing);
        administration.see("routeCode").map(types::concept).ifPresent(route -> Fhir.set(dosage, "route", route));
        administration.all("approachSiteCode").stream()
                .limit(1)
                .forEach(site -> Fhir.set(dosage, "site", types.concept(site)));
        ObjectNode amount = Json.object();
        administration.see("doseQuantity").ifPresent(dose -> amount(dose, amount, "dose"));
        administration.see("rateQuantity").ifPresent(rate -> amount(rate, amount, "rate"));
        Fhir.add(dosage, "doseAndRate", amount);
        administration.see("maxDoseQuantity").ifPresent(most -> {
            most.takeAlone();
            ObjectNode ratio = Json.object();
            for (String part : List.of("numerator", "denominator")) {
                most.see(part).map(types::quantity).ifPresent(quantity -> Fhir.set(ratio, part, quantity));
            }
            Fhir.set(dosage, "maxDosePerPeriod", ratio);
        });
        return dosage;
    }

    private void amount(Node node, ObjectNode into, String name) {
        if (node.see("low").isPresent() || node.see("high").isPresent()) {
            Fhir.set(into, name + "Range", types.range(node));
        } else {
            Fhir.set(into, name + "Quantity", types.quantity(node));
        }
    }

    private void time(Node time, ObjectNode owner, ObjectNode timing, String effective) {
        ObjectNode repeat = timing.get("repeat") instanceof ObjectNode known ? known : Json.object();
        time.see("period").ifPresent(period -> {
            ObjectNode said = types.quantity(period);
            String unit = said.path("code").asString("");
            time.takeAlone();
            if (said.has("value")
                    && List.of("s", "min", "h", "d", "wk", "mo", "a").contains(unit)) {
                repeat.put("frequency", 1).set("period", said.get("value"));
                repeat.put("periodUnit", unit);
            } else if (!said.isEmpty()) {
                ObjectNode extension = Json.object().put("url", Types.OWN + "cda-value");
                extension.set("valueQuantity", said);
                Fhir.add(repeat, "extension", extension);
            }
        });
        time.see("event").map(types::concept).filter(event -> !event.isEmpty()).ifPresent(event -> {
            time.takeAlone();
            Fhir.set(timing, "code", event);
        });
        ObjectNode said = Json.object();
        if (time.see("period").isEmpty() && time.see("event").isEmpty()) {
            types.timing(time, said, effective.isEmpty() ? "bounds" : effective);
        }
        if (!effective.isEmpty() && !owner.has(effective + "Period") && !owner.has(effective + "DateTime")) {
            owner.setAll(said);
        } else if (said.get("boundsPeriod") instanceof ObjectNode bounds) {
            repeat.set("boundsPeriod", bounds);
        } else if (said.has("boundsDateTime")) {
            repeat.putObject("boundsPeriod")
                    .put("start", said.path("boundsDateTime").asString());
        }
        Fhir.set(timing, "repeat", repeat);
    }
}
