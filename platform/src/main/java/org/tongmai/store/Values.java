package org.tongmai.store;

import java.math.BigDecimal;
import java.math.MathContext;
import java.text.Normalizer;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.YearMonth;
import java.time.ZoneId;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.BooleanNode;

/**
 * What search compares: the values of elements by the kind of the parameter.
 *
 * @see <a href="http://hl7.org/fhir/R4/search.html#ptypes">FHIR R4 search parameter types</a>
 */
final class Values {

    private static final String CURRENCIES = "urn:iso:std:iso:4217";

    private static final Pattern MARKS = Pattern.compile("\\p{M}+");

    /** Dates without an offset are read in this zone, as FHIR leaves it to the server. */
    private static final ZoneId ZONE = ZoneId.systemDefault();

    /** A span of time in milliseconds since 1970, {@code high} excluded. */
    record Interval(long low, long high) {
        boolean contains(Interval other) {
            return low <= other.low && other.high <= high;
        }
    }

    /** A code with its system; null where it has none. */
    record Token(@Nullable String system, String code) {}

    /** A quantity, or a range of them, with its units as written; an end is null where the range is open. */
    record Amount(
            @Nullable BigDecimal low,
            @Nullable BigDecimal high,
            @Nullable String system,
            @Nullable String code,
            @Nullable String unit) {}

    private Values() {}

    static void tokens(JsonNode node, String type, Consumer<Token> sink) {
        switch (type) {
            case "CodeableConcept" -> {
                for (JsonNode coding : node.path("coding")) {
                    token(coding, "code", sink);
                }
            }
            case "Coding" -> token(node, "code", sink);
            case "Identifier" -> token(node, "value", sink);
            case "ContactPoint" -> {
                token(node, "value", sink);
            }
            default -> {
                if (node.isValueNode() && !node.isNull()) {
                    sink.accept(new Token(null, node.asString("")));
                }
            }
        }
    }

    private static void token(JsonNode node, String member, Consumer<Token> sink) {
        if (node.hasNonNull(member)) {
            JsonNode system = node.get("system");
            sink.accept(new Token(
                    system == null ? null : system.asString(""),
                    node.get(member).asString("")));
        }
    }

    /** Each text of an element, folded as {@link #fold}. */
    static void texts(JsonNode node, String type, Consumer<String> sink) {
        exactTexts(node, type, text -> sink.accept(fold(text)));
    }

    /** Each text of an element as it stands. */
    static void exactTexts(JsonNode node, String type, Consumer<String> sink) {
        switch (type) {
            case "HumanName" -> members(node, sink, "text", "family", "given", "prefix", "suffix");
            case "Address" -> members(node, sink, "text", "line", "city", "district", "state", "country", "postalCode");
            case "CodeableConcept" -> {
                members(node, sink, "text");
                for (JsonNode coding : node.path("coding")) {
                    members(coding, sink, "display");
                }
            }
            default -> text(node, sink);
        }
    }

    /** The words that stand beside a code. */
    static void words(JsonNode node, String type, Consumer<String> sink) {
        switch (type) {
            case "Identifier" -> words(node.path("type"), "CodeableConcept", sink);
            case "Coding" -> members(node, sink, "display");
            default -> exactTexts(node, type, sink);
        }
    }

    static JsonNode bool(boolean value) {
        return BooleanNode.valueOf(value);
    }

    private static void members(JsonNode node, Consumer<String> sink, String... names) {
        for (String name : names) {
            JsonNode member = node.get(name);
            if (member != null && member.isArray()) {
                member.forEach(one -> text(one, sink));
            } else if (member != null) {
                text(member, sink);
            }
        }
    }

    private static void text(JsonNode node, Consumer<String> sink) {
        if (node.isString() && !node.asString().isEmpty()) {
            sink.accept(node.asString());
        }
    }

    /** Without case, accents and differences of width: how strings compare unless {@code :exact} is asked. */
    static String fold(String text) {
        boolean plain = true;
        for (int i = 0; i < text.length() && plain; i++) {
            plain = text.charAt(i) < 128;
        }
        String lower = text.toLowerCase(Locale.ROOT);
        return plain
                ? lower
                : MARKS.matcher(Normalizer.normalize(lower, Normalizer.Form.NFKD))
                        .replaceAll("");
    }

    static String unversioned(String reference) {
        int history = reference.indexOf("/_history/");
        return history < 0 ? reference : reference.substring(0, history);
    }

    /** The span that a date, dateTime, instant, Period or Timing covers; null where it tells none. */
    static @Nullable Interval interval(JsonNode node, String type) {
        switch (type) {
            case "Period" -> {
                return between(node.path("start").asString(""), node.path("end").asString(""));
            }
            case "Timing" -> {
                Interval all = null;
                for (JsonNode event : node.path("event")) {
                    all = union(all, interval(event.asString("")));
                }
                return union(all, interval(node.path("repeat").path("boundsPeriod"), "Period"));
            }
            default -> {
                return node.isString() ? interval(node.asString()) : null;
            }
        }
    }

    private static @Nullable Interval union(@Nullable Interval a, @Nullable Interval b) {
        return a == null || b == null
                ? (a == null ? b : a)
                : new Interval(Math.min(a.low, b.low), Math.max(a.high, b.high));
    }

    private static @Nullable Interval between(String start, String end) {
        Interval from = start.isEmpty() ? null : interval(start);
        Interval to = end.isEmpty() ? null : interval(end);
        if (from == null && to == null) {
            return null;
        }
        return new Interval(from == null ? Long.MIN_VALUE / 2 : from.low, to == null ? Long.MAX_VALUE / 2 : to.high);
    }

    /** The span of a FHIR date or dateTime of any precision; null where the text is none. */
    static @Nullable Interval interval(String text) {
        try {
            int length = text.length();
            if (length == 4) {
                LocalDate first = LocalDate.of(Integer.parseInt(text), 1, 1);
                return days(first, first.plusYears(1));
            }
            if (length == 7) {
                LocalDate first = YearMonth.parse(text).atDay(1);
                return days(first, first.plusMonths(1));
            }
            if (length == 10) {
                LocalDate day = LocalDate.parse(text);
                return days(day, day.plusDays(1));
            }
            boolean zoned = text.endsWith("Z") || text.lastIndexOf('+') > 10 || text.lastIndexOf('-') > 10;
            long at = zoned
                    ? OffsetDateTime.parse(text.replace(' ', '+')).toInstant().toEpochMilli()
                    : LocalDateTime.parse(text).atZone(ZONE).toInstant().toEpochMilli();
            boolean minutes = text.length() > 16 && text.charAt(16) != ':' || text.length() == 16;
            boolean fraction = text.indexOf('.') > 0;
            return new Interval(at, at + (minutes ? 60_000 : fraction ? 1 : 1_000));
        } catch (DateTimeException | NumberFormatException e) {
            return null;
        }
    }

    private static Interval days(LocalDate from, LocalDate to) {
        return new Interval(
                from.atStartOfDay(ZONE).toInstant().toEpochMilli(),
                to.atStartOfDay(ZONE).toInstant().toEpochMilli());
    }

    /** The amount of a Quantity, Money or Range, or null. */
    static @Nullable Amount amount(JsonNode node, String type) {
        if (type.equals("Range")) {
            Amount low = amount(node.path("low"), "Quantity");
            Amount high = amount(node.path("high"), "Quantity");
            Amount unit = low == null ? high : low;
            return unit == null
                    ? null
                    : new Amount(
                            low == null ? null : low.low,
                            high == null ? null : high.high,
                            unit.system,
                            unit.code,
                            unit.unit);
        }
        JsonNode value = node.get("value");
        if (value == null || !value.isNumber()) {
            return null;
        }
        BigDecimal number = value.decimalValue();
        return type.equals("Money")
                ? new Amount(number, number, CURRENCIES, text(node, "currency"), null)
                : new Amount(number, number, text(node, "system"), text(node, "code"), text(node, "unit"));
    }

    private static @Nullable String text(JsonNode node, String member) {
        JsonNode value = node.get(member);
        return value == null ? null : value.asString("");
    }

    /** Half of the last given digit: {@code 100} stands for 99.5 to 100.5. */
    static BigDecimal halfDigit(String number) {
        BigDecimal value = new BigDecimal(number);
        int exponent = number.indexOf('e') >= 0 || number.indexOf('E') >= 0 ? value.precision() - 1 - value.scale() : 0;
        return exponent == 0
                ? BigDecimal.valueOf(5).movePointLeft(Math.max(value.scale(), 0) + 1)
                : value.ulp().multiply(new BigDecimal("0.5"), MathContext.DECIMAL64);
    }
}
