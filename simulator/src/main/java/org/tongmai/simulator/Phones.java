package org.tongmai.simulator;

import java.util.List;

/** Mobile numbers in segments that have not been opened to subscribers, so that a number is nobody's. */
final class Phones {

    /** Segments of the numbering plan (工信部) that no carrier has been given as of 2025. */
    static final List<String> SEGMENTS = List.of("160", "161", "163", "164", "168", "169");

    private static final int BEHIND_SEGMENT = 100_000_000;

    private Phones() {}

    static String draw(Dice dice) {
        return dice.pick(SEGMENTS)
                + String.valueOf(BEHIND_SEGMENT + dice.below(BEHIND_SEGMENT)).substring(1);
    }
}
