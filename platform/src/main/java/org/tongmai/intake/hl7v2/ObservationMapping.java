package org.tongmai.intake.hl7v2;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.tongmai.kernel.Problem;
import org.tongmai.kernel.Problem.Kind;
import org.tongmai.store.Json;
import tools.jackson.databind.node.ObjectNode;

/** OBX and its notes to Observation. */
final class ObservationMapping {

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

    private final Source source;
    private final Times times;
    private final Concepts concepts;
    private final ObservationValue values;

    ObservationMapping(Source source) {
        this.source = source;
        this.times = new Times(source.zones());
        this.concepts = new Concepts(source);
        this.values = new ObservationValue(source);
    }

    /**
     * The results of one order.
     *
     * @param documents what results hold that are documents themselves
     * @param told the OBX of each entry
     */
    record Read(List<Entry> entries, List<ObjectNode> documents, List<Order.Result> told) {}

    Read map(Order order, String number, Entry patient, Optional<Entry> visit, List<Entry> specimens) {
        Map<String, Integer> seen = new HashMap<>();
        List<Entry> results = new ArrayList<>();
        List<ObjectNode> documents = new ArrayList<>();
        List<Order.Result> answered = new ArrayList<>();
        for (Order.Result result : joined(order)) {
            if (isDocumentAlone(result.obx())) {
                documents.addAll(values.put(result.obx(), Json.object()));
                order.notes().addAll(result.notes());
                continue;
            }
            String item = item(result.obx(), order.obr());
            int nth = seen.merge(item, 1, Integer::sum);
            String name = number + "/" + item + (nth == 1 ? "" : "/" + nth);
            ObjectNode observation = observation(order.obr(), result, name, documents);
            ResultMapping.about(observation, patient, visit);
            specimen(order.obr(), specimens, observation);
            results.add(Entry.byId(observation, "order/" + number));
            answered.add(result);
        }
        return new Read(results, documents, answered);
    }

    /** The lines of a text are one result: those of one item and sub-identifier, and not told to be of different times. */
    private static List<Order.Result> joined(Order order) {
        Map<String, Order.Result> texts = new HashMap<>();
        List<Order.Result> joined = new ArrayList<>();
        for (Order.Result result : order.results()) {
            Segment obx = result.obx();
            if (!isText(obx) || isDocumentAlone(obx)) {
                joined.add(result);
                continue;
            }
            String item = item(obx, order.obr()) + "@" + obx.field(14).raw(1, 1);
            Order.Result text = texts.putIfAbsent(item, result);
            if (text == null) {
                joined.add(result);
            } else {
                text.more().add(obx);
                text.notes().addAll(result.notes());
            }
        }
        return joined;
    }

    private static boolean isText(Segment obx) {
        return List.of("TX", "FT").contains(obx.field(2).raw(1, 1).strip().toUpperCase(Locale.ROOT));
    }

    /** All lines of a text, empty ones between them included; what the further lines repeat of the first was read there. */
    private static void lines(Order.Result result, ObjectNode observation) {
        String text = Stream.concat(Stream.of(result.obx()), result.more().stream())
                .flatMap(line -> line.repeated(5).stream())
                .map(Field::whole)
                .collect(Collectors.joining("\n"))
                .strip();
        Fhir.put(observation, "valueString", text);
        for (Segment line : result.more()) {
            for (int field = 2; field <= line.last(); field++) {
                line.field(field).readAs(result.obx().field(field));
            }
        }
    }

    /** What was measured at a registration: each value is known by the visit, the item and its time. */
    List<Entry> measured(Hl7v2Message message, Entry patient, Optional<Entry> visit) {
        List<Order.Result> results = message.all("OBX")
                .filter(obx -> obx.field(3).present())
                .map(obx -> new Order.Result(obx))
                .toList();
        if (results.isEmpty()) {
            return List.of();
        }
        Segment none = new Segment("OBR", message.encoding());
        Order order = new Order(null, none, List.of(), List.of(), results, new ArrayList<>());
        String at = results.getFirst().obx().text(14);
        String number = visit.map(Entry::key).orElse(patient.key()) + "@"
                + (at.isEmpty() ? message.header().time() : at);
        Read read = map(order, number, patient, visit, List.of());
        List<Entry> entries = new ArrayList<>(read.entries());
        new DocumentMapping(source)
                .attached(read.documents(), number, "order/" + number, patient, visit)
                .ifPresent(entries::add);
        return entries;
    }

    private ObjectNode observation(Segment obr, Order.Result result, String name, List<ObjectNode> documents) {
        Segment obx = result.obx();
        boolean imaging = ResultMapping.isImaging(obr);
        ObjectNode observation = Fhir.resource("Observation").put("id", source.id("result", name));
        Fhir.add(observation, "identifier", Fhir.identifier(source.system("result"), name));
        obx.fields(21)
                .forEach(own ->
                        Fhir.add(observation, "identifier", Numbers.entity(own, source.system("observation"), "")));
        observation.put("status", status(obx.text(11), obr.text(25)));
        Fhir.add(
                observation,
                "category",
                Fhir.concept(Fhir.hl7("observation-category", imaging ? "imaging" : "laboratory")));
        Field asked = obx.field(3).present() ? obx.field(3) : obr.field(4);
        observation.set("code", concepts.concept(asked, imaging ? "examination-item" : "lab-item"));
        String at = times.dateTime(obx.field(14));
        Fhir.put(observation, "effectiveDateTime", at.isEmpty() ? times.dateTime(obr.field(7)) : at);
        List<ObjectNode> held = values.put(obx, observation);
        documents.addAll(held.stream()
                .map(document -> document.has("title")
                        ? document
                        : Fhir.put(document, "title", obx.field(3).firstOf(2, 1)))
                .toList());
        boolean told = Stream.concat(Stream.of(obx), result.more().stream())
                .anyMatch(line -> !line.fields(5).isEmpty());
        if (!told || !held.isEmpty()) {
            String unsaid = obx.text(11).equalsIgnoreCase("N") ? "not-asked" : "unknown";
            String reason = held.isEmpty() ? unsaid : "not-applicable";
            observation.set("dataAbsentReason", Fhir.concept(Fhir.hl7("data-absent-reason", reason)));
        }
        Stream.concat(Stream.of(obx), result.more().stream())
                .flatMap(line -> line.fields(8).stream())
                .map(this::interpretation)
                .distinct()
                .forEach(flag -> Fhir.add(observation, "interpretation", flag));
        result.notes().forEach(note -> Fhir.add(observation, "note", Fhir.text(note)));
        circumstances(obx, observation);
        if (!result.more().isEmpty()) {
            lines(result, observation);
        }
        return observation;
    }

    private void circumstances(Segment obx, ObjectNode observation) {
        String analysed = times.isMoment(obx.field(19)) ? times.moment(obx.field(19)) : "";
        Fhir.put(observation, "issued", analysed);
        obx.fields(17).stream()
                .findFirst()
                .ifPresent(method -> observation.set("method", concepts.concept(method, "method")));
        obx.fields(18).stream().findFirst().ifPresent(device -> {
            ObjectNode analyser = Fhir.put(Json.object(), "type", "Device");
            analyser.set("identifier", Numbers.entity(device, source.system("device"), ""));
            observation.set("device", analyser);
        });
        obx.fields(20).stream()
                .findFirst()
                .ifPresent(site -> observation.set("bodySite", concepts.concept(site, "body-site")));
        Fhir.add(
                observation, "referenceRange", ReferenceRange.parse(obx.field(7).whole(), () -> values.unit(obx)));
        obx.fields(16).forEach(by -> Fhir.add(observation, "performer", People.staff(by, source)));
        obx.fields(15).forEach(at -> Fhir.add(observation, "performer", producer(at)));
        obx.fields(23).forEach(at -> Fhir.add(observation, "performer", People.organisation(at, source)));
        obx.fields(13).forEach(check -> Fhir.add(observation, "note", Fhir.text("OBX-13: " + check.whole())));
    }

    /** OBX-15, the laboratory that made the result, as coded text. */
    private ObjectNode producer(Field field) {
        ObjectNode reference = Fhir.put(Json.object(), "type", "Organization");
        if (!field.text(1).isEmpty()) {
            reference.set("identifier", Fhir.identifier(source.system("producer"), field.text(1)));
        }
        return Fhir.put(reference, "display", field.text(2));
    }

    private ObjectNode interpretation(Field flag) {
        if (flag.components() == 1) {
            return Flags.interpretation(flag.text(1));
        }
        ObjectNode known = Flags.interpretation(flag.text(1));
        ObjectNode said = concepts.table(flag, "0078");
        known.path("coding").forEach(coding -> {
            if (said.path("coding").valueStream().noneMatch(other -> other.equals(coding))) {
                Fhir.add(said, "coding", (ObjectNode) coding);
            }
        });
        return said;
    }

    /** SPM where there is one, else OBR-15 in words. */
    private static void specimen(Segment obr, List<Entry> specimens, ObjectNode observation) {
        if (!specimens.isEmpty()) {
            observation.set("specimen", Fhir.reference(specimens.getFirst().address()));
            return;
        }
        Field sent = obr.field(15);
        String words = sent.text(1, 2).isEmpty() ? sent.firstOf(2, 1) : sent.text(1, 2);
        if (!words.isEmpty()) {
            observation.putObject("specimen").put("display", words);
        }
    }

    /** A document that is no answer to anything belongs to the report. */
    private static boolean isDocumentAlone(Segment obx) {
        return !obx.field(3).present()
                && List.of("ED", "RP").contains(obx.field(2).raw(1, 1));
    }

    /** What the result is called inside its order: its code, else that of the order; and the sub-identifier if there is one. */
    private static String item(Segment obx, Segment obr) {
        Field asked = obx.field(3).present() ? obx.field(3) : obr.field(4);
        String code = asked.firstOf(1, 4, 2);
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

    private static String status(String own, String ofReport) {
        String status = RESULT_STATUS.getOrDefault(own.toUpperCase(Locale.ROOT), "");
        if (status.isEmpty()) {
            String report = ResultMapping.REPORT_STATUS.getOrDefault(ofReport.toUpperCase(Locale.ROOT), "unknown");
            return report.equals("partial") ? "preliminary" : report;
        }
        return status;
    }
}
