package org.tongmai.intake.conformance;

import java.math.BigDecimal;
import java.util.regex.Pattern;
import org.tongmai.intake.hl7v2.Flags;
import org.tongmai.intake.hl7v2.ReferenceRange;
import org.tongmai.intake.hl7v2.Segment;
import org.tongmai.store.Json;
import tools.jackson.databind.JsonNode;

/** Whether a number is a number with its unit and range, and its flag says what both say. */
final class ResultRules implements Rules {

    private static final Pattern NUMBER = Pattern.compile("[+-]?\\d{1,20}(\\.\\d{1,20})?");

    @Override
    public void hear(Heard heard, Findings findings) {
        for (Segment result : heard.all("OBX")) {
            if (heard.is("ORU") && result.text(2).equals("NM")) {
                number(heard, result, findings);
            }
        }
    }

    private static void number(Heard heard, Segment result, Findings findings) {
        String value = result.text(5);
        boolean number = NUMBER.matcher(value).matches();
        findings.check("result.number", number, heard, "OBX-5", value);
        findings.check("result.unit", !result.text(6).isEmpty(), heard, "OBX-6", result.text(3));
        JsonNode range = ReferenceRange.parse(result.text(7), Json::object);
        JsonNode low = range.path("low").path("value");
        JsonNode high = range.path("high").path("value");
        boolean readable = (low.isNumber() || high.isNumber())
                && !(low.isNumber() && high.isNumber() && low.decimalValue().compareTo(high.decimalValue()) > 0);
        findings.check("result.range", readable, heard, "OBX-7", result.text(7));
        if (number && readable) {
            String flag = direction(result.text(8));
            String expected = expected(new BigDecimal(value), low, high);
            findings.check(
                    "result.flag",
                    flag.equals(expected),
                    heard,
                    "OBX-8",
                    value + " (" + result.text(7) + ") " + result.text(8));
        }
    }

    private static String expected(BigDecimal value, JsonNode low, JsonNode high) {
        if (high.isNumber() && value.compareTo(high.decimalValue()) > 0) {
            return "H";
        }
        return low.isNumber() && value.compareTo(low.decimalValue()) < 0 ? "L" : "N";
    }

    /** H, L or N; a flag of another kind is none of them. */
    private static String direction(String flag) {
        if (flag.isEmpty()) {
            return "N";
        }
        String code =
                Flags.interpretation(flag).path("coding").path(0).path("code").asString("");
        return switch (code) {
            case "H", "HH", ">" -> "H";
            case "L", "LL", "<" -> "L";
            case "N" -> "N";
            default -> code;
        };
    }
}
