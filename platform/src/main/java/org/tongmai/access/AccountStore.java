package org.tongmai.access;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;

/** SQL of {@code access.account}. */
final class AccountStore {

    static final String COLUMNS =
            "a.id, a.login, a.name, a.role, a.institution, a.patient, a.compartment, a.password, a.active, a.valid_from";

    static final String BY_LOGIN = "select " + COLUMNS + " from access.account a where a.login = ?";

    static final String ANY_OPERATOR = "select exists (select 1 from access.account where role = 'OPERATOR')";

    static final String INSERT = """
            insert into access.account
                   (login, name, role, institution, patient, compartment, password, valid_from, created_at, created_by)
            values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                on conflict (login) do nothing
            """;

    static final String CHANGE_PASSWORD = "update access.account set password = ?, valid_from = ? where login = ?";

    static final String ACTIVATE = "update access.account set active = ?, valid_from = ? where login = ?";

    private final JdbcClient jdbc;

    AccountStore(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    Optional<Account> byLogin(String login) {
        return jdbc.sql(BY_LOGIN)
                .param(login)
                .query((row, number) -> account(row))
                .optional();
    }

    boolean anyOperator() {
        return jdbc.sql(ANY_OPERATOR).query(Boolean.class).single();
    }

    /** False when the login is taken. */
    boolean insert(NewAccount account, String login, String encoded, Instant now, String by) {
        return jdbc.sql(INSERT)
                        .param(login)
                        .param(account.name())
                        .param(account.role().name())
                        .param(account.institution())
                        .param(account.patient())
                        .param(account.compartment())
                        .param(encoded)
                        .param(Timestamp.from(now))
                        .param(Timestamp.from(now))
                        .param(by)
                        .update()
                == 1;
    }

    boolean changePassword(String login, String encoded, Instant now) {
        return jdbc.sql(CHANGE_PASSWORD)
                        .param(encoded)
                        .param(Timestamp.from(now))
                        .param(login)
                        .update()
                == 1;
    }

    boolean activate(String login, boolean active, Instant now) {
        return jdbc.sql(ACTIVATE)
                        .param(active)
                        .param(Timestamp.from(now))
                        .param(login)
                        .update()
                == 1;
    }

    static Account account(ResultSet row) throws SQLException {
        return new Account(
                row.getLong("id"),
                row.getString("login"),
                row.getString("name"),
                Role.valueOf(row.getString("role")),
                row.getString("institution"),
                row.getString("patient"),
                row.getObject("compartment", Long.class),
                row.getString("password"),
                row.getBoolean("active"),
                row.getTimestamp("valid_from").toInstant());
    }
}
