package org.tongmai.person.linkage;

import java.util.Arrays;
import java.util.BitSet;

/**
 * Which records are one person: pairs join from the heaviest to the lightest, and a join is left out where the records that it
 * would bring together speak against one another on the whole, so that one wrong link does not chain two persons; or where a
 * record stands as near to another one whom the join would shut out ({@link Rivals}).
 */
final class Clustering {

    /** Of each side as many records are asked; more would not change the mean. */
    private static final int ASKED_MOST = 20;

    /**
     * Odds of 1 to 32 on the mean of all pairs between two sides, in bits: records of one person may say little of one another
     * where both lack fields; two persons speak against one another more clearly than that.
     */
    static final double MEAN_LEAST = -5;

    private static final int DIFFERENT = Finding.DIFFERENT.ordinal();

    private final Comparisons comparisons;
    private final Weights weights;
    private final int[] parent;
    private final int[] next;
    private final int[] size;
    /** Pairs that would be linked, were there no rival; and the records that have one. */
    private final BitSet contested = new BitSet();

    private final BitSet undecided = new BitSet();

    Clustering(int records, Comparisons comparisons, Weights weights) {
        this.comparisons = comparisons;
        this.weights = weights;
        parent = new int[records];
        next = new int[records];
        size = new int[records];
        for (int i = 0; i < records; i++) {
            parent[i] = i;
            next[i] = i;
            size[i] = 1;
        }
    }

    /** The cluster of each record: the place of its first record. */
    int[] of(Pairs pairs, double least) {
        var rivals = new Rivals(parent.length, pairs, comparisons, weights, least);
        for (int place : pairs.heaviestFirst()) {
            if (pairs.weight(place) < least) {
                break;
            }
            int one = root(pairs.one(place));
            int other = root(pairs.other(place));
            if (one != other && !contested(place, pairs, rivals)) {
                join(one, other);
            }
        }
        contested.stream()
                .filter(place -> root(pairs.one(place)) == root(pairs.other(place)))
                .forEach(place -> {
                    undecided.clear(pairs.one(place));
                    undecided.clear(pairs.other(place));
                });
        int[] clusters = new int[parent.length];
        for (int i = 0; i < clusters.length; i++) {
            clusters[i] = root(i);
        }
        return clusters;
    }

    /** By its place, whether a pair would be linked, were there no rival. */
    boolean ambiguous(int place, Pairs pairs) {
        return contested.get(place) && (undecided.get(pairs.one(place)) || undecided.get(pairs.other(place)));
    }

    /** Whether a record could be linked with either of two, and is with neither. */
    boolean undecided(int record) {
        return undecided.get(record);
    }

    private boolean contested(int place, Pairs pairs, Rivals rivals) {
        boolean found = false;
        for (int record : new int[] {pairs.one(place), pairs.other(place)}) {
            if (rivals.contest(place, record, this::root)) {
                undecided.set(record);
                found = true;
            }
        }
        contested.set(place, found);
        return found;
    }

    private void join(int one, int other) {
        if (size[one] + size[other] > 2 && !agree(one, other)) {
            return;
        }
        int first = Math.min(one, other);
        int second = Math.max(one, other);
        parent[second] = first;
        size[first] += size[second];
        int swap = next[first];
        next[first] = next[second];
        next[second] = swap;
    }

    private boolean agree(int one, int other) {
        if (Math.max(size[one], size[other]) > ASKED_MOST && forbidden(one, other)) {
            return false;
        }
        int[] left = members(one);
        int[] right = members(other);
        double sum = 0;
        for (int mine : left) {
            for (int theirs : right) {
                double bits = comparisons.score(mine, theirs, weights, Double.NEGATIVE_INFINITY);
                if (bits < Weights.FORBIDDEN / 2) {
                    return false;
                }
                sum += bits;
            }
        }
        return sum >= MEAN_LEAST * left.length * right.length;
    }

    /** Whether a rule keeps any two of all records of both sides apart. */
    private boolean forbidden(int one, int other) {
        for (Field field : comparisons.fields()) {
            if (!field.forbids()) {
                continue;
            }
            int[] right = codes(other, field);
            for (int mine : codes(one, field)) {
                for (int theirs : right) {
                    if (mine != theirs && field.comparer().compare(mine, theirs) == DIFFERENT) {
                        return true;
                    }
                }
            }
        }
        return false;
    }

    /** The distinct values that the records of a cluster have. */
    private int[] codes(int root, Field field) {
        var codes = new BitSet();
        int each = root;
        for (int i = 0; i < size[root]; i++) {
            if (field.codes()[each] >= 0) {
                codes.set(field.codes()[each]);
            }
            each = next[each];
        }
        return codes.stream().toArray();
    }

    private int[] members(int root) {
        int[] members = new int[Math.min(ASKED_MOST, size[root])];
        int[] all = new int[size[root]];
        int each = root;
        for (int i = 0; i < all.length; i++) {
            all[i] = each;
            each = next[each];
        }
        if (all.length <= members.length) {
            return all;
        }
        Arrays.sort(all);
        for (int i = 0; i < members.length; i++) {
            members[i] = all[(int) ((long) i * all.length / members.length)];
        }
        return members;
    }

    private int root(int record) {
        int root = record;
        while (parent[root] != root) {
            parent[root] = parent[parent[root]];
            root = parent[root];
        }
        return root;
    }
}
