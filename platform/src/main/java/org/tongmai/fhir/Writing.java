package org.tongmai.fhir;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.tongmai.kernel.Problem;
import org.tongmai.store.Change;
import org.tongmai.store.Json;
import org.tongmai.store.Query;
import org.tongmai.store.QueryText;
import org.tongmai.store.Receipt;
import org.tongmai.store.Slice;

/** Writing through REST: who may send, the body, the interaction, the journal, the answer. */
final class Writing {

    private final Interactions interactions;
    private final Reading reading;
    private final BodyReader bodies;
    private final SubmissionLog log;
    private final Clock clock;

    Writing(Interactions interactions, Reading reading, BodyReader bodies, SubmissionLog log, Clock clock) {
        this.interactions = interactions;
        this.reading = reading;
        this.bodies = bodies;
        this.log = log;
        this.clock = clock;
    }

    /** Answers a request as if it had come alone. */
    @FunctionalInterface
    interface Alone {
        void answer(HttpServletRequest request, HttpServletResponse response) throws IOException;
    }

    /** A transaction or batch; its entries that read are answered by {@code alone}, as the requests that they stand for. */
    void bundle(Request request, HttpServletResponse response, Alone alone) throws IOException {
        bodies.with(request.http(), body -> {
            String type = Bundle.typeOf(body);
            if (!"Bundle".equals(type)) {
                throw Bundle.bad(
                        "The body is not a Bundle.",
                        "Send one resource to /fhir/Type, and a transaction or batch Bundle to /fhir.",
                        List.of());
            }
            Interactions.Reads reads = (entry, url) -> EntryRequest.answer(request, response, entry, url, alone);
            Bundle skimmed;
            try {
                skimmed = Bundle.skim(body);
            } catch (Problem problem) {
                refused(sent(request, Sender.of(request), body), problem);
                throw problem;
            }
            if (!skimmed.entries().isEmpty() && skimmed.entries().stream().noneMatch(Writing::writes)) {
                answer(request, response, interactions.bundle(skimmed, null, handling(request), reads));
                return body.length;
            }
            Sender sender = Sender.of(request);
            journalled(
                    request,
                    response,
                    sender,
                    body,
                    noting -> interactions.bundle(skimmed, sender, handling(request), reads, noting));
            return body.length;
        });
    }

    /** An entry that cannot be understood writes nothing; it is refused where it is carried out. */
    private static boolean writes(Bundle.Entry entry) {
        try {
            return Entries.kind(entry) == Entries.Kind.WRITE;
        } catch (Problem refusedLater) {
            return false;
        }
    }

    void create(Request request, HttpServletResponse response, String type) throws IOException {
        taken(
                request,
                response,
                type,
                body -> Change.create(Preconditions.type(type), body)
                        .where(Preconditions.ifNoneExist(type, request.header("If-None-Exist"))));
    }

    void update(Request request, HttpServletResponse response, String type, String id) throws IOException {
        Integer ifMatch = Preconditions.ifMatch(request.header("If-Match"));
        boolean onlyNew = Preconditions.onlyNew(request.header("If-None-Match"));
        taken(
                request,
                response,
                type,
                body -> Interactions.update(type, id, body).ifMatch(ifMatch).onlyNew(onlyNew));
    }

    void updateWhere(Request request, HttpServletResponse response, String type) throws IOException {
        Query condition = Preconditions.condition(QueryText.parse(type, request.query()));
        Integer ifMatch = Preconditions.ifMatch(request.header("If-Match"));
        boolean onlyNew = Preconditions.onlyNew(request.header("If-None-Match"));
        taken(
                request,
                response,
                type,
                body -> Interactions.updateWhere(type, condition, body)
                        .ifMatch(ifMatch)
                        .onlyNew(onlyNew));
    }

    /** @param id null for a conditional patch */
    void patch(Request request, HttpServletResponse response, String type, @Nullable String id) throws IOException {
        Query condition = id == null ? Preconditions.condition(QueryText.parse(type, request.query())) : null;
        String known = id == null ? null : Preconditions.id(id);
        Integer ifMatch = Preconditions.ifMatch(request.header("If-Match"));
        Patches.refuseUnknown(request.http().getContentType());
        taken(request, response, "", body -> {
            Slice sent = Slice.of(body);
            return Change.patch(type, known, Patches.of(sent), sent)
                    .where(condition)
                    .ifMatch(ifMatch);
        });
    }

    void delete(Request request, HttpServletResponse response, String type, String id) throws IOException {
        deleted(request, response, Interactions.delete(type, Preconditions.id(id), null));
    }

    void deleteWhere(Request request, HttpServletResponse response, String type) throws IOException {
        Query condition = Preconditions.condition(QueryText.parse(type, request.query()));
        deleted(request, response, Interactions.delete(type, null, condition));
    }

    private void deleted(Request request, HttpServletResponse response, Change change) throws IOException {
        interactions.single(
                change.ifMatch(Preconditions.ifMatch(request.header("If-Match"))),
                Sender.of(request),
                handling(request));
        if (request.prefers("return=operationoutcome")) {
            Receipt.Result deleted = Receipt.Result.DELETED;
            FhirServlet.answer(response, 200, Json.bytes(Outcomes.done(deleted)));
        } else {
            response.setStatus(204);
        }
    }

    /** What a body wishes for. */
    private interface Wish {
        Change of(byte[] body);
    }

    private interface Work {
        Outcome done(Interactions.Noting noting);
    }

    private void taken(Request request, HttpServletResponse response, String type, Wish wish) throws IOException {
        Sender sender = Sender.of(request);
        if (type.equals("Binary") && RawBinary.sent(request)) {
            bodies.raw(request.http(), bytes -> {
                byte[] body = RawBinary.resource(request, bytes);
                journalled(request, response, sender, body, noting -> one(request, sender, body, wish, noting));
                return body.length;
            });
            return;
        }
        bodies.with(request.http(), body -> {
            journalled(request, response, sender, body, noting -> one(request, sender, body, wish, noting));
            return body.length;
        });
    }

    private Outcome one(Request request, Sender sender, byte[] body, Wish wish, Interactions.Noting noting) {
        return interactions.single(wish.of(body), sender, handling(request), noting);
    }

    private void journalled(Request request, HttpServletResponse response, Sender sender, byte[] body, Work work)
            throws IOException {
        Sent sent = sent(request, sender, body);
        Outcome outcome;
        try {
            outcome = work.done(stored -> log.note(sent.stored(stored)));
        } catch (Problem problem) {
            refused(sent, problem);
            throw problem;
        } catch (Unanswered stored) {
            log.answered(sent.stored(stored.outcome()), stored.outcome().noted());
            throw stored.why();
        }
        log.answered(sent.stored(outcome), outcome.noted());
        answer(request, response, outcome);
    }

    /** {@code Prefer: return=} chooses between nothing, the resource and an OperationOutcome; a Bundle is always answered. */
    private void answer(Request request, HttpServletResponse response, Outcome outcome) throws IOException {
        if (outcome.replayed()) {
            response.setHeader("Idempotency-Replayed", "true");
        }
        if (request.path().isEmpty()) {
            FhirServlet.answer(response, 200, outcome.response());
            return;
        }
        String location = outcome.locations().getFirst();
        response.setHeader("Location", request.base() + location);
        response.setHeader("ETag", "W/\"" + location.substring(location.lastIndexOf('/') + 1) + "\"");
        int status = outcome.created() > 0 && !outcome.replayed() ? 201 : 200;
        byte[] body;
        if (request.prefers("return=minimal")) {
            body = new byte[0];
        } else {
            body = request.prefers("return=operationoutcome") ? Outcomes.done(outcome) : body(outcome, location);
        }
        FhirServlet.answer(response, status, body);
    }

    /** What was written; what a conditional create found is read, with the decision and the trace of a reading. */
    private byte[] body(Outcome outcome, String location) {
        String[] parts = location.split("/", -1);
        return outcome.response().length > 0
                ? outcome.response()
                : reading.read(parts[0], parts[1]).json();
    }

    /** What the database could not take the journal need not either: its sender is told to come again. */
    private void refused(Sent sent, Problem problem) {
        try {
            log.answered(sent.refused(problem), false);
        } catch (RuntimeException away) {
            if (problem.kind() != Problem.Kind.BUSY) {
                throw away;
            }
        }
    }

    private Sent sent(Request request, Sender sender, byte[] body) {
        String kind = "unreadable";
        try {
            kind = String.valueOf(Bundle.typeOf(body));
        } catch (Problem unreadable) {
            // the journal keeps what cannot be read, too
        }
        return new Sent(clock.instant(), sender, Asked.of(request), kind, Submitted.hash(body), body);
    }

    /** What arrived, looked at once. */
    private record Sent(Instant at, Sender sender, Asked asked, String kind, String hash, byte[] body) {

        Submitted stored(Outcome outcome) {
            return submitted(outcome, null);
        }

        Submitted refused(Problem problem) {
            return submitted(Outcome.NOTHING, problem);
        }

        private Submitted submitted(Outcome outcome, @Nullable Problem refused) {
            return new Submitted(
                    at,
                    sender.institution(),
                    sender.account(),
                    asked,
                    kind,
                    hash,
                    body,
                    outcome.created(),
                    outcome.updated(),
                    outcome.unchanged(),
                    outcome.locations(),
                    outcome.batch(),
                    refused);
        }
    }

    static Interactions.Handling handling(Request request) {
        Interactions.Returns returns = request.prefers("return=minimal")
                ? Interactions.Returns.MINIMAL
                : request.prefers("return=representation")
                        ? Interactions.Returns.REPRESENTATION
                        : request.prefers("return=operationoutcome")
                                ? Interactions.Returns.OUTCOME
                                : Interactions.Returns.DEFAULT;
        return new Interactions.Handling(request.strict(), request.base(), returns);
    }
}
