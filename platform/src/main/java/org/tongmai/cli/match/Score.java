package org.tongmai.cli.match;

import java.util.Arrays;

/**
 * How well clusters agree with the truth, counted in pairs of records.
 *
 * @param right pairs in one cluster that are of one person
 * @param wrong pairs in one cluster that are not
 * @param missed pairs of one person in two clusters
 */
public record Score(long right, long wrong, long missed) {

    /** @param truth of each record, which person it is of; below 0 for a person of its own */
    public static Score of(int[] clusters, int[] truth) {
        long linked = pairs(Arrays.stream(clusters).asLongStream().toArray());
        long[] persons = new long[truth.length];
        long[] both = new long[truth.length];
        for (int i = 0; i < truth.length; i++) {
            long person = truth[i] < 0 ? Integer.MAX_VALUE + 1L + i : truth[i];
            persons[i] = person;
            both[i] = person * (truth.length + 1L) + clusters[i];
        }
        long right = pairs(both);
        return new Score(right, linked - right, pairs(persons) - right);
    }

    /** 1 where nothing is linked. */
    public double precision() {
        return right + wrong == 0 ? 1 : (double) right / (right + wrong);
    }

    /** 1 where there is nothing to link. */
    public double recall() {
        return right + missed == 0 ? 1 : (double) right / (right + missed);
    }

    /** Harmonic mean of precision and recall. */
    public double f1() {
        return right == 0 ? wrong + missed == 0 ? 1 : 0 : 2.0 * right / (2.0 * right + wrong + missed);
    }

    private static long pairs(long[] groups) {
        long[] sorted = groups.clone();
        Arrays.sort(sorted);
        long pairs = 0;
        for (int from = 0, to; from < sorted.length; from = to) {
            to = from + 1;
            while (to < sorted.length && sorted[to] == sorted[from]) {
                to++;
            }
            pairs += (long) (to - from) * (to - from - 1) / 2;
        }
        return pairs;
    }
}
