package org.tongmai.intake;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.tongmai.access.SystemHeld;
import org.tongmai.fhir.Outcome;
import org.tongmai.fhir.Sender;
import org.tongmai.intake.codes.LocalCodes;
import org.tongmai.intake.hl7v2.Hl7v2Message;
import org.tongmai.intake.hl7v2.Hl7v2ToFhir;
import org.tongmai.intake.hl7v2.MappedMessage;
import org.tongmai.intake.hl7v2.Source;
import org.tongmai.intake.hl7v2.Zones;
import org.tongmai.intake.quality.Judgement;
import org.tongmai.kernel.Faults;
import org.tongmai.kernel.Mask;
import org.tongmai.kernel.PatientIdentityCheck;
import org.tongmai.kernel.Problem;
import org.tongmai.kernel.Problem.Kind;
import org.tongmai.store.Json;
import org.tongmai.store.Note;

/** One run of an HL7 v2 message: parsed, mapped, checked, fitted into what is stored, and stored. */
final class Runs {

    private static final Logger LOG = LoggerFactory.getLogger(Runs.class);

    /** By how much a sender's clock may be ahead; what it then says counts as said on arrival. */
    private static final Duration AHEAD_MAX = Duration.ofDays(1);

    /** The account under which the messages of an institution are submitted: a key is looked up under its account. */
    private static final String ACCOUNT = "intake/";

    /** What the store says of a key under which something was stored already. */
    private static final String STORED_BEFORE = "store.idempotency-key-reused";

    private final Zones zones;
    private final Clock clock;
    private final Admission admission;
    private final Reconciliation reconciliation;
    private final Submission submission;
    private final Locks patients;
    private final LocalCodes codes;
    private final Quality quality;

    Runs(
            Zones zones,
            Clock clock,
            Admission admission,
            Reconciliation reconciliation,
            Submission submission,
            Locks patients,
            LocalCodes codes,
            Quality quality) {
        this.zones = zones;
        this.clock = clock;
        this.admission = admission;
        this.reconciliation = reconciliation;
        this.submission = submission;
        this.patients = patients;
        this.codes = codes;
        this.quality = quality;
    }

    /**
     * What one run came to.
     *
     * @param patientMasked for lists; null where the patient could not be read
     * @param journalled whether the journal was written in the commit that stored it
     */
    record Ran(Verdict verdict, List<Age> ages, @Nullable String patientMasked, boolean journalled) {
        Ran {
            ages = List.copyOf(ages);
        }

        Ran(Verdict verdict, List<Age> ages, @Nullable String patientMasked) {
            this(verdict, ages, patientMasked, false);
        }
    }

    /**
     * Why a message may not come in; nothing where it may.
     *
     * @param application what the sender calls itself (MSH-3)
     */
    Optional<Problem> admission(String institution, String application) {
        return admission.registered(institution).isPresent()
                ? admission.held(institution, application) ? Optional.of(SystemHeld.problem()) : Optional.empty()
                : Optional.of(new Problem(
                        Kind.FORBIDDEN,
                        "intake.institution-unknown",
                        "MSH-4 does not hold the code of a registered institution.",
                        "Only registered institutions may send; they are named by their unified social credit code.",
                        "Send the 18-character code in MSH-4, and have the institution registered by the operator.",
                        List.of("MSH-4")));
    }

    /**
     * Runs a text.
     *
     * @param receivedAt when it arrived
     * @param key what makes a second run of the same text the same submission, whoever runs it and over which connection
     * @param line what the journal is to hold of what is stored; written in the same commit
     * @throws Problem what passes by itself, such as {@code store.database-unavailable}: nothing was stored
     */
    Ran run(String text, String institution, Instant receivedAt, String key, Function<Ran, Note<?>> line) {
        String[] masked = new String[1];
        try {
            Hl7v2Message sent = Hl7v2Message.parse(text);
            MappedMessage message = Hl7v2ToFhir.map(sent, source(institution));
            masked[0] = masked(message);
            check(message, receivedAt);
            codes.translate(
                    message.resources(), institution, receivedAt, sent.header().controlId(), !message.test());
            Judgement judgement = quality.judge(Door.HL7V2, sent.header().kind(), institution, receivedAt, message);
            Sender sender = new Sender(institution, ACCOUNT + institution, key);
            List<String> names = message.localIds().stream()
                    .map(localId -> institution + "|" + localId)
                    .toList();
            return patients.all(names, () -> fitted(message, sender, receivedAt, masked[0], judgement, line));
        } catch (Problem problem) {
            Passing.of(problem).ifPresent(passing -> {
                throw passing;
            });
            boolean waits = problem.kind() == Kind.MISSING_REFERENCE;
            return new Ran(waits ? Verdict.waiting(problem) : Verdict.refused(asSent(problem)), List.of(), masked[0]);
        } catch (DataAccessException unsafe) {
            throw unsafe;
        } catch (RuntimeException bug) {
            Passing.of(bug).ifPresent(passing -> {
                throw passing;
            });
            return new Ran(Verdict.refused(internal(bug)), List.of(), masked[0]);
        }
    }

    /** Where others changed meanwhile what the message was fitted into, over another door or another node, it is fitted anew. */
    private Ran fitted(
            MappedMessage message,
            Sender sender,
            Instant receivedAt,
            @Nullable String masked,
            Judgement judgement,
            Function<Ran, Note<?>> line) {
        return Refit.whileOvertaken(() -> store(message, sender, receivedAt, masked, judgement, line));
    }

    private Ran store(
            MappedMessage message,
            Sender sender,
            Instant receivedAt,
            @Nullable String masked,
            Judgement judgement,
            Function<Ran, Note<?>> line) {
        String institution = String.valueOf(sender.institution());
        Instant at = message.at().filter(said -> said.isBefore(receivedAt)).orElse(receivedAt);
        var fitted = reconciliation.admit(institution, message, at, Made.of(message, receivedAt));
        try {
            Problem remark = fitted.older() ? older() : message.remark().orElse(null);
            Function<Outcome, Ran> ran = outcome -> new Ran(
                    Verdict.stored(outcome, remark, message.keptOnly()).judged(judgement),
                    fitted.ages(),
                    masked,
                    outcome.noted());
            byte[] bundle = Json.bytes(fitted.message().bundle());
            return ran.apply(submission.submit(null, bundle, sender, stored -> line.apply(ran.apply(stored))));
        } catch (Problem refused) {
            // stored by a run that ended before it was journalled; fitted into what it stored, the text says less now
            if (refused.code().equals(STORED_BEFORE)) {
                return new Ran(Verdict.stored(0, 0, 0).judged(judgement), fitted.ages(), masked);
            }
            throw refused;
        }
    }

    private Source source(String institution) {
        return admission
                .registered(institution)
                .map(reference -> new Source(institution, zones, reference))
                .orElseGet(() -> new Source(institution, zones));
    }

    private void check(MappedMessage message, Instant receivedAt) {
        LocalDate today = zones.at(receivedAt).toLocalDate();
        String birthDate = message.patient().path("birthDate").asString("");
        PatientIdentityCheck.check(message.numbers(), birthDate, "PID-7", today);
        if (message.at()
                .filter(said -> said.isAfter(receivedAt.plus(AHEAD_MAX)))
                .isPresent()) {
            throw new Problem(
                    Kind.UNPROCESSABLE,
                    "intake.time-in-future",
                    "The message says that it was made more than a day from now.",
                    "Which of two messages is newer is told by their times.",
                    "Set the clock of the sending system, and check EVN-2, OBR-22 and MSH-7.",
                    List.of("MSH-7"));
        }
    }

    private static String masked(MappedMessage message) {
        String name = message.patient().path("name").path(0).path("text").asString("");
        return Mask.name(name) + " …" + Mask.tail(message.localId());
    }

    private static Problem older() {
        return new Problem(
                Kind.CONFLICT,
                "intake.older-than-stored",
                "The message is older than what is stored; nothing newer was overwritten.",
                "Messages are compared by MSH-7, and of those of one time by EVN-2 or OBR-22.",
                "Nothing needs to be done, unless the clock of the sending system is wrong.");
    }

    /** A refusal of the store in the words of the message. */
    private static Problem asSent(Problem problem) {
        if (!problem.code().equals("store.patient-changed")) {
            return problem;
        }
        boolean visit = problem.where().stream().anyMatch(where -> where.contains("Encounter"));
        String field = visit ? "PV1-19" : "OBR-3";
        return new Problem(
                problem.kind(),
                problem.code(),
                "The " + (visit ? "visit" : "order") + " number in " + field + " was used for another patient before.",
                "A number names one " + (visit ? "visit" : "order") + " of one patient for ever; nothing was stored.",
                "Correct the patient in PID-3, or send the " + (visit ? "visit" : "order") + "'s own number in " + field
                        + ".",
                List.of(field, "PID-3"));
    }

    private Problem internal(RuntimeException bug) {
        String trace = UUID.randomUUID().toString();
        LOG.error("HL7 v2 message not processed, trace {} at {}: {}", trace, clock.instant(), Faults.outline(bug));
        return new Problem(
                Kind.UNPROCESSABLE,
                "intake.internal",
                "The node failed to process the message.",
                "This is an error of the node, not of the message; trace " + trace + ".",
                "Tell the operator the trace, and run the message again when it is mended.");
    }
}
