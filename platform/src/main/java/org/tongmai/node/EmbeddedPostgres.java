package org.tongmai.node;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.postgresql.ds.PGSimpleDataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tongmai.kernel.Problem;
import org.tongmai.kernel.Problem.Kind;

/**
 * A real PostgreSQL 18 as a child process: made on first start, listening on 127.0.0.1 only, stopped with this object,
 * and started again on the same port should it die. An acknowledged commit is on disk.
 */
public final class EmbeddedPostgres implements AutoCloseable {

    /** What a crash may cost. */
    public enum Durability {
        /** Nothing that was acknowledged. */
        FULL,
        /** Everything: for tests, whose data nobody misses. */
        NONE
    }

    private static final Logger LOG = LoggerFactory.getLogger(EmbeddedPostgres.class);
    /** Name of the database and of its owner. */
    static final String NAME = "tongmai";

    /** Name of the secret that is the owner's password. */
    static final String PASSWORD = "postgresql-password";

    static final int MAJOR_VERSION = 18;

    /** Recovery reads at most two gigabytes of log; a slow disk takes minutes over that. */
    private static final Duration START_LIMIT = Duration.ofMinutes(15);

    private static final Duration POLL = Duration.ofMillis(5);

    /** Between restarts that succeed, so that a database that dies at once does not take a whole processor. */
    private static final Duration RESTART_PAUSE = Duration.ofMillis(500);

    /** Between restarts that fail; grows up to this. */
    private static final Duration RESTART_PAUSE_MAX = Duration.ofSeconds(30);

    private final PostgresUser user;
    private final PostgresBinaries binaries;
    private final Path data;
    private final PostgresLog log;
    private final PostgresProcess processes;
    private final Durability durability;
    private final int port;
    private final String password;
    private volatile boolean closing;
    private volatile Process process;

    private EmbeddedPostgres(DataDirectory directory, Durability durability) {
        this.user = PostgresUser.present();
        this.data = directory.postgresql();
        Path cache = user.owner() == null ? PostgresBinaries.sharedCache() : directory.passable();
        this.binaries = PostgresBinaries.unpacked(cache);
        this.log = new PostgresLog(directory.log().resolve("postgresql.log"));
        this.processes = new PostgresProcess(data);
        this.durability = durability;
        this.password = Secret.of(directory.secrets(), PASSWORD);
        this.port = freePort();
        if (Files.isDirectory(data)) {
            processes.clear();
            user.own(data);
        } else {
            initialise(directory);
        }
        configure(data);
        this.process = launch();
        Thread.ofPlatform().name("postgresql-watch").daemon().start(this::watch);
    }

    /**
     * Starts the database of a data directory, making it first where there is none; returns once it accepts
     * connections. A postmaster that an earlier, killed process left behind is stopped first.
     *
     * @throws Problem {@code node.postgresql-does-not-start}; carries the end of its log
     */
    public static EmbeddedPostgres start(DataDirectory directory, Durability durability) {
        return new EmbeddedPostgres(directory, durability);
    }

    /** The JDBC address of the node's database, without user and password. */
    public String url() {
        return url(NAME);
    }

    /** The JDBC address of another database of the same server. */
    public String url(String database) {
        return "jdbc:postgresql://127.0.0.1:" + port + "/" + database;
    }

    public String user() {
        return NAME;
    }

    public String password() {
        return password;
    }

    public int port() {
        return port;
    }

    /** The process id of the postmaster; changes when it had to be started again. */
    public long pid() {
        return process.pid();
    }

    /** Unpooled connections to a database of this server. */
    public DataSource dataSource(String database) {
        return source(port, database, password);
    }

    static DataSource source(int port, String database, String password) {
        return source("jdbc:postgresql://127.0.0.1:" + port + "/" + database, NAME, password);
    }

    static DataSource source(String url, String user, String password) {
        PGSimpleDataSource source = new PGSimpleDataSource();
        source.setUrl(url);
        source.setUser(user);
        source.setPassword(password);
        // Details of a refusal quote the row.
        source.setLogServerErrorDetail(false);
        return source;
    }

    /** Ends all sessions and stops the database cleanly. Idempotent. */
    @Override
    public synchronized void close() {
        closing = true;
        if (process.isAlive()) {
            PostgresProcess.stop(process.toHandle());
        }
    }

    private void initialise(DataDirectory directory) {
        Path partial = directory.root().resolve("postgresql.partial");
        Path secret = directory.root().resolve("postgresql.secret");
        try {
            PostgresBinaries.delete(partial);
            Files.createDirectory(partial);
            Files.copy(
                    directory.secrets().resolve(PASSWORD),
                    secret,
                    StandardCopyOption.REPLACE_EXISTING,
                    StandardCopyOption.COPY_ATTRIBUTES);
            user.own(partial);
            user.own(secret);
            run(initdb(partial, secret), "");
            configure(partial);
            // Single-user mode reads one statement a line and needs no port.
            run(
                    user.command(binaries.program("postgres"), "--single", "-D", partial.toString(), "postgres"),
                    "create database " + NAME + "\n");
            Files.move(partial, data, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException failure) {
            throw new UncheckedIOException("Cannot make a database in " + data, failure);
        } finally {
            deleteQuietly(secret);
        }
    }

    private List<String> initdb(Path target, Path secret) {
        List<String> command = new ArrayList<>(user.command(
                binaries.program("initdb"),
                "--pgdata=" + target,
                "--username=" + NAME,
                "--pwfile=" + secret,
                "--auth=scram-sha-256",
                "--encoding=UTF8",
                "--locale=C",
                "--locale-provider=builtin",
                "--builtin-locale=C.UTF-8"));
        if (durability == Durability.NONE) {
            command.add("--no-sync");
        }
        return command;
    }

    private void run(List<String> command, String input) throws IOException {
        Process tool = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(log.append())
                .start();
        try (var stdin = tool.outputWriter()) {
            stdin.write(input);
        }
        try {
            if (tool.waitFor() != 0) {
                throw failed();
            }
        } catch (InterruptedException interrupted) {
            tool.destroyForcibly();
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while setting up PostgreSQL", interrupted);
        }
    }

    private void configure(Path target) {
        Path file = target.resolve("postgresql.conf");
        try (InputStream settings = EmbeddedPostgres.class.getResourceAsStream("postgresql.conf")) {
            if (settings == null) {
                throw new IllegalStateException("postgresql.conf is missing from the class path");
            }
            Files.copy(settings, file, StandardCopyOption.REPLACE_EXISTING);
            user.own(file);
        } catch (IOException failure) {
            throw new UncheckedIOException("Cannot write " + file, failure);
        }
    }

    /** Starts the postmaster in a session of its own (an interrupt at the terminal must not reach it) and waits for it. */
    private Process launch() {
        List<String> command = new ArrayList<>(List.of("setsid"));
        command.addAll(user.command(binaries.program("postgres"), "-D", data.toString(), "-p", Integer.toString(port)));
        if (durability == Durability.NONE) {
            command.addAll(List.of("-c", "fsync=off", "-c", "full_page_writes=off", "-c", "synchronous_commit=off"));
        }
        try {
            log.limit();
            Process started = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(log.append())
                    .redirectInput(ProcessBuilder.Redirect.from(new java.io.File("/dev/null")))
                    .start();
            awaitReady(started);
            return started;
        } catch (IOException failure) {
            throw new UncheckedIOException("Cannot start PostgreSQL", failure);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while starting PostgreSQL", interrupted);
        }
    }

    private void awaitReady(Process started) throws InterruptedException {
        long deadline = System.nanoTime() + START_LIMIT.toNanos();
        while (!processes.ready(started.pid())) {
            if (started.waitFor(POLL.toMillis(), TimeUnit.MILLISECONDS)) {
                throw failed();
            }
            if (System.nanoTime() > deadline) {
                started.destroyForcibly();
                throw failed();
            }
        }
    }

    private Problem failed() {
        return new Problem(
                Kind.CONFLICT,
                "node.postgresql-does-not-start",
                "The embedded PostgreSQL does not start.",
                "Its log ends: " + log.tail(),
                "Mend what the log names; `tongmai doctor` checks memory, disk and settings.");
    }

    private void watch() {
        Duration pause = Duration.ZERO;
        try {
            while (true) {
                while (!process.waitFor(1, TimeUnit.MINUTES)) {
                    log.limit();
                    pause = Duration.ZERO;
                }
                if (closing) {
                    return;
                }
                LOG.error("PostgreSQL ended with status {}; starting it again", process.exitValue());
                TimeUnit.NANOSECONDS.sleep(pause.toNanos());
                pause = restart() ? RESTART_PAUSE : longer(pause);
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** Whether it is up again; nothing is to be done where it is being closed. */
    private synchronized boolean restart() {
        if (closing) {
            return true;
        }
        try {
            processes.clear();
            process = launch();
            LOG.info("PostgreSQL is back on port {}", port);
            return true;
        } catch (RuntimeException failure) {
            LOG.error("PostgreSQL could not be started again", failure);
            return false;
        }
    }

    private static Duration longer(Duration pause) {
        Duration next = pause.isZero() ? RESTART_PAUSE : pause.multipliedBy(2);
        return next.compareTo(RESTART_PAUSE_MAX) > 0 ? RESTART_PAUSE_MAX : next;
    }

    private static int freePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException failure) {
            throw new UncheckedIOException("No free port on 127.0.0.1", failure);
        }
    }

    private static void deleteQuietly(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException failure) {
            LOG.warn("Cannot delete {}", file);
        }
    }
}
