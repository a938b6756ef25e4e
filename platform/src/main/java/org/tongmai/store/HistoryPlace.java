package org.tongmai.store;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.tongmai.kernel.Problem;

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

    String token() {
        String text = moment + " " + tx + " " + compartment + " " + left + " " + total;
        return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(StandardCharsets.US_ASCII));
    }

    static HistoryPlace of(String token) {
        try {
            String[] parts = new String(
                            Base64.getUrlDecoder().decode(token.getBytes(StandardCharsets.US_ASCII)),
                            StandardCharsets.US_ASCII)
                    .split(" ", -1);
            Long.parseUnsignedLong(parts[1]);
            if (!parts[0].matches("\\d+:\\d+:[\\d,]*")) {
                throw new IllegalArgumentException("no snapshot");
            }
            return new HistoryPlace(
                    parts[0], parts[1], Long.parseLong(parts[2]), Integer.parseInt(parts[3]), Long.parseLong(parts[4]));
        } catch (RuntimeException e) {
            throw new Problem(
                    Problem.Kind.INVALID,
                    "store.page-unknown",
                    "The page token cannot be read.",
                    "It is made by the server and must come back unchanged.",
                    "Begin anew.");
        }
    }
}
