package org.tongmai.cli;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tongmai.cli.load.Credentials;
import org.tongmai.cli.load.Load;
import org.tongmai.cli.load.Report;
import org.tongmai.node.DataDirectory;

/** A node as an operator meets it: a process of its own, stopped by signals, found by its data directory. */
class ServingTest {

    @TempDir
    Path folder;

    @Test
    void whatWasLoadedSurvivesAKilledServerAndAKilledDatabase() throws Exception {
        Path bundle = Files.writeString(folder.resolve("patient.json"), """
                {"resourceType":"Bundle","type":"transaction","entry":[
                 {"resource":{"resourceType":"Patient","name":[{"text":"王伟"}]},
                  "request":{"method":"POST","url":"Patient"}}]}
                """);
        Process first = serve();
        Report stored = load(bundle);
        long postmaster = postmaster();
        ProcessHandle.of(postmaster).orElseThrow().destroyForcibly();
        Report repeated = load(bundle);
        assertThat(postmaster()).isNotEqualTo(postmaster);
        first.destroyForcibly().waitFor();

        Process second = serve();
        Report afterwards = load(bundle);
        second.destroy();

        assertThat(second.waitFor(60, SECONDS)).isTrue();
        assertThat(stored.stored()).isEqualTo(1);
        assertThat(repeated.unchanged()).isEqualTo(1);
        assertThat(afterwards.unchanged()).isEqualTo(1);
        assertThat(afterwards.stored()).isZero();
        assertThat(folder.resolve("node/postgresql/postmaster.pid"))
                .as("SIGTERM stops the database, too")
                .doesNotExist();
    }

    /** Starts a node in a process of its own and returns once it has announced its address. */
    private Process serve() throws IOException {
        Process process = new ProcessBuilder(
                        ProcessHandle.current().info().command().orElseThrow(),
                        "-Xmx400m",
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Main.class.getName(),
                        "serve",
                        "--data",
                        folder.resolve("node").toString(),
                        "--port",
                        "0",
                        "--mllp-port",
                        "-1",
                        "--sandbox-port",
                        "-1",
                        "--auth",
                        "none")
                .redirectError(folder.resolve("log").toFile())
                .start();
        StringBuilder said = new StringBuilder();
        try (Stream<String> lines = process.inputReader(StandardCharsets.UTF_8).lines()) {
            Optional<String> ready = lines.peek(line -> said.append(line).append('\n'))
                    .filter(line -> line.contains("Ctrl-C"))
                    .findFirst();
            assertThat(ready).as("%s", said).isPresent();
        }
        return process;
    }

    private Report load(Path file) throws IOException, InterruptedException {
        String url = DataDirectory.holder(folder.resolve("node")).orElseThrow().url();
        try (Load load = new Load(new Load.Settings(URI.create(url), null, 1, Credentials.none()))) {
            return load.run(List.of(file), null);
        }
    }

    private long postmaster() throws IOException {
        return Long.parseLong(Files.readAllLines(folder.resolve("node/postgresql/postmaster.pid"))
                .getFirst());
    }
}
