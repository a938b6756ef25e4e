package org.tongmai.store;

import java.time.Instant;

/**
 * Where a page of a history ends.
 *
 * @param moment the PostgreSQL snapshot of the first page
 * @param tx the feed row the page ends in
 * @param compartment the same
 * @param left how many changes of that row are still to come; for one resource the version it ends with
 * @param total as the first page told it
 */
record HistoryPlace(String moment, String tx, long compartment, int left, long total) {

    HistoryPlace total(long known) {
        return new HistoryPlace(moment, tx, compartment, left, known);
    }

    /** @param first when the first page was made */
    String token(Seal seal, Instant first) {
        return seal.close(Seal.Kind.HISTORY, moment + " " + tx + " " + compartment + " " + left + " " + total, first);
    }

    /** @throws org.tongmai.kernel.Problem {@code store.page-unknown} */
    static HistoryPlace of(Seal.Opened opened) {
        String[] parts = opened.content().split(" ", -1);
        try {
            return new HistoryPlace(
                    parts[0], parts[1], Long.parseLong(parts[2]), Integer.parseInt(parts[3]), Long.parseLong(parts[4]));
        } catch (NumberFormatException | ArrayIndexOutOfBoundsException ofAnotherVersion) {
            throw Seal.unknown();
        }
    }
}
