package org.tongmai.intake;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.tongmai.fhir.Outcome;
import org.tongmai.fhir.Sender;
import org.tongmai.intake.codes.LocalCodes;
import org.tongmai.intake.hl7v2.MappedMessage;
import org.tongmai.intake.hl7v2.Source;
import org.tongmai.intake.hl7v2.Zones;
import org.tongmai.intake.quality.Judgement;
import org.tongmai.intake.table.Row;
import org.tongmai.intake.table.RowMapping;
import org.tongmai.intake.table.RowReader;
import org.tongmai.kernel.Faults;
import org.tongmai.kernel.Mask;
import org.tongmai.kernel.PatientIdentityCheck;
import org.tongmai.kernel.Problem;
import org.tongmai.kernel.Problem.Kind;
import org.tongmai.store.Json;

/** One run of rows: checked, fitted into what is stored, and stored; the way of each other message of an institution. */
final class TableRuns {

    private static final Logger LOG = LoggerFactory.getLogger(TableRuns.class);

    /** The account under which the rows of an institution are submitted. */
    private static final String ACCOUNT = "intake/table/";

    private final Zones zones;
    private final Clock clock;
    private final Admission admission;
    private final Reconciliation reconciliation;
    private final Submission submission;
    private final Mappings mappings;
    private final TableClaims claims;
    private final Locks patients;
    private final LocalCodes codes;
    private final Quality quality;

    TableRuns(
            Zones zones,
            Clock clock,
            Admission admission,
            Reconciliation reconciliation,
            Submission submission,
            Mappings mappings,
            TableClaims claims,
            Locks patients,
            LocalCodes codes,
            Quality quality) {
        this.zones = zones;
        this.clock = clock;
        this.admission = admission;
        this.reconciliation = reconciliation;
        this.submission = submission;
        this.mappings = mappings;
        this.claims = claims;
        this.patients = patients;
        this.codes = codes;
        this.quality = quality;
    }

    /**
     * A row and what came of it; several rows that were stored together share their counts with the first of them.
     *
     * @param ages that are still to be written; those of what was stored were written with it
     */
    record Ran(RowMapping.Read read, Verdict verdict, List<Age> ages) {}

    /** How the rows of a file are read. */
    RowMapping reading(String institution, Mappings.Settled settled, RowReader rows) {
        return RowMapping.of(settled.mapping(), source(institution), rows.format(), rows.columns());
    }

    /** How a row with these columns is read. */
    RowMapping reading(String institution, Mappings.Settled settled, List<String> headers) {
        return new RowMapping(settled.mapping(), source(institution), headers);
    }

    Source source(String institution) {
        return admission
                .registered(institution)
                .map(reference -> new Source(institution, zones, reference))
                .orElseGet(() -> new Source(institution, zones));
    }

    /** @throws Problem {@code intake.institution-unknown} */
    void requireRegistered(String institution) {
        if (admission.registered(institution).isEmpty()) {
            throw new Problem(
                    Kind.FORBIDDEN,
                    "intake.institution-unknown",
                    "The institution is not registered.",
                    "Only registered institutions may send; they are named by their unified social credit code.",
                    "Have the institution registered by the operator.");
        }
    }

    /**
     * Where rows come from.
     *
     * @param receivedAt when their file arrived
     * @param saidAt as of when it speaks
     */
    record From(String institution, String dataset, Instant receivedAt, Instant saidAt) {}

    /**
     * Judges rows of one patient and one time, and runs those that no rule refuses: together, and one by one where that is
     * refused, so that one bad row keeps back no other.
     */
    List<Ran> run(List<RowMapping.Read> rows, From from) {
        List<Ran> ran = new ArrayList<>();
        List<RowMapping.Read> sound = new ArrayList<>();
        IdentityHashMap<RowMapping.Read, Judgement> said = new IdentityHashMap<>();
        for (RowMapping.Read row : rows) {
            try {
                MappedMessage message = messages(List.of(row)).getFirst();
                codes.translate(
                        message.resources(),
                        from.institution(),
                        from.receivedAt(),
                        controlId(from.dataset(), row),
                        !message.test());
                said.put(
                        row, quality.judge(Door.TABLE, from.dataset(), from.institution(), from.receivedAt(), message));
                sound.add(row);
            } catch (Problem refused) {
                ran.add(new Ran(row, Verdict.refused(at(row, refused)), List.of()));
            }
        }
        if (!sound.isEmpty()) {
            run(sound, from.institution(), from.saidAt()).forEach(each -> ran.add(judged(each, said)));
        }
        return ran;
    }

    private static Ran judged(Ran ran, IdentityHashMap<RowMapping.Read, Judgement> said) {
        return ran.verdict().state().accepted()
                ? new Ran(ran.read(), ran.verdict().judged(Objects.requireNonNull(said.get(ran.read()))), ran.ages())
                : ran;
    }

    private List<Ran> run(List<RowMapping.Read> rows, String institution, Instant receivedAt) {
        Ran all = run(rows.getFirst(), RowMapping.together(messages(rows)), institution, receivedAt);
        if (rows.size() > 1 && !all.verdict().state().accepted()) {
            return rows.stream()
                    .map(row -> run(row, messages(List.of(row)).getFirst(), institution, receivedAt))
                    .toList();
        }
        List<Ran> ran = new ArrayList<>(List.of(all));
        boolean waits = all.verdict().state() == State.WAITING;
        Verdict same = waits ? all.verdict() : Verdict.stored(0, 0, 0);
        rows.stream().skip(1).forEach(row -> ran.add(new Ran(row, same, List.of())));
        return ran;
    }

    private static List<MappedMessage> messages(List<RowMapping.Read> rows) {
        return rows.stream().map(row -> Objects.requireNonNull(row.message())).toList();
    }

    private Ran run(RowMapping.Read row, MappedMessage message, String institution, Instant receivedAt) {
        try {
            PatientIdentityCheck.check(
                    message.numbers(),
                    message.patient().path("birthDate").asString(""),
                    "birth_date",
                    zones.at(clock.instant()).toLocalDate());
            return patients.one(
                    institution + "|" + message.localId(),
                    () -> Refit.whileOvertaken(() -> store(row, message, institution, receivedAt)));
        } catch (Problem problem) {
            if (problem.kind() == Kind.THROTTLED) {
                throw problem;
            }
            Passing.of(problem).ifPresent(passing -> {
                throw passing;
            });
            boolean waits = problem.kind() == Kind.MISSING_REFERENCE;
            return new Ran(row, waits ? Verdict.waiting(problem) : Verdict.refused(at(row, problem)), List.of());
        } catch (DataAccessException unsafe) {
            throw unsafe;
        } catch (RuntimeException bug) {
            Passing.of(bug).ifPresent(passing -> {
                throw passing;
            });
            return new Ran(row, Verdict.refused(internal(bug)), List.of());
        }
    }

    private Ran store(RowMapping.Read row, MappedMessage message, String institution, Instant receivedAt) {
        Instant at = message.at().filter(said -> said.isBefore(receivedAt)).orElse(receivedAt);
        var fitted = reconciliation.fit(institution, message, at, Made.of(message, receivedAt));
        Sender sender = new Sender(institution, ACCOUNT + institution, null);
        Outcome outcome = submission.submit(
                null, Json.bytes(fitted.message().bundle()), sender, stored -> JournalStore.note(fitted.ages()));
        return new Ran(row, Verdict.stored(outcome, null), outcome.noted() ? List.of() : fitted.ages());
    }

    /** The same refusal with the line at which it happened. */
    private static Problem at(RowMapping.Read row, Problem problem) {
        List<String> where = new ArrayList<>(List.of("line " + row.row().line()));
        where.addAll(problem.where());
        return new Problem(problem.kind(), problem.code(), problem.what(), problem.why(), problem.mend(), where);
    }

    // -- a row by itself

    /** What a further run of a journalled row comes to, by the mapping that holds now. */
    Runs.Ran rerun(Journalled message, byte[] json) {
        String institution = String.valueOf(message.institution());
        try {
            Row row = Row.of(line(message), json);
            RowMapping.Read read = reading(
                            institution,
                            mappings.inForce(institution, message.kind()),
                            List.copyOf(row.cells().keySet()))
                    .read(row);
            if (read.problem() != null) {
                return new Runs.Ran(Verdict.refused(read.problem()), List.of(), masked(read));
            }
            Instant said = claims.saidAt(message.id()).orElse(message.receivedAt());
            From from = new From(institution, message.kind(), message.receivedAt(), said);
            Ran ran = run(List.of(read), from).getFirst();
            return new Runs.Ran(ran.verdict(), ran.ages(), masked(read));
        } catch (Problem unreadable) {
            return new Runs.Ran(Verdict.refused(unreadable), List.of(), null);
        }
    }

    /** What the institution calls the patient of a row; nothing where the row does not tell. */
    Optional<String> patient(Journalled message, String json) {
        String institution = String.valueOf(message.institution());
        try {
            Row row = Row.of(line(message), json.getBytes(StandardCharsets.UTF_8));
            var settled = mappings.inForce(institution, message.kind());
            return reading(institution, settled, List.copyOf(row.cells().keySet()))
                    .patient(row);
        } catch (Problem unreadable) {
            return Optional.empty();
        }
    }

    private static long line(Journalled message) {
        return message.positions().stream()
                .filter(place -> place.matches("line \\d{1,18}"))
                .map(place -> Long.parseLong(place.substring("line ".length())))
                .findFirst()
                .orElse(0L);
    }

    /** For lists; null where the row could not be read. */
    static @Nullable String masked(RowMapping.Read read) {
        MappedMessage message = read.message();
        return message == null
                ? null
                : Mask.name(message.patient().path("name").path(0).path("text").asString("")) + " …"
                        + Mask.tail(message.localId());
    }

    /** What a row makes or completes, as {@link Facts#named} finds it. */
    static List<String> things(RowMapping.Read read) {
        MappedMessage message = read.message();
        return message == null
                ? List.of()
                : message.entries().stream().map(Facts::name).toList();
    }

    /** What the journal calls a row: the same for the same thing of the same data set, and nobody's number in it. */
    static String controlId(String dataset, RowMapping.Read read) {
        String name = read.name().isEmpty() ? new String(read.row().json(), StandardCharsets.UTF_8) : read.name();
        byte[] hash = Intake.sha256((dataset + "|" + name).getBytes(StandardCharsets.UTF_8));
        return dataset + "#" + HexFormat.of().formatHex(hash, 0, 12);
    }

    /** A bug, told by a trace; the operator finds it in the log. */
    Problem internal(Throwable bug) {
        String trace = UUID.randomUUID().toString();
        LOG.error("row not processed, trace {} at {}: {}", trace, clock.instant(), Faults.outline(bug));
        return new Problem(
                Kind.UNPROCESSABLE,
                "intake.internal",
                "The node failed to process the message.",
                "This is an error of the node, not of the message; trace " + trace + ".",
                "Tell the operator the trace, and run the message again when it is mended.");
    }
}
