package org.tongmai.fhir;

import java.time.Year;

/**
 * The forms of FHIR's primitive types, told without regular expressions: every element of every resource passes here.
 *
 * @see <a href="http://hl7.org/fhir/R4/datatypes.html#primitive">FHIR R4 primitive types</a>
 */
final class Primitives {

    private static final int ID_MAX = 64;

    /** Days of the months from January on; February's in a leap year. */
    private static final byte[] DAYS = {31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};

    private Primitives() {}

    /** {@code YYYY}, {@code YYYY-MM} or {@code YYYY-MM-DD}, of a day that there is. */
    static boolean isDate(String text) {
        return switch (text.length()) {
            case 4 -> digits(text, 0, 4);
            case 7 -> month(text);
            case 10 -> day(text);
            default -> false;
        };
    }

    /** A date, or an instant. */
    static boolean isDateTime(String text) {
        return text.length() <= 10 ? isDate(text) : isInstant(text);
    }

    /** {@code YYYY-MM-DDThh:mm:ss} with optional fraction, and a zone. */
    static boolean isInstant(String text) {
        int zone = Math.max(text.indexOf('Z'), Math.max(text.indexOf('+'), text.lastIndexOf('-')));
        return text.length() > 19
                && text.charAt(10) == 'T'
                && zone >= 19
                && day(text)
                && clock(text, 11, zone)
                && zone(text, zone);
    }

    /** {@code hh:mm:ss} with optional fraction. */
    static boolean isTime(String text) {
        return clock(text, 0, text.length());
    }

    /** 1 to 64 letters, digits, {@code -} and {@code .}. */
    static boolean isId(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (!(c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '-' || c == '.')) {
                return false;
            }
        }
        return !text.isEmpty() && text.length() <= ID_MAX;
    }

    /** Words told apart by single blanks. */
    static boolean isCode(String text) {
        boolean blank = true;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean space = c == ' ';
            if (c < ' ' || Character.isWhitespace(c) && !space || space && blank) {
                return false;
            }
            blank = space;
        }
        return !blank;
    }

    /** Not empty, no control characters but tab and line ends, whole code points only. */
    static boolean isString(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < ' ' && c != '\t' && c != '\n' && c != '\r') {
                return false;
            }
            if (Character.isSurrogate(c)) {
                boolean pair = Character.isHighSurrogate(c)
                        && i + 1 < text.length()
                        && Character.isLowSurrogate(text.charAt(++i));
                if (!pair) {
                    return false;
                }
            }
        }
        return !text.isEmpty();
    }

    /** Groups of four letters of the alphabet of RFC 4648 §4, the last one padded; white space may stand anywhere. */
    static boolean isBase64(String text) {
        int letters = 0;
        int padding = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean letter =
                    c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '+' || c == '/';
            if (c == '=') {
                padding++;
            } else if (letter && padding == 0) {
                letters++;
            } else if (c != ' ' && c != '\n' && c != '\r' && c != '\t') {
                return false;
            }
        }
        return letters > 0 && padding <= 2 && (letters + padding) % 4 == 0;
    }

    private static boolean month(String text) {
        return digits(text, 0, 4) && text.charAt(4) == '-' && within(text, 5, 1, 12);
    }

    private static boolean day(String text) {
        if (!month(text) || text.charAt(7) != '-' || !within(text, 8, 1, 31)) {
            return false;
        }
        int month = number(text, 5);
        int day = number(text, 8);
        return day <= DAYS[month - 1]
                && (month != 2 || day < 29 || Year.isLeap(number(text, 0) * 100L + number(text, 2)));
    }

    private static int number(String text, int at) {
        return (text.charAt(at) - '0') * 10 + text.charAt(at + 1) - '0';
    }

    /** A time of day from {@code from} up to before {@code end}. */
    private static boolean clock(String text, int from, int end) {
        boolean fits = end >= from + 8
                && within(text, from, 0, 23)
                && text.charAt(from + 2) == ':'
                && within(text, from + 3, 0, 59)
                && text.charAt(from + 5) == ':'
                && within(text, from + 6, 0, 60);
        return fits
                && (end == from + 8 || end > from + 9 && text.charAt(from + 8) == '.' && digits(text, from + 9, end));
    }

    private static boolean zone(String text, int at) {
        if (text.charAt(at) == 'Z') {
            return text.length() == at + 1;
        }
        return text.length() == at + 6
                && digits(text, at + 1, at + 3)
                && text.charAt(at + 3) == ':'
                && digits(text, at + 4, at + 6);
    }

    private static boolean within(String text, int at, int least, int most) {
        if (!digits(text, at, at + 2)) {
            return false;
        }
        int number = number(text, at);
        return number >= least && number <= most;
    }

    private static boolean digits(String text, int from, int to) {
        if (to > text.length()) {
            return false;
        }
        for (int i = from; i < to; i++) {
            char c = text.charAt(i);
            if (c < '0' || c > '9') {
                return false;
            }
        }
        return true;
    }
}
