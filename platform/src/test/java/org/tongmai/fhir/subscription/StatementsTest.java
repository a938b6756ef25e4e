package org.tongmai.fhir.subscription;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Modifier;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.tongmai.node.TestDatabase;

/** Every statement of this package is one that the migrated schema understands, and a queue is read from its partition alone. */
class StatementsTest {

    @Test
    void everyStatementCanBePrepared() throws Exception {
        List<String> statements = new ArrayList<>();
        for (Class<?> store : List.of(SubscriptionStore.class, NotificationStore.class)) {
            for (var field : store.getDeclaredFields()) {
                if (Modifier.isStatic(field.getModifiers()) && field.getType() == String.class) {
                    String text = String.valueOf(field.get(null));
                    if (Stream.of("select ", "insert ", "update ", "delete ", "with ")
                            .anyMatch(text::startsWith)) {
                        statements.add(text);
                    }
                }
            }
        }

        try (Connection connection = TestDatabase.fresh().dataSource().getConnection()) {
            for (String statement : statements) {
                try (PreparedStatement prepared = connection.prepareStatement(statement)) {
                    assertThat(prepared.getParameterMetaData()).as(statement).isNotNull();
                }
            }
        }
        assertThat(statements).hasSizeGreaterThan(20);
    }

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
