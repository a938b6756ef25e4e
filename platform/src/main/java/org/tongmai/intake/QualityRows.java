package org.tongmai.intake;

import java.io.IOException;
import java.sql.Timestamp;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.tongmai.intake.QualityCheck.Group;
import org.tongmai.intake.hl7v2.Entry;
import org.tongmai.intake.hl7v2.MappedMessage;
import org.tongmai.intake.table.Row;
import org.tongmai.intake.table.RowMapping;
import org.tongmai.intake.table.RowReader;
import tools.jackson.databind.node.ObjectNode;

/** The rows of the files of a day, as what they speak of stands now. */
final class QualityRows {

    /** Rows of one step; what each makes is read from the store. */
    private static final int STEP = 500;

    /** Rows of a file that were kept apart; a file with more is hardly one. */
    private static final int APART_MAX = 100_000;

    static final String NEXT = """
            select id
              from intake.load
             where institution = ?
               and dataset = ?
               and received_at >= ?
               and received_at < ?
               and state in ('DONE', 'FAILED')
               and id > ?
             order by id
             limit 1
            """;

    /** Rows that were not stored when they were read are messages, and judged as such once they are. */
    static final String APART = """
            select line
              from intake.load_row
             where load = ?
             limit %d
            """.formatted(APART_MAX);

    private final JdbcTemplate jdbc;
    private final Quality quality;
    private final TableParts tables;
    private final Facts facts;

    QualityRows(DataSource database, Quality quality, TableParts tables, Facts facts) {
        this.jdbc = new JdbcTemplate(database);
        this.quality = quality;
        this.tables = tables;
        this.facts = facts;
    }

    /** A row, and the resources that it made or completed. */
    record Stored(TableLoad load, long line, @Nullable String patient, List<ObjectNode> resources) {}

    /**
     * Some rows of a file.
     *
     * @param rows how many were read, those that are not stored too
     * @param end whether they are its last
     */
    record Window(long load, long rows, boolean end, List<Stored> stored) {}

    /** The rows behind those that were judged; nothing where no file is left. */
    Optional<Window> next(Group group, long after, long skip) {
        return jdbc
                .queryForList(
                        NEXT,
                        Long.class,
                        group.institution(),
                        group.dataset(),
                        Timestamp.from(quality.beginning(group.day())),
                        Timestamp.from(quality.beginning(group.day().plusDays(1))),
                        after)
                .stream()
                .findFirst()
                .flatMap(tables.store()::find)
                .map(load -> window(load, skip));
    }

    private Window window(TableLoad load, long skip) {
        Set<Long> apart = new HashSet<>(jdbc.queryForList(APART, Long.class, load.id()));
        var settled = tables.mappings().inForce(load.institution(), load.dataset());
        try (var bytes = tables.door().bytes(load);
                RowReader rows = RowReader.open(bytes, load.format(), TableReading.charset(load.charset()))) {
            RowMapping mapping = tables.runs().reading(load.institution(), settled, rows.columns());
            long read = 0;
            while (read < skip && rows.next() != null) {
                read++;
            }
            List<Stored> stored = new ArrayList<>();
            long of = 0;
            Row row = rows.next();
            while (row != null && of < STEP) {
                of++;
                if (!apart.contains(row.line())) {
                    stored(load, mapping.read(row)).ifPresent(stored::add);
                }
                row = of < STEP ? rows.next() : row;
            }
            return new Window(load.id(), of, of < STEP, stored);
        } catch (IOException unreadable) {
            throw RowReader.unreadable("The file cannot be read to its end.");
        }
    }

    /** Nothing where not all of it is stored. */
    private Optional<Stored> stored(TableLoad load, RowMapping.Read read) {
        MappedMessage message = read.message();
        if (message == null) {
            return Optional.empty();
        }
        List<ObjectNode> resources = new ArrayList<>();
        for (Entry entry : message.entries()) {
            facts.stored(entry).ifPresent(resources::add);
        }
        return resources.size() < message.entries().size()
                ? Optional.empty()
                : Optional.of(new Stored(load, read.row().line(), TableRuns.masked(read), resources));
    }
}
