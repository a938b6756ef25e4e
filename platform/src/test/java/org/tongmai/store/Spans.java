package org.tongmai.store;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.YearMonth;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.hl7.fhir.r4.model.Base;
import org.hl7.fhir.r4.model.BaseDateTimeType;
import org.hl7.fhir.r4.model.DecimalType;
import org.hl7.fhir.r4.model.IntegerType;
import org.hl7.fhir.r4.model.Money;
import org.hl7.fhir.r4.model.Period;
import org.hl7.fhir.r4.model.Quantity;
import org.hl7.fhir.r4.model.Range;
import org.hl7.fhir.r4.model.Timing;
import org.jspecify.annotations.Nullable;

/** Comparison of ranges as the table of prefixes has it. */
final class Spans {

    private record Span(Instant from, Instant until) {}

    /** Whether a date, period or timing has something of the days from {@code from} to before {@code until}. */
    static boolean touches(Base value, LocalDate from, LocalDate until) {
        Span found = span(value);
        Instant first = Objects.requireNonNull(span(from.toString())).from;
        Instant end = Objects.requireNonNull(span(until.toString())).from;
        return found != null && found.from.isBefore(end) && first.isBefore(found.until);
    }

    private Spans() {}

    static boolean date(Base value, String asked) {
        String prefix = asked.matches("[a-z]{2}.*") ? asked.substring(0, 2) : "eq";
        Span wanted = span(asked.matches("[a-z]{2}.*") ? asked.substring(2) : asked);
        Span found = span(value);
        if (found == null) {
            return false;
        }
        boolean inside = !found.from.isBefore(wanted.from) && !found.until.isAfter(wanted.until);
        return switch (prefix) {
            case "eq" -> inside;
            case "ne" -> !inside;
            case "gt" -> found.until.isAfter(wanted.until);
            case "lt" -> found.from.isBefore(wanted.from);
            case "ge" -> inside || found.until.isAfter(wanted.from);
            case "le" -> inside || found.from.isBefore(wanted.until);
            case "sa" -> !found.from.isBefore(wanted.until);
            case "eb" -> !found.until.isAfter(wanted.from);
            default -> throw new IllegalStateException(prefix);
        };
    }

    private static @Nullable Span span(Base value) {
        return switch (value) {
            case BaseDateTimeType date -> span(date.getValueAsString());
            case Period period ->
                period.hasStart() || period.hasEnd()
                        ? new Span(
                                period.hasStart()
                                        ? span(period.getStartElement().getValueAsString()).from
                                        : Instant.MIN,
                                period.hasEnd() ? span(period.getEndElement().getValueAsString()).until : Instant.MAX)
                        : null;
            case Timing timing -> {
                Instant from = Instant.MAX;
                Instant until = Instant.MIN;
                for (var event : timing.getEvent()) {
                    Span one = Objects.requireNonNull(span(event.getValueAsString()));
                    from = one.from.isBefore(from) ? one.from : from;
                    until = one.until.isAfter(until) ? one.until : until;
                }
                if (timing.getRepeat().hasBoundsPeriod()) {
                    Span one = Objects.requireNonNull(span(timing.getRepeat().getBoundsPeriod()));
                    from = one.from.isBefore(from) ? one.from : from;
                    until = one.until.isAfter(until) ? one.until : until;
                }
                yield from.isAfter(until) ? null : new Span(from, until);
            }
            default -> null;
        };
    }

    private static Span span(String text) {
        ZoneId zone = ZoneId.systemDefault();
        return switch (text.length()) {
            case 4 -> {
                LocalDate day = LocalDate.of(Integer.parseInt(text), 1, 1);
                yield new Span(
                        day.atStartOfDay(zone).toInstant(),
                        day.plusYears(1).atStartOfDay(zone).toInstant());
            }
            case 7 -> {
                LocalDate day = YearMonth.parse(text).atDay(1);
                yield new Span(
                        day.atStartOfDay(zone).toInstant(),
                        day.plusMonths(1).atStartOfDay(zone).toInstant());
            }
            case 10 -> {
                LocalDate day = LocalDate.parse(text);
                yield new Span(
                        day.atStartOfDay(zone).toInstant(),
                        day.plusDays(1).atStartOfDay(zone).toInstant());
            }
            default -> {
                Instant at = OffsetDateTime.parse(text).toInstant();
                yield new Span(at, text.contains(".") ? at.plusMillis(1) : at.plusSeconds(1));
            }
        };
    }

    // -- numbers and quantities

    /** What the data holds and the questions convert to. */
    private static final Map<String, String[]> UNITS = Map.ofEntries(
            Map.entry("kg", new String[] {"mass", "1000"}),
            Map.entry("g", new String[] {"mass", "1"}),
            Map.entry("mg", new String[] {"mass", "0.001"}),
            Map.entry("pg", new String[] {"mass", "0.000000000001"}),
            Map.entry("cm", new String[] {"length", "0.01"}),
            Map.entry("m", new String[] {"length", "1"}),
            Map.entry("mg/dL", new String[] {"density", "0.01"}),
            Map.entry("g/dL", new String[] {"density", "10"}),
            Map.entry("g/L", new String[] {"density", "1"}),
            Map.entry("ng/L", new String[] {"density", "0.000000001"}),
            Map.entry("pg/mL", new String[] {"density", "0.000000001"}),
            Map.entry("10*3/uL", new String[] {"count", "1"}),
            Map.entry("10*6/uL", new String[] {"count", "1000"}),
            Map.entry("/a", new String[] {"frequency", "1"}),
            Map.entry("/min", new String[] {"frequency", "525960"}),
            Map.entry("h", new String[] {"time", "3600"}),
            Map.entry("min", new String[] {"time", "60"}),
            Map.entry("s", new String[] {"time", "1"}),
            Map.entry("a", new String[] {"time", "31557600"}));

    static boolean amount(Base value, String asked) {
        return switch (value) {
            case DecimalType number -> amount(number.getValue(), number.getValue(), null, null, null, asked);
            case IntegerType number -> {
                var exact = BigDecimal.valueOf(number.getValue());
                yield amount(exact, exact, null, null, null, asked);
            }
            case Quantity q ->
                q.hasValue() && amount(q.getValue(), q.getValue(), q.getSystem(), q.getCode(), q.getUnit(), asked);
            case Money m ->
                m.hasValue()
                        && amount(m.getValue(), m.getValue(), "urn:iso:std:iso:4217", m.getCurrency(), null, asked);
            case Range r ->
                amount(
                        r.getLow().getValue(),
                        r.getHigh().getValue(),
                        r.getLow().getSystem(),
                        r.getLow().getCode(),
                        r.getLow().getUnit(),
                        asked);
            default -> false;
        };
    }

    private static boolean amount(
            @Nullable BigDecimal low,
            @Nullable BigDecimal high,
            @Nullable String system,
            @Nullable String code,
            @Nullable String unit,
            String asked) {
        String prefix = asked.matches("[a-z]{2}.*") ? asked.substring(0, 2) : "eq";
        List<String> parts = Judge.split(asked.matches("[a-z]{2}.*") ? asked.substring(2) : asked, '|');
        BigDecimal wanted = Judge.number(parts.getFirst());
        int decimals = parts.getFirst().contains(".")
                ? parts.getFirst().length() - parts.getFirst().indexOf('.') - 1
                : 0;
        BigDecimal half = new BigDecimal("0.5").movePointLeft(decimals);
        BigDecimal times = BigDecimal.ONE;
        BigDecimal divided = BigDecimal.ONE;
        if (parts.size() == 3 && !parts.get(2).isEmpty()) {
            String wantedSystem = parts.get(1);
            String wantedUnit = Judge.unescape(parts.get(2));
            if (wantedSystem.isEmpty()) {
                if (!wantedUnit.equals(code) && !wantedUnit.equals(unit)) {
                    return false;
                }
            } else if (!wantedSystem.equals(system)) {
                return false;
            } else if (!wantedUnit.equals(code)) {
                String[] a = UNITS.get(String.valueOf(code));
                String[] b = UNITS.get(wantedUnit);
                if (a == null || b == null || !a[0].equals(b[0])) {
                    return false;
                }
                times = new BigDecimal(a[1]);
                divided = new BigDecimal(b[1]);
            }
        }
        BigDecimal from = low == null ? null : low.multiply(times);
        BigDecimal to = high == null ? null : high.multiply(times);
        BigDecimal middle = wanted.multiply(divided);
        boolean inside = from != null
                && to != null
                && from.compareTo(wanted.subtract(half).multiply(divided)) >= 0
                && to.compareTo(wanted.add(half).multiply(divided)) < 0;
        BigDecimal tenth = middle.abs().movePointLeft(1);
        return switch (prefix) {
            case "eq" -> inside;
            case "ne" -> !inside;
            case "gt" -> to == null || to.compareTo(middle) > 0;
            case "lt" -> from == null || from.compareTo(middle) < 0;
            case "ge" -> to == null || to.compareTo(middle) >= 0;
            case "le" -> from == null || from.compareTo(middle) <= 0;
            case "sa" -> from != null && from.compareTo(middle) > 0;
            case "eb" -> to != null && to.compareTo(middle) < 0;
            case "ap" ->
                (to == null || to.compareTo(middle.subtract(tenth)) >= 0)
                        && (from == null || from.compareTo(middle.add(tenth)) <= 0);
            default -> throw new IllegalStateException(prefix);
        };
    }
}
