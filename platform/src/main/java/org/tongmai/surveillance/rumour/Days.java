package org.tongmai.surveillance.rumour;

import java.time.DateTimeException;
import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.temporal.TemporalAdjusters;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Since when a text says that it is so: the earliest day it names that lies at most {@value #BACK} days before it was published. */
final class Days {

    /** What is told of longer ago is what was, not what is. */
    static final int BACK = 60;

    private static final String SMALL = "(\\d{1,2}|[一二两三四五六七八九十]{1,3})";
    private static final Pattern DATE = Pattern.compile("(?:(\\d{4})年)?(\\d{1,2})月(\\d{1,2})[日号]");
    private static final Pattern PLAIN = Pattern.compile("(\\d{4})[-/.](\\d{1,2})[-/.](\\d{1,2})");

    /** 3日 without a month: of the month of publication, or of the one before. */
    private static final Pattern DAY = Pattern.compile("(?<![\\d月])(\\d{1,2})[日号](?!线|楼|门|[-－]|院)");

    private static final Pattern AGO = Pattern.compile(SMALL + "(?:个)?(天|周|个星期|星期)(?:前|以前|之前)");
    private static final Pattern WEEK = Pattern.compile("(上上|上|这|本)?(?:周|星期|礼拜)([一二三四五六日天])");
    private static final Pattern NEAR = Pattern.compile("大前天|前天|前日|昨天|昨日|昨晚|昨夜|今天|今日|今早|今晨|今晚");
    private static final String WEEKDAYS = "一二三四五六";

    private Days() {}

    /** Empty where it names none. */
    static Optional<LocalDate> of(String text, LocalDate published) {
        var found = new Earliest(published);
        Matcher date = DATE.matcher(text);
        while (date.find()) {
            found.add(day(date.group(1), number(date.group(2)), number(date.group(3)), published));
        }
        Matcher plain = PLAIN.matcher(text);
        while (plain.find()) {
            found.add(day(plain.group(1), number(plain.group(2)), number(plain.group(3)), published));
        }
        Matcher day = DAY.matcher(DATE.matcher(text).replaceAll("，"));
        while (day.find()) {
            LocalDate of = day(null, published.getMonthValue(), number(day.group(1)), published);
            found.add(
                    of == null || of.getYear() == published.getYear()
                            ? of
                            : monthBefore(number(day.group(1)), published));
        }
        Matcher ago = AGO.matcher(text);
        while (ago.find()) {
            int count = number(ago.group(1));
            found.add(published.minusDays(ago.group(2).equals("天") ? count : count * 7L));
        }
        Matcher week = WEEK.matcher(text);
        while (week.find()) {
            found.add(weekday(week.group(1), week.group(2), published));
        }
        Matcher near = NEAR.matcher(text);
        while (near.find()) {
            found.add(published.minusDays(
                    switch (near.group().substring(0, 1)) {
                        case "大" -> 3;
                        case "前" -> 2;
                        case "昨" -> 1;
                        default -> 0;
                    }));
        }
        return Optional.ofNullable(found.day);
    }

    private static final class Earliest {
        private final LocalDate published;
        private @Nullable LocalDate day;

        Earliest(LocalDate published) {
            this.published = published;
        }

        void add(@Nullable LocalDate found) {
            if (found != null
                    && !found.isAfter(published)
                    && !found.isBefore(published.minusDays(BACK))
                    && (day == null || found.isBefore(day))) {
                day = found;
            }
        }
    }

    private static int number(String text) {
        return Numbers.number(text).orElseThrow();
    }

    /** Without a year, the last such day before it was published. */
    private static @Nullable LocalDate day(@Nullable String year, int month, int day, LocalDate published) {
        try {
            if (year != null) {
                return LocalDate.of(Integer.parseInt(year), month, day);
            }
            LocalDate of = LocalDate.of(published.getYear(), month, day);
            return of.isAfter(published) ? of.minusYears(1) : of;
        } catch (DateTimeException none) {
            return null;
        }
    }

    private static @Nullable LocalDate monthBefore(int day, LocalDate published) {
        LocalDate month = published.minusMonths(1);
        return day >= 1 && day <= month.lengthOfMonth() ? month.withDayOfMonth(day) : null;
    }

    private static LocalDate weekday(@Nullable String which, String day, LocalDate published) {
        int at = WEEKDAYS.indexOf(day);
        DayOfWeek weekday = at < 0 ? DayOfWeek.SUNDAY : DayOfWeek.of(at + 1);
        LocalDate monday = published.with(TemporalAdjusters.previousOrSame(DayOfWeek.MONDAY));
        if (which == null) {
            return published.with(TemporalAdjusters.previousOrSame(weekday));
        }
        int back = which.equals("上上") ? 2 : which.equals("上") ? 1 : 0;
        return monday.minusWeeks(back).plusDays(weekday.getValue() - 1L);
    }
}
