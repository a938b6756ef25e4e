package org.tongmai.cli.load;

import java.io.ByteArrayOutputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import org.tongmai.cli.load.Submission.Entries;
import org.tongmai.cli.load.Submission.Lines;
import org.tongmai.cli.load.Submission.Slice;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/** Sends FHIR over REST. */
final class FhirSender {

    private static final String FHIR = "application/fhir+json";
    private static final String BATCH = "{\"resourceType\":\"Bundle\",\"type\":\"batch\",\"entry\":[";

    /** The key of every batch: under it the node knows each entry by its content, whichever entries stand beside it. */
    private static final String BATCH_KEY = "load";

    private static final Set<String> BUNDLES = Set.of("transaction", "batch");
    private static final JsonFactory JSON = new JsonFactory();

    private final Http http;

    FhirSender(Http http) {
        this.http = http;
    }

    /** What a file was and what became of it. */
    record Sent(int resources, List<Answer> answers, boolean batch) {}

    /** Sends a file as it is; it is streamed, not held. */
    Sent send(Path file) throws IOException, InterruptedException {
        Fingerprint known;
        try {
            known = Fingerprint.of(file);
        } catch (JacksonException notJson) {
            return refused(0, "cli.not-json", "the file is not JSON: " + notJson.getOriginalMessage());
        }
        if (known.resourceType() == null) {
            return refused(0, "cli.not-fhir", "there is no resourceType");
        }
        boolean bundle = known.resourceType().equals("Bundle");
        if (bundle && (known.bundleType() == null || !BUNDLES.contains(known.bundleType()))) {
            return refused(
                    known.resources(),
                    "cli.bundle-type",
                    "a bundle of type " + known.bundleType() + " says nothing about storing; use transaction or batch");
        }
        boolean update = !bundle && known.id() != null;
        String path = bundle ? "/fhir" : "/fhir/" + known.resourceType() + (update ? "/" + known.id() : "");
        try {
            List<Answer> answers = http.send(
                    update ? "PUT" : "POST",
                    path,
                    FHIR,
                    "batch".equals(known.bundleType()) ? BATCH_KEY : known.key(),
                    BodyPublishers.ofFile(file),
                    response -> bundle ? bundle(response, known.resources()) : List.of(single(response)));
            return new Sent(known.resources(), answers, bundle && "batch".equals(known.bundleType()));
        } catch (FileNotFoundException gone) {
            return refused(known.resources(), "cli.file-gone", "the file went away");
        }
    }

    /** Sends lines as one batch. The answers are in the order of the lines. */
    Sent send(Lines lines) throws IOException, InterruptedException {
        List<Answer> answers =
                new ArrayList<>(Collections.nCopies(lines.slices().size(), null));
        List<Integer> sent = new ArrayList<>();
        byte[] batch = batch(lines, answers, sent);
        List<Answer> received = sent.isEmpty() ? List.of() : post(batch, sent.size());
        for (int i = 0; i < sent.size(); i++) {
            answers.set(sent.get(i), received.get(i));
        }
        return new Sent(answers.size(), answers, true);
    }

    /** Sends entries of a batch as a batch of their own. */
    Sent send(Entries entries) throws IOException, InterruptedException {
        ByteArrayOutputStream bundle = new ByteArrayOutputStream(1 << 16);
        bundle.writeBytes(utf8(BATCH));
        try (FileChannel file = FileChannel.open(entries.file())) {
            for (int i = 0; i < entries.slices().size(); i++) {
                bundle.writeBytes(utf8(i == 0 ? "" : ","));
                bundle.writeBytes(read(file, entries.slices().get(i)));
            }
        }
        bundle.writeBytes(utf8("]}"));
        List<Answer> answers = post(bundle.toByteArray(), entries.slices().size());
        return new Sent(answers.size(), answers, true);
    }

    /** One answer for each entry, the same for all where the batch is refused as a whole. */
    private List<Answer> post(byte[] batch, int entries) throws InterruptedException {
        List<Answer> answers = http.send(
                "POST",
                "/fhir",
                FHIR,
                BATCH_KEY,
                BodyPublishers.ofByteArray(batch),
                response -> bundle(response, entries));
        if (answers.size() == entries) {
            return answers;
        }
        return Collections.nCopies(
                entries,
                switch (answers.getFirst()) {
                    case Answer.Stored whole -> new Answer.Stored(1);
                    case Answer.Unchanged whole -> new Answer.Unchanged(1);
                    case Answer.Waiting whole -> whole;
                    case Answer.Refused whole -> whole;
                });
    }

    private static byte[] batch(Lines lines, List<Answer> answers, List<Integer> sent) throws IOException {
        ByteArrayOutputStream bundle = new ByteArrayOutputStream(1 << 16);
        bundle.writeBytes(utf8(BATCH));
        try (FileChannel file = FileChannel.open(lines.file())) {
            for (int i = 0; i < lines.slices().size(); i++) {
                byte[] resource = read(file, lines.slices().get(i));
                try {
                    String request = request(resource);
                    bundle.writeBytes(utf8((sent.isEmpty() ? "" : ",") + "{\"resource\":"));
                    bundle.writeBytes(resource);
                    bundle.writeBytes(utf8(",\"request\":" + request + "}"));
                    sent.add(i);
                } catch (JacksonException | IllegalArgumentException notFhir) {
                    answers.set(i, new Answer.Refused("cli.not-fhir", "the line is not a FHIR resource"));
                }
            }
        }
        bundle.writeBytes(utf8("]}"));
        return bundle.toByteArray();
    }

    /** The method and address under which a resource is stored; reads it whole, so that a broken line spoils no batch. */
    private static String request(byte[] resource) {
        String type = "";
        String id = "";
        try (JsonParser json = JSON.createParser(ObjectReadContext.empty(), resource)) {
            if (json.nextToken() != JsonToken.START_OBJECT) {
                throw new IllegalArgumentException("not an object");
            }
            while (json.nextToken() == JsonToken.PROPERTY_NAME) {
                String name = json.currentName();
                json.nextToken();
                if (name.equals("resourceType")) {
                    type = json.getString();
                } else if (name.equals("id")) {
                    id = json.getString();
                }
                json.skipChildren();
            }
            if (json.nextToken() != null) {
                throw new IllegalArgumentException("more than one object");
            }
        }
        if (!type.matches("[A-Z][A-Za-z]{1,63}") || !id.matches("[A-Za-z0-9.-]{0,64}")) {
            throw new IllegalArgumentException("no type, or a wrong id");
        }
        return id.isEmpty()
                ? "{\"method\":\"POST\",\"url\":\"" + type + "\"}"
                : "{\"method\":\"PUT\",\"url\":\"" + type + "/" + id + "\"}";
    }

    /** Sends a transaction that is in memory; one answer for all of it. */
    static Answer transaction(Http http, byte[] body) throws InterruptedException {
        List<Answer> answers = http.send(
                "POST",
                "/fhir",
                FHIR,
                Fingerprint.of(body),
                BodyPublishers.ofByteArray(body),
                response -> bundle(response, 1));
        return answers.size() == 1 ? answers.getFirst() : new Answer.Stored(answers.size());
    }

    private static List<Answer> bundle(HttpResponse<InputStream> response, int resources) throws IOException {
        if (response.statusCode() / 100 != 2) {
            return List.of(
                    Replies.refusal(response.statusCode(), response.body().readAllBytes()));
        }
        List<Answer> answers = Replies.entries(response.body());
        if (!replayed(response)) {
            return answers.isEmpty() ? List.of(new Answer.Stored(0)) : answers;
        }
        return answers.size() == resources
                ? answers.stream()
                        .map(answer -> answer instanceof Answer.Stored ? new Answer.Unchanged(1) : answer)
                        .toList()
                : List.of(new Answer.Unchanged(resources));
    }

    private static Answer single(HttpResponse<InputStream> response) throws IOException {
        byte[] body = response.body().readAllBytes();
        if (response.statusCode() / 100 != 2) {
            return Replies.refusal(response.statusCode(), body);
        }
        return replayed(response) ? new Answer.Unchanged(1) : new Answer.Stored(1);
    }

    static boolean replayed(HttpResponse<?> response) {
        return response.headers()
                .firstValue("Idempotency-Replayed")
                .map("true"::equals)
                .orElse(false);
    }

    static byte[] read(FileChannel file, Slice slice) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(slice.length());
        long at = slice.offset();
        while (buffer.hasRemaining()) {
            int read = file.read(buffer, at);
            if (read < 0) {
                throw new IOException("the file became shorter while it was read");
            }
            at += read;
        }
        return buffer.array();
    }

    private static Sent refused(int resources, String code, String what) {
        return new Sent(Math.max(resources, 1), List.of(new Answer.Refused(code, what)), false);
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
