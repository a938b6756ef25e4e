package org.tongmai.simulator;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * A table of facts beside the classes: UTF-8, columns parted by tabs, comments after {@code #}, names of the columns in the
 * first other line. {@code -} stands for nothing.
 */
public final class Table {

    private final String name;
    private final List<String> columns;
    private final List<Row> rows = new ArrayList<>();

    private Table(String name, List<String> lines) {
        this.name = name;
        this.columns = Arrays.asList(lines.getFirst().split("\t", -1));
        for (String line : lines.subList(1, lines.size())) {
            rows.add(new Row(Arrays.asList(line.split("\t", -1))));
        }
    }

    /** @throws IllegalStateException if there is no such table or a row has another number of columns than the head */
    public static List<Row> rows(String name) {
        try (InputStream stream = Table.class.getResourceAsStream(name)) {
            if (stream == null) {
                throw new IllegalStateException("no table " + name);
            }
            List<String> lines = new String(stream.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.isBlank() && !line.startsWith("#"))
                    .toList();
            return new Table(name, lines).rows;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** One line. */
    public final class Row {

        private final List<String> cells;

        private Row(List<String> cells) {
            if (cells.size() != columns.size()) {
                throw new IllegalStateException(name + ": not " + columns.size() + " columns: " + cells);
            }
            this.cells = cells;
        }

        public String text(String column) {
            int at = columns.indexOf(column);
            if (at < 0) {
                throw new IllegalStateException(name + ": no column " + column);
            }
            return cells.get(at);
        }

        public Optional<String> optional(String column) {
            return Optional.of(text(column)).filter(cell -> !cell.equals("-"));
        }

        /** Words parted by spaces. */
        public List<String> words(String column) {
            return optional(column).map(cell -> List.of(cell.split(" "))).orElse(List.of());
        }

        public int integer(String column) {
            return Integer.parseInt(text(column));
        }

        public double number(String column) {
            return Double.parseDouble(text(column));
        }
    }
}
