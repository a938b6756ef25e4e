package org.tongmai.intake.hl7v2;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.tongmai.store.Json;
import tools.jackson.databind.node.ObjectNode;

/** SPM to Specimen. */
final class SpecimenMapping {

    private final Source source;
    private final Times times;
    private final Concepts concepts;
    private final Map<String, String> lines = new HashMap<>();

    SpecimenMapping(Source source) {
        this.source = source;
        this.times = new Times(source.zones());
        this.concepts = new Concepts(source);
    }

    /** The specimens of an order; one that bears no number is known by the order and its place in it. */
    List<Entry> map(Order order, String number, Entry patient) {
        List<Entry> entries = new ArrayList<>();
        for (Order.Specimen each : order.specimens()) {
            Segment spm = each.spm();
            String own = spm.field(2).raw(2, 1).isBlank()
                    ? spm.field(2).raw(1, 1)
                    : spm.field(2).raw(2, 1);
            String name = named(own.isBlank() ? number + "/specimen/" + (entries.size() + 1) : own.strip(), spm);
            ObjectNode specimen = Fhir.resource("Specimen").put("id", source.id("specimen", name));
            identifiers(spm, name, specimen);
            describe(spm, specimen);
            specimen.set("subject", Fhir.reference(patient.address()));
            each.notes().forEach(note -> Fhir.add(specimen, "note", Fhir.text(note)));
            entries.add(Entry.byId(specimen, "specimen/" + name));
        }
        return entries;
    }

    /** One number on two specimens of a message that are not described alike means two. */
    private String named(String name, Segment spm) {
        String told = spm.line();
        String known = lines.putIfAbsent(name, told);
        return known == null || known.equals(told) ? name : named(name + "'", spm);
    }

    private void identifiers(Segment spm, String name, ObjectNode specimen) {
        Fhir.add(specimen, "identifier", Fhir.identifier(source.system("specimen"), name));
        Map<Integer, String> kinds = Map.of(1, "PLAC", 2, "FILL");
        for (int component : List.of(1, 2)) {
            String number = spm.field(2).text(component);
            if (!number.isEmpty() && !number.equals(name)) {
                ObjectNode identifier = Json.object();
                identifier.set("type", Fhir.concept(Fhir.hl7("v2-0203", kinds.getOrDefault(component, ""))));
                Fhir.add(
                        specimen,
                        "identifier",
                        identifier
                                .put("system", source.system("specimen-order"))
                                .put("value", number));
            }
            String given = spm.field(2).text(component, 2);
            if (!given.isEmpty()) {
                ((ObjectNode) specimen.path("identifier").path(0))
                        .putObject("assigner")
                        .put("display", given);
            }
        }
        spm.fields(30).stream()
                .findFirst()
                .ifPresent(accession -> specimen.set(
                        "accessionIdentifier", Fhir.identifier(source.system("accession"), accession.text(1))));
    }

    private void describe(Segment spm, ObjectNode specimen) {
        ObjectNode type = concepts.table(spm.field(4), "0487");
        spm.fields(5).forEach(modifier -> codings(concepts.table(modifier, "0541"), type));
        Fhir.set(specimen, "type", type);
        spm.fields(6).forEach(additive -> {
            ObjectNode processing = Json.object();
            processing.set("procedure", concepts.table(additive, "0371"));
            Fhir.add(specimen, "processing", processing);
        });
        collection(spm, specimen);
        Fhir.put(specimen, "receivedTime", times.dateTime(spm.field(18)));
        spm.fields(14).forEach(words -> Fhir.add(specimen, "note", Fhir.text(words.whole())));
        spm.fields(21).forEach(reason -> {
            specimen.put("status", "unsatisfactory");
            Fhir.add(specimen, "condition", concepts.table(reason, "0490"));
        });
        spm.fields(24).forEach(condition -> Fhir.add(specimen, "condition", concepts.table(condition, "0493")));
        spm.fields(27).forEach(container -> {
            ObjectNode holder = Json.object();
            holder.set("type", concepts.table(container, "container"));
            Fhir.add(specimen, "container", holder);
        });
    }

    private void collection(Segment spm, ObjectNode specimen) {
        ObjectNode collection = Json.object();
        Field taken = spm.field(17);
        String from = times.dateTime(taken);
        String until = times.dateTime(taken, 2);
        if (until.isEmpty()) {
            Fhir.put(collection, "collectedDateTime", from);
        } else {
            collection.set("collectedPeriod", Fhir.put(Fhir.put(Json.object(), "start", from), "end", until));
        }
        Fhir.set(collection, "method", concepts.table(spm.field(7), "0488"));
        ObjectNode site = concepts.table(spm.field(8), "body-site");
        spm.fields(9).forEach(modifier -> codings(concepts.table(modifier, "0542"), site));
        Fhir.set(collection, "bodySite", site);
        Fhir.set(collection, "quantity", Quantities.of(spm.field(12), source));
        Fhir.set(specimen, "collection", collection);
    }

    private static void codings(ObjectNode from, ObjectNode into) {
        if (from.path("coding").isEmpty()) {
            Fhir.add(into, "coding", Fhir.coding("", "", from.path("text").asString("")));
        }
        from.path("coding").forEach(coding -> Fhir.add(into, "coding", (ObjectNode) coding));
    }
}
