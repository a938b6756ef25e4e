package org.tongmai.person.linkage;

import java.time.DateTimeException;
import java.time.LocalDate;

/** Compares dates of eight digits: a digit off or transposed, day and month swapped, two of three parts the same, near. */
final class DateComparer implements Comparer {

    /** The furthest that a date of the lunar calendar taken for a solar one is off; a month counted wrong lies within. */
    private static final int NEAR_DAYS = 51;

    private static final int NEAR_YEARS = 10;
    private static final int NO_DAY = Integer.MIN_VALUE;

    private final String[] digits;
    private final int[] year;
    private final int[] month;
    private final int[] day;
    private final int[] epochDay;

    DateComparer(String[] digits) {
        this.digits = digits;
        year = new int[digits.length];
        month = new int[digits.length];
        day = new int[digits.length];
        epochDay = new int[digits.length];
        for (int i = 0; i < digits.length; i++) {
            year[i] = Integer.parseInt(digits[i].substring(0, 4));
            month[i] = Integer.parseInt(digits[i].substring(4, 6));
            day[i] = Integer.parseInt(digits[i].substring(6, 8));
            epochDay[i] = epochDay(year[i], month[i], day[i]);
        }
    }

    @Override
    public int compare(int one, int other) {
        return find(one, other).ordinal();
    }

    private Finding find(int one, int other) {
        boolean sameYear = year[one] == year[other];
        boolean yearAlone = vague(one) || vague(other);
        if (yearAlone) {
            return sameYear ? Finding.CLOSE : nearYear(one, other) ? Finding.SIMILAR : Finding.DIFFERENT;
        }
        if (day[one] == 0 || day[other] == 0) {
            return sameYear && month[one] == month[other]
                    ? Finding.PART
                    : nearYear(one, other) ? Finding.SIMILAR : Finding.DIFFERENT;
        }
        boolean turned = sameYear && month[one] == day[other] && day[one] == month[other];
        if (turned || Likeness.slip(digits[one], digits[other])) {
            return Finding.SLIP;
        }
        boolean sameMonth = month[one] == month[other];
        boolean sameDay = day[one] == day[other];
        if ((sameYear && (sameMonth || sameDay)) || (sameMonth && sameDay)) {
            return Finding.PART;
        }
        boolean near = epochDay[one] != NO_DAY
                && epochDay[other] != NO_DAY
                && Math.abs(epochDay[one] - epochDay[other]) <= NEAR_DAYS;
        if (near || (sameYear && (newYear(one) || newYear(other)))) {
            return Finding.CLOSE;
        }
        return nearYear(one, other) ? Finding.SIMILAR : Finding.DIFFERENT;
    }

    private boolean vague(int code) {
        return month[code] == 0 && day[code] == 0;
    }

    /** First of January: the day was not asked. */
    private boolean newYear(int code) {
        return month[code] == 1 && day[code] == 1;
    }

    private boolean nearYear(int one, int other) {
        return Math.abs(year[one] - year[other]) <= NEAR_YEARS;
    }

    private static int epochDay(int year, int month, int day) {
        try {
            return (int) LocalDate.of(year, month, day).toEpochDay();
        } catch (DateTimeException impossible) {
            return NO_DAY;
        }
    }
}
