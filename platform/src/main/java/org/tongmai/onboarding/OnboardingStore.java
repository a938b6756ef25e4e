package org.tongmai.onboarding;

import java.sql.Date;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;

/** SQL of {@code onboarding.onboarding} and of what belongs to one. */
final class OnboardingStore {

    private static final String COLUMNS = "client, institution, kinds, opened_at, opened_by, live_at, live_by";

    static final String FIND = "select " + COLUMNS + " from onboarding.onboarding where client = ?";

    /** An empty institution is every one. */
    static final String LIST = "select " + COLUMNS + """
             from onboarding.onboarding
             where (? = '' or institution = ?)
               and client > ?
             order by client
             limit ?
            """;

    static final String OPEN = """
            insert into onboarding.onboarding (client, institution, kinds, opened_at, opened_by)
            values (?, ?, ?, ?, ?)
                on conflict (client) do nothing
            """;

    static final String LIVE = "update onboarding.onboarding set live_at = ?, live_by = ? where client = ?";

    static final String FILE = """
            insert into onboarding.report (client, filed_at, filed_by, body, hash)
            values (?, ?, ?, ?, sha256(convert_to(?, 'UTF8')))
                on conflict (client, hash) do nothing
            """;

    /** A system has a handful of reports; the newest ones are looked at. */
    static final String REPORTS = """
            select id, filed_at, filed_by, body
              from onboarding.report
             where client = ?
             order by id desc
             limit 20
            """;

    static final String REPORT = "select body from onboarding.report where client = ? and id = ?";

    static final String TELL = """
            insert into onboarding.told (client, day, kind, messages, told_at, told_by)
            values (?, ?, ?, ?, ?, ?)
                on conflict (client, day, kind)
                do update set messages = excluded.messages, told_at = excluded.told_at, told_by = excluded.told_by
            """;

    static final String TOLD = """
            select day, kind, messages
              from onboarding.told
             where client = ?
             order by day desc, kind
             limit 200
            """;

    /** Whether a system of an institution sends, or did. */
    static final String HEARD = """
            select exists (select from onboarding.feed where institution = ? and system = ?)
            """;

    static final String SANDBOX = """
            insert into onboarding.sandbox (url, mllp, started_at)
            values (?, ?, ?)
                on conflict (one)
                do update set url = excluded.url, mllp = excluded.mllp, started_at = excluded.started_at
            """;

    static final String SANDBOX_AT = "select url, mllp, started_at from onboarding.sandbox";

    private final JdbcClient jdbc;

    OnboardingStore(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    record Filed(long id, Instant at, String by, String body) {}

    record Told(LocalDate day, String kind, long messages) {}

    Optional<Onboarding> find(String client) {
        return jdbc.sql(FIND).param(client).query(OnboardingStore::onboarding).optional();
    }

    List<Onboarding> list(String institution, String after, int count) {
        return jdbc.sql(LIST)
                .params(institution, institution, after, count)
                .query(OnboardingStore::onboarding)
                .list();
    }

    /** False where there is one of this system. */
    boolean open(String client, String institution, List<String> kinds, Instant at, String by) {
        return jdbc.sql(OPEN)
                        .param(client)
                        .param(institution)
                        .param(kinds.toArray(String[]::new))
                        .param(Timestamp.from(at))
                        .param(by)
                        .update()
                == 1;
    }

    void live(String client, Instant at, String by) {
        jdbc.sql(LIVE).params(Timestamp.from(at), by, client).update();
    }

    void back(String client) {
        jdbc.sql(LIVE).param(null).param(null).param(client).update();
    }

    void file(String client, String body, Instant at, String by) {
        jdbc.sql(FILE).params(client, Timestamp.from(at), by, body, body).update();
    }

    List<Filed> reports(String client) {
        return jdbc.sql(REPORTS)
                .param(client)
                .query((row, n) -> new Filed(
                        row.getLong("id"),
                        row.getTimestamp("filed_at").toInstant(),
                        row.getString("filed_by"),
                        row.getString("body")))
                .list();
    }

    Optional<String> report(String client, long id) {
        return jdbc.sql(REPORT).params(client, id).query(String.class).optional();
    }

    void tell(String client, Told told, Instant at, String by) {
        jdbc.sql(TELL)
                .params(client, Date.valueOf(told.day()), told.kind(), told.messages(), Timestamp.from(at), by)
                .update();
    }

    List<Told> told(String client) {
        return jdbc.sql(TOLD)
                .param(client)
                .query((row, n) ->
                        new Told(row.getObject("day", LocalDate.class), row.getString("kind"), row.getLong("messages")))
                .list();
    }

    void sandbox(Sandbox.Address address) {
        jdbc.sql(SANDBOX)
                .param(address.url())
                .param(address.mllp())
                .param(Timestamp.from(address.startedAt()))
                .update();
    }

    Optional<Sandbox.Address> sandbox() {
        return jdbc.sql(SANDBOX_AT)
                .query((row, n) -> new Sandbox.Address(
                        row.getString("url"),
                        row.getString("mllp"),
                        row.getTimestamp("started_at").toInstant()))
                .optional();
    }

    private static Onboarding onboarding(ResultSet row, int number) throws SQLException {
        Timestamp live = row.getTimestamp("live_at");
        return new Onboarding(
                row.getString("client"),
                row.getString("institution"),
                List.of((String[]) row.getArray("kinds").getArray()),
                row.getTimestamp("opened_at").toInstant(),
                row.getString("opened_by"),
                live == null ? null : live.toInstant(),
                row.getString("live_by"));
    }

    /** @param application MSH-3 */
    boolean heard(String institution, String application) {
        return jdbc.sql(HEARD)
                .params(institution, application)
                .query(Boolean.class)
                .single();
    }
}
