package org.tongmai.intake;

import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import org.springframework.context.event.EventListener;
import org.tongmai.fhir.Submitted;

/** Journals what came over FHIR. Called in the sender's thread before the answer leaves, and returns when it is durable. */
final class SubmissionJournal {

    private final Journal journal;
    private final JournalWriter writer;
    private final JournalStore store;
    private final Retries retries;

    SubmissionJournal(Journal journal, JournalWriter writer, JournalStore store, Retries retries) {
        this.journal = journal;
        this.writer = writer;
        this.store = store;
        this.retries = retries;
    }

    /** Journals a submission: of a stored one its hash and counts, of a refused one all of it. */
    @EventListener
    public void on(Submitted submitted) {
        boolean stored = submitted.refused() == null;
        Arrival arrival = new Arrival(
                submitted.at(),
                Door.FHIR,
                submitted.institution(),
                submitted.account(),
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
                        null,
                        submitted.created(),
                        submitted.updated(),
                        submitted.unchanged(),
                        submitted.locations())
                : Verdict.refused(Objects.requireNonNull(submitted.refused()));
        writer.write(new Line(arrival, verdict, null, List.of()));
        if (stored) {
            resolve(arrival, verdict.later());
        }
        retries.heard(arrival.institution(), verdict.state());
    }

    /** The same content had been refused before, such as for a reference that was still missing. */
    private void resolve(Arrival arrival, Verdict resolved) {
        String institution = arrival.institution();
        if (institution != null) {
            journal.open(institution, arrival.hash())
                    .forEach(refused -> store.attempt(
                            refused.id(),
                            arrival.receivedAt(),
                            arrival.sender(),
                            null,
                            0,
                            new Line(arrival, resolved, null, List.of())));
        }
    }
}
