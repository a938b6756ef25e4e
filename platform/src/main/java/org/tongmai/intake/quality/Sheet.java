package org.tongmai.intake.quality;

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
import org.tongmai.kernel.Problem;

/** A table of tab-separated values under a line of column names; lines that begin with # are comments, {@code -} is nothing. */
final class Sheet {

    private static final String NOTHING = "-";

    private Sheet() {}

    /** @param folder with tables that take the place of those that come with the platform */
    static List<Row> rows(@Nullable Path folder, String file) {
        List<String> head = List.of();
        List<Row> rows = new ArrayList<>();
        int number = 0;
        for (String line : content(folder, file).split("\r?\n")) {
            number++;
            if (line.isBlank() || line.startsWith("#")) {
                continue;
            }
            List<String> cells = Arrays.asList(line.split("\t", -1));
            if (head.isEmpty()) {
                head = cells;
                continue;
            }
            Row row = new Row(file, number, head, cells);
            if (cells.size() != head.size()) {
                throw row.wrong("columns", "It has " + cells.size() + " columns, the first line " + head.size() + ".");
            }
            rows.add(row);
        }
        return rows;
    }

    private static String content(@Nullable Path folder, String file) {
        Path own = folder == null ? null : folder.resolve(file);
        try {
            if (own != null && Files.exists(own)) {
                return Files.readString(own);
            }
            try (InputStream in = Sheet.class.getResourceAsStream("/intake/quality/" + file)) {
                if (in == null) {
                    throw new IllegalStateException("no " + file);
                }
                return new String(in.readAllBytes(), StandardCharsets.UTF_8);
            }
        } catch (IOException unreadable) {
            if (own == null) {
                throw new UncheckedIOException(unreadable);
            }
            throw new Problem(
                    Problem.Kind.INVALID,
                    "intake.rules-unreadable",
                    "The file " + file + " cannot be read.",
                    "It is text in UTF-8, and the platform may read it.",
                    "Check the file in the folder of tongmai.intake.rules.");
        }
    }

    /** A line that knows where it stands, so that a refusal can say it. */
    record Row(String file, int line, List<String> head, List<String> cells) {

        /** Empty for nothing. */
        String text(String column) {
            int at = head.indexOf(column);
            if (at < 0) {
                throw wrong(column, "The file has no such column.");
            }
            String text = cells.get(at).strip();
            return text.equals(NOTHING) ? "" : text;
        }

        String needed(String column) {
            String text = text(column);
            if (text.isEmpty()) {
                throw wrong(column, "It may not be empty.");
            }
            return text;
        }

        /** Parted by blanks. */
        List<String> words(String column) {
            String text = text(column);
            return text.isEmpty() ? List.of() : List.of(text.split(" +"));
        }

        int whole(String column) {
            String text = needed(column);
            if (!text.matches("\\d{1,4}")) {
                throw wrong(column, "It is a whole number from 0 to 9999.");
            }
            return Integer.parseInt(text);
        }

        <E extends Enum<E>> E word(String column, Class<E> type) {
            String text = needed(column);
            for (E each : type.getEnumConstants()) {
                if (each.name().equals(text)) {
                    return each;
                }
            }
            throw wrong(column, "It is one of " + Arrays.toString(type.getEnumConstants()) + ".");
        }

        /** Of the columns {@code from} and {@code until}; nothing in one is no end. */
        Span span() {
            LocalDate from = day("from", LocalDate.MIN);
            LocalDate until = day("until", LocalDate.MAX);
            if (!from.isBefore(until)) {
                throw wrong("until", "It is the first day no longer, after from.");
            }
            return new Span(from, until);
        }

        private LocalDate day(String column, LocalDate open) {
            String text = text(column);
            try {
                return text.isEmpty() ? open : LocalDate.parse(text);
            } catch (DateTimeException none) {
                throw wrong(column, "It is a date, such as 2026-09-01, or - for none.");
            }
        }

        Problem wrong(String column, String why) {
            return new Problem(
                    Problem.Kind.INVALID,
                    "intake.rules-wrong",
                    "Line " + line + " of " + file + " cannot be used: " + column + ".",
                    why,
                    "Correct the line; docs/reference/quality-rules.md tells the columns.",
                    List.of(file + ":" + line + ":" + column));
        }
    }
}
