package org.tongmai.person.match;

import java.time.LocalDate;
import java.time.temporal.ChronoUnit;

/** Compares birth dates as they are mistyped: one field off, day and month swapped. */
public final class BirthDates {

    /** What the comparison found, from the same to different. */
    public enum Finding implements Found {
        SAME("same", "出生日期相同", "the birth date is the same"),
        /** First of January: half a placeholder. */
        SAME_NEW_YEAR("same-first-of-january", "出生日期同为1月1日", "the birth date is the same first of January"),
        ONE_FIELD("one-field-differs", "出生日期的年、月、日有一项不同", "year, month or day of birth differs"),
        SWAPPED("day-and-month-swapped", "出生日期的日、月互换", "day and month of birth are swapped"),
        /** A first of January of the same year: the day was not asked. */
        ROUNDED("rounded", "一方出生日期仅填1月1日", "one birth date only tells the year, which is the same"),
        /** As far apart as a date of the lunar calendar written down as one of the solar. */
        LUNAR("lunar", "出生日期相差如农历与公历", "the birth dates differ as lunar and solar dates do"),
        MISSING("missing", "一方没有可比对的出生日期", "one side has no birth date that can be compared"),
        DIFFERENT("different", "出生日期不同", "the birth date differs");

        @SuppressWarnings("ImmutableEnumChecker") // a record of text does not change
        private final Saying saying;

        Finding(String word, String zh, String en) {
            saying = Saying.of(word, zh, en);
        }

        @Override
        public Saying saying() {
            return saying;
        }

        /** Whether one slip explains the difference. */
        public boolean near() {
            return switch (this) {
                case SAME, SAME_NEW_YEAR, ONE_FIELD, SWAPPED, ROUNDED, LUNAR -> true;
                case MISSING, DIFFERENT -> false;
            };
        }
    }

    /** A year further off than this is another generation, not a slip, unless it is a decade or century mistyped. */
    private static final int YEARS_MOST = 2;

    /** A lunar month and day name a solar date that comes this many days later. */
    private static final int LUNAR_LEAST = 17;

    private static final int LUNAR_MOST = 51;

    private BirthDates() {}

    static Finding compare(LocalDate one, LocalDate other) {
        if (one.equals(other)) {
            return one.getDayOfYear() == 1 ? Finding.SAME_NEW_YEAR : Finding.SAME;
        }
        boolean year = one.getYear() == other.getYear();
        boolean month = one.getMonthValue() == other.getMonthValue();
        boolean day = one.getDayOfMonth() == other.getDayOfMonth();
        if (year && one.getMonthValue() == other.getDayOfMonth() && one.getDayOfMonth() == other.getMonthValue()) {
            return Finding.SWAPPED;
        }
        if ((year && (month || day)) || (month && day && slip(one.getYear(), other.getYear()))) {
            return Finding.ONE_FIELD;
        }
        if (year && (one.getDayOfYear() == 1 || other.getDayOfYear() == 1)) {
            return Finding.ROUNDED;
        }
        long days = Math.abs(ChronoUnit.DAYS.between(one, other));
        return days >= LUNAR_LEAST && days <= LUNAR_MOST ? Finding.LUNAR : Finding.DIFFERENT;
    }

    private static boolean slip(int one, int other) {
        return Math.abs(one - other) <= YEARS_MOST || Slips.one(Integer.toString(one), Integer.toString(other));
    }
}
