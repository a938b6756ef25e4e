package org.tongmai.fhir;

import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.context.ApplicationEventPublisher;
import org.tongmai.access.Caller;
import org.tongmai.access.Callers;
import org.tongmai.access.Role;
import org.tongmai.kernel.Problem;
import org.tongmai.store.Query;
import org.tongmai.store.QueryText;

/** Writing through REST: who may send, the body, the interaction, the journal, the answer. */
final class Writing {

    private final Interactions interactions;
    private final Reading reading;
    private final BodyReader bodies;
    private final ApplicationEventPublisher events;
    private final Clock clock;

    Writing(
            Interactions interactions,
            Reading reading,
            BodyReader bodies,
            ApplicationEventPublisher events,
            Clock clock) {
        this.interactions = interactions;
        this.reading = reading;
        this.bodies = bodies;
        this.events = events;
        this.clock = clock;
    }

    void bundle(Request request, HttpServletResponse response) throws IOException {
        taken(request, response, body -> {
            String type = Bundle.typeOf(body);
            if (!"Bundle".equals(type)) {
                throw Bundle.bad(
                        "The body is not a Bundle.",
                        "Send one resource to /fhir/Type, and a transaction or batch Bundle to /fhir.",
                        List.of());
            }
            return interactions.bundle(body, sender(request), handling(request));
        });
    }

    void create(Request request, HttpServletResponse response, String type) throws IOException {
        taken(
                request,
                response,
                body -> interactions.create(
                        type, body, request.header("If-None-Exist"), sender(request), handling(request)));
    }

    void update(Request request, HttpServletResponse response, String type, String id) throws IOException {
        taken(
                request,
                response,
                body -> interactions.update(
                        type, id, body, request.header("If-Match"), sender(request), handling(request)));
    }

    void updateWhere(Request request, HttpServletResponse response, String type) throws IOException {
        Query condition = QueryText.parse(type, request.query());
        if (condition.criteria().isEmpty()) {
            throw new Problem(
                    Problem.Kind.INVALID,
                    "fhir.condition-missing",
                    "A conditional update names no condition.",
                    "Without one it could mean any resource.",
                    "Write Type?identifier=system|value, or name the id.");
        }
        taken(
                request,
                response,
                body -> interactions.updateWhere(type, condition, body, sender(request), handling(request)));
    }

    void delete(Request request, HttpServletResponse response, String type, String id) throws IOException {
        interactions.delete(type, id, request.header("If-Match"), sender(request));
        response.setStatus(204);
    }

    /** One interaction on a body. */
    private interface Interaction {
        Outcome on(byte[] body);
    }

    private void taken(Request request, HttpServletResponse response, Interaction interaction) throws IOException {
        Sender sender = sender(request);
        bodies.with(request.http(), body -> {
            Outcome outcome;
            try {
                outcome = interaction.on(body);
            } catch (Problem problem) {
                journal(request, sender, body, null, problem);
                throw problem;
            }
            journal(request, sender, body, outcome, null);
            answer(request, response, outcome);
            return outcome;
        });
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

    private void journal(
            Request request, Sender sender, byte[] body, @Nullable Outcome outcome, @Nullable Problem problem) {
        String kind = "unreadable";
        try {
            kind = String.valueOf(Bundle.typeOf(body));
        } catch (Problem unreadable) {
            // the journal keeps what cannot be read, too
        }
        events.publishEvent(new Submitted(
                clock.instant(),
                sender.institution(),
                sender.account(),
                Asked.of(request),
                kind,
                sha256(body),
                body,
                outcome == null ? 0 : outcome.created(),
                outcome == null ? 0 : outcome.updated(),
                outcome == null ? 0 : outcome.unchanged(),
                outcome == null ? List.of() : outcome.locations(),
                outcome == null ? List.of() : outcome.batch(),
                problem));
    }

    /** Systems send; people's own work goes through the pages. */
    private static Sender sender(Request request) {
        Caller caller = Callers.current();
        if (caller.role() != Role.SYSTEM) {
            throw new Problem(
                    Problem.Kind.FORBIDDEN,
                    "fhir.not-a-sender",
                    "This account may not write resources.",
                    "Records are written by the systems of institutions.",
                    "Use a client that is registered for an institution.");
        }
        return new Sender(caller.institution(), caller.account(), request.header("Idempotency-Key"));
    }

    private static Interactions.Handling handling(Request request) {
        return new Interactions.Handling(request.strict(), request.base());
    }

    static String sha256(byte[] body) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(body));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
