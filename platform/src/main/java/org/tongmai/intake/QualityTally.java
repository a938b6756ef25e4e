package org.tongmai.intake;

import java.sql.Array;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.sql.Types;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.ConnectionCallback;
import org.springframework.jdbc.core.JdbcTemplate;
import org.tongmai.intake.quality.Judgement;
import org.tongmai.intake.quality.Judgement.Came;
import org.tongmai.intake.quality.Judgement.Finding;
import org.tongmai.kernel.Problem;

/** Keeps the counts of rules kept and broken, and three samples of each, in the commit that stores what was judged. */
final class QualityTally {

    static final String ADD = """
            insert into intake.quality (institution, day, dataset, rule, part, door, judged, broken, untold)
            select c.institution, c.day, c.dataset, c.rule, ?, c.door, c.judged, c.broken, c.untold
              from unnest(?::text[], ?::date[], ?::text[], ?::text[], ?::text[], ?::bigint[], ?::bigint[], ?::bigint[])
                   as c (institution, day, dataset, rule, door, judged, broken, untold)
            on conflict (institution, day, dataset, rule, part)
            do update set judged = intake.quality.judged + excluded.judged,
                          broken = intake.quality.broken + excluded.broken,
                          untold = intake.quality.untold + excluded.untold
            """;

    /** Takes the first free of three places; where there is none, nothing. */
    static final String SAMPLE = """
            insert into intake.quality_sample (
                   institution, day, dataset, rule, slot, message, load, line, patient, content, at)
            select ?, ?, ?, ?, free.slot, ?, ?, ?, ?, ?, ?
              from (select slot
                      from generate_series(1, 3) as slot
                     where not exists (select
                                         from intake.quality_sample s
                                        where s.institution = ?
                                          and s.day = ?
                                          and s.dataset = ?
                                          and s.rule = ?
                                          and s.slot = slot.slot)
                     order by slot
                     limit 1) as free
            on conflict do nothing
            """;

    /** A count is in so many rows that two commits seldom wait for each other's. */
    private static final int PARTS = 4;

    /** Samples of one commit: more would fill no further place. */
    private static final int SAMPLES_MAX = 32;

    /** Keeps rows that broke a rule, unless so many of them are known that nobody mends them one by one. */
    static final String ROWS = """
            insert into intake.quality_row (
                   institution, day, dataset, rule, load, line, message, patient, things, at)
            select ?, ?, ?, ?, r.load, r.line, r.message, r.patient, r.things, ?
              from unnest(?::bigint[], ?::bigint[], ?::bigint[], ?::text[], ?::text[])
                   as r (load, line, message, patient, things)
             where (select coalesce(sum(q.broken), 0)
                      from intake.quality q
                     where q.institution = ?
                       and q.day = ?
                       and q.dataset = ?
                       and q.rule = ?) <= %d
            on conflict do nothing
            """.formatted(QualityRows.KEPT_MAX);

    private QualityTally() {}

    /**
     * What is judged.
     *
     * @param message its line in the journal; null of a row that was stored
     * @param load file of that row, and {@code line} its place in it
     * @param things what that row made or completed; needed only where it broke a rule
     */
    record Judged(
            LocalDate day,
            String institution,
            Door door,
            String dataset,
            Instant at,
            @Nullable Long message,
            @Nullable Long load,
            @Nullable Long line,
            @Nullable String patient,
            List<String> things) {

        Judged {
            things = List.copyOf(things);
        }
    }

    /** A rule of one institution, day and data set. */
    record Cell(String institution, LocalDate day, String dataset, String rule, Door door) {}

    /** In one order everywhere, so that two writers never wait for each other. */
    private static final Comparator<Cell> ORDER = Comparator.comparing(Cell::institution)
            .thenComparing(Cell::day)
            .thenComparing(Cell::dataset)
            .thenComparing(Cell::rule)
            .thenComparing(Cell::door);

    private record Sample(Cell cell, Judged of, String content) {}

    /** Counts and samples that are written together. */
    static final class Sheet {

        private final Map<Cell, long[]> counts = new TreeMap<>(ORDER);
        private final Map<Cell, List<Sample>> samples = new TreeMap<>(ORDER);
        private final Map<Cell, List<Judged>> rows = new TreeMap<>(ORDER);

        /** What the rules say of it. */
        void add(Judged of, Judgement judgement) {
            for (Finding finding : judgement.findings()) {
                Cell cell = cell(of, finding.rule().code());
                boolean told = finding.came() != Came.UNTOLD;
                boolean broken = finding.came() == Came.BROKEN;
                add(cell, told ? 1 : 0, broken ? 1 : 0, told ? 0 : 1);
                if (broken) {
                    sample(new Sample(cell, of, finding.sample()));
                    if (of.door() == Door.TABLE) {
                        rows.computeIfAbsent(cell, none -> new ArrayList<>()).add(of);
                    }
                }
            }
        }

        /** That rules over arrivals judged so many more, and so many more or fewer broke them. */
        void arrived(Judged of, Collection<String> rules, long judged, long broken, @Nullable Problem why) {
            for (String rule : rules) {
                Cell cell = cell(of, rule);
                add(cell, judged, broken, 0);
                if (broken > 0) {
                    sample(new Sample(cell, of, why == null ? "" : why.code()));
                }
            }
        }

        void add(Cell cell, long judged, long broken, long untold) {
            long[] sum = counts.computeIfAbsent(cell, none -> new long[3]);
            sum[0] += judged;
            sum[1] += broken;
            sum[2] += untold;
        }

        private void sample(Sample sample) {
            List<Sample> of = samples.computeIfAbsent(sample.cell(), none -> new ArrayList<>());
            if (of.size() < 3 && samples.size() <= SAMPLES_MAX) {
                of.add(sample);
            }
        }

        void write(JdbcTemplate jdbc) {
            counts.values().removeIf(sum -> sum[0] == 0 && sum[1] == 0 && sum[2] == 0);
            if (!counts.isEmpty()) {
                int part = ThreadLocalRandom.current().nextInt(PARTS);
                jdbc.execute((ConnectionCallback<Integer>) connection -> written(connection, part, counts));
            }
            writeSamples(jdbc);
            rows.forEach((cell, of) -> keep(jdbc, cell, of));
        }

        /** Only the samples: the counts are written in another way. */
        void writeSamples(JdbcTemplate jdbc) {
            samples.values().forEach(of -> of.forEach(sample -> keep(jdbc, sample)));
        }
    }

    private static Cell cell(Judged of, String rule) {
        return new Cell(of.institution(), of.day(), of.dataset(), rule, of.door());
    }

    private static int written(Connection connection, int part, Map<Cell, long[]> counts) throws SQLException {
        try (var statement = connection.prepareStatement(ADD)) {
            Collection<Cell> cells = counts.keySet();
            statement.setInt(1, part);
            statement.setArray(2, texts(connection, cells.stream().map(Cell::institution)));
            statement.setArray(
                    3, texts(connection, cells.stream().map(each -> each.day().toString())));
            statement.setArray(4, texts(connection, cells.stream().map(Cell::dataset)));
            statement.setArray(5, texts(connection, cells.stream().map(Cell::rule)));
            statement.setArray(
                    6, texts(connection, cells.stream().map(each -> each.door().name())));
            for (int i = 0; i < 3; i++) {
                int at = i;
                Object[] sums = counts.values().stream().map(sum -> sum[at]).toArray();
                statement.setArray(7 + i, connection.createArrayOf("bigint", sums));
            }
            return statement.executeUpdate();
        }
    }

    private static Array texts(Connection connection, Stream<String> texts) throws SQLException {
        return connection.createArrayOf("text", texts.toArray());
    }

    private static void keep(JdbcTemplate jdbc, Cell cell, List<Judged> rows) {
        jdbc.update(ROWS, statement -> {
            statement.setString(1, cell.institution());
            statement.setObject(2, cell.day());
            statement.setString(3, cell.dataset());
            statement.setString(4, cell.rule());
            statement.setTimestamp(5, Timestamp.from(rows.getFirst().at()));
            Connection connection = statement.getConnection();
            statement.setArray(6, numbers(connection, rows.stream().map(Judged::load)));
            statement.setArray(7, numbers(connection, rows.stream().map(Judged::line)));
            statement.setArray(8, numbers(connection, rows.stream().map(Judged::message)));
            statement.setArray(9, texts(connection, rows.stream().map(each -> text(each.patient()))));
            statement.setArray(10, texts(connection, rows.stream().map(each -> String.join("\n", each.things()))));
            statement.setString(11, cell.institution());
            statement.setObject(12, cell.day());
            statement.setString(13, cell.dataset());
            statement.setString(14, cell.rule());
        });
    }

    private static Array numbers(Connection connection, Stream<@Nullable Long> numbers) throws SQLException {
        return connection.createArrayOf(
                "bigint", numbers.map(each -> each == null ? 0L : each).toArray());
    }

    private static String text(@Nullable String text) {
        return text == null ? "" : text;
    }

    private static void keep(JdbcTemplate jdbc, Sample sample) {
        Cell cell = sample.cell();
        Judged of = sample.of();
        jdbc.update(SAMPLE, statement -> {
            statement.setString(1, cell.institution());
            statement.setObject(2, cell.day());
            statement.setString(3, cell.dataset());
            statement.setString(4, cell.rule());
            statement.setObject(5, of.message(), Types.BIGINT);
            statement.setObject(6, of.load(), Types.BIGINT);
            statement.setObject(7, of.line(), Types.BIGINT);
            statement.setString(8, text(of.patient()));
            statement.setString(9, sample.content());
            statement.setTimestamp(10, Timestamp.from(of.at()));
            statement.setString(11, cell.institution());
            statement.setObject(12, cell.day());
            statement.setString(13, cell.dataset());
            statement.setString(14, cell.rule());
        });
    }
}
