package org.tongmai.person.linkage;

import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * What each finding says, in bits: {@code log2(m/u)} of Fellegi and Sunter; for the same value, u is how often that value
 * occurs, so that a rare name says more than a common one.
 *
 * @see <a href="https://doi.org/10.1080/01621459.1969.10501049">Fellegi and Sunter 1969</a>
 */
final class Weights {

    /** A rule's word, not evidence: no sum of other fields outweighs it. */
    static final double FORBIDDEN = -1000;

    private static final int SAME = Finding.SAME.ordinal();
    private static final int DIFFERENT = Finding.DIFFERENT.ordinal();

    /** Fewer records do not tell how common a value is among people. */
    static final int FEW = 200;

    private final Together together;
    private final double prior;
    private final double[][] of;
    private final double[] nearMost;
    private final float[][] same;
    private final int[] tellingFirst;

    /**
     * @param kin how many other records of the same person a record has on average
     * @param m of each field, chance of each finding between two records of one person
     * @param u the same between two records of two persons
     */
    Weights(List<Field> fields, double kin, double[][] m, double[][] u, Together together) {
        this.together = together;
        int records = fields.getFirst().codes().length;
        prior = log2(kin / Math.max(1, records - 1));
        of = new double[fields.size()][Finding.WEIGHED];
        nearMost = new double[fields.size()];
        same = new float[fields.size()][];
        for (int f = 0; f < of.length; f++) {
            Field field = fields.get(f);
            nearMost[f] = Double.NEGATIVE_INFINITY;
            for (int found = 0; found < Finding.WEIGHED; found++) {
                of[f][found] = log2(m[f][found] / u[f][found]);
                if (found == DIFFERENT && field.forbids()) {
                    of[f][found] = FORBIDDEN;
                }
                if (found != SAME) {
                    nearMost[f] = Math.max(nearMost[f], of[f][found]);
                }
            }
            nearMost[f] = Math.max(nearMost[f], 0);
            same[f] = same(field, records, kin * m[f][SAME], m[f][SAME], u[f][SAME]);
            if (field.han() && field.kind() == Kind.ADDRESS) {
                // the same but for a county left out on one side
                for (float bits : same[f]) {
                    nearMost[f] = Math.max(nearMost[f], bits);
                }
            }
        }
        tellingFirst = IntStream.range(0, of.length)
                .boxed()
                .sorted(Comparator.comparingDouble(f -> -nearMost[f]))
                .mapToInt(f -> f)
                .toArray();
    }

    /** The fields from the one whose findings can say most. */
    int[] tellingFirst() {
        return tellingFirst;
    }

    Together together() {
        return together;
    }

    double prior() {
        return prior;
    }

    double of(int field, int finding) {
        return of[field][finding];
    }

    double same(int field, int code) {
        return same[field][code];
    }

    double nearMost(int field) {
        return nearMost[field];
    }

    /**
     * The share of other people's records that have a value is its share of all, without the record itself and those expected of
     * the same person; where none is left, half a record or the average, whichever is less.
     */
    private static float[] same(Field field, int records, double kin, double m, double u) {
        float[] bits = new float[field.counts().length];
        double told = 0;
        for (int count : field.counts()) {
            told += count;
        }
        double least = Math.min(0.5 / told, u);
        if (records < FEW) {
            least = Math.min(least, field.kind().usual());
        }
        for (int code = 0; code < bits.length; code++) {
            double others = (field.counts()[code] - 1 - kin * told / records) / told;
            bits[code] = (float) log2(m / Math.max(others, least));
        }
        return bits;
    }

    static double log2(double number) {
        return Math.log(number) / Math.log(2);
    }
}
