package org.tongmai.intake;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.tongmai.access.Caller;
import org.tongmai.access.Role;

/** Who opened the text of which message, whether its patient could be named or not. */
final class MessageLooks {

    /** Most rows of one page. */
    static final int PAGE_MAX = 200;

    static final String WRITE = """
            insert into intake.look (at, message, institution, account, name, role, works_for)
            values (?, ?, ?, ?, ?, ?, ?)
            """;

    static final String PAGE = """
            select id, at, message, institution, account, name, role, works_for
              from intake.look
             where id < ?
             order by id desc
             limit ?
            """;

    private final JdbcTemplate jdbc;
    private final Clock clock;

    MessageLooks(DataSource database, Clock clock) {
        this.jdbc = new JdbcTemplate(database);
        this.clock = clock;
    }

    /**
     * One opening of a text.
     *
     * @param institution USCC of the message's institution; null where it told none
     * @param worksFor USCC of the institution of who opened it; null for people of the platform
     */
    record MessageLook(
            long id,
            Instant at,
            long message,
            @Nullable String institution,
            String account,
            String name,
            Role role,
            @Nullable String worksFor) {}

    /** Returns when it is durable; where it fails, nothing may be shown. */
    void write(Caller caller, Journalled message) {
        jdbc.update(
                WRITE,
                Timestamp.from(clock.instant()),
                message.id(),
                message.institution(),
                caller.account(),
                caller.name(),
                caller.role().name(),
                caller.institution());
    }

    /** The newest first, below an id. */
    List<MessageLook> page(long before, int count) {
        return jdbc.query(PAGE, MessageLooks::row, before, Math.clamp(count, 1, PAGE_MAX));
    }

    private static MessageLook row(ResultSet row, int number) throws SQLException {
        return new MessageLook(
                row.getLong("id"),
                row.getTimestamp("at").toInstant(),
                row.getLong("message"),
                row.getString("institution"),
                row.getString("account"),
                row.getString("name"),
                Role.valueOf(row.getString("role")),
                row.getString("works_for"));
    }
}
