package org.tongmai.fhir.subscription;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.ResultSet;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.tongmai.node.TestDatabase;

/** A queue is read from its partition alone. */
class QueuePartitionTest {

    @Test
    void aQueueIsReadFromItsOwnPartition() throws Exception {
        Pattern partition = Pattern.compile("notification_(\\d)\\b");
        try (Connection connection = TestDatabase.fresh().dataSource().getConnection();
                var statement = connection.createStatement()) {
            for (String sql :
                    List.of(NotificationStore.PENDING, NotificationStore.DEAD, NotificationStore.COUNT_DEAD)) {
                var touched = new TreeSet<String>();
                try (ResultSet row = statement.executeQuery(
                        "explain " + sql.replaceFirst("\\?", "'s'").replace("?", "5"))) {
                    while (row.next()) {
                        Matcher matcher = partition.matcher(row.getString(1));
                        while (matcher.find()) {
                            touched.add(matcher.group(1));
                        }
                    }
                }
                assertThat(touched).as(sql).hasSize(1);
            }
        }
    }
}
