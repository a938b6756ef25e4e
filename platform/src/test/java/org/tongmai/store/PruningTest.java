package org.tongmai.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.tongmai.node.TestDatabase;

/**
 * Locality: each hot statement touches only the partitions of the compartments it names, and every unique key of a partitioned
 * table contains the compartment. What holds for the partitions of one PostgreSQL holds for the shards of many.
 */
class PruningTest {

    private static final Pattern PARTITION =
            Pattern.compile("\\bon (?:version|compartment|alias|submission|feed|author)_(\\d)\\b");

    private static TestDatabase database;

    @BeforeAll
    static void open() {
        database = TestDatabase.fresh();
    }

    /** Statements with literals in place of the compartments 5 and 9. */
    private static List<String> hot() {
        String one = "5";
        String several = "'{5,9}'";
        return List.of(
                Rows.SELECT + "v.compartment = " + one + " and v.type = 1 and v.local = 1 and v.superseded is null",
                Rows.SELECT + "v.compartment = any(" + several + "::bigint[]) and v.type = 1 and v.superseded is null"
                        + " and v.keys && '{1}'::bigint[]",
                "select count(*) from store.version v where v.compartment = any(" + several + "::bigint[])"
                        + " and v.type = 1 and v.superseded is null",
                Records.PAGE
                        .formatted("")
                        .replaceFirst("\\?", one)
                        .replaceFirst("\\?, \\?", "1, 1")
                        .replace("?::pg_snapshot", "'10:10:'::pg_snapshot")
                        .replace("limit ?", "limit 5"),
                History.OF_ONE
                        .replaceFirst("\\?", one)
                        .replaceFirst("\\?", "1")
                        .replaceFirst("\\?", "1")
                        .replaceFirst("\\?", "9")
                        .replace("?::pg_snapshot", "'10:10:'::pg_snapshot")
                        .replace("limit ?", "limit 5"),
                HistoryWalk.WALK
                        .formatted(HistoryWalk.OF_COMPARTMENTS.replace("?", several))
                        .replace("?::text::xid8, ?", "'9'::xid8, 9")
                        .replace("?::text::xid8", "'0'::xid8")
                        .replace("?::pg_snapshot", "'10:10:'::pg_snapshot")
                        .replace("limit ?", "limit 5"),
                "select version from store.version where compartment = any(" + several
                        + "::bigint[]) and superseded is null",
                "select compartment, source from store.compartment where compartment = any(" + several + "::bigint[])",
                "update store.compartment set next_local = next_local + 1 where compartment = " + one,
                "select target from store.alias where compartment = any(" + several + "::bigint[]) and type = 1",
                "select outcome from store.submission where compartment = " + one + " and idempotency_key = 'x'");
    }

    @Test
    void everyHotStatementPrunesToThePartitionsOfItsCompartments() throws SQLException {
        try (Connection connection = database.dataSource().getConnection()) {
            for (String statement : hot()) {
                var touched = new TreeSet<String>();
                for (String line : lines(connection, "explain " + statement)) {
                    Matcher matcher = PARTITION.matcher(line);
                    while (matcher.find()) {
                        touched.add(matcher.group(1));
                    }
                }
                boolean several = statement.contains("'{5,9}'");
                assertThat(touched).as(statement).isNotEmpty().hasSizeLessThanOrEqualTo(several ? 2 : 1);
            }
        }
    }

    @Test
    void everyUniqueKeyOfAPartitionedTableContainsTheCompartment() throws SQLException {
        String sql = """
                select c.relname, i.indexrelid::regclass::text,
                       exists (select from pg_attribute a
                                where a.attrelid = c.oid and a.attname = 'compartment' and a.attnum = any(i.indkey))::text
                  from pg_index i
                  join pg_class c on c.oid = i.indrelid
                  join pg_namespace n on n.oid = c.relnamespace
                 where n.nspname = 'store'
                   and c.relkind = 'p'
                   and i.indisunique
                """;
        try (Connection connection = database.dataSource().getConnection();
                var statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            int seen = 0;
            while (row.next()) {
                assertThat(row.getString(3)).as(row.getString(1)).isEqualTo("true");
                seen++;
            }
            assertThat(seen).isEqualTo(6);
        }
    }

    private static List<String> lines(Connection connection, String sql) throws SQLException {
        try (var statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            var out = new ArrayList<String>();
            while (row.next()) {
                out.add(row.getString(1));
            }
            return out;
        }
    }
}
