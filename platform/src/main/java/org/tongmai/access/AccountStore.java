package org.tongmai.access;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/** SQL of {@code access.account}. */
final class AccountStore {

    static final String COLUMNS =
            "a.id, a.login, a.name, a.role, a.institution, a.patient, a.compartment, a.password, a.active, a.valid_from, a.reading,"
                    + " a.factor, a.password_made, a.password_at, a.signed_in_at, a.signed_in_from";

    static final String BY_LOGIN = "select " + COLUMNS + " from access.account a where a.login = ?";

    static final String ANY_OPERATOR = "select exists (select 1 from access.account where role = 'OPERATOR')";

    static final String ANY_ACTIVE_OPERATOR =
            "select exists (select 1 from access.account where role = 'OPERATOR' and active)";

    /** So that two who close each other's accounts do so one after the other. */
    static final String LOCK_OPERATORS = "select id from access.account where role = 'OPERATOR' order by id for update";

    /** By login from one on; a part of login or name, or all. */
    static final String LIST = """
            select login, name, role, institution, patient, active, factor, signed_in_at, created_at, created_by
              from access.account
             where login > ?
               and (? = '' or strpos(login, lower(?)) > 0 or strpos(name, ?) > 0 or institution = ?)
             order by login
             limit ?
            """;

    /** Doctors of an institution whose name has a part. */
    static final String DOCTORS = """
            select login, name, institution
              from access.account
             where institution = ?
               and role = 'DOCTOR'
               and active
               and strpos(name, ?) > 0
             order by name, login
             limit ?
            """;

    static final String INSERT = """
            insert into access.account
                   (login, name, role, institution, patient, compartment, password, valid_from, password_at, created_at,
                    created_by, password_made)
            values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                on conflict (login) do nothing
            """;

    static final String CHANGE_PASSWORD = """
            update access.account
               set password = :password, valid_from = :now, password_at = :now, password_made = :made
             where login = :login
            """;

    static final String SIGNED_IN = "update access.account set signed_in_at = ?, signed_in_from = ? where id = ?";

    static final String REMEMBER = """
            insert into access.past_password (account, at, password)
            select id, ?, password
              from access.account
             where login = ?
                on conflict do nothing
            """;

    /** The newest first. */
    static final String PAST = "select password from access.past_password where account = ? order by at desc limit ?";

    static final String FORGET = """
            delete from access.past_password
             where account = ?
               and at < (select min(at)
                           from (select at from access.past_password where account = ? order by at desc limit ?) kept)
            """;

    /**
     * The last operator stays, whoever that is. A node that was updated knows no sign-in of before; the moment of its update, in
     * {@code password_at}, stands for it.
     */
    static final String CLOSE_UNUSED = """
            update access.account a
               set active = false, valid_from = :now
             where a.active
               and a.role <> 'RESIDENT'
               and greatest(a.created_at, a.valid_from, a.password_at, a.signed_in_at) < :since
               and (a.role <> 'OPERATOR'
                    or exists (select 1
                                 from access.account other
                                where other.role = 'OPERATOR'
                                  and other.active
                                  and greatest(other.created_at, other.valid_from, other.password_at, other.signed_in_at)
                                      >= :since))
            returning a.login
            """;

    static final String ACTIVATE = "update access.account set active = ?, valid_from = ? where login = ?";

    /** Leaves alone whether the account is open. */
    static final String END_ALL = "update access.account set valid_from = ? where id = ?";

    /** Index {@code account_compartment}. */
    static final String END_SESSIONS = """
            update access.account
               set valid_from = ?
             where compartment = any (?)
               and role = 'RESIDENT'
            returning login
            """;

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

    boolean anyActiveOperator() {
        return jdbc.sql(ANY_ACTIVE_OPERATOR).query(Boolean.class).single();
    }

    void lockOperators() {
        jdbc.sql(LOCK_OPERATORS).query(Long.class).list();
    }

    List<Participation.Person> list(String text, String after, int count) {
        return jdbc.sql(LIST)
                .params(after, text, text, text, text, count)
                .query((row, number) -> new Participation.Person(
                        row.getString("login"),
                        row.getString("name"),
                        Role.valueOf(row.getString("role")),
                        row.getString("institution"),
                        row.getString("patient"),
                        row.getBoolean("active"),
                        row.getBoolean("factor"),
                        instant(row, "signed_in_at"),
                        row.getTimestamp("created_at").toInstant(),
                        row.getString("created_by")))
                .list();
    }

    /** Doctors of an institution whose name has a part; with an empty part all. */
    List<Recipient.Doctor> doctors(String institution, String part, int limit) {
        return jdbc.sql(DOCTORS)
                .params(institution, part, limit)
                .query((row, number) -> new Recipient.Doctor(
                        row.getString("login"), row.getString("name"), row.getString("institution")))
                .list();
    }

    /** False when the login is taken. */
    boolean insert(NewAccount account, String login, String encoded, boolean made, Instant now, String by) {
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
                        .param(Timestamp.from(now))
                        .param(by)
                        .param(made)
                        .update()
                == 1;
    }

    /** @param made whether the platform made it */
    boolean changePassword(String login, String encoded, boolean made, Instant now) {
        jdbc.sql(REMEMBER).params(Timestamp.from(now), login).update();
        return jdbc.sql(CHANGE_PASSWORD)
                        .param("password", encoded)
                        .param("now", Timestamp.from(now))
                        .param("made", made)
                        .param("login", login)
                        .update()
                == 1;
    }

    /** Forgets passwords of before but the last ones. */
    void forget(long account, int count) {
        jdbc.sql(FORGET).params(account, account, count).update();
    }

    /** The last passwords before the present one, as the encoder stored them. */
    List<String> past(long account, int count) {
        return jdbc.sql(PAST).params(account, count).query(String.class).list();
    }

    void signedIn(long account, Instant at, String address) {
        jdbc.sql(SIGNED_IN).params(Timestamp.from(at), address, account).update();
    }

    /** @return logins of the accounts of staff that nobody used since, which are closed now */
    List<String> closeUnused(Instant since, Instant now) {
        return jdbc.sql(CLOSE_UNUSED)
                .param("now", Timestamp.from(now))
                .param("since", Timestamp.from(since))
                .query(String.class)
                .list();
    }

    boolean activate(String login, boolean active, Instant now) {
        return jdbc.sql(ACTIVATE)
                        .param(active)
                        .param(Timestamp.from(now))
                        .param(login)
                        .update()
                == 1;
    }

    /** Ends every session and token of an account. */
    void endAll(long account, Instant now) {
        jdbc.sql(END_ALL).params(Timestamp.from(now), account).update();
    }

    /** @return logins of the accounts */
    List<String> endSessions(Collection<Long> compartments, Instant now) {
        return jdbc.sql(END_SESSIONS)
                .param(Timestamp.from(now))
                .param(compartments.toArray(Long[]::new))
                .query(String.class)
                .list();
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
                row.getTimestamp("valid_from").toInstant(),
                Restraint.valueOf(row.getString("reading")),
                row.getBoolean("factor"),
                row.getBoolean("password_made"),
                row.getTimestamp("password_at").toInstant(),
                instant(row, "signed_in_at"),
                row.getString("signed_in_from"));
    }

    private static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
        Timestamp at = row.getTimestamp(column);
        return at == null ? null : at.toInstant();
    }
}
