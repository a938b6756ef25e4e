package org.tongmai.intake.hl7v2;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.tongmai.store.Json;
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
        Map<String, Entry> allergies = new LinkedHashMap<>();
        for (Segment segment : message.segments()) {
            boolean adverse = segment.name().equals("IAM");
            if ((adverse || segment.name().equals("AL1")) && segment.field(3).present()) {
                Entry allergy = map(segment, adverse ? 11 : 6, patient);
                if (adverse) {
                    adverse(segment, allergy.resource());
                }
                allergies.putIfAbsent(allergy.address(), allergy);
            }
        }
        return List.copyOf(allergies.values());
    }

    /** IAM-6, HL7 table 0323: what is taken away was an error or is over; IAM-17, its clinical state. */
    private static void adverse(Segment iam, ObjectNode allergy) {
        if (iam.text(6).equals("D")) {
            allergy.remove("clinicalStatus");
            allergy.set(
                    "verificationStatus",
                    Fhir.concept(Fhir.hl7("allergyintolerance-verification", "entered-in-error")));
        }
    }

    private Entry map(Segment al1, int onset, Entry patient) {
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
        Fhir.put(allergy, "recordedDate", times.dateTime(al1.field(onset)));
        String severity = SEVERITIES.getOrDefault(al1.text(4).toUpperCase(Locale.ROOT), "");
        al1.fields(5).stream().map(Field::whole).forEach(reaction -> {
            ObjectNode event = Json.object();
            Fhir.add(event, "manifestation", Fhir.text(reaction));
            Fhir.put(event, "severity", severity);
            Fhir.add(allergy, "reaction", event);
        });
        if (al1.fields(5).isEmpty() && !severity.isEmpty()) {
            allergy.put("criticality", severity.equals("severe") ? "high" : "low");
        }
        return Entry.byId(allergy, patient.key());
    }
}
