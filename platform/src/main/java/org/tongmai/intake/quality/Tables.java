package org.tongmai.intake.quality;

import java.io.IOException;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.tongmai.kernel.Problem;
import org.tongmai.kernel.TabTables;
import org.tongmai.kernel.TabTables.Row;

/** The tables of quality, and how their lines are refused. */
final class Tables implements TabTables.Refusal {

    private static final int WHOLE_MAX = 9_999;

    private Tables() {}

    /** @param folder with tables that take the place of those that come with the platform */
    static List<Row> rows(@Nullable Path folder, String file) {
        return new TabTables("/intake/quality/", folder, new Tables()).rows(file);
    }

    static int weight(Row row) {
        return row.whole("weight", WHOLE_MAX);
    }

    /** Of the columns {@code from} and {@code until}; nothing in one is no end. */
    static Span span(Row row) {
        LocalDate from = row.day("from", LocalDate.MIN);
        LocalDate until = row.day("until", LocalDate.MAX);
        if (!from.isBefore(until)) {
            throw row.wrong("until", "It is the first day no longer, after from.");
        }
        return new Span(from, until);
    }

    @Override
    public Problem wrong(Row row, String column, String why) {
        return new Problem(
                Problem.Kind.INVALID,
                "intake.rules-wrong",
                "Line " + row.line() + " of " + row.file() + " cannot be used: " + column + ".",
                why,
                "Correct the line; docs/reference/quality-rules.md tells the columns.",
                List.of(row.where(column)));
    }

    @Override
    public Problem unreadable(String file, IOException why) {
        return new Problem(
                Problem.Kind.INVALID,
                "intake.rules-unreadable",
                "The file " + file + " cannot be read.",
                "It is text in UTF-8, and the platform may read it.",
                "Check the file in the folder of tongmai.intake.rules.");
    }
}
