package org.tongmai.intake;

import java.nio.charset.Charset;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.tongmai.access.Caller;
import org.tongmai.intake.hl7v2.Acknowledgement;
import org.tongmai.intake.hl7v2.Acknowledgement.Code;
import org.tongmai.intake.hl7v2.Enhanced;
import org.tongmai.intake.hl7v2.Header;
import org.tongmai.intake.hl7v2.QueryAnswer;
import org.tongmai.intake.hl7v2.QueryKind;
import org.tongmai.kernel.Problem;
import org.tongmai.kernel.Problem.Kind;
import org.tongmai.store.Note;

/** The door for HL7 v2: takes a message, and answers when what came of it is durable. */
public final class Intake {

    /** A sender that repeats a refused message for ever is answered without a further run. */
    static final int ATTEMPTS_MAX = 100;

    /** Bytes that are kept of what nobody known sent over the port where nobody signs in. */
    static final int STRANGER_MAX = 65_536;

    private final Runs runs;
    private final Journal journal;
    private final JournalWriter writer;
    private final JournalStore store;
    private final Retries retries;
    private final Acknowledgements acknowledgements;
    private final Questions questions;
    private final Clock clock;
    private final Locks messages = new Locks();

    Intake(
            Runs runs,
            Journal journal,
            JournalWriter writer,
            JournalStore store,
            Retries retries,
            Acknowledgements acknowledgements,
            Questions questions,
            Clock clock) {
        this.runs = runs;
        this.journal = journal;
        this.writer = writer;
        this.store = store;
        this.retries = retries;
        this.acknowledgements = acknowledgements;
        this.questions = questions;
        this.clock = clock;
    }

    /**
     * What a message was answered.
     *
     * @param acknowledgement what came of it
     * @param replayed whether it had been answered before
     * @param accepted that it is safe, where the sender asks for enhanced mode; null in original mode
     * @param wanted whether the sender wants to know what came of it
     */
    record Answer(Code code, byte[] acknowledgement, boolean replayed, byte @Nullable [] accepted, boolean wanted) {

        Answer(Code code, byte[] acknowledgement, boolean replayed) {
            this(code, acknowledgement, replayed, null, true);
        }

        /** What leaves over MLLP. */
        List<byte[]> leaving() {
            List<byte[]> leaving = new ArrayList<>();
            if (accepted != null) {
                leaving.add(accepted);
            }
            if (wanted) {
                leaving.add(acknowledgement);
            }
            return leaving;
        }
    }

    /**
     * Takes a message.
     *
     * @param sender network address or account
     * @param only the institution that the sender may speak for; null where the sender is not known and MSH-4 is believed
     * @return the acknowledgement
     * @throws Problem {@code intake.busy}: the message is not journalled and must not be acknowledged
     */
    public byte[] receive(byte[] message, String sender, @Nullable String only) {
        return take(message, sender, only, null).acknowledgement();
    }

    /**
     * Takes what came in one frame over MLLP: a message, or a batch of messages.
     *
     * @return what leaves, in its order: in original mode one acknowledgement; in enhanced mode those that MSH-15 and MSH-16
     *     ask for; of a batch one with those of its messages
     */
    List<byte[]> answers(byte[] frame, String sender) {
        if (Batch.is(frame)) {
            return List.of(batch(frame, sender, null, null).bytes());
        }
        return take(frame, sender, null, null).leaving();
    }

    /** Takes each message of a batch by itself; what one came to is told in its own acknowledgement. */
    Batch.Answered batch(byte[] batch, String sender, @Nullable String only, @Nullable Caller asking) {
        Batch cut = Batch.of(batch);
        if (cut.lost()) {
            return new Batch.Answered(keep(batch, sender, Batch.refusal(), true).orElseThrow(), false);
        }
        return cut.answered(message -> take(message, sender, only, asking));
    }

    /** @param asking whoever signed in; null where MSH-4 alone says who asks */
    Answer take(byte[] message, String sender, @Nullable String only, @Nullable Caller asking) {
        Instant at = clock.instant();
        Envelope envelope = admit(Envelope.open(message), only);
        Header header = envelope.header();
        boolean stranger = only == null && asking == null && envelope.problem() != null && !isAdmitted(envelope);
        Optional<QueryKind> query =
                header == null || envelope.problem() != null ? Optional.empty() : QueryKind.of(header);
        if (header != null && query.isPresent()) {
            return answer(query.get(), header, envelope, at, sha256(message), asking);
        }
        Arrival told = arrival(at, message, sender, only, envelope);
        Arrival arrival = stranger ? told.beginning(STRANGER_MAX) : told;
        String name = arrival.institution() + "|" + arrival.controlId();
        Answer answer = messages.one(name, () -> receive(arrival, envelope));
        return header == null || !Enhanced.asked(header) ? answer : enhanced(answer, arrival, envelope, header);
    }

    /** The sender has said in MSH-15 and MSH-16 what it wants to hear. */
    private Answer enhanced(Answer answer, Arrival arrival, Envelope envelope, Header header) {
        Code code = Enhanced.accepted(envelope.problem() == null ? Code.AA : envelope.answer());
        byte[] accepted = Enhanced.wanted(header.acceptAcknowledgement(), code == Code.CA)
                ? acknowledgements.write(
                        arrival.receivedAt(),
                        arrival.hash(),
                        envelope,
                        code,
                        code == Code.CA ? null : envelope.problem())
                : null;
        boolean wanted = Enhanced.wanted(header.applicationAcknowledgement(), answer.code() == Code.AA);
        return new Answer(answer.code(), answer.acknowledgement(), answer.replayed(), accepted, wanted);
    }

    /** Of a query that is cancelled nothing was held between the parts of its answer. */
    private Answer answer(
            QueryKind kind, Header header, Envelope envelope, Instant at, byte[] hash, @Nullable Caller asking) {
        if (kind == QueryKind.CANCEL) {
            return new Answer(Code.AA, acknowledgements.write(at, hash, envelope, Code.AA, null), false);
        }
        QueryAnswer answer = questions.answer(kind, envelope, asking);
        return new Answer(answer.code(), acknowledgements.write(at, hash, envelope, header, answer), false);
    }

    /** Keeps bytes that are no message; answers them where the sender waits for it. */
    public Optional<byte[]> keep(byte[] bytes, String sender, Problem fault, boolean answered) {
        Instant at = clock.instant();
        Envelope envelope = Envelope.open(bytes).rejected(fault);
        Arrival arrival = arrival(at, bytes, sender, null, envelope).withoutControlId();
        byte[] answer = answer(arrival, envelope, Code.AR, fault);
        writer.write(new Line(arrival, Verdict.refused(fault), answered ? answer : null, List.of()));
        return answered ? Optional.of(answer) : Optional.empty();
    }

    private Answer receive(Arrival arrival, Envelope envelope) {
        String institution = arrival.institution();
        String controlId = arrival.controlId();
        List<Journalled> known =
                institution == null || controlId == null ? List.of() : journal.known(institution, controlId);
        Optional<Journalled> same = known.stream()
                .filter(earlier -> MessageDigest.isEqual(earlier.hash(), arrival.hash()))
                .findFirst();
        if (same.isPresent() && (same.get().state().accepted() || same.get().attempts() >= ATTEMPTS_MAX)) {
            byte[] before = before(same.get(), envelope);
            return new Answer(Acknowledgement.codeOf(before), before, true);
        }
        Long earlier = same.map(Journalled::id).orElse(null);
        Runs.Ran ran = run(arrival, envelope, known, stored -> {
            Line line = line(arrival, envelope, stored);
            return earlier == null ? store.note(line) : store.note(again(earlier, line));
        });
        Verdict verdict = ran.verdict();
        Line line = line(arrival, envelope, ran);
        if (earlier != null && !ran.journalled()) {
            store.attempt(again(earlier, line));
        } else if (!ran.journalled()) {
            writer.write(line);
        }
        if (earlier == null) {
            resolve(known, arrival, verdict);
        }
        retries.heard(institution, verdict.state());
        return new Answer(code(envelope, verdict), Objects.requireNonNull(line.acknowledgement()), false);
    }

    private Line line(Arrival arrival, Envelope envelope, Runs.Ran ran) {
        Verdict verdict = ran.verdict();
        byte[] answer = answer(arrival, envelope, code(envelope, verdict), verdict.problem());
        return new Line(arrival.about(ran.patientMasked()), verdict, answer, ran.ages());
    }

    private FurtherRun again(long message, Line line) {
        Arrival arrival = line.arrival();
        return new FurtherRun(message, clock.instant(), arrival.sender(), null, 0, line.later());
    }

    private Runs.Ran run(Arrival arrival, Envelope envelope, List<Journalled> known, Function<Runs.Ran, Note<?>> line) {
        Problem problem = envelope.problem();
        if (problem == null && known.stream().anyMatch(m -> m.state().accepted())) {
            problem = repeated();
        }
        return problem == null
                ? runs.run(envelope.text(), envelope.institution(), arrival.receivedAt(), key(arrival.hash()), line)
                : new Runs.Ran(Verdict.refused(problem), List.of(), null);
    }

    /**
     * What a repetition is answered: the same again; AA from then on where the message was refused and is stored now, since the
     * sender must come to an end. The journal keeps what was really sent last.
     */
    private byte[] before(Journalled message, Envelope envelope) {
        byte[] sent = Optional.ofNullable(message.acknowledgement()).orElseThrow();
        if (!message.state().accepted() || Acknowledgement.codeOf(sent) == Code.AA) {
            return sent;
        }
        byte[] now = acknowledgements.write(message.receivedAt(), message.hash(), envelope, Code.AA, remark(message));
        store.answered(message.id(), now);
        return now;
    }

    private static @Nullable Problem remark(Journalled message) {
        String code = message.code();
        String what = message.what();
        String why = message.why();
        String mend = message.mend();
        return code != null && what != null && why != null && mend != null
                ? new Problem(Kind.CONFLICT, code, what, why, mend, message.positions())
                : null;
    }

    /** The sender mended a refused message and sent it again under its number. */
    private void resolve(List<Journalled> known, Arrival arrival, Verdict verdict) {
        if (verdict.state().accepted()) {
            Verdict resolved = new Verdict(State.RESOLVED, null, 0, 0, 0, List.of());
            known.stream()
                    .filter(earlier -> earlier.state() == State.REFUSED)
                    .forEach(earlier -> store.attempt(
                            earlier.id(),
                            clock.instant(),
                            arrival.sender(),
                            null,
                            0,
                            new Line(arrival, resolved, null, List.of())));
        }
    }

    private Envelope admit(Envelope envelope, @Nullable String only) {
        if (envelope.header() == null) {
            return envelope;
        }
        Optional<Problem> reason = only != null && !only.equals(envelope.institution())
                ? Optional.of(notYours())
                : runs.admission(envelope.institution(), only == null ? envelope.application() : "");
        return reason.map(envelope::rejected).orElse(envelope);
    }

    private boolean isAdmitted(Envelope envelope) {
        return envelope.header() != null
                && runs.admission(envelope.institution(), envelope.application())
                        .isEmpty();
    }

    private static Arrival arrival(
            Instant at, byte[] message, String sender, @Nullable String only, Envelope envelope) {
        String code = only == null ? envelope.institution() : only;
        Charset charset = envelope.charset();
        return new Arrival(
                at,
                Door.HL7V2,
                Admission.looksLikeOne(code) ? code : null,
                sender,
                envelope.application(),
                envelope.kind(),
                envelope.controlId(),
                sha256(message),
                charset == null ? null : charset.name(),
                message,
                message.length,
                null);
    }

    private byte[] answer(Arrival arrival, Envelope envelope, Code code, @Nullable Problem problem) {
        return acknowledgements.write(arrival.receivedAt(), arrival.hash(), envelope, code, problem);
    }

    private static Code code(Envelope envelope, Verdict verdict) {
        if (envelope.problem() != null) {
            return envelope.answer();
        }
        return verdict.state().accepted() ? Code.AA : Code.AE;
    }

    /** One text is one submission, however often it is run. */
    static String key(byte[] hash) {
        return "hl7v2:" + HexFormat.of().formatHex(hash);
    }

    static byte[] sha256(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    static Problem repeated() {
        return new Problem(
                Kind.CONFLICT,
                "intake.control-id-repeated",
                "Another message of this institution with the same number in MSH-10 was accepted before.",
                "The number names one message for ever: HL7 v2.5 section 2.15.9.10.",
                "Number the message anew in MSH-10.",
                List.of("MSH-10"));
    }

    static Problem notYours() {
        return new Problem(
                Kind.FORBIDDEN,
                "intake.institution-not-yours",
                "MSH-4 names an institution for which the sender may not speak.",
                "An account sends for its own institution only.",
                "Send the code of the own institution in MSH-4.",
                List.of("MSH-4"));
    }
}
