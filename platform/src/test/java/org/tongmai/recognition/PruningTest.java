package org.tongmai.recognition;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.tongmai.node.TestDatabase;

/**
 * Locality of recognition: with its tables of source patients spread over eight partitions by compartment, what is done at an order
 * about one source patient touches one of them.
 */
class PruningTest {

    private static final int PARTITIONS = 8;

    private static final List<String> SPREAD = List.of("event", "reliance", "notice");

    private static final Pattern PARTITION =
            Pattern.compile("\\bon (?:recognition\\.)?(event|reliance|notice)_(\\d)\\b");

    private static final List<String> OF_ONE = List.of(
            EventStore.ADD,
            EventStore.REMINDER,
            EventStore.ANSWER,
            EventStore.RECENT,
            EventStore.REFUSALS,
            EventStore.SAVED,
            EventStore.SAVED_SUM,
            Ledger.RELY,
            Ledger.CORRECTED_FOR,
            Notices.RELYING,
            Notices.TELL,
            Notices.ACKNOWLEDGE);

    private static TestDatabase database;

    @BeforeAll
    static void spread() throws SQLException {
        database = TestDatabase.fresh();
        try (Connection connection = database.dataSource().getConnection();
                var statement = connection.createStatement()) {
            for (String table : SPREAD) {
                statement.execute("alter table recognition.%1$s rename to %1$s_whole".formatted(table));
                statement.execute("""
                        create table recognition.%1$s
                               (like recognition.%1$s_whole including defaults including identity including indexes)
                               partition by hash (compartment)
                        """.formatted(table));
                for (int part = 0; part < PARTITIONS; part++) {
                    statement.execute("""
                            create table recognition.%1$s_%3$d partition of recognition.%1$s
                               for values with (modulus %2$d, remainder %3$d)
                            """.formatted(table, PARTITIONS, part));
                }
            }
        }
    }

    @Test
    void what_is_done_about_one_source_patient_touches_one_partition() throws SQLException {
        for (String statement : OF_ONE) {
            assertThat(partitions(statement)).as(statement).hasSizeLessThanOrEqualTo(1);
        }
    }

    @Test
    void a_question_over_all_source_patients_would_touch_them_all() throws SQLException {
        assertThat(partitions(Notices.OPEN)).hasSize(PARTITIONS);
    }

    private static Set<String> partitions(String statement) throws SQLException {
        Set<String> touched = new TreeSet<>();
        try (Connection connection = database.dataSource().getConnection();
                var explain = connection.createStatement();
                var row = explain.executeQuery("explain " + bound(statement))) {
            while (row.next()) {
                Matcher matcher = PARTITION.matcher(row.getString(1));
                while (matcher.find()) {
                    touched.add(matcher.group(2));
                }
            }
        }
        return touched;
    }

    /** The statement with the compartment and some values in place of its parameters: the plan depends on the first alone. */
    private static String bound(String statement) {
        return statement
                .replace("compartment = any (?)", "compartment = any ('{7}')")
                .replace("result = any (?)", "result = any ('{Observation/1-1}')")
                .replace("compartment = ?", "compartment = 7")
                .replaceFirst("values \\(\\?", "values (7")
                .replace("limit ?", "limit 5")
                .replace("doctor = ?", "doctor = 'zhang'")
                .replace(">= ?", ">= '2026-01-01'")
                .replace("?", "null");
    }
}
