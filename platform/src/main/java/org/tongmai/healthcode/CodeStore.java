package org.tongmai.healthcode;

import java.nio.ByteBuffer;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/** SQL of {@code healthcode.code} and what belongs to it. */
final class CodeStore {

    static final String CODE = "CODE";
    static final String CARD = "CARD";

    /** So that two who apply for one person at once get one code. */
    static final String LOCK = "select pg_advisory_xact_lock(hashtext('healthcode.code'), hashtext(?::text))";

    static final String INSERT = """
            insert into healthcode.code (compartment, id, holder, state, issued_at, valid_until, changed_at)
            values (?, ?, ?, 'ACTIVE', ?, ?, ?)
            """;

    static final String POINT =
            "insert into healthcode.pointer (kind, key, compartment, code) values ('CODE', ?, ?, ?)";

    static final String BY_POINTER = """
            select c.*
              from healthcode.pointer p
              join healthcode.code c on c.compartment = p.compartment and c.id = p.code
             where p.kind = ?
               and p.key = ?
            """;

    /** The codes of a person that are not cancelled; several where persons with codes were joined. */
    static final String OF_COMPARTMENTS = """
            select *
              from healthcode.code
             where compartment = any (?)
               and state in ('ACTIVE', 'LOST')
             order by issued_at, id
             limit 20
            """;

    /** The code that a person had last, cancelled or not. */
    static final String LATEST = """
            select *
              from healthcode.code
             where compartment = any (?)
             order by issued_at desc, id
             limit 1
            """;

    static final String CHANGE_STATE = """
            update healthcode.code
               set state = ?, changed_at = ?
             where compartment = ?
               and id = ?
               and state = ?
            """;

    static final String RENEW = """
            update healthcode.code
               set valid_until = ?
             where compartment = ?
               and id = ?
               and state = 'ACTIVE'
            """;

    static final String PRINT = """
            update healthcode.code
               set prints = prints + 1
             where compartment = ?
               and id = ?
               and state = 'ACTIVE'
            returning prints
            """;

    /**
     * Counts a try of a second factor as wrong before it is compared, so that a thousand at once cannot slip past the count. No
     * row where the code is locked: after each round of wrong ones, twice as long as after the one before.
     */
    static final String TRY = """
            update healthcode.code
               set failures = failures + 1,
                   failed_at = ?
             where compartment = ?
               and id = ?
               and (failures % ? <> 0
                    or failures = 0
                    or failed_at <= ?::timestamptz
                                    - make_interval(secs => ?) * power(2, least(failures / ? - 1, ?)))
            """;

    static final String FORGIVEN = """
            update healthcode.code
               set failures = 0
             where compartment = ?
               and id = ?
               and failures > 0
            """;

    static final String EVENT = """
            insert into healthcode.event (compartment, code, at, what, by, institution)
            values (?, ?, ?, ?, ?, ?)
            """;

    /** By one institution, or by one account that belongs to none. */
    static final String EVENTS_SINCE = """
            select count(*)
              from healthcode.event
             where compartment = ?
               and code = ?
               and what = ?
               and at > ?
               and coalesce(institution, by) = ?
            """;

    static final String EVENTS = """
            select at, what, institution
              from healthcode.event
             where compartment = any (?)
             order by at desc, id desc
             limit 200
            """;

    static final String LOST_BY = """
            select by, institution
              from healthcode.event
             where compartment = ?
               and code = ?
               and what = 'lost'
             order by id desc
             limit 1
            """;

    /**
     * What a verifier without network must refuse: lost and cancelled codes, and prints older than the one that counts. Prints
     * end with the validity of their code, so a code that is past it needs no place here. Index {@code code_listed}.
     */
    static final String LISTED = """
            select *
              from healthcode.code
             where (state <> 'ACTIVE' or prints > 1)
               and valid_until > ?
             limit ?
            """;

    /** Prints that are out of codes at these source patients. */
    static final String PRINTED = """
            select *
              from healthcode.code
             where compartment = any (?)
               and state = 'ACTIVE'
               and prints > 0
               and valid_until > ?
            """;

    private final JdbcClient jdbc;

    CodeStore(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** Something that happened to a code; which institution did it, null where a resident did. */
    record Event(Instant at, String what, @Nullable String institution) {}

    /** @param institution null for a resident */
    record Actor(String account, @Nullable String institution) {}

    static byte[] bytes(UUID id) {
        return ByteBuffer.allocate(2 * Long.BYTES)
                .putLong(id.getMostSignificantBits())
                .putLong(id.getLeastSignificantBits())
                .array();
    }

    /** To the end of the transaction. */
    void lock(String person) {
        jdbc.sql(LOCK).param(person).query((row, number) -> 1).single();
    }

    void insert(long compartment, UUID id, UUID holder, Instant now, Instant until) {
        Timestamp at = Timestamp.from(now);
        jdbc.sql(INSERT)
                .params(compartment, id, holder, at, Timestamp.from(until), at)
                .update();
        jdbc.sql(POINT).params(bytes(id), compartment, id).update();
    }

    Optional<HealthCode> byPointer(String kind, byte[] key) {
        return jdbc.sql(BY_POINTER).params(kind, key).query(CodeStore::row).optional();
    }

    List<HealthCode> of(Collection<Long> compartments) {
        return jdbc.sql(OF_COMPARTMENTS)
                .param(compartments.toArray(Long[]::new))
                .query(CodeStore::row)
                .list();
    }

    Optional<HealthCode> latest(Collection<Long> compartments) {
        return jdbc.sql(LATEST)
                .param(compartments.toArray(Long[]::new))
                .query(CodeStore::row)
                .optional();
    }

    boolean change(HealthCode code, HealthCode.State state, Instant now) {
        return jdbc.sql(CHANGE_STATE)
                        .params(
                                state.name(),
                                Timestamp.from(now),
                                code.compartment(),
                                code.id(),
                                code.state().name())
                        .update()
                == 1;
    }

    boolean renew(HealthCode code, Instant until) {
        return jdbc.sql(RENEW)
                        .params(Timestamp.from(until), code.compartment(), code.id())
                        .update()
                == 1;
    }

    /** Serial of the new print; empty where the code is not active. */
    Optional<Integer> print(HealthCode code) {
        return jdbc.sql(PRINT)
                .params(code.compartment(), code.id())
                .query(Integer.class)
                .optional();
    }

    /**
     * Takes a try of a second factor; it counts as wrong until it is forgiven.
     *
     * @return false while the code is locked
     */
    boolean tryFactor(HealthCode code, Instant now) {
        Timestamp at = Timestamp.from(now);
        return jdbc.sql(TRY)
                        .param(at)
                        .param(code.compartment())
                        .param(code.id())
                        .param(Factors.ROUND)
                        .param(at)
                        .param((double) Factors.LOCK.toSeconds())
                        .param(Factors.ROUND)
                        .param(Factors.DOUBLINGS)
                        .update()
                == 1;
    }

    void forgive(HealthCode code) {
        jdbc.sql(FORGIVEN).params(code.compartment(), code.id()).update();
    }

    int eventsSince(HealthCode code, String what, Instant since, String actor) {
        return jdbc.sql(EVENTS_SINCE)
                .params(code.compartment(), code.id(), what, Timestamp.from(since), actor)
                .query(Integer.class)
                .single();
    }

    void event(HealthCode code, Instant now, String what, String by, @Nullable String institution) {
        event(code.compartment(), code.id(), now, what, by, institution);
    }

    /** @param id null for what belongs to the person and not to one code */
    void event(long compartment, @Nullable UUID id, Instant now, String what, String by, @Nullable String institution) {
        jdbc.sql(EVENT)
                .param(compartment)
                .param(id)
                .param(Timestamp.from(now))
                .param(what)
                .param(by)
                .param(institution)
                .update();
    }

    List<Event> events(Collection<Long> compartments) {
        return jdbc.sql(EVENTS)
                .param(compartments.toArray(Long[]::new))
                .query((row, number) -> new Event(
                        row.getTimestamp("at").toInstant(), row.getString("what"), row.getString("institution")))
                .list();
    }

    /** Who last reported the code lost. */
    Optional<Actor> lostBy(HealthCode code) {
        return jdbc.sql(LOST_BY)
                .params(code.compartment(), code.id())
                .query((row, number) -> new Actor(row.getString("by"), row.getString("institution")))
                .optional();
    }

    List<HealthCode> listed(Instant now, int limit) {
        return jdbc.sql(LISTED)
                .params(Timestamp.from(now), limit)
                .query(CodeStore::row)
                .list();
    }

    List<HealthCode> printed(Collection<Long> compartments, Instant now) {
        return jdbc.sql(PRINTED)
                .params(compartments.toArray(Long[]::new), Timestamp.from(now))
                .query(CodeStore::row)
                .list();
    }

    static HealthCode row(ResultSet row, int number) throws SQLException {
        return new HealthCode(
                row.getLong("compartment"),
                row.getObject("id", UUID.class),
                row.getObject("holder", UUID.class),
                HealthCode.State.valueOf(row.getString("state")),
                row.getTimestamp("issued_at").toInstant(),
                row.getTimestamp("valid_until").toInstant(),
                row.getInt("prints"));
    }
}
