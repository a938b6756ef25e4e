package org.tongmai.person.linkage;

import java.util.function.Predicate;
import java.util.regex.Pattern;

/**
 * Whether a column holds what its name says. Headers are shifted, reused and mistaken; what most values cannot be is not compared as
 * such.
 */
public final class Content {

    /** A year tells a date only where something says that it is one: 5551990 is a telephone number. */
    private static final Pattern DATE = Pattern.compile(
            "\\d{4}[-/.年]\\d{1,2}[-/.月]\\d{1,2}.*|\\d{1,2}[-/.]\\d{1,2}[-/.](?:\\d{4}|\\d{2})(?:[ T].*)?");

    private static final Pattern LETTER = Pattern.compile("\\p{L}");
    private static final Pattern DIGIT = Pattern.compile("\\d");
    private static final int PHONE_DIGITS_LEAST = 5;
    private static final int YEAR = 2000;

    private Content() {}

    /** The kind as which a column is compared: the one of its name, or a more general one where most values cannot be of that. */
    public static Kind kind(Kind named, Table table, int column) {
        return switch (named) {
            case GIVEN_NAME, MIDDLE_NAME, SURNAME, FULL_NAME ->
                mostly(Content::code, table, column) ? Kind.IDENTIFIER : named;
            case BIRTH_DATE ->
                mostly(value -> !Dates.digits(value, false, YEAR).isEmpty(), table, column) ? named : Kind.CATEGORY;
            case PHONE -> mostly(Content::phone, table, column) ? named : Kind.CATEGORY;
            case EMAIL -> mostly(value -> value.indexOf('@') > 0, table, column) ? named : Kind.CATEGORY;
            case SEX -> mostly(value -> !Reading.of(Kind.SEX, value).isEmpty(), table, column) ? named : Kind.CATEGORY;
            case POSTCODE -> mostly(value -> DIGIT.matcher(value).find(), table, column) ? named : Kind.PLACE;
            case RESIDENT_NUMBER -> mostly(value -> DIGIT.matcher(value).find(), table, column) ? named : Kind.CATEGORY;
            case ADDRESS, PLACE, IDENTIFIER, CATEGORY -> named;
        };
    }

    /** Whether some row says something, if only a placeholder. */
    static boolean written(Table table, int column) {
        return table.values().get(column).stream().anyMatch(value -> !value.isBlank());
    }

    /** Whether half of the rows that tell something have such a value, or none tells anything. */
    private static boolean mostly(Predicate<String> wanted, Table table, int column) {
        String[] values = table.values().get(column).toArray(String[]::new);
        boolean[] told = new boolean[values.length];
        boolean[] fits = new boolean[values.length];
        for (int code = 0; code < values.length; code++) {
            told[code] = !Reading.of(Kind.CATEGORY, values[code]).isEmpty();
            fits[code] = told[code] && wanted.test(values[code].strip());
        }
        int all = 0;
        int fitting = 0;
        for (int code : table.codes()[column]) {
            all += told[code] ? 1 : 0;
            fitting += fits[code] ? 1 : 0;
        }
        return fitting * 2 >= all;
    }

    private static boolean phone(String value) {
        long digits = value.chars().filter(Character::isDigit).count();
        return digits >= PHONE_DIGITS_LEAST
                && digits * 2 > value.length()
                && !LETTER.matcher(value.replaceFirst("(?i)(ext?|x)\\.? ?\\d+$", ""))
                        .find()
                && !DATE.matcher(value).matches();
    }

    /** Names have no digits, but for a stray one. */
    private static boolean code(String value) {
        return value.chars().filter(Character::isDigit).count() * 2 >= value.length();
    }
}
