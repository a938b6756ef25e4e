package org.tongmai.node;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tongmai.kernel.Problem;
import org.tongmai.node.EmbeddedPostgres.Durability;

/** The embedded database keeps what it acknowledged, whatever is killed. */
class EmbeddedPostgresTest {

    @TempDir
    Path directory;

    @Test
    void keepsItsDataOverAStopAndAStart() throws Exception {
        try (DataDirectory held = hold();
                EmbeddedPostgres postgres = EmbeddedPostgres.start(held, Durability.FULL)) {
            execute(postgres, "create table note as select 'kept' as words");
        }

        try (DataDirectory held = hold();
                EmbeddedPostgres postgres = EmbeddedPostgres.start(held, Durability.FULL)) {
            assertThat(value(postgres, "select words from note")).isEqualTo("kept");
        }
    }

    @Test
    void isDurableAndSortsByCodePointAndKeepsItsPasswordPrivate() throws Exception {
        try (DataDirectory held = hold();
                EmbeddedPostgres postgres = EmbeddedPostgres.start(held, Durability.FULL)) {
            assertThat(value(postgres, "show fsync")).isEqualTo("on");
            assertThat(value(postgres, "show synchronous_commit")).isEqualTo("on");
            assertThat(value(postgres, "show full_page_writes")).isEqualTo("on");
            assertThat(value(postgres, "show listen_addresses")).isEqualTo("127.0.0.1");
            assertThat(value(postgres, "show server_encoding")).isEqualTo("UTF8");
            assertThat(value(postgres, "select lower('ÄÖ') || ('Z' < 'a')")).isEqualTo("äötrue");
            Path secret = held.secrets().resolve("postgresql-password");
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(secret)))
                    .isEqualTo("rw-------");
        }
    }

    @Test
    void comesBackOnTheSamePortAfterItsPostmasterIsKilled() throws Exception {
        try (DataDirectory held = hold();
                EmbeddedPostgres postgres = EmbeddedPostgres.start(held, Durability.FULL)) {
            execute(postgres, "create table note as select 'kept' as words");
            long before = postgres.pid();

            ProcessHandle.of(before).orElseThrow().destroyForcibly();

            await(() -> postgres.pid() != before);
            assertThat(value(postgres, "select words from note")).isEqualTo("kept");
        }
    }

    @Test
    void aPostmasterLeftBehindIsStoppedBeforeTheNextStart() throws Exception {
        ProcessHandle orphan = leaveBehind();
        assertThat(orphan.isAlive()).isTrue();

        try (DataDirectory held = hold();
                EmbeddedPostgres postgres = EmbeddedPostgres.start(held, Durability.FULL)) {
            assertThat(orphan.isAlive()).isFalse();
            assertThat(value(postgres, "select words from note")).isEqualTo("kept");
        }
    }

    @Test
    void aPidFileThatNamesAStrangerIsNotBelieved() throws Exception {
        try (DataDirectory held = hold();
                EmbeddedPostgres postgres = EmbeddedPostgres.start(held, Durability.FULL)) {
            execute(postgres, "create table note as select 'kept' as words");
        }
        Process stranger = new ProcessBuilder("sleep", "600").start();
        try (DataDirectory held = hold()) {
            Files.writeString(held.postgresql().resolve("postmaster.pid"), stranger.pid() + "\n");

            try (EmbeddedPostgres postgres = EmbeddedPostgres.start(held, Durability.FULL)) {
                assertThat(value(postgres, "select words from note")).isEqualTo("kept");
            }

            assertThat(stranger.isAlive()).isTrue();
        } finally {
            stranger.destroyForcibly();
        }
    }

    @Test
    void aSecondHolderIsToldWhoHoldsTheDirectory() {
        try (DataDirectory held = hold()) {
            held.announce("http://127.0.0.1:8080");

            assertThatThrownBy(this::hold)
                    .isInstanceOf(Problem.class)
                    .hasMessageContaining("process " + ProcessHandle.current().pid() + " since ")
                    .hasMessageContaining("at http://127.0.0.1:8080");
        }
    }

    @Test
    void aTestDatabaseIsFreshEachTime() throws Exception {
        try (Connection first = TestDatabase.fresh().dataSource().getConnection();
                Connection second = TestDatabase.fresh().dataSource().getConnection()) {
            first.createStatement().execute("create table public.only_here (a int)");

            var found = second.createStatement().executeQuery("select to_regclass('public.only_here') is null");

            assertThat(found.next() && found.getBoolean(1)).isTrue();
        }
    }

    /** A process of its own starts the database, writes, and is killed. */
    private ProcessHandle leaveBehind() throws IOException, InterruptedException {
        Process parent = new ProcessBuilder(
                        ProcessHandle.current().info().command().orElseThrow(),
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Orphanage.class.getName(),
                        directory.toString())
                .redirectErrorStream(true)
                .start();
        String pid;
        try (var reader = parent.inputReader()) {
            pid = reader.lines()
                    .filter(line -> line.startsWith("postmaster "))
                    .findFirst()
                    .orElseThrow()
                    .substring("postmaster ".length());
        }
        parent.destroyForcibly().waitFor(10, SECONDS);
        return ProcessHandle.of(Long.parseLong(pid)).orElseThrow();
    }

    /** Starts a database and waits to be killed. */
    static final class Orphanage {
        private Orphanage() {}

        public static void main(String[] arguments) throws Exception {
            EmbeddedPostgres postgres = EmbeddedPostgres.start(
                    DataDirectory.hold(Path.of(arguments[0]), Clock.systemUTC()), Durability.FULL);
            execute(postgres, "create table note as select 'kept' as words");
            System.out.println("postmaster " + postgres.pid());
            LockSupport.park();
        }
    }

    private DataDirectory hold() {
        return DataDirectory.hold(directory, Clock.systemUTC());
    }

    private static void execute(EmbeddedPostgres postgres, String sql) throws SQLException {
        try (Connection connection = postgres.dataSource("tongmai").getConnection();
                var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static String value(EmbeddedPostgres postgres, String sql) throws SQLException {
        try (Connection connection = postgres.dataSource("tongmai").getConnection();
                var statement = connection.createStatement();
                var rows = statement.executeQuery(sql)) {
            return rows.next() ? rows.getString(1) : "";
        }
    }

    private static void await(BooleanSupplier condition) {
        long deadline = System.nanoTime() + SECONDS.toNanos(20);
        while (!condition.getAsBoolean() && System.nanoTime() < deadline) {
            LockSupport.parkNanos(10_000_000);
        }
        assertThat(condition.getAsBoolean()).isTrue();
    }
}
