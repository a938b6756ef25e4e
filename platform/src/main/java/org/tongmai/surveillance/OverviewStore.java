package org.tongmai.surveillance;

import static org.tongmai.surveillance.Surveillance.given;

import java.sql.Date;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What the overview of a region and its map ask: sums over many series, none of which reads a card that is not asked for. */
final class OverviewStore {

    /** Index {@code card_open}. What a region reports or where its people live, as its inbox has it. */
    static final String WORK = """
            select count(*) filter (where state = 'DRAFT') as drafts,
                   count(*) filter (where state = 'DRAFT' and due_at < ?) as missed,
                   count(*) filter (where state = 'SENT') as review,
                   count(*) filter (where state = 'SENT' and review_due_at < ?) as review_late,
                   count(*) filter (where state = 'RETURNED') as returned
              from surveillance.card
             where state in ('DRAFT', 'SENT', 'RETURNED')
               and duplicate_of is null
               and (jurisdiction like ? or place like ?)
            """;

    /** Reported after they were due, of cards that became known lately; index {@code card_known}. */
    static final String LATE = """
            select count(*) as late
              from surveillance.card
             where known_at >= ?
               and sent_at > due_at
               and duplicate_of is null
               and (jurisdiction like ? or place like ?)
            """;

    static final String SIGNALS = """
            select state, count(*) as signals, count(*) filter (where due_at < ?) as overdue
              from surveillance.signal
             where state not in ('CLOSED', 'DISMISSED', 'MERGED')
               and (owner like ? or place like ? or id in (select signal from surveillance.product where region like ?))
             group by state
            """;

    /** Open signals by place, of some diseases. */
    static final String SIGNALLED = """
            select place, count(*) as signals
              from surveillance.signal
             where state not in ('CLOSED', 'DISMISSED', 'MERGED')
               and place like ?
               and what = any (?)
             group by place
            """;

    /** Cases of each disease in each window of days, from index {@code daily_count_region} alone. */
    static final String BY_DISEASE = """
            select w.what, window_.number, c.cases
              from unnest(?::text[]) as w (what)
              cross join unnest(?::date[], ?::date[]) with ordinality as window_ (first, last, number)
              cross join lateral (
                   select sum(cases) as cases
                     from surveillance.daily_count
                    where what = w.what
                      and dated = ?
                      and day between window_.first and window_.last
                      and place like ?) as c
             where c.cases <> 0
            """;

    /** The same of some diseases together, by place. */
    static final String BY_PLACE = """
            select c.place, window_.number, sum(c.cases) as cases
              from unnest(?::text[]) as w (what)
              cross join unnest(?::date[], ?::date[]) with ordinality as window_ (first, last, number)
              cross join lateral (
                   select place, sum(cases) as cases
                     from surveillance.daily_count
                    where what = w.what
                      and dated = ?
                      and day between window_.first and window_.last
                      and place like ?
                    group by place) as c
             group by c.place, window_.number
            """;

    /** When each thing that is counted last changed; items of a source together. */
    static final String CHANGED = """
            select split_part(what, ':', 1) as what, max(changed_at) as changed_at, count(distinct place) as places
              from surveillance.series
             where place like ?
             group by 1
             order by 2 desc
             limit 500
            """;

    /** Until which day lists were brought, by source. */
    static final String TOLD = """
            select split_part(s.what, ':', 1) as what, max(told.day) as day
              from surveillance.series s
              cross join lateral (
                   select day
                     from surveillance.brought_count b
                    where b.place = s.place
                      and b.what = s.what
                    order by day desc
                    limit 1) as told
             where s.place like ?
               and split_part(s.what, ':', 1) = any (?)
             group by 1
            """;

    private final JdbcClient jdbc;

    OverviewStore(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * Cards that wait, and those that kept their time badly.
     *
     * @param drafts to be confirmed by a doctor
     * @param missed of them past their time
     * @param review to be reviewed by the CDC
     * @param reviewLate of them past their time
     * @param returned to be corrected by a doctor
     * @param late reported after they were due
     */
    record Work(long drafts, long missed, long review, long reviewLate, long returned, long late) {}

    record InState(SignalState state, long signals, long overdue) {}

    /** Cases of something in the window of this number, from 1. */
    record Sum(String of, int window, long cases) {}

    record Window(LocalDate first, LocalDate last) {}

    record Changed(String what, Instant at, int places) {}

    record Told(String what, @Nullable LocalDate day) {}

    record AtPlace(String place, long signals) {}

    Work work(String prefix, Instant now, Instant lateSince) {
        Timestamp at = Timestamp.from(now);
        long late = jdbc.sql(LATE)
                .params(given(Timestamp.from(lateSince), prefix, prefix))
                .query(Long.class)
                .single();
        return jdbc.sql(WORK)
                .params(given(at, at, prefix, prefix))
                .query((row, number) -> new Work(
                        row.getLong("drafts"),
                        row.getLong("missed"),
                        row.getLong("review"),
                        row.getLong("review_late"),
                        row.getLong("returned"),
                        late))
                .single();
    }

    List<InState> signals(String prefix, Instant now) {
        return jdbc.sql(SIGNALS)
                .params(given(Timestamp.from(now), prefix, prefix, prefix))
                .query((row, number) -> new InState(
                        SignalState.valueOf(row.getString("state")), row.getLong("signals"), row.getLong("overdue")))
                .list();
    }

    List<AtPlace> signalled(String prefix, Collection<String> whats) {
        return jdbc.sql(SIGNALLED)
                .params(given(prefix, whats.toArray(String[]::new)))
                .query((row, number) -> new AtPlace(row.getString("place"), row.getLong("signals")))
                .list();
    }

    List<Sum> byDisease(String prefix, Collection<String> whats, Dated dated, List<Window> windows) {
        return sums(BY_DISEASE, "what", prefix, whats, dated, windows);
    }

    List<Sum> byPlace(String prefix, Collection<String> whats, Dated dated, List<Window> windows) {
        return sums(BY_PLACE, "place", prefix, whats, dated, windows);
    }

    private List<Sum> sums(
            String sql, String of, String prefix, Collection<String> whats, Dated dated, List<Window> windows) {
        return jdbc.sql(sql)
                .params(given(
                        whats.toArray(String[]::new),
                        windows.stream().map(each -> Date.valueOf(each.first())).toArray(Date[]::new),
                        windows.stream().map(each -> Date.valueOf(each.last())).toArray(Date[]::new),
                        dated.name(),
                        prefix))
                .query((row, number) -> new Sum(row.getString(of), row.getInt("number"), row.getLong("cases")))
                .list();
    }

    List<Changed> changed(String prefix) {
        return jdbc.sql(CHANGED)
                .param(prefix)
                .query((row, number) -> new Changed(
                        row.getString("what"), row.getTimestamp("changed_at").toInstant(), row.getInt("places")))
                .list();
    }

    List<Told> told(String prefix, Collection<String> sources) {
        return jdbc.sql(TOLD)
                .params(given(prefix, sources.toArray(String[]::new)))
                .query((row, number) -> new Told(row.getString("what"), row.getObject("day", LocalDate.class)))
                .list();
    }
}
