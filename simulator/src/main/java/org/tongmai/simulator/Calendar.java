package org.tongmai.simulator;

import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoField;

/** When people go to an institution: in China Standard Time, more on Mondays, most between nine and eleven. */
final class Calendar {

    static final ZoneOffset ZONE = ZoneOffset.ofHours(8);

    private static final double MONDAY = 1.0;
    private static final double WEEKDAY = 0.72;
    private static final double WEEKEND = 0.45;
    private static final int[] HOURS = {8, 8, 9, 9, 9, 9, 10, 10, 10, 10, 11, 13, 14, 14, 15, 15, 16};

    private Calendar() {}

    /** A day from {@code first} to {@code last}, both included. */
    static LocalDate day(LocalDate first, LocalDate last, Dice dice) {
        int days = (int) (last.toEpochDay() - first.toEpochDay()) + 1;
        LocalDate day = first.plusDays(dice.below(days));
        while (!dice.chance(likelihood(day))) {
            day = first.plusDays(dice.below(days));
        }
        return day;
    }

    static OffsetDateTime officeTime(LocalDate day, Dice dice) {
        return at(day, HOURS[dice.below(HOURS.length)], dice.below(60)).plusSeconds(dice.below(60));
    }

    static OffsetDateTime anyTime(LocalDate day, Dice dice) {
        return at(day, dice.below(24), dice.below(60)).plusSeconds(dice.below(60));
    }

    /**
     * When a visit that is still open began: after eight, or after midnight where the day is younger.
     *
     * @param minute 0 to 59, of the hour in which visits begin
     */
    static OffsetDateTime opened(ProvinceSettings settings, int minute) {
        OffsetDateTime usual = at(settings.today(), 8, minute);
        if (usual.toLocalTime().isBefore(settings.now())) {
            return usual;
        }
        int passed = settings.now().get(ChronoField.MINUTE_OF_DAY);
        return at(settings.today(), 0, 0).plusMinutes(minute % (passed + 1));
    }

    static OffsetDateTime at(LocalDate day, int hour, int minute) {
        return day.atTime(hour, minute).atOffset(ZONE);
    }

    private static double likelihood(LocalDate day) {
        DayOfWeek weekday = day.getDayOfWeek();
        return switch (weekday) {
            case MONDAY -> MONDAY;
            case TUESDAY, WEDNESDAY, THURSDAY, FRIDAY -> WEEKDAY;
            case SATURDAY, SUNDAY -> WEEKEND;
        };
    }
}
