package org.tongmai.intake.hl7v2;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.tongmai.intake.hl7v2.Entry.Write;
import org.tongmai.store.Json;
import tools.jackson.databind.node.ObjectNode;

/**
 * ORC, OBR and TQ1 to ServiceRequest: in an order message as what is stored, in a result message as what the result is about,
 * unless the order was heard of itself.
 *
 * @see <a href="https://www.hl7.eu/HL7v2x/v25/std25/ch04.html">HL7 v2.5 chapter 4, sections 4.5.1 and 4.5.3</a>
 */
final class OrderMapping {

    /** ORC-1, HL7 table 0119, that decide the status of the order alone. */
    private static final Map<String, String> CONTROLS = Map.ofEntries(
            Map.entry("CA", "revoked"),
            Map.entry("OC", "revoked"),
            Map.entry("CR", "revoked"),
            Map.entry("DC", "revoked"),
            Map.entry("OD", "revoked"),
            Map.entry("DR", "revoked"),
            Map.entry("UA", "revoked"),
            Map.entry("RP", "revoked"),
            Map.entry("HD", "on-hold"),
            Map.entry("OH", "on-hold"),
            Map.entry("HR", "on-hold"),
            Map.entry("RL", "active"),
            Map.entry("OE", "active"));

    /** ORC-5, HL7 table 0038. */
    private static final Map<String, String> STATES = Map.of(
            "A",
            "active",
            "CA",
            "revoked",
            "CM",
            "completed",
            "DC",
            "revoked",
            "ER",
            "entered-in-error",
            "HD",
            "on-hold",
            "IP",
            "active",
            "RP",
            "revoked",
            "SC",
            "active");

    /** TQ1-9, OBR-5 and the sixth component of OBR-27, HL7 table 0485. */
    private static final Map<String, String> PRIORITIES = Map.of(
            "S", "stat", "STAT", "stat", "A", "asap", "ASAP", "asap", "R", "routine", "ROUTINE", "routine", "U",
            "urgent", "C", "urgent", "P", "asap");

    private final Source source;
    private final Times times;
    private final Concepts concepts;

    OrderMapping(Source source) {
        this.source = source;
        this.times = new Times(source.zones());
        this.concepts = new Concepts(source);
    }

    /** Every order of an order message, with what was told to the laboratory along with it. */
    List<Entry> map(Hl7v2Message message, Entry patient, Optional<Entry> visit) {
        List<Entry> entries = new ArrayList<>();
        SpecimenMapping specimens = new SpecimenMapping(source);
        ObservationMapping observations = new ObservationMapping(source);
        Map<String, Integer> seen = new HashMap<>();
        for (Order order : Order.of(message)) {
            String own = nth(number(order), seen);
            // an order without number is known by the message that it came with
            String number = own.isEmpty() ? message.header().controlId() + "/" + (entries.size() + 1) : own;
            ObjectNode request = request(order, number, patient, visit);
            order.notes().forEach(note -> Fhir.add(request, "note", Fhir.text(note)));
            List<Entry> taken = specimens.map(order, number, patient);
            taken.forEach(specimen -> Fhir.add(request, "specimen", Fhir.reference(specimen.address())));
            var read = observations.map(order, number, patient, visit, taken);
            List<Entry> told = new ArrayList<>(read.entries());
            new DocumentMapping(source)
                    .attached(read.documents(), number, "request/" + number, patient, visit)
                    .ifPresent(told::add);
            told.forEach(answer -> Fhir.add(request, "supportingInfo", Fhir.reference(answer.address())));
            entries.add(Entry.byId(request, "request/" + number));
            entries.addAll(taken);
            entries.addAll(told);
        }
        return ResultMapping.distinct(entries);
    }

    /** The order that results are about, as far as they tell of one. */
    Optional<Entry> mentioned(Order order, Entry patient, Optional<Entry> visit, Map<String, Integer> seen) {
        String number = nth(number(order), seen);
        boolean told = !order.placer().isEmpty()
                || order.obr().field(16).present()
                || Optional.ofNullable(order.orc())
                        .filter(orc -> orc.field(12).present())
                        .isPresent();
        if (!told || number.isEmpty()) {
            return Optional.empty();
        }
        ObjectNode request = request(order, number, patient, visit);
        return Optional.of(
                new Entry(request, Entry.addressOf(request), Write.UNLESS_KNOWN, "request/" + number, Set.of()));
    }

    /** Several services that were ordered under one number are told apart by their order in the message. */
    private static String nth(String number, Map<String, Integer> seen) {
        int nth = number.isEmpty() ? 1 : seen.merge(number, 1, Integer::sum);
        return nth == 1 ? number : number + "/" + nth;
    }

    /** The orderer's number, else the one that the performer gave. */
    private static String number(Order order) {
        return order.placer().isEmpty() ? order.filler() : order.placer();
    }

    private ObjectNode request(Order order, String number, Entry patient, Optional<Entry> visit) {
        Segment obr = order.obr();
        @Nullable Segment orc = order.orc();
        ObjectNode request = Fhir.resource("ServiceRequest").put("id", source.id("request", number));
        identifiers(order, number, request);
        request.put("status", status(orc, obr.text(25)));
        request.put("intent", "order");
        boolean imaging = ResultMapping.isImaging(obr);
        if (obr.field(24).present()) {
            Fhir.add(request, "category", Fhir.concept(Fhir.hl7("v2-0074", obr.text(24))));
        }
        request.set("code", concepts.concept(obr.field(4), imaging ? "examination" : "lab-panel"));
        ResultMapping.about(request, patient, visit);
        timing(order, request);
        if (orc != null) {
            Fhir.put(request, "authoredOn", times.dateTime(orc.field(9)));
        }
        requester(order, request);
        reasons(order, request);
        details(order, request);
        return request;
    }

    private void identifiers(Order order, String number, ObjectNode request) {
        boolean placed = !order.placer().isEmpty();
        Fhir.add(request, "identifier", identifier(placed ? "PLAC" : "FILL", "order", number));
        if (placed && !order.filler().isEmpty()) {
            Fhir.add(request, "identifier", identifier("FILL", "filler-order", order.filler()));
        }
        assigner(order, request);
        if (order.orc() != null && order.orc().field(4).present()) {
            request.set("requisition", Numbers.entity(order.orc().field(4), source.system("order-group"), ""));
        }
    }

    /** Who numbers orders there, as the sender names it. */
    private static void assigner(Order order, ObjectNode request) {
        for (int i = 0; i < request.path("identifier").size(); i++) {
            boolean placer = i == 0 && !order.placer().isEmpty();
            String said = order.assigner(placer ? 2 : 3);
            if (!said.isEmpty()) {
                ((ObjectNode) request.path("identifier").path(i))
                        .putObject("assigner")
                        .put("display", said);
            }
        }
    }

    private ObjectNode identifier(String code, String system, String number) {
        ObjectNode identifier = Json.object();
        identifier.set("type", Fhir.concept(Fhir.hl7("v2-0203", code)));
        return identifier.put("system", source.system(system)).put("value", number);
    }

    /** What the order control says, else the state; a result that is final completes what it is about. */
    private static String status(@Nullable Segment orc, String result) {
        String control = orc == null ? "" : orc.text(1);
        String state = orc == null ? "" : orc.text(5);
        String decided = CONTROLS.getOrDefault(control, "");
        String told = STATES.getOrDefault(state, "");
        if (!decided.isEmpty() || !told.isEmpty()) {
            return decided.isEmpty() ? told : decided;
        }
        return Set.of("F", "C").contains(result) ? "completed" : "active";
    }

    private void timing(Order order, ObjectNode request) {
        Segment obr = order.obr();
        String start = "";
        String end = "";
        String priority = obr.text(5);
        for (Segment tq1 : order.timings()) {
            start = times.ifReadable(tq1.field(7));
            end = times.ifReadable(tq1.field(8));
            priority = tq1.text(9).isEmpty() ? priority : tq1.text(9);
        }
        for (Field quantity : timed(order)) {
            start = start.isEmpty() ? readable(quantity, 4) : start;
            end = end.isEmpty() ? readable(quantity, 5) : end;
            priority = priority.isEmpty() ? quantity.text(6) : priority;
            if (Quantities.isNumber(quantity.raw(1, 1).strip()) && !request.has("quantityQuantity")) {
                request.set(
                        "quantityQuantity",
                        Quantities.of(quantity.text(1), Fhir.put(Json.object(), "unit", quantity.text(1, 2))));
            }
        }
        if (start.isEmpty()) {
            start = times.ifReadable(obr.field(6));
        }
        if (end.isEmpty()) {
            Fhir.put(request, "occurrenceDateTime", start);
        } else {
            request.set("occurrencePeriod", Fhir.put(Fhir.put(Json.object(), "start", start), "end", end));
        }
        Fhir.put(request, "priority", PRIORITIES.getOrDefault(priority, ""));
    }

    private String readable(Field field, int component) {
        return times.isMoment(field, component) ? times.dateTime(field, component) : "";
    }

    private static List<Field> timed(Order order) {
        Segment orc = order.orc();
        return Stream.concat(order.obr().fields(27).stream(), orc == null ? Stream.empty() : orc.fields(7).stream())
                .toList();
    }

    private void requester(Order order, ObjectNode request) {
        Segment orc = order.orc();
        List<Field> by = orc != null && orc.field(12).present()
                ? orc.fields(12)
                : order.obr().fields(16);
        by.stream().findFirst().ifPresent(doctor -> request.set("requester", People.staff(doctor, source)));
        if (orc != null && orc.field(12).present()) {
            order.obr().fields(16).forEach(other -> other.readAs(by.getFirst())); // the same person, as a rule
        }
    }

    private void reasons(Order order, ObjectNode request) {
        order.obr().fields(31).forEach(reason -> Fhir.add(request, "reasonCode", concepts.concept(reason, "reason")));
        Segment orc = order.orc();
        if (orc != null) {
            orc.fields(16)
                    .forEach(reason -> Fhir.add(request, "reasonCode", concepts.concept(reason, "control-reason")));
        }
        order.obr().fields(13).forEach(info -> Fhir.add(request, "note", Fhir.text(info.whole())));
    }

    private static void details(Order order, ObjectNode request) {
        Segment orc = order.orc();
        if (orc != null) {
            orc.fields(21)
                    .forEach(at ->
                            Fhir.add(request, "locationReference", Fhir.put(Json.object(), "display", at.text(1))));
        }
    }
}
