package org.tongmai.access;

import java.sql.Timestamp;
import java.time.Clock;
import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.tongmai.access.Participation.Deed;
import org.tongmai.access.Participation.Done;

/** SQL of {@code access.change}, which is written in the transaction of what it tells. */
final class ChangeLog {

    /** Most rows of one page. */
    static final int PAGE_MAX = 200;

    static final String WRITE = "insert into access.change (at, by, what, subject, detail) values (?, ?, ?, ?, ?)";

    static final String PAGE = """
            select id, at, by, what, subject, detail
              from access.change
             where id < ?
             order by id desc
             limit ?
            """;

    private final JdbcClient jdbc;
    private final Clock clock;

    ChangeLog(JdbcClient jdbc, Clock clock) {
        this.jdbc = jdbc;
        this.clock = clock;
    }

    void write(String by, Deed what, String subject, String detail) {
        jdbc.sql(WRITE)
                .param(Timestamp.from(clock.instant()))
                .param(by)
                .param(what.name())
                .param(subject)
                .param(detail)
                .update();
    }

    /** The newest first, below an id. */
    List<Done> page(long before, int count) {
        return jdbc.sql(PAGE)
                .param(before)
                .param(Math.clamp(count, 1, PAGE_MAX))
                .query((row, number) -> new Done(
                        row.getLong("id"),
                        row.getTimestamp("at").toInstant(),
                        row.getString("by"),
                        Deed.valueOf(row.getString("what")),
                        row.getString("subject"),
                        row.getString("detail")))
                .list();
    }
}
