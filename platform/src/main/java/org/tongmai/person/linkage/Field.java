package org.tongmai.person.linkage;

/**
 * A column made ready: values in the form in which they are compared, and the keys by which records meet.
 *
 * @param column the header of the column that it comes from, two of them joined with {@code +}
 * @param han whether it holds Chinese characters, compared by the person index
 * @param codes of each record in its place, which value it has; -1 for none
 * @param texts the values
 * @param counts how many records have each value
 * @param same what two records with the same value are found to be: the same, but for values that say nothing
 * @param atoms keys of each value, 0 for none; the first stands for the whole value, the others are coarser
 * @param concentration chance that two records drawn at random have the same value
 */
record Field(
        String column,
        Kind kind,
        boolean han,
        int[] codes,
        String[] texts,
        int[] counts,
        byte[] same,
        Comparer comparer,
        int[][] atoms,
        double concentration) {

    /** Whether a clear difference forbids a link whatever else agrees: the rules of the person index. */
    boolean forbids() {
        return kind == Kind.RESIDENT_NUMBER || (han && kind == Kind.FULL_NAME);
    }

    /** The field of some of the records. */
    Field at(int[] places) {
        int[] some = new int[places.length];
        int[] count = new int[counts.length];
        for (int i = 0; i < some.length; i++) {
            some[i] = codes[places[i]];
            if (some[i] >= 0) {
                count[some[i]]++;
            }
        }
        return new Field(column, kind, han, some, texts, count, same, comparer, atoms, concentration(count));
    }

    /** What the field finds for two records. */
    int find(int one, int other) {
        int first = codes[one];
        int second = codes[other];
        if (first < 0 || second < 0) {
            return Finding.MISSING.ordinal();
        }
        return first == second ? same[first] : comparer.compare(first, second);
    }

    /** Chance that two records drawn at random have the same value. */
    static double concentration(int[] counts) {
        double sum = 0;
        double told = 0;
        for (int count : counts) {
            sum += (double) count * (count - 1);
            told += count;
        }
        return told < 2 ? 1 : sum / (told * (told - 1));
    }
}
