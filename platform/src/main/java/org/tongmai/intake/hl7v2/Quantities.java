package org.tongmai.intake.hl7v2;

import java.math.BigDecimal;
import java.util.Optional;
import java.util.regex.Pattern;
import org.tongmai.store.Json;
import tools.jackson.databind.node.ObjectNode;

/** Numbers with units (CQ) and amounts of money (CP, MO), exact as sent. */
final class Quantities {

    private static final Pattern NUMBER = Pattern.compile("[+-]?\\d{1,30}(\\.\\d{1,30})?");

    private Quantities() {}

    static boolean isNumber(String text) {
        return NUMBER.matcher(text).matches();
    }

    /** A composite quantity: number, and unit as CE in its subcomponents; empty where it holds no number. */
    static ObjectNode of(Field field, Source source) {
        return isNumber(field.raw(1, 1).strip())
                ? of(field.text(1), unit(field.text(2, 1), field.text(2, 2), field.text(2, 3), source))
                : Json.object();
    }

    static ObjectNode of(String number, ObjectNode unit) {
        ObjectNode quantity = Json.object().put("value", new BigDecimal(number));
        quantity.setAll(unit);
        return quantity;
    }

    /** A unit as sent, and as UCUM code where it is one. */
    static ObjectNode unit(String code, String words, String system, Source source) {
        ObjectNode unit = Fhir.put(Json.object(), "unit", words.isEmpty() ? code : words);
        Optional<String> ucum =
                system.isEmpty() || system.equalsIgnoreCase("UCUM") ? Units.ucum(code) : Optional.empty();
        if (ucum.isPresent()) {
            return unit.put("system", Units.SYSTEM).put("code", ucum.get());
        }
        boolean said = (words.isEmpty() || words.equals(code)) && system.isEmpty();
        String named = system.isEmpty() ? "unit" : "unit/" + Fhir.segment(system);
        return said || code.isEmpty()
                ? unit
                : unit.put("system", source.system(named)).put("code", code);
    }

    /** A price (CP, MO): amount and currency; empty where it holds no number. */
    static ObjectNode money(Field field) {
        String amount = field.raw(1, 1).strip();
        if (!isNumber(amount)) {
            return Json.object();
        }
        String currency = field.text(1, 2).isEmpty() ? field.text(2) : field.text(1, 2);
        ObjectNode money = Json.object().put("value", new BigDecimal(field.text(1)));
        return currency.matches("[A-Z]{3}") ? money.put("currency", currency) : money;
    }
}
