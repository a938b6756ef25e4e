package org.tongmai.intake;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.tongmai.access.SystemHeld;
import org.tongmai.fhir.Asked;
import org.tongmai.fhir.Outcome;
import org.tongmai.fhir.Sender;
import org.tongmai.kernel.Problem;
import org.tongmai.kernel.Problem.Kind;
import org.tongmai.store.Note;

/** Runs journalled messages again, as they arrived or with a mended text. The original stays. */
final class Reruns {

    /** A message that waited through so many runs, more than a week, is refused at last. */
    static final int WAITS_MAX = 200;

    static final String SCHEDULE = "schedule";

    /** Whoever runs a FHIR submission again does so under one account: a run that was cut off is known by its key. */
    private static final String ACCOUNT = "intake/rerun";

    private final Journal journal;
    private final JournalStore store;
    private final Runs runs;
    private final CdaDoor documents;
    private final TableRuns tables;
    private final Submission submission;
    private final Retries retries;
    private final Clock clock;
    private final Locks messages = new Locks();

    Reruns(
            Journal journal,
            JournalStore store,
            Runs runs,
            CdaDoor documents,
            TableRuns tables,
            Submission submission,
            Retries retries,
            Clock clock) {
        this.journal = journal;
        this.store = store;
        this.runs = runs;
        this.documents = documents;
        this.tables = tables;
        this.submission = submission;
        this.retries = retries;
        this.clock = clock;
    }

    /**
     * Runs a message again.
     *
     * @param mended the whole text to run instead; null for the newest one that is kept
     * @param by account
     * @return the message as it stands afterwards
     * @throws Problem {@code intake.already-stored}, {@code intake.no-such-message}
     */
    Journalled rerun(long id, @Nullable String mended, String by) {
        return messages.one(Long.toString(id), () -> {
            Journalled message = journal.find(id).orElseThrow(Reruns::noSuchMessage);
            if (message.state() == State.STORED || message.state() == State.RESOLVED) {
                throw new Problem(
                        Kind.CONFLICT,
                        "intake.already-stored",
                        "The message is stored already.",
                        "Only what was refused or waits can be run again.",
                        "Send a new message to correct what was stored.");
            }
            run(message, mended, by);
            return journal.find(id).orElseThrow(Reruns::noSuchMessage);
        });
    }

    /** The same for one of many: that somebody else just stored it is no error. */
    State rerunIfOpen(Journalled message, String by) {
        try {
            return rerun(message.id(), null, by).state();
        } catch (Problem stored) {
            if (stored.kind() == Kind.CONFLICT || stored.kind() == Kind.GONE) {
                return journal.find(message.id()).map(Journalled::state).orElse(message.state());
            }
            throw stored;
        }
    }

    /** The same for one of many of which only the number is known. */
    State rerunIfOpen(long id, String by) {
        return rerunIfOpen(journal.find(id).orElseThrow(Reruns::noSuchMessage), by);
    }

    /** Runs a waiting message again, unless somebody else just did. */
    void retry(long id) {
        messages.one(Long.toString(id), () -> {
            Optional<Journalled> waiting = journal.find(id).filter(message -> message.state() == State.WAITING);
            waiting.ifPresent(message -> run(message, null, SCHEDULE));
            return waiting.isPresent();
        });
    }

    private void run(Journalled message, @Nullable String mended, String by) {
        int version = journal.newestBody(message.id());
        byte[] text = mended == null
                ? journal.body(message.id(), version)
                        .filter(kept -> version > 0 || kept.length >= message.bodyBytes())
                        .orElseThrow(Reruns::noBody)
                : mended.getBytes(StandardCharsets.UTF_8);
        byte[] brought = mended == null ? null : text;
        Arrival arrival = arrival(message);
        Function<Line, FurtherRun> further =
                line -> new FurtherRun(message.id(), clock.instant(), by, brought, version, line.later());
        Function<Runs.Ran, FurtherRun> ofMessage =
                ran -> further.apply(new Line(arrival, lastWait(message, ran.verdict()), null, ran.ages()));
        Function<CdaRuns.Ran, FurtherRun> ofDocument = ran -> further.apply(
                new Line(arrival, lastWait(message, ran.verdict()), CdaDoor.report(arrival, ran), List.of()));
        Verdict verdict =
                switch (message.door()) {
                    case HL7V2 -> {
                        boolean readable = mended != null || version > 0;
                        Runs.Ran ran = hl7v2(message, text, readable, done -> store.note(ofMessage.apply(done)));
                        yield written(ofMessage.apply(ran), ran.journalled());
                    }
                    case CDA -> {
                        CdaRuns.Ran ran = documents.rerun(message, text, done -> store.note(ofDocument.apply(done)));
                        yield written(ofDocument.apply(ran), ran.journalled());
                    }
                    case TABLE -> {
                        Runs.Ran ran = tables.rerun(message, text);
                        yield written(ofMessage.apply(ran), ran.journalled());
                    }
                    case FHIR -> {
                        var ran = new Runs.Ran(fhir(message, text, by), List.of(), null);
                        yield written(ofMessage.apply(ran), false);
                    }
                };
        retries.heard(message.institution(), verdict.state());
    }

    private Verdict written(FurtherRun run, boolean journalled) {
        if (!journalled) {
            store.attempt(run);
        }
        return run.line().verdict();
    }

    private static Verdict lastWait(Journalled message, Verdict verdict) {
        return verdict.state() == State.WAITING && message.attempts() >= WAITS_MAX
                ? Verdict.refused(Objects.requireNonNull(verdict.problem()))
                : verdict;
    }

    private static Arrival arrival(Journalled message) {
        return new Arrival(
                message.receivedAt(),
                message.door(),
                message.institution(),
                message.sender(),
                null,
                message.kind(),
                message.controlId(),
                message.hash(),
                message.charset(),
                null,
                message.bodyBytes(),
                message.patientMasked());
    }

    private Runs.Ran hl7v2(Journalled message, byte[] text, boolean readable, Function<Runs.Ran, Note<?>> line) {
        Envelope envelope = readable ? Envelope.open(new String(text, StandardCharsets.UTF_8)) : Envelope.open(text);
        List<Problem> reasons = new ArrayList<>();
        Optional.ofNullable(envelope.problem()).ifPresent(reasons::add);
        String institution = message.institution();
        if (institution != null && !institution.equals(envelope.institution())) {
            reasons.add(Intake.notYours());
        }
        runs.admission(envelope.institution(), envelope.application()).ifPresent(reasons::add);
        if (SystemHeld.problem().code().equals(message.code())) {
            reasons.add(SystemHeld.problem()); // of before it went live: made to try, so it never becomes a record
        }
        String controlId = envelope.controlId();
        if (controlId != null && acceptedBefore(message, envelope.institution(), controlId)) {
            reasons.add(Intake.repeated());
        }
        return reasons.isEmpty()
                ? runs.run(
                        envelope.text(),
                        envelope.institution(),
                        message.receivedAt(),
                        Intake.key(Intake.sha256(text)),
                        line)
                : new Runs.Ran(Verdict.refused(reasons.getFirst()), List.of(), null);
    }

    private boolean acceptedBefore(Journalled message, String institution, String controlId) {
        return journal.known(institution, controlId).stream()
                .anyMatch(other -> other.id() != message.id() && other.state().accepted());
    }

    private Verdict fhir(Journalled message, byte[] body, String by) {
        String key = message.id() + ":" + HexFormat.of().formatHex(Intake.sha256(body));
        try {
            Asked asked = journal.asked(message.id()).orElse(null);
            Outcome outcome = submission.submit(asked, body, new Sender(message.institution(), ACCOUNT, key), null);
            List<Line> refused = BatchLines.refused(clock.instant(), message.institution(), by, outcome.batch());
            store.insert(refused);
            return Verdict.stored(outcome, BatchLines.remark(outcome.batch()));
        } catch (Problem refused) {
            Passing.of(refused).ifPresent(passing -> {
                throw passing;
            });
            return Verdict.refused(refused);
        }
    }

    static Problem noSuchMessage() {
        return new Problem(
                Kind.NOT_FOUND,
                "intake.no-such-message",
                "There is no such message.",
                "The journal holds the messages of the own institution.",
                "Look the message up in the list.");
    }

    private static Problem noBody() {
        return new Problem(
                Kind.GONE,
                "intake.no-body",
                "The journal does not hold the text of this message.",
                "Of a FHIR submission that was stored the store holds the content.",
                "Read the resources instead.");
    }
}
