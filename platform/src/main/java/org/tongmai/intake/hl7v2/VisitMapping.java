package org.tongmai.intake.hl7v2;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.tongmai.intake.hl7v2.Entry.Write;
import org.tongmai.kernel.Problem;
import org.tongmai.kernel.Problem.Kind;
import org.tongmai.store.Json;
import tools.jackson.databind.node.ObjectNode;

/** PV1, PV2 and DG1 to Encounter and Condition. */
final class VisitMapping {

    /** HL7 table 0004 to v3-ActCode. */
    private static final Map<String, String> CLASSES =
            Map.of("O", "AMB", "R", "AMB", "C", "AMB", "I", "IMP", "E", "EMER", "P", "PRENC", "B", "IMP");

    /** The same, as residents say it. */
    private static final Map<String, String> WORDS = Map.of("AMB", "门诊", "IMP", "住院", "EMER", "急诊", "PRENC", "预入院");

    /** DG1-6, HL7 table 0052, to condition-ver-status. */
    private static final Map<String, String> CERTAINTY =
            Map.of("A", "provisional", "W", "provisional", "F", "confirmed");

    private final Source source;
    private final Times times;
    private final Concepts concepts;

    VisitMapping(Source source) {
        this.source = source;
        this.times = new Times(source.zones());
        this.concepts = new Concepts(source);
    }

    /** The visit that a registration is about, where it is about one. */
    Optional<Entry> registered(Hl7v2Message message, Entry patient) {
        return message.first("PV1").filter(VisitMapping::isVisit).map(pv1 -> {
            String number = number(pv1, message);
            if (number.isEmpty()) {
                throw numberMissing();
            }
            return visit(message, pv1, number, patient, Write.BY_IDENTIFIER);
        });
    }

    /** The visit that results were ordered in; a result may well have none. */
    Optional<Entry> mentioned(Hl7v2Message message, Entry patient) {
        return message.first("PV1")
                .filter(pv1 -> !number(pv1, message).isEmpty())
                .map(pv1 -> visit(message, pv1, number(pv1, message), patient, Write.UNLESS_PRESENT));
    }
    /** The diagnoses, each a resource; the visit gets a reference to each. */
    List<Entry> diagnoses(Hl7v2Message message, Entry patient, Optional<Entry> visit) {
        List<Entry> diagnoses = new ArrayList<>();
        message.all("DG1")
                .filter(dg1 -> dg1.field(3).present() || !dg1.text(4).isEmpty())
                .forEach(dg1 -> {
                    Entry diagnosis = diagnosis(dg1, patient, visit);
                    if (diagnoses.stream().noneMatch(other -> other.address().equals(diagnosis.address()))) {
                        diagnoses.add(diagnosis);
                        visit.ifPresent(entry -> Fhir.add(entry.resource(), "diagnosis", role(dg1, diagnosis)));
                    }
                });
        return diagnoses;
    }

    private Entry visit(Hl7v2Message message, Segment pv1, String number, Entry patient, Write write) {
        ObjectNode visit = Fhir.resource("Encounter");
        ObjectNode identifier = Json.object().put("use", "usual");
        Fhir.add(
                visit,
                "identifier",
                identifier.put("system", source.system("visit")).put("value", number));
        visit.put("status", pv1.text(45).isEmpty() ? "in-progress" : "finished");
        describe(pv1, visit);
        Set<String> assumed = period(message, pv1, visit, write);
        circumstances(message, pv1, visit);
        visit.set("subject", Fhir.reference(patient.address()));
        visit.set("serviceProvider", Fhir.reference(source.organization()));
        return new Entry(visit, source.urn("visit", number), write, "visit/" + number, Set.of(), assumed);
    }

    /** @return what of period and status the message does not say itself */
    private Set<String> period(Hl7v2Message message, Segment pv1, ObjectNode visit, Write write) {
        Set<String> assumed = new HashSet<>();
        String start = times.dateTime(pv1.field(44));
        String end = times.dateTime(pv1.field(45));
        if (start.isEmpty() && write == Write.BY_IDENTIFIER) {
            // somebody is registered at the moment of the event; results come later and tell nothing of it
            start = registeredAt(message);
            assumed.add("period.start");
        }
        if (end.isEmpty()) {
            assumed.add("status");
        }
        Fhir.set(visit, "period", Fhir.put(Fhir.put(Json.object(), "start", start), "end", end));
        return assumed;
    }

    /** EVN-2, else MSH-7. */
    private String registeredAt(Hl7v2Message message) {
        String event =
                message.first("EVN").map(evn -> times.dateTime(evn.field(2))).orElse("");
        return event.isEmpty()
                ? message.first("MSH").map(msh -> times.dateTime(msh.field(7))).orElse("")
                : event;
    }

    private void describe(Segment pv1, ObjectNode visit) {
        String code = CLASSES.getOrDefault(pv1.text(2).toUpperCase(Locale.ROOT), "");
        visit.set("class", code.isEmpty() ? Fhir.hl7("v3-NullFlavor", "UNK") : Fhir.hl7("v3-ActCode", code));
        Fhir.add(visit, "type", Fhir.text(WORDS.getOrDefault(code, "")));
        Fhir.set(visit, "serviceType", Fhir.text(pv1.field(10).firstOf(2, 1)));
        staff(pv1, 7, "ATND", visit);
        staff(pv1, 8, "REF", visit);
        staff(pv1, 9, "CON", visit);
    }

    private void circumstances(Hl7v2Message message, Segment pv1, ObjectNode visit) {
        message.first("PV2")
                .map(pv2 -> concepts.concept(pv2.field(3), "reason"))
                .ifPresent(reason -> Fhir.add(visit, "reasonCode", reason));
        String place = pv1.field(3).firstOf(9, 1);
        if (!place.isEmpty()) {
            ObjectNode location = Json.object();
            location.putObject("location").put("display", place);
            Fhir.add(visit, "location", location);
        }
    }

    private void staff(Segment pv1, int field, String role, ObjectNode visit) {
        for (Field person : pv1.fields(field)) {
            ObjectNode participant = Json.object();
            Fhir.add(participant, "type", Fhir.concept(Fhir.hl7("v3-ParticipationType", role)));
            participant.set("individual", People.staff(person, source));
            Fhir.add(visit, "participant", participant);
        }
    }

    private Entry diagnosis(Segment dg1, Entry patient, Optional<Entry> visit) {
        Field code = dg1.field(3);
        String words = code.text(2).isEmpty() ? dg1.text(4) : code.text(2);
        String owner = visit.map(Entry::key).orElse(patient.key());
        String number = owner + "/" + (code.text(1).isEmpty() ? words : code.text(1));
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
        String address = "Condition/" + condition.path("id").asString();
        return new Entry(condition, address, Write.BY_ID, owner, Set.of());
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

    /** A PV1 that says "not applicable", or nothing at all, is about no visit. */
    private static boolean isVisit(Segment pv1) {
        boolean says = pv1.field(19).present()
                || pv1.field(44).present()
                || pv1.field(50).present();
        return says || "OIERPCB".contains(pv1.text(2).isEmpty() ? "-" : pv1.text(2));
    }

    private static String number(Segment pv1, Hl7v2Message message) {
        String own = pv1.text(19).isEmpty() ? pv1.text(50) : pv1.text(19);
        String account = message.first("PID").map(pid -> pid.text(18)).orElse("");
        return own.isEmpty() ? account : own;
    }

    private static Problem numberMissing() {
        return new Problem(
                Kind.INVALID,
                "intake.visit-number-missing",
                "PV1 describes a visit and PV1-19 does not say which.",
                "The visit number is what later messages about the same visit are matched by.",
                "Send the institution's number of the visit in PV1-19, or N in PV1-2 where no visit is meant.",
                List.of("PV1-19"));
    }
}
