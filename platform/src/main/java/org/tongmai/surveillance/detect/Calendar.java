package org.tongmai.surveillance.detect;

import java.time.LocalDate;
import java.util.Arrays;

/**
 * The same time of earlier years. A date that a year or month does not have runs over into the next month (a year before 29 February is
 * 1 March), and weeks keep their day of the week, as R's {@code seq} and the package surveillance have it.
 */
final class Calendar {

    private Calendar() {}

    /** The day {@code years} before, with weeks the nearest of the same weekday. */
    static LocalDate yearsBefore(LocalDate day, int years, int perYear) {
        LocalDate before = rolled(day.getYear() - years, day.getMonthValue(), day.getDayOfMonth());
        return perYear == Series.WEEKLY ? nearest(before, day) : before;
    }

    /** A date whose day may be beyond the end of its month. */
    private static LocalDate rolled(int year, int month, int day) {
        return LocalDate.of(year, month, 1).plusDays(day - 1L);
    }

    private static LocalDate rolledMonths(LocalDate day, int months) {
        LocalDate month = day.withDayOfMonth(1).plusMonths(months);
        return rolled(month.getYear(), month.getMonthValue(), day.getDayOfMonth());
    }

    /** The day of {@code like}'s weekday that is nearest to a day. */
    static LocalDate nearest(LocalDate day, LocalDate like) {
        int forward = Math.floorMod(
                like.getDayOfWeek().getValue() - day.getDayOfWeek().getValue(), 7);
        return forward < 7 - forward ? day.plusDays(forward) : day.minusDays((7 - forward) % 7);
    }

    /**
     * Days of the reference windows: of each of the years before, the same time and {@code around} periods before and after.
     *
     * @param into room for {@code years * (2 * around + 1)} days since 1970-01-01
     */
    static void windows(LocalDate day, int years, int around, int perYear, long[] into) {
        int at = 0;
        for (int year = 1; year <= years; year++) {
            LocalDate middle = rolled(day.getYear() - year, day.getMonthValue(), day.getDayOfMonth());
            for (int k = -around; k <= around; k++) {
                LocalDate each =
                        switch (perYear) {
                            case Series.DAILY -> middle.plusDays(k);
                            case Series.WEEKLY -> nearest(middle.plusDays(7L * k), day);
                            default -> {
                                LocalDate month = rolledMonths(middle, k);
                                yield month.plusDays((long) day.getDayOfMonth() - month.getDayOfMonth());
                            }
                        };
                into[at++] = each.toEpochDay();
            }
        }
    }

    /** Position of a day in the series, or -1. */
    static int position(long[] days, long day) {
        return Math.max(-1, Arrays.binarySearch(days, day));
    }
}
