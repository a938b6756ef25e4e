package org.tongmai.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tongmai.node.NodeSettings;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What {@code docs/how-to/pass-the-conformance-run.md} says, done as it stands there, from nothing. */
class ConformanceRunTest {

    private static final Path PAGE = Path.of("../docs/how-to/pass-the-conformance-run.md");

    private static final Pattern BLOCK = Pattern.compile("```\n(.*?)\n```", Pattern.DOTALL);

    /** What the machine may take of a newcomer's half hour. */
    private static final Duration MACHINE = Duration.ofSeconds(60);

    @TempDir
    private Path folder;

    private final int port = freePort();
    private final int mllp = freePort();
    private final int robot = freePort();

    private record Said(int code, String out) {}

    @Test
    void aHospitalIsExaminedFromNothingWithThePageAlone() throws Exception {
        String page = Files.readString(PAGE);
        List<String> blocks =
                BLOCK.matcher(page).results().map(block -> block.group(1)).toList();
        String messages = blocks.stream()
                .filter(block -> block.startsWith("MSH"))
                .findFirst()
                .orElseThrow();
        Files.writeString(folder.resolve("three.hl7"), messages);
        List<String> commands = blocks.stream()
                .flatMap(String::lines)
                .filter(line -> line.startsWith("./tongmai ") && !line.contains("FINGERPRINT"))
                .toList();
        long begin = System.nanoTime();

        StringBuilder all = new StringBuilder();
        try (Serving _ = Serving.start(node());
                var background = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Said>> listening = new ArrayList<>();
            for (String command : commands) {
                if (command.contains("--listen")) {
                    listening.add(background.submit(() -> run(command))); // who sends tries until it listens
                } else if (!command.contains(" serve ") && !command.contains(" verify ")) {
                    all.append(succeeds(command, run(command)));
                }
            }
            assertThat(listening).hasSize(1);
            all.append(succeeds("--listen", listening.getFirst().get()));
        }
        String verify = commands.getLast();
        assertThat(verify).contains("conformance verify");
        all.append(succeeds(verify, run(verify)));

        assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(MACHINE);
        assertThat(all.toString()).contains("3 stored").contains("INCOMPLETE").contains("The signature fits");
        for (String report : List.of("report-of-files", "report-of-platform", "report-of-http", "report")) {
            JsonNode body = report(report);
            assertThat(body.path("failed").asInt(-1)).as("%s %s", report, body).isZero();
            assertThat(body.path("passed").asInt()).isGreaterThan(15);
            boolean whole = report.equals("report-of-platform") || report.equals("report-of-http");
            assertThat(body.path("verdict").asString()).isEqualTo(whole ? "PASSED" : "INCOMPLETE");
            assertThat(folder.resolve(report).resolve("report.html"))
                    .content()
                    .contains("符合性报告")
                    .doesNotContain("伟");
        }
    }

    @Test
    void aReportThatWasChangedIsOfAnotherSignerOrHasExpiredIsNotVerified() throws IOException {
        Files.writeString(folder.resolve("a.hl7"), "MSH|^~\\&|HIS|x|||20260301||ADT^A04|1|P|2.5\r");
        String out = folder.resolve("report").toString();
        Said judged = run("./tongmai conformance run --files a.hl7 --institution x --data sandbox --out report");
        Path report = Path.of(out).resolve("report.json");
        Matcher signer = Pattern.compile("Signed by: (.+)").matcher(judged.out());
        assertThat(signer.find()).isTrue();

        assertThat(judged.code()).isEqualTo(Exit.FAILED);
        assertThat(verify(report, signer.group(1)).code()).isEqualTo(Exit.OK);
        assertThat(verify(report, "0000 1111").out()).contains("another key");
        Path changed = Files.writeString(
                folder.resolve("changed.json"), Files.readString(report).replace("\"FAILED\"", "\"PASSED\""));
        assertThat(verify(changed, signer.group(1)).out()).contains("intake.report-changed");
        Path none = Files.writeString(folder.resolve("none.json"), "{}");
        assertThat(verify(none, signer.group(1)).out()).contains("intake.report-unreadable");
    }

    private Said verify(Path report, String signer) {
        return tongmai("conformance", "verify", report.toString(), "--signer", signer);
    }

    private JsonNode report(String name) throws IOException {
        return JsonMapper.shared()
                .readTree(Files.readString(folder.resolve(name).resolve("report.json")))
                .path("report");
    }

    private static String succeeds(String command, Said said) {
        assertThat(said.code()).as("%s%n%s", command, said.out()).isZero();
        return said.out();
    }

    /** The command of the page, on other ports and in another folder. */
    private Said run(String command) {
        String[] words = command.substring("./tongmai ".length()).split(" ");
        for (int i = 0; i < words.length; i++) {
            words[i] = words[i].replace(":8080", ":" + port)
                    .replace(":2575", ":" + mllp)
                    .replaceAll("\\b2580\\b", String.valueOf(robot));
            if (words[i].matches("sandbox|three\\.hl7|a\\.hl7|his\\.jwk.*|report.*")) {
                words[i] = folder.resolve(words[i]).toString();
            }
        }
        return tongmai(words);
    }

    private static Said tongmai(String... words) {
        StringWriter said = new StringWriter();
        var out = new PrintWriter(said, true);
        int code = Main.run(out, out, words);
        return new Said(code, Arrays.toString(words) + "\n" + said);
    }

    private NodeSettings node() {
        return new NodeSettings(
                folder.resolve("sandbox"),
                "127.0.0.1",
                port,
                mllp,
                -1,
                null,
                NodeSettings.Role.PROVINCE,
                "330000",
                NodeSettings.Auth.REQUIRED);
    }

    private static int freePort() {
        try (var socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        } catch (IOException none) {
            throw new IllegalStateException(none);
        }
    }
}
