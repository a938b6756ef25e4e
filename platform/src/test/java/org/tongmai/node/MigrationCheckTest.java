package org.tongmai.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.SQLException;
import java.util.List;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.junit.jupiter.api.Test;
import org.tongmai.kernel.Problem;

/** A migration that does not explain its tables is refused and undone. */
class MigrationCheckTest {

    private static final String NEWER = """
            insert into flyway_schema_history
                   (installed_rank, version, description, type, script, checksum, installed_by, execution_time, success)
            values (900, ?, 'newer', 'SQL', 'newer.sql', 1, 'x', 1, true)
            """;

    @Test
    void dataOfANewerBuildAreRefusedWhereverItsMigrationsAre() throws SQLException {
        for (String version : List.of("019", "999")) {
            TestDatabase database = TestDatabase.fresh();
            try (var connection = database.dataSource().getConnection();
                    var row = connection.prepareStatement(NEWER)) {
                row.setString(1, version);
                row.executeUpdate();
            }
            Flyway flyway = Flyway.configure()
                    .dataSource(database.dataSource())
                    .outOfOrder(true)
                    .load();

            assertThatThrownBy(() -> MigrationCheck.migrate(flyway)).isInstanceOfSatisfying(Problem.class, problem -> {
                assertThat(problem.code()).isEqualTo("node.data-newer");
                assertThat(problem.why()).contains(version);
            });
        }
    }

    @Test
    void dataOfAnotherBuildAreRefused() throws SQLException {
        TestDatabase database = TestDatabase.fresh();
        try (var connection = database.dataSource().getConnection();
                var row = connection.createStatement()) {
            row.executeUpdate("update flyway_schema_history set checksum = 1 where version = '020'");
        }
        Flyway flyway = Flyway.configure()
                .dataSource(database.dataSource())
                .outOfOrder(true)
                .load();

        assertThatThrownBy(() -> MigrationCheck.migrate(flyway)).isInstanceOfSatisfying(Problem.class, problem -> {
            assertThat(problem.code()).isEqualTo("node.data-differs");
            assertThat(problem.why()).contains("020");
        });
    }

    @Test
    void namesWhatHasNoCommentAndLeavesNothingBehind() throws SQLException {
        TestDatabase database = TestDatabase.empty();
        Flyway flyway = Flyway.configure()
                .dataSource(database.dataSource())
                .locations("classpath:migrations-bare")
                .callbacks(new MigrationCheck())
                .load();

        assertThatThrownBy(() -> MigrationCheck.migrate(flyway))
                .isInstanceOf(FlywayException.class)
                .hasMessageContaining("V001__bare.sql leaves without a comment: bare.thing.name, bare.thing_name.");

        try (var connection = database.dataSource().getConnection();
                var rows = connection.createStatement().executeQuery("select to_regnamespace('bare') is null")) {
            assertThat(rows.next() && rows.getBoolean(1)).isTrue();
        }
    }
}
