package org.tongmai.surveillance;

import static org.tongmai.surveillance.Surveillance.given;

import java.sql.Timestamp;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;

/** When each source told of each place, and how late. */
final class SourceStore {

    static final String HEARD = """
            select split_part(what, ':', 1) as source, place, max(changed_at) as at, count(*) as series
              from surveillance.series
             where place like ?
             group by source, place
            """;

    /** Of what came lately: how often so late. What is older than that when it comes is history. */
    static final String LATE = """
            select source, delay_days as late, count(*) as times, max(day) as last
              from surveillance.observation
             where place like ?
               and received_at >= ?
               and day >= ?
               and delta > 0
             group by source, late
            """;

    static final String TOLD = """
            select split_part(what, ':', 1) as source, place, count(distinct day) as days, max(day) as last
              from surveillance.brought_count
             where place like ?
               and day > ?
             group by source, place
            """;

    static final String FELL_SILENT = """
            insert into surveillance.silence (source, place, since, noticed_at)
            select source, place, since::timestamptz, ?::timestamptz
              from unnest(?::text[], ?::text[], ?::text[]) as fell (source, place, since)
             order by source, place
                on conflict do nothing
            """;

    static final String SPOKE_AGAIN = """
            update surveillance.silence as s
               set ended_at = ?::timestamptz
              from unnest(?::text[], ?::text[], ?::text[]) as told (source, place, at)
             where s.source = told.source
               and s.place = told.place
               and s.ended_at is null
               and s.since < told.at::timestamptz
            """;

    private final JdbcClient jdbc;

    SourceStore(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** @param source code of a source, or of a family or syndrome */
    record Heard(String source, String place, Instant at, int series) {}

    record Late(String source, int days, int times, LocalDate last) {}

    record Told(String source, String place, int days, LocalDate last) {}

    List<Heard> heard(String prefix) {
        return jdbc.sql(HEARD)
                .param(prefix)
                .query((row, number) -> new Heard(
                        row.getString("source"),
                        row.getString("place"),
                        row.getTimestamp("at").toInstant(),
                        row.getInt("series")))
                .list();
    }

    List<Late> late(String prefix, Instant since, LocalDate from) {
        return jdbc.sql(LATE)
                .params(given(prefix, Timestamp.from(since), from))
                .query((row, number) -> new Late(
                        row.getString("source"),
                        row.getInt("late"),
                        row.getInt("times"),
                        row.getObject("last", LocalDate.class)))
                .list();
    }

    List<Told> told(String prefix, LocalDate after) {
        return jdbc.sql(TOLD)
                .params(given(prefix, after))
                .query((row, number) -> new Told(
                        row.getString("source"),
                        row.getString("place"),
                        row.getInt("days"),
                        row.getObject("last", LocalDate.class)))
                .list();
    }

    /** Writes silences down, each once; how many were not. */
    int silent(List<Heard> fell, Instant now) {
        return write(FELL_SILENT, fell, now);
    }

    /** Ends the silences of those that told again. */
    void spoke(List<Heard> told, Instant now) {
        write(SPOKE_AGAIN, told, now);
    }

    private int write(String sql, List<Heard> some, Instant now) {
        return some.isEmpty()
                ? 0
                : jdbc.sql(sql)
                        .params(given(
                                Timestamp.from(now),
                                some.stream().map(Heard::source).toArray(String[]::new),
                                some.stream().map(Heard::place).toArray(String[]::new),
                                some.stream().map(each -> each.at().toString()).toArray(String[]::new)))
                        .update();
    }
}
