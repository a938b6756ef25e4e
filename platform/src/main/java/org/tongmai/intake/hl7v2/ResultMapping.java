package org.tongmai.intake.hl7v2;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.tongmai.intake.hl7v2.Entry.Write;
import org.tongmai.kernel.Problem;
import org.tongmai.kernel.Problem.Kind;
import tools.jackson.databind.node.ObjectNode;

/** ORC, OBR, OBX and NTE to DiagnosticReport and Observation. */
final class ResultMapping {

    /** OBR-25, HL7 table 0123, to diagnostic-report-status. */
    private static final Map<String, String> REPORT_STATUS = Map.ofEntries(
            Map.entry("F", "final"),
            Map.entry("C", "corrected"),
            Map.entry("P", "preliminary"),
            Map.entry("R", "preliminary"),
            Map.entry("A", "partial"),
            Map.entry("I", "registered"),
            Map.entry("O", "registered"),
            Map.entry("S", "registered"),
            Map.entry("X", "cancelled"));

    /** OBX-11, HL7 table 0085, to observation-status. */
    private static final Map<String, String> RESULT_STATUS = Map.ofEntries(
            Map.entry("F", "final"),
            Map.entry("U", "final"),
            Map.entry("C", "corrected"),
            Map.entry("P", "preliminary"),
            Map.entry("R", "preliminary"),
            Map.entry("S", "preliminary"),
            Map.entry("I", "registered"),
            Map.entry("O", "registered"),
            Map.entry("X", "cancelled"),
            Map.entry("D", "entered-in-error"),
            Map.entry("W", "entered-in-error"));

    /** OBR-24, HL7 table 0074, as far as it names imaging. */
    private static final Set<String> IMAGING =
            Set.of("RAD", "RX", "CT", "CUS", "IMG", "MCD", "NMR", "NMS", "OUS", "RUS", "VUS", "XRC");

    private final Source source;
    private final Times times;
    private final Concepts concepts;
    private final ObservationValue values;

    ResultMapping(Source source) {
        this.source = source;
        this.times = new Times(source.zones());
        this.concepts = new Concepts(source);
        this.values = new ObservationValue(source);
    }

    /** Every report of the message with its results, reports before their results. */
    List<Entry> map(Hl7v2Message message, Entry patient, Optional<Entry> visit) {
        Map<String, Integer> reports = new HashMap<>();
        List<Entry> entries = new ArrayList<>();
        List<Order> orders = Order.of(message);
        if (orders.isEmpty()) {
            throw missing("The message holds no OBR.", "OBR");
        }
        for (Order order : orders) {
            String number = order.number();
            if (number.isEmpty()) {
                throw missing("OBR-3, OBR-2 and ORC are without order number.", "OBR-3");
            }
            int nth = reports.merge(number, 1, Integer::sum);
            entries.addAll(report(order, nth == 1 ? number : number + "/" + nth, patient, visit));
        }
        return entries;
    }

    private List<Entry> report(Order order, String number, Entry patient, Optional<Entry> visit) {
        Segment obr = order.obr();
        String key = "order/" + number;
        boolean imaging = IMAGING.contains(obr.text(24));
        ObjectNode report = Fhir.resource("DiagnosticReport").put("id", source.id("report", number));
        Fhir.add(report, "identifier", Fhir.identifier(source.system("report"), number));
        List<Entry> results = results(order, number, patient, visit);
        report.put("status", reportStatus(obr.text(25), results));
        Fhir.add(
                report,
                "category",
                Fhir.concept(Fhir.hl7("v2-0074", obr.text(24).isEmpty() ? "LAB" : obr.text(24))));
        report.set("code", concepts.concept(obr.field(4), imaging ? "examination" : "lab-panel"));
        about(report, patient, visit);
        Fhir.put(report, "effectiveDateTime", times.dateTime(obr.field(7)));
        issued(obr, report);
        Fhir.add(report, "performer", Fhir.reference(source.organization()));
        obr.fields(32).forEach(by -> Fhir.add(report, "resultsInterpreter", People.staff(by, source)));
        results.forEach(result -> Fhir.add(report, "result", Fhir.reference(result.address())));
        Fhir.put(report, "conclusion", String.join("\n", order.notes()));
        List<Entry> entries = new ArrayList<>();
        entries.add(new Entry(report, "DiagnosticReport/" + report.path("id").asString(), Write.BY_ID, key, Set.of()));
        entries.addAll(results);
        return entries;
    }

    private List<Entry> results(Order order, String number, Entry patient, Optional<Entry> visit) {
        Map<String, Integer> seen = new HashMap<>();
        List<Entry> results = new ArrayList<>();
        for (Order.Result result : order.results()) {
            Segment obx = result.obx();
            String item = item(obx);
            int nth = seen.merge(item, 1, Integer::sum);
            String name = number + "/" + item + (nth == 1 ? "" : "/" + nth);
            ObjectNode observation = observation(order.obr(), result, name);
            about(observation, patient, visit);
            String address = "Observation/" + observation.path("id").asString();
            results.add(new Entry(observation, address, Write.BY_ID, "order/" + number, Set.of()));
        }
        return results;
    }

    private ObjectNode observation(Segment obr, Order.Result result, String name) {
        Segment obx = result.obx();
        boolean imaging = IMAGING.contains(obr.text(24));
        ObjectNode observation = Fhir.resource("Observation").put("id", source.id("result", name));
        Fhir.add(observation, "identifier", Fhir.identifier(source.system("result"), name));
        observation.put("status", resultStatus(obx.text(11), obr.text(25)));
        Fhir.add(
                observation,
                "category",
                Fhir.concept(Fhir.hl7("observation-category", imaging ? "imaging" : "laboratory")));
        observation.set("code", concepts.concept(obx.field(3), imaging ? "examination-item" : "lab-item"));
        String at = times.dateTime(obx.field(14));
        Fhir.put(observation, "effectiveDateTime", at.isEmpty() ? times.dateTime(obr.field(7)) : at);
        values.put(obx, observation);
        if (obx.fields(5).isEmpty()) {
            observation.set("dataAbsentReason", Fhir.concept(Fhir.hl7("data-absent-reason", "unknown")));
        }
        obx.fields(8).forEach(flag -> Fhir.add(observation, "interpretation", Flags.interpretation(flag.text(1))));
        result.notes().forEach(note -> Fhir.add(observation, "note", Fhir.text(note)));
        Fhir.set(observation, "method", Fhir.text(obx.field(17).firstOf(2, 1)));
        specimen(obr, observation);
        Fhir.add(observation, "referenceRange", ReferenceRange.parse(obx.text(7), ObservationValue.unit(obx)));
        obx.fields(16).forEach(by -> Fhir.add(observation, "performer", People.staff(by, source)));
        return observation;
    }

    private static void about(ObjectNode resource, Entry patient, Optional<Entry> visit) {
        resource.set("subject", Fhir.reference(patient.address()));
        visit.ifPresent(entry -> resource.set("encounter", Fhir.reference(entry.address())));
    }

    private void issued(Segment obr, ObjectNode report) {
        String issued = times.dateTime(obr.field(22));
        Fhir.put(report, "issued", issued.length() > "2026-01-01".length() ? issued : "");
    }

    private static void specimen(Segment obr, ObjectNode observation) {
        String words = obr.field(15).firstOf(2, 1);
        if (!words.isEmpty()) {
            observation.putObject("specimen").put("display", words);
        }
    }

    /** What the result is called inside its order: its code, and the sub-identifier where there is one. */
    private static String item(Segment obx) {
        String code = obx.field(3).firstOf(1, 4, 2);
        if (code.isEmpty()) {
            throw new Problem(
                    Kind.INVALID,
                    "intake.item-missing",
                    "OBX-3 does not say what was observed.",
                    "A value without its item means nothing.",
                    "Send the item as <local code>^<name>^L^<LOINC>^<name>^LN in OBX-3.",
                    List.of("OBX-3"));
        }
        return obx.text(4).isEmpty() ? code : code + "/" + obx.text(4);
    }

    private static String resultStatus(String own, String ofReport) {
        String status = RESULT_STATUS.getOrDefault(own.toUpperCase(Locale.ROOT), "");
        if (status.isEmpty()) {
            String report = REPORT_STATUS.getOrDefault(ofReport.toUpperCase(Locale.ROOT), "unknown");
            return report.equals("partial") ? "preliminary" : report;
        }
        return status;
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

    private static Problem missing(String what, String where) {
        return new Problem(
                Kind.INVALID,
                "intake.order-number-missing",
                what,
                "A report is known by its filler order number; a correction replaces the results of the same number.",
                "Send the laboratory's number of the order in OBR-3.",
                List.of(where));
    }
}
