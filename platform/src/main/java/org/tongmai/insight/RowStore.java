package org.tongmai.insight;

import java.sql.Array;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import javax.sql.DataSource;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionOperations;
import tools.jackson.databind.json.JsonMapper;

/** Rows of projects while they are read, and which process reads which. */
final class RowStore {

    static final String CLAIM = """
            update insight.project
               set holder = ?,
                   held_until = ?
             where id = (select id
                           from insight.project
                          where state = 'EXTRACTING'
                            and not stopped
                            and (holder is null or holder = ? or held_until < ?)
                          order by made_at
                          limit 1
                            for update skip locked)
            returning *
            """;

    static final String SNAPSHOT = "select snapshot from insight.project where id = ?";

    static final String STEP = """
            update insight.project
               set done = done + 1,
                   persons = persons + ?,
                   refused = refused + ?,
                   rows = rows + ?
             where id = ?
               and holder = ?
               and done = ?
               and not stopped
            """;

    static final String INSERT = """
            insert into insight.row (project, pseudonym, number, part, quasi, plain)
            values (?, ?, ?, ?, ?, ?)
            """;

    /** In the order of pseudonyms, which is that of chance. Read with a cursor. */
    static final String ROWS = """
            select pseudonym, quasi, plain
              from insight.row
             where project = ?
             order by pseudonym, part, number
            """;

    static final String FOUND = """
            update insight.project
               set finding = ?::jsonb,
                   state = 'EXTRACTED',
                   holder = null
             where id = ?
               and holder = ?
               and state = 'EXTRACTING'
            """;

    /** Rows fetched at once. */
    private static final int FETCHED = 1_000;

    private static final JsonMapper JSON = JsonMapper.shared();

    private final JdbcClient jdbc;
    private final JdbcTemplate rows;
    private final TransactionOperations transaction;

    RowStore(JdbcClient jdbc, DataSource database, TransactionOperations transaction) {
        this.jdbc = jdbc;
        this.rows = new JdbcTemplate(database);
        this.rows.setFetchSize(FETCHED);
        this.transaction = transaction;
    }

    /** A row in its finest form. */
    record Row(String pseudonym, List<String> quasi, List<String> plain) {}

    Optional<Project> claim(String holder, Instant now, Instant until) {
        return jdbc.sql(CLAIM)
                .params(holder, Timestamp.from(until), holder, Timestamp.from(now))
                .query(ProjectStore::row)
                .optional();
    }

    String snapshot(String project) {
        return jdbc.sql(SNAPSHOT).param(project).query(String.class).single();
    }

    /** The rows of a part and that it is done, in one commit; false where another process holds the project, or it was stopped. */
    boolean step(Project project, String holder, List<Row> some, long persons, long refused) {
        return Boolean.TRUE.equals(transaction.execute(status -> {
            int done = project.extraction().done();
            boolean mine = jdbc.sql(STEP)
                            .params(persons, refused, some.size(), project.id(), holder, done)
                            .update()
                    == 1;
            if (mine) {
                int[] number = {0};
                rows.batchUpdate(INSERT, some, FETCHED, (statement, row) -> {
                    statement.setString(1, project.id());
                    statement.setString(2, row.pseudonym());
                    statement.setInt(3, number[0]++);
                    statement.setInt(4, done);
                    statement.setArray(5, array(statement, row.quasi()));
                    statement.setArray(6, array(statement, row.plain()));
                });
            }
            return mine;
        }));
    }

    private static Array array(PreparedStatement statement, List<String> values) throws SQLException {
        return statement.getConnection().createArrayOf("text", values.toArray());
    }

    /** Hands over the rows of a project, all of a person one after the other, in bounded memory. */
    void each(String project, Consumer<Row> sink) {
        transaction.executeWithoutResult(status -> rows.query(
                ROWS,
                row -> {
                    sink.accept(new Row(
                            row.getString(1),
                            Arrays.asList((String[]) row.getArray(2).getArray()),
                            Arrays.asList((String[]) row.getArray(3).getArray())));
                },
                project));
    }

    boolean found(String project, String holder, Project.Finding finding) {
        return jdbc.sql(FOUND)
                        .params(JSON.writeValueAsString(finding), project, holder)
                        .update()
                == 1;
    }
}
