package org.tongmai.intake.hl7v2;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.tongmai.intake.hl7v2.MappedMessage.Span;
import org.tongmai.kernel.Problem;
import org.tongmai.kernel.Problem.Kind;

/**
 * Times as HL7 v2 writes them, {@code YYYY[MM[DD[HH[MM[SS[.S+]]]]]][+/-ZZZZ]}, as FHIR writes them, no more precise than
 * they were.
 *
 * @see <a href="https://www.hl7.eu/HL7v2x/v25/std25/ch02a.html">HL7 v2.5 chapter 2A, section 2.A.22 DTM</a>
 */
final class Times {

    private static final Pattern DTM = Pattern.compile(
            "(\\d{4})(?:(\\d{2})(?:(\\d{2})(?:(\\d{2})(?:(\\d{2})(?:(\\d{2})(?:\\.(\\d{1,9})\\d*)?)?)?)?)?)?([+-]\\d{4})?");

    private static final Pattern ISO = Pattern.compile(
            "\\d{4}-\\d{2}-\\d{2}(?:[T ]\\d{2}:\\d{2}(?::\\d{2}(?:\\.\\d+)?)?(?:[+-]\\d{2}:?\\d{2})?)?");

    private static final DateTimeFormatter SECONDS =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ssxxx", Locale.ROOT);

    private static final DateTimeFormatter MILLIS =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSxxx", Locale.ROOT);

    private final Zones zones;

    Times(Zones zones) {
        this.zones = zones;
    }

    /** Whether the field holds a time of day at least as exact as the hour. */
    boolean isMoment(Field field) {
        return isMoment(field, 1);
    }

    boolean isMoment(Field field, int component) {
        Matcher matcher = DTM.matcher(compact(field.raw(component, 1).strip()));
        return matcher.matches() && matcher.group(4) != null;
    }

    /** A FHIR instant; empty where the field is. */
    String moment(Field field) {
        return moment(field, 1);
    }

    String moment(Field field, int component) {
        return field.text(component).isEmpty() ? "" : written(moment(match(field, component), field));
    }

    /** A FHIR dateTime; empty where the field is, or holds none, which then counts as not read. */
    String ifReadable(Field field) {
        return DTM.matcher(compact(field.raw(1, 1).strip())).matches() ? dateTime(field) : "";
    }

    /** A FHIR date; empty where the field is. */
    String date(Field field) {
        return field.text(1).isEmpty() ? "" : day(match(field), field);
    }

    /** A FHIR dateTime; empty where the field is. */
    String dateTime(Field field) {
        return dateTime(field, 1);
    }

    /** A FHIR dateTime of a component; empty where it is. */
    String dateTime(Field field, int component) {
        if (field.text(component).isEmpty()) {
            return "";
        }
        Matcher matcher = match(field, component);
        if (matcher.group(4) == null) {
            return day(matcher, field);
        }
        return written(moment(matcher, field));
    }

    static String written(OffsetDateTime moment) {
        return (moment.getNano() == 0 ? SECONDS : MILLIS).format(moment);
    }

    /** The moment, its missing parts read as their first value; nothing where the field is empty. */
    Optional<Instant> instant(Field field) {
        return field.text(1).isEmpty()
                ? Optional.empty()
                : Optional.of(moment(match(field), field).toInstant());
    }

    /** From the first to the last instant of what the field says; nothing where it is empty. */
    Optional<Span> span(Field field) {
        if (field.text(1).isEmpty()) {
            return Optional.empty();
        }
        Matcher matcher = match(field);
        OffsetDateTime from = moment(matcher, field);
        OffsetDateTime next = matcher.group(2) == null
                ? from.plusYears(1)
                : matcher.group(3) == null
                        ? from.plusMonths(1)
                        : matcher.group(4) == null
                                ? from.plusDays(1)
                                : matcher.group(5) == null
                                        ? from.plusHours(1)
                                        : matcher.group(6) == null
                                                ? from.plusMinutes(1)
                                                : matcher.group(7) == null ? from.plusSeconds(1) : from.plusNanos(1);
        return Optional.of(new Span(from.toInstant(), next.minusNanos(1).toInstant()));
    }

    private static Matcher match(Field field) {
        return match(field, 1);
    }

    private static Matcher match(Field field, int component) {
        Matcher matcher = DTM.matcher(compact(field.text(component)));
        if (!matcher.matches()) {
            throw unreadable(field);
        }
        return matcher;
    }

    /** Some systems write {@code 2026-03-01 08:30:00} or end a time with Z. */
    private static String compact(String text) {
        if (text.endsWith("Z")) {
            return compact(text.substring(0, text.length() - 1) + "+0000");
        }
        Matcher iso = ISO.matcher(text);
        return iso.matches()
                ? text.substring(0, 10).replace("-", "") + text.substring(10).replaceAll("[T: ]", "")
                : text;
    }

    private static String day(Matcher matcher, Field field) {
        String year = matcher.group(1);
        String month = matcher.group(2);
        String day = matcher.group(3);
        try {
            LocalDate.of(Integer.parseInt(year), number(month, 1), number(day, 1));
        } catch (DateTimeException none) {
            throw unreadable(field);
        }
        return month == null ? year : day == null ? year + "-" + month : year + "-" + month + "-" + day;
    }

    private OffsetDateTime moment(Matcher matcher, Field field) {
        try {
            LocalDateTime local = LocalDateTime.of(
                    Integer.parseInt(matcher.group(1)),
                    number(matcher.group(2), 1),
                    number(matcher.group(3), 1),
                    number(matcher.group(4), 0),
                    number(matcher.group(5), 0),
                    number(matcher.group(6), 0),
                    nanos(matcher.group(7)));
            String offset = matcher.group(8);
            return offset == null ? zones.at(local) : local.atOffset(ZoneOffset.of(offset));
        } catch (DateTimeException none) {
            throw unreadable(field);
        }
    }

    private static int nanos(@Nullable String fraction) {
        return fraction == null ? 0 : Integer.parseInt((fraction + "000000000").substring(0, 9));
    }

    private static int number(@Nullable String digits, int otherwise) {
        return digits == null ? otherwise : Integer.parseInt(digits);
    }

    private static Problem unreadable(Field field) {
        return new Problem(
                Kind.INVALID,
                "intake.time-unreadable",
                field.where() + " is not a time.",
                "HL7 v2.5 section 2.A.22: YYYY[MM[DD[HH[MM[SS[.S]]]]]][+/-ZZZZ].",
                "Send an existing day and time in this form, or leave the field empty.",
                List.of(field.where()));
    }
}
