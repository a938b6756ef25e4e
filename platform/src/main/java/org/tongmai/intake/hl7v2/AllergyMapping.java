package org.tongmai.intake.hl7v2;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.tongmai.intake.hl7v2.Entry.Write;
import tools.jackson.databind.node.ObjectNode;

/** AL1 to AllergyIntolerance. */
final class AllergyMapping {

    /** HL7 table 0127 to allergy-intolerance-category. */
    private static final Map<String, String> CATEGORIES = Map.of(
            "DA",
            "medication",
            "FA",
            "food",
            "MA",
            "environment",
            "EA",
            "environment",
            "AA",
            "environment",
            "PA",
            "environment",
            "LA",
            "environment");

    /** HL7 table 0128 to reaction-event-severity. */
    private static final Map<String, String> SEVERITIES = Map.of("SV", "severe", "MO", "moderate", "MI", "mild");

    private final Source source;
    private final Times times;
    private final Concepts concepts;

    AllergyMapping(Source source) {
        this.source = source;
        this.times = new Times(source.zones());
        this.concepts = new Concepts(source);
    }

    /** One resource for each allergen; named twice it is one. */
    List<Entry> map(Hl7v2Message message, Entry patient) {
        return message
                .all("AL1")
                .filter(al1 -> al1.field(3).present())
                .map(al1 -> map(al1, patient))
                .collect(java.util.stream.Collectors.toMap(
                        Entry::address, entry -> entry, (first, again) -> first, java.util.LinkedHashMap::new))
                .values()
                .stream()
                .toList();
    }

    private Entry map(Segment al1, Entry patient) {
        Field allergen = al1.field(3);
        String number = patient.key() + "/" + allergen.firstOf(1, 2);
        ObjectNode allergy = Fhir.resource("AllergyIntolerance").put("id", source.id("allergy", number));
        Fhir.add(allergy, "identifier", Fhir.identifier(source.system("allergy"), number));
        allergy.set("clinicalStatus", Fhir.concept(Fhir.hl7("allergyintolerance-clinical", "active")));
        String category = CATEGORIES.getOrDefault(al1.text(2).toUpperCase(Locale.ROOT), "");
        if (!category.isEmpty()) {
            allergy.putArray("category").add(category);
        }
        allergy.set("code", concepts.concept(allergen, "allergen"));
        allergy.set("patient", Fhir.reference(patient.address()));
        Fhir.put(allergy, "recordedDate", times.dateTime(al1.field(6)));
        al1.fields(5).stream().map(reaction -> reaction.firstOf(1, 2)).forEach(reaction -> {
            ObjectNode event = org.tongmai.store.Json.object();
            Fhir.add(event, "manifestation", Fhir.text(reaction));
            Fhir.put(event, "severity", SEVERITIES.getOrDefault(al1.text(4).toUpperCase(Locale.ROOT), ""));
            Fhir.add(allergy, "reaction", event);
        });
        String address = "AllergyIntolerance/" + allergy.path("id").asString();
        return new Entry(allergy, address, Write.BY_ID, patient.key(), Set.of());
    }
}
