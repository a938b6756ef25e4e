package org.tongmai.access;

import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.tongmai.access.AccessRequest.State;

/** SQL of {@code access.request}. */
final class RequestStore {

    static final String INSERT = """
            insert into access.request
                   (compartment, id, patient, account, requester, institution, purpose, categories, classes, reason,
                    state, asked_at, answered_at, valid_from, valid_until)
            values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """;

    static final String WAITING = """
            select *
              from access.request
             where compartment = ?
               and institution = ?
               and reason = ?
               and state = 'REQUESTED'
               and valid_until > ?
             order by asked_at
             limit 1
            """;

    /** What is in force ends later; its FHIR Consent is to be written again. */
    static final String EXTEND = """
            update access.request
               set valid_until = greatest(valid_until, ?), recorded = null
             where compartment = ?
               and institution = ?
               and reason = ?
               and state = 'GRANTED'
               and valid_until > ?
            returning *
            """;

    static final String ASKED_SINCE = """
            select count(*)
              from access.request
             where compartment = ?
               and institution = ?
               and asked_at > ?
            """;

    static final String ONE = "select * from access.request where compartment = ? and id = ?";

    static final String OF_COMPARTMENTS = """
            select *
              from access.request
             where compartment = any (?)
             order by asked_at desc, id
             limit 200
            """;

    static final String OF_ACCOUNT = """
            select *
              from access.request
             where account = ?
             order by asked_at desc, id
             limit 200
            """;

    static final String ANSWER = """
            update access.request
               set state = ?, categories = ?, classes = ?, valid_from = ?, valid_until = ?, answered_at = ?,
                   answered_by = ?, answerer = ?
             where compartment = ?
               and id = ?
               and state = 'REQUESTED'
            """;

    static final String REVOKE = """
            update access.request
               set state = 'REVOKED', answered_at = ?, answered_by = ?, answerer = ?
             where compartment = ?
               and id = ?
               and state = 'GRANTED'
            """;

    static final String RECORDED = """
            update access.request
               set recorded = ?
             where compartment = ?
               and id = ?
               and state = ?
            """;

    static final String UNRECORDED = """
            select *
              from access.request
             where recorded is distinct from state
               and state in ('GRANTED', 'REVOKED')
             order by asked_at
             limit 200
            """;

    /** So many {@link #UNRECORDED} reads at once. */
    static final int AT_ONCE = 200;

    /** Index {@code request_granted}. */
    static final String GRANTED_TO = """
            select *
              from access.request
             where institution = ?
               and compartment = any (?)
               and state = 'GRANTED'
               and valid_until > ?
               and valid_from <= ?
             limit ?
            """;

    private final JdbcClient jdbc;

    RequestStore(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** What a decision about the person of a source patient rests on, for a doctor of an institution. */
    Circumstances circumstances(Caller doctor, String institution, long compartment, Instant now) {
        return Circumstances.of(jdbc, doctor, institution, compartment, now);
    }

    void insert(AccessRequest request) {
        jdbc.sql(INSERT)
                .param(request.compartment())
                .param(request.id())
                .param(request.patient())
                .param(request.account())
                .param(request.requester())
                .param(request.institution())
                .param(request.purpose().name())
                .param(names(request.asked().categories()))
                .param(names(request.asked().classes()))
                .param(request.reason())
                .param(request.stored().name())
                .param(Timestamp.from(request.askedAt()))
                .param(request.answeredAt() == null ? null : Timestamp.from(request.answeredAt()))
                .param(Timestamp.from(request.asked().from()))
                .param(Timestamp.from(request.asked().until()))
                .update();
    }

    Optional<AccessRequest> waiting(long compartment, String institution, String reason, Instant now) {
        return jdbc.sql(WAITING)
                .params(compartment, institution, reason, Timestamp.from(now))
                .query(RequestStore::row)
                .optional();
    }

    /** Those that were in force; several only where two were granted at the same moment. */
    List<AccessRequest> extend(long compartment, String institution, String reason, Instant until, Instant now) {
        return jdbc.sql(EXTEND)
                .params(Timestamp.from(until), compartment, institution, reason, Timestamp.from(now))
                .query(RequestStore::row)
                .list();
    }

    int askedSince(long compartment, String institution, Instant since) {
        return jdbc.sql(ASKED_SINCE)
                .param(compartment)
                .param(institution)
                .param(Timestamp.from(since))
                .query(Integer.class)
                .single();
    }

    Optional<AccessRequest> one(long compartment, String id) {
        return jdbc.sql(ONE)
                .param(compartment)
                .param(id)
                .query(RequestStore::row)
                .optional();
    }

    List<AccessRequest> of(Collection<Long> compartments) {
        return jdbc.sql(OF_COMPARTMENTS)
                .param(compartments.toArray(Long[]::new))
                .query(RequestStore::row)
                .list();
    }

    List<AccessRequest> of(String account) {
        return jdbc.sql(OF_ACCOUNT).param(account).query(RequestStore::row).list();
    }

    /** False when it was answered before. */
    boolean answer(AccessRequest request, State state, Permission given, Caller by, Instant now) {
        return jdbc.sql(ANSWER)
                        .param(state.name())
                        .param(names(given.categories()))
                        .param(names(given.classes()))
                        .param(Timestamp.from(given.from()))
                        .param(Timestamp.from(given.until()))
                        .param(Timestamp.from(now))
                        .param(by.acting() == null ? null : by.account())
                        .param(by.acting() == null ? null : by.name())
                        .param(request.compartment())
                        .param(request.id())
                        .update()
                == 1;
    }

    /** False when it was not granted, or revoked before. */
    boolean revoke(AccessRequest request, Caller by, Instant now) {
        return jdbc.sql(REVOKE)
                        .param(Timestamp.from(now))
                        .param(by.acting() == null ? null : by.account())
                        .param(by.acting() == null ? null : by.name())
                        .param(request.compartment())
                        .param(request.id())
                        .update()
                == 1;
    }

    /** Notes that the FHIR Consent says this state, unless the state has changed meanwhile. */
    void recorded(AccessRequest request) {
        jdbc.sql(RECORDED)
                .param(request.stored().name())
                .param(request.compartment())
                .param(request.id())
                .param(request.stored().name())
                .update();
    }

    List<AccessRequest> unrecorded() {
        return jdbc.sql(UNRECORDED).query(RequestStore::row).list();
    }

    List<AccessRequest> grantedTo(String institution, Collection<Long> compartments, Instant now, int limit) {
        return jdbc.sql(GRANTED_TO)
                .param(institution)
                .param(compartments.toArray(Long[]::new))
                .param(Timestamp.from(now))
                .param(Timestamp.from(now))
                .param(limit)
                .query(RequestStore::row)
                .list();
    }

    static AccessRequest row(ResultSet row, int number) throws SQLException {
        String recorded = row.getString("recorded");
        return new AccessRequest(
                row.getString("id"),
                row.getLong("compartment"),
                row.getString("patient"),
                row.getString("account"),
                row.getString("requester"),
                row.getString("institution"),
                Purpose.valueOf(row.getString("purpose")),
                new Permission(
                        Set.copyOf(values(row.getArray("categories"), Category.class)),
                        Set.copyOf(values(row.getArray("classes"), Sensitivity.class)),
                        row.getTimestamp("valid_from").toInstant(),
                        row.getTimestamp("valid_until").toInstant()),
                row.getString("reason"),
                State.valueOf(row.getString("state")),
                row.getTimestamp("asked_at").toInstant(),
                instant(row.getTimestamp("answered_at")),
                recorded == null ? null : State.valueOf(recorded),
                row.getString("answerer"));
    }

    private static <E extends Enum<E>> List<E> values(Array array, Class<E> type) throws SQLException {
        return Arrays.stream((String[]) array.getArray())
                .map(name -> Enum.valueOf(type, name))
                .toList();
    }

    private static @Nullable Instant instant(@Nullable Timestamp timestamp) {
        return timestamp == null ? null : timestamp.toInstant();
    }

    private static String[] names(Collection<? extends Enum<?>> values) {
        return values.stream().map(Enum::name).toArray(String[]::new);
    }
}
