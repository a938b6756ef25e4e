package org.tongmai.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.net.URI;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Clock;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.tongmai.cli.load.Http;
import org.tongmai.cli.load.SystemClient;
import org.tongmai.healthcode.OfflineVerifier;
import org.tongmai.healthcode.Refusal;
import org.tongmai.healthcode.Scene;
import org.tongmai.healthcode.UseReport;
import org.tongmai.healthcode.Uses;
import org.tongmai.kernel.Problem;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** {@code tongmai health-code}: a verifier that works while its network is gone. */
@Command(
        name = "health-code",
        description = "Verify health codes without network, and report their use when it is back.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {HealthCodeCommand.Fetch.class, HealthCodeCommand.Verify.class, HealthCodeCommand.Report.class},
        footerHeading = "%nExamples:%n",
        footer = {
            "  tongmai health-code fetch --to https://node.example --client his-b --key his-b.jwk --dir window-3",
            "  tongmai health-code verify --dir window-3 TM1.AQEAeA…",
            "  tongmai health-code report --to https://node.example --client his-b --key his-b.jwk --dir window-3"
        })
final class HealthCodeCommand implements Runnable {

    private static final JsonMapper JSON = JsonMapper.shared();

    /** A loss reported after this time is not known here; in the time zone of the window. */
    private static final DateTimeFormatter LISTED =
            DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm").withZone(ZoneId.systemDefault());

    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        spec.commandLine().usage(spec.commandLine().getOut());
    }

    /** Where the verifier keeps lists, codes used and reports. */
    static final class Store {
        @Option(names = "--dir", paramLabel = "DIR", required = true, description = "Directory of this verifier.")
        private Path directory;

        /** Made where it is missing. */
        OfflineVerifier make() throws IOException {
            return OfflineVerifier.open(directory, Clock.systemUTC());
        }

        /** Where something was fetched before: a path that is mistyped must not look like a window at which nothing happened. */
        OfflineVerifier open() throws IOException {
            if (!OfflineVerifier.in(directory)) {
                throw new Problem(
                        Problem.Kind.NOT_FOUND,
                        "cli.no-lists-here",
                        "There are no lists in " + directory + ".",
                        "Nothing is verified or reported from a directory in which no verifier was set up.",
                        "Check --dir, or run tongmai health-code fetch with it first.");
            }
            return make();
        }
    }

    /** The node and who asks it. */
    static final class Node {
        @Option(
                names = "--to",
                paramLabel = "URL",
                defaultValue = "http://127.0.0.1:8080",
                description = "Address of the node; default: ${DEFAULT-VALUE}.")
        private URI to;

        @Option(names = "--client", paramLabel = "ID", required = true, description = "Client id of the system.")
        private String client;

        @Option(
                names = "--key",
                paramLabel = "FILE",
                required = true,
                description = "The system's private key, a JWK file.")
        private Path key;

        Http connect() throws IOException {
            return Http.once(URI.create(to.toString().replaceFirst("/+$", "")), SystemClient.of(to, client, key));
        }
    }

    private static JsonNode fetch(Http http, String path) throws InterruptedException {
        return ask(http, "GET", path, BodyPublishers.noBody());
    }

    private static JsonNode ask(Http http, String method, String path, BodyPublisher body) throws InterruptedException {
        return http.send(
                method,
                "/api/health-code/" + path,
                "application/json",
                UUID.randomUUID().toString(),
                body,
                HealthCodeCommand::answer);
    }

    private static JsonNode answer(HttpResponse<InputStream> response) throws IOException {
        byte[] body = response.body().readAllBytes();
        int status = response.statusCode();
        if (status >= 500) {
            throw new Problem(
                    Problem.Kind.BUSY,
                    "cli.node-fails",
                    "The node answered " + status + ".",
                    "The fault lies with the node, not with what was asked.",
                    "Look into the log of the node; then repeat the command, nothing is counted twice.");
        }
        if (status != 200) {
            throw refused(status, body);
        }
        return JSON.readTree(body);
    }

    /** In the words of the node, where what answered is one. */
    private static Problem refused(int status, byte[] body) {
        JsonNode said;
        try {
            said = JSON.readTree(body);
        } catch (JacksonException notOurs) {
            said = JSON.missingNode();
        }
        return new Problem(
                Problem.Kind.FORBIDDEN,
                "cli.node-refuses",
                "The node answered " + status + ".",
                said.path("detail").asString("What answers at this address may be no node, or one of another version."),
                said.path("mend").asString("Check --to, and that node and command are of the same version."));
    }

    /** {@code tongmai health-code fetch}. */
    @Command(
            name = "fetch",
            description = "Fetch the signed lists; they are good for a day.",
            mixinStandardHelpOptions = true)
    static final class Fetch implements Callable<Integer> {
        @Mixin
        private Node node;

        @Mixin
        private Store store;

        @Option(
                names = "--root",
                paramLabel = "KEY",
                description =
                        "The key that signs lists, as the operator of the node says; any other one is not trusted.")
        private @Nullable String trusted;

        @Spec
        private CommandSpec spec;

        @Override
        public Integer call() throws Exception {
            JsonNode revocations;
            JsonNode keys;
            try (Http http = node.connect()) {
                revocations = HealthCodeCommand.fetch(http, "revocations");
                keys = HealthCodeCommand.fetch(http, "keys");
            }
            PrintWriter out = spec.commandLine().getOut();
            try (OfflineVerifier verifier = store.make()) {
                JsonNode root = keys.path("root");
                String key = root.path("key").asString("");
                if (trusted != null && !trusted.equals(key)) {
                    out.println("the node signs its lists with another key: " + key);
                    return Exit.FAILED;
                }
                verifier.trust(root.path("suite").asString(""), key);
                boolean taken = verifier.take(
                        keys.path("keys").asString(""),
                        revocations.path("revocations").asString(""));
                out.println("list key: " + key);
                out.println("good until: " + verifier.until());
                return taken ? Exit.OK : Exit.FAILED;
            }
        }
    }

    /** {@code tongmai health-code verify}. */
    @Command(
            name = "verify",
            description = {
                "Verify a code without network. Exit code 1 where it is refused.",
                "With each acceptance the time of the list is told: a loss that was reported later is not known here."
            },
            mixinStandardHelpOptions = true)
    static final class Verify implements Callable<Integer> {
        @Mixin
        private Store store;

        @Option(names = "--institution", paramLabel = "USCC", description = "The institution that verifies.")
        private @Nullable String institution;

        @Option(
                names = "--scene",
                paramLabel = "SCENE",
                description = "Report the use for this scene when the network is back: ${COMPLETION-CANDIDATES}.")
        private @Nullable Scene scene;

        @Option(
                names = "--channel",
                paramLabel = "CHANNEL",
                defaultValue = "WINDOW",
                description = "Where it was shown; default: ${DEFAULT-VALUE}; one of ${COMPLETION-CANDIDATES}.")
        private Scene.Channel channel;

        @Parameters(paramLabel = "TEXT", description = "The text of the code, as a scanner reads it.")
        private String text;

        @Spec
        private CommandSpec spec;

        @Override
        public Integer call() throws Exception {
            PrintWriter out = spec.commandLine().getOut();
            try (OfflineVerifier verifier = store.open()) {
                OfflineVerifier.Use use = scene == null ? null : new OfflineVerifier.Use(scene, channel);
                OfflineVerifier.Verdict verdict = verifier.verify(text, institution, use);
                Refusal refusal = verdict.refusal();
                if (refusal != null) {
                    out.println("refused: " + refusal + " " + refusal.words().zh() + " / "
                            + refusal.words().en());
                    return Exit.FAILED;
                }
                out.println("accepted: " + verdict.form() + " " + verdict.code() + " (list of "
                        + LISTED.format(verifier.listedAt()) + ")");
                return Exit.OK;
            }
        }
    }

    /** {@code tongmai health-code report}. */
    @Command(
            name = "report",
            description = {
                "Send the reports of use that wait. Exit code 1 where the node refuses one.",
                "What it refuses is told, and kept in DIR/refused until it is sent again and taken."
            },
            mixinStandardHelpOptions = true)
    static final class Report implements Callable<Integer> {
        @Mixin
        private Node node;

        @Mixin
        private Store store;

        @Option(
                names = "--again",
                description = "Send those that the node refused before, too: once the clock or the node was put right.")
        private boolean again;

        @Spec
        private CommandSpec spec;

        /** The directory is free for the window while the node is asked. */
        @Override
        public Integer call() throws Exception {
            PrintWriter out = spec.commandLine().getOut();
            Map<UseReport.Outcome, Integer> counts = new EnumMap<>(UseReport.Outcome.class);
            List<UseReport> pending = pending();
            try (Http http = node.connect()) {
                for (int from = 0; from < pending.size(); from += Uses.TOGETHER) {
                    List<UseReport> part = pending.subList(from, Math.min(from + Uses.TOGETHER, pending.size()));
                    Map<String, UseReport.Outcome> outcomes = send(http, part);
                    try (OfflineVerifier verifier = store.open()) {
                        verifier.settled(outcomes);
                    }
                    outcomes.values().forEach(outcome -> counts.merge(outcome, 1, Integer::sum));
                }
            }
            int sent = counts.entrySet().stream()
                    .filter(each -> !each.getKey().refused())
                    .mapToInt(Map.Entry::getValue)
                    .sum();
            out.println("sent: " + sent);
            counts.forEach((outcome, count) -> out.println("  " + outcome + ": " + count));
            List<OfflineVerifier.RefusedReport> refused = refused();
            if (!refused.isEmpty()) {
                out.println("refused, kept for --again: " + refused.size());
                refused.forEach(each -> out.println("  " + each.outcome() + " "
                        + each.report().at() + " " + each.report().scene() + " "
                        + each.report().code()));
            }
            return sent == pending.size() ? Exit.OK : Exit.FAILED;
        }

        private List<UseReport> pending() throws IOException {
            try (OfflineVerifier verifier = store.open()) {
                if (again) {
                    verifier.again();
                }
                return verifier.pending();
            }
        }

        private List<OfflineVerifier.RefusedReport> refused() throws IOException {
            try (OfflineVerifier verifier = store.open()) {
                return verifier.refused();
            }
        }

        private static Map<String, UseReport.Outcome> send(Http http, List<UseReport> reports)
                throws InterruptedException {
            byte[] body = JSON.writeValueAsBytes(Map.of("reports", reports));
            Map<String, UseReport.Outcome> outcomes = new LinkedHashMap<>();
            ask(http, "POST", "uses", BodyPublishers.ofByteArray(body))
                    .path("reports")
                    .forEachEntry((id, each) -> outcomes.put(id, UseReport.Outcome.valueOf(each.asString(""))));
            return outcomes;
        }
    }
}
