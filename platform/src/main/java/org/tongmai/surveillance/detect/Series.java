package org.tongmai.surveillance.detect;

import java.time.LocalDate;
import org.jspecify.annotations.Nullable;
import org.tongmai.kernel.Problem;
import org.tongmai.kernel.Problem.Kind;

/**
 * Counts of one place, period by period without a gap. A period is known by its position, from 0; people know it by its index, which
 * is {@code first} at position 0. Nobody changes the arrays.
 *
 * @param place whose cases these are; may be empty
 * @param first index of the first period
 * @param observed cases in each period; {@code NaN} where nothing is known
 * @param days first day of each period in days since 1970-01-01, ascending; null where periods are only counted, and then a year is
 *     {@code perYear} of them
 * @param population at risk in each period, {@code NaN} where nothing is known; null where it is not told
 * @param perYear periods of a year: 365, 52 or 12 with days, any number from 1 without
 */
public record Series(
        String place,
        long first,
        double[] observed,
        long @Nullable [] days,
        double @Nullable [] population,
        int perYear) {

    /** Beyond it two counts that differ by one may be the same number. */
    private static final double COUNT_MOST = 0x1p53;

    public static final int DAILY = 365;
    public static final int WEEKLY = 52;
    public static final int MONTHLY = 12;

    /** @throws Problem {@code surveillance.series-wrong} */
    public Series {
        for (double count : observed) {
            if (count < 0 || count > COUNT_MOST || (!Double.isNaN(count) && count != Math.rint(count))) {
                throw wrong("A count is a whole number from 0 to 2^53.");
            }
        }
        if (days != null) {
            if (days.length != observed.length) {
                throw wrong("Each period has a date, or none has.");
            }
            for (int i = 1; i < days.length; i++) {
                if (days[i] <= days[i - 1]) {
                    throw wrong("The date of a period lies after that of the period before.");
                }
            }
        }
        if (population != null && population.length != observed.length) {
            throw wrong("Each period has a population, or none has.");
        }
        if (perYear < 1 || (days != null && perYear != DAILY && perYear != WEEKLY && perYear != MONTHLY)) {
            throw wrong("Dated periods are days (365 a year), weeks (52) or months (12).");
        }
    }

    /** Weeks that are only counted, from index 1. */
    public static Series weeks(String place, double... observed) {
        return counted(place, 1, observed, WEEKLY);
    }

    /** Periods that are only counted, so many a year. */
    public static Series counted(String place, long first, double[] observed, int perYear) {
        return new Series(place, first, observed, null, null, perYear);
    }

    /** Periods that begin at these days; whether days, weeks or months is read off the days. */
    public static Series dated(String place, long first, double[] observed, long[] days) {
        return new Series(place, first, observed, days, null, perYear(days));
    }

    /**
     * Periods of a year, by the most frequent distance of two dates.
     *
     * @throws Problem {@code surveillance.series-wrong} where that is neither a day, a week nor a month
     */
    public static int perYear(long[] days) {
        int daily = 0;
        int weekly = 0;
        int monthly = 0;
        for (int i = 1; i < days.length; i++) {
            long apart = days[i] - days[i - 1];
            daily += apart == 1 ? 1 : 0;
            weekly += apart == 7 ? 1 : 0;
            monthly += apart >= 28 && apart <= 31 ? 1 : 0;
        }
        if (2 * Math.max(daily, Math.max(weekly, monthly)) < days.length - 1 || days.length < 2) {
            throw wrong("Dates are a day, a week or a month apart, most of them.");
        }
        return daily >= weekly && daily >= monthly ? DAILY : weekly >= monthly ? WEEKLY : MONTHLY;
    }

    /** The same with the people at risk. */
    public Series withPopulation(double[] people) {
        return new Series(place, first, observed, days, people, perYear);
    }

    public int length() {
        return observed.length;
    }

    /** The index that people know a position by. */
    public long index(int position) {
        return first + position;
    }

    LocalDate date(int position) {
        if (days == null) {
            throw new IllegalStateException("periods are only counted");
        }
        return LocalDate.ofEpochDay(days[position]);
    }

    private static Problem wrong(String rule) {
        return new Problem(
                Kind.INVALID, "surveillance.series-wrong", "This is no series of counts.", rule, "Mend the series.");
    }
}
