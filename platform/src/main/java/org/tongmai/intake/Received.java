package org.tongmai.intake;

import com.github.luben.zstd.Zstd;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * What a node's journal tells of what came, for those who watch over its senders: by system, by kind, by hour. Reads the journal
 * of any node whose database it is given, such as the sandbox's.
 */
public final class Received {

    /** Messages of a system that are looked at, the newest; a sender that sent more is judged by these. */
    public static final int LOOKED_AT = 20_000;

    /** A system's own messages: signed in as it, or, where nobody signs in, called so in MSH-3. Index {@code message_page}. */
    private static final String MESSAGES = """
            from (select m.*
                      from unnest(array['STORED', 'RESOLVED', 'WAITING', 'REFUSED']) as wanted (state)
                     cross join unnest(array['HL7V2', 'FHIR', 'CDA']) as way (door)
                     cross join lateral (
                           select id, received_at, door, kind, sender, application, state, code, what, why, mend, body
                             from intake.message
                            where institution = ?
                              and state = wanted.state
                              and door = way.door
                            order by id desc
                            limit 20000) m) m
             where (m.sender = ? or m.application = ?)
            """;

    static final String KINDS = """
            select door, kind,
                   count(*) as received,
                   count(*) filter (where state in ('STORED', 'RESOLVED')) as accepted,
                   min(received_at) filter (where state in ('STORED', 'RESOLVED')) as first_accepted,
                   max(received_at) as newest
            """ + MESSAGES + """
             group by door, kind
             order by door, kind
            """;

    static final String OF_DAY = """
            select door, kind, count(*) as received,
                   count(*) filter (where state in ('STORED', 'RESOLVED')) as accepted,
                   min(received_at) filter (where state in ('STORED', 'RESOLVED')) as first_accepted,
                   max(received_at) as newest
            """ + MESSAGES + """
               and received_at >= ?
               and received_at < ?
             group by door, kind
             order by door, kind
            """;

    static final String REFUSED = "select id, received_at, door, kind, state, code, what, why, mend\n" + MESSAGES + """
               and state in ('REFUSED', 'WAITING')
             order by id desc
             limit ?
            """;

    /** FHIR that was stored keeps no body in the journal. */
    static final String BODIES = "select body\n" + MESSAGES + """
               and body is not null
               and received_at > ?
               and door in ('HL7V2', 'CDA')
             order by id desc
             limit ?
            """;

    /** By the primary key: what came after a place in the journal, to another one. Rows of tables are not in it. */
    static final String VOLUMES = """
            select date_trunc('hour', received_at, 'UTC') as hour, institution, coalesce(application, sender) as system, kind,
                   count(*) as messages, max(received_at) as newest
              from intake.message
             where id > ?
               and id <= ?
               and institution is not null
               and (door <> 'HL7V2' or application is not null)
             group by 1, 2, 3, 4
             order by 1, 2, 3, 4
            """;

    /** How far the journal is. */
    static final String END = "select coalesce(max(id), 0) from intake.message";

    /**
     * Begin of the oldest transaction that may still bring lines. Lines are numbered before they are committed, so what has a number
     * below the end may become visible late.
     */
    static final String OLDEST_WRITER = """
            select coalesce(min(xact_start), now())
              from pg_stat_activity
             where datname = current_database()
               and backend_xid is not null
               and pid <> pg_backend_pid()
            """;

    private final JdbcTemplate jdbc;

    private Received(DataSource database) {
        this.jdbc = new JdbcTemplate(database);
    }

    /** The journal in a database. */
    public static Received on(DataSource database) {
        return new Received(database);
    }

    /**
     * One system of an institution.
     *
     * @param client its client_id, as which it signs in
     * @param application what it calls itself in MSH-3; null where that is not known
     */
    public record Sender(
            String institution, String client, @Nullable String application) {}

    /** How many messages of a kind came from a system; {@code firstAccepted} is null where none was accepted. */
    public record OfKind(
            String door,
            String kind,
            long received,
            long accepted,
            @Nullable Instant firstAccepted,
            Instant newest) {}

    /** A message that was refused, or waits; names nobody. */
    public record Open(
            long id,
            Instant at,
            String door,
            String kind,
            String state,
            @Nullable String code,
            @Nullable String what,
            @Nullable String why,
            @Nullable String mend) {}

    /** How many messages of a kind came from a system in an hour. */
    public record Volume(Instant hour, String institution, String system, String kind, long messages, Instant newest) {}

    /** By kind, of the newest {@value #LOOKED_AT} messages in each state. */
    public List<OfKind> kinds(Sender sender) {
        return jdbc.query(KINDS, Received::ofKind, sender.institution(), sender.client(), sender.application());
    }

    /** The same of what came in a time, its end excluded. */
    public List<OfKind> kinds(Sender sender, Instant from, Instant until) {
        return jdbc.query(
                OF_DAY,
                Received::ofKind,
                sender.institution(),
                sender.client(),
                sender.application(),
                Timestamp.from(from),
                Timestamp.from(until));
    }

    /** What was refused or waits, the newest first. */
    public List<Open> open(Sender sender, int count) {
        return jdbc.query(
                REFUSED,
                (row, n) -> new Open(
                        row.getLong("id"),
                        row.getTimestamp("received_at").toInstant(),
                        row.getString("door"),
                        row.getString("kind"),
                        row.getString("state"),
                        row.getString("code"),
                        row.getString("what"),
                        row.getString("why"),
                        row.getString("mend")),
                sender.institution(),
                sender.client(),
                sender.application(),
                count);
    }

    /** The texts of HL7 v2 messages and CDA documents as they arrived, oldest first, of the newest so many that came after a moment. */
    public List<byte[]> bodies(Sender sender, Instant since, int count) {
        return jdbc.query(
                        BODIES,
                        (row, n) -> Zstd.decompress(row.getBytes(1)),
                        sender.institution(),
                        sender.client(),
                        sender.application(),
                        Timestamp.from(since),
                        count)
                .reversed();
    }

    /** Where the journal ends now. */
    public long end() {
        return Optional.ofNullable(jdbc.queryForObject(END, Long.class)).orElse(0L);
    }

    /** Since when the oldest transaction writes that is under way; now where there is none. */
    public Instant oldestWriter() {
        return Optional.ofNullable(jdbc.queryForObject(OLDEST_WRITER, Timestamp.class))
                .orElseThrow()
                .toInstant();
    }

    /** What came between two places of the journal, the first one excluded. */
    public List<Volume> volumes(long after, long to) {
        return jdbc.query(
                VOLUMES,
                (row, n) -> new Volume(
                        row.getTimestamp("hour").toInstant(),
                        row.getString("institution"),
                        row.getString("system"),
                        row.getString("kind"),
                        row.getLong("messages"),
                        row.getTimestamp("newest").toInstant()),
                after,
                to);
    }

    private static OfKind ofKind(ResultSet row, int number) throws SQLException {
        Timestamp first = row.getTimestamp("first_accepted");
        return new OfKind(
                row.getString("door"),
                row.getString("kind"),
                row.getLong("received"),
                row.getLong("accepted"),
                first == null ? null : first.toInstant(),
                row.getTimestamp("newest").toInstant());
    }
}
