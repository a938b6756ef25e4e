package org.tongmai.intake.hl7v2;

import java.math.BigDecimal;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.tongmai.store.Json;
import tools.jackson.databind.node.ObjectNode;

/** OBX-7, such as {@code 3.9-6.1}, {@code <5.0}, {@code ≥60} or words: always kept as text, with limits where it has some. */
public final class ReferenceRange {

    private static final String NUMBER = "(-?\\d{1,20}(?:\\.\\d{1,20})?)";

    private static final Pattern BETWEEN =
            Pattern.compile("\\s*" + NUMBER + "\\s*(?:--|-|~|～|〜|—|–|－|至)\\s*" + NUMBER + "\\s*");

    private static final Pattern BELOW = Pattern.compile("\\s*(?:<=?|≤|＜|≦)\\s*" + NUMBER + "\\s*");

    private static final Pattern ABOVE = Pattern.compile("\\s*(?:>=?|≥|＞|≧)\\s*" + NUMBER + "\\s*");

    private ReferenceRange() {}

    /** The range as FHIR element; empty where the text is. */
    public static ObjectNode parse(String text, Supplier<ObjectNode> unit) {
        ObjectNode range = Json.object();
        Matcher between = BETWEEN.matcher(text);
        Matcher below = BELOW.matcher(text);
        Matcher above = ABOVE.matcher(text);
        if (between.matches()) {
            range.set("low", quantity(between.group(1), unit.get()));
            range.set("high", quantity(between.group(2), unit.get()));
        } else if (below.matches()) {
            range.set("high", quantity(below.group(1), unit.get()));
        } else if (above.matches()) {
            range.set("low", quantity(above.group(1), unit.get()));
        }
        return Fhir.put(range, "text", text);
    }

    private static ObjectNode quantity(String number, ObjectNode unit) {
        ObjectNode quantity = Json.object().put("value", new BigDecimal(number));
        quantity.setAll(unit);
        return quantity;
    }
}
