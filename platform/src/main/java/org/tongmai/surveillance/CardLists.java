package org.tongmai.surveillance;

import static org.tongmai.surveillance.Surveillance.given;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Cards as lists and tables show them: what waits, what there is, the cases behind a count, and how reports kept time. */
final class CardLists {

    /** For a list: of an institution or of a region, in some states, since a moment, below a number, the newest first. */
    static final String LISTED = CardStore.COLUMNS + """
             where (?::text is null or institution = ?)
               and (?::text is null or jurisdiction like ? or place like ?)
               and state = any (?)
               and (?::text is null or family = ?)
               and (?::boolean is not true or due_at < ? and sent_at is null or sent_at > due_at)
               and known_at >= ?
               and (?::boolean is not true or duplicate_of is null)
               and id < ?
             order by id desc
             limit ?
            """;

    /** What waits, the most urgent first. */
    static final String WAITING = CardStore.COLUMNS + """
             where (?::text is null or institution = ?)
               and (?::text is null or jurisdiction like ? or place like ?)
               and state = any (?)
               and duplicate_of is null
             order by case when state = 'SENT' then review_due_at else due_at end, id
             limit ?
            """;

    /** The cases behind a count. */
    static final String CASES = CardStore.COLUMNS + """
             where place like ?
               and family = ?
               and state not in ('DISCARDED', 'WITHDRAWN')
               and duplicate_of is null
               and case when ? = 'ONSET' then onset else (diagnosed_at at time zone 'Asia/Shanghai')::date end
                   between ? and ?
               and (?::text is null or site = ?)
               and (?::text is null or institution = ?)
             order by onset desc, id desc
             limit ?
            """;

    /** What follows {@code days (site, day}: of each site the last window with so many, of those that end on one of some days. */
    static final String LAST_WINDOWS = """
            )
            select site, cases, first, last
              from (select distinct on (site) site, cases, first, last
                      from (select until, site, count(*) as cases, min(day) as first, max(day) as last
                              from generate_series(?::date, ?::date, interval '1 day') as until
                              join days
                                on day > until::date - ?::integer
                               and day <= until::date
                             group by until, site
                            having count(*) >= ?) as windows
                     order by site, until desc) as sites
             order by cases desc, site
             limit 100
            """;

    /** Of each site of a place the last window of so many days that has so many cases, of windows that end on one of these days. */
    static final String SITES = """
            with days as (
                 select site, (diagnosed_at at time zone 'Asia/Shanghai')::date as day
                   from surveillance.card
                  where place = ?
                    and family = ?
                    and site is not null
                    and state not in ('DISCARDED', 'WITHDRAWN')
                    and duplicate_of is null
                    and (diagnosed_at at time zone 'Asia/Shanghai')::date between ?::date and ?::date
            """ + LAST_WINDOWS;

    /** How reports kept their time, by institution. */
    static final String PUNCTUALITY = """
            select institution,
                   count(*) filter (where sent_at is not null and sent_at <= due_at) as timely,
                   count(*) filter (where sent_at > due_at) as late,
                   count(*) filter (where sent_at is null and state = 'DRAFT' and due_at < ?) as missed,
                   count(*) filter (where sent_at is null and state = 'DRAFT' and due_at >= ?) as open
              from surveillance.card
             where (?::text is null or institution = ?)
               and (?::text is null or jurisdiction like ?)
               and known_at >= ?
               and state <> 'HISTORY'
               and duplicate_of is null
             group by institution
             order by missed desc, late desc, institution
             limit 500
            """;

    private final JdbcClient jdbc;

    CardLists(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** How an institution kept time. */
    record Punctuality(String institution, long timely, long late, long missed, long open) {}

    /** Cases of a site. */
    record Site(String site, int cases, LocalDate first, LocalDate last) {}

    /**
     * Windows of days that end from one day until another.
     *
     * @param days length of each
     * @param least cases that one needs
     */
    record Windows(LocalDate from, LocalDate until, int days, int least) {

        /** As {@link #SITES} and its like of visits take them. */
        List<@Nullable Object> of(String place, String what) {
            return given(place, what, from.minusDays(days - 1L), until, from, until, days, least);
        }
    }

    /**
     * Which cards a list has.
     *
     * @param states empty for all
     * @param late only those that are or were overdue
     * @param region within that of the caller; null for all of it
     * @param since when the platform learned of them
     * @param once without those that say the same case as another
     */
    record Filter(
            Set<CardState> states,
            @Nullable String family,
            boolean late,
            @Nullable String region,
            Instant since,
            boolean once) {}

    /** @param prefix of places, for {@code like}; null where the institution decides */
    List<ReportCard> list(Jurisdiction of, @Nullable String prefix, Filter filter, Instant now, long below, int count) {
        return jdbc.sql(LISTED)
                .params(given(
                        of.institution(),
                        of.institution(),
                        prefix,
                        prefix,
                        prefix,
                        names(filter.states()),
                        filter.family(),
                        filter.family(),
                        filter.late(),
                        Timestamp.from(now),
                        Timestamp.from(filter.since()),
                        filter.once(),
                        below,
                        count))
                .query(CardStore::card)
                .list();
    }

    List<ReportCard> waiting(Jurisdiction of, Set<CardState> states, int count) {
        return jdbc.sql(WAITING)
                .params(given(
                        of.institution(),
                        of.institution(),
                        of.prefix(),
                        of.prefix(),
                        of.prefix(),
                        names(states),
                        count))
                .query(CardStore::card)
                .list();
    }

    List<ReportCard> cases(
            Jurisdiction of,
            String prefix,
            String family,
            Dated dated,
            LocalDate from,
            LocalDate until,
            @Nullable String site,
            int count) {
        return jdbc.sql(CASES)
                .params(given(
                        prefix,
                        family,
                        dated.name(),
                        from,
                        until,
                        site,
                        site,
                        of.institution(),
                        of.institution(),
                        count))
                .query(CardStore::card)
                .list();
    }

    List<Site> sites(String place, String family, Windows windows) {
        return jdbc.sql(SITES)
                .params(windows.of(place, family))
                .query(CardLists::site)
                .list();
    }

    static Site site(ResultSet row, int number) throws SQLException {
        return new Site(
                row.getString("site"),
                row.getInt("cases"),
                row.getObject("first", LocalDate.class),
                row.getObject("last", LocalDate.class));
    }

    List<Punctuality> punctuality(Jurisdiction of, Instant since, Instant now) {
        return jdbc.sql(PUNCTUALITY)
                .params(given(
                        Timestamp.from(now),
                        Timestamp.from(now),
                        of.institution(),
                        of.institution(),
                        of.prefix(),
                        of.prefix(),
                        Timestamp.from(since)))
                .query((row, number) -> new Punctuality(
                        row.getString("institution"),
                        row.getLong("timely"),
                        row.getLong("late"),
                        row.getLong("missed"),
                        row.getLong("open")))
                .list();
    }

    private static String[] names(Set<CardState> states) {
        return states.stream().map(CardState::name).toArray(String[]::new);
    }
}
