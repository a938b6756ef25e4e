package org.tongmai.person.linkage;

import java.util.BitSet;
import java.util.stream.Collectors;

/** Rows of a table as people are pointed to them: the first few by their numbers, counted from 1 without the header. */
public final class Rows {

    private static final int SHOWN = 3;

    private Rows() {}

    /** @param rows counted from 0, at least one */
    public static String first(BitSet rows) {
        String numbers = rows.stream()
                .limit(SHOWN)
                .mapToObj(row -> String.valueOf(row + 1))
                .collect(Collectors.joining(", "));
        int all = rows.cardinality();
        return (all == 1 ? "row " : "rows ") + numbers + (all > SHOWN ? ", …" : "");
    }
}
