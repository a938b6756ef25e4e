package org.tongmai.cli.load;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.tongmai.kernel.Problem;
import org.tongmai.kernel.Problem.Kind;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Sends files of tables to a node and waits until their rows are read. */
public final class TableSender implements AutoCloseable {

    private static final JsonMapper JSON = new JsonMapper();

    private static final Duration LOOK = Duration.ofSeconds(1);

    private final Http http;

    /** @param to address of the node */
    public TableSender(URI to, Credentials credentials) {
        String text = to.toString().replaceFirst("/+$", "").replaceFirst("/fhir$", "");
        this.http = new Http(URI.create(text), credentials, time -> TimeUnit.NANOSECONDS.sleep(time.toNanos()));
    }

    /**
     * What became of a file.
     *
     * @param state DONE or FAILED at the end
     * @param findings one line for each rule that refused rows
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
            List<String> findings) {

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
                findings);
    }

    /** Waits until a file is read to its end; {@code watch} is told now and then how far it is. */
    public Loaded await(long load, Consumer<Loaded> watch) throws InterruptedException {
        Loaded now = look(load);
        while (!now.ended()) {
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
                response -> response.body().readAllBytes());
    }

    private JsonNode ask(String method, String path, BodyPublisher body) throws InterruptedException {
        return http.send(method, path, "application/octet-stream", "table", body, TableSender::read);
    }

    private static JsonNode read(HttpResponse<InputStream> response) throws IOException {
        JsonNode said = JSON.readTree(response.body().readAllBytes());
        if (response.statusCode() >= 400) {
            throw new Problem(
                    Kind.INVALID,
                    said.path("code").asString("cli.not-understood"),
                    said.path("detail").asString(said.path("title").asString("The node refuses the file.")),
                    said.path("why").asString("It answers " + response.statusCode() + "."),
                    said.path("mend").asString("Look at the address and the data set."));
        }
        return said;
    }

    private static @Nullable String text(JsonNode json, String name) {
        return json.path(name).isString() ? json.path(name).asString() : null;
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    @Override
    public void close() {
        http.close();
    }
}
