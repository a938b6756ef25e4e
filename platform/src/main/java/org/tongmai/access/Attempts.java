package org.tongmai.access;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.tongmai.kernel.Problem;

/**
 * Failed sign-ins: locks a login after {@link AccessSettings#FAILURES_TO_LOCK} failures in a row, whether such an account
 * exists or not, and slows an address that guesses many.
 */
final class Attempts {

    /**
     * Counts an attempt as failed before it is judged, so that a thousand at once cannot slip past the count. The moment
     * stands still while the login is locked, so that the lock ends.
     */
    static final String BEGIN = """
            insert into access.attempt as a (login_hash, failures, failed_at)
            values (:login, 1, :now)
                on conflict (login_hash) do update
               set failures = case when a.failed_at < :since then 1 else a.failures + 1 end,
                   failed_at = case when a.failed_at >= :since and a.failures >= :limit then a.failed_at else :now end
            returning failures > :limit
            """;

    static final String HALF = "update access.attempt set failures = greatest(failures - 1, 0) where login_hash = ?";

    static final String SUCCEEDED = "delete from access.attempt where login_hash = ?";

    static final String CLEAR = "delete from access.attempt where failed_at < ?";

    /** Addresses remembered; the ones that failed longest ago are forgotten first. */
    private static final int ADDRESSES = 10_000;

    private static final Duration ADDRESS_WINDOW = Duration.ofMinutes(1);

    private final JdbcClient jdbc;
    private final Clock clock;
    private final Map<String, Failures> addresses = new LinkedHashMap<>();

    Attempts(JdbcClient jdbc, Clock clock) {
        this.jdbc = jdbc;
        this.clock = clock;
    }

    /** What attempts within a session of this login are counted by: nobody who is not signed in can use them up. */
    static String within(String login) {
        return "proof|" + login;
    }

    /**
     * Begins an attempt within a session; unless it is told to have {@link #succeeded}, it counts as a failure.
     *
     * @param key of {@link #within}
     * @throws Problem {@code access.proof-locked} after too many failures
     */
    void begin(String key) {
        if (locked(key, clock.instant())) {
            throw new Problem(
                    Problem.Kind.THROTTLED,
                    "access.proof-locked",
                    "No code and no password is taken in this session for a while.",
                    "There were too many wrong ones in a row.",
                    "Try again in " + AccessSettings.LOCK.toMinutes() + " minutes; you stay signed in.");
        }
    }

    /**
     * Begins an attempt to sign in; unless it is told to have {@link #succeeded}, it counts as a failure.
     *
     * @throws Problem {@code access.sign-in-locked} while the login or the address is locked
     */
    void begin(String login, String address) {
        Instant now = clock.instant();
        if (tooMany(address, now) || locked(login, now)) {
            throw new Problem(
                    Problem.Kind.UNAUTHENTICATED,
                    "access.sign-in-locked",
                    "Sign-in is locked for a while.",
                    "There were too many failures in a row.",
                    "Try again in " + AccessSettings.LOCK.toMinutes() + " minutes.");
        }
    }

    /** @param address where it came from; null within a session */
    void failed(@Nullable String address) {
        Instant now = clock.instant();
        jdbc.sql(CLEAR).param(Timestamp.from(now.minus(Duration.ofDays(1)))).update();
        if (address != null) {
            count(address, now);
        }
    }

    /** The attempt was right, and proves the half only: it counts no longer, those before it still do. */
    void half(String login) {
        jdbc.sql(HALF).param(hash(login)).update();
    }

    void succeeded(String login) {
        jdbc.sql(SUCCEEDED).param(hash(login)).update();
    }

    private boolean locked(String login, Instant now) {
        return jdbc.sql(BEGIN)
                .param("login", hash(login))
                .param("now", Timestamp.from(now))
                .param("since", Timestamp.from(now.minus(AccessSettings.LOCK)))
                .param("limit", AccessSettings.FAILURES_TO_LOCK)
                .query(Boolean.class)
                .single();
    }

    private synchronized boolean tooMany(String address, Instant now) {
        Failures failures = addresses.get(address);
        return failures != null
                && failures.since().plus(ADDRESS_WINDOW).isAfter(now)
                && failures.count() >= AccessSettings.FAILURES_PER_ADDRESS;
    }

    private synchronized void count(String address, Instant now) {
        Failures before = addresses.remove(address);
        addresses.put(
                address,
                before != null && before.since().plus(ADDRESS_WINDOW).isAfter(now)
                        ? new Failures(before.since(), before.count() + 1)
                        : new Failures(now, 1));
        if (addresses.size() > ADDRESSES) {
            addresses.remove(addresses.keySet().iterator().next());
        }
    }

    private static byte[] hash(String login) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(login.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    private record Failures(Instant since, int count) {}
}
