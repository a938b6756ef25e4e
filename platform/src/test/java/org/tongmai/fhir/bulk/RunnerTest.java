package org.tongmai.fhir.bulk;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.tongmai.access.TestNode;

/** What is done beside the jobs does not hold them up. */
class RunnerTest {

    @Test
    void jobsAreRunWhileTheCleaningTakesLong() throws SQLException {
        try (TestNode node = TestNode.start("--tongmai.auth=none")) {
            var client = new BulkClient(node.url());
            client.create("Organization", "{\"resourceType\":\"Organization\",\"name\":\"a\"}");
            Runner runner = node.bean(Runner.class);
            runner.stop();
            try (Connection connection = node.bean(DataSource.class).getConnection();
                    Statement statement = connection.createStatement()) {
                statement.execute("insert into fhir.bulk_moment (at, snapshot) values ('2001-01-01T00:00Z', '1:1:')");
                connection.setAutoCommit(false);
                statement.execute("select from fhir.bulk_moment where at < '2002-01-01' for update");
                runner.start();

                assertThat(client.lines(client.export("/$export"), "output")).isNotEmpty();

                connection.rollback();
                connection.setAutoCommit(true);
            }
        }
    }
}
