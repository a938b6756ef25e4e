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
import java.util.List;
import java.util.regex.Pattern;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.tongmai.node.NodeSettings;

/** What {@code docs/how-to/connect-in-a-day.md} says, done as it stands there, from nothing to live. */
class ConnectInADayTest {

    private static final Path PAGE = Path.of("../docs/how-to/connect-in-a-day.md");

    private static final Pattern BLOCK = Pattern.compile("```\n(.*?)\n```", Pattern.DOTALL);

    /** What the machine may take of the half hour. */
    private static final Duration MACHINE = Duration.ofSeconds(60);

    private static final String ACCEPTED = "select count(*) from intake.message where state in ('STORED', 'RESOLVED')";

    @TempDir
    private Path folder;

    private final int port = freePort();
    private final int mllp = freePort();
    private final int sandboxPort = freePort();
    private final int sandboxMllp = freePort();

    private record Said(int code, String out) {}

    @Test
    void aHospitalGoesLiveFromNothingWithThePageAlone() throws Exception {
        List<String> blocks = BLOCK.matcher(Files.readString(PAGE))
                .results()
                .map(block -> block.group(1))
                .toList();
        Files.writeString(
                folder.resolve("three.hl7"),
                blocks.stream()
                        .filter(block -> block.startsWith("MSH"))
                        .findFirst()
                        .orElseThrow());
        List<String> commands = blocks.stream()
                .flatMap(String::lines)
                .filter(line -> line.startsWith("./tongmai ") && !line.startsWith("./tongmai serve"))
                .toList();
        assertThat(commands).hasSizeGreaterThan(12);
        long begin = System.nanoTime();
        Duration earlier = machine();

        try (Serving node = Serving.start(settings("node", port, mllp));
                Serving sandbox = SandboxNode.open(
                        node,
                        settings("node/sandbox", sandboxPort, sandboxMllp),
                        new PrintWriter(new StringWriter()))) {
            List<String> before = new ArrayList<>(commands.subList(0, first(commands, "three.hl7")));
            before.forEach(this::succeeds);

            Said early = run("./tongmai load three.hl7 --to http://127.0.0.1:8080 --client his-1 --key his.jwk");
            Said overMllp = run("./tongmai load three.hl7 --to http://127.0.0.1:8080 --mllp 127.0.0.1:2575");
            Said tooEarly = run("./tongmai onboarding approve his-1 --data node");
            assertThat(early.out()).contains("access.system-held");
            assertThat(overMllp.out()).contains("access.system-held");
            assertThat(tooEarly.code()).isNotZero();
            assertThat(tooEarly.out()).contains("onboarding.gates-open");

            StringBuilder all = new StringBuilder();
            for (String command : commands.subList(before.size(), commands.size() - 1)) {
                all.append(succeeds(command));
            }
            Duration wall = Duration.ofNanos(System.nanoTime() - begin);
            Duration machine = machine().minus(earlier);
            System.out.printf(
                    "from nothing to live: %.1f s of machine time, %.1f s on the clock%n",
                    machine.toMillis() / 1e3, wall.toMillis() / 1e3);

            assertThat(all.toString())
                    .contains("3 stored")
                    .contains("0 failed")
                    .contains("live since")
                    .doesNotContain("lacks");
            assertThat(machine).isLessThan(MACHINE);
            assertThat(accepted(node))
                    .as("live messages, and none of those of the sandbox")
                    .isEqualTo(3);
            assertThat(accepted(sandbox)).isEqualTo(3);

            succeeds(commands.getLast());
            Said again = run("./tongmai load three.hl7 --to http://127.0.0.1:8080 --client his-1 --key his.jwk");
            assertThat(again.out()).contains("access.system-held");
        }
    }

    /** Processor time of this process and of the databases it runs: neighbours on the machine do not count. */
    private static Duration machine() {
        return ProcessHandle.current()
                .descendants()
                .map(child -> child.info().totalCpuDuration().orElse(Duration.ZERO))
                .reduce(ProcessHandle.current().info().totalCpuDuration().orElseThrow(), Duration::plus);
    }

    private static long accepted(Serving serving) {
        return JdbcClient.create(serving.bean(DataSource.class))
                .sql(ACCEPTED)
                .query(Long.class)
                .single();
    }

    private static int first(List<String> commands, String word) {
        return (int)
                commands.stream().takeWhile(command -> !command.contains(word)).count();
    }

    private NodeSettings settings(String directory, int http, int hl7) {
        return new NodeSettings(
                folder.resolve(directory),
                "127.0.0.1",
                http,
                hl7,
                -1,
                null,
                NodeSettings.Role.PROVINCE,
                "330000",
                NodeSettings.Auth.REQUIRED);
    }

    private String succeeds(String command) {
        Said said = run(command);
        assertThat(said.code()).as("%s%n%s", command, said.out()).isZero();
        return said.out();
    }

    /** The command of the page, on other ports and in another folder. */
    private Said run(String command) {
        String[] words = command.substring("./tongmai ".length()).split(" ");
        for (int i = 0; i < words.length; i++) {
            words[i] = words[i].replace(":8080", ":" + port)
                    .replace(":2575", ":" + mllp)
                    .replace(":8090", ":" + sandboxPort)
                    .replace(":2585", ":" + sandboxMllp);
            if (words[i].matches("node|three\\.hl7|his\\.jwk.*|report.*")) {
                words[i] = folder.resolve(words[i]).toString();
            }
        }
        StringWriter said = new StringWriter();
        PrintWriter out = new PrintWriter(said, true);
        return new Said(Main.run(out, out, words), said.toString());
    }

    private static int freePort() {
        try (var socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        } catch (IOException none) {
            throw new IllegalStateException(none);
        }
    }
}
