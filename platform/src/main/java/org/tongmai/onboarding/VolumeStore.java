package org.tongmai.onboarding;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.tongmai.intake.Received;

/** SQL of {@code onboarding.volume}, {@code feed}, {@code counting} and {@code silence}. */
final class VolumeStore {

    static final String ADD = """
            insert into onboarding.volume (institution, system, kind, hour, messages)
            values (?, ?, ?, ?, ?)
                on conflict (institution, system, kind, hour)
                do update set messages = onboarding.volume.messages + excluded.messages
            """;

    static final String HEARD = """
            insert into onboarding.feed as known (institution, system, kind, first_hour, newest)
            values (?, ?, ?, ?, ?)
                on conflict (institution, system, kind)
                do update set newest = greatest(known.newest, excluded.newest),
                              first_hour = least(known.first_hour, excluded.first_hour)
            """;

    static final String ENDED = """
            update onboarding.silence
               set ended_at = ?
             where institution = ?
               and system = ?
               and kind = ?
               and ended_at is null
            """;

    /** Held until the round ends, so that two nodes on one database do not count a message twice. */
    static final String COUNTING = """
            select place, mark, marked_at, until
              from onboarding.counting
               for update skip locked
            """;

    static final String COUNTED = "update onboarding.counting set place = ?, mark = ?, marked_at = ?, until = ?";

    static final String UNTIL = "select until from onboarding.counting";

    static final String FORGET = """
            delete from onboarding.volume
             where hour < ?
            """;

    private static final String FEED = """
            select f.institution, f.system, f.kind, f.first_hour, f.newest, s.since, s.expected, s.least, s.weeks
              from onboarding.feed f
              left join onboarding.silence s
                on s.institution = f.institution
               and s.system = f.system
               and s.kind = f.kind
               and s.ended_at is null
            """;

    static final String FEEDS_OF_SYSTEM = FEED + """
             where f.institution = ?
               and f.system = any (?)
             order by f.system, f.kind
             limit 500
            """;

    /** An empty institution is every one; silent ones first. */
    static final String FEEDS = FEED + """
             where (? = '' or f.institution = ?)
             order by (s.since is null), s.since, f.institution, f.system, f.kind
             limit ?
            """;

    /** What has to be looked at: nothing came in the last whole hour, no alarm stands, not looked at since. */
    static final String QUIET = FEED + """
             where f.newest < ?::timestamptz - interval '1 hour'
               and f.judged_hour < ?
               and s.since is null
             order by f.institution, f.system, f.kind
             limit 1000
            """;

    static final String JUDGED = """
            update onboarding.feed
               set judged_hour = ?
             where institution = ?
               and system = ?
               and kind = ?
            """;

    static final String ALARM = """
            insert into onboarding.silence (institution, system, kind, since, noticed_at, expected, least, weeks)
            values (?, ?, ?, ?, ?, ?, ?, ?)
                on conflict (institution, system, kind, since)
                do update set ended_at = null
            """;

    /** Empty system and kind are every one. */
    static final String HOURS = """
            select hour, sum(messages) as messages
              from onboarding.volume
             where institution = ?
               and (? = '' or system = ?)
               and (? = '' or kind = ?)
               and hour >= ?
               and hour < ?
             group by hour
            """;

    static final String FIRST = """
            select min(first_hour)
              from onboarding.feed
             where institution = ?
               and (? = '' or system = ?)
               and (? = '' or kind = ?)
            """;

    private final JdbcClient jdbc;

    VolumeStore(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * A kind of messages from a system.
     *
     * @param silentSince end of the hour of its last message, where it is silent longer than is its habit; else null
     * @param expected median of what came in these hours of the weeks before; null where it is not silent
     */
    record Feed(
            String institution,
            String system,
            String kind,
            Instant firstHour,
            Instant newest,
            @Nullable Instant silentSince,
            @Nullable Long expected,
            @Nullable Long least,
            @Nullable Integer weeks) {}

    record Counting(long place, long mark, Instant markedAt, Instant until) {}

    void add(Received.Volume volume) {
        Timestamp hour = Timestamp.from(volume.hour());
        jdbc.sql(ADD)
                .params(volume.institution(), volume.system(), volume.kind(), hour, volume.messages())
                .update();
        Timestamp newest = Timestamp.from(volume.newest());
        jdbc.sql(HEARD)
                .params(volume.institution(), volume.system(), volume.kind(), hour, newest)
                .update();
        jdbc.sql(ENDED)
                .params(newest, volume.institution(), volume.system(), volume.kind())
                .update();
    }

    Optional<Counting> counting() {
        return jdbc.sql(COUNTING)
                .query((row, n) -> new Counting(
                        row.getLong("place"), row.getLong("mark"), instant(row, "marked_at"), instant(row, "until")))
                .optional();
    }

    void counted(Counting counting) {
        jdbc.sql(COUNTED)
                .params(
                        counting.place(),
                        counting.mark(),
                        Timestamp.from(counting.markedAt()),
                        Timestamp.from(counting.until()))
                .update();
    }

    /** Everything that came before is counted. */
    Instant until() {
        return jdbc.sql(UNTIL).query((row, n) -> instant(row, "until")).single();
    }

    void forget(Instant before) {
        jdbc.sql(FORGET).param(Timestamp.from(before)).update();
    }

    List<Feed> feeds(String institution, List<String> systems) {
        return jdbc.sql(FEEDS_OF_SYSTEM)
                .param(institution)
                .param(systems.toArray(String[]::new))
                .query(VolumeStore::feed)
                .list();
    }

    List<Feed> feeds(String institution, int count) {
        return jdbc.sql(FEEDS)
                .params(institution, institution, count)
                .query(VolumeStore::feed)
                .list();
    }

    List<Feed> quiet(Instant hour) {
        Timestamp at = Timestamp.from(hour);
        return jdbc.sql(QUIET).params(at, at).query(VolumeStore::feed).list();
    }

    void judged(Feed feed, Instant hour) {
        jdbc.sql(JUDGED)
                .params(Timestamp.from(hour), feed.institution(), feed.system(), feed.kind())
                .update();
    }

    void alarm(Feed feed, Instant since, Instant noticed, Habit.Finding finding) {
        jdbc.sql(ALARM)
                .params(
                        feed.institution(),
                        feed.system(),
                        feed.kind(),
                        Timestamp.from(since),
                        Timestamp.from(noticed),
                        finding.expected(),
                        finding.least(),
                        finding.weeks())
                .update();
    }

    Map<Instant, Long> hours(String institution, String system, String kind, Instant from, Instant until) {
        Map<Instant, Long> hours = new HashMap<>();
        jdbc.sql(HOURS)
                .params(institution, system, system, kind, kind, Timestamp.from(from), Timestamp.from(until))
                .query(row -> {
                    hours.put(row.getTimestamp("hour").toInstant(), row.getLong("messages"));
                });
        return hours;
    }

    Optional<Instant> first(String institution, String system, String kind) {
        return jdbc.sql(FIRST)
                .params(institution, system, system, kind, kind)
                .query((row, n) -> Optional.ofNullable(row.getTimestamp(1)).map(Timestamp::toInstant))
                .single();
    }

    private static Feed feed(ResultSet row, int number) throws SQLException {
        Timestamp since = row.getTimestamp("since");
        return new Feed(
                row.getString("institution"),
                row.getString("system"),
                row.getString("kind"),
                row.getTimestamp("first_hour").toInstant(),
                row.getTimestamp("newest").toInstant(),
                since == null ? null : since.toInstant(),
                row.getObject("expected", Long.class),
                row.getObject("least", Long.class),
                row.getObject("weeks", Integer.class));
    }

    /** The beginning of all time is before every message. */
    private static Instant instant(ResultSet row, String column) throws SQLException {
        Timestamp at = row.getTimestamp(column);
        return at.before(Timestamp.from(Instant.EPOCH)) ? Instant.EPOCH : at.toInstant();
    }
}
