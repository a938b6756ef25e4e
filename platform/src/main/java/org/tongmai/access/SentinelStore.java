package org.tongmai.access;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.tongmai.access.sentinel.Finding;
import org.tongmai.kernel.Explanation;
import tools.jackson.databind.json.JsonMapper;

/** SQL of the sentinel: its place in the trace, its cases, and what was done about them. */
final class SentinelStore {

    static final String NUMBER = """
            select value
              from access.setting
             where name = ?
               and valid_from <= ?::date
               and (valid_until is null or valid_until > ?::date)
             order by valid_from desc
             limit 1
            """;

    /** One node at a time; another takes over where that one stopped. */
    static final String LEASE = """
            update access.sentinel
               set node = ?, until = ?
             where single
               and (node is null or node = ? or until < ?)
            returning place
            """;

    static final String ADVANCE = "update access.sentinel set place = ? where single and node = ? and place < ?";

    /** Index {@code log_head_at}: the newest head of before tells from where on looks are newer. */
    static final String SINCE = "select coalesce(max(size), 0) - 1 from access.log_head where at < ?";

    /** What people read, in the order of the log; index {@code look_place}. */
    static final String READ = """
            select place, at, compartment, account, name, role, institution, basis, interaction, shown, automatic, terminal
              from access.look
             where place > ?
             order by place
             limit ?
            """;

    static final String CARE = """
            select distinct compartment, institution, department, open, started_at, last_at
              from access.treatment
             where compartment = any (?)
               and (open or last_at >= ?)
            """;

    static final String UPSERT = """
            insert into access.sentinel_case
                   (account, begun, name, institution, from_at, until_at, score, patients, why, places)
            values (?, ?, ?, ?, ?, ?, ?, ?, ?::jsonb, ?)
                on conflict (account, begun) do update
               set until_at = excluded.until_at,
                   score = excluded.score,
                   patients = excluded.patients,
                   why = excluded.why,
                   places = excluded.places
             where sentinel_case.score < excluded.score
            """;

    static final String MEASURE = """
            update access.sentinel_case
               set measure = ?
             where account = ?
               and begun = ?
               and state in ('OPEN', 'ASKED')
               and array_position(array['NOTED', 'WARNED', 'THROTTLED', 'FROZEN'], measure)
                 < array_position(array['NOTED', 'WARNED', 'THROTTLED', 'FROZEN'], ?)
            """;

    static final String STATE = "update access.sentinel_case set state = ? where account = ? and begun = ?";

    static final String ACT = """
            insert into access.sentinel_action (account, begun, at, by, what, words)
            values (?, ?, ?, ?, ?, ?)
            """;

    static final String ACTIONS = """
            select at, by, what, words
              from access.sentinel_action
             where account = ?
               and begun = ?
             order by id
             limit 200
            """;

    static final String RESTRAIN = "update access.account set reading = ? where login = ?";

    /** The policy makes nobody freer. */
    static final String TIGHTEN = """
            update access.account
               set reading = ?
             where login = ?
               and array_position(array['FREE', 'THROTTLED', 'FROZEN'], reading)
                 < array_position(array['FREE', 'THROTTLED', 'FROZEN'], ?)
            """;

    private static final String CASE = """
            select c.*, coalesce(a.reading, 'FREE') as reading
              from access.sentinel_case c
              left join access.account a on a.login = c.account
            """;

    static final String ONE = CASE + " where c.account = ? and c.begun = ?";

    static final String LIST = CASE + """
             where c.state = any (?)
               and c.score >= ?
             order by c.score desc, c.account, c.begun
             offset ?
             limit ?
            """;

    static final String COUNT = "select count(*) from access.sentinel_case where state = any (?) and score >= ?";

    /** Index {@code look_place}. */
    static final String LOOKS = "select * from access.look where place = any (?) order by place";

    static final String SUBJECTS =
            "select kind, account, compartment from access.sentinel_subject order by kind, account limit 10000";

    static final String PUT_SUBJECT = """
            insert into access.sentinel_subject (kind, account, compartment, at, by)
            values (?, ?, ?, ?, ?)
                on conflict do nothing
            """;

    static final String DROP_SUBJECT =
            "delete from access.sentinel_subject where kind = ? and account = ? and compartment = ?";

    /** Failures of sign-ins, and how many logins are locked now. */
    static final String FAILURES = """
            select coalesce(sum(failures), 0) as failures, count(*) filter (where failures >= ?) as locked
              from access.attempt
             where failed_at >= ?
            """;

    private final JdbcClient jdbc;
    private final JsonMapper json;

    SentinelStore(JdbcClient jdbc, JsonMapper json) {
        this.jdbc = jdbc;
        this.json = json;
    }

    /** What was read, as the trace has it. */
    record Row(
            long place,
            Instant at,
            long compartment,
            String account,
            String name,
            Role role,
            @Nullable String institution,
            Basis basis,
            String interaction,
            boolean shown,
            boolean automatic,
            @Nullable String terminal) {}

    /** A visit. */
    record Care(
            long compartment,
            String institution,
            @Nullable String department,
            boolean open,
            Instant start,
            Instant last) {}

    /** Somebody whom everybody knows, or who of the staff it is. */
    record Subject(String kind, String account, long compartment) {}

    record Failures(int failures, int locked) {}

    /** A dated number of {@code access.setting}. */
    int number(String name, Instant at) {
        Timestamp day = Timestamp.from(at);
        return jdbc.sql(NUMBER).params(name, day, day).query(Integer.class).single();
    }

    /** The place up to which was acted, if this node may read now. */
    Optional<Long> lease(String node, Instant now, Instant until) {
        return jdbc.sql(LEASE)
                .params(node, Timestamp.from(until), node, Timestamp.from(now))
                .query(Long.class)
                .optional();
    }

    void advance(String node, long place) {
        jdbc.sql(ADVANCE).params(place, node, place).update();
    }

    /** The last place before a moment, or some before it. */
    long placeBefore(Instant at) {
        return jdbc.sql(SINCE).param(Timestamp.from(at)).query(Long.class).single();
    }

    List<Row> read(long after, int most) {
        return jdbc.sql(READ)
                .params(after, most)
                .query((row, number) -> new Row(
                        row.getLong("place"),
                        row.getTimestamp("at").toInstant(),
                        row.getLong("compartment"),
                        row.getString("account"),
                        row.getString("name"),
                        Role.valueOf(row.getString("role")),
                        row.getString("institution"),
                        Basis.valueOf(row.getString("basis")),
                        row.getString("interaction"),
                        row.getBoolean("shown"),
                        row.getBoolean("automatic"),
                        row.getString("terminal")))
                .list();
    }

    Map<Long, List<Care>> care(Collection<Long> compartments, Instant since) {
        return jdbc
                .sql(CARE)
                .param(compartments.toArray(Long[]::new))
                .param(Timestamp.from(since))
                .query((row, number) -> new Care(
                        row.getLong("compartment"),
                        row.getString("institution"),
                        row.getString("department"),
                        row.getBoolean("open"),
                        row.getTimestamp("started_at").toInstant(),
                        row.getTimestamp("last_at").toInstant()))
                .list()
                .stream()
                .collect(Collectors.groupingBy(Care::compartment));
    }

    void put(Finding found, String name, @Nullable String institution) {
        jdbc.sql(UPSERT)
                .param(found.account())
                .param(LocalDate.ofEpochDay(found.begun()))
                .param(name)
                .param(institution)
                .param(Timestamp.from(found.from()))
                .param(Timestamp.from(found.until()))
                .param(found.score())
                .param(found.patients())
                .param(json.writeValueAsString(found.why()))
                .param(found.looks().toArray(Long[]::new))
                .update();
    }

    /** Notes that the policy took a measure; false where it had, or a person decided. */
    boolean measure(String account, LocalDate begun, SentinelCase.Measure measure) {
        return jdbc.sql(MEASURE)
                        .params(measure.name(), account, begun, measure.name())
                        .update()
                == 1;
    }

    void state(SentinelCase which, SentinelCase.State state) {
        jdbc.sql(STATE).params(state.name(), which.account(), which.begun()).update();
    }

    void act(String account, LocalDate begun, Instant at, String by, SentinelCase.Deed what, String words) {
        jdbc.sql(ACT)
                .params(account, begun, Timestamp.from(at), by, what.name(), words)
                .update();
    }

    List<SentinelCase.Action> actions(SentinelCase which) {
        return jdbc.sql(ACTIONS)
                .params(which.account(), which.begun())
                .query((row, number) -> new SentinelCase.Action(
                        row.getTimestamp("at").toInstant(),
                        row.getString("by"),
                        SentinelCase.Deed.valueOf(row.getString("what")),
                        row.getString("words")))
                .list();
    }

    void restrain(String account, Restraint restraint) {
        jdbc.sql(RESTRAIN).params(restraint.name(), account).update();
    }

    void tighten(String account, Restraint restraint) {
        jdbc.sql(TIGHTEN).params(restraint.name(), account, restraint.name()).update();
    }

    Optional<SentinelCase> one(String account, LocalDate begun) {
        return jdbc.sql(ONE).params(account, begun).query(this::row).optional();
    }

    List<SentinelCase> list(Set<SentinelCase.State> states, double least, int offset, int most) {
        return jdbc.sql(LIST)
                .param(names(states))
                .param(least)
                .param(offset)
                .param(most)
                .query(this::row)
                .list();
    }

    int count(Set<SentinelCase.State> states, double least) {
        return jdbc.sql(COUNT)
                .param(names(states))
                .param(least)
                .query(Integer.class)
                .single();
    }

    private static String[] names(Set<SentinelCase.State> states) {
        return states.stream().map(Enum::name).toArray(String[]::new);
    }

    List<Look> looks(List<Long> places) {
        return jdbc.sql(LOOKS)
                .param(places.toArray(Long[]::new))
                .query(LookStore::row)
                .list();
    }

    Set<Subject> subjects() {
        return new HashSet<>(jdbc.sql(SUBJECTS)
                .query((row, number) ->
                        new Subject(row.getString("kind"), row.getString("account"), row.getLong("compartment")))
                .list());
    }

    void put(Subject subject, Instant at, String by) {
        jdbc.sql(PUT_SUBJECT)
                .params(subject.kind(), subject.account(), subject.compartment(), Timestamp.from(at), by)
                .update();
    }

    void drop(Subject subject) {
        jdbc.sql(DROP_SUBJECT)
                .params(subject.kind(), subject.account(), subject.compartment())
                .update();
    }

    Failures failures(Instant since) {
        return jdbc.sql(FAILURES)
                .params(AccessSettings.FAILURES_TO_LOCK, Timestamp.from(since))
                .query((row, number) -> new Failures(row.getInt("failures"), row.getInt("locked")))
                .single();
    }

    private SentinelCase row(ResultSet row, int number) throws SQLException {
        return new SentinelCase(
                row.getString("account"),
                row.getObject("begun", LocalDate.class),
                row.getString("name"),
                row.getString("institution"),
                row.getTimestamp("from_at").toInstant(),
                row.getTimestamp("until_at").toInstant(),
                row.getDouble("score"),
                row.getInt("patients"),
                json.readValue(row.getString("why"), Explanation.class),
                Arrays.asList((Long[]) row.getArray("places").getArray()),
                SentinelCase.State.valueOf(row.getString("state")),
                SentinelCase.Measure.valueOf(row.getString("measure")),
                Restraint.valueOf(row.getString("reading")));
    }
}
