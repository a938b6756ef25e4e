package org.tongmai.intake.quality;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.time.format.ResolverStyle;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How a data element is written, in the notation of WS/T 363: {@code A..20} up to 20 letters, {@code AN18} 18 letters and digits,
 * {@code N1..3} one to three digits, {@code N..5,2} up to five digits of which two are decimals, {@code D8}, {@code T6},
 * {@code DT15}, {@code L} for T or F, {@code BY} for bytes.
 *
 * @param least fewest characters or digits
 * @param most most of them
 * @param decimals of a number
 */
public record Format(Kind kind, int least, int most, int decimals) {

    /** What a value is made of. */
    enum Kind {
        A,
        AN,
        N,
        D,
        T,
        DT,
        L,
        BY
    }

    private static final Pattern SIZED = Pattern.compile("(AN|A|N)(\\d{1,5})?(\\.\\.(\\d{1,5}))?(,(\\d{1,2}))?");
    private static final Pattern NUMBER = Pattern.compile("[+-]?(\\d+)(\\.(\\d+))?");
    private static final Pattern PRINTABLE = Pattern.compile("[\\x20-\\x7E]*");
    private static final DateTimeFormatter DAY =
            DateTimeFormatter.ofPattern("uuuuMMdd", Locale.ROOT).withResolverStyle(ResolverStyle.STRICT);
    private static final Pattern TIME = Pattern.compile("([01]\\d|2[0-3])([0-5]\\d){2}");

    /** Nothing where the notation is none. */
    static Optional<Format> parse(String notation) {
        return switch (notation) {
            case "D8" -> Optional.of(new Format(Kind.D, 8, 8, 0));
            case "T6" -> Optional.of(new Format(Kind.T, 6, 6, 0));
            case "DT15" -> Optional.of(new Format(Kind.DT, 15, 15, 0));
            case "L" -> Optional.of(new Format(Kind.L, 1, 1, 0));
            case "BY" -> Optional.of(new Format(Kind.BY, 0, Integer.MAX_VALUE, 0));
            default -> sized(SIZED.matcher(notation));
        };
    }

    private static Optional<Format> sized(Matcher told) {
        if (!told.matches() || (told.group(2) == null && told.group(4) == null)) {
            return Optional.empty();
        }
        Kind kind = Kind.valueOf(told.group(1));
        int first = told.group(2) == null ? 1 : Integer.parseInt(told.group(2));
        int most = told.group(4) == null ? first : Integer.parseInt(told.group(4));
        int decimals = told.group(6) == null ? 0 : Integer.parseInt(told.group(6));
        boolean sound = first <= most && (decimals == 0 || kind == Kind.N) && decimals < most;
        return sound ? Optional.of(new Format(kind, first, most, decimals)) : Optional.empty();
    }

    /** Whether a value is written so. */
    boolean fits(String value) {
        int length = value.codePointCount(0, value.length());
        return switch (kind) {
            case A -> length >= least && length <= most;
            case AN ->
                length >= least && length <= most && PRINTABLE.matcher(value).matches();
            case N -> isNumber(value);
            case D -> isDay(value);
            case T -> isTime(value);
            case DT ->
                length == most && value.charAt(8) == 'T' && isDay(value.substring(0, 8)) && isTime(value.substring(9));
            case L -> value.equals("T") || value.equals("F");
            case BY -> true;
        };
    }

    private boolean isNumber(String value) {
        Matcher number = NUMBER.matcher(value);
        if (!number.matches()) {
            return false;
        }
        int whole = number.group(1).length();
        int after = number.group(3) == null ? 0 : number.group(3).length();
        return after <= decimals && whole + after >= least && whole + after <= most;
    }

    private static boolean isDay(String value) {
        try {
            return value.length() == 8 && LocalDate.parse(value, DAY).getYear() > 0;
        } catch (DateTimeException none) {
            return false;
        }
    }

    private static boolean isTime(String value) {
        return TIME.matcher(value).matches();
    }
}
