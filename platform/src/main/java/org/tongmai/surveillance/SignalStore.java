package org.tongmai.surveillance;

import static org.tongmai.surveillance.Surveillance.given;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.tongmai.kernel.Explanation;
import org.tongmai.kernel.Problem;
import org.tongmai.store.Json;

/** Signals and their history. */
final class SignalStore {

    private static final String COLUMNS = """
            select id, what, place, site, owner, state, version, rule, observed, expected, bound, first_day, last_day,
                   raised_at, grown_at, due_at, likelihood, impact, risk, merged_into, recurrence_days, explanation::text
              from surveillance.signal
            """;

    /** Nothing where there is an open one already. */
    static final String INSERT = """
            insert into surveillance.signal
                   (what, place, site, owner, state, version, rule, observed, expected, bound, first_day, last_day, raised_at,
                    grown_at, due_at, recurrence_days, explanation)
            values (?, ?, ?, ?, 'DETECTED', 1, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?::jsonb)
                on conflict (place, what, site) where state not in ('CLOSED', 'DISMISSED', 'MERGED') do nothing
            returning id
            """;

    /** Only from the version that was read: of two who change it at once one finds nothing. */
    static final String UPDATE = """
            update surveillance.signal
               set owner = ?, state = ?, version = version + 1, rule = ?, observed = ?, expected = ?, bound = ?, first_day = ?,
                   last_day = ?, grown_at = ?, due_at = ?, likelihood = ?, impact = ?, risk = ?, merged_into = ?,
                   recurrence_days = ?, explanation = ?::jsonb
             where id = ?
               and version = ?
            """;

    static final String OPEN = COLUMNS + """
             where place = ?
               and what = ?
               and site = ?
               and state not in ('CLOSED', 'DISMISSED', 'MERGED')
               for update
            """;

    /** The one that ended last. */
    static final String ENDED = COLUMNS + """
             where place = ?
               and what = ?
               and site = ?
               and state in ('CLOSED', 'DISMISSED', 'MERGED')
             order by last_day desc, id desc
             limit 1
            """;

    static final String BY_NUMBER = COLUMNS + "where id = ?";

    static final String LOCKED = COLUMNS + "where id = ? for update";

    static final String LISTED = COLUMNS + """
             where (owner like ? or place like ? or id in (select signal from surveillance.product where region like ?))
               and (?::boolean is not true or state not in ('CLOSED', 'DISMISSED', 'MERGED'))
               and (?::boolean is not true or state in ('CLOSED', 'DISMISSED', 'MERGED'))
               and (?::text is null or what = ?)
             order by case risk when 'HIGH' then 0 when 'MEDIUM' then 1 when 'LOW' then 2 else 3 end,
                      recurrence_days desc nulls last, due_at nulls last, id desc
             limit ?
            """;

    static final String EVENT = """
            insert into surveillance.signal_event (signal, version, at, kind, account, name, owner, state, words)
            values (?, ?, ?, ?, ?, ?, ?, ?, ?)
            """;

    static final String EVENTS = """
            select version, at, kind, account, name, owner, state, words
              from surveillance.signal_event
             where signal = ?
             order by version
             limit 1000
            """;

    private final JdbcClient jdbc;

    SignalStore(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** Empty where an open one stands already. */
    Optional<Signal> insert(Signal.Alarm alarm, String owner, Instant at, @Nullable Instant due) {
        return jdbc.sql(INSERT)
                .params(given(
                        alarm.what(),
                        alarm.place(),
                        alarm.site(),
                        owner,
                        alarm.rule(),
                        alarm.observed(),
                        alarm.expected(),
                        alarm.bound(),
                        alarm.firstDay(),
                        alarm.lastDay(),
                        Timestamp.from(at),
                        Timestamp.from(at),
                        time(due),
                        alarm.recurrenceDays(),
                        CardStore.json(alarm.explanation())))
                .query(Long.class)
                .optional()
                .flatMap(this::find);
    }

    /** False where it was changed since it was read. */
    private boolean update(Signal signal) {
        Signal.Alarm alarm = signal.alarm();
        Signal.Assessed assessed = signal.assessed();
        return jdbc.sql(UPDATE)
                        .params(given(
                                signal.owner(),
                                signal.state().name(),
                                alarm.rule(),
                                alarm.observed(),
                                alarm.expected(),
                                alarm.bound(),
                                alarm.firstDay(),
                                alarm.lastDay(),
                                Timestamp.from(signal.grownAt()),
                                time(signal.dueAt()),
                                assessed == null ? null : assessed.likelihood(),
                                assessed == null ? null : assessed.impact(),
                                assessed == null ? null : assessed.risk().name(),
                                signal.mergedInto(),
                                alarm.recurrenceDays(),
                                CardStore.json(alarm.explanation()),
                                signal.id(),
                                signal.version()))
                        .update()
                == 1;
    }

    /**
     * Changes it, and says in its history what happened.
     *
     * @return as it is now
     * @throws Problem {@code surveillance.signal-changed}
     */
    Signal write(Signal before, Signal after, String kind, Who who, String words, Instant at) {
        if (!update(after)) {
            throw changed();
        }
        event(after, before.version() + 1, kind, who, words, at);
        return find(after.id()).orElseThrow();
    }

    Optional<Signal> open(String place, String what, String site) {
        return jdbc.sql(OPEN)
                .params(given(place, what, site))
                .query(SignalStore::signal)
                .optional();
    }

    Optional<Signal> ended(String place, String what, String site) {
        return jdbc.sql(ENDED)
                .params(given(place, what, site))
                .query(SignalStore::signal)
                .optional();
    }

    Optional<Signal> find(long id) {
        return jdbc.sql(BY_NUMBER).param(id).query(SignalStore::signal).optional();
    }

    Optional<Signal> lock(long id) {
        return jdbc.sql(LOCKED).param(id).query(SignalStore::signal).optional();
    }

    List<Signal> list(String prefix, boolean open, boolean ended, @Nullable String what, int count) {
        return jdbc.sql(LISTED)
                .params(given(prefix, prefix, prefix, open, ended, what, what, count))
                .query(SignalStore::signal)
                .list();
    }

    void event(Signal after, int version, String kind, Who who, String words, Instant at) {
        jdbc.sql(EVENT)
                .params(given(
                        after.id(),
                        version,
                        Timestamp.from(at),
                        kind,
                        who.account(),
                        who.name(),
                        after.owner(),
                        after.state().name(),
                        words))
                .update();
    }

    List<Signal.Event> events(long signal) {
        return jdbc.sql(EVENTS)
                .param(signal)
                .query((row, number) -> new Signal.Event(
                        row.getInt("version"),
                        row.getTimestamp("at").toInstant(),
                        row.getString("kind"),
                        row.getString("account"),
                        row.getString("name"),
                        row.getString("owner"),
                        SignalState.valueOf(row.getString("state")),
                        row.getString("words")))
                .list();
    }

    static Problem changed() {
        return new Problem(
                Problem.Kind.CONFLICT,
                "surveillance.signal-changed",
                "The signal was changed meanwhile.",
                "It grew, or somebody else took a step, after it was shown.",
                "Load it again and look at what is new.");
    }

    private static @Nullable Timestamp time(@Nullable Instant at) {
        return at == null ? null : Timestamp.from(at);
    }

    private static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
        Timestamp at = row.getTimestamp(column);
        return at == null ? null : at.toInstant();
    }

    private static Signal signal(ResultSet row, int number) throws SQLException {
        return new Signal(
                row.getLong("id"),
                new Signal.Alarm(
                        row.getString("what"),
                        row.getString("place"),
                        row.getString("site"),
                        row.getString("rule"),
                        row.getInt("observed"),
                        row.getObject("expected", Double.class),
                        row.getObject("bound", Double.class),
                        row.getObject("first_day", LocalDate.class),
                        row.getObject("last_day", LocalDate.class),
                        row.getObject("recurrence_days", Double.class),
                        Json.mapper().readValue(row.getString("explanation"), Explanation.class)),
                row.getString("owner"),
                SignalState.valueOf(row.getString("state")),
                row.getInt("version"),
                row.getTimestamp("raised_at").toInstant(),
                row.getTimestamp("grown_at").toInstant(),
                instant(row, "due_at"),
                assessed(row),
                row.getObject("merged_into", Long.class));
    }

    private static Signal.@Nullable Assessed assessed(ResultSet row) throws SQLException {
        String risk = row.getString("risk");
        return risk == null
                ? null
                : new Signal.Assessed(row.getInt("likelihood"), row.getInt("impact"), Risk.valueOf(risk));
    }
}
