package org.tongmai.cli.load;

import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.tongmai.kernel.Problem;
import org.tongmai.kernel.Problem.Kind;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Sends files of tables to a node and waits until their rows are read. */
public final class TableSender implements AutoCloseable {

    private static final JsonMapper JSON = new JsonMapper();

    private static final Duration LOOK = Duration.ofSeconds(1);

    private final URI node;
    private final Http http;

    /** @param to address of the node */
    public TableSender(URI to, Credentials credentials) {
        String text = to.toString().replaceFirst("/+$", "").replaceFirst("/fhir$", "");
        this.node = URI.create(text);
        this.http = new Http(node, credentials, time -> TimeUnit.NANOSECONDS.sleep(time.toNanos()));
    }

    /**
     * What became of a file.
     *
     * @param state DONE or FAILED at the end
     * @param findings one line for each rule that refused rows
     * @param where columns or lines that the refusal of the whole file names
     * @param unread columns of the file that the mapping does not know
     */
    public record Loaded(
            long load,
            String state,
            long rows,
            long stored,
            long refused,
            long waiting,
            long created,
            long updated,
            long unchanged,
            @Nullable String code,
            @Nullable String what,
            @Nullable String mend,
            List<String> findings,
            List<String> where,
            List<String> unread) {

        /** Why the whole file was refused and what to do, a line each; empty where it was not. */
        public List<String> refusal() {
            if (code == null) {
                return List.of();
            }
            List<String> lines = new ArrayList<>(List.of(code + ": " + what));
            if (!where.isEmpty()) {
                lines.add("where: " + String.join(", ", where));
            }
            if (!unread.isEmpty()) {
                lines.add("columns of the file that nothing is known of: " + String.join(", ", unread));
            }
            lines.add("mend: " + mend);
            return lines;
        }

        /** Whether nothing more will come of it by itself. */
        public boolean ended() {
            return state.equals("DONE") || state.equals("FAILED");
        }

        /** Whether each row is stored. */
        public boolean complete() {
            return state.equals("DONE") && refused + waiting == 0;
        }
    }

    /**
     * Sends a file; returns once it is safe at the node.
     *
     * @return the number of the load; of a file that was sent before the number it had
     * @throws Problem what the node refuses, and {@code cli.node-unreachable}
     */
    public long send(Path file, String dataset) throws IOException, InterruptedException {
        String path = "/api/intake/tables/" + encoded(dataset) + "?name=" + encoded(String.valueOf(file.getFileName()));
        return ask("POST", path, BodyPublishers.ofFile(file)).path("id").asLong();
    }

    /** How far a file has come. */
    public Loaded look(long load) throws InterruptedException {
        JsonNode all = ask("GET", "/api/intake/loads/" + load, BodyPublishers.noBody());
        JsonNode said = all.path("load");
        List<String> findings = new ArrayList<>();
        all.path("findings")
                .forEach(each -> findings.add(each.path("code").asString("") + ": "
                        + each.path("rows").asLong() + ", first "
                        + each.path("positions").path(0).asString("")));
        return new Loaded(
                load,
                said.path("state").asString(""),
                said.path("rows").asLong(),
                said.path("stored").asLong(),
                said.path("refused").asLong(),
                said.path("waiting").asLong(),
                said.path("created").asLong(),
                said.path("updated").asLong(),
                said.path("unchanged").asLong(),
                text(said, "code"),
                text(said, "what"),
                text(said, "mend"),
                findings,
                texts(said, "positions"),
                texts(said, "unread"));
    }

    /** Waits until a file is read to its end; {@code watch} is told now and then how far it is. */
    public Loaded await(long load, Consumer<Loaded> watch) throws InterruptedException {
        return await(load, Long.MAX_VALUE, watch);
    }

    /** The same, where it has not ended after so many looks, a second apart, as it stands then. */
    public Loaded await(long load, long looks, Consumer<Loaded> watch) throws InterruptedException {
        Loaded now = look(load);
        for (long i = 1; i < looks && !now.ended(); i++) {
            watch.accept(now);
            TimeUnit.NANOSECONDS.sleep(LOOK.toNanos());
            now = look(load);
        }
        return now;
    }

    /** The rows that are not stored, as CSV. */
    public byte[] rows(long load) throws InterruptedException {
        return http.send(
                "GET",
                "/api/intake/loads/" + load + "/rows",
                "text/plain",
                "rows",
                BodyPublishers.noBody(),
                response -> accepted(response.statusCode(), response.body().readAllBytes()));
    }

    private JsonNode ask(String method, String path, BodyPublisher body) throws InterruptedException {
        return http.send(
                method,
                path,
                "application/octet-stream",
                "table",
                body,
                response -> json(accepted(response.statusCode(), response.body().readAllBytes())));
    }

    /**
     * What the node answers where it accepts.
     *
     * @throws Problem what it refuses; {@code cli.node-unreachable} where it fails, which is no word on the file
     */
    private byte[] accepted(int status, byte[] said) {
        if (status >= 500 || status < 200 || (status >= 300 && status < 400)) {
            throw away("It answers " + status + ".");
        }
        if (status >= 400) {
            JsonNode why = readable(said).orElseGet(JSON::createObjectNode);
            throw new Problem(
                    Kind.INVALID,
                    why.path("code").asString("cli.not-understood"),
                    why.path("detail").asString(why.path("title").asString("The node refuses the file.")),
                    why.path("why").asString("It answers " + status + "."),
                    why.path("mend").asString("Look at the address and the data set."));
        }
        return said;
    }

    private JsonNode json(byte[] said) {
        return readable(said).orElseThrow(() -> away("What answers there is no node."));
    }

    private static Optional<JsonNode> readable(byte[] said) {
        try {
            return Optional.of(JSON.readTree(said)).filter(JsonNode::isObject);
        } catch (JacksonException page) {
            return Optional.empty();
        }
    }

    private Problem away(String why) {
        return Http.unreachable(node, new IOException(why));
    }

    private static @Nullable String text(JsonNode json, String name) {
        return json.path(name).isString() ? json.path(name).asString() : null;
    }

    private static List<String> texts(JsonNode json, String name) {
        return json.path(name).valueStream().map(JsonNode::asString).toList();
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    @Override
    public void close() {
        http.close();
    }
}
