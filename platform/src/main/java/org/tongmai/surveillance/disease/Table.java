package org.tongmai.surveillance.disease;

import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.tongmai.kernel.Problem;

/** A table of tab-separated values with a line of column names; lines that begin with # are comments, {@code -} is nothing. */
final class Table {

    private static final String NOTHING = "-";

    private Table() {}

    /** One line; it knows where it stands, so that a refusal can say it. */
    record Row(String file, int line, Map<String, String> values) {

        /** Empty for nothing. */
        String text(String column) {
            String value = values.get(column);
            if (value == null) {
                throw wrong(column, "The file has no such column.");
            }
            return value.equals(NOTHING) ? "" : value;
        }

        String needed(String column) {
            String value = text(column);
            if (value.isEmpty()) {
                throw wrong(column, "It may not be empty.");
            }
            return value;
        }

        /** Parted by blanks. */
        List<String> words(String column) {
            return parts(column, " +");
        }

        /** Parted by {@code |}. */
        List<String> names(String column) {
            return parts(column, "\\|");
        }

        private List<String> parts(String column, String between) {
            String text = text(column);
            return text.isEmpty()
                    ? List.of()
                    : Arrays.stream(text.split(between)).map(String::strip).toList();
        }

        int whole(String column) {
            try {
                int value = Integer.parseInt(needed(column));
                if (value >= 0) {
                    return value;
                }
            } catch (NumberFormatException notOne) {
                // said below
            }
            throw wrong(column, "It is a whole number from 0.");
        }

        boolean yes(String column) {
            return text(column).equals("yes");
        }

        Validity validity() {
            return new Validity(day("from", LocalDate.MIN), day("until", LocalDate.MAX));
        }

        private LocalDate day(String column, LocalDate open) {
            String text = text(column);
            try {
                return text.isEmpty() ? open : LocalDate.parse(text);
            } catch (DateTimeParseException notOne) {
                throw wrong(column, "It is a date, such as 2025-09-01, or - for none.");
            }
        }

        Problem wrong(String column, String why) {
            return new Problem(
                    Problem.Kind.INVALID,
                    "surveillance.table-wrong",
                    "Line " + line + " of " + file + " cannot be used: " + column + ".",
                    why,
                    "Correct the line; docs/surveillance.md tells the columns.",
                    List.of(file + ":" + line + ":" + column));
        }
    }

    /** @throws Problem {@code surveillance.table-wrong} */
    static List<Row> rows(String file, String text) {
        List<String> head = List.of();
        var rows = new ArrayList<Row>();
        int number = 0;
        for (String line : text.split("\r?\n")) {
            number++;
            if (line.isBlank() || line.startsWith("#")) {
                continue;
            }
            List<String> cells = Arrays.asList(line.split("\t", -1));
            if (head.isEmpty()) {
                head = cells;
            } else {
                rows.add(row(file, number, head, cells));
            }
        }
        return rows;
    }

    private static Row row(String file, int number, List<String> head, List<String> cells) {
        var values = new HashMap<String, String>();
        for (int i = 0; i < Math.min(head.size(), cells.size()); i++) {
            values.put(head.get(i), cells.get(i).strip());
        }
        var row = new Row(file, number, Map.copyOf(values));
        if (cells.size() != head.size()) {
            throw row.wrong(
                    "columns", "It has " + cells.size() + " columns, the first line names " + head.size() + ".");
        }
        return row;
    }
}
