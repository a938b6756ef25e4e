package org.tongmai.fhir;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.List;
import org.tongmai.kernel.Problem;
import org.tongmai.store.Fact;
import org.tongmai.store.Json;
import org.tongmai.store.Receipt;
import org.tongmai.store.Scope;
import org.tongmai.store.Store;
import tools.jackson.databind.node.ObjectNode;

/**
 * The answer to a transaction or batch. Resources are copied in as bytes.
 *
 * @see <a href="http://hl7.org/fhir/R4/bundle.html#transaction-response">FHIR R4 transaction and batch responses</a>
 */
final class BundleAnswer {

    /** Bytes of an answer; what is read beyond is refused. */
    static final int BYTES_MAX = 96 * 1024 * 1024;

    private final Store store;
    private final Interactions.Returns returns;
    private final ByteArrayOutputStream out = new ByteArrayOutputStream(4_096);

    BundleAnswer(Store store, Interactions.Returns returns) {
        this.store = store;
        this.returns = returns;
    }

    /** @param type {@code transaction-response} or {@code batch-response} */
    byte[] bytes(String type, List<EntryAnswer> answers) {
        text("{\"resourceType\":\"Bundle\",\"type\":\"" + type + "\",\"entry\":[");
        for (int i = 0; i < answers.size(); i++) {
            text(i == 0 ? "{" : ",{");
            if (out.size() > BYTES_MAX) {
                throw tooLarge();
            }
            switch (answers.get(i)) {
                case EntryAnswer.Written written -> written(written.done());
                case EntryAnswer.Refused refused -> {
                    ObjectNode response = Json.object()
                            .put("status", status(refused.problem().kind().status()));
                    response.set("outcome", Outcomes.tree(refused.problem(), null));
                    response(response);
                }
                case EntryAnswer.Answered answered -> answered(answered);
            }
            text("}");
        }
        text("]}");
        return out.toByteArray();
    }

    private void written(Receipt.Done done) {
        ObjectNode response = Json.object();
        boolean deleted = done.result() == Receipt.Result.DELETED;
        response.put(
                "status",
                switch (done.result()) {
                    case CREATED -> status(201);
                    case UPDATED, EXISTED -> status(200);
                    case DELETED -> status(204);
                });
        if (!deleted) {
            response.put("location", done.type() + "/" + done.id() + "/_history/" + done.version());
        }
        if (done.version() > 0) {
            response.put("etag", "W/\"" + done.version() + "\"");
        }
        response.put("lastModified", done.at().toString());
        if (returns == Interactions.Returns.OUTCOME) {
            response.set("outcome", Outcomes.done(done.result()));
        }
        // What existed already is not shown: reading it is an entry of its own, with a decision and a trace.
        boolean shown = !deleted && done.result() != Receipt.Result.EXISTED;
        if (returns == Interactions.Returns.REPRESENTATION && shown) {
            store.version(done.type(), done.id(), done.version(), Scope.everything())
                    .map(Fact::json)
                    .ifPresent(this::resource);
        }
        response(response);
    }

    private void answered(EntryAnswer.Answered answered) {
        ObjectNode response = Json.object().put("status", status(answered.status()));
        if (answered.location() != null) {
            response.put("location", answered.location());
        }
        if (answered.etag() != null) {
            response.put("etag", answered.etag());
        }
        if (answered.lastModified() != null) {
            instant(response, answered.lastModified());
        }
        if (answered.status() >= 400 && answered.body().length > 0) {
            response.set("outcome", Json.read(answered.body()));
        } else if (answered.body().length > 0) {
            resource(answered.body());
        }
        response(response);
    }

    private static void instant(ObjectNode response, String lastModified) {
        try {
            response.put(
                    "lastModified",
                    Instant.from(DateTimeFormatter.RFC_1123_DATE_TIME.parse(lastModified))
                            .toString());
        } catch (DateTimeException e) {
            // a header of another form says nothing that the entry needs
        }
    }

    private void resource(byte[] json) {
        text("\"resource\":");
        out.writeBytes(json);
        text(",");
    }

    private void response(ObjectNode response) {
        text("\"response\":");
        out.writeBytes(Json.bytes(response));
    }

    private void text(String text) {
        out.writeBytes(text.getBytes(StandardCharsets.UTF_8));
    }

    private static String status(int code) {
        return switch (code) {
            case 200 -> "200 OK";
            case 201 -> "201 Created";
            case 204 -> "204 No Content";
            case 304 -> "304 Not Modified";
            case 400 -> "400 Bad Request";
            case 403 -> "403 Forbidden";
            case 404 -> "404 Not Found";
            case 405 -> "405 Method Not Allowed";
            case 409 -> "409 Conflict";
            case 410 -> "410 Gone";
            case 412 -> "412 Precondition Failed";
            case 422 -> "422 Unprocessable Entity";
            default -> String.valueOf(code);
        };
    }

    static Problem tooLarge() {
        return new Problem(
                Problem.Kind.TOO_LARGE,
                "fhir.answer-too-large",
                "The answer to the Bundle is larger than " + BYTES_MAX / (1024 * 1024) + " MB.",
                "It is held in memory. What the Bundle wrote is stored all the same.",
                "Ask for less in one Bundle: return=minimal, fewer GET entries, or _count.");
    }
}
