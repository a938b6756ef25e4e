package org.tongmai.access;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/** SQL of {@code access.lawful_read}. */
final class LawfulReadStore {

    static final String INSERT = """
            insert into access.lawful_read
                   (compartment, id, law, version, account, name, role, institution, authority, document, words,
                    categories, care_from, care_until, asked_at, until, confirm, tell_at)
            values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """;

    /** What somebody may read now, or waits for. Index {@code lawful_read_account}. */
    static final String OPEN = """
            select *
              from access.lawful_read
             where account = ?
               and until > ?
               and ended_at is null
               and confirmed is distinct from false
             order by until desc, id
             limit 200
            """;

    /** All that somebody asked for, newest first. Index {@code lawful_read_account}. */
    static final String MINE = """
            select *
              from access.lawful_read
             where account = ?
             order by until desc, id
             limit 200
            """;

    /** What the resident is told: what was read or may be, and not what a second person refused. */
    static final String OF = """
            select *
              from access.lawful_read
             where compartment = any (?)
               and tell_at <= ?
               and (not confirm or confirmed)
             order by asked_at desc, id
             limit 200
            """;

    static final String ONE = "select * from access.lawful_read where compartment = ? and id = ?";

    static final String END = """
            update access.lawful_read
               set ended_at = ?
             where compartment = ?
               and id = ?
               and ended_at is null
               and until > ?
            """;

    /** Index {@code lawful_read_waiting}. */
    static final String WAITING = """
            select *
              from access.lawful_read
             where confirm
               and answered_at is null
               and ended_at is null
               and until > ?
             order by asked_at, id
             limit ?
            """;

    /** Index {@code lawful_read_answered}. */
    static final String ANSWERED = """
            select *
              from access.lawful_read
             where answered_at is not null
             order by answered_at desc, id
             limit ?
            """;

    static final String ANSWER = """
            update access.lawful_read
               set answered_at = ?, answered_by = ?, confirmed = ?, answer_words = ?, until = ?
             where compartment = ?
               and id = ?
               and confirm
               and answered_at is null
               and ended_at is null
               and until > ?
               and account <> ?
            """;

    private final JdbcClient jdbc;

    LawfulReadStore(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    void insert(LawfulRead read) {
        jdbc.sql(INSERT)
                .param(read.compartment())
                .param(read.id())
                .param(read.law())
                .param(read.version())
                .param(read.account())
                .param(read.name())
                .param(read.role().name())
                .param(read.institution())
                .param(read.authority())
                .param(read.document())
                .param(read.words())
                .param(read.categories().stream().map(Category::word).toArray(String[]::new))
                .param(stamp(read.careFrom()))
                .param(stamp(read.careUntil()))
                .param(stamp(read.askedAt()))
                .param(stamp(read.until()))
                .param(read.confirm())
                .param(stamp(read.tellAt()))
                .update();
    }

    List<LawfulRead> open(String account, Instant now) {
        return jdbc.sql(OPEN)
                .params(account, Timestamp.from(now))
                .query(LawfulReadStore::row)
                .list();
    }

    List<LawfulRead> mine(String account) {
        return jdbc.sql(MINE).param(account).query(LawfulReadStore::row).list();
    }

    List<LawfulRead> of(Collection<Long> compartments, Instant now) {
        return jdbc.sql(OF)
                .param(compartments.toArray(Long[]::new))
                .param(Timestamp.from(now))
                .query(LawfulReadStore::row)
                .list();
    }

    Optional<LawfulRead> one(long compartment, String id) {
        return jdbc.sql(ONE).params(compartment, id).query(LawfulReadStore::row).optional();
    }

    boolean end(LawfulRead read, Instant now) {
        Timestamp at = Timestamp.from(now);
        return jdbc.sql(END).params(at, read.compartment(), read.id(), at).update() == 1;
    }

    List<LawfulRead> queue(boolean waiting, Instant now, int count) {
        var query = waiting
                ? jdbc.sql(WAITING).params(Timestamp.from(now), count)
                : jdbc.sql(ANSWERED).param(count);
        return query.query(LawfulReadStore::row).list();
    }

    /** @return whether it waited for this answer, and of somebody else than who reads */
    boolean answer(LawfulRead read, Caller second, boolean confirmed, String words, Instant until, Instant now) {
        Timestamp at = Timestamp.from(now);
        return jdbc.sql(ANSWER)
                        .params(
                                at,
                                second.account(),
                                confirmed,
                                words,
                                Timestamp.from(until),
                                read.compartment(),
                                read.id(),
                                at,
                                second.account())
                        .update()
                == 1;
    }

    private static @Nullable Timestamp stamp(@Nullable Instant at) {
        return at == null ? null : Timestamp.from(at);
    }

    private static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
        Timestamp at = row.getTimestamp(column);
        return at == null ? null : at.toInstant();
    }

    private static LawfulRead row(ResultSet row, int number) throws SQLException {
        return new LawfulRead(
                row.getLong("compartment"),
                row.getString("id"),
                row.getString("law"),
                row.getInt("version"),
                row.getString("account"),
                row.getString("name"),
                Role.valueOf(row.getString("role")),
                row.getString("institution"),
                row.getString("authority"),
                row.getString("document"),
                row.getString("words"),
                categories((String[]) row.getArray("categories").getArray()),
                instant(row, "care_from"),
                instant(row, "care_until"),
                row.getTimestamp("asked_at").toInstant(),
                row.getTimestamp("until").toInstant(),
                row.getBoolean("confirm"),
                instant(row, "answered_at"),
                row.getObject("confirmed", Boolean.class),
                row.getString("answer_words"),
                instant(row, "ended_at"),
                row.getTimestamp("tell_at").toInstant());
    }

    private static Set<Category> categories(String[] words) {
        return Arrays.stream(words).flatMap(each -> Category.of(each).stream()).collect(Collectors.toUnmodifiableSet());
    }
}
