package org.tongmai.intake;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.tongmai.fhir.BatchEntry;
import org.tongmai.fhir.SubmissionLog;
import org.tongmai.fhir.Submitted;
import org.tongmai.store.Note;
import org.tongmai.store.Receipt;

/** Journals what came over FHIR: of a stored one its hash and counts, of a refused one, or a refused entry of a batch, all of it. */
final class SubmissionJournal implements SubmissionLog {

    private final OpenLines open;
    private final JournalWriter writer;
    private final JournalStore store;
    private final Retries retries;
    private final Note.Writer<Line> notes;

    SubmissionJournal(OpenLines open, JournalWriter writer, JournalStore store, Retries retries) {
        this.open = open;
        this.writer = writer;
        this.store = store;
        this.retries = retries;
        this.notes = store::insert;
    }

    @Override
    public Note<Line> note(Submitted submitted) {
        return new Note<>(notes, line(submitted));
    }

    @Override
    public void answered(Submitted submitted, boolean noted) {
        boolean stored = submitted.refused() == null;
        List<BatchEntry> batch = submitted.batch();
        Line line = line(submitted);
        Arrival arrival = line.arrival();
        // what was open before: entries of this batch that were refused are not settled by others of the same content
        Map<ByteBuffer, Verdict> resolved = stored ? resolved(arrival, line.verdict(), batch) : Map.of();
        List<OpenLines.Open> settled =
                resolved.isEmpty() ? List.of() : open.of(arrival.institution(), arrival.sender(), resolved.keySet());
        List<Line> lines = new ArrayList<>();
        if (!noted) {
            lines.add(line);
        }
        lines.addAll(BatchLines.refused(submitted.at(), submitted.institution(), submitted.account(), batch));
        writer.write(lines);
        resolve(arrival, settled, resolved);
        retries.heard(arrival.institution(), line.verdict().state());
    }

    private static Line line(Submitted submitted) {
        boolean stored = submitted.refused() == null;
        Arrival arrival = new Arrival(
                submitted.at(),
                Door.FHIR,
                submitted.institution(),
                submitted.account(),
                null,
                submitted.kind(),
                null,
                HexFormat.of().parseHex(submitted.hash()),
                "UTF-8",
                stored ? null : submitted.body(),
                submitted.body().length,
                null);
        Verdict verdict = stored
                ? new Verdict(
                        State.STORED,
                        BatchLines.remark(submitted.batch()),
                        submitted.created(),
                        submitted.updated(),
                        submitted.unchanged(),
                        submitted.locations())
                : Verdict.refused(Objects.requireNonNull(submitted.refused()));
        return new Line(arrival, verdict, null, List.of(), stored ? null : submitted.asked());
    }

    /** By content, what the same content comes to if it had been refused before, such as for a missing reference. */
    private static Map<ByteBuffer, Verdict> resolved(Arrival arrival, Verdict verdict, List<BatchEntry> batch) {
        Map<ByteBuffer, Verdict> resolved = new LinkedHashMap<>();
        resolved.put(ByteBuffer.wrap(arrival.hash()), verdict.later());
        for (BatchEntry entry : batch) {
            Receipt.Done done = entry.done();
            if (done != null) {
                String location = done.type() + "/" + done.id() + "/_history/" + done.version();
                var stored = new Verdict(State.RESOLVED, null, 0, 0, 0, List.of(location));
                resolved.put(ByteBuffer.wrap(BatchLines.hash(entry)), stored);
            }
        }
        return resolved;
    }

    private void resolve(Arrival arrival, List<OpenLines.Open> open, Map<ByteBuffer, Verdict> resolved) {
        for (OpenLines.Open refused : open) {
            Verdict verdict = Objects.requireNonNull(resolved.get(refused.hash()));
            var line = new Line(arrival, verdict, null, List.of());
            store.attempt(refused.id(), arrival.receivedAt(), arrival.sender(), null, 0, line);
        }
    }
}
