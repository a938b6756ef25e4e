package org.tongmai.surveillance;

import static org.tongmai.surveillance.Surveillance.given;

import java.sql.Date;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Counts of each place, disease or syndrome, and day: as they are, and as they were known. */
final class CountStore {

    static final String CHANGE = """
            insert into surveillance.count_change (place, what, dated, day, known_at, delta)
            select ?, ?, dated, day, ?, delta
              from unnest(?::text[], ?::date[], ?::integer[]) as changed (dated, day, delta)
            """;

    static final String COUNT = """
            insert into surveillance.daily_count as c (place, what, dated, day, cases)
            select ?, ?, dated, day, delta
              from unnest(?::text[], ?::date[], ?::integer[]) as changed (dated, day, delta)
             order by dated, day
                on conflict (place, what, dated, day) do update
               set cases = c.cases + excluded.cases
            """;

    static final String TOUCH = """
            insert into surveillance.series as s (place, what, changed_at)
            values (?, ?, ?)
                on conflict (place, what) do update
               set changed_at = greatest(s.changed_at + interval '1 microsecond', excluded.changed_at)
            """;

    static final String NOW = """
            select day, sum(cases)::integer as cases
              from surveillance.daily_count
             where place like ?
               and what = ?
               and dated = ?
               and day between ? and ?
             group by day
            having sum(cases) <> 0
             order by day
            """;

    static final String THEN = """
            select day, sum(delta)::integer as cases
              from surveillance.count_change
             where place like ?
               and what = ?
               and dated = ?
               and day between ? and ?
               and known_at <= ?
             group by day
            having sum(delta) <> 0
             order by day
            """;

    /** How late cases became known: by day of onset and days until the platform knew; those taken away by when that was. */
    static final String DELAYS = """
            select day, greatest(0, (known_at at time zone 'Asia/Shanghai')::date - day) as late, sum(delta)::integer as cases
              from surveillance.count_change
             where place like ?
               and what = ?
               and dated = 'ONSET'
               and day between ? and ?
               and known_at <= ?
             group by day, late
            having sum(delta) <> 0
             order by day, late
            """;

    /**
     * Since when cases are known of a region: a series without cases before is one of zeros. Lists that were brought tell nothing of that.
     * Each series is asked for its own first day, so that the counts between are not read.
     */
    static final String FIRST = """
            select min(first.day)
              from surveillance.series s
              cross join lateral (
                   select c.day
                     from surveillance.daily_count c
                    where c.place = s.place
                      and c.what = s.what
                      and c.dated = ?
                      and c.cases > 0
                    order by c.day
                    limit 1) as first
             where s.place like ?
               and split_part(s.what, ':', 1) <> all (?)
            """;

    /** Since when a source tells of a place by texts. */
    static final String FIRST_OF = """
            select min(first.day)
              from surveillance.series s
              cross join lateral (
                   select c.day
                     from surveillance.daily_count c
                    where c.place = s.place
                      and c.what = s.what
                      and c.dated = 'DIAGNOSIS'
                      and c.cases > 0
                    order by c.day
                    limit 1) as first
             where s.place = ?
               and split_part(s.what, ':', 1) = ?
            """;

    static final String WITH_SIGHTINGS = """
            select distinct compartment
              from surveillance.sighting
             where compartment = any (?)
               and gone_at is null
            """;

    static final String ANY_SIGHTED = """
            select exists (
                   select 1
                     from surveillance.sighting
                    where compartment = any (?)
                      and syndrome = ?
                      and gone_at is null)
            """;

    /** What was counted in a region lately, most first. */
    static final String COUNTED = """
            select w.what, c.place, c.cases
              from (select distinct what from surveillance.series where place like ?) as w
              cross join lateral (
                   select place, sum(cases)::integer as cases
                     from surveillance.daily_count
                    where what = w.what
                      and dated = 'DIAGNOSIS'
                      and day between ? and ?
                      and place like ?
                    group by place
                   having sum(cases) > 0) as c
             order by c.cases desc, w.what, c.place
             limit 2000
            """;

    static final String WAITING = """
            select place, what, changed_at
              from surveillance.series
             where evaluated_at is null
                or evaluated_at < changed_at
             order by changed_at
             limit ?
            """;

    static final String EVALUATED = """
            update surveillance.series
               set evaluated_at = ?
             where place = ?
               and what = ?
               and (evaluated_at is null or evaluated_at < ?)
            """;

    /** The row before tells whether the visit counts anew; one that had ended counts where and when it is told now. */
    static final String SIGHTED = """
            with before as (
                 select gone_at
                   from surveillance.sighting
                  where compartment = ?
                    and syndrome = ?
                    and encounter = ?
                    for update)
            insert into surveillance.sighting as s (compartment, syndrome, encounter, place, site, day, known_at, resources)
            values (?, ?, ?, ?, ?, ?, ?, array[?])
                on conflict (compartment, syndrome, encounter) do update
               set gone_at = null, resources = array_remove(s.resources, excluded.resources[1]) || excluded.resources,
                   place = case when s.gone_at is null then s.place else excluded.place end,
                   site = case when s.gone_at is null then s.site else excluded.site end,
                   day = case when s.gone_at is null then s.day else excluded.day end
            returning place, day, not exists (select 1 from before where gone_at is null) as anew
            """;

    /** What a resource says no longer; the visits of which nothing speaks any more end. */
    static final String UNSAID = """
            update surveillance.sighting
               set resources = array_remove(resources, ?),
                   gone_at = case when cardinality(array_remove(resources, ?)) = 0 then ? else gone_at end
             where compartment = ?
               and ? = any (resources)
               and syndrome <> all (?)
               and gone_at is null
            returning syndrome, place, day, gone_at is not null as over
            """;

    /** Of each site of a place the last window of so many days that has so many visits, of windows that end on one of these days. */
    static final String SITES = """
            with days as (
                 select site, day
                   from surveillance.sighting
                  where place = ?
                    and syndrome = ?
                    and site is not null
                    and gone_at is null
                    and day between ?::date and ?::date
            """ + CardLists.LAST_WINDOWS;

    /** Since which day cases became known lately. */
    static final String LEARNED = """
            select min(day)
              from surveillance.count_change
             where place = ?
               and what = ?
               and dated = 'DIAGNOSIS'
               and day >= ?
               and known_at >= ?
               and delta > 0
            """;

    /** The same as {@link #FIRST}, as it was known at a moment. */
    static final String FIRST_THEN = """
            select min(first.day)
              from surveillance.series s
              cross join lateral (
                   select c.day
                     from surveillance.count_change c
                    where c.place = s.place
                      and c.what = s.what
                      and c.dated = ?
                      and c.known_at <= ?
                      and c.delta > 0
                    order by c.day
                    limit 1) as first
             where s.place like ?
               and split_part(s.what, ':', 1) <> all (?)
            """;

    static final String GONE = """
            update surveillance.sighting
               set gone_at = ?
             where compartment = ?
               and encounter = ?
               and gone_at is null
            returning syndrome, place, day
            """;

    private final JdbcClient jdbc;

    CountStore(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** What one case counts in. */
    record Cell(String place, String what, Dated dated, LocalDate day) implements Comparable<Cell> {

        private static final Comparator<Cell> ORDER = Comparator.comparing(Cell::place)
                .thenComparing(Cell::what)
                .thenComparing(Cell::dated)
                .thenComparing(Cell::day);

        @Override
        public int compareTo(Cell other) {
            return ORDER.compare(this, other);
        }
    }

    record Series(String place, String what, Instant changedAt) {}

    record Delay(LocalDate day, int late, int cases) {}

    record Counted(String what, String place, int cases) {}

    /** Cells of a card as it counts. */
    static List<Cell> cells(ReportCard card) {
        return !card.counts()
                ? List.of()
                : List.of(
                        new Cell(card.place(), card.family(), Dated.ONSET, card.onset()),
                        new Cell(card.place(), card.family(), Dated.DIAGNOSIS, card.diagnosedOn()));
    }

    /** Writes down the difference; in the order of cells, so that two writers never wait for each other. */
    void change(Collection<Cell> before, Collection<Cell> after, Instant at) {
        var deltas = new TreeMap<Cell, Integer>();
        before.forEach(each -> deltas.merge(each, -1, Integer::sum));
        after.forEach(each -> deltas.merge(each, 1, Integer::sum));
        deltas.values().removeIf(delta -> delta == 0);
        change(deltas, at);
    }

    /** Adds to cells, a series at a time. */
    void change(SortedMap<Cell, Integer> deltas, Instant at) {
        var series = new LinkedHashMap<Series, SortedMap<Cell, Integer>>();
        deltas.forEach((cell, delta) -> series.computeIfAbsent(
                        new Series(cell.place(), cell.what(), at), of -> new TreeMap<>())
                .put(cell, delta));
        series.forEach(this::add);
        series.keySet().forEach(each -> touch(each.place(), each.what(), at));
    }

    private void add(Series to, SortedMap<Cell, Integer> deltas) {
        String[] dated =
                deltas.keySet().stream().map(each -> each.dated().name()).toArray(String[]::new);
        Date[] days =
                deltas.keySet().stream().map(each -> Date.valueOf(each.day())).toArray(Date[]::new);
        Integer[] by = deltas.values().toArray(Integer[]::new);
        jdbc.sql(CHANGE)
                .params(given(to.place(), to.what(), Timestamp.from(to.changedAt()), dated, days, by))
                .update();
        jdbc.sql(COUNT).params(given(to.place(), to.what(), dated, days, by)).update();
    }

    /** Says that a series is to be looked at; whoever writes the same one waits here until the commit. */
    void touch(String place, String what, Instant at) {
        jdbc.sql(TOUCH).params(given(place, what, Timestamp.from(at))).update();
    }

    /** Which of these source patients have a visit that counts. */
    Set<Long> sighted(Set<Long> compartments) {
        return compartments.isEmpty()
                ? Set.of()
                : Set.copyOf(jdbc.sql(WITH_SIGHTINGS)
                        .params(given((Object) compartments.toArray(Long[]::new)))
                        .query(Long.class)
                        .list());
    }

    /** A visit with a syndrome; counted once however often it is told. */
    void sighted(
            long compartment,
            String syndrome,
            String encounter,
            String resource,
            Living living,
            LocalDate day,
            Instant at) {
        change(List.of(), sighting(compartment, syndrome, encounter, resource, living, day, at), at);
    }

    /** The same, written down but not yet counted: the cells that are more by it. */
    List<Cell> sighting(
            long compartment,
            String syndrome,
            String encounter,
            String resource,
            Living living,
            LocalDate day,
            Instant at) {
        return jdbc.sql(SIGHTED)
                .params(given(
                        compartment,
                        syndrome,
                        encounter,
                        compartment,
                        syndrome,
                        encounter,
                        living.place(),
                        living.site(),
                        day,
                        Timestamp.from(at),
                        resource))
                .query((row, number) -> row.getBoolean("anew")
                        ? both(row.getString("place"), syndrome, row.getObject("day", LocalDate.class))
                        : List.<Cell>of())
                .optional()
                .orElse(List.of());
    }

    /** What a resource says no longer, apart from these syndromes. */
    void unsaid(long compartment, String resource, Set<String> but, Instant at) {
        change(unsaying(compartment, resource, but, at), List.of(), at);
    }

    /** The same, written down but still counted: the cells that are less by it. */
    List<Cell> unsaying(long compartment, String resource, Set<String> but, Instant at) {
        List<Cell> cells = new ArrayList<>();
        jdbc.sql(UNSAID)
                .params(given(
                        resource, resource, Timestamp.from(at), compartment, resource, but.toArray(String[]::new)))
                .query((row, number) -> row.getBoolean("over")
                        ? both(row.getString("place"), row.getString("syndrome"), row.getObject("day", LocalDate.class))
                        : List.<Cell>of())
                .list()
                .forEach(cells::addAll);
        return cells;
    }

    List<CardLists.Site> sites(String place, String syndrome, CardLists.Windows windows) {
        return jdbc.sql(SITES)
                .params(windows.of(place, syndrome))
                .query(CardLists::site)
                .list();
    }

    /** The first day, since {@code from}, of which a case became known since then. */
    Optional<LocalDate> learned(String place, String what, LocalDate from, Instant since) {
        return jdbc.sql(LEARNED)
                .params(given(place, what, from, Timestamp.from(since)))
                .query((row, number) -> Optional.ofNullable(row.getObject(1, LocalDate.class)))
                .single();
    }

    /** A visit that was deleted. */
    void gone(long compartment, String encounter, Instant at) {
        List<Cell> cells = new ArrayList<>();
        jdbc.sql(GONE)
                .params(given(Timestamp.from(at), compartment, encounter))
                .query((row, number) ->
                        both(row.getString("place"), row.getString("syndrome"), row.getObject("day", LocalDate.class)))
                .list()
                .forEach(cells::addAll);
        change(cells, List.of(), at);
    }

    static List<Cell> both(String place, String syndrome, LocalDate day) {
        return List.of(new Cell(place, syndrome, Dated.ONSET, day), new Cell(place, syndrome, Dated.DIAGNOSIS, day));
    }

    /** Cases by day; days without any are left out. */
    Map<LocalDate, Integer> days(String prefix, String what, Dated dated, LocalDate from, LocalDate until) {
        return days(jdbc.sql(NOW).params(given(prefix, what, dated.name(), from, until)));
    }

    /** The same as it was known at a moment. */
    Map<LocalDate, Integer> days(
            String prefix, String what, Dated dated, LocalDate from, LocalDate until, Instant knownAt) {
        return days(jdbc.sql(THEN).params(given(prefix, what, dated.name(), from, until, Timestamp.from(knownAt))));
    }

    private static Map<LocalDate, Integer> days(JdbcClient.StatementSpec query) {
        var days = new TreeMap<LocalDate, Integer>();
        query.query((row, number) -> days.put(row.getObject("day", LocalDate.class), row.getInt("cases")))
                .list();
        return days;
    }

    List<Delay> delays(String prefix, String what, LocalDate from, LocalDate until, Instant knownAt) {
        return jdbc.sql(DELAYS)
                .params(given(prefix, what, from, until, Timestamp.from(knownAt)))
                .query((row, number) ->
                        new Delay(row.getObject("day", LocalDate.class), row.getInt("late"), row.getInt("cases")))
                .list();
    }

    /** @param but sources of which lists are brought */
    Optional<LocalDate> first(String prefix, Dated dated, Set<String> but) {
        return jdbc.sql(FIRST)
                .params(given(dated.name(), prefix, but.toArray(String[]::new)))
                .query((row, number) -> Optional.ofNullable(row.getObject(1, LocalDate.class)))
                .single();
    }

    /** The same as it was known at a moment. */
    Optional<LocalDate> first(String prefix, Dated dated, Set<String> but, Instant knownAt) {
        return jdbc.sql(FIRST_THEN)
                .params(given(dated.name(), Timestamp.from(knownAt), prefix, but.toArray(String[]::new)))
                .query((row, number) -> Optional.ofNullable(row.getObject(1, LocalDate.class)))
                .single();
    }

    /** Since when a source of texts tells of a place. */
    Optional<LocalDate> firstOf(String place, String source) {
        return jdbc.sql(FIRST_OF)
                .params(given(place, source))
                .query((row, number) -> Optional.ofNullable(row.getObject(1, LocalDate.class)))
                .single();
    }

    /** Whether one of these source patients is counted already. */
    boolean anySighted(Set<Long> compartments, String what) {
        return !compartments.isEmpty()
                && jdbc.sql(ANY_SIGHTED)
                        .params(given(compartments.toArray(Long[]::new), what))
                        .query(Boolean.class)
                        .single();
    }

    List<Counted> counted(String prefix, LocalDate from, LocalDate until) {
        return jdbc.sql(COUNTED)
                .params(given(prefix, from, until, prefix))
                .query((row, number) -> new Counted(row.getString("what"), row.getString("place"), row.getInt("cases")))
                .list();
    }

    List<Series> waiting(int count) {
        return jdbc.sql(WAITING)
                .param(count)
                .query((row, number) -> new Series(
                        row.getString("place"),
                        row.getString("what"),
                        row.getTimestamp("changed_at").toInstant()))
                .list();
    }

    void evaluated(Series series) {
        Timestamp at = Timestamp.from(series.changedAt());
        jdbc.sql(EVALUATED).params(given(at, series.place(), series.what(), at)).update();
    }
}
