package org.tongmai.kernel;

import java.util.Locale;

/** Brings a number as people type it into the one form in which it is checked. */
final class Written {

    private static final char FULL_WIDTH_FIRST = '\uFF01';
    private static final char FULL_WIDTH_LAST = '\uFF5E';
    private static final int FULL_WIDTH_SHIFT = 0xFEE0;

    private Written() {}

    /** Upper case, full-width forms narrowed, blanks and the separators {@code - _ .} and the middle dot dropped. */
    static String compact(String text) {
        var compact = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c >= FULL_WIDTH_FIRST && c <= FULL_WIDTH_LAST) {
                c = (char) (c - FULL_WIDTH_SHIFT);
            }
            boolean separator = c == '-' || c == '_' || c == '.' || c == '\u00B7';
            if (!separator && !Character.isWhitespace(c) && c != '\u3000' && c != '\u00A0' && c != '\uFEFF') {
                compact.append(c);
            }
        }
        return compact.toString().toUpperCase(Locale.ROOT);
    }

    /** Whether every character from {@code from} (inclusive) to {@code to} (exclusive) is an ASCII digit. */
    static boolean digits(String text, int from, int to) {
        for (int i = from; i < to; i++) {
            if (text.charAt(i) < '0' || text.charAt(i) > '9') {
                return false;
            }
        }
        return true;
    }
}
