package org.tongmai.kernel;

import java.time.DateTimeException;
import java.time.LocalDate;

/**
 * A number of 18 places built by GB 11643-1999 (公民身份号码): six places division, eight birth date, three sequence (the
 * last one odd for men), one check. So are built the identity numbers of citizens, the residence permits of Hong Kong,
 * Macau and Taiwan residents (divisions 81, 82, 83) and the foreigner's permanent residence permit of 2023, which begins
 * with 9.
 *
 * @param value 18 places, upper case
 */
public record ResidentNumber(String value) {

    /** Whose number it is. */
    public enum Kind {
        /** 公民身份号码. */
        CITIZEN,
        /** 港澳台居民居住证. */
        RESIDENCE_PERMIT,
        /** 外国人永久居留身份证. */
        PERMANENT_RESIDENCE
    }

    private static final int LENGTH = 18;
    private static final int OLD_LENGTH = 15;
    private static final int[] WEIGHTS = {7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2};
    private static final String CHECKS = "10X98765432";
    private static final String RULE = "GB 11643-1999 fixes form, birth date and check digit of the number.";

    /**
     * @throws Problem {@code kernel.resident-number-malformed}, {@code kernel.resident-number-birth-date-impossible},
     *     {@code kernel.resident-number-check-digit-wrong}
     */
    public ResidentNumber {
        if (!wellFormed(value)) {
            throw new Problem(
                    Problem.Kind.UNPROCESSABLE,
                    "kernel.resident-number-malformed",
                    "A resident identity number does not have its 18 places.",
                    RULE,
                    "Send 17 digits and a check digit (0-9 or X); 15 digits are converted.");
        }
        birthDate(value);
        if (value.charAt(LENGTH - 1) != check(value)) {
            throw new Problem(
                    Problem.Kind.UNPROCESSABLE,
                    "kernel.resident-number-check-digit-wrong",
                    "The check digit of a resident identity number is wrong.",
                    RULE,
                    "Read the number from the card again.");
        }
    }

    /**
     * Reads a number as people type it: blanks, full-width digits and a lower-case x are accepted, 15 places converted.
     *
     * @param today no birth date may lie after it
     * @throws Problem as the constructor, and {@code kernel.birth-date-in-future}
     */
    public static ResidentNumber parse(String text, LocalDate today) {
        String compact = Written.compact(text);
        var number = new ResidentNumber(compact.length() == OLD_LENGTH ? convert(compact) : compact);
        if (number.birthDate().isAfter(today)) {
            throw new Problem(
                    Problem.Kind.UNPROCESSABLE,
                    "kernel.birth-date-in-future",
                    "The birth date inside a resident identity number lies in the future.",
                    RULE,
                    "Read the number from the card again.");
        }
        return number;
    }

    /**
     * The 18 places of a number issued before 1999 with 15: "19" before the year, check digit behind.
     *
     * @throws Problem {@code kernel.resident-number-malformed}
     */
    public static String convert(String fifteen) {
        if (fifteen.length() != OLD_LENGTH || !Written.digits(fifteen, 0, OLD_LENGTH)) {
            throw new Problem(
                    Problem.Kind.UNPROCESSABLE,
                    "kernel.resident-number-malformed",
                    "An old resident identity number does not have 15 digits.",
                    RULE,
                    "Send the 15 digits of the old card or the 18 places of the new one.");
        }
        String seventeen = fifteen.substring(0, 6) + "19" + fifteen.substring(6);
        return seventeen + check(seventeen);
    }

    /** Whose number it is, by its first places. */
    public Kind kind() {
        if (value.charAt(0) == '9') {
            return Kind.PERMANENT_RESIDENCE;
        }
        return value.charAt(0) == '8' ? Kind.RESIDENCE_PERMIT : Kind.CITIZEN;
    }

    public LocalDate birthDate() {
        return birthDate(value);
    }

    /** Male where the 17th place is odd, else female. */
    public Sex sex() {
        return (value.charAt(16) - '0') % 2 == 1 ? Sex.MALE : Sex.FEMALE;
    }

    /**
     * The division where the number was issued: a county as it was then, 81/82/83 for the residence permits; for a
     * permanent residence permit the province in the second and third place.
     */
    public RegionCode region() {
        return kind() == Kind.PERMANENT_RESIDENCE
                ? new RegionCode(value.substring(1, 3) + "0000")
                : new RegionCode(value.substring(0, 6));
    }

    /** The last four places: enough to recognise one's own number, too little to tell it to others. */
    public String tail() {
        return Mask.tail(value);
    }

    /** Never the number itself, so that it cannot slip into a log. */
    @Override
    public String toString() {
        return Mask.allButTail(value);
    }

    private static boolean wellFormed(String value) {
        return value.length() == LENGTH
                && Written.digits(value, 0, LENGTH - 1)
                && (Written.digits(value, LENGTH - 1, LENGTH) || value.charAt(LENGTH - 1) == 'X')
                && value.charAt(0) != '0';
    }

    private static LocalDate birthDate(String value) {
        try {
            return LocalDate.of(
                    Integer.parseInt(value.substring(6, 10)),
                    Integer.parseInt(value.substring(10, 12)),
                    Integer.parseInt(value.substring(12, 14)));
        } catch (DateTimeException impossible) {
            throw new Problem(
                    Problem.Kind.UNPROCESSABLE,
                    "kernel.resident-number-birth-date-impossible",
                    "Places 7 to 14 of a resident identity number are not a date.",
                    RULE,
                    "Read the number from the card again.");
        }
    }

    private static char check(String value) {
        int sum = 0;
        for (int i = 0; i < WEIGHTS.length; i++) {
            sum += (value.charAt(i) - '0') * WEIGHTS[i];
        }
        return CHECKS.charAt(sum % 11);
    }
}
