package org.tongmai.intake.cda;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.tongmai.intake.hl7v2.Units;
import org.tongmai.store.Json;
import tools.jackson.databind.node.ObjectNode;

/**
 * The data types of HL7 version 3 as those of FHIR. Each method takes its element: what it says has its place then.
 *
 * @see <a href="http://hl7.org/fhir/R4/comparison-v3.html">FHIR R4: comparison with version 3</a>
 */
final class Types {

    static final String OWN = "https://tongmai.org/fhir/StructureDefinition/";

    private static final Pattern NUMBER = Pattern.compile("[+-]?\\d{1,30}(\\.\\d{1,30})?");

    private final LocalDate day;
    private final Times times;
    private final Findings findings;
    private final Map<String, Node> narrative;

    /**
     * @param day of the document
     * @param narrative the parts of the narrative that have an id, by which entries refer to them
     */
    Types(LocalDate day, Times times, Findings findings, Map<String, Node> narrative) {
        this.day = day;
        this.times = times;
        this.findings = findings;
        this.narrative = narrative;
    }

    // -- codes

    /** CD, CE, CV, CS: the code, its translations, and the words. Empty where it says nothing. */
    ObjectNode concept(Node cd) {
        cd.takeAlone();
        ObjectNode concept = Json.object();
        Fhir.add(concept, "coding", coding(cd));
        for (Node translation : cd.all("translation")) {
            translation.takeAlone();
            Fhir.add(concept, "coding", coding(translation));
            translation.all("qualifier").forEach(qualifier -> Fhir.add(concept, "extension", qualifier(qualifier)));
            translation.see("originalText").ifPresent(words -> original(words, concept));
        }
        cd.all("qualifier").forEach(qualifier -> Fhir.add(concept, "extension", qualifier(qualifier)));
        if (cd.at("code").isEmpty() && !cd.at("nullFlavor").isEmpty() && !concept.has("coding")) {
            Fhir.add(concept, "coding", absence(cd));
        }
        cd.see("originalText").ifPresent(words -> original(words, concept));
        String words = cd.ownText();
        if (!words.isEmpty()) {
            concept.put("text", words);
        }
        String display = cd.at("displayName");
        if (!concept.has("text")) {
            Fhir.put(concept, "text", display);
        } else if (cd.at("code").isEmpty() && !display.isEmpty()) {
            Fhir.add(concept, "coding", Fhir.coding(Systems.uri(cd.at("codeSystem")), "", display));
        }
        return concept;
    }

    /** One code; empty where there is none. */
    ObjectNode coding(Node cd) {
        String code = cd.at("code").replaceAll("\\s+", " ");
        if (code.isEmpty()) {
            return Json.object();
        }
        Systems.Read read = Systems.read(day, cd.at("codeSystem"), cd.at("codeSystemName"), code);
        read.wrong().ifPresent(wrong -> findings.add("wrong-oid", cd.name() + "/@codeSystem", wrong, read.system()));
        ObjectNode coding = Json.object();
        Fhir.put(coding, "system", read.system());
        Fhir.put(coding, "version", cd.at("codeSystemVersion"));
        coding.put("code", code);
        return Fhir.put(coding, "display", cd.at("displayName"));
    }

    private static ObjectNode absence(Node node) {
        return Fhir.coding(Systems.uri("2.16.840.1.113883.5.1008"), node.at("nullFlavor"), "");
    }

    private void original(Node words, ObjectNode concept) {
        words.take();
        String text = words(words);
        if (!text.isEmpty()) {
            concept.put("text", text);
        }
    }

    /** A qualifier: what of the concept it says, and what it says of it. */
    private ObjectNode qualifier(Node qualifier) {
        qualifier.takeAlone();
        ObjectNode extension = Json.object().put("url", OWN + "cda-qualifier");
        for (String part : List.of("name", "value")) {
            qualifier
                    .see(part)
                    .map(this::concept)
                    .filter(concept -> !concept.isEmpty())
                    .ifPresent(concept -> {
                        ObjectNode inner = Json.object().put("url", part);
                        inner.set("valueCodeableConcept", concept);
                        Fhir.add(extension, "extension", inner);
                    });
        }
        return extension.has("extension") ? extension : Json.object();
    }

    /** A text, or the part of the narrative that it refers to. */
    String words(Node text) {
        String own = text.text();
        if (!own.isEmpty()) {
            return own;
        }
        String reference = text.see("reference").map(node -> node.at("value")).orElse("");
        Node part = reference.startsWith("#") ? narrative.get(reference.substring(1)) : null;
        return part == null ? "" : part.text();
    }

    // -- numbers

    /** PQ, REAL, INT, MO: empty where there is no number. */
    ObjectNode quantity(Node pq) {
        pq.takeAlone();
        ObjectNode quantity = Json.object();
        String value = pq.at("value");
        if (NUMBER.matcher(value).matches()) {
            quantity.put("value", new BigDecimal(value));
        } else if (!value.isEmpty()) {
            findings.add("number-unreadable", pq.name(), "", "");
            Fhir.add(
                    quantity,
                    "extension",
                    Json.object().put("url", OWN + "as-sent").put("valueString", value));
        }
        pq.all("translation").forEach(translation -> {
            translation.takeAlone();
            ObjectNode other =
                    Json.object().put("url", "http://hl7.org/fhir/StructureDefinition/iso21090-PQ-translation");
            ObjectNode same = quantity(translation);
            ObjectNode code = coding(translation);
            if (code.has("code")) {
                same.setAll(Json.object()
                        .put(
                                "unit",
                                code.path("display").asString(code.path("code").asString())));
                Fhir.put(same, "system", code.path("system").asString(""));
                same.set("code", code.get("code"));
            }
            if (!same.isEmpty()) {
                other.set("valueQuantity", same);
                Fhir.add(quantity, "extension", other);
            }
        });
        if (!pq.at("currency").isEmpty()) {
            return Fhir.put(quantity, "unit", pq.at("currency"));
        }
        String unit = pq.at("unit");
        Fhir.put(quantity, "unit", unit);
        Units.ucum(unit).ifPresent(code -> quantity.put("system", Units.SYSTEM).put("code", code));
        return quantity;
    }

    /** IVL_PQ as a range; nothing where there is no end. */
    ObjectNode range(Node interval) {
        interval.takeAlone();
        ObjectNode range = Json.object();
        for (String end : List.of("low", "high")) {
            interval.see(end).map(this::quantity).ifPresent(quantity -> Fhir.set(range, end, quantity));
        }
        interval.see("center").map(this::quantity).ifPresent(center -> {
            if (!range.has("low")) {
                Fhir.set(range, "low", center);
            }
        });
        return range;
    }

    private ObjectNode ratio(Node rto) {
        rto.takeAlone();
        ObjectNode ratio = Json.object();
        for (String part : List.of("numerator", "denominator")) {
            rto.see(part).map(this::quantity).ifPresent(quantity -> Fhir.set(ratio, part, quantity));
        }
        return ratio;
    }

    // -- times

    /** TS: a FHIR dateTime; nothing where it is none. */
    Optional<String> time(Node ts) {
        ts.takeAlone();
        return time(ts, ts.at("value"));
    }

    private Optional<String> time(Node ts, String value) {
        if (value.isEmpty()) {
            return Optional.empty();
        }
        Optional<String> time = times.dateTime(value);
        if (time.isEmpty()) {
            findings.add("time-unreadable", ts.name(), "", "");
            ts.leave(); // kept as the text it is
        }
        return time;
    }

    Optional<String> date(Node ts) {
        ts.takeAlone();
        return time(ts, ts.at("value")).map(time -> time.substring(0, Math.min(10, time.length())));
    }

    /** IVL_TS: low to high; a width stays where it is. */
    ObjectNode period(Node interval) {
        interval.takeAlone();
        ObjectNode period = Json.object();
        interval.see("low").flatMap(this::time).ifPresent(start -> period.put("start", start));
        interval.see("high").flatMap(this::time).ifPresent(end -> period.put("end", end));
        interval.see("width").map(this::quantity).ifPresent(width -> {
            if (!width.isEmpty()) {
                ObjectNode extension = Json.object().put("url", OWN + "cda-width");
                extension.set("valueQuantity", width);
                Fhir.add(period, "extension", extension);
            }
        });
        return period;
    }

    /** A point as {@code <name>DateTime}, an interval as {@code <name>Period}. */
    void timing(Node time, ObjectNode into, String name) {
        boolean interval = time.see("low").isPresent()
                || time.see("high").isPresent()
                || time.see("width").isPresent();
        if (interval) {
            Fhir.set(into, name + "Period", period(time));
        } else {
            Optional<String> point = time(time).or(() -> time.see("center").flatMap(this::time));
            point.ifPresent(at -> into.put(name + "DateTime", at));
        }
    }

    // -- any value

    /** ANY: puts {@code <name>[x]} of the type that the element names, or that it looks like. */
    void value(Node value, ObjectNode into, String name) {
        value.takeAlone();
        String type = value.at("type").replaceFirst("^.*:", "");
        switch (type.isEmpty() ? guess(value) : type) {
            case "CD", "CE", "CV", "CS", "CO", "SC", "CR", "PQR" ->
                Fhir.set(into, name + "CodeableConcept", concept(value));
            case "PQ", "REAL", "MO" -> number(value, into, name);
            case "INT" -> integer(value, into, name);
            case "BL", "BN" -> bool(value, into, name);
            case "TS" -> point(value, into, name);
            case "IVL_TS", "IVL_T", "PIVL_TS", "EIVL_TS" -> Fhir.set(into, name + "Period", period(value));
            case "IVL_PQ", "IVL_INT", "IVL_REAL", "IVL_MO" -> Fhir.set(into, name + "Range", range(value));
            case "RTO", "RTO_PQ_PQ", "RTO_MO_PQ", "RTO_INT_INT" -> Fhir.set(into, name + "Ratio", ratio(value));
            default -> text(value, into, name);
        }
        if (!value.at("nullFlavor").isEmpty()
                && into.path("resourceType").asString("").equals("Observation")
                && into.propertyNames().stream().noneMatch(member -> member.startsWith(name))) {
            into.set("dataAbsentReason", Fhir.concept(absence(value)));
        }
    }

    private static String guess(Node value) {
        if (!value.at("code").isEmpty()) {
            return "CD";
        }
        if (value.see("numerator").isPresent()) {
            return "RTO";
        }
        if (value.see("low").isPresent() || value.see("high").isPresent()) {
            boolean units =
                    value.children().stream().anyMatch(end -> !end.at("unit").isEmpty());
            return units ? "IVL_PQ" : "IVL_TS";
        }
        return NUMBER.matcher(value.at("value")).matches() && !value.at("value").isEmpty() ? "PQ" : "ST";
    }

    private void number(Node value, ObjectNode into, String name) {
        if (value.at("value").isEmpty() && !value.text().isEmpty()) {
            text(value, into, name);
        } else {
            Fhir.set(into, name + "Quantity", quantity(value));
        }
    }

    private void integer(Node value, ObjectNode into, String name) {
        String digits = value.at("value");
        if (digits.matches("[+-]?\\d{1,9}")) {
            into.put(name + "Integer", Integer.parseInt(digits));
        } else {
            number(value, into, name);
        }
    }

    private void bool(Node value, ObjectNode into, String name) {
        switch (value.at("value")) {
            case "true", "T", "1" -> into.put(name + "Boolean", true);
            case "false", "F", "0" -> into.put(name + "Boolean", false);
            default -> text(value, into, name);
        }
    }

    private void point(Node value, ObjectNode into, String name) {
        time(value).ifPresentOrElse(at -> into.put(name + "DateTime", at), () -> text(value, into, name));
    }

    /** What no type fits is kept as the text it is. */
    private void text(Node value, ObjectNode into, String name) {
        value.take();
        String words = value.ownText().isEmpty() ? words(value) : value.ownText();
        Fhir.put(into, name + "String", words.isEmpty() ? value.at("value") : words);
    }

    // -- identifiers

    /** II: nothing where it is empty. */
    ObjectNode identifier(Node ii) {
        ii.take();
        String root = ii.at("root");
        String extension = ii.at("extension");
        if (root.isEmpty() && extension.isEmpty()) {
            return Json.object();
        }
        ObjectNode identifier = Json.object();
        if (extension.isEmpty()) {
            boolean uuid = root.matches("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}");
            identifier.put("system", "urn:ietf:rfc:3986").put("value", (uuid ? "urn:uuid:" : "urn:oid:") + root);
        } else {
            Fhir.put(identifier, "system", Systems.uri(root)).put("value", extension);
        }
        String authority = ii.at("assigningAuthorityName");
        if (!authority.isEmpty()) {
            identifier.putObject("assigner").put("display", authority);
        }
        return identifier;
    }

    /** The identifiers that an element bears. */
    void identifiers(Node owner, ObjectNode into) {
        owner.all("id").forEach(id -> Fhir.add(into, "identifier", identifier(id)));
    }
}
