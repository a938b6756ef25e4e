package org.tongmai.person.linkage;

import java.util.List;

/**
 * Compares whole records, field by field. Where given name and surname stand in each other's place, the given name is found
 * swapped and the surname counts as missing: it is one error, and is weighed once.
 */
final class Comparisons {

    static final int BITS = 3;
    static final int MASK = 7;
    /** Three bits each in one long. */
    static final int FIELDS_MOST = 21;

    private static final int SAME = Finding.SAME.ordinal();
    private static final int MISSING = Finding.MISSING.ordinal();
    private static final int SWAPPED = Finding.SWAPPED.ordinal();
    private static final double SWAP_LIKENESS = 0.88;

    private final Field[] fields;
    /** Record by record, for they are read together. */
    private final int[] codes;

    private final int given;
    private final int surname;
    private final String[] givenBare;
    private final String[] surnameBare;

    Comparisons(List<Field> all) {
        fields = all.toArray(Field[]::new);
        int records = fields[0].codes().length;
        codes = new int[records * fields.length];
        for (int f = 0; f < fields.length; f++) {
            for (int i = 0; i < records; i++) {
                codes[i * fields.length + f] = fields[f].codes()[i];
            }
        }
        given = only(Kind.GIVEN_NAME);
        surname = only(Kind.SURNAME);
        givenBare = given < 0 ? new String[0] : bare(fields[given].texts());
        surnameBare = surname < 0 ? new String[0] : bare(fields[surname].texts());
    }

    List<Field> fields() {
        return List.of(fields);
    }

    /** The findings of all fields, {@value #BITS} bits each, the first field lowest. */
    long pattern(int one, int other) {
        long pattern = 0;
        for (int f = fields.length - 1; f >= 0; f--) {
            pattern = pattern << BITS | fields[f].find(one, other);
        }
        if (swappable(pattern) && swapped(one, other)) {
            pattern &= ~((long) MASK << BITS * given | (long) MASK << BITS * surname);
            pattern |= (long) SWAPPED << BITS * given | (long) MISSING << BITS * surname;
        }
        return pattern;
    }

    static int finding(long pattern, int field) {
        return (int) (pattern >>> BITS * field) & MASK;
    }

    /**
     * The evidence for one person, prior included, in bits.
     *
     * @param least negative infinity stands for anything below it
     */
    double score(int one, int other, Weights weights, double least) {
        int width = fields.length;
        int first = one * width;
        int second = other * width;
        double total = weights.prior();
        double rest = 0;
        int open = 0;
        long pattern = -1L;
        for (int f = 0; f < width; f++) {
            int a = codes[first + f];
            int b = codes[second + f];
            if (a == b && a >= 0 && fields[f].same()[a] == SAME) {
                total += weights.same(f, a);
                pattern &= ~((long) MASK << BITS * f);
            } else if (a >= 0 && b >= 0) {
                open |= 1 << f;
                rest += weights.nearMost(f);
            }
        }
        if (total + rest < least) {
            return Double.NEGATIVE_INFINITY;
        }
        if (given >= 0
                && surname >= 0
                && (open >>> given & 1) == 1
                && (open >>> surname & 1) == 1
                && swapped(one, other)) {
            rest -= weights.nearMost(given) + weights.nearMost(surname);
            total += weights.of(given, SWAPPED);
            pattern &= ~((long) (MASK ^ SWAPPED) << BITS * given);
            open &= ~(1 << given | 1 << surname);
        }
        for (int f : weights.tellingFirst()) {
            if ((open >>> f & 1) == 0) {
                continue;
            }
            rest -= weights.nearMost(f);
            int a = codes[first + f];
            int b = codes[second + f];
            int found = a == b ? fields[f].same()[a] : fields[f].comparer().compare(a, b);
            total += found == SAME
                    ? Math.min(weights.same(f, a), weights.same(f, b))
                    : found == MISSING ? 0 : weights.of(f, found);
            pattern &= ~((long) (MASK ^ found) << BITS * f);
            if (total + rest < least) {
                return Double.NEGATIVE_INFINITY;
            }
        }
        return total + weights.together().bits(pattern);
    }

    /** What the same value says more, or less, than an average one, for all fields of a pair found the same. */
    double sameBits(int one, int other, long pattern, Weights weights) {
        double bits = 0;
        for (int f = 0; f < fields.length; f++) {
            if (finding(pattern, f) == SAME) {
                bits += Math.min(
                        weights.same(f, codes[one * fields.length + f]),
                        weights.same(f, codes[other * fields.length + f]));
            }
        }
        return bits;
    }

    /** What one field says of a pair, in bits. */
    double bits(int field, int one, int other, int found, Weights weights) {
        if (found == SAME) {
            return Math.min(
                    weights.same(field, codes[one * fields.length + field]),
                    weights.same(field, codes[other * fields.length + field]));
        }
        return found == MISSING ? 0 : weights.of(field, found);
    }

    private boolean swappable(long pattern) {
        if (given < 0 || surname < 0) {
            return false;
        }
        int name = finding(pattern, given);
        int family = finding(pattern, surname);
        return name != SAME && family != SAME && name != MISSING && family != MISSING;
    }

    private boolean swapped(int one, int other) {
        String oneGiven = givenBare[codes[one * fields.length + given]];
        String oneSurname = surnameBare[codes[one * fields.length + surname]];
        String otherGiven = givenBare[codes[other * fields.length + given]];
        String otherSurname = surnameBare[codes[other * fields.length + surname]];
        boolean first = oneGiven.equals(otherSurname);
        boolean second = oneSurname.equals(otherGiven);
        return first
                ? second || Likeness.jaroWinkler(oneSurname, otherGiven) >= SWAP_LIKENESS
                : second && Likeness.jaroWinkler(oneGiven, otherSurname) >= SWAP_LIKENESS;
    }

    private int only(Kind kind) {
        int found = -1;
        for (int f = 0; f < fields.length; f++) {
            if (fields[f].kind() == kind) {
                found = found < 0 ? f : found;
            }
        }
        return found;
    }

    private static String[] bare(String[] texts) {
        String[] bare = new String[texts.length];
        for (int i = 0; i < bare.length; i++) {
            bare[i] = texts[i].replace(" ", "");
        }
        return bare;
    }
}
