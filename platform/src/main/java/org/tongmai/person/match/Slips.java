package org.tongmai.person.match;

/** Slips of the pen: one character replaced, left out, added, or swapped with its neighbour. */
final class Slips {

    private Slips() {}

    /** Whether one slip turns one text into the other; false for the same text. */
    static boolean one(String first, String second) {
        if (first.length() > second.length()) {
            return one(second, first);
        }
        int start = 0;
        while (start < first.length() && first.charAt(start) == second.charAt(start)) {
            start++;
        }
        int end = 0;
        while (end < first.length() - start
                && first.charAt(first.length() - 1 - end) == second.charAt(second.length() - 1 - end)) {
            end++;
        }
        int left = first.length() - start - end;
        int right = second.length() - start - end;
        boolean swapped = left == 2
                && right == 2
                && first.charAt(start) == second.charAt(start + 1)
                && first.charAt(start + 1) == second.charAt(start);
        return right == 1 || swapped;
    }
}
