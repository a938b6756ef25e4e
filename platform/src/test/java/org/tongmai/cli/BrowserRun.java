package org.tongmai.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/** The browser tests of the portal against nodes that are up; what they say goes to {@code target}. */
final class BrowserRun {

    private static final int MINUTES_MAX = 25;

    private final String url;
    private final Path folder;
    private final Map<String, String> environment = new TreeMap<>();
    private final List<String> people = new ArrayList<>();

    /** @param folder for what the tests are told */
    BrowserRun(String url, Path folder) {
        this.url = url;
        this.folder = folder;
    }

    BrowserRun person(String role, String login, String password) {
        people.add("\"%s\":{\"account\":\"%s\",\"password\":\"%s\"}".formatted(role, login, password));
        return this;
    }

    BrowserRun with(String name, String value) {
        environment.put(name, value);
        return this;
    }

    /** A file of this content, which is told by its name. */
    BrowserRun withFile(String name, String content) throws IOException {
        return with(
                name,
                Files.writeString(folder.resolve(name + ".json"), content, StandardCharsets.UTF_8)
                        .toString());
    }

    /**
     * All tests must pass.
     *
     * @param stories a folder of tests; empty for those of one node
     * @return what they said
     */
    String run(String stories) throws IOException, InterruptedException {
        withFile("TONGMAI_ACCOUNTS", "{" + String.join(",", people) + "}");
        with(
                "TONGMAI_SCREENSHOTS",
                Files.createDirectories(target("screenshots")).toString());
        Path log = target("browser-tests" + (stories.isEmpty() ? "" : "-" + stories) + ".log");
        List<String> command = new ArrayList<>(List.of("node", "e2e/run.mjs", url));
        if (!stories.isEmpty()) {
            command.add(stories);
        }
        var process = new ProcessBuilder(command)
                .directory(Path.of("..", "portal").toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile());
        process.environment().putAll(environment);
        Process running = process.start();
        if (!running.waitFor(MINUTES_MAX, TimeUnit.MINUTES)) {
            running.destroyForcibly();
            throw new AssertionError("the browser tests took longer than " + MINUTES_MAX + " minutes");
        }
        String said = Files.readString(log);
        assertThat(running.exitValue()).as(said).isZero();
        assertThat(said).contains("fail 0");
        return said;
    }

    private static Path target(String name) {
        return Path.of("target", name).toAbsolutePath();
    }

    /** So many ports in a row that nobody uses now. */
    static int freePorts(int many) {
        for (int from = 20_000 + (int) (ProcessHandle.current().pid() % 10_000); from < 60_000; from += many) {
            if (free(from, many)) {
                return from;
            }
        }
        throw new IllegalStateException("no free ports");
    }

    private static boolean free(int from, int many) {
        for (int port = from; port < from + many; port++) {
            try (var socket = new ServerSocket(port)) {
                assertThat(socket.isBound()).isTrue();
            } catch (IOException taken) {
                return false;
            }
        }
        return true;
    }

    static int freePort() {
        try (var socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
