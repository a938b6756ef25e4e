package org.tongmai.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tongmai.kernel.Problem;
import org.tongmai.node.EmbeddedPostgres.Durability;

/** What was acknowledged before a backup began is in it, and a damaged backup is never restored. */
class BackupTest {

    private static final Clock CLOCK = Clock.systemUTC();

    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"backup", "backup.tar.zst"})
    void whatARestingNodeHoldsComesBack(String name) throws Exception {
        node(postgres -> execute(postgres, "create table note as select g as id from generate_series(1, 10000) g"));

        Backup.Result made = Backup.make(folder.resolve("node"), folder.resolve(name), CLOCK);
        Restore.Result restored = Restore.into(folder.resolve(name), folder.resolve("again"), CLOCK);

        assertThat(made.online()).isFalse();
        assertThat(restored.files()).isEqualTo(made.files());
        try (LocalDatabase database = LocalDatabase.open(folder.resolve("again"))) {
            assertThat(count(database)).isEqualTo(10_000);
        }
    }

    @Test
    void aBackupWhileTheNodeWritesHoldsAtLeastWhatWasThereBefore() throws Exception {
        node(postgres -> {
            execute(postgres, "create table note as select g as id from generate_series(1, 50000) g");
            AtomicBoolean stop = new AtomicBoolean();
            Thread writer = Thread.ofPlatform().start(() -> {
                while (!stop.get()) {
                    execute(postgres, "insert into note select g from generate_series(1, 1000) g");
                    execute(postgres, "checkpoint");
                }
            });

            Backup.Result made = Backup.make(folder.resolve("node"), folder.resolve("live.tar.zst"), CLOCK);

            stop.set(true);
            writer.join();
            assertThat(made.online()).isTrue();
        });

        Restore.into(folder.resolve("live.tar.zst"), folder.resolve("again"), CLOCK);

        try (LocalDatabase database = LocalDatabase.open(folder.resolve("again"))) {
            assertThat(count(database)).isGreaterThanOrEqualTo(50_000);
            assertThat(count(database) % 1000)
                    .as("no transaction is half there")
                    .isZero();
        }
    }

    @Test
    void aDamagedBackupIsRefusedAndLeavesNothing() throws Exception {
        node(postgres -> execute(postgres, "create table note as select 1 as id"));
        Backup.make(folder.resolve("node"), folder.resolve("whole"), CLOCK);
        Backup.make(folder.resolve("node"), folder.resolve("backup"), CLOCK);
        Files.writeString(folder.resolve("backup/postgresql/PG_VERSION"), "x", StandardOpenOption.APPEND);

        assertThatThrownBy(() -> Restore.check(folder.resolve("backup")))
                .isInstanceOf(Problem.class)
                .hasMessageContaining("postgresql/PG_VERSION has changed");
        assertThatThrownBy(() -> Restore.into(folder.resolve("backup"), folder.resolve("again"), CLOCK))
                .isInstanceOf(Problem.class);

        try (Stream<Path> left = Files.list(folder.resolve("again"))) {
            assertThat(left.map(path -> path.getFileName().toString())).containsExactly("lock");
        }
        assertThatCode(() -> Restore.into(folder.resolve("whole"), folder.resolve("again"), CLOCK))
                .as("what a failed restore left is no node")
                .doesNotThrowAnyException();
    }

    @Test
    void nothingIsOverwritten() throws Exception {
        node(postgres -> execute(postgres, "create table note as select 1 as id"));
        Backup.make(folder.resolve("node"), folder.resolve("backup"), CLOCK);

        assertThatThrownBy(() -> Backup.make(folder.resolve("node"), folder.resolve("backup"), CLOCK))
                .isInstanceOfSatisfying(
                        Problem.class, problem -> assertThat(problem.code()).isEqualTo("node.backup-target-taken"));
        assertThatThrownBy(() -> Restore.into(folder.resolve("backup"), folder.resolve("node"), CLOCK))
                .isInstanceOfSatisfying(
                        Problem.class,
                        problem -> assertThat(problem.code()).isEqualTo("node.restore-target-not-empty"));
    }

    private interface Work {
        void on(EmbeddedPostgres postgres) throws Exception;
    }

    private void node(Work work) throws Exception {
        try (DataDirectory held = DataDirectory.hold(folder.resolve("node"), CLOCK);
                EmbeddedPostgres postgres = EmbeddedPostgres.start(held, Durability.NONE)) {
            work.on(postgres);
        }
    }

    private static void execute(EmbeddedPostgres postgres, String sql) {
        try (Connection connection = postgres.dataSource("tongmai").getConnection();
                var statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException failure) {
            throw new IllegalStateException(sql, failure);
        }
    }

    private static long count(LocalDatabase database) throws SQLException {
        try (Connection connection = database.dataSource().getConnection();
                var rows = connection.createStatement().executeQuery("select count(*) from note")) {
            rows.next();
            return rows.getLong(1);
        }
    }
}
