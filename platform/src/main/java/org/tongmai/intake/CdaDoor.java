package org.tongmai.intake;

import java.security.MessageDigest;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.tongmai.intake.cda.CdaDocument;
import org.tongmai.intake.cda.DocumentText;
import org.tongmai.intake.cda.Finding;
import org.tongmai.kernel.Problem;
import org.tongmai.kernel.Problem.Kind;
import org.tongmai.store.Json;
import org.tongmai.store.Note;
import tools.jackson.databind.node.ObjectNode;

/** The door for CDA R2: takes a document, and answers with a report when what came of it is durable. */
final class CdaDoor {

    /** The nine characters of the organisation code inside a unified social credit code. */
    private static final int ORGANISATION_FROM = 8;

    private static final int ORGANISATION_TO = 17;

    private final CdaRuns runs;
    private final Journal journal;
    private final JournalWriter writer;
    private final JournalStore store;
    private final Retries retries;
    private final Clock clock;
    private final Locks documents = new Locks();

    CdaDoor(CdaRuns runs, Journal journal, JournalWriter writer, JournalStore store, Retries retries, Clock clock) {
        this.runs = runs;
        this.journal = journal;
        this.writer = writer;
        this.store = store;
        this.retries = retries;
        this.clock = clock;
    }

    /**
     * What a document was answered.
     *
     * @param problem why it was not stored; null where it was, or waits
     * @param replayed whether it had been answered before
     */
    record Answer(State state, byte[] report, @Nullable Problem problem, boolean replayed) {}

    /**
     * Takes a document.
     *
     * @param sender account
     * @param only the institution that the sender may speak for; null where the document alone tells
     * @throws Problem {@code intake.busy}: the document is not journalled and must not be acknowledged
     */
    Answer take(byte[] bytes, String sender, @Nullable String only) {
        Instant at = clock.instant();
        byte[] hash = Intake.sha256(bytes);
        Opened opened = open(bytes, only);
        String institution = opened.institution();
        var label = opened.label();
        Arrival arrival = new Arrival(
                at,
                Door.CDA,
                institution,
                sender,
                null,
                label == null ? "" : label.kind(),
                label == null || label.number().isEmpty() ? null : label.number(),
                hash,
                opened.text() == null ? null : opened.text().charset().name(),
                bytes,
                bytes.length,
                null);
        return documents.one(institution + "|" + arrival.controlId(), () -> receive(arrival, opened, bytes));
    }

    private Answer receive(Arrival arrival, Opened opened, byte[] bytes) {
        List<Journalled> known = known(arrival);
        Optional<Journalled> same = known.stream()
                .filter(earlier -> MessageDigest.isEqual(earlier.hash(), arrival.hash()))
                .findFirst();
        if (same.isPresent() && (same.get().state().accepted() || same.get().attempts() >= Intake.ATTEMPTS_MAX)) {
            return replayed(same.get());
        }
        Long earlier = same.map(Journalled::id).orElse(null);
        CdaRuns.Ran ran = run(arrival, opened, known, bytes, stored -> {
            Line line = line(arrival, stored);
            return earlier == null ? store.note(line) : store.note(again(earlier, line));
        });
        Line line = line(arrival, ran);
        if (earlier != null && !ran.journalled()) {
            store.attempt(again(earlier, line));
        } else if (!ran.journalled()) {
            writer.write(line);
        }
        byte[] report = Objects.requireNonNull(line.acknowledgement());
        if (earlier == null) {
            resolve(known, arrival, ran.verdict(), report);
        }
        retries.heard(arrival.institution(), ran.verdict().state());
        boolean refused = ran.verdict().state() == State.REFUSED;
        return new Answer(ran.verdict().state(), report, refused ? ran.verdict().problem() : null, false);
    }

    /** What was stored at once is held by the Binary: the journal keeps its hash, counts and places. */
    private static Line line(Arrival arrival, CdaRuns.Ran ran) {
        Arrival named = arrival.about(ran.patientMasked());
        Arrival kept = ran.verdict().state() == State.STORED ? named.withoutBody() : named;
        return new Line(kept, ran.verdict(), report(arrival, ran), List.of());
    }

    private FurtherRun again(long message, Line line) {
        return new FurtherRun(message, clock.instant(), line.arrival().sender(), null, 0, line.later());
    }

    private List<Journalled> known(Arrival arrival) {
        String institution = arrival.institution();
        String number = arrival.controlId();
        return institution == null || number == null ? List.of() : journal.documents(institution, number);
    }

    private static Answer replayed(Journalled message) {
        byte[] report = Optional.ofNullable(message.acknowledgement()).orElse(new byte[0]);
        Problem problem = message.state() == State.REFUSED ? problem(message) : null;
        return new Answer(message.state(), report, problem, true);
    }

    private static Problem problem(Journalled message) {
        return new Problem(
                Kind.UNPROCESSABLE,
                String.valueOf(message.code()),
                String.valueOf(message.what()),
                String.valueOf(message.why()),
                String.valueOf(message.mend()),
                message.positions());
    }

    private CdaRuns.Ran run(
            Arrival arrival, Opened opened, List<Journalled> known, byte[] bytes, Function<CdaRuns.Ran, Note<?>> line) {
        Problem problem = opened.problem();
        if (problem == null
                && known.stream().anyMatch(earlier -> earlier.state().accepted())) {
            problem = repeated();
        }
        DocumentText text = opened.text();
        String institution = opened.institution();
        return problem != null || text == null || institution == null
                ? CdaRuns.Ran.refused(problem == null ? CdaRuns.institutionUnknown() : problem)
                : runs.run(text, bytes, institution, arrival.kind(), arrival.receivedAt(), key(arrival.hash()), line);
    }

    /** The sender mended a refused document and sent it again under its number. */
    private void resolve(List<Journalled> known, Arrival arrival, Verdict verdict, byte[] report) {
        if (verdict.state().accepted()) {
            Verdict resolved = new Verdict(State.RESOLVED, null, 0, 0, 0, verdict.locations());
            known.stream()
                    .filter(earlier -> earlier.state() == State.REFUSED)
                    .forEach(earlier -> store.attempt(
                            earlier.id(),
                            clock.instant(),
                            arrival.sender(),
                            null,
                            0,
                            new Line(arrival, resolved, report, List.of())));
        }
    }

    // -- runs again

    /** What a further run of a journalled document comes to. */
    CdaRuns.Ran rerun(Journalled message, byte[] bytes, Function<CdaRuns.Ran, Note<?>> line) {
        Opened opened = open(bytes, message.institution());
        var label = opened.label();
        boolean accepted = label != null
                && opened.institution() != null
                && journal.documents(opened.institution(), label.number()).stream()
                        .anyMatch(other ->
                                other.id() != message.id() && other.state().accepted());
        DocumentText text = opened.text();
        String institution = opened.institution();
        Problem problem = opened.problem() == null && accepted ? repeated() : opened.problem();
        return problem != null || text == null || institution == null
                ? CdaRuns.Ran.refused(problem == null ? CdaRuns.institutionUnknown() : problem)
                : runs.run(
                        text,
                        bytes,
                        institution,
                        message.kind(),
                        message.receivedAt(),
                        key(Intake.sha256(bytes)),
                        line);
    }

    /** The report of a further run. */
    static byte[] report(Arrival arrival, CdaRuns.Ran ran) {
        Verdict verdict = ran.verdict();
        ObjectNode report = Json.object();
        report.put("document", arrival.controlId());
        report.put("kind", arrival.kind());
        report.put("state", verdict.state().name());
        Problem problem = verdict.problem();
        if (problem != null) {
            report.put("code", problem.code()).put("what", problem.what()).put("why", problem.why());
            report.put("mend", problem.mend());
        }
        report.put("created", verdict.created())
                .put("updated", verdict.updated())
                .put("unchanged", verdict.unchanged());
        var resources = report.putArray("resources");
        verdict.locations().forEach(resources::add);
        var findings = report.putArray("findings");
        for (Finding finding : ran.findings()) {
            findings.addObject()
                    .put("code", finding.code())
                    .put("where", finding.where())
                    .put("read", finding.read())
                    .put("takenFor", finding.takenFor())
                    .put("times", finding.times());
        }
        return Json.bytes(report);
    }

    // -- who sends

    /**
     * A document as far as it tells what it is and whose.
     *
     * @param problem why it is not looked into; null where it is
     */
    private record Opened(
            @Nullable DocumentText text,
            CdaDocument.@Nullable Label label,
            @Nullable String institution,
            @Nullable Problem problem) {}

    private static Opened open(byte[] bytes, @Nullable String only) {
        DocumentText text = null;
        try {
            text = DocumentText.decode(bytes);
            var label = CdaDocument.Label.of(text);
            String institution = only == null ? named(label).orElse(null) : only;
            return new Opened(text, label, institution, reason(label, only).orElse(null));
        } catch (Problem unreadable) {
            return new Opened(text, null, only, unreadable);
        }
    }

    private static Optional<String> named(CdaDocument.Label label) {
        return label.institutions().stream()
                .map(code -> code.toUpperCase(Locale.ROOT))
                .filter(CdaDocument::isCode)
                .findFirst();
    }

    private static Optional<Problem> reason(CdaDocument.Label label, @Nullable String only) {
        if (label.number().isEmpty()) {
            return Optional.of(new Problem(
                    Kind.INVALID,
                    "intake.document-id-missing",
                    "The document has no id.",
                    "A repeated document is known by its number; without one it would be stored twice.",
                    "Number each document in ClinicalDocument/id, root 2.16.156.10011.1.1.",
                    List.of("id")));
        }
        if (only != null && foreign(label, only)) {
            return Optional.of(new Problem(
                    Kind.FORBIDDEN,
                    "intake.custodian-not-yours",
                    "The custodian of the document is an institution for which the sender may not speak.",
                    "An account sends for its own institution only.",
                    "Send the code of the own institution in custodian.",
                    List.of("custodian/assignedCustodian/representedCustodianOrganization/id")));
        }
        return only == null && named(label).isEmpty() ? Optional.of(CdaRuns.institutionUnknown()) : Optional.empty();
    }

    /** The first code that is one of an institution is another's; old senders name the nine characters of the organisation code. */
    private static boolean foreign(CdaDocument.Label label, String only) {
        Optional<String> code = named(label);
        List<String> old = new ArrayList<>(label.institutions().stream()
                .map(each -> each.toUpperCase(Locale.ROOT).replace("-", ""))
                .filter(each -> each.matches("[0-9A-Z]{8}[0-9X]"))
                .toList());
        String organisation = only.substring(ORGANISATION_FROM, ORGANISATION_TO);
        return code.map(each -> !each.equals(only)).orElse(!old.isEmpty() && !old.contains(organisation));
    }

    private static String key(byte[] hash) {
        return "cda:" + HexFormat.of().formatHex(hash);
    }

    private static Problem repeated() {
        return new Problem(
                Kind.CONFLICT,
                "intake.document-repeated",
                "Another document of this institution with the same id and version was accepted before.",
                "CDA R2 section 4.2.1.4: each document, and each version of it, has an id of its own.",
                "Give the document a new id and name the old one in relatedDocument, or raise versionNumber.",
                List.of("id", "versionNumber"));
    }
}
