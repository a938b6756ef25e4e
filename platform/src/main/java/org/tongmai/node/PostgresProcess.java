package org.tongmai.node;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the operating system knows about the postmaster of one database directory, and signals to it. */
final class PostgresProcess {

    private static final Logger LOG = LoggerFactory.getLogger(PostgresProcess.class);

    /** A fast shutdown writes a checkpoint; on a slow disk that takes a while. */
    private static final Duration FAST = Duration.ofSeconds(60);

    /** An immediate shutdown writes nothing. */
    private static final Duration IMMEDIATE = Duration.ofSeconds(10);

    private final Path data;

    PostgresProcess(Path data) {
        this.data = data;
    }

    /** The lines of {@code postmaster.pid}: pid, directory, start, port, socket directory, address, shared memory, state. */
    private List<String> lines() {
        try {
            return Files.readAllLines(data.resolve("postmaster.pid"));
        } catch (IOException none) {
            return List.of();
        }
    }

    /** Whether the postmaster with this pid says that it accepts connections. */
    boolean ready(long pid) {
        List<String> lines = lines();
        return lines.size() >= 8
                && lines.get(0).strip().equals(Long.toString(pid))
                && lines.get(7).strip().equals("ready");
    }

    /** The running postmaster of this directory; proven by its command line, not by the pid file alone. */
    Optional<ProcessHandle> postmaster() {
        return lines().stream()
                .findFirst()
                .flatMap(PostgresProcess::number)
                .flatMap(ProcessHandle::of)
                .filter(this::isOurs);
    }

    /** The port on which the running postmaster listens. */
    Optional<Integer> port() {
        List<String> lines = lines();
        return lines.size() < 4 ? Optional.empty() : number(lines.get(3)).map(Long::intValue);
    }

    /**
     * Stops whatever an earlier process left running in this directory, so that the next postmaster finds it free. To be
     * called only by the holder of the {@link DataDirectory}.
     */
    void clear() {
        postmaster().ifPresent(orphan -> {
            LOG.warn("Stopping PostgreSQL {} that an ended process left behind", orphan.pid());
            stop(orphan);
        });
        for (ProcessHandle survivor : survivors()) {
            await(survivor, IMMEDIATE, "QUIT", "KILL");
        }
        try {
            Files.deleteIfExists(data.resolve("postmaster.pid"));
        } catch (IOException failure) {
            throw new UncheckedIOException("Cannot clear " + data, failure);
        }
    }

    /** Stops a postmaster: fast, then immediately, then by force. */
    static void stop(ProcessHandle postmaster) {
        signal(postmaster, "INT");
        if (ended(postmaster, FAST)) {
            return;
        }
        LOG.warn("PostgreSQL {} did not stop within {}; stopping it immediately", postmaster.pid(), FAST);
        await(postmaster, IMMEDIATE, "QUIT", "KILL");
    }

    private static void await(ProcessHandle process, Duration patience, String... signals) {
        for (String signal : signals) {
            if (!process.isAlive()) {
                return;
            }
            signal(process, signal);
            if (ended(process, patience)) {
                return;
            }
        }
    }

    private static boolean ended(ProcessHandle process, Duration patience) {
        try {
            process.onExit().get(patience.toMillis(), TimeUnit.MILLISECONDS);
            return true;
        } catch (java.util.concurrent.TimeoutException stillThere) {
            return false;
        } catch (java.util.concurrent.ExecutionException failure) {
            return !process.isAlive();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return !process.isAlive();
        }
    }

    private static void signal(ProcessHandle process, String name) {
        try {
            new ProcessBuilder("sh", "-c", "kill -" + name + " " + process.pid())
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start()
                    .waitFor();
        } catch (IOException failure) {
            throw new UncheckedIOException("Cannot signal PostgreSQL", failure);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** Backends whose postmaster is gone. They end by themselves once they notice; until then no new one may start. */
    private List<ProcessHandle> survivors() {
        return ProcessHandle.allProcesses()
                .filter(process -> Optional.of(data).equals(link(process, "cwd")))
                .filter(process -> link(process, "exe")
                        .map(exe -> exe.endsWith("bin/postgres"))
                        .orElse(false))
                .toList();
    }

    private boolean isOurs(ProcessHandle process) {
        String[] arguments = commandLine(process);
        return arguments.length > 0
                && new File(arguments[0]).getName().equals("postgres")
                && Arrays.asList(arguments).contains(data.toString());
    }

    private static String[] commandLine(ProcessHandle process) {
        try {
            byte[] raw = Files.readAllBytes(proc(process, "cmdline"));
            return new String(raw, StandardCharsets.UTF_8).split("\0");
        } catch (IOException gone) {
            return new String[0];
        }
    }

    private static Optional<Path> link(ProcessHandle process, String name) {
        try {
            return Optional.of(Files.readSymbolicLink(proc(process, name)));
        } catch (IOException notOursOrGone) {
            return Optional.empty();
        }
    }

    private static Path proc(ProcessHandle process, String name) {
        return Path.of("/proc", Long.toString(process.pid()), name);
    }

    private static Optional<Long> number(@Nullable String text) {
        return Stream.ofNullable(text)
                .map(String::strip)
                .filter(word -> word.matches("[0-9]{1,10}"))
                .map(Long::valueOf)
                .findFirst();
    }
}
