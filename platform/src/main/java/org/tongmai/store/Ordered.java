package org.tongmai.store;

import java.math.BigDecimal;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.tongmai.kernel.Problem;

/**
 * Values that a query compares by order, with their prefix.
 *
 * @see <a href="http://hl7.org/fhir/R4/search.html#prefix">FHIR R4 search prefixes</a>
 */
final class Ordered {

    private static final Set<String> PREFIXES = Set.of("eq", "ne", "gt", "lt", "ge", "le", "sa", "eb", "ap");

    private Ordered() {}

    record Moment(String prefix, Values.Interval interval) {

        boolean matches(Values.Interval found) {
            Values.Interval asked = interval;
            return switch (prefix) {
                case "eq" -> asked.contains(found);
                case "ne" -> !asked.contains(found);
                case "gt" -> found.high() > asked.high();
                case "lt" -> found.low() < asked.low();
                case "ge" -> found.high() > asked.high() || asked.contains(found);
                case "le" -> found.low() < asked.low() || asked.contains(found);
                case "sa" -> found.low() >= asked.high();
                case "eb" -> found.high() <= asked.low();
                default -> {
                    long slack = Math.abs(System.currentTimeMillis() - asked.low()) / 10;
                    yield found.high() > asked.low() - slack && found.low() < asked.high() + slack;
                }
            };
        }
    }

    record Amount(
            String prefix,
            BigDecimal value,
            BigDecimal half,
            @Nullable String system,
            @Nullable String code) {

        boolean matches(Values.Amount amount) {
            boolean unit = code == null
                    || (system == null || system.isEmpty()
                            ? code.equals(amount.code()) || code.equals(amount.unit())
                            : system.equals(amount.system()) && code.equals(amount.code()));
            return unit && matches(amount.value());
        }

        boolean matches(BigDecimal found) {
            boolean near = found.compareTo(value.subtract(half)) >= 0 && found.compareTo(value.add(half)) < 0;
            int order = found.compareTo(value);
            return switch (prefix) {
                case "eq" -> near;
                case "ne" -> !near;
                case "gt", "sa" -> order > 0;
                case "lt", "eb" -> order < 0;
                case "ge" -> order >= 0;
                case "le" -> order <= 0;
                default -> found.subtract(value).abs().compareTo(value.abs().multiply(new BigDecimal("0.1"))) <= 0;
            };
        }
    }

    static Moment moment(SearchParameter parameter, String text) {
        String prefix = prefix(text);
        Values.Interval interval = Values.interval(text.substring(prefix == null ? 0 : 2));
        if (interval == null) {
            throw unreadable(parameter, "a date such as 2026-05-01 or 2026-05-01T08:30:00+08:00");
        }
        return new Moment(Objects.requireNonNullElse(prefix, "eq"), interval);
    }

    static Amount number(SearchParameter parameter, String text) {
        String prefix = prefix(text);
        List<String> parts = Query.split(text.substring(prefix == null ? 0 : 2), '|');
        try {
            String digits = parts.getFirst();
            return new Amount(
                    Objects.requireNonNullElse(prefix, "eq"),
                    new BigDecimal(digits),
                    Values.halfDigit(digits),
                    parts.size() > 1 ? parts.get(1) : null,
                    parts.size() > 2 ? parts.get(2) : null);
        } catch (NumberFormatException e) {
            throw unreadable(parameter, "a number such as 5.4 or 5.4|http://unitsofmeasure.org|mmol/L");
        }
    }

    private static @Nullable String prefix(String text) {
        return text.length() > 2 && PREFIXES.contains(text.substring(0, 2)) ? text.substring(0, 2) : null;
    }

    private static Problem unreadable(SearchParameter parameter, String form) {
        return new Problem(
                Problem.Kind.INVALID,
                "store.value-unreadable",
                "The value of '" + parameter.code() + "' cannot be read.",
                "It must be " + form + ", with a prefix such as ge or lt where wanted.",
                "Correct the value.");
    }
}
