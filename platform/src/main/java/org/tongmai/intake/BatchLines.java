package org.tongmai.intake;

import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.tongmai.fhir.BatchEntry;
import org.tongmai.kernel.Problem;
import org.tongmai.kernel.Problem.Kind;

/** Journals the refused entries of a batch: each is a message of its own, to be mended and run again by itself. */
final class BatchLines {

    private BatchLines() {}

    static List<Line> refused(Instant at, @Nullable String institution, String account, List<BatchEntry> batch) {
        return batch.stream()
                .filter(entry -> entry.refused() != null)
                .map(entry -> new Line(
                        arrival(at, institution, account, entry),
                        Verdict.refused(Objects.requireNonNull(entry.refused())),
                        null,
                        List.of(),
                        entry.asked()))
                .toList();
    }

    /** What the line of the batch itself says of refused entries; null where there are none. */
    static @Nullable Problem remark(List<BatchEntry> batch) {
        return batch.stream().allMatch(entry -> entry.refused() == null)
                ? null
                : new Problem(
                        Kind.UNPROCESSABLE,
                        "intake.entries-refused",
                        "Some entries of the batch were refused.",
                        "Each entry of a batch stands for itself, and so do the refused ones in this journal.",
                        "Mend each refused entry, and run it again or send it again.");
    }

    /** SHA-256 of the resource; of an entry without one, of what it asks for. */
    static byte[] hash(BatchEntry entry) {
        byte[] body = body(entry);
        return Intake.sha256(body.length == 0 ? entry.asked().bytes() : body);
    }

    private static Arrival arrival(Instant at, @Nullable String institution, String account, BatchEntry entry) {
        byte[] body = body(entry);
        return new Arrival(
                at,
                Door.FHIR,
                institution,
                account,
                null,
                entry.asked().url().split("[/?]", 2)[0],
                null,
                hash(entry),
                "UTF-8",
                body,
                body.length,
                null);
    }

    private static byte[] body(BatchEntry entry) {
        var slice = entry.body();
        return Arrays.copyOfRange(slice.bytes(), slice.from(), slice.from() + slice.length());
    }
}
