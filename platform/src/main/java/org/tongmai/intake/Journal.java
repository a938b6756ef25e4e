package org.tongmai.intake;

import com.github.luben.zstd.Zstd;
import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.tongmai.fhir.Asked;

/** The journal's reads. Pages come by key, so that the last one costs what the first one does. */
final class Journal {

    /** Most rows of one page. */
    static final int PAGE_MAX = 200;

    private static final String COLUMNS = """
            id, received_at, door, institution, sender, kind, control_id, charset, body_bytes, patient_masked, state, code,
            what, why, mend, positions, acknowledgement, locations, attempts, content_hash, kept_only
            """;

    /** One short scan of {@code message_page} for each state and door asked for. */
    static final String PAGE_OF_INSTITUTION = """
            select page.*
              from unnest(?::text[]) as wanted (state)
             cross join unnest(?::text[]) as way (door)
             cross join lateral (
                   select %s
                     from intake.message m
                    where m.institution = ?
                      and m.state = wanted.state
                      and m.door = way.door
                      and m.id < ?
                      and (?::text is null or m.code = ?)
                    order by m.id desc
                    limit ?) page
             order by page.id desc
             limit ?
            """.formatted(COLUMNS);

    /** What names no institution, or none that can be one. */
    static final String PAGE_OF_NOBODY = PAGE_OF_INSTITUTION.replace("m.institution = ?", "m.institution is null");

    static final String PAGE_OF_ALL = PAGE_OF_INSTITUTION.replace("m.institution = ?\n          and ", "");

    static final String FIND = "select %s from intake.message where id = ?".formatted(COLUMNS);

    static final String KNOWN = """
            select %s
              from intake.message
             where institution = ?
               and control_id = ?
               and door = 'HL7V2'
             order by id desc
             limit 100
            """.formatted(COLUMNS);

    /** The same for CDA documents: the control id is the document's number with its version. */
    static final String DOCUMENTS = KNOWN.replace("'HL7V2'", "'CDA'");

    /** {@code message_once} skips from institution to institution. */
    static final String NUMBERED = KNOWN.replace("institution = ?\n   and ", "");

    static final String ASKED = """
            select method, url, base, if_none_exist, if_match, strict
              from intake.asked
             where message = ?
            """;

    static final String BODY = "select body from intake.message where id = ?";

    static final String MENDED = "select body from intake.attempt where message = ? and number = ?";

    static final String LAST_MENDED = """
            select coalesce(max(number), 0)
              from intake.attempt
             where message = ?
               and body is not null
            """;

    static final String ATTEMPTS = """
            select number, at, by, body_version, state, code, what
              from intake.attempt
             where message = ?
             order by number
             limit 1000
            """;

    /** Takes due messages for a while, so that no other node runs them meanwhile. */
    static final String CLAIM = """
            update intake.message m
               set due_at = ?
              from (select id
                      from intake.message
                     where state = 'WAITING'
                       and due_at <= ?
                     order by due_at
                     limit ?
                       for update skip locked) due
             where m.id = due.id
            returning m.id
            """;

    /** Half of what {@link Backoff} lets them wait. */
    static final String WAKE = """
            update intake.message
               set due_at = ?
             where institution = ?
               and state = 'WAITING'
               and due_at > ?
               and (attempts <= 3
                    or due_at <= ?::timestamptz + least(%d, %d * 2 ^ least(attempts - 1, %d)) * interval '0.5 second')
            """.formatted(Backoff.LONGEST_SECONDS, Backoff.FIRST_SECONDS, Backoff.DOUBLINGS_MAX);

    /** What the newest refused and waiting messages say for each reason; an institution, or null for all. */
    static final String WORDS_OF_REASONS = """
            select distinct on (code) code, what
              from (select code, what
                      from intake.message
                     where state = ?
                       and door = ?
                       and (?::text is null or institution = ?)
                     order by id desc
                     limit 300) newest
             where code is not null
               and what is not null
            """;

    static final String ANY_WAITING = "select exists (select from intake.message where state = 'WAITING')";

    static final String TALLY = """
            select hour, state, code, sum(messages) as messages
              from intake.tally
             where hour >= ?
               and hour < ?
               and (?::text is null or institution = ?)
             group by hour, state, code
            """;

    private final JdbcTemplate jdbc;

    Journal(DataSource dataSource) {
        this.jdbc = new JdbcTemplate(dataSource);
    }

    /**
     * Which messages of the journal are asked for.
     *
     * @param institution null for all
     * @param unnamed only messages that belong to no institution
     * @param states empty for all
     * @param doors empty for all
     * @param code the reason of a refusal, or null for all
     * @param before id below which to look
     * @param count at most {@value #PAGE_MAX}
     */
    record Filter(
            @Nullable String institution,
            boolean unnamed,
            List<State> states,
            List<Door> doors,
            @Nullable String code,
            long before,
            int count) {

        /** What was not stored has a reason; what was stored is not gone through for one, unless it is asked for. */
        private static final List<State> WITH_REASON = List.of(State.REFUSED, State.WAITING);

        Filter {
            List<State> all = code == null ? List.of(State.values()) : WITH_REASON;
            states = states.isEmpty() ? all : List.copyOf(states);
            doors = doors.isEmpty() ? List.of(Door.values()) : List.copyOf(doors);
            count = Math.clamp(count, 1, PAGE_MAX);
        }
    }

    /** How many messages of one hour are in one state for one reason. */
    record Count(Instant hour, State state, String code, long messages) {}

    /** The newest messages first. */
    List<Journalled> page(Filter filter) {
        List<Object> values = new ArrayList<>();
        values.add(filter.states().stream().map(State::name).toArray(String[]::new));
        values.add(filter.doors().stream().map(Door::name).toArray(String[]::new));
        if (filter.institution() != null && !filter.unnamed()) {
            values.add(filter.institution());
        }
        values.addAll(Arrays.asList(filter.before(), filter.code(), filter.code(), filter.count(), filter.count()));
        String sql =
                filter.unnamed() ? PAGE_OF_NOBODY : filter.institution() == null ? PAGE_OF_ALL : PAGE_OF_INSTITUTION;
        return jdbc.query(sql, Journal::message, values.toArray());
    }

    Optional<Journalled> find(long id) {
        return jdbc.query(FIND, Journal::message, id).stream().findFirst();
    }

    /** The CDA documents of that number and version that an institution sent, newest first. */
    List<Journalled> documents(String institution, String number) {
        return jdbc.query(DOCUMENTS, Journal::message, institution, number);
    }

    /** What this institution sent under this number before, newest first. */
    List<Journalled> known(String institution, String controlId) {
        return jdbc.query(KNOWN, Journal::message, institution, controlId);
    }

    /** What anybody sent under this number, newest first. */
    List<Journalled> numbered(String controlId) {
        return jdbc.query(NUMBERED, Journal::message, controlId);
    }

    /** What a FHIR submission asked for, where its body is kept. */
    Optional<Asked> asked(long id) {
        return jdbc
                .query(
                        ASKED,
                        (row, n) -> new Asked(
                                row.getString(1),
                                row.getString(2),
                                row.getString(3),
                                row.getString(4),
                                row.getString(5),
                                row.getBoolean(6)),
                        id)
                .stream()
                .findFirst();
    }

    /** The text of a run: 0 as it arrived, else what that run brought. */
    Optional<byte[]> body(long id, int version) {
        List<byte[]> found = version == 0
                ? jdbc.query(BODY, (row, n) -> row.getBytes(1), id)
                : jdbc.query(MENDED, (row, n) -> row.getBytes(1), id, version);
        return found.stream().filter(Objects::nonNull).findFirst().map(Zstd::decompress);
    }

    /** The newest text: the number of the run that brought it, 0 for the one that arrived. */
    int newestBody(long id) {
        return Optional.ofNullable(jdbc.queryForObject(LAST_MENDED, Integer.class, id))
                .orElse(0);
    }

    /** Every run, oldest first. */
    List<Journalled.Attempt> attempts(Journalled message) {
        List<Journalled.Attempt> attempts = jdbc.query(ATTEMPTS, Journal::attempt, message.id());
        return attempts.isEmpty()
                ? List.of(new Journalled.Attempt(
                        1, message.receivedAt(), message.sender(), 0, message.state(), message.code(), message.what()))
                : attempts;
    }

    /** Waiting messages that are due; nobody else gets them until {@code leased}. */
    List<Long> claim(Instant now, Instant leased, int count) {
        return jdbc.query(CLAIM, (row, n) -> row.getLong(1), Timestamp.from(leased), Timestamp.from(now), count);
    }

    /** Whether any message waits. */
    boolean anyWaiting() {
        return Boolean.TRUE.equals(jdbc.queryForObject(ANY_WAITING, Boolean.class));
    }

    /**
     * Makes the waiting messages of an institution due: those of few attempts, and those that have waited half their time. So a busy
     * institution does not use up all their runs within minutes.
     */
    int wake(String institution, Instant now) {
        Timestamp at = Timestamp.from(now);
        return jdbc.update(WAKE, at, institution, at, at);
    }

    /** The counts of some hours. */
    List<Count> counts(@Nullable String institution, Instant from, Instant until) {
        return jdbc.query(
                TALLY,
                (row, n) -> new Count(
                        row.getTimestamp("hour").toInstant(),
                        State.valueOf(row.getString("state")),
                        row.getString("code"),
                        row.getLong("messages")),
                Timestamp.from(from),
                Timestamp.from(until),
                institution,
                institution);
    }

    /** In the words of the newest messages what each reason is; a reason that only older ones have is left out. */
    Map<String, String> words(@Nullable String institution) {
        Map<String, String> words = new HashMap<>();
        for (State state : List.of(State.REFUSED, State.WAITING)) {
            for (Door door : Door.values()) {
                jdbc.query(
                        WORDS_OF_REASONS,
                        row -> {
                            words.putIfAbsent(row.getString("code"), row.getString("what"));
                        },
                        state.name(),
                        door.name(),
                        institution,
                        institution);
            }
        }
        return words;
    }

    private static Journalled message(ResultSet row, int number) throws SQLException {
        return new Journalled(
                row.getLong("id"),
                row.getTimestamp("received_at").toInstant(),
                Door.valueOf(row.getString("door")),
                row.getString("institution"),
                row.getString("sender"),
                row.getString("kind"),
                row.getString("control_id"),
                row.getString("charset"),
                row.getInt("body_bytes"),
                row.getString("patient_masked"),
                State.valueOf(row.getString("state")),
                row.getString("code"),
                row.getString("what"),
                row.getString("why"),
                row.getString("mend"),
                texts(row.getArray("positions")),
                row.getBytes("acknowledgement"),
                texts(row.getArray("locations")),
                row.getInt("attempts"),
                row.getBytes("content_hash"),
                texts(row.getArray("kept_only")));
    }

    private static Journalled.Attempt attempt(ResultSet row, int number) throws SQLException {
        return new Journalled.Attempt(
                row.getInt("number"),
                row.getTimestamp("at").toInstant(),
                row.getString("by"),
                row.getInt("body_version"),
                State.valueOf(row.getString("state")),
                row.getString("code"),
                row.getString("what"));
    }

    private static List<String> texts(Array array) throws SQLException {
        return List.of((String[]) array.getArray());
    }
}
