package org.tongmai.intake.hl7v2;

import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.tongmai.intake.hl7v2.Entry.Write;
import org.tongmai.store.Json;
import tools.jackson.databind.node.ObjectNode;

/** PV1 to Encounter, as far as it tells which visit it is, when and where; the rest is in {@link VisitDetails}. */
final class VisitMapping {

    /** HL7 table 0004 to v3-ActCode. */
    private static final Map<String, String> CLASSES =
            Map.of("O", "AMB", "R", "AMB", "C", "AMB", "I", "IMP", "E", "EMER", "P", "PRENC", "B", "IMP");

    /** The same, as residents say it. */
    private static final Map<String, String> WORDS = Map.of("AMB", "门诊", "IMP", "住院", "EMER", "急诊", "PRENC", "预入院");

    private final Source source;
    private final Times times;
    private final VisitDetails details;

    VisitMapping(Source source) {
        this.source = source;
        this.times = new Times(source.zones());
        this.details = new VisitDetails(source);
    }

    /** The visit that an ADT message is about, where it is about one and says which. */
    Optional<Entry> registered(Hl7v2Message message, Entry patient, VisitEvent event) {
        return message.first("PV1").flatMap(pv1 -> {
            if (!isVisit(pv1)) {
                pv1.text(2);
                return Optional.empty();
            }
            String said = number(pv1, message);
            String number = said.isEmpty() ? begun(message, pv1, patient, event) : said;
            return number.isEmpty() ? Optional.empty() : Optional.of(visit(message, pv1, number, patient, event));
        });
    }

    /** The visit that results were ordered in; a result may well have none. */
    Optional<Entry> mentioned(Hl7v2Message message, Entry patient) {
        return message.first("PV1")
                .filter(pv1 -> !number(pv1, message).isEmpty())
                .map(pv1 -> visit(message, pv1, number(pv1, message), patient, VisitEvent.NONE));
    }

    /** Where the institution numbers no visits, one is known by its patient and beginning. */
    private String begun(Hl7v2Message message, Segment pv1, Entry patient, VisitEvent event) {
        String start = times.dateTime(pv1.field(44));
        String known = start.isEmpty() && event.begins() ? eventTime(message) : start;
        return known.isEmpty() ? "" : patient.key().substring("patient/".length()) + "@" + known;
    }

    private Entry visit(Hl7v2Message message, Segment pv1, String number, Entry patient, VisitEvent event) {
        ObjectNode visit = Fhir.resource("Encounter");
        ObjectNode identifier = Json.object().put("use", "usual");
        Fhir.add(
                visit,
                "identifier",
                identifier.put("system", source.system("visit")).put("value", number));
        details.identifiers(message, pv1, number, visit);
        describe(pv1, visit);
        Set<String> assumed = period(message, pv1, visit, event);
        if (pv1.text(2).isEmpty()) {
            assumed.add("class");
        }
        details.put(message, pv1, visit);
        place(message, pv1, visit, event);
        visit.set("subject", Fhir.reference(patient.address()));
        visit.set("serviceProvider", Fhir.reference(source.organization()));
        Write write = event == VisitEvent.NONE ? Write.UNLESS_PRESENT : Write.BY_IDENTIFIER;
        return new Entry(
                visit,
                source.urn("visit", number),
                write,
                "visit/" + number,
                VisitDetails.erased(message, pv1),
                assumed,
                event);
    }

    /** @return what of period and status the message does not say itself */
    private Set<String> period(Hl7v2Message message, Segment pv1, ObjectNode visit, VisitEvent event) {
        Set<String> assumed = new HashSet<>();
        String start = times.dateTime(pv1.field(44));
        String end = times.dateTime(pv1.field(45));
        if (start.isEmpty() && (event.begins() || event == VisitEvent.UPDATE) && event != VisitEvent.PLAN) {
            // somebody is registered at the moment of the event; results come later and tell nothing of it
            start = eventTime(message);
            assumed.add("period.start");
        }
        if (event == VisitEvent.DISCHARGE && end.isEmpty()) {
            end = eventTime(message);
        }
        if (event == VisitEvent.CANCEL_DISCHARGE) {
            end = "";
        }
        boolean decided = event.decidesStatus();
        visit.put("status", decided || end.isEmpty() ? status(event) : "finished");
        if (!decided && end.isEmpty()) {
            assumed.add("status");
        }
        Fhir.set(visit, "period", Fhir.put(Fhir.put(Json.object(), "start", start), "end", end));
        return assumed;
    }

    private static String status(VisitEvent event) {
        return event == VisitEvent.NONE ? VisitEvent.UPDATE.status() : event.status();
    }

    /** PV1-3, where the patient is from the event on; before a first known transfer at the place of PV1-6. */
    private void place(Hl7v2Message message, Segment pv1, ObjectNode visit, VisitEvent event) {
        ObjectNode here = People.place(pv1.field(3), source);
        String since = event.arrives() ? eventTime(message) : "";
        if (event == VisitEvent.TRANSFER && pv1.field(6).present()) {
            Fhir.add(visit, "location", VisitHistory.place(People.place(pv1.field(6), source), ""));
        }
        if (!here.isEmpty()) {
            Fhir.add(visit, "location", VisitHistory.place(here, since));
        }
        VisitHistory.close(visit);
    }

    /** EVN-6, when it happened, else EVN-2, when it was written down, else MSH-7. */
    private String eventTime(Hl7v2Message message) {
        return message.first("EVN")
                .map(evn -> {
                    String happened = times.ifReadable(evn.field(6));
                    return happened.isEmpty() ? times.dateTime(evn.field(2)) : happened;
                })
                .filter(time -> !time.isEmpty())
                .or(() -> message.first("MSH").map(msh -> times.dateTime(msh.field(7))))
                .orElse("");
    }

    private void describe(Segment pv1, ObjectNode visit) {
        String sent = pv1.text(2).toUpperCase(Locale.ROOT);
        String code = CLASSES.getOrDefault(sent, "");
        visit.set("class", code.isEmpty() ? Fhir.hl7("v3-NullFlavor", "UNK") : Fhir.hl7("v3-ActCode", code));
        ObjectNode type = sent.isEmpty() ? Json.object() : Fhir.concept(Fhir.hl7("v2-0004", sent));
        Fhir.add(visit, "type", Fhir.put(type, "text", WORDS.getOrDefault(code, "")));
    }

    /** A PV1 that says "not applicable", or nothing at all, is about no visit. */
    private static boolean isVisit(Segment pv1) {
        boolean says = pv1.field(19).present()
                || pv1.field(44).present()
                || pv1.field(50).present();
        String code = pv1.field(2).raw(1, 1).strip();
        return says || "OIERPCB".contains(code.isEmpty() ? "-" : code);
    }

    private static String number(Segment pv1, Hl7v2Message message) {
        String own = pv1.text(19).isEmpty() ? pv1.text(50) : pv1.text(19);
        String account = message.first("PID").map(pid -> pid.text(18)).orElse("");
        return own.isEmpty() ? account : own;
    }
}
