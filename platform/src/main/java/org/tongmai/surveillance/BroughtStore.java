package org.tongmai.surveillance;

import static org.tongmai.surveillance.Surveillance.given;

import java.sql.Date;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.tongmai.access.Caller;

/** Counts that came as lists. They are counts like those of cases; what lists said of each day is kept beside, for a zero is told too. */
final class BroughtStore {

    static final String LIST = """
            insert into surveillance.brought (account, name, institution, at, rows)
            values (?, ?, ?, ?, ?)
            returning id
            """;

    static final String TOLD = """
            select day, value
              from surveillance.brought_count
             where place = ?
               and what = ?
               and day = any (?)
            """;

    static final String TELL = """
            insert into surveillance.brought_count (place, what, day, value, list, known_at)
            select ?, ?, day, value, ?, ?
              from unnest(?::date[], ?::integer[]) as told (day, value)
                on conflict (place, what, day) do update
               set value = excluded.value, list = excluded.list
            """;

    /** From when until when a series was told, as it was known at a moment. */
    static final String SPAN = """
            select min(day) as first, max(day) as last
              from surveillance.brought_count
             where place like ?
               and what = ?
               and known_at <= ?
            """;

    private final JdbcClient jdbc;
    private final CountStore counts;

    BroughtStore(JdbcClient jdbc, CountStore counts) {
        this.jdbc = jdbc;
        this.counts = counts;
    }

    /** The days from the first that was told to the last. */
    record Span(LocalDate first, LocalDate last) {}

    /** The number of the list that somebody brought. */
    long list(Caller caller, int rows, Instant at) {
        return jdbc.sql(LIST)
                .params(given(caller.account(), caller.name(), caller.institution(), Timestamp.from(at), rows))
                .query(Long.class)
                .single();
    }

    /**
     * What a list says of one series.
     *
     * @return days that are told anew or otherwise than before
     */
    int tell(String place, String what, SortedMap<LocalDate, Integer> values, long list, Instant at) {
        // whoever writes the same series waits here
        counts.touch(place, what, at);
        Date[] asked = values.keySet().stream().map(Date::valueOf).toArray(Date[]::new);
        Map<LocalDate, Integer> before = new HashMap<>();
        jdbc.sql(TOLD)
                .params(given(place, what, asked))
                .query((row, number) -> before.put(row.getObject("day", LocalDate.class), row.getInt("value")))
                .list();
        SortedMap<CountStore.Cell, Integer> deltas = new TreeMap<>();
        int told = 0;
        for (Map.Entry<LocalDate, Integer> each : values.entrySet()) {
            int delta = each.getValue() - before.getOrDefault(each.getKey(), 0);
            told += delta != 0 || !before.containsKey(each.getKey()) ? 1 : 0;
            if (delta != 0) {
                CountStore.both(place, what, each.getKey()).forEach(cell -> deltas.put(cell, delta));
            }
        }
        jdbc.sql(TELL)
                .params(given(
                        place,
                        what,
                        list,
                        Timestamp.from(at),
                        asked,
                        values.values().toArray(Integer[]::new)))
                .update();
        counts.change(deltas, at);
        return told;
    }

    /** Empty where nothing was told by then. */
    Optional<Span> span(String prefix, String what, Instant knownAt) {
        return jdbc.sql(SPAN)
                .params(given(prefix, what, Timestamp.from(knownAt)))
                .query((row, number) -> {
                    LocalDate first = row.getObject("first", LocalDate.class);
                    LocalDate last = row.getObject("last", LocalDate.class);
                    return first == null || last == null ? Optional.<Span>empty() : Optional.of(new Span(first, last));
                })
                .single();
    }
}
