package org.tongmai.intake;

import java.sql.Timestamp;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;

/** Keeps the counts by hour, so that a day's figures are read without reading the day's messages. */
final class Tally {

    static final String ADD = """
            insert into intake.tally (hour, institution, door, state, code, part, messages)
            values (?, ?, ?, ?, ?, ?, ?)
            on conflict (hour, institution, door, state, code, part)
            do update set messages = intake.tally.messages + excluded.messages
            """;

    /** A count is in so many rows that two commits seldom wait for each other's; the figure is their sum. */
    private static final int PARTS = 16;

    private Tally() {}

    /** State and code of a message. */
    record Standing(State state, @Nullable String code) {}

    private record Cell(Instant hour, String institution, Door door, State state, String code) {}

    /** In one order everywhere, so that two writers never wait for each other. */
    private static final Comparator<Cell> ORDER = Comparator.comparing(Cell::hour)
            .thenComparing(Cell::institution)
            .thenComparing(Cell::door)
            .thenComparing(Cell::state)
            .thenComparing(Cell::code);

    static void add(JdbcTemplate jdbc, List<Line> lines) {
        Map<Cell, Long> cells = new TreeMap<>(ORDER);
        for (Line line : lines) {
            var problem = line.verdict().problem();
            var standing = new Standing(line.verdict().state(), problem == null ? null : problem.code());
            Arrival arrival = line.arrival();
            cells.merge(cell(arrival.receivedAt(), arrival.door(), arrival.institution(), standing), 1L, Long::sum);
        }
        write(jdbc, cells);
    }

    /** Rows of a table that were stored: they have no lines of their own. */
    static void addStored(JdbcTemplate jdbc, Instant receivedAt, String institution, long rows) {
        Map<Cell, Long> cells = new TreeMap<>(ORDER);
        cells.put(cell(receivedAt, Door.TABLE, institution, new Standing(State.STORED, null)), rows);
        write(jdbc, cells);
    }

    static void move(
            JdbcTemplate jdbc,
            Instant receivedAt,
            Door door,
            @Nullable String institution,
            Standing from,
            Standing to) {
        Map<Cell, Long> cells = new TreeMap<>(ORDER);
        cells.merge(cell(receivedAt, door, institution, from), -1L, Long::sum);
        cells.merge(cell(receivedAt, door, institution, to), 1L, Long::sum);
        write(jdbc, cells);
    }

    private static void write(JdbcTemplate jdbc, Map<Cell, Long> cells) {
        int part = ThreadLocalRandom.current().nextInt(PARTS);
        List<Object[]> rows = cells.entrySet().stream()
                .filter(cell -> cell.getValue() != 0)
                .map(cell -> new Object[] {
                    Timestamp.from(cell.getKey().hour()),
                    cell.getKey().institution(),
                    cell.getKey().door().name(),
                    cell.getKey().state().name(),
                    cell.getKey().code(),
                    part,
                    cell.getValue()
                })
                .toList();
        jdbc.batchUpdate(ADD, rows);
    }

    private static Cell cell(Instant receivedAt, Door door, @Nullable String institution, Standing standing) {
        return new Cell(
                receivedAt.truncatedTo(ChronoUnit.HOURS),
                institution == null ? "" : institution,
                door,
                standing.state(),
                standing.code() == null ? "" : standing.code());
    }
}
