package org.tongmai.kernel;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Tables of tab-separated values that come with the platform, each of which the operator may replace: UTF-8, a line of column names,
 * then the rows; lines that begin with # are comments, {@code -} is nothing.
 */
public final class TabTables {

    private static final String NOTHING = "-";

    private final String standard;
    private final @Nullable Path folder;
    private final Refusal refusal;

    /**
     * @param standard folder of the class path, with the tables that come with the platform; ends with a slash
     * @param folder with tables that take the place of them; null for none
     */
    public TabTables(String standard, @Nullable Path folder, Refusal refusal) {
        this.standard = standard;
        this.folder = folder;
        this.refusal = refusal;
    }

    /** How a capability refuses a table of the operator. */
    public interface Refusal {

        /** A line cannot be used. */
        Problem wrong(Row row, String column, String why);

        /** A file of the operator cannot be read, or is no UTF-8. */
        RuntimeException unreadable(String file, IOException why);
    }

    /** @throws Problem that of the capability, with the first line that cannot be used */
    public List<Row> rows(String file) {
        List<String> head = List.of();
        List<Row> rows = new ArrayList<>();
        int number = 0;
        for (String line : content(file).split("\r?\n")) {
            number++;
            if (line.isBlank() || line.startsWith("#")) {
                continue;
            }
            List<String> cells = Arrays.asList(line.split("\t", -1));
            if (head.isEmpty()) {
                head = cells;
                continue;
            }
            Row row = new Row(file, number, head, cells, refusal);
            if (cells.size() != head.size()) {
                throw row.wrong("columns", "It has " + cells.size() + " columns, the first line " + head.size() + ".");
            }
            rows.add(row);
        }
        return rows;
    }

    private String content(String file) {
        Path own = folder == null ? null : folder.resolve(file);
        if (own != null && Files.exists(own)) {
            try {
                return Files.readString(own);
            } catch (IOException unreadable) {
                throw refusal.unreadable(file, unreadable);
            }
        }
        try (InputStream in = TabTables.class.getResourceAsStream(standard + file)) {
            if (in == null) {
                throw new IllegalStateException("no " + standard + file);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    /** A line that knows where it stands, so that a refusal can say it. */
    public static final class Row {

        private final String file;
        private final int line;
        private final List<String> head;
        private final List<String> cells;
        private final Refusal refusal;

        private Row(String file, int line, List<String> head, List<String> cells, Refusal refusal) {
            this.file = file;
            this.line = line;
            this.head = head;
            this.cells = cells;
            this.refusal = refusal;
        }

        /** Name of the file. */
        public String file() {
            return file;
        }

        /** Number of the line in the file, from 1. */
        public int line() {
            return line;
        }

        /** Empty for nothing. */
        public String text(String column) {
            String text = cell(column);
            return text.equals(NOTHING) ? "" : text;
        }

        /** What may not be nothing. */
        public String needed(String column) {
            return filled(column, text(column));
        }

        /** As it stands, a lone hyphen too; not empty. */
        public String written(String column) {
            return filled(column, cell(column));
        }

        private String filled(String column, String text) {
            if (text.isEmpty()) {
                throw wrong(column, "It may not be empty.");
            }
            return text;
        }

        private String cell(String column) {
            int at = head.indexOf(column);
            if (at < 0) {
                throw wrong(column, "The file has no such column.");
            }
            return cells.get(at).strip();
        }

        /** Parted by blanks. */
        public List<String> words(String column) {
            return parts(column, " +");
        }

        /** Parted by {@code |}. */
        public List<String> names(String column) {
            return parts(column, "\\|");
        }

        private List<String> parts(String column, String between) {
            String text = text(column);
            return text.isEmpty()
                    ? List.of()
                    : Arrays.stream(text.split(between)).map(String::strip).toList();
        }

        /** Whether it says yes. */
        public boolean yes(String column) {
            return text(column).equals("yes");
        }

        /** A whole number from 0 to this. */
        public int whole(String column, int most) {
            try {
                int value = Integer.parseInt(needed(column));
                if (value >= 0 && value <= most) {
                    return value;
                }
            } catch (NumberFormatException notOne) {
                // said below
            }
            throw wrong(column, "It is a whole number from 0 to " + most + ".");
        }

        /** One of the words of an enum. */
        public <E extends Enum<E>> E word(String column, Class<E> type) {
            String text = needed(column);
            for (E each : type.getEnumConstants()) {
                if (each.name().equals(text)) {
                    return each;
                }
            }
            throw wrong(column, "It is one of " + Arrays.toString(type.getEnumConstants()) + ".");
        }

        /** @param open the day for nothing */
        public LocalDate day(String column, LocalDate open) {
            String text = text(column);
            try {
                return text.isEmpty() ? open : LocalDate.parse(text);
            } catch (DateTimeException notOne) {
                throw wrong(column, "It is a date, such as 2025-09-01, or - for none.");
            }
        }

        /** The refusal of the capability whose table it is. */
        public Problem wrong(String column, String why) {
            return refusal.wrong(this, column, why);
        }

        /** File, line and column, for {@link Problem#where}. */
        public String where(String column) {
            return file + ":" + line + ":" + column;
        }
    }
}
