package org.tongmai.person.linkage;

import java.util.Arrays;
import java.util.List;

/**
 * The order of records by what is written in them, so that nothing depends on the order of the rows. Rows with the same content
 * in every compared column are interchangeable, and stand beside one another.
 */
final class CanonicalOrder {

    private CanonicalOrder() {}

    /** Which record stands in each place. */
    static int[] of(Table table, List<Column> columns) {
        long[] digests = new long[table.size()];
        for (Column each : columns) {
            int column = each.place();
            long[] values = table.values().get(column).stream()
                    .mapToLong(CanonicalOrder::digest)
                    .toArray();
            int[] codes = table.codes()[column];
            for (int i = 0; i < digests.length; i++) {
                digests[i] = Mix.of(digests[i] * 31 + values[codes[i]]);
            }
        }
        long[] sorted = digests.clone();
        Arrays.parallelSort(sorted);
        int[] filled = new int[sorted.length];
        int[] order = new int[sorted.length];
        for (int i = 0; i < digests.length; i++) {
            int first = first(sorted, digests[i]);
            order[first + filled[first]++] = i;
        }
        return order;
    }

    private static int first(long[] sorted, long digest) {
        int place = 0;
        int end = sorted.length;
        while (place < end) {
            int middle = (place + end) >>> 1;
            if (sorted[middle] < digest) {
                place = middle + 1;
            } else {
                end = middle;
            }
        }
        return place;
    }

    private static long digest(String text) {
        long digest = 0xcbf29ce484222325L;
        for (int i = 0; i < text.length(); i++) {
            digest = (digest ^ text.charAt(i)) * 0x100000001b3L;
        }
        return Mix.of(digest);
    }
}
