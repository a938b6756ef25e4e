package org.tongmai.intake.quality;

import dev.cel.runtime.CelEvaluationException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.HashSet;
import org.tongmai.kernel.Problem;
import org.tongmai.kernel.ResidentNumber;

/** What rules may ask beyond the language; times are as FHIR writes them: a year, a month, a day, or an instant with its offset. */
final class Functions {

    private static final int DAY = 10;

    private static final double HOURS_OF_DAY = 24;

    /** What comes of a replacement, in characters: a rule multiplies no text without end. */
    private static final long TEXT_MAX = 100_000;

    private Functions() {}

    /** Whether one time is not certainly after the other: they are compared as exactly as the less exact of them is told. */
    static boolean notAfter(String one, String other) throws CelEvaluationException {
        if (one.length() > DAY && other.length() > DAY) {
            return !instant(one).isAfter(instant(other));
        }
        int exact = Math.min(DAY, Math.min(one.length(), other.length()));
        return one.substring(0, exact).compareTo(other.substring(0, exact)) <= 0;
    }

    /** Hours from one time until the other; of days alone, from the end of the first day until the beginning of the other. */
    static double hours(String from, String until) throws CelEvaluationException {
        if (from.length() > DAY && until.length() > DAY) {
            return Duration.between(instant(from), instant(until)).toSeconds()
                    / (double) Duration.ofHours(1).toSeconds();
        }
        return Math.max(0, ChronoUnit.DAYS.between(day(from), day(until)) - 1) * HOURS_OF_DAY;
    }

    /** Whole years of age. */
    static long years(String birth, String at) throws CelEvaluationException {
        return ChronoUnit.YEARS.between(day(birth), day(at));
    }

    /** FHIR's word for the sex that a resident number tells; empty for another number. */
    static String sexOf(String number) {
        try {
            return new ResidentNumber(number).sex().gender();
        } catch (Problem none) {
            return "";
        }
    }

    /** A text with one part of it replaced by another, wherever it stands. */
    static String replaced(String text, String part, String by) throws CelEvaluationException {
        if (part.isEmpty() || (long) text.length() / part.length() * by.length() > TEXT_MAX) {
            throw new CelEvaluationException("too long");
        }
        return text.replace(part, by);
    }

    /** How many different values a list has. */
    static long different(Collection<?> list) {
        return new HashSet<>(list).size();
    }

    private static Instant instant(String time) throws CelEvaluationException {
        try {
            return OffsetDateTime.parse(time).toInstant();
        } catch (DateTimeException none) {
            throw new CelEvaluationException("no time", none);
        }
    }

    private static LocalDate day(String time) throws CelEvaluationException {
        try {
            return LocalDate.parse(
                    switch (time.length()) {
                        case 4 -> time + "-01-01";
                        case 7 -> time + "-01";
                        default -> time.length() > DAY ? time.substring(0, DAY) : time;
                    });
        } catch (DateTimeException none) {
            throw new CelEvaluationException("no day", none);
        }
    }
}
