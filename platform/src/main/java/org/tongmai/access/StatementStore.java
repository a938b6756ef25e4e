package org.tongmai.access;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.tongmai.access.receipt.Statement;

/** SQL of {@code access.statement}. */
final class StatementStore {

    /** Takes the next place of the log; nobody else takes one until the transaction ends. */
    static final String TAKE = """
            update access.log
               set size = size + 1
             where single
            returning size - 1
            """;

    static final String INSERT = """
            insert into access.statement (place, at, kind, about, counts, account, name, institution, leaf)
            values (?, ?, ?, ?, ?, ?, ?, ?, ?)
            """;

    private static final String COLUMNS = """
            select place, at, kind, about, counts, account, name, institution, leaf
              from access.statement
            """;

    static final String AT = COLUMNS + " where place = ?";

    static final String STRETCH = COLUMNS + " where place >= ? and place < ? order by place";

    private final JdbcClient jdbc;

    StatementStore(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** @param leaf hash of the statement when it was made */
    record Row(long place, Statement statement, byte[] leaf) {}

    long take() {
        return jdbc.sql(TAKE).query(Long.class).single();
    }

    void insert(Row row) {
        Statement statement = row.statement();
        jdbc.sql(INSERT)
                .params(Arrays.<@Nullable Object>asList(
                        row.place(),
                        Timestamp.from(statement.at()),
                        statement.kind(),
                        statement.about(),
                        statement.counts().entrySet().stream()
                                .map(each -> each.getKey() + "=" + each.getValue())
                                .collect(Collectors.joining(",")),
                        statement.account(),
                        statement.name(),
                        statement.institution(),
                        row.leaf()))
                .update();
    }

    /** @param log name of the log of this database */
    Optional<Row> at(long place, String log) {
        return jdbc.sql(AT).param(place).query((row, number) -> row(row, log)).optional();
    }

    /** The statements of a stretch of the log, as far as they are there. */
    List<Row> stretch(long from, long to, String log) {
        return jdbc.sql(STRETCH)
                .params(from, to)
                .query((row, number) -> row(row, log))
                .list();
    }

    private static Row row(ResultSet row, String log) throws SQLException {
        return new Row(
                row.getLong("place"),
                new Statement(
                        row.getString("about"),
                        row.getString("account"),
                        row.getTimestamp("at").toInstant(),
                        new TreeMap<>(counts(row.getString("counts"))),
                        row.getString("institution"),
                        row.getString("kind"),
                        log,
                        row.getString("name")),
                row.getBytes("leaf"));
    }

    private static Map<String, Integer> counts(String text) {
        return text.isEmpty()
                ? Map.of()
                : Arrays.stream(text.split(","))
                        .map(each -> each.split("="))
                        .collect(Collectors.toMap(pair -> pair[0], pair -> Integer.valueOf(pair[1])));
    }
}
