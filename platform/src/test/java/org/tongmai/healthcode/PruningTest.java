package org.tongmai.healthcode;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.tongmai.node.TestDatabase;

/**
 * Locality of the health code: with its tables of source patients spread over eight partitions by compartment, a statement about
 * one source patient touches one of them. Tables that are found by something else are named here, and are directories.
 */
class PruningTest {

    private static final int PARTITIONS = 8;

    private static final List<String> SPREAD = List.of("code", "card", "event", "use", "registration", "screen");

    /** What is shown, what was used up, keys, and counts of institutions: of no source patient. */
    private static final List<String> DIRECTORIES =
            List.of("node", "signing_key", "pointer", "nonce", "usage", "unknown_card");

    private static final Pattern PARTITION =
            Pattern.compile("\\bon (?:healthcode\\.)?(code|card|event|use|registration|screen)_(\\d)\\b");

    private static final List<String> OF_ONE = List.of(
            CodeStore.INSERT,
            CodeStore.OF_COMPARTMENTS,
            CodeStore.LATEST,
            CodeStore.PRINTED,
            CodeStore.CHANGE_STATE,
            CodeStore.RENEW,
            CodeStore.PRINT,
            CodeStore.TRY,
            CodeStore.FORGIVEN,
            CodeStore.EVENT,
            CodeStore.EVENTS,
            CodeStore.EVENTS_SINCE,
            CodeStore.LOST_BY,
            CardStore.ADD_CARD,
            CardStore.CARDS,
            CardStore.REMOVE_CARD,
            Registrations.PUT,
            Registrations.REMOVE,
            Registrations.OF,
            Uses.OF_COMPARTMENTS);

    private static TestDatabase database;

    @BeforeAll
    static void spread() throws SQLException {
        database = TestDatabase.fresh();
        try (Connection connection = database.dataSource().getConnection();
                var statement = connection.createStatement()) {
            for (String table : SPREAD) {
                statement.execute("alter table healthcode.%1$s rename to %1$s_whole".formatted(table));
                statement.execute("""
                        create table healthcode.%1$s
                               (like healthcode.%1$s_whole including defaults including identity including indexes)
                               partition by hash (compartment)
                        """.formatted(table));
                for (int part = 0; part < PARTITIONS; part++) {
                    statement.execute("""
                            create table healthcode.%1$s_%3$d partition of healthcode.%1$s
                               for values with (modulus %2$d, remainder %3$d)
                            """.formatted(table, PARTITIONS, part));
                }
            }
        }
    }

    @Test
    void what_is_done_to_one_source_patient_touches_one_partition() throws SQLException {
        for (String statement : OF_ONE) {
            assertThat(partitions(statement)).as(statement).hasSizeLessThanOrEqualTo(1);
        }
    }

    /** {@code like … including indexes} refuses a unique key without the compartment, so this only names the tables. */
    @Test
    void every_table_is_spread_by_its_source_patient_or_named_a_directory() throws SQLException {
        List<String> tables = new ArrayList<>();
        try (Connection connection = database.dataSource().getConnection();
                var statement = connection.createStatement();
                var row = statement.executeQuery("""
                        select relname
                          from pg_class
                         where relnamespace = 'healthcode'::regnamespace
                           and relkind in ('r', 'p')
                           and not relispartition
                           and relname not like '%\\_whole'
                        """)) {
            while (row.next()) {
                tables.add(row.getString(1));
            }
        }
        List<String> known = new ArrayList<>(SPREAD);
        known.addAll(DIRECTORIES);

        assertThat(tables).containsExactlyInAnyOrderElementsOf(known);
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
                .replace("compartment = ?", "compartment = 7")
                .replaceFirst("values \\(\\?", "values (7")
                .replaceAll("(%|/) \\?", "$1 5")
                .replace("secs => ?", "secs => 5")
                .replace("- 1, ?", "- 1, 5")
                .replace("limit ?", "limit 5")
                .replace("?", "null");
    }
}
