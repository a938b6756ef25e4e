package org.tongmai.intake.hl7v2;

import java.math.BigDecimal;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.tongmai.kernel.Problem;
import org.tongmai.kernel.Problem.Kind;
import org.tongmai.store.Json;
import tools.jackson.databind.node.ObjectNode;

/**
 * OBX-5 by the type that OBX-2 names, with the unit of OBX-6.
 *
 * @see <a href="https://www.hl7.eu/HL7v2x/v25/std25/ch07.html">HL7 v2.5 chapter 7, section 7.4.2</a>
 */
final class ObservationValue {

    private static final Pattern NUMBER = Pattern.compile("([<>]=?|≤|≥|＜|＞)?\\s*([+-]?\\d{1,30}(?:\\.\\d{1,30})?)");

    private static final Pattern UCUM_CODE = Pattern.compile("[!-~]{1,50}");

    private final Concepts concepts;
    private final Times times;

    ObservationValue(Source source) {
        this.concepts = new Concepts(source);
        this.times = new Times(source.zones());
    }

    /** Puts {@code value[x]} into the observation; nothing where OBX-5 is empty. */
    void put(Segment obx, ObjectNode observation) {
        List<Field> values = obx.fields(5);
        if (values.isEmpty()) {
            return;
        }
        Field value = values.getFirst();
        ObjectNode unit = unit(obx);
        switch (obx.text(2).toUpperCase(Locale.ROOT)) {
            case "NM" -> number(values, unit, observation);
            case "SN" -> structured(value, unit, observation);
            case "CE", "CWE", "CNE", "CF", "IS", "ID" -> observation.set("valueCodeableConcept", coded(values));
            case "ST", "TX", "FT", "" -> observation.put("valueString", lines(values));
            case "DT", "TS", "DTM" -> observation.put("valueDateTime", times.dateTime(value));
            default -> throw unknownType();
        }
    }

    /** The unit of OBX-6: as sent, and as UCUM code where it is one. */
    static ObjectNode unit(Segment obx) {
        Field field = obx.field(6);
        String code = field.text(1);
        String system = field.text(3).toUpperCase(Locale.ROOT);
        ObjectNode unit = Fhir.put(Json.object(), "unit", field.text(2).isEmpty() ? code : field.text(2));
        boolean ucum = UCUM_CODE.matcher(code).matches() && (system.isEmpty() || system.equals("UCUM"));
        return ucum ? unit.put("system", "http://unitsofmeasure.org").put("code", code.replace("10^", "10*")) : unit;
    }

    private static void number(List<Field> values, ObjectNode unit, ObjectNode observation) {
        Matcher number = NUMBER.matcher(values.getFirst().text(1));
        if (values.size() == 1 && number.matches()) {
            observation.set("valueQuantity", quantity(comparator(number.group(1)), number.group(2), unit));
        } else {
            observation.put("valueString", lines(values));
        }
    }

    /** Comparator, number, separator, number. */
    private static void structured(Field value, ObjectNode unit, ObjectNode observation) {
        String comparator = comparator(value.text(1));
        String first = value.text(2);
        String separator = value.text(3);
        String second = value.text(4);
        boolean one = isNumber(first);
        boolean two = one && isNumber(second) && comparator.isEmpty();
        if (one && separator.isEmpty() && second.isEmpty() && known(value.text(1))) {
            observation.set("valueQuantity", quantity(comparator, first, unit));
        } else if (two && separator.equals("-")) {
            ObjectNode range = observation.putObject("valueRange");
            range.set("low", quantity("", first, unit));
            range.set("high", quantity("", second, unit));
        } else if (two && (separator.equals(":") || separator.equals("/"))) {
            ObjectNode ratio = observation.putObject("valueRatio");
            ratio.set("numerator", quantity("", first, unit));
            ratio.set("denominator", quantity("", second, Json.object()));
        } else {
            observation.put("valueString", value.text(1) + first + separator + second);
        }
    }

    private ObjectNode coded(List<Field> values) {
        ObjectNode concept = concepts.concept(values.getFirst(), "answer");
        for (Field more : values.subList(1, values.size())) {
            ObjectNode other = concepts.concept(more, "answer");
            other.path("coding").forEach(coding -> Fhir.add(concept, "coding", (ObjectNode) coding));
            concept.put(
                    "text",
                    concept.path("text").asString("") + "; "
                            + other.path("text").asString(""));
        }
        return concept;
    }

    private static String lines(List<Field> values) {
        return values.stream().map(value -> value.text(1)).collect(Collectors.joining("\n"));
    }

    private static ObjectNode quantity(String comparator, String number, ObjectNode unit) {
        ObjectNode quantity = Json.object().put("value", new BigDecimal(number));
        Fhir.put(quantity, "comparator", comparator);
        quantity.setAll(unit);
        return quantity;
    }

    private static boolean isNumber(String text) {
        return NUMBER.matcher(text).matches()
                && Character.isDigit(text.charAt(text.length() - 1))
                && !text.isEmpty()
                && "<>≤≥＜＞".indexOf(text.charAt(0)) < 0;
    }

    private static boolean known(String sign) {
        return sign.isEmpty() || sign.equals("=") || !comparator(sign).isEmpty();
    }

    private static String comparator(@Nullable String sign) {
        return switch (sign == null ? "" : sign) {
            case "<", "＜" -> "<";
            case ">", "＞" -> ">";
            case "<=", "≤" -> "<=";
            case ">=", "≥" -> ">=";
            default -> "";
        };
    }

    private static Problem unknownType() {
        return new Problem(
                Kind.INVALID,
                "intake.value-type-unknown",
                "OBX-2 names a type of value that is not read here.",
                "Read are NM, SN, ST, TX, FT, CE, CWE, CNE, DT, TS and DTM.",
                "Send the value in one of these types, a document through the document interface.",
                List.of("OBX-2"));
    }
}
