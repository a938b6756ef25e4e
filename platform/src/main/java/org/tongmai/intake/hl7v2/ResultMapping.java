package org.tongmai.intake.hl7v2;

import java.util.ArrayList;
import java.util.HashMap;
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

/** OBR of a result message to DiagnosticReport, with the specimens, the results and the order that it is about. */
final class ResultMapping {

    /** OBR-25, HL7 table 0123, to diagnostic-report-status. */
    static final Map<String, String> REPORT_STATUS = Map.ofEntries(
            Map.entry("F", "final"),
            Map.entry("C", "corrected"),
            Map.entry("P", "preliminary"),
            Map.entry("R", "preliminary"),
            Map.entry("A", "partial"),
            Map.entry("I", "registered"),
            Map.entry("O", "registered"),
            Map.entry("S", "registered"),
            Map.entry("X", "cancelled"),
            Map.entry("M", "corrected"));

    /** OBR-24, HL7 table 0074, as far as it names imaging. */
    private static final Set<String> IMAGING =
            Set.of("RAD", "RX", "CT", "CUS", "IMG", "MCD", "NMR", "NMS", "OUS", "RUS", "VUS", "XRC");

    private final Source source;
    private final Times times;
    private final Concepts concepts;
    private final ObservationMapping observations;
    private final OrderMapping orders;
    private final SpecimenMapping specimens;

    ResultMapping(Source source) {
        this.source = source;
        this.times = new Times(source.zones());
        this.concepts = new Concepts(source);
        this.observations = new ObservationMapping(source);
        this.orders = new OrderMapping(source);
        this.specimens = new SpecimenMapping(source);
    }

    /** Every report of the message with its specimens and results, reports before their results. */
    List<Entry> map(Hl7v2Message message, Entry patient, Optional<Entry> visit) {
        Map<String, Integer> reports = new HashMap<>();
        Map<String, Integer> requests = new HashMap<>();
        Families families = new Families();
        List<Entry> entries = new ArrayList<>();
        List<Order> all = Order.of(message);
        if (all.isEmpty()) {
            throw missing("The message holds no OBR.", "OBR");
        }
        for (Order order : all) {
            String number = order.number();
            if (number.isEmpty()) {
                throw missing("OBR-3, OBR-2 and ORC are without order number.", "OBR-3");
            }
            String service = order.obr().field(4).firstOf(1, 4, 2);
            String name = service.isEmpty() ? number : number + "/" + service;
            int nth = reports.merge(name, 1, Integer::sum);
            entries.addAll(report(order, nth == 1 ? name : name + "/" + nth, patient, visit, families, requests));
        }
        return distinct(entries);
    }

    /** One specimen or order may be named by several reports. */
    static List<Entry> distinct(List<Entry> entries) {
        Set<String> seen = new HashSet<>();
        return entries.stream().filter(entry -> seen.add(entry.address())).toList();
    }

    /** @param number what the report is called: the order's number and its service, since one order may ask for several */
    private List<Entry> report(
            Order order,
            String number,
            Entry patient,
            Optional<Entry> visit,
            Families families,
            Map<String, Integer> requests) {
        Segment obr = order.obr();
        String key = "order/" + number;
        boolean imaging = isImaging(obr);
        ObjectNode report = Fhir.resource("DiagnosticReport").put("id", source.id("report", number));
        Fhir.add(report, "identifier", Fhir.identifier(source.system("report"), order.number()));
        List<Entry> taken = specimens.map(order, number, patient);
        Optional<Entry> request = orders.mentioned(order, patient, visit, requests);
        var read = observations.map(order, number, patient, visit, taken);
        List<Entry> results = read.entries();
        families.add(order, read);
        report.put("status", reportStatus(obr.text(25), results));
        request.ifPresent(asked -> Fhir.add(report, "basedOn", Fhir.reference(asked.address())));
        category(obr, report);
        report.set("code", concepts.concept(obr.field(4), imaging ? "examination" : "lab-panel"));
        about(report, patient, visit);
        effective(obr, report);
        issued(obr, report);
        Fhir.add(report, "performer", Fhir.reference(source.organization()));
        obr.fields(32).forEach(by -> Fhir.add(report, "resultsInterpreter", People.assistant(by, source)));
        taken.forEach(specimen -> Fhir.add(report, "specimen", Fhir.reference(specimen.address())));
        results.forEach(result -> Fhir.add(report, "result", Fhir.reference(result.address())));
        Fhir.put(report, "conclusion", String.join("\n", order.notes()));
        read.documents().forEach(document -> Fhir.add(report, "presentedForm", document));
        List<Entry> entries = new ArrayList<>();
        entries.add(new Entry(report, Entry.addressOf(report), Write.BY_ID, key, Set.of()));
        request.ifPresent(entries::add);
        entries.addAll(taken);
        entries.addAll(results);
        return entries;
    }

    static boolean isImaging(Segment obr) {
        return IMAGING.contains(obr.text(24));
    }

    private static void category(Segment obr, ObjectNode report) {
        String section = obr.text(24);
        Fhir.add(report, "category", Fhir.concept(Fhir.hl7("v2-0074", section.isEmpty() ? "LAB" : section)));
    }

    private void effective(Segment obr, ObjectNode report) {
        String from = times.dateTime(obr.field(7));
        String until = times.dateTime(obr.field(8));
        if (until.isEmpty() || until.equals(from)) {
            Fhir.put(report, "effectiveDateTime", from);
        } else {
            report.set("effectivePeriod", Fhir.put(Fhir.put(Json.object(), "start", from), "end", until));
        }
    }

    static void about(ObjectNode resource, Entry patient, Optional<Entry> visit) {
        resource.set("subject", Fhir.reference(patient.address()));
        visit.ifPresent(entry -> resource.set("encounter", Fhir.reference(entry.address())));
    }

    private void issued(Segment obr, ObjectNode report) {
        Fhir.put(report, "issued", times.isMoment(obr.field(22)) ? times.moment(obr.field(22)) : "");
    }

    private static String reportStatus(String own, List<Entry> results) {
        String status = REPORT_STATUS.getOrDefault(own.toUpperCase(Locale.ROOT), "");
        if (!status.isEmpty() || results.isEmpty()) {
            return status.isEmpty() ? "unknown" : status;
        }
        List<String> all = results.stream()
                .map(result -> result.resource().path("status").asString())
                .toList();
        if (all.contains("corrected")) {
            return "corrected";
        }
        return all.stream().distinct().count() == 1 ? all.getFirst() : "partial";
    }

    static Problem missing(String what, String where) {
        return new Problem(
                Kind.INVALID,
                "intake.order-number-missing",
                what,
                "A report is known by its filler order number; a correction replaces the results of the same number.",
                "Send the laboratory's number of the order in OBR-3.",
                List.of(where));
    }
}
