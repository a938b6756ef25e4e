package org.tongmai.access;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/** SQL of launches, of what people allowed applications, and of their refresh tokens. */
final class AppStore {

    static final String GRANT = """
            g.id, g.client, c.name as client_name, g.account, g.account_since, g.scopes, g.patient, g.compartment, g.session,
                   g.launched, g.granted_at, g.until
              from access.app_grant g
              join access.client c on c.id = g.client
            """;

    static final String ADD_LAUNCH = """
            insert into access.launch (hash, client, account, patient, compartment, expires_at)
            values (?, ?, ?, ?, ?, ?)
            """;

    static final String LAUNCH = """
            select patient, compartment
              from access.launch
             where hash = ?
               and client = ?
               and account = ?
               and expires_at > ?
               and used_at is null
            """;

    static final String USE_LAUNCH = "update access.launch set used_at = ? where hash = ? and used_at is null";

    static final String CLEAR_LAUNCHES = "delete from access.launch where expires_at < ?";

    static final String ADD_GRANT = """
            insert into access.app_grant
                   (client, account, account_since, scopes, patient, compartment, launched, session, granted_at, until)
            values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            returning id
            """;

    /** Primary keys; nothing where it ended or its application was closed. */
    static final String BY_ID = "select " + GRANT + """
             where g.id = ?
               and g.until > ?
               and g.ended_at is null
               and c.active
            """;

    static final String OF_ACCOUNT = "select " + GRANT + """
             where g.account = ?
               and g.account_since = ?
               and g.until > ?
               and g.ended_at is null
               and c.active
             order by g.granted_at desc
             limit 200
            """;

    static final String END = """
            update access.app_grant
               set ended_at = ?, ended_why = ?
             where id = ?
               and ended_at is null
            """;

    static final String END_OWN = """
            update access.app_grant
               set ended_at = ?, ended_why = 'WITHDRAWN'
             where id = ?
               and account = ?
               and ended_at is null
            """;

    static final String ADD_REFRESH = "insert into access.app_refresh (hash, app_grant, made_at) values (?, ?, ?)";

    static final String REFRESH = "select app_grant from access.app_refresh where hash = ?";

    static final String USE_REFRESH = "update access.app_refresh set used_at = ? where hash = ? and used_at is null";

    private final JdbcClient jdbc;

    AppStore(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** Why a grant ended before its time. */
    enum End {
        CODE_REPLAYED,
        REFRESH_REPLAYED
    }

    /** The patient of a launch. */
    record Launched(String patient, long compartment) {}

    /**
     * What a person allowed an application.
     *
     * @param session hash of the session with which it ends; null where it does not
     */
    record Grant(
            long id,
            String client,
            String clientName,
            String account,
            Instant accountSince,
            String scopes,
            @Nullable String patient,
            @Nullable Long compartment,
            boolean launched,
            @Nullable String session,
            Instant grantedAt,
            Instant until) {}

    void addLaunch(byte[] hash, String client, String account, Launched about, Instant expires, Instant now) {
        jdbc.sql(CLEAR_LAUNCHES).param(Timestamp.from(now)).update();
        jdbc.sql(ADD_LAUNCH)
                .params(hash, client, account, about.patient(), about.compartment(), Timestamp.from(expires))
                .update();
    }

    /** The launch, where it is this person's, for this application, and unused. */
    Optional<Launched> launch(byte[] hash, String client, String account, Instant now) {
        return jdbc.sql(LAUNCH)
                .params(hash, client, account, Timestamp.from(now))
                .query((row, number) -> new Launched(row.getString("patient"), row.getLong("compartment")))
                .optional();
    }

    /** False where it was used before. */
    boolean useLaunch(byte[] hash, Instant now) {
        return jdbc.sql(USE_LAUNCH).params(Timestamp.from(now), hash).update() == 1;
    }

    /** The number it gets. */
    long add(Grant grant) {
        return jdbc.sql(ADD_GRANT)
                .param(grant.client())
                .param(grant.account())
                .param(Timestamp.from(grant.accountSince()))
                .param(grant.scopes())
                .param(grant.patient())
                .param(grant.compartment())
                .param(grant.launched())
                .param(grant.session())
                .param(Timestamp.from(grant.grantedAt()))
                .param(Timestamp.from(grant.until()))
                .query(Long.class)
                .single();
    }

    /** The grant, unless it ended or its application is closed. */
    Optional<Grant> grant(long id, Instant now) {
        return jdbc.sql(BY_ID)
                .params(id, Timestamp.from(now))
                .query(AppStore::grant)
                .optional();
    }

    /** @param since which account it is: one whose password was changed allows anew */
    List<Grant> grants(String account, Instant since, Instant now) {
        return jdbc.sql(OF_ACCOUNT)
                .params(account, Timestamp.from(since), Timestamp.from(now))
                .query(AppStore::grant)
                .list();
    }

    void end(long id, End why, Instant now) {
        jdbc.sql(END).params(Timestamp.from(now), why.name(), id).update();
    }

    /** False where the account has no such grant. */
    boolean withdraw(long id, String account, Instant now) {
        return jdbc.sql(END_OWN).params(Timestamp.from(now), id, account).update() == 1;
    }

    void addRefresh(byte[] hash, long grant, Instant now) {
        jdbc.sql(ADD_REFRESH).params(hash, grant, Timestamp.from(now)).update();
    }

    /** The grant of a refresh token, used or not. */
    Optional<Long> refresh(byte[] hash) {
        return jdbc.sql(REFRESH).param(hash).query(Long.class).optional();
    }

    /** False where it was used before. */
    boolean useRefresh(byte[] hash, Instant now) {
        return jdbc.sql(USE_REFRESH).params(Timestamp.from(now), hash).update() == 1;
    }

    private static Grant grant(ResultSet row, int number) throws SQLException {
        return new Grant(
                row.getLong("id"),
                row.getString("client"),
                row.getString("client_name"),
                row.getString("account"),
                row.getTimestamp("account_since").toInstant(),
                row.getString("scopes"),
                row.getString("patient"),
                row.getObject("compartment", Long.class),
                row.getBoolean("launched"),
                row.getString("session"),
                row.getTimestamp("granted_at").toInstant(),
                row.getTimestamp("until").toInstant());
    }
}
