package org.tongmai.intake.hl7v2;

import java.math.BigDecimal;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.tongmai.store.Json;
import tools.jackson.databind.node.ObjectNode;

/**
 * OBX-5 by the type that OBX-2 names, with the unit of OBX-6.
 *
 * @see <a href="https://www.hl7.eu/HL7v2x/v25/std25/ch07.html">HL7 v2.5 chapter 7, section 7.4.2</a>
 */
final class ObservationValue {

    private static final Pattern NUMBER = Pattern.compile("([<>]=?|≤|≥|＜|＞)?\\s*([+-]?\\d{1,30}(?:\\.\\d{1,30})?)");

    private static final Pattern TIME = Pattern.compile("([01]\\d|2[0-3])([0-5]\\d)(?:([0-5]\\d(?:\\.\\d{1,9})?))?");

    private final Source source;
    private final Concepts concepts;
    private final Times times;

    ObservationValue(Source source) {
        this.source = source;
        this.concepts = new Concepts(source);
        this.times = new Times(source.zones());
    }

    /**
     * Puts {@code value[x]} into the observation; nothing where OBX-5 is empty.
     *
     * @return documents that the value holds, to be shown with the report
     */
    List<ObjectNode> put(Segment obx, ObjectNode observation) {
        List<Field> values = obx.fields(5);
        if (values.isEmpty()) {
            return List.of();
        }
        Field value = values.getFirst();
        switch (type(obx, value)) {
            case "NM" -> number(obx, values, observation);
            case "SN" -> structured(value, unit(obx), observation);
            case "CQ" -> composite(value, observation);
            case "CE", "CWE", "CNE", "CF", "IS", "ID" -> coded(values, observation);
            case "DT", "TS", "DTM" -> time(values, observation);
            case "TM" -> timeOfDay(values, observation);
            case "DR" -> period(value, observation);
            case "ED", "RP" -> {
                String type = type(obx, value);
                return values.stream()
                        .map(each -> type.equals("ED") ? Attachments.data(each) : Attachments.pointer(each))
                        .toList();
            }
            default -> observation.put("valueString", lines(values));
        }
        return List.of();
    }

    /** OBX-2; a number with a unit is a number, also where it is called a text or nothing. */
    private static String type(Segment obx, Field value) {
        String type = obx.text(2).toUpperCase(Locale.ROOT);
        boolean number = (type.isEmpty() || type.equals("ST"))
                && obx.field(6).present()
                && value.components() == 1
                && NUMBER.matcher(value.raw(1, 1).strip()).matches();
        return number ? "NM" : type;
    }

    /** The unit of OBX-6: as sent, and as UCUM code where it is one. */
    ObjectNode unit(Segment obx) {
        Field field = obx.field(6);
        return Quantities.unit(field.text(1), field.text(2), field.text(3), source);
    }

    private void composite(Field value, ObjectNode observation) {
        ObjectNode quantity = Quantities.of(value, source);
        if (quantity.isEmpty()) {
            observation.put("valueString", value.whole());
        } else {
            observation.set("valueQuantity", quantity);
        }
    }

    private void time(List<Field> values, ObjectNode observation) {
        String time = values.size() == 1 ? times.ifReadable(values.getFirst()) : "";
        if (time.isEmpty()) {
            observation.put("valueString", lines(values));
        } else {
            observation.put("valueDateTime", time);
        }
    }

    private static void timeOfDay(List<Field> values, ObjectNode observation) {
        Matcher time = TIME.matcher(values.getFirst().text(1));
        if (values.size() == 1 && time.matches()) {
            String seconds = time.group(3) == null ? "00" : time.group(3);
            observation.put("valueTime", time.group(1) + ":" + time.group(2) + ":" + seconds);
        } else {
            observation.put("valueString", lines(values));
        }
    }

    private void period(Field value, ObjectNode observation) {
        ObjectNode period = Fhir.put(Json.object(), "start", times.dateTime(value));
        observation.set("valuePeriod", Fhir.put(period, "end", times.dateTime(value, 2)));
    }

    private void number(Segment obx, List<Field> values, ObjectNode observation) {
        Field value = values.getFirst();
        Matcher number = NUMBER.matcher(value.text(1));
        if (values.size() == 1 && value.components() == 1 && number.matches()) {
            observation.set("valueQuantity", quantity(comparator(number.group(1)), number.group(2), unit(obx)));
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

    private void coded(List<Field> values, ObjectNode observation) {
        ObjectNode concept = concepts.concept(values.getFirst(), "answer");
        for (Field more : values.subList(1, values.size())) {
            ObjectNode other = concepts.concept(more, "answer");
            other.path("coding").forEach(coding -> Fhir.add(concept, "coding", (ObjectNode) coding));
            concept.put(
                    "text",
                    concept.path("text").asString("") + "; "
                            + other.path("text").asString(""));
        }
        observation.set("valueCodeableConcept", concept);
    }

    /** Texts as sent, a repetition a line; what reads like a separator in them is none. */
    private static String lines(List<Field> values) {
        return values.stream().map(Field::whole).collect(Collectors.joining("\n"));
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
}
