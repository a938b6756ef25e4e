package org.tongmai.intake.hl7v2;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.tongmai.store.Json;
import tools.jackson.databind.node.ObjectNode;

/** DG1 to Condition. */
final class DiagnosisMapping {

    /** DG1-6, HL7 table 0052, to condition-ver-status. */
    private static final Map<String, String> CERTAINTY =
            Map.of("A", "provisional", "W", "provisional", "F", "confirmed");

    private final Source source;
    private final Times times;
    private final Concepts concepts;

    DiagnosisMapping(Source source) {
        this.source = source;
        this.times = new Times(source.zones());
        this.concepts = new Concepts(source);
    }

    /** The diagnoses, each a resource; the visit gets a reference to each. */
    List<Entry> map(Hl7v2Message message, Entry patient, Optional<Entry> visit) {
        List<Entry> diagnoses = new ArrayList<>();
        Set<String> lines = new HashSet<>();
        Map<String, Integer> numbers = new HashMap<>();
        message.all("DG1")
                .filter(dg1 -> dg1.field(3).present() || !dg1.text(4).isEmpty())
                .forEach(dg1 -> {
                    String line = dg1.line();
                    if (lines.add(line)) {
                        Entry diagnosis = diagnosis(dg1, patient, visit, numbers);
                        diagnoses.add(diagnosis);
                        visit.ifPresent(entry -> Fhir.add(entry.resource(), "diagnosis", role(dg1, diagnosis)));
                    }
                });
        return diagnoses;
    }

    private Entry diagnosis(Segment dg1, Entry patient, Optional<Entry> visit, Map<String, Integer> numbers) {
        Field code = dg1.field(3);
        String words = code.text(2).isEmpty() ? dg1.text(4) : code.text(2);
        String owner = visit.map(Entry::key).orElse(patient.key());
        String name = owner + "/" + (code.text(1).isEmpty() ? words : code.text(1));
        // one code may be the diagnosis at admission and at discharge
        int nth = numbers.merge(name, 1, Integer::sum);
        String number = nth == 1 ? name : name + "/" + nth;
        ObjectNode condition = Fhir.resource("Condition");
        condition.put("id", source.id("diagnosis", number));
        Fhir.add(condition, "identifier", Fhir.identifier(source.system("diagnosis"), number));
        condition.set("clinicalStatus", Fhir.concept(Fhir.hl7("condition-clinical", "active")));
        String certainty = dg1.text(21).equals("D") ? "entered-in-error" : CERTAINTY.getOrDefault(dg1.text(6), "");
        if (certainty.equals("entered-in-error")) {
            condition.remove("clinicalStatus");
        }
        if (!certainty.isEmpty()) {
            condition.set("verificationStatus", Fhir.concept(Fhir.hl7("condition-ver-status", certainty)));
        }
        Fhir.add(condition, "category", Fhir.concept(Fhir.hl7("condition-category", "encounter-diagnosis")));
        condition.set("code", code.present() ? Fhir.put(concepts.diagnosis(code), "text", words) : Fhir.text(words));
        condition.set("subject", Fhir.reference(patient.address()));
        visit.ifPresent(entry -> condition.set("encounter", Fhir.reference(entry.address())));
        Fhir.put(condition, "recordedDate", times.dateTime(dg1.field(5)));
        dg1.fields(16).forEach(by -> condition.set("asserter", People.staff(by, source)));
        return Entry.byId(condition, owner);
    }

    private static ObjectNode role(Segment dg1, Entry diagnosis) {
        ObjectNode role = Json.object();
        role.set("condition", Fhir.reference(diagnosis.address()));
        String use =
                switch (dg1.text(6)) {
                    case "A" -> "AD";
                    case "F" -> "DD";
                    default -> "";
                };
        if (!use.isEmpty()) {
            role.set("use", Fhir.concept(Fhir.hl7("diagnosis-role", use)));
        }
        String rank = dg1.text(15);
        if (rank.matches("[1-9]\\d{0,3}")) {
            role.put("rank", Integer.parseInt(rank));
        }
        return role;
    }
}
