package org.tongmai.surveillance;

import static org.tongmai.surveillance.Surveillance.given;

import java.sql.Array;
import java.sql.Date;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.tongmai.surveillance.rumour.Sketch;

/** Texts and the rumours they are of. */
final class RumourStore {

    /** Near-duplicates are looked for so far apart: an old story told again is another one. */
    static final Duration REPEATED_WITHIN = Duration.ofDays(14);

    /** Texts of one site and illness are of one event so far apart. */
    static final Duration SAME_WITHIN = Duration.ofDays(7);

    private static final String COLUMNS = """
            select id, place, site, what, state, version, headline, items, told, sources, ill, dead, first_at, last_at,
                   first_day, last_day, ended_with, signal, merged_into
              from surveillance.rumour
            """;

    /** Whoever files a text of the same place waits here until the commit. */
    static final String QUEUE = "select pg_advisory_xact_lock(hashtext('surveillance.rumour'), hashtext(?))::text";

    static final String KNOWN = """
            select exists (
                   select 1
                     from surveillance.item
                    where source = ?
                      and reference = ?)
            """;

    static final String CANDIDATES = """
            select rumour, sketch
              from surveillance.item
             where place = ?
               and bands && ?
               and published_at between ? and ?
               and (site = '' or site = coalesce(nullif(?, ''), site))
             limit 2000
            """;

    static final String SAME = """
            select distinct rumour
              from surveillance.item
             where place = ?
               and what = ?
               and site = ?
               and published_at between ? and ?
             limit 200
            """;

    static final String FILE = """
            insert into surveillance.item
                   (source, reference, sender, published_at, received_at, place, place_known, site, day, what, word, ill, dead,
                    text, sketch, bands, repeats, rumour)
            values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """;

    static final String BEGIN = """
            insert into surveillance.rumour
                   (place, site, what, state, version, headline, items, told, sources, ill, dead, first_at, last_at,
                    received_at, first_day, last_day)
            values (?, ?, ?, 'NEW', 1, ?, 0, 0, '{}', null, null, ?, ?, ?, ?, ?)
            returning id
            """;

    static final String MOVE = """
            update surveillance.item
               set rumour = ?
             where rumour = any (?)
            """;

    static final String MERGED = """
            update surveillance.rumour
               set state = 'MERGED', merged_into = ?, version = version + 1
             where id = any (?)
            returning id, version
            """;

    /** What its texts say together; what it is of is what most of them say that say something, until somebody dealt with it. */
    static final String SUM = """
            update surveillance.rumour as r
               set items = s.items, told = s.told, sources = s.sources, ill = s.ill, dead = s.dead, first_at = s.first_at,
                   last_at = s.last_at, first_day = s.first_day, last_day = s.last_day, version = r.version + 1,
                   what = case when r.state in ('NEW', 'VERIFYING') or r.what = '' then coalesce(s.what, r.what) else r.what end,
                   site = case when r.state in ('NEW', 'VERIFYING') then coalesce(s.site, r.site) else r.site end
              from (select count(*) as items, count(*) filter (where not repeats) as told,
                           array_agg(distinct source) as sources, max(ill) as ill, max(dead) as dead,
                           min(published_at) as first_at, max(published_at) as last_at, min(day) as first_day,
                           greatest(max(day), max((published_at at time zone 'Asia/Shanghai')::date)) as last_day,
                           mode() within group (order by what) filter (where what <> '') as what,
                           mode() within group (order by site) filter (where site <> '') as site
                      from surveillance.item
                     where rumour = ?) as s
             where r.id = ?
            """;

    static final String BY_NUMBER = COLUMNS + "where id = ?";

    static final String LOCKED = COLUMNS + "where id = ? for update";

    static final String LOCKED_ALL = COLUMNS + """
             where id = any (?)
             order by id
               for update
            """;

    /** The gravest first: the dead, the ill, then how many tell of it. */
    static final String LISTED = COLUMNS + """
             where place like ?
               and state in ('NEW', 'VERIFYING')
               and (?::text is null or what = ?)
             order by coalesce(dead, 0) > 0 desc, what = '', told desc, last_at desc, id desc
             limit ?
            """;

    /** Those that were dealt with, the last first, page by page. */
    static final String ENDED = COLUMNS + """
             where place like ?
               and state in ('SIGNALLED', 'DISMISSED')
               and (?::text is null or what = ?)
               and (?::bigint is null or (last_at, id) < (select last_at, id from surveillance.rumour where id = ?))
             order by last_at desc, id desc
             limit ?
            """;

    static final String WRITE = """
            update surveillance.rumour
               set state = ?, place = ?, what = ?, signal = ?, ended_with = ?, version = version + 1
             where id = ?
            """;

    static final String EVENT = """
            insert into surveillance.rumour_event (rumour, version, at, kind, account, name, words)
            values (?, ?, ?, ?, ?, ?, ?)
                on conflict do nothing
            """;

    static final String EVENTS = """
            select version, at, kind, name, words
              from surveillance.rumour_event
             where rumour = ?
             order by at, version
             limit 1000
            """;

    static final String ITEMS = """
            select id, source, reference, published_at, received_at, place, site, day, what, word, ill, dead, text, repeats
              from surveillance.item
             where rumour = ?
             order by published_at, id
             limit 500
            """;

    /** Nothing where there were as many today. */
    static final String REPORT = """
            insert into surveillance.reporter as r (account, day, reports)
            values (?, ?, 1)
                on conflict (account, day) do update
               set reports = r.reports + 1
             where r.reports < ?
            returning reports
            """;

    /** Of all: who reported is known for that day alone. */
    static final String FORGET = """
            delete from surveillance.reporter
             where day < ?
            """;

    private final JdbcClient jdbc;

    RumourStore(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * A text to be filed.
     *
     * @param placeKnown whether the place was told or read
     */
    record Filed(
            String source,
            String reference,
            String sender,
            Instant publishedAt,
            String place,
            boolean placeKnown,
            String site,
            LocalDate day,
            String what,
            String word,
            @Nullable Integer ill,
            @Nullable Integer dead,
            String text) {}

    void queue(String place) {
        jdbc.sql(QUEUE).params(given(place)).query(String.class).single();
    }

    boolean known(String source, String reference) {
        return jdbc.sql(KNOWN)
                .params(given(source, reference))
                .query(Boolean.class)
                .single();
    }

    /** The rumours of texts of the place that look like this one; of two sites that are named, they are two. */
    Set<Long> alike(String place, String site, Sketch sketch, Instant publishedAt) {
        var found = new TreeSet<Long>();
        jdbc.sql(CANDIDATES)
                .params(given(
                        place,
                        sketch.bands(),
                        Timestamp.from(publishedAt.minus(REPEATED_WITHIN)),
                        Timestamp.from(publishedAt.plus(REPEATED_WITHIN)),
                        site))
                .query((row, number) -> {
                    if (sketch.alike(Sketch.kept(numbers(row.getArray("sketch"))))) {
                        found.add(row.getLong("rumour"));
                    }
                    return 0;
                })
                .list();
        return found;
    }

    private static int[] numbers(Array array) throws SQLException {
        return Arrays.stream((Integer[]) array.getArray())
                .mapToInt(Integer::intValue)
                .toArray();
    }

    /** The rumours of texts of the same place, site and illness. */
    List<Long> same(Filed item) {
        return item.what().isEmpty() || item.site().isEmpty()
                ? List.of()
                : jdbc.sql(SAME)
                        .params(given(
                                item.place(),
                                item.what(),
                                item.site(),
                                Timestamp.from(item.publishedAt().minus(SAME_WITHIN)),
                                Timestamp.from(item.publishedAt().plus(SAME_WITHIN))))
                        .query(Long.class)
                        .list();
    }

    void file(Filed item, Sketch sketch, boolean repeats, long rumour, Instant now) {
        jdbc.sql(FILE)
                .params(given(
                        item.source(),
                        item.reference(),
                        item.sender(),
                        Timestamp.from(item.publishedAt()),
                        Timestamp.from(now),
                        item.place(),
                        item.placeKnown(),
                        item.site(),
                        Date.valueOf(item.day()),
                        item.what(),
                        item.word(),
                        item.ill(),
                        item.dead(),
                        item.text(),
                        sketch.numbers(),
                        sketch.bands(),
                        repeats,
                        rumour))
                .update();
    }

    /** A new rumour, as yet without texts. */
    long begin(Filed item, String headline, Instant now) {
        Timestamp published = Timestamp.from(item.publishedAt());
        Date day = Date.valueOf(item.day());
        return jdbc.sql(BEGIN)
                .params(given(
                        item.place(),
                        item.site(),
                        item.what(),
                        headline,
                        published,
                        published,
                        Timestamp.from(now),
                        day,
                        day))
                .query(Long.class)
                .single();
    }

    /** All texts of the others are of this one from now on. */
    void merge(long into, Collection<Long> others, Instant now) {
        Long[] numbers = others.toArray(Long[]::new);
        jdbc.sql(MOVE).params(given(into, numbers)).update();
        jdbc.sql(MERGED)
                .params(given(into, numbers))
                .query((row, number) -> new long[] {row.getLong("id"), row.getInt("version")})
                .list()
                .forEach(each -> event(each[0], (int) each[1], "MERGED", Who.PLATFORM, "#" + into, now));
    }

    void sum(long rumour) {
        jdbc.sql(SUM).params(given(rumour, rumour)).update();
    }

    Optional<Rumour> find(long id) {
        return jdbc.sql(BY_NUMBER).param(id).query(RumourStore::rumour).optional();
    }

    Optional<Rumour> lock(long id) {
        return jdbc.sql(LOCKED).param(id).query(RumourStore::rumour).optional();
    }

    List<Rumour> lock(Collection<Long> ids) {
        return ids.isEmpty()
                ? List.of()
                : jdbc.sql(LOCKED_ALL)
                        .params(given((Object) ids.toArray(Long[]::new)))
                        .query(RumourStore::rumour)
                        .list();
    }

    List<Rumour> open(String prefix, @Nullable String what, int count) {
        return jdbc.sql(LISTED)
                .params(given(prefix, what, what, count))
                .query(RumourStore::rumour)
                .list();
    }

    /** @param before the last one of the page before; null for the first page */
    List<Rumour> ended(String prefix, @Nullable String what, @Nullable Long before, int count) {
        return jdbc.sql(ENDED)
                .params(given(prefix, what, what, before, before, count))
                .query(RumourStore::rumour)
                .list();
    }

    void write(Rumour rumour, Rumour.State state, String place, String what, @Nullable Long signal) {
        jdbc.sql(WRITE)
                .params(given(
                        state.name(),
                        place,
                        what,
                        signal,
                        state == Rumour.State.DISMISSED ? (Integer) rumour.told() : null,
                        rumour.id()))
                .update();
    }

    void event(long rumour, int version, String kind, Who who, String words, Instant at) {
        jdbc.sql(EVENT)
                .params(given(rumour, version, Timestamp.from(at), kind, who.account(), who.name(), words))
                .update();
    }

    List<Rumour.Event> events(long rumour) {
        return jdbc.sql(EVENTS)
                .param(rumour)
                .query((row, number) -> new Rumour.Event(
                        row.getInt("version"),
                        row.getTimestamp("at").toInstant(),
                        row.getString("kind"),
                        row.getString("name"),
                        row.getString("words")))
                .list();
    }

    List<Rumour.Item> items(long rumour) {
        return jdbc.sql(ITEMS)
                .param(rumour)
                .query((row, number) -> new Rumour.Item(
                        row.getLong("id"),
                        row.getString("source"),
                        row.getString("reference"),
                        row.getTimestamp("published_at").toInstant(),
                        row.getTimestamp("received_at").toInstant(),
                        row.getString("place"),
                        row.getString("site"),
                        row.getObject("day", LocalDate.class),
                        row.getString("what"),
                        row.getString("word"),
                        row.getObject("ill", Integer.class),
                        row.getObject("dead", Integer.class),
                        row.getString("text"),
                        row.getBoolean("repeats")))
                .list();
    }

    /** Counts a resident's report; false where there were as many as are taken in a day. */
    boolean report(String account, LocalDate day, int most) {
        jdbc.sql(FORGET).params(given(Date.valueOf(day))).update();
        return jdbc.sql(REPORT)
                .params(given(account, Date.valueOf(day), most))
                .query(Integer.class)
                .optional()
                .isPresent();
    }

    private static Rumour rumour(ResultSet row, int number) throws SQLException {
        long signal = row.getLong("signal");
        boolean raised = !row.wasNull();
        return new Rumour(
                row.getLong("id"),
                row.getString("place"),
                row.getString("site"),
                row.getString("what"),
                Rumour.State.valueOf(row.getString("state")),
                row.getInt("version"),
                row.getString("headline"),
                row.getInt("items"),
                row.getInt("told"),
                List.of((String[]) row.getArray("sources").getArray()),
                row.getObject("ill", Integer.class),
                row.getObject("dead", Integer.class),
                row.getTimestamp("first_at").toInstant(),
                row.getTimestamp("last_at").toInstant(),
                row.getObject("first_day", LocalDate.class),
                row.getObject("last_day", LocalDate.class),
                row.getObject("ended_with", Integer.class),
                raised ? signal : null,
                row.getObject("merged_into", Long.class));
    }
}
