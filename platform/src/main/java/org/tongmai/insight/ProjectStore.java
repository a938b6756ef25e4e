package org.tongmai.insight;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.json.JsonMapper;

/** Projects and what happened to them. */
final class ProjectStore {

    static final String ONE = "select * from insight.project where id = ?";

    /** At most 200, the newest first; drafts only of the owner. */
    static final String LIST = """
            select *
              from insight.project
             where owner = ?
                or ? and state <> 'DRAFT'
             order by made_at desc
             limit 200
            """;

    static final String INSERT = """
            insert into insight.project (id, state, owner, owner_name, asked, made_at)
            values (?, 'DRAFT', ?, ?, ?::jsonb, ?)
            """;

    static final String CHANGE = """
            update insight.project
               set asked = ?::jsonb,
                   state = 'DRAFT'
             where id = ?
               and state in ('DRAFT', 'REFUSED')
            """;

    static final String MOVE = "update insight.project set state = ? where id = ? and state = ?";

    static final String REFUSE =
            "update insight.project set state = 'REFUSED', approver = ?, reason = ? where id = ? and state = 'SUBMITTED'";

    static final String APPROVE = """
            update insight.project
               set state = 'EXTRACTING',
                   approver = ?,
                   reason = ?,
                   snapshot = ?,
                   parts = ?,
                   done = 0,
                   persons = 0,
                   refused = 0,
                   rows = 0,
                   finding = null,
                   stopped = false,
                   problem = null
             where id = ?
               and state = 'SUBMITTED'
            """;

    static final String STOP =
            "update insight.project set stopped = ?, problem = ?, holder = null where id = ? and state = 'EXTRACTING'";

    static final String RELEASE = """
            update insight.project
               set state = ?,
                   reviewer = ?,
                   reason = ?,
                   expires = ?
             where id = ?
               and state = 'EXTRACTED'
            """;

    static final String CLOSE = """
            update insight.project
               set state = 'CLOSED',
                   holder = null
             where id = ?
               and state <> 'CLOSED'
            """;

    static final String FORGET = "delete from insight.row where project = ?";

    static final String HAPPENED =
            "insert into insight.event (project, at, account, name, what, words) values (?, ?, ?, ?, ?, ?)";

    static final String EVENTS = """
            select at, account, name, what, words
              from insight.event
             where project = ?
             order by number
             limit 500
            """;

    private static final JsonMapper JSON = JsonMapper.shared();

    private final JdbcClient jdbc;

    ProjectStore(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    Optional<Project> one(String id) {
        return jdbc.sql(ONE).param(id).query(ProjectStore::row).optional();
    }

    /** @param all those of others too, once they are handed in */
    List<Project> list(String owner, boolean all) {
        return jdbc.sql(LIST).params(owner, all).query(ProjectStore::row).list();
    }

    void insert(String id, String owner, String name, Project.Asked asked, Instant at) {
        jdbc.sql(INSERT)
                .params(id, owner, name, JSON.writeValueAsString(asked), Timestamp.from(at))
                .update();
    }

    boolean change(String id, Project.Asked asked) {
        return jdbc.sql(CHANGE).params(JSON.writeValueAsString(asked), id).update() == 1;
    }

    boolean move(String id, Project.State from, Project.State to) {
        return jdbc.sql(MOVE).params(to.name(), id, from.name()).update() == 1;
    }

    boolean refuse(String id, String by, String reason) {
        return jdbc.sql(REFUSE).params(by, reason, id).update() == 1;
    }

    boolean approve(String id, String by, String reason, String snapshot, int parts) {
        return jdbc.sql(APPROVE).params(by, reason, snapshot, parts, id).update() == 1;
    }

    boolean stop(String id, boolean stopped, @Nullable String problem) {
        return jdbc.sql(STOP).param(stopped).param(problem).param(id).update() == 1;
    }

    boolean review(String id, Project.State to, String by, String reason, @Nullable Instant expires) {
        return jdbc.sql(RELEASE)
                        .param(to.name())
                        .param(by)
                        .param(reason)
                        .param(expires == null ? null : Timestamp.from(expires))
                        .param(id)
                        .update()
                == 1;
    }

    boolean close(String id) {
        boolean closed = jdbc.sql(CLOSE).param(id).update() == 1;
        jdbc.sql(FORGET).param(id).update();
        return closed;
    }

    void forget(String id) {
        jdbc.sql(FORGET).param(id).update();
    }

    void happened(String id, Project.Event event) {
        jdbc.sql(HAPPENED)
                .params(id, Timestamp.from(event.at()), event.account(), event.name(), event.what(), event.words())
                .update();
    }

    List<Project.Event> events(String id) {
        return jdbc.sql(EVENTS)
                .param(id)
                .query((row, number) -> new Project.Event(
                        row.getTimestamp("at").toInstant(),
                        row.getString("account"),
                        row.getString("name"),
                        row.getString("what"),
                        row.getString("words")))
                .list();
    }

    static Project row(ResultSet row, int number) throws SQLException {
        String finding = row.getString("finding");
        Timestamp expires = row.getTimestamp("expires");
        return new Project(
                row.getString("id"),
                Project.State.valueOf(row.getString("state")),
                row.getString("owner"),
                row.getString("owner_name"),
                JSON.readValue(row.getString("asked"), Project.Asked.class),
                row.getTimestamp("made_at").toInstant(),
                row.getString("approver"),
                row.getString("reviewer"),
                row.getString("reason"),
                new Project.Progress(
                        row.getInt("done"),
                        row.getInt("parts"),
                        row.getLong("persons"),
                        row.getLong("refused"),
                        row.getLong("rows"),
                        row.getBoolean("stopped"),
                        row.getString("problem")),
                finding == null ? null : JSON.readValue(finding, Project.Finding.class),
                expires == null ? null : expires.toInstant());
    }
}
