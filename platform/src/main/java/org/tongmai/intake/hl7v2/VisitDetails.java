package org.tongmai.intake.hl7v2;

import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.tongmai.store.Json;
import tools.jackson.databind.node.ObjectNode;

/** What PV1 and PV2 tell of a visit beside when and where it was: who saw the patient, why, how one came and left. */
final class VisitDetails {

    /** Fields of PV1 with staff, by v3-ParticipationType. */
    private static final Map<Integer, String> STAFF = Map.of(7, "ATND", 8, "REF", 9, "CON", 17, "ADM", 52, "PART");

    /** HL7 table 0217 and 0007 to v3-ActPriority. */
    private static final Map<String, String> PRIORITIES = Map.of("1", "EM", "2", "UR", "3", "EL");

    /** Fields of PV1, and what of a visit each tells alone; {@code ""} in it deletes that. */
    private static final Map<Integer, String> ERASABLE = Map.ofEntries(
            Map.entry(5, "hospitalization|preAdmissionIdentifier"),
            Map.entry(7, "participant|ATND"),
            Map.entry(8, "participant|REF"),
            Map.entry(9, "participant|CON"),
            Map.entry(10, "serviceType"),
            Map.entry(13, "hospitalization|reAdmission"),
            Map.entry(14, "hospitalization|admitSource"),
            Map.entry(15, "hospitalization|specialArrangement"),
            Map.entry(17, "participant|ADM"),
            Map.entry(36, "hospitalization|dischargeDisposition"),
            Map.entry(37, "hospitalization|destination"),
            Map.entry(38, "hospitalization|dietPreference"),
            Map.entry(52, "participant|PART"));

    private final Source source;
    private final Concepts concepts;

    VisitDetails(Source source) {
        this.source = source;
        this.concepts = new Concepts(source);
    }

    /** The other numbers of the visit: PV1-50, and the account of PID-18. */
    void identifiers(Hl7v2Message message, Segment pv1, String number, ObjectNode visit) {
        pv1.fields(50).stream()
                .filter(other -> !other.text(1).equals(number))
                .forEach(other -> Fhir.add(
                        visit, "identifier", Numbers.identifier(other, 4, 5, source.system("alternate-visit"))));
        message.first("PID").stream()
                .flatMap(pid -> pid.fields(18).stream())
                .filter(account -> !account.text(1).equals(number))
                .forEach(account -> {
                    ObjectNode reference = Json.object().put("type", "Account");
                    reference.set("identifier", Numbers.identifier(account, 4, 5, source.system("account")));
                    Fhir.add(visit, "account", reference);
                });
    }

    /** What the message deletes. */
    static Set<String> erased(Hl7v2Message message, Segment pv1) {
        Set<String> erased = new HashSet<>();
        ERASABLE.forEach((field, element) -> {
            if (pv1.erased(field)) {
                erased.add(element);
            }
        });
        message.first("PV2").filter(pv2 -> pv2.erased(3)).ifPresent(pv2 -> erased.add("reasonCode"));
        message.first("PV2").filter(pv2 -> pv2.erased(25)).ifPresent(pv2 -> erased.add("priority"));
        return erased;
    }

    void put(Hl7v2Message message, Segment pv1, ObjectNode visit) {
        type(pv1, 4, "0007", visit);
        type(pv1, 18, "0018", visit);
        pv1.fields(10).stream()
                .findFirst()
                .ifPresent(service -> visit.set("serviceType", concepts.table(service, "0069")));
        for (int field : new int[] {7, 8, 9, 17, 52}) {
            staff(pv1, field, STAFF.getOrDefault(field, "PART"), visit);
        }
        message.first("PV2").ifPresent(pv2 -> {
            pv2.fields(3).forEach(reason -> Fhir.add(visit, "reasonCode", concepts.concept(reason, "reason")));
            Fhir.add(visit, "reasonCode", Fhir.text(pv2.text(12)));
            priority(pv2, visit);
        });
        Fhir.set(visit, "hospitalization", hospitalization(pv1));
    }

    private void type(Segment pv1, int field, String table, ObjectNode visit) {
        pv1.fields(field).forEach(type -> Fhir.add(visit, "type", concepts.table(type, table)));
    }

    private void priority(Segment pv2, ObjectNode visit) {
        pv2.fields(25).stream().findFirst().ifPresent(priority -> {
            ObjectNode concept = concepts.table(priority, "0217");
            String code = PRIORITIES.getOrDefault(priority.text(1), "");
            if (!code.isEmpty()) {
                Fhir.add(concept, "coding", Fhir.hl7("v3-ActPriority", code));
            }
            visit.set("priority", concept);
        });
    }

    /** How the patient came and left. */
    private ObjectNode hospitalization(Segment pv1) {
        ObjectNode stay = Json.object();
        pv1.fields(5).stream()
                .findFirst()
                .ifPresent(number -> stay.set(
                        "preAdmissionIdentifier", Numbers.identifier(number, 4, 5, source.system("pre-admission"))));
        concept(pv1, 14, "0023", "admitSource", stay);
        concept(pv1, 13, "0092", "reAdmission", stay);
        list(pv1, 38, "0114", "dietPreference", stay);
        if (!Sensitivity.isClass(pv1.field(16).raw(1, 1))) {
            list(pv1, 16, "0099", "specialCourtesy", stay);
        }
        list(pv1, 22, "0045", "specialCourtesy", stay);
        list(pv1, 15, "0009", "specialArrangement", stay);
        pv1.fields(37).stream().findFirst().ifPresent(to -> {
            ObjectNode destination = Json.object();
            if (to.firstOf(2, 9).isEmpty()) {
                Fhir.put(destination, "display", to.text(1));
            } else {
                destination.set("identifier", Fhir.identifier(source.system("hl7-0113"), to.text(1)));
                Fhir.put(destination, "display", to.firstOf(9, 2));
            }
            stay.set("destination", destination);
        });
        concept(pv1, 36, "0112", "dischargeDisposition", stay);
        return stay;
    }

    private void concept(Segment pv1, int field, String table, String element, ObjectNode into) {
        pv1.fields(field).stream().findFirst().ifPresent(value -> into.set(element, concepts.table(value, table)));
    }

    private void list(Segment pv1, int field, String table, String element, ObjectNode into) {
        pv1.fields(field).forEach(value -> Fhir.add(into, element, concepts.table(value, table)));
    }

    private void staff(Segment pv1, int field, String role, ObjectNode visit) {
        for (Field person : pv1.fields(field)) {
            ObjectNode participant = Json.object();
            Fhir.add(participant, "type", Fhir.concept(Fhir.hl7("v3-ParticipationType", role)));
            participant.set("individual", People.staff(person, source));
            Fhir.add(visit, "participant", participant);
        }
    }
}
