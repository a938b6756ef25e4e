package org.tongmai.person.match;

import java.time.LocalDate;
import java.util.Set;

/** Values that stand for "not known" and would link everybody whom nobody asked. */
final class Placeholders {

    private static final Set<String> PHONES = Set.of(
            "13800138000",
            "13800000000",
            "13900000000",
            "13000000000",
            "13888888888",
            "12345678901",
            "13912345678",
            "13812345678",
            "18888888888",
            "15888888888",
            "10000000000",
            "11111111111");
    private static final Set<LocalDate> DATES = Set.of(
            LocalDate.of(1900, 1, 1), LocalDate.of(1899, 12, 30), LocalDate.of(1800, 1, 1), LocalDate.of(1, 1, 1));
    private static final int RUN = 7;

    private Placeholders() {}

    static boolean phone(String digits) {
        return PHONES.contains(digits) || run(digits, 0) >= RUN || run(digits, 1) >= RUN + 1;
    }

    static boolean number(String number) {
        return run(number, 0) >= RUN + 1 || run(number, 1) >= RUN + 2 || number.startsWith("00");
    }

    static boolean birthDate(LocalDate date) {
        return DATES.contains(date);
    }

    /** Length of the longest run in which each character is {@code step} above the one before. */
    private static int run(String text, int step) {
        int longest = 0;
        int length = 1;
        for (int i = 1; i < text.length(); i++) {
            length = text.charAt(i) - text.charAt(i - 1) == step ? length + 1 : 1;
            longest = Math.max(longest, length);
        }
        return longest;
    }
}
