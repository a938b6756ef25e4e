package org.tongmai.access;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Sessions of people in a browser. They live in the database: they outlast a restart, end everywhere at once, and a
 * closed account is refused at its next request. The database keeps a hash of each token only.
 */
final class Sessions {

    static final String INSERT = """
            insert into access.session
                   (token_hash, account, created_at, used_at, expires_at, pending, proved_at, address, device, previous_at,
                    previous_from)
            values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """;

    /** Primary key on both sides. */
    static final String FIND = "select " + AccountStore.COLUMNS + """
            , s.created_at, s.used_at, s.pending, s.proved_at, s.address, s.device, s.previous_at, s.previous_from
              from access.session s
              join access.account a on a.id = s.account
             where s.token_hash = ?
               and s.used_at > ?
               and s.expires_at > ?
               and s.created_at >= a.valid_from
               and a.active
            """;

    /** The newest first; index {@code session_account}. */
    static final String OWN = "select " + AccountStore.COLUMNS + """
            , s.created_at, s.used_at, s.pending, s.proved_at, s.address, s.device, s.previous_at, s.previous_from, s.token_hash
              from access.session s
              join access.account a on a.id = s.account
             where a.login = ?
               and s.used_at > ?
               and s.expires_at > ?
               and s.created_at >= a.valid_from
               and s.pending is null
             order by s.created_at desc
             limit 50
            """;

    /** The sign-in goes on; what it has become when it is complete is another session. */
    static final String STEP = """
            update access.session
               set pending = :pending, proved_at = :proved, expires_at = :until
             where token_hash = :hash
               and pending is not null
            """;

    static final String PROVE = """
            update access.session
               set proved_at = ?
             where token_hash = ?
               and account = ?
               and pending is null
            """;

    /** Index {@code session_account}. */
    static final String END_HALF_OPEN = """
            delete from access.session
             where account = ?
               and pending is not null
               and token_hash <> ?
            """;

    static final String END_OF = """
            delete from access.session
             where token_hash = ?
               and account = (select id from access.account where login = ?)
            """;

    static final String END_OTHERS = """
            delete from access.session
             where account = (select id from access.account where login = ?)
               and token_hash <> ?
            """;

    static final String USE = "update access.session set used_at = ? where token_hash = ?";

    static final String END = "delete from access.session where token_hash = ?";

    static final String CLEAR = "delete from access.session where expires_at < ? or used_at < ?";

    /** How exactly the last use is kept: a write a minute, not one per request. */
    private static final Duration USE_EXACTNESS = Duration.ofMinutes(1);

    private final JdbcClient jdbc;
    private final Clock clock;

    Sessions(JdbcClient jdbc, Clock clock) {
        this.jdbc = jdbc;
        this.clock = clock;
    }

    /** Begins a session and clears ended ones; the answer is the token for the cookie. */
    String begin(Beginning of) {
        String text = OpaqueTokens.next();
        Instant now = clock.instant();
        Timestamp at = Timestamp.from(now);
        jdbc.sql(CLEAR)
                .param(at)
                .param(Timestamp.from(now.minus(AccessSettings.SESSION_IDLE)))
                .update();
        jdbc.sql(INSERT)
                .param(OpaqueTokens.hash(text))
                .param(of.account().id())
                .param(at)
                .param(at)
                .param(Timestamp.from(
                        now.plus(of.pending() == null ? AccessSettings.SESSION_LONGEST : AccessSettings.SIGN_IN_STEP)))
                .param(of.pending() == null ? null : of.pending().name())
                .param(stamp(of.provedAt()))
                .param(of.address())
                .param(of.device())
                .param(stamp(of.previousAt()))
                .param(of.previousFrom())
                .update();
        return text;
    }

    private static @Nullable Timestamp stamp(@Nullable Instant at) {
        return at == null ? null : Timestamp.from(at);
    }

    /** How a session is named where something ends with it. */
    static String name(String token) {
        return name(OpaqueTokens.hash(token));
    }

    private static String name(byte[] hash) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(hash);
    }

    /** Whether the session of this name goes on. Being asked does not prolong it: the person did nothing. */
    boolean goesOn(String name) {
        return live(Base64.getUrlDecoder().decode(name), clock.instant()).isPresent();
    }

    /** The session with this token, unless it ended, its account was closed, or its sign-in is not complete yet. */
    Optional<Session> find(String token) {
        return find(OpaqueTokens.hash(token)).filter(session -> session.pending() == null);
    }

    /** The session of a sign-in that something is still asked of. */
    Optional<Session> pending(String token) {
        return find(OpaqueTokens.hash(token)).filter(session -> session.pending() != null);
    }

    /** The sessions of an account that go on, the newest first. */
    List<Own> of(String login) {
        Instant now = clock.instant();
        return jdbc.sql(OWN)
                .params(login, Timestamp.from(now.minus(AccessSettings.SESSION_IDLE)), Timestamp.from(now))
                .query((row, number) -> new Own(name(row.getBytes("token_hash")), session(row)))
                .list();
    }

    /** The second factor was shown at a sign-in of which something is asked still. */
    void step(String token, Step pending, Instant provedAt) {
        jdbc.sql(STEP)
                .param("pending", pending.name())
                .param("proved", Timestamp.from(provedAt))
                .param("until", Timestamp.from(clock.instant().plus(AccessSettings.SIGN_IN_STEP)))
                .param("hash", OpaqueTokens.hash(token))
                .update();
    }

    /** The second factor was shown again, in a session of this account. */
    void prove(String token, Account account, Instant at) {
        jdbc.sql(PROVE)
                .params(Timestamp.from(at), OpaqueTokens.hash(token), account.id())
                .update();
    }

    /** Ends the sign-ins of an account that are not complete, but the one with this token. */
    void endHalfOpen(Account account, String token) {
        jdbc.sql(END_HALF_OPEN).params(account.id(), OpaqueTokens.hash(token)).update();
    }

    /** Ends a session of an account, by its name; false where there is none. */
    boolean end(String login, String name) {
        byte[] hash;
        try {
            hash = Base64.getUrlDecoder().decode(name);
        } catch (IllegalArgumentException noName) {
            return false;
        }
        return jdbc.sql(END_OF).params(hash, login).update() == 1;
    }

    /** Ends all sessions of an account but the one with this token. */
    void endOthers(String login, String token) {
        jdbc.sql(END_OTHERS).params(login, OpaqueTokens.hash(token)).update();
    }

    private Optional<Session> find(byte[] hash) {
        Instant now = clock.instant();
        Optional<Session> found = live(hash, now);
        if (found.isPresent() && found.get().usedAt().plus(USE_EXACTNESS).isBefore(now)) {
            jdbc.sql(USE).param(Timestamp.from(now)).param(hash).update();
        }
        return found;
    }

    private Optional<Session> live(byte[] hash, Instant now) {
        return jdbc.sql(FIND)
                .param(hash)
                .param(Timestamp.from(now.minus(AccessSettings.SESSION_IDLE)))
                .param(Timestamp.from(now))
                .query((row, number) -> session(row))
                .optional();
    }

    private static Session session(ResultSet row) throws SQLException {
        String pending = row.getString("pending");
        return new Session(
                AccountStore.account(row),
                row.getTimestamp("created_at").toInstant(),
                row.getTimestamp("used_at").toInstant(),
                pending == null ? null : Step.valueOf(pending),
                instant(row, "proved_at"),
                row.getString("address"),
                row.getString("device"),
                instant(row, "previous_at"),
                row.getString("previous_from"));
    }

    private static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
        Timestamp at = row.getTimestamp(column);
        return at == null ? null : at.toInstant();
    }

    void end(String token) {
        jdbc.sql(END).param(OpaqueTokens.hash(token)).update();
    }

    /** What a sign-in still asks before anything is opened. */
    enum Step {
        /** A code of the second factor. */
        CODE,
        /** That a second factor is set up. */
        ENROL,
        /** Another password. */
        PASSWORD
    }

    /**
     * A session to begin.
     *
     * @param pending what is still asked; null for nothing
     * @param provedAt when the second factor was shown; null for not
     * @param previousAt the sign-in before
     */
    record Beginning(
            Account account,
            @Nullable Step pending,
            @Nullable Instant provedAt,
            @Nullable Instant previousAt,
            @Nullable String previousFrom,
            String address,
            String device) {}

    /** @param previousAt the sign-in before */
    record Session(
            Account account,
            Instant createdAt,
            Instant usedAt,
            @Nullable Step pending,
            @Nullable Instant provedAt,
            @Nullable String address,
            @Nullable String device,
            @Nullable Instant previousAt,
            @Nullable String previousFrom) {

        Caller caller() {
            return account.caller();
        }
    }

    /** A session of one's own, by its name. */
    record Own(String name, Session session) {}
}
