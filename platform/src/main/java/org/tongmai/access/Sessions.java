package org.tongmai.access;

import java.sql.Timestamp;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Sessions of people in a browser. They live in the database: they outlast a restart, end everywhere at once, and a
 * closed account is refused at its next request. The database keeps a hash of each token only.
 */
final class Sessions {

    static final String INSERT = """
            insert into access.session (token_hash, account, created_at, used_at, expires_at)
            values (?, ?, ?, ?, ?)
            """;

    /** Primary key on both sides. */
    static final String FIND = "select " + AccountStore.COLUMNS + """
            , s.created_at, s.used_at
              from access.session s
              join access.account a on a.id = s.account
             where s.token_hash = ?
               and s.used_at > ?
               and s.expires_at > ?
               and s.created_at >= a.valid_from
               and a.active
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
    String begin(Account account) {
        String text = OpaqueTokens.next();
        Instant now = clock.instant();
        Timestamp at = Timestamp.from(now);
        jdbc.sql(CLEAR)
                .param(at)
                .param(Timestamp.from(now.minus(AccessSettings.SESSION_IDLE)))
                .update();
        jdbc.sql(INSERT)
                .param(OpaqueTokens.hash(text))
                .param(account.id())
                .param(at)
                .param(at)
                .param(Timestamp.from(now.plus(AccessSettings.SESSION_LONGEST)))
                .update();
        return text;
    }

    /** How a session is named where something ends with it. */
    static String name(String token) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(OpaqueTokens.hash(token));
    }

    /** Whether the session of this name goes on. Being asked does not prolong it: the person did nothing. */
    boolean goesOn(String name) {
        return live(Base64.getUrlDecoder().decode(name), clock.instant()).isPresent();
    }

    /** The session with this token, unless it ended or its account was closed. */
    Optional<Session> find(String token) {
        return find(OpaqueTokens.hash(token));
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
                .query((row, number) -> new Session(
                        AccountStore.account(row).caller(),
                        row.getTimestamp("created_at").toInstant(),
                        row.getTimestamp("used_at").toInstant()))
                .optional();
    }

    void end(String token) {
        jdbc.sql(END).param(OpaqueTokens.hash(token)).update();
    }

    record Session(Caller caller, Instant createdAt, Instant usedAt) {}
}
