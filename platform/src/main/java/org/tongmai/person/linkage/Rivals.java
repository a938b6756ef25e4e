package org.tongmai.person.linkage;

import java.util.Arrays;

/**
 * Who stands nearly as near to a record as another one does, though the three cannot be one person: where a short name fits two
 * long ones alike, the order of the rows would decide.
 */
final class Rivals {

    private final Pairs pairs;
    private final Comparisons comparisons;
    private final Weights weights;
    /** Of each record where its pairs begin, and after the last one where they end. */
    private final int[] first;

    private final int[] places;

    /** @param least what a pair weighs at least that would be linked; lighter ones are no rivals */
    Rivals(int records, Pairs pairs, Comparisons comparisons, Weights weights, double least) {
        this.pairs = pairs;
        this.comparisons = comparisons;
        this.weights = weights;
        first = new int[records + 1];
        for (int place = 0; place < pairs.size(); place++) {
            if (pairs.weight(place) >= least) {
                first[pairs.one(place) + 1]++;
                first[pairs.other(place) + 1]++;
            }
        }
        for (int record = 0; record < records; record++) {
            first[record + 1] += first[record];
        }
        places = new int[first[records]];
        int[] filled = Arrays.copyOf(first, records);
        for (int place = 0; place < pairs.size(); place++) {
            if (pairs.weight(place) >= least) {
                places[filled[pairs.one(place)]++] = place;
                places[filled[pairs.other(place)]++] = place;
            }
        }
    }

    /** Who is in one cluster. */
    interface Clusters {
        int of(int record);
    }

    /** Whether a record of a pair could as well be linked with a third one, which linking the pair would shut out. */
    boolean contest(int place, int record, Clusters clusters) {
        int with = pairs.one(place) == record ? pairs.other(place) : pairs.one(place);
        int mine = clusters.of(record);
        int theirs = clusters.of(with);
        for (int i = first[record]; i < first[record + 1]; i++) {
            int contender = places[i];
            if (contender == place
                    || Math.abs(pairs.weight(contender) - pairs.weight(place)) >= LinkageModel.RIVAL_LEAST) {
                continue;
            }
            int third = pairs.one(contender) == record ? pairs.other(contender) : pairs.one(contender);
            int cluster = clusters.of(third);
            if (cluster != mine && cluster != theirs && shutOut(with, third, pairs.weight(contender))) {
                return true;
            }
        }
        return false;
    }

    /** Whether the third would be kept out of the cluster of the two: the rule of {@link Clustering}. */
    private boolean shutOut(int with, int third, double bits) {
        double against = comparisons.score(with, third, weights, Double.NEGATIVE_INFINITY);
        return against < Weights.FORBIDDEN / 2 || against + bits < 2 * Clustering.MEAN_LEAST;
    }
}
