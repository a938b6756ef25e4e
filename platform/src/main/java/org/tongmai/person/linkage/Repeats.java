package org.tongmai.person.linkage;

import java.util.Arrays;
import java.util.List;

/**
 * Rows that say the very same again and again. Two of them stand for all, so that a row exported a thousand times neither costs a
 * thousand times nor makes its values look common; where those two are linked, so are the others. A row that says so little that
 * several people may well have it stays as often as it is there.
 */
final class Repeats {

    /** Odds of 20 to 1 that no two people of the table have the row. */
    private static final double PEOPLE_MOST = 0.05;

    private static final int STANDING = 2;

    private final List<Field> fields;
    private final int records;

    private Repeats(List<Field> fields) {
        this.fields = fields;
        this.records = fields.getFirst().codes().length;
    }

    /**
     * The places that are compared, rising: each that is left out says the same as the two before it that are not.
     *
     * @param fields of all records, equal rows beside one another
     */
    static int[] kept(List<Field> fields) {
        return new Repeats(fields).kept();
    }

    private int[] kept() {
        int[] firsts = firsts();
        if (firsts.length * (long) STANDING >= records && longest(firsts) <= STANDING) {
            return all();
        }
        double[][] shares = shares(firsts);
        int[] kept = new int[records];
        int size = 0;
        for (int run = 0; run < firsts.length; run++) {
            int end = end(firsts, run);
            boolean folded = end - firsts[run] > STANDING && people(firsts[run], shares) < PEOPLE_MOST;
            for (int place = firsts[run]; place < (folded ? firsts[run] + STANDING : end); place++) {
                kept[size++] = place;
            }
        }
        return Arrays.copyOf(kept, size);
    }

    private int[] all() {
        int[] all = new int[records];
        Arrays.setAll(all, place -> place);
        return all;
    }

    /** Where a row differs from the one before it. */
    private int[] firsts() {
        int[] firsts = new int[records];
        int size = 0;
        for (int place = 0; place < records; place++) {
            if (place == 0 || !same(place - 1, place)) {
                firsts[size++] = place;
            }
        }
        return Arrays.copyOf(firsts, size);
    }

    private boolean same(int one, int other) {
        for (Field field : fields) {
            if (field.codes()[one] != field.codes()[other]) {
                return false;
            }
        }
        return true;
    }

    private int longest(int[] firsts) {
        int longest = 0;
        for (int run = 0; run < firsts.length; run++) {
            longest = Math.max(longest, end(firsts, run) - firsts[run]);
        }
        return longest;
    }

    private int end(int[] firsts, int run) {
        return run + 1 < firsts.length ? firsts[run + 1] : records;
    }

    /** Of each value its share among different rows; of few rows, as common as values of its kind are at most. */
    private double[][] shares(int[] firsts) {
        double[][] shares = new double[fields.size()][];
        for (int f = 0; f < shares.length; f++) {
            Field field = fields.get(f);
            shares[f] = new double[field.texts().length];
            double told = 0;
            for (int place : firsts) {
                if (field.codes()[place] >= 0) {
                    shares[f][field.codes()[place]]++;
                    told++;
                }
            }
            for (int code = 0; code < shares[f].length; code++) {
                double share = shares[f][code] / told;
                shares[f][code] = firsts.length < Weights.FEW
                        ? Math.min(share, field.kind().usual())
                        : share;
            }
        }
        return shares;
    }

    /** How many people would have a row by chance if each row were of another one. */
    private double people(int place, double[][] shares) {
        double people = records;
        for (int f = 0; f < shares.length; f++) {
            int code = fields.get(f).codes()[place];
            people *= code < 0 ? 1 : shares[f][code];
        }
        return people;
    }
}
