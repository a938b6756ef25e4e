package org.tongmai.person.linkage;

/** How alike two texts are, by the measures of record linkage. */
final class Likeness {

    /** Winkler's weight of a common beginning, and how much of it counts. */
    private static final double PREFIX_WEIGHT = 0.1;

    private static final int PREFIX_MOST = 4;

    /** Longer texts are compared by their beginnings. */
    private static final int LENGTH_MOST = 64;

    private static final String SOUNDEX = "01230120022455012623010202";

    private Likeness() {}

    /**
     * Similarity by Jaro and Winkler, 0 to 1.
     *
     * @see <a href="https://files.eric.ed.gov/fulltext/ED325505.pdf">Winkler 1990</a>
     */
    static double jaroWinkler(String one, String other) {
        int first = Math.min(one.length(), LENGTH_MOST);
        int second = Math.min(other.length(), LENGTH_MOST);
        if (first == 0 || second == 0) {
            return first == second ? 1 : 0;
        }
        int window = Math.max(0, Math.max(first, second) / 2 - 1);
        long usedOne = 0;
        long usedOther = 0;
        int common = 0;
        for (int i = 0; i < first; i++) {
            char letter = one.charAt(i);
            int end = Math.min(second, i + window + 1);
            for (int j = Math.max(0, i - window); j < end; j++) {
                if ((usedOther >>> j & 1) == 0 && other.charAt(j) == letter) {
                    usedOne |= 1L << i;
                    usedOther |= 1L << j;
                    common++;
                    break;
                }
            }
        }
        if (common == 0) {
            return 0;
        }
        int outOfOrder = 0;
        long left = usedOther;
        for (long taken = usedOne; taken != 0; taken &= taken - 1) {
            int i = Long.numberOfTrailingZeros(taken);
            int j = Long.numberOfTrailingZeros(left);
            left &= left - 1;
            if (one.charAt(i) != other.charAt(j)) {
                outOfOrder++;
            }
        }
        double jaro = ((double) common / first + (double) common / second + (common - outOfOrder / 2.0) / common) / 3;
        int prefix = 0;
        while (prefix < Math.min(PREFIX_MOST, Math.min(first, second)) && one.charAt(prefix) == other.charAt(prefix)) {
            prefix++;
        }
        return jaro + prefix * PREFIX_WEIGHT * (1 - jaro);
    }

    /** Whether one character replaced, left out, added, or swapped with its neighbour turns one text into the other. */
    static boolean slip(String one, String other) {
        int shorter = Math.min(one.length(), other.length());
        int longer = Math.max(one.length(), other.length());
        if (longer - shorter > 1) {
            return false;
        }
        int start = 0;
        while (start < shorter && one.charAt(start) == other.charAt(start)) {
            start++;
        }
        int end = 0;
        while (end < shorter - start && one.charAt(one.length() - 1 - end) == other.charAt(other.length() - 1 - end)) {
            end++;
        }
        int left = one.length() - start - end;
        int right = other.length() - start - end;
        boolean swapped = left == 2
                && right == 2
                && one.charAt(start) == other.charAt(start + 1)
                && one.charAt(start + 1) == other.charAt(start);
        return (left <= 1 && right <= 1) || swapped;
    }

    /** Whether at most two edits turn one text into the other; a swap of neighbours counts as one (Damerau-Levenshtein). */
    static boolean twoSlips(String one, String other) {
        int first = one.length();
        int second = other.length();
        if (Math.abs(first - second) > 2 || first > LENGTH_MOST || second > LENGTH_MOST) {
            return false;
        }
        int[] before = new int[second + 1];
        int[] last = new int[second + 1];
        int[] row = new int[second + 1];
        for (int j = 0; j <= second; j++) {
            last[j] = j;
        }
        for (int i = 1; i <= first; i++) {
            row[0] = i;
            int least = i;
            for (int j = 1; j <= second; j++) {
                boolean same = one.charAt(i - 1) == other.charAt(j - 1);
                int edits = Math.min(Math.min(row[j - 1], last[j]) + 1, last[j - 1] + (same ? 0 : 1));
                if (i > 1
                        && j > 1
                        && one.charAt(i - 1) == other.charAt(j - 2)
                        && one.charAt(i - 2) == other.charAt(j - 1)) {
                    edits = Math.min(edits, before[j - 2] + 1);
                }
                row[j] = edits;
                least = Math.min(least, edits);
            }
            if (least > 2) {
                return false;
            }
            int[] free = before;
            before = last;
            last = row;
            row = free;
        }
        return last[second] <= 2;
    }

    /** Dice's coefficient over sorted pairs of neighbouring characters, each packed in one int, 0 to 1. */
    static double dice(int[] one, int[] other) {
        if (one.length == 0 || other.length == 0) {
            return 0;
        }
        int shared = 0;
        int i = 0;
        int j = 0;
        while (i < one.length && j < other.length) {
            if (one[i] == other[j]) {
                shared++;
                i++;
                j++;
            } else if (one[i] < other[j]) {
                i++;
            } else {
                j++;
            }
        }
        return 2.0 * shared / (one.length + other.length);
    }

    /** The pairs of neighbouring characters of a text, sorted. */
    static int[] neighbours(String text) {
        int[] pairs = new int[Math.max(0, text.length() - 1)];
        for (int i = 0; i < pairs.length; i++) {
            pairs[i] = text.charAt(i) << Character.SIZE | text.charAt(i + 1);
        }
        java.util.Arrays.sort(pairs);
        return pairs;
    }

    /** The sound of a word of Latin letters by Soundex, four places; the word itself in another script. */
    static String sound(String word) {
        var code = new StringBuilder(4);
        char before = '0';
        for (int i = 0; i < word.length() && code.length() < 4; i++) {
            char letter = word.charAt(i);
            if (letter < 'a' || letter > 'z') {
                if (Character.isLetter(letter)) {
                    return word;
                }
                continue;
            }
            char digit = SOUNDEX.charAt(letter - 'a');
            if (code.isEmpty()) {
                code.append(letter);
            } else if (digit != '0' && digit != before) {
                code.append(digit);
            }
            if (letter != 'h' && letter != 'w') {
                before = digit;
            }
        }
        return code.toString();
    }
}
