package org.tongmai.store;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Conditions on values that have an order: dates, numbers, quantities.
 *
 * <p>A value stands for the range that its digits leave open, and so does what is asked. {@code ge} and {@code le} hold where
 * some of the found range is not below, or not above, the range asked.
 *
 * @see <a href="http://hl7.org/fhir/R4/search.html#prefix">FHIR R4 search prefixes</a>
 */
final class Ordered {

    private static final Set<String> PREFIXES = Set.of("eq", "ne", "gt", "lt", "ge", "le", "sa", "eb", "ap");
    private static final BigDecimal TENTH = new BigDecimal("0.1");

    private Ordered() {}

    static Wanted wanted(SearchParameter parameter, Query.Criterion criterion) {
        if (criterion.modifier() != null) {
            throw Condition.wrongModifier(parameter, criterion);
        }
        return parameter.kind() == SearchParameter.Kind.DATE
                ? dates(moments(parameter, criterion))
                : amounts(parameter, criterion);
    }

    // -- dates

    record Moment(String prefix, Values.Interval interval) {

        boolean matches(Values.Interval found) {
            Values.Interval asked = interval;
            return switch (prefix) {
                case "eq" -> asked.contains(found);
                case "ne" -> !asked.contains(found);
                case "gt" -> found.high() > asked.high();
                case "lt" -> found.low() < asked.low();
                case "ge" -> found.high() > asked.low();
                case "le" -> found.low() < asked.high();
                case "sa" -> found.low() >= asked.high();
                case "eb" -> found.high() <= asked.low();
                default -> {
                    Values.Interval about = about();
                    yield found.high() > about.low() && found.low() < about.high();
                }
            };
        }

        /** A tenth of the way to now on either side. */
        Values.Interval about() {
            long slack = Math.abs(System.currentTimeMillis() - interval.low()) / 10;
            return new Values.Interval(interval.low() - slack, interval.high() + slack);
        }
    }

    static List<Moment> moments(SearchParameter parameter, Query.Criterion criterion) {
        var out = new ArrayList<Moment>();
        for (String value : criterion.values()) {
            String prefix = prefix(value);
            Values.Interval interval = Values.interval(value.substring(prefix == null ? 0 : 2));
            if (interval == null) {
                throw Condition.unreadable(
                        parameter,
                        "a date such as 2026-05-01 or 2026-05-01T08:30:00+08:00, with a prefix such as ge or lt where wanted");
            }
            out.add(new Moment(Objects.requireNonNullElse(prefix, "eq"), interval));
        }
        return out;
    }

    private static Wanted dates(List<Moment> moments) {
        return new Wanted(
                (node, type) -> {
                    Values.Interval found = Values.interval(node, type);
                    return found != null && moments.stream().anyMatch(moment -> moment.matches(found));
                },
                path -> {
                    var keys = new HashSet<String>();
                    for (Moment moment : moments) {
                        List<String> touched = moment.prefix.equals("eq") ? IndexKeys.within(moment.interval) : null;
                        if (touched == null) {
                            return null;
                        }
                        keys.addAll(touched);
                    }
                    return keys;
                },
                path -> false);
    }

    // -- numbers and quantities

    /**
     * @param low the least value that {@code value} stands for, {@code high} the first beyond
     * @param system of the unit; null or empty for any
     * @param code of the unit; null for any
     */
    private record Amount(
            String prefix,
            BigDecimal low,
            BigDecimal value,
            BigDecimal high,
            @Nullable String system,
            @Nullable String code) {

        boolean matches(Values.Amount found) {
            if (code == null) {
                return (system == null || system.isEmpty() || system.equals(found.system()))
                        && compare(found.low(), found.high(), low, value, high);
            }
            if (system == null || system.isEmpty()) {
                return (code.equals(found.code()) || code.equals(found.unit()))
                        && compare(found.low(), found.high(), low, value, high);
            }
            if (!system.equals(found.system())) {
                return false;
            }
            return code.equals(found.code())
                    ? compare(found.low(), found.high(), low, value, high)
                    : system.equals(Units.UCUM) && found.code() != null && converted(found, found.code(), code);
        }

        private boolean converted(Values.Amount found, String unit, String asked) {
            Units.Canonical middle = Units.canonical(value, asked);
            Units.Canonical from = found.low() == null ? null : Units.canonical(found.low(), unit);
            Units.Canonical to = found.high() == null ? null : Units.canonical(found.high(), unit);
            Units.Canonical some = from == null ? to : from;
            if (middle == null || some == null || !middle.unit().equals(some.unit())) {
                return false;
            }
            Units.Canonical least = Units.canonical(low, asked);
            Units.Canonical beyond = Units.canonical(high, asked);
            return least != null
                    && beyond != null
                    && compare(
                            from == null ? null : from.value(),
                            to == null ? null : to.value(),
                            least.value(),
                            middle.value(),
                            beyond.value());
        }

        /** {@code from} and {@code to} are null where the found range is open. */
        private boolean compare(
                @Nullable BigDecimal from,
                @Nullable BigDecimal to,
                BigDecimal least,
                BigDecimal middle,
                BigDecimal beyond) {
            boolean inside = from != null && to != null && from.compareTo(least) >= 0 && to.compareTo(beyond) < 0;
            return switch (prefix) {
                case "eq" -> inside;
                case "ne" -> !inside;
                case "gt" -> to == null || to.compareTo(middle) > 0;
                case "lt" -> from == null || from.compareTo(middle) < 0;
                case "ge" -> to == null || to.compareTo(middle) >= 0;
                case "le" -> from == null || from.compareTo(middle) <= 0;
                case "sa" -> from != null && from.compareTo(middle) > 0;
                case "eb" -> to != null && to.compareTo(middle) < 0;
                default -> {
                    BigDecimal slack = middle.abs().multiply(TENTH);
                    yield (to == null || to.compareTo(middle.subtract(slack)) >= 0)
                            && (from == null || from.compareTo(middle.add(slack)) <= 0);
                }
            };
        }
    }

    private static Wanted amounts(SearchParameter parameter, Query.Criterion criterion) {
        List<Amount> asked = criterion.values().stream()
                .map(value -> amount(parameter, value))
                .toList();
        return Wanted.unindexed((node, type) -> {
            Values.Amount found = node.isNumber() ? number(node) : Values.amount(node, type);
            return found != null && asked.stream().anyMatch(amount -> amount.matches(found));
        });
    }

    private static Values.Amount number(JsonNode node) {
        return new Values.Amount(node.decimalValue(), node.decimalValue(), null, null, null);
    }

    private static Amount amount(SearchParameter parameter, String text) {
        String prefix = prefix(text);
        List<String> parts = Query.split(text.substring(prefix == null ? 0 : 2), '|');
        try {
            String digits = parts.getFirst();
            BigDecimal value = new BigDecimal(digits);
            if (Math.abs(value.scale()) > 1_000 || digits.length() > 100) {
                throw new NumberFormatException("out of range");
            }
            BigDecimal half = Values.halfDigit(digits);
            return new Amount(
                    Objects.requireNonNullElse(prefix, "eq"),
                    value.subtract(half),
                    value,
                    value.add(half),
                    parts.size() > 1 ? Query.unescape(parts.get(1)) : null,
                    parts.size() > 2 && !parts.get(2).isEmpty() ? Query.unescape(parts.get(2)) : null);
        } catch (NumberFormatException e) {
            throw Condition.unreadable(
                    parameter,
                    "a number such as 5.4 or 5.4|http://unitsofmeasure.org|mmol/L, with a prefix such as ge or lt where wanted");
        }
    }

    private static @Nullable String prefix(String text) {
        return text.length() > 2 && PREFIXES.contains(text.substring(0, 2)) ? text.substring(0, 2) : null;
    }
}
