package org.tongmai.node;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Tables of source patients, spread over eight partitions by compartment: which of them a statement touches here is which shards it
 * would touch where they are many. {@code like … including indexes} refuses a unique key without the compartment.
 */
public final class SpreadTables {

    public static final int PARTITIONS = 8;

    /** As PostgreSQL explains a scan, or what is inserted into and changed. */
    private final Pattern partition;

    private final TestDatabase database;
    private final String schema;

    private SpreadTables(TestDatabase database, String schema, List<String> tables) {
        this.database = database;
        this.schema = schema;
        this.partition = Pattern.compile("\\bon (?:%s\\.)?(?:%s)_(\\d)\\b".formatted(schema, String.join("|", tables)));
    }

    /** In a database of their own. */
    public static SpreadTables of(String schema, List<String> tables) throws SQLException {
        TestDatabase database = TestDatabase.fresh();
        try (Connection connection = database.dataSource().getConnection();
                var statement = connection.createStatement()) {
            for (String table : tables) {
                statement.execute("alter table %1$s.%2$s rename to %2$s_whole".formatted(schema, table));
                statement.execute("""
                        create table %1$s.%2$s
                               (like %1$s.%2$s_whole including defaults including identity including indexes)
                               partition by hash (compartment)
                        """.formatted(schema, table));
                for (int part = 0; part < PARTITIONS; part++) {
                    statement.execute("""
                            create table %1$s.%2$s_%4$d partition of %1$s.%2$s
                               for values with (modulus %3$d, remainder %4$d)
                            """.formatted(schema, table, PARTITIONS, part));
                }
            }
        }
        return new SpreadTables(database, schema, tables);
    }

    /** All tables of the schema, without partitions. */
    public Set<String> tables() throws SQLException {
        Set<String> tables = new TreeSet<>();
        try (Connection connection = database.dataSource().getConnection();
                var select = connection.prepareStatement("""
                        select relname
                          from pg_class
                         where relnamespace = ?::regnamespace
                           and relkind in ('r', 'p')
                           and not relispartition
                           and relname not like '%\\_whole'
                        """)) {
            select.setString(1, schema);
            try (var row = select.executeQuery()) {
                while (row.next()) {
                    tables.add(row.getString(1));
                }
            }
        }
        return tables;
    }

    /**
     * Numbers of the partitions that a statement about one source patient touches.
     *
     * @param values what the statement has in place of some parameters; the compartment and those that may be null get theirs here
     */
    public Set<String> touched(String statement, UnaryOperator<String> values) throws SQLException {
        Set<String> touched = new TreeSet<>();
        try (Connection connection = database.dataSource().getConnection();
                var explain = connection.createStatement();
                var row = explain.executeQuery("explain " + bound(values.apply(statement)))) {
            while (row.next()) {
                Matcher matcher = partition.matcher(row.getString(1));
                while (matcher.find()) {
                    touched.add(matcher.group(1));
                }
            }
        }
        return touched;
    }

    /** The plan depends on the compartment alone. */
    private static String bound(String statement) {
        return statement
                .replace("compartment = any (?)", "compartment = any ('{7}')")
                .replace("compartment = ?", "compartment = 7")
                .replaceFirst("values \\(\\?", "values (7")
                .replace("limit ?", "limit 5")
                .replace("?", "null");
    }
}
