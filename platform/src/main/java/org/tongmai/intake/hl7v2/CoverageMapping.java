package org.tongmai.intake.hl7v2;

import java.util.ArrayList;
import java.util.List;
import org.tongmai.store.Json;
import tools.jackson.databind.node.ObjectNode;

/** IN1 to Coverage. */
final class CoverageMapping {

    private final Source source;
    private final Times times;
    private final Concepts concepts;

    CoverageMapping(Source source) {
        this.source = source;
        this.times = new Times(source.zones());
        this.concepts = new Concepts(source);
    }

    /** One resource for each plan; a plan named twice is one. */
    List<Entry> map(Hl7v2Message message, Entry patient) {
        List<Entry> entries = new ArrayList<>();
        message.all("IN1")
                .filter(in1 -> in1.field(2).present() || in1.field(3).present())
                .forEach(in1 -> {
                    Entry coverage = coverage(in1, patient);
                    if (entries.stream().noneMatch(other -> other.address().equals(coverage.address()))) {
                        entries.add(coverage);
                    }
                });
        return entries;
    }

    private Entry coverage(Segment in1, Entry patient) {
        String plan = in1.field(2).firstOf(1, 2) + "/" + in1.text(3) + "/" + in1.text(36);
        String number = patient.key() + "/" + plan;
        ObjectNode coverage = Fhir.resource("Coverage").put("id", source.id("coverage", number));
        Fhir.add(coverage, "identifier", Fhir.identifier(source.system("coverage"), number));
        coverage.put("status", "active");
        in1.fields(15).stream().findFirst().ifPresent(type -> coverage.set("type", concepts.table(type, "0086")));
        in1.fields(16).stream()
                .findFirst()
                .ifPresent(holder ->
                        coverage.set("subscriber", Fhir.put(Json.object(), "display", People.titled(holder))));
        Fhir.put(coverage, "subscriberId", in1.text(36).isEmpty() ? in1.text(49) : in1.text(36));
        coverage.set("beneficiary", Fhir.reference(patient.address()));
        in1.fields(17).stream()
                .findFirst()
                .ifPresent(relation -> coverage.set("relationship", concepts.table(relation, "0063")));
        ObjectNode period = Fhir.put(Json.object(), "start", times.ifReadable(in1.field(12)));
        Fhir.set(coverage, "period", Fhir.put(period, "end", times.ifReadable(in1.field(13))));
        Fhir.add(coverage, "payor", payor(in1));
        group("plan", in1.text(2), in1.field(2).text(2), coverage);
        group("group", in1.text(8), in1.text(9), coverage);
        return Entry.byId(coverage, patient.key());
    }

    private ObjectNode payor(Segment in1) {
        ObjectNode payor = Json.object().put("type", "Organization");
        if (!in1.text(3).isEmpty()) {
            payor.set("identifier", Numbers.identifier(in1.field(3), 4, 5, source.system("insurer")));
        }
        return Fhir.put(payor, "display", in1.text(4));
    }

    private static void group(String kind, String value, String name, ObjectNode coverage) {
        if (!value.isEmpty()) {
            ObjectNode group = Json.object();
            group.set(
                    "type",
                    Fhir.concept(Fhir.coding("http://terminology.hl7.org/CodeSystem/coverage-class", kind, "")));
            Fhir.add(coverage, "class", Fhir.put(group.put("value", value), "name", name));
        }
    }
}
