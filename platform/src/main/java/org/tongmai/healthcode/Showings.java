package org.tongmai.healthcode;

import java.nio.ByteBuffer;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletionException;
import java.util.concurrent.RejectedExecutionException;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.tongmai.kernel.Batching;
import org.tongmai.kernel.Faults;
import org.tongmai.kernel.Problem;
import org.tongmai.person.Identity;
import org.tongmai.person.Persons;

/**
 * Looks up what is shown and notes each dynamic code as used, many showings in one statement and one commit. The unique key of
 * {@code healthcode.nonce} decides, so the same code is accepted once however many processes share the database.
 */
final class Showings implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Showings.class);

    /** Showings looked up together at most. */
    private static final int BATCH = 256;

    /** Showings that wait at most; beyond, the caller is told that the server is busy. */
    private static final int WAITING = 8_192;

    /** Rows in one order, so that processes which note the same codes do not wait for each other in a ring. */
    static final String SEE = """
            with asked as materialized (
                select *
                  from unnest(?::int[], ?::text[], ?::bytea[], ?::bytea[], ?::timestamptz[])
                       as a (place, kind, key, nonce, nonce_at)),
            found as materialized (
                select a.place, a.nonce, a.nonce_at, c.*, coalesce(s.since > a.nonce_at, false) as replaced
                  from asked a
                  join healthcode.pointer p on p.kind = a.kind and p.key = a.key
                  join healthcode.code c on c.compartment = p.compartment and c.id = p.code
                  left join healthcode.screen s
                         on s.compartment = p.compartment
                        and s.code = p.code
                        and s.shower = substring(a.nonce from 1 for %d)),
            noted as (
                insert into healthcode.nonce (issued_at, nonce)
                select nonce_at, nonce
                  from found
                 where nonce is not null
                   and state = 'ACTIVE'
                   and not replaced
                 order by nonce_at, nonce
                    on conflict do nothing
             returning nonce)
            select f.*, f.nonce is null or exists (select 1 from noted n where n.nonce = f.nonce) as fresh
              from found f
             order by f.place
            """.formatted(IndexKey.SHOWER_BYTES);

    /** What is past its life is refused for that. */
    static final String FORGET = """
            delete from healthcode.nonce
             where (issued_at, nonce) in (select issued_at, nonce
                                            from healthcode.nonce
                                           where issued_at < ?
                                           limit ?)
            """;

    /** Rows forgotten in one statement; as long as there are as many, the next one follows. */
    private static final int FORGOTTEN = 20_000;

    private final DataSource database;
    private final JdbcClient jdbc;
    private final Persons persons;
    private final Registrations registrations;
    private final Clock clock;
    private final Batching<Showing, Optional<Seen>> batches;

    Showings(DataSource database, JdbcClient jdbc, Persons persons, Registrations registrations, Clock clock) {
        this.database = database;
        this.jdbc = jdbc;
        this.persons = persons;
        this.registrations = registrations;
        this.clock = clock;
        this.batches = new Batching<>("health-code-showings", BATCH, WAITING, Duration.ZERO, this::see);
    }

    /**
     * What is known of a showing; a dynamic code is used up when this returns.
     *
     * @return empty where nothing is known under what was shown
     * @throws Problem {@code healthcode.busy}
     */
    Optional<Seen> see(Showing showing) {
        return together(batches, showing);
    }

    /** Hands in and waits for what it comes to. */
    static <T, R> R together(Batching<T, R> batches, T item) {
        try {
            return batches.add(item).join();
        } catch (RejectedExecutionException full) {
            throw busy();
        } catch (CompletionException failure) {
            if (failure.getCause() instanceof Problem problem) {
                throw problem;
            }
            LOG.error("Health codes could not be looked up or issued: {}", Faults.outline(failure));
            throw busy();
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            throw busy();
        }
    }

    @Override
    public void close() {
        batches.close();
    }

    /** In one transaction: where it cannot be said who somebody is, no code is used up. */
    private List<Optional<Seen>> see(List<Showing> showings) throws SQLException {
        List<Optional<Seen>> seen = new ArrayList<>(Collections.nCopies(showings.size(), Optional.empty()));
        try (Connection connection = database.getConnection()) {
            connection.setAutoCommit(false);
            Map<Integer, Found> found = find(connection, showings);
            Set<Long> compartments = new TreeSet<>();
            found.values().forEach(each -> compartments.add(each.code().compartment()));
            Map<Long, Identity> identities = compartments.isEmpty() ? Map.of() : persons.identities(compartments);
            Map<Long, Registrations.State> ended = compartments.isEmpty() ? Map.of() : registrations.of(compartments);
            connection.commit();
            found.forEach((place, each) -> seen.set(
                    place,
                    Optional.of(new Seen(
                            each.code(),
                            each.spent(),
                            ended.get(each.code().compartment()),
                            identities.get(each.code().compartment())))));
        }
        return seen;
    }

    private record Found(HealthCode code, @Nullable Refusal spent) {}

    private static Map<Integer, Found> find(Connection connection, List<Showing> showings) throws SQLException {
        Map<Integer, Found> found = new HashMap<>();
        try (PreparedStatement statement = connection.prepareStatement(SEE)) {
            parameters(connection, statement, showings);
            try (ResultSet row = statement.executeQuery()) {
                Set<ByteBuffer> shown = new HashSet<>();
                while (row.next()) {
                    int place = row.getInt("place");
                    byte[] nonce = row.getBytes("nonce");
                    boolean first = nonce == null || shown.add(ByteBuffer.wrap(nonce));
                    found.put(place, new Found(CodeStore.row(row, place), spent(row, first)));
                }
            }
        }
        return found;
    }

    private static @Nullable Refusal spent(ResultSet row, boolean first) throws SQLException {
        if (row.getBoolean("replaced")) {
            return Refusal.REPLACED;
        }
        return first && row.getBoolean("fresh") ? null : Refusal.REPLAYED;
    }

    private static void parameters(Connection connection, PreparedStatement statement, List<Showing> showings)
            throws SQLException {
        int size = showings.size();
        Object[] places = new Object[size];
        Object[] kinds = new Object[size];
        byte[][] keys = new byte[size][];
        byte[][] nonces = new byte[size][];
        Object[] times = new Object[size];
        for (int i = 0; i < size; i++) {
            Showing each = showings.get(i);
            Instant issued = each.issuedAt();
            places[i] = i;
            kinds[i] = each.kind();
            keys[i] = each.key();
            byte[] nonce = each.nonce();
            if (nonce != null) {
                nonces[i] = nonce;
            }
            times[i] = issued == null ? null : Timestamp.from(issued);
        }
        statement.setArray(1, connection.createArrayOf("int4", places));
        statement.setArray(2, connection.createArrayOf("text", kinds));
        statement.setArray(3, connection.createArrayOf("bytea", keys));
        statement.setArray(4, connection.createArrayOf("bytea", nonces));
        statement.setArray(5, connection.createArrayOf("timestamptz", times));
    }

    /** What is past its life: a code is refused as expired long before it is forgotten. */
    void forget() {
        Instant before = pastLife(clock.instant());
        while (jdbc.sql(FORGET).params(Timestamp.from(before), FORGOTTEN).update() == FORGOTTEN) {
            LOG.debug("More used health codes are to be forgotten");
        }
    }

    /** What was issued before is refused for its age, whatever else is known of it. */
    static Instant pastLife(Instant now) {
        return now.minus(HealthCodeSettings.LIFE_LONGEST).minus(HealthCodeSettings.CLOCK_SKEW.multipliedBy(4));
    }

    private static Problem busy() {
        return new Problem(
                Problem.Kind.BUSY,
                "healthcode.busy",
                "The code could not be looked up or issued.",
                "The server is busy, or its database is away.",
                "Try again in a moment.");
    }
}
