package org.tongmai.simulator;

import java.time.LocalDate;
import java.time.format.DateTimeFormatter;

/**
 * Citizen identity numbers (GB 11643-1999): 6 digits division, 8 digits birth date, 3 digits sequence (odd: male), 1 check.
 *
 * <p>The simulator uses the sequences {@value #FIRST_RESERVED} to 999 only. They were set apart for people of a hundred years
 * and over and are not given to anyone younger, so that a simulated number is no living person's.
 */
final class IdNumber {

    /** 996 and 998 for women, 997 and 999 for men. */
    static final int FIRST_RESERVED = 996;

    private static final int[] WEIGHTS = {7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2};
    private static final String CHECKS = "10X98765432";

    private IdNumber() {}

    /** @param choice 0 or 1: which of the two reserved sequences of the sex */
    static String of(String division, LocalDate birth, Sex sex, int choice) {
        int sequence = FIRST_RESERVED + 2 * choice + (sex == Sex.MALE ? 1 : 0);
        String body = division + birth.format(DateTimeFormatter.BASIC_ISO_DATE) + sequence;
        return body + check(body);
    }

    /** The check digit (clause 5.3: ISO 7064, MOD 11-2) of 17 digits. */
    static char check(String body) {
        int sum = 0;
        for (int i = 0; i < WEIGHTS.length; i++) {
            sum += WEIGHTS[i] * (body.charAt(i) - '0');
        }
        return CHECKS.charAt(sum % 11);
    }

    /** Whether it has 18 places and its check digit is right. */
    static boolean valid(String number) {
        return number.matches("[0-9]{17}[0-9X]") && check(number) == number.charAt(17);
    }

    /** The form in use before October 1999: two digits of the year, no check digit. */
    static String fifteen(String number) {
        return number.substring(0, 6) + number.substring(8, 17);
    }
}
