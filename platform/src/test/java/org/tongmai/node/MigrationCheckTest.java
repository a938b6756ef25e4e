package org.tongmai.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.SQLException;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.junit.jupiter.api.Test;

/** A migration that does not explain its tables is refused and undone. */
class MigrationCheckTest {

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
