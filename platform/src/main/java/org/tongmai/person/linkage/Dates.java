package org.tongmai.person.linkage;

import java.text.Normalizer;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads dates in the forms in which tables hold them; an impossible date keeps its digits, for slips are found in digits. */
final class Dates {

    private static final Pattern YEAR_FIRST =
            Pattern.compile("^(\\d{4})(?:[-/.]|年)(\\d{1,2})(?:[-/.]|月)(\\d{1,2})(?!\\d).*");
    private static final Pattern YEAR_LAST = Pattern.compile("^(\\d{1,2})[-/. ](\\d{1,2})[-/. ](\\d{4})(?!\\d).*");
    private static final Pattern YEAR_SHORT = Pattern.compile("^(\\d{1,2})[-/. ](\\d{1,2})[-/. ](\\d{2})(?!\\d).*");
    private static final Pattern MONTH =
            Pattern.compile("^((?:1[89]|2[01])\\d{2})(?:[-/.年]?(0[1-9]|1[0-2])|[-/.年]([1-9]))月?$");
    private static final Pattern POINT_ZERO = Pattern.compile("^(\\d{6,8})\\.0+$");
    private static final Pattern NAMED = Pattern.compile("^(\\d{1,2})[-/ ]?([a-z]{3})[a-z]*[-/ ,]*(\\d{4})(?!\\d).*");
    private static final Pattern NAMED_FIRST =
            Pattern.compile("^([a-z]{3})[a-z]*[-/ ]*(\\d{1,2})[-/ ,]+(\\d{4})(?!\\d).*");
    private static final Pattern DIGITS = Pattern.compile("^\\d{8}(?:\\d{4,6})?$");
    private static final Pattern YEAR = Pattern.compile("^(\\d{4})(?:年|-00-00)?$");
    private static final List<String> MONTHS =
            List.of("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec");
    private static final List<String> PLACEHOLDERS = List.of(
            "19000101", "19000100", "18991230", "18000101", "00010101", "99991231", "11111111", "00000000", "99999999");

    private Dates() {}

    /** Whether a column of dates with the year last has the month first: nothing but a value above 12 tells. */
    static boolean monthFirst(List<String> written) {
        return monthFirst(written, YEAR_LAST) > 0 || monthFirst(written, YEAR_SHORT) > 0;
    }

    private static long monthFirst(List<String> written, Pattern form) {
        long dayFirst = 0;
        long monthFirst = 0;
        for (String each : written) {
            Matcher found = form.matcher(each);
            if (found.matches()) {
                dayFirst += Integer.parseInt(found.group(1)) > 12 ? 1 : 0;
                monthFirst += Integer.parseInt(found.group(2)) > 12 ? 1 : 0;
            }
        }
        return monthFirst - dayFirst;
    }

    /**
     * Eight digits, year first; {@code yyyy0000} for a year alone, {@code yyyymm00} for a month; empty for a placeholder and what is
     * no date.
     *
     * @param thisYear a year of two digits is the last such one up to it
     */
    static String digits(String written, boolean monthFirst, int thisYear) {
        String text =
                Normalizer.normalize(written, Normalizer.Form.NFKC).strip().toLowerCase(Locale.ROOT);
        String read = read(POINT_ZERO.matcher(text).replaceFirst("$1"), monthFirst, thisYear);
        return PLACEHOLDERS.contains(read) ? "" : read;
    }

    private static String read(String text, boolean monthFirst, int thisYear) {
        Matcher found = YEAR_FIRST.matcher(text);
        if (found.matches()) {
            return join(found.group(1), found.group(2), found.group(3));
        }
        if (DIGITS.matcher(text).matches()) {
            return compact(text.substring(0, 8), monthFirst);
        }
        found = YEAR_LAST.matcher(text);
        if (found.matches()) {
            return monthFirst
                    ? join(found.group(3), found.group(1), found.group(2))
                    : join(found.group(3), found.group(2), found.group(1));
        }
        found = YEAR_SHORT.matcher(text);
        if (found.matches()) {
            int century = thisYear / 100 * 100 + Integer.parseInt(found.group(3));
            String year = String.valueOf(century > thisYear ? century - 100 : century);
            return monthFirst ? join(year, found.group(1), found.group(2)) : join(year, found.group(2), found.group(1));
        }
        found = MONTH.matcher(text);
        if (found.matches()) {
            return join(found.group(1), found.group(2) == null ? found.group(3) : found.group(2), "00");
        }
        found = NAMED.matcher(text);
        if (found.matches() && MONTHS.contains(found.group(2))) {
            return join(found.group(3), String.valueOf(MONTHS.indexOf(found.group(2)) + 1), found.group(1));
        }
        found = NAMED_FIRST.matcher(text);
        if (found.matches() && MONTHS.contains(found.group(1))) {
            return join(found.group(3), String.valueOf(MONTHS.indexOf(found.group(1)) + 1), found.group(2));
        }
        found = YEAR.matcher(text);
        return found.matches() ? found.group(1) + "0000" : "";
    }

    /** Eight digits begin with the year, or else end with it. */
    private static String compact(String digits, boolean monthFirst) {
        int first = Integer.parseInt(digits.substring(0, 4));
        int last = Integer.parseInt(digits.substring(4));
        if ((first >= 1300 && first <= 2199) || last < 1300 || last > 2199) {
            return digits;
        }
        String one = digits.substring(0, 2);
        String two = digits.substring(2, 4);
        return digits.substring(4) + (monthFirst ? one + two : two + one);
    }

    private static String join(String year, String month, String day) {
        return year + two(month) + two(day);
    }

    private static String two(String number) {
        return number.length() == 1 ? "0" + number : number;
    }
}
