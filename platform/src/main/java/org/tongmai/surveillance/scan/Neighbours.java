package org.tongmai.surveillance.scan;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.tongmai.kernel.Problem;
import org.tongmai.kernel.Problem.Kind;

/**
 * Of each place the nearest ones, itself first, as long as all up to there have no more than the allowed part of the population. Each
 * beginning of such a list is a zone. Places at the same distance enter one by one, in the order in which they were given, as in the R
 * package SpatialEpi.
 */
final class Neighbours {

    /** Two gigabytes of lists. */
    private static final long ENTRIES_MOST = 500_000_000L;

    /** The lowest bits of a distance make room for the number of the place while sorting. */
    private static final int PLACE_BITS = 16;

    private final int[][] lists;

    private Neighbours(int[][] lists) {
        this.lists = lists;
    }

    static Neighbours of(Places places, double[] weights, double maxFraction) {
        double all = Arrays.stream(weights).sum();
        int[][] lists = new int[places.size()][];
        long entries = 0;
        // in parts, so that what does not fit is noticed before memory runs out
        int part = 512;
        for (int from = 0; from < lists.length; from += part) {
            int to = Math.min(lists.length, from + part);
            IntStream.range(from, to).parallel().forEach(i -> lists[i] = list(places, weights, all, maxFraction, i));
            for (int i = from; i < to; i++) {
                entries += lists[i].length;
            }
            if (entries > ENTRIES_MOST) {
                throw new Problem(
                        Kind.TOO_LARGE,
                        "surveillance.zones-number",
                        "These places have more than " + ENTRIES_MOST + " zones.",
                        "Each place with its nearest ones is looked at, up to the allowed part of the population.",
                        "Allow a smaller part of the population in a cluster.");
            }
        }
        return new Neighbours(lists);
    }

    int[] list(int centre) {
        return lists[centre];
    }

    private static int[] list(Places places, double[] weights, double all, double maxFraction, int centre) {
        int[] order = order(places, centre);
        double sum = 0;
        int size = 0;
        while (size < order.length) {
            sum += weights[order[size]];
            if (!(sum / all <= maxFraction)) {
                break;
            }
            size++;
        }
        return Arrays.copyOf(order, size);
    }

    /** By distance, then by number: sorted by most of the bits first, then put right where those are the same. */
    private static int[] order(Places places, int centre) {
        int size = places.size();
        double[] distances = new double[size];
        long[] keys = new long[size];
        for (int i = 0; i < size; i++) {
            distances[i] = places.distance(i, centre);
            keys[i] = (Double.doubleToRawLongBits(distances[i]) >>> PLACE_BITS << PLACE_BITS) | i;
        }
        Arrays.sort(keys);
        int[] order = new int[size];
        for (int k = 0; k < size; k++) {
            int place = (int) (keys[k] & ((1 << PLACE_BITS) - 1));
            int at = k;
            while (at > 0
                    && keys[at - 1] >>> PLACE_BITS == keys[k] >>> PLACE_BITS
                    && distances[order[at - 1]] > distances[place]) {
                order[at] = order[at - 1];
                at--;
            }
            order[at] = place;
        }
        return order;
    }
}
