package org.tongmai.store;

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

    String token(Seal seal) {
        return seal.close(Seal.Kind.HISTORY, moment + " " + tx + " " + compartment + " " + left + " " + total);
    }

    /** @throws org.tongmai.kernel.Problem {@code store.page-unknown}, {@code store.page-expired} */
    static HistoryPlace of(Seal seal, String token) {
        String[] parts = seal.open(Seal.Kind.HISTORY, token).split(" ", -1);
        try {
            return new HistoryPlace(
                    parts[0], parts[1], Long.parseLong(parts[2]), Integer.parseInt(parts[3]), Long.parseLong(parts[4]));
        } catch (NumberFormatException | ArrayIndexOutOfBoundsException ofAnotherVersion) {
            throw Seal.unknown();
        }
    }
}
