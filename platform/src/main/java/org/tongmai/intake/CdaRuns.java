package org.tongmai.intake;

import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.tongmai.fhir.Outcome;
import org.tongmai.fhir.Sender;
import org.tongmai.intake.cda.CdaDocument;
import org.tongmai.intake.cda.DocumentText;
import org.tongmai.intake.cda.Finding;
import org.tongmai.intake.codes.LocalCodes;
import org.tongmai.intake.hl7v2.Zones;
import org.tongmai.intake.quality.Judgement;
import org.tongmai.kernel.Faults;
import org.tongmai.kernel.Mask;
import org.tongmai.kernel.Problem;
import org.tongmai.kernel.Problem.Kind;
import org.tongmai.store.Json;
import org.tongmai.store.Note;
import tools.jackson.databind.node.ObjectNode;

/** One run of a CDA document: parsed, its patient and visit found, mapped, fitted into what is stored, and stored. */
final class CdaRuns {

    private static final Logger LOG = LoggerFactory.getLogger(CdaRuns.class);

    /** The account under which the documents of an institution are submitted: a key is looked up under its account. */
    private static final String ACCOUNT = "intake/cda/";

    /** What the store says of a key under which something was stored already. */
    private static final String STORED_BEFORE = "store.idempotency-key-reused";

    /** Findings that a line of the journal names; the report has all. */
    private static final int NAMED_MAX = 50;

    private final Zones zones;
    private final Clock clock;
    private final Admission admission;
    private final Filings filings;
    private final Submission submission;
    private final Locks patients;
    private final LocalCodes codes;
    private final Quality quality;

    CdaRuns(
            Zones zones,
            Clock clock,
            Admission admission,
            Facts facts,
            Submission submission,
            Locks patients,
            LocalCodes codes,
            Quality quality) {
        this.zones = zones;
        this.clock = clock;
        this.admission = admission;
        this.filings = new Filings(facts);
        this.submission = submission;
        this.patients = patients;
        this.codes = codes;
        this.quality = quality;
    }

    /**
     * What one run came to.
     *
     * @param patientMasked for lists; null where the patient could not be read
     * @param findings what was read otherwise than it stands, or kept as a detail
     * @param journalled whether the journal was written in the commit that stored it
     */
    record Ran(Verdict verdict, @Nullable String patientMasked, List<Finding> findings, boolean journalled) {
        Ran {
            findings = List.copyOf(findings);
        }

        Ran(Verdict verdict, @Nullable String patientMasked, List<Finding> findings) {
            this(verdict, patientMasked, findings, false);
        }

        static Ran refused(Problem problem) {
            return new Ran(Verdict.refused(problem), null, List.of());
        }
    }

    /**
     * Runs a document.
     *
     * @param original its bytes, as they arrived or as they were mended
     * @param kind the data set it is of
     * @param receivedAt when it arrived
     * @param key what makes a second run of the same text the same submission
     * @param line what the journal is to hold of what is stored; written in the same commit
     * @throws Problem what passes by itself, such as {@code store.database-unavailable}: nothing was stored
     */
    Ran run(
            DocumentText text,
            byte[] original,
            String institution,
            String kind,
            Instant receivedAt,
            String key,
            Function<Ran, Note<?>> line) {
        String masked = null;
        try {
            String organization = admission.registered(institution).orElseThrow(CdaRuns::institutionUnknown);
            CdaDocument document = CdaDocument.open(text, zones, receivedAt);
            masked = masked(document);
            String shown = masked;
            Sender sender = new Sender(institution, ACCOUNT + institution, key);
            List<String> names = Filings.names(document).stream()
                    .map(name -> institution + "|" + name)
                    .toList();
            // once it was mapped it has counted what it read: for each further time it is opened anew
            var unmapped = new AtomicReference<@Nullable CdaDocument>(document);
            return patients.all(
                    names,
                    () -> Refit.whileOvertaken(() -> {
                        CdaDocument opened = unmapped.getAndSet(null);
                        CdaDocument read = opened == null ? CdaDocument.open(text, zones, receivedAt) : opened;
                        Filings.Filed filed = filings.file(read, institution, organization, original);
                        codes.translate(filed.resources(), institution, receivedAt, read.number(), opened != null);
                        Judgement judgement = quality.judge(
                                quality.subject(Door.CDA, kind, institution, receivedAt, Optional.empty()),
                                filed.resources());
                        return store(filed, read, sender, shown, judgement, line);
                    }));
        } catch (Problem problem) {
            Passing.of(problem).ifPresent(passing -> {
                throw passing;
            });
            boolean waits = problem.kind() == Kind.MISSING_REFERENCE;
            return new Ran(waits ? Verdict.waiting(problem) : Verdict.refused(problem), masked, List.of());
        } catch (DataAccessException unsafe) {
            throw unsafe;
        } catch (RuntimeException bug) {
            Passing.of(bug).ifPresent(passing -> {
                throw passing;
            });
            return new Ran(Verdict.refused(internal(bug)), masked, List.of());
        }
    }

    private Ran store(
            Filings.Filed filed,
            CdaDocument document,
            Sender sender,
            String masked,
            Judgement judgement,
            Function<Ran, Note<?>> line) {
        List<Finding> findings = document.findings();
        try {
            Problem remark = filed.superseded() ? older() : remark(findings).orElse(null);
            Function<Outcome, Ran> ran = outcome ->
                    new Ran(Verdict.stored(outcome, remark).judged(judgement), masked, findings, outcome.noted());
            byte[] bundle = Json.bytes(bundle(filed.resources()));
            return ran.apply(submission.submit(null, bundle, sender, stored -> line.apply(ran.apply(stored))));
        } catch (Problem refused) {
            // stored by a run that ended before it was journalled
            if (refused.code().equals(STORED_BEFORE)) {
                return new Ran(Verdict.stored(0, 0, 0).judged(judgement), masked, findings);
            }
            throw refused;
        }
    }

    /** A transaction that stores all of it or nothing; what was changed names the version that was changed. */
    private static ObjectNode bundle(List<ObjectNode> resources) {
        ObjectNode bundle = Json.object().put("resourceType", "Bundle").put("type", "transaction");
        var entries = bundle.putArray("entry");
        for (ObjectNode resource : resources) {
            ObjectNode entry = entries.addObject();
            entry.set("resource", resource);
            ObjectNode request = entry.putObject("request").put("method", "PUT");
            request.put(
                    "url",
                    resource.path("resourceType").asString() + "/"
                            + resource.path("id").asString());
            String over = resource.at("/meta/versionId").asString("");
            if (!over.isEmpty()) {
                request.put("ifMatch", "W/\"" + over + "\"");
            }
        }
        return bundle;
    }

    private static String masked(CdaDocument document) {
        String name = document.patient().path("name").path(0).path("text").asString("");
        // as with messages the institution's own number: no part of a number that the person has everywhere
        String number = Stream.of(document.localNumbers(), document.visitNumbers())
                .flatMap(List::stream)
                .findFirst()
                .map(own -> own.path("value").asString(""))
                .orElse("");
        return number.isEmpty() ? Mask.name(name) : Mask.name(name) + " …" + Mask.tail(number);
    }

    private static Optional<Problem> remark(List<Finding> findings) {
        if (findings.isEmpty()) {
            return Optional.empty();
        }
        List<String> where = findings.stream()
                .limit(NAMED_MAX)
                .map(finding ->
                        finding.code() + " " + finding.where() + (finding.times() > 1 ? " ×" + finding.times() : ""))
                .toList();
        boolean wrong = findings.stream().anyMatch(finding -> !finding.code().equals("kept-as-detail"));
        return Optional.of(
                wrong
                        ? new Problem(
                                Kind.CONFLICT,
                                "intake.document-findings",
                                "The document is stored; some of it was read otherwise than it stands.",
                                "Wrong code systems, times and character sets are read as what they mean, by a dated table.",
                                "Mend the sending system; the findings name each place.",
                                where)
                        : new Problem(
                                Kind.CONFLICT,
                                "intake.document-details",
                                "The document is stored; some of it is kept as details.",
                                "FHIR has no element for it; the details stand in the resource that it belongs to.",
                                "Nothing needs to be done.",
                                where));
    }

    private static Problem older() {
        return new Problem(
                Kind.CONFLICT,
                "intake.document-superseded",
                "A newer version of the document is stored; this one is kept as superseded.",
                "Versions are compared by relatedDocument, versionNumber and effectiveTime.",
                "Nothing needs to be done, unless the version was counted wrongly.");
    }

    static Problem institutionUnknown() {
        return new Problem(
                Kind.FORBIDDEN,
                "intake.custodian-unknown",
                "The custodian of the document is no registered institution.",
                "Only registered institutions may send; they are named by their unified social credit code.",
                "Send the 18-character code in custodian, root 2.16.156.10011.1.5, and have the institution registered.",
                List.of("custodian/assignedCustodian/representedCustodianOrganization/id"));
    }

    private Problem internal(RuntimeException bug) {
        String trace = UUID.randomUUID().toString();
        LOG.error("CDA document not processed, trace {} at {}: {}", trace, clock.instant(), Faults.outline(bug));
        return new Problem(
                Kind.UNPROCESSABLE,
                "intake.internal",
                "The node failed to process the document.",
                "This is an error of the node, not of the document; trace " + trace + ".",
                "Tell the operator the trace, and run the document again when it is mended.");
    }
}
