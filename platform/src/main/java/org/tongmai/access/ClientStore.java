package org.tongmai.access;

import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/** SQL of {@code access.client} and of the assertions clients have used. */
final class ClientStore {

    static final String COLUMNS =
            "id, name, institution, redirect_uris, jwks, active, held, publisher, launch_uri, scopes";

    static final String BY_ID = "select " + COLUMNS + " from access.client where id = ?";

    static final String APPS = "select " + COLUMNS + """
             from access.client
             where scopes is not null
               and id > ?
             order by id
             limit ?
            """;

    /** Some hundred applications at most are registered on a node. */
    static final String REDIRECTS = """
            select distinct unnest(redirect_uris)
              from access.client
             where scopes is not null
               and active
            """;

    static final String LIST = """
            select id, name, institution, application, jwks, active, held, created_at, created_by
              from access.client
             where kind = 'SYSTEM'
               and (? = '' or id = ? or institution = ? or strpos(name, ?) > 0)
               and id > ?
             order by id
             limit ?
            """;

    static final String INSERT = """
            insert into access.client
                   (id, name, kind, institution, redirect_uris, jwks, publisher, launch_uri, scopes, created_at, created_by)
            values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                on conflict (id) do nothing
            """;

    static final String KEYS = "update access.client set jwks = ? where id = ? and kind = 'SYSTEM'";

    static final String ACTIVATE = "update access.client set active = ? where id = ?";

    static final String HOLD = """
            update access.client
               set held = ?, application = coalesce(?, application)
             where id = ?
               and kind = 'SYSTEM'
            """;

    static final String USE_ASSERTION =
            "insert into access.assertion (client, jti, expires_at) values (?, ?, ?) on conflict do nothing";

    static final String CLEAR_ASSERTIONS = "delete from access.assertion where expires_at < ?";

    private final JdbcClient jdbc;

    ClientStore(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    Optional<Client> byId(String id) {
        return jdbc.sql(BY_ID).param(id).query((row, number) -> client(row)).optional();
    }

    /** The applications of others by id, after one. */
    List<Client> apps(String after, int count) {
        return jdbc.sql(APPS)
                .params(after, count)
                .query((row, number) -> client(row))
                .list();
    }

    /** Addresses of all applications of others that are let in. */
    List<String> redirects() {
        return jdbc.sql(REDIRECTS).query(String.class).list();
    }

    private static Client client(ResultSet row) throws SQLException {
        Array scopes = row.getArray("scopes");
        return new Client(
                row.getString("id"),
                row.getString("name"),
                row.getString("institution"),
                Set.of((String[]) row.getArray("redirect_uris").getArray()),
                row.getString("jwks"),
                row.getBoolean("active"),
                row.getBoolean("held"),
                scopes == null
                        ? null
                        : new Client.App(row.getString("publisher"), row.getString("launch_uri"), Set.of((String[])
                                scopes.getArray())));
    }

    List<Participation.SendingSystem> systems(String text, String after, int count) {
        return jdbc.sql(LIST)
                .params(text, text, text, text, after, count)
                .query((row, number) -> new Participation.SendingSystem(
                        row.getString("id"),
                        row.getString("name"),
                        row.getString("institution"),
                        row.getString("application"),
                        Clients.names(row.getString("jwks")),
                        row.getBoolean("active"),
                        row.getBoolean("held"),
                        row.getTimestamp("created_at").toInstant(),
                        row.getString("created_by")))
                .list();
    }

    /** False when the id is taken. */
    boolean insert(Client client, Instant now, String by) {
        return jdbc.sql(INSERT)
                        .param(client.id())
                        .param(client.name())
                        .param(client.system() ? "SYSTEM" : "PUBLIC")
                        .param(client.institution())
                        .param(client.redirectUris().toArray(String[]::new))
                        .param(client.jwks())
                        .param(client.app() == null ? null : client.app().publisher())
                        .param(client.app() == null ? null : client.app().launchUri())
                        .param(
                                client.app() == null
                                        ? null
                                        : client.app().scopes().toArray(String[]::new))
                        .param(Timestamp.from(now))
                        .param(by)
                        .update()
                == 1;
    }

    boolean replaceKeys(String id, String jwks) {
        return jdbc.sql(KEYS).param(jwks).param(id).update() == 1;
    }

    boolean activate(String id, boolean active) {
        return jdbc.sql(ACTIVATE).param(active).param(id).update() == 1;
    }

    /** @param application what the system calls itself in MSH-3; null leaves what is known */
    boolean hold(String id, boolean held, @Nullable String application) {
        return jdbc.sql(HOLD).param(held).param(application).param(id).update() == 1;
    }

    /** False when the assertion was used before. */
    boolean useAssertion(String client, String jti, Instant expiresAt, Instant now) {
        jdbc.sql(CLEAR_ASSERTIONS)
                .param(Timestamp.from(now.minus(AccessSettings.CLOCK_SKEW)))
                .update();
        return jdbc.sql(USE_ASSERTION)
                        .param(client)
                        .param(jti)
                        .param(Timestamp.from(expiresAt.plus(AccessSettings.CLOCK_SKEW)))
                        .update()
                == 1;
    }
}
