package org.tongmai.simulator.epidemic;

import java.time.LocalDate;
import java.time.MonthDay;
import org.tongmai.simulator.Table;

/** The days of a simulation: weekdays, public holidays as they were set, terms of schools. */
public final class Days {

    static final int FIRST_YEAR = 2019;
    static final int LAST_YEAR = 2026;

    /** A holiday, in the place of a day of the week from 0. */
    static final int HOLIDAY = 7;

    private static final MonthDay SUMMER = MonthDay.of(7, 1);
    private static final MonthDay SUMMER_OVER = MonthDay.of(9, 1);
    private static final MonthDay WINTER = MonthDay.of(1, 20);
    private static final MonthDay WINTER_OVER = MonthDay.of(2, 20);
    private static final int MONDAY = 0;
    private static final int SATURDAY = 5;

    private final LocalDate first;
    private final int[] kind;
    private final boolean[] school;

    Days(LocalDate first, int days) {
        this.first = first;
        this.kind = new int[days];
        this.school = new boolean[days];
        for (int t = 0; t < days; t++) {
            kind[t] = first.plusDays(t).getDayOfWeek().getValue() - 1;
        }
        for (Table.Row row : Table.rows("epidemic-holidays.tsv")) {
            LocalDate until = LocalDate.parse(row.text("until"));
            for (LocalDate day = LocalDate.parse(row.text("from")); !day.isAfter(until); day = day.plusDays(1)) {
                long at = day.toEpochDay() - first.toEpochDay();
                if (at >= 0 && at < days) {
                    kind[(int) at] = row.text("what").equals("off") ? HOLIDAY : MONDAY;
                }
            }
        }
        for (int t = 0; t < days; t++) {
            school[t] = kind[t] < SATURDAY && term(MonthDay.from(first.plusDays(t)));
        }
    }

    private static boolean term(MonthDay day) {
        boolean summer = !day.isBefore(SUMMER) && day.isBefore(SUMMER_OVER);
        boolean winter = !day.isBefore(WINTER) && day.isBefore(WINTER_OVER);
        return !summer && !winter;
    }

    public int length() {
        return kind.length;
    }

    public LocalDate date(int day) {
        return first.plusDays(day);
    }

    /** 0 for a Monday to 6 for a Sunday; 7 for a public holiday; a weekend day on which people work instead is a Monday. */
    public int kind(int day) {
        return kind[day];
    }

    /** Whether schools are open. */
    public boolean school(int day) {
        return day >= 0 && day < school.length && school[day];
    }
}
