package org.tongmai.portal;

import java.time.Instant;
import org.tongmai.kernel.Problem;

/** Where an item stands in a timeline: the token by which the next page begins after it. */
record Place(Instant at, String reference) {

    static Place of(Chart.Item item) {
        return new Place(item.order(), item.reference());
    }

    /** @throws Problem {@code portal.page-unknown} */
    static Place parse(String text) {
        String[] parts = text.split("~", -1);
        try {
            if (parts.length == 2) {
                return new Place(Instant.ofEpochMilli(Long.parseLong(parts[0])), parts[1]);
            }
        } catch (NumberFormatException e) {
            // refused below
        }
        throw new Problem(
                Problem.Kind.INVALID,
                "portal.page-unknown",
                "The page cannot be found.",
                "'before' is what the page before gave as 'next'.",
                "Begin at the first page.");
    }

    String text() {
        return at.toEpochMilli() + "~" + reference;
    }

    /** Whether this comes later on the pages, which is earlier in time. */
    boolean after(Place other) {
        int order = Instant.ofEpochMilli(at.toEpochMilli()).compareTo(other.at());
        return order < 0 || (order == 0 && reference.compareTo(other.reference()) > 0);
    }
}
