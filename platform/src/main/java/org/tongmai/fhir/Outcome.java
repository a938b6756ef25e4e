package org.tongmai.fhir;

import java.util.List;
import java.util.function.Supplier;
import org.tongmai.store.Receipt;

/**
 * What became of a submission that was taken.
 *
 * @param locations {@code Type/id/_history/version} of what was written or found, in the order of the entries
 * @param response the response resource as JSON: a Bundle for a Bundle, else the stored resource; empty where
 *     nobody wants to see it
 * @param replayed true where the same submission had been taken before; nothing was written now
 * @param noted true where what is kept of the submission was written in the commit that stored it
 * @param batch of a batch each entry, refused ones too; empty for everything else
 */
public record Outcome(
        int created,
        int updated,
        int unchanged,
        List<String> locations,
        byte[] response,
        boolean replayed,
        boolean noted,
        List<BatchEntry> batch) {

    /** Of what was refused. */
    static final Outcome NOTHING = new Outcome(0, 0, 0, List.of(), new byte[0], false, false, List.of());

    public Outcome {
        locations = List.copyOf(locations);
        batch = List.copyOf(batch);
    }

    /** The same with the entries of the batch that it was. */
    Outcome of(List<BatchEntry> entries) {
        return new Outcome(created, updated, unchanged, locations, response, replayed, noted, entries);
    }

    /**
     * The same with its response.
     *
     * @throws Unanswered where that cannot be made; what was stored is stored
     */
    Outcome answered(Supplier<byte[]> answer) {
        try {
            return new Outcome(created, updated, unchanged, locations, answer.get(), replayed, noted, batch);
        } catch (RuntimeException why) {
            throw new Unanswered(this, why);
        }
    }

    /** The same, of which something was kept in the commit that stored it. */
    Outcome withNote() {
        return new Outcome(created, updated, unchanged, locations, response, replayed, !replayed, batch);
    }

    /** Without a response. */
    static Outcome of(Receipt receipt) {
        return new Outcome(
                (int) receipt.count(Receipt.Result.CREATED),
                (int) (receipt.count(Receipt.Result.UPDATED) + receipt.count(Receipt.Result.DELETED)),
                (int) receipt.count(Receipt.Result.EXISTED),
                receipt.entries().stream()
                        .map(e -> e.type() + "/" + e.id() + "/_history/" + e.version())
                        .toList(),
                new byte[0],
                receipt.replayed(),
                false,
                List.of());
    }
}
