package org.tongmai.intake.table;

import java.io.IOException;
import java.io.Reader;
import java.nio.charset.Charset;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Text with separators. A row that cannot be cut, because a quote does not close where a cell ends, the line is too long, or
 * there are more cells than columns, is told as broken and the next one is read on its own line: no mistake swallows the rows
 * behind it.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc4180">RFC 4180</a>
 */
final class CsvRows extends RowReader {

    private static final String SEPARATORS = ",\t;|";

    /** Lines that a quoted cell may span; behind that the quote is taken for a mistake. */
    private static final int LINES_MAX = 200;

    private final Lines text;
    private final Charset charset;
    private final char separator;
    private final int most;
    private final List<String> columns;
    private final Deque<Lines.Read> ahead = new ArrayDeque<>();
    private long line;

    /** @param most characters of a row */
    CsvRows(Reader text, Charset charset, String head, int most) throws IOException {
        this.text = new Lines(text, most);
        this.charset = charset;
        this.separator = separator(head);
        this.most = most;
        Cut header = cut(0);
        if (header == null || header.broken() != null) {
            throw unreadable("The file has no line of column names.");
        }
        this.columns = names(header.cells());
    }

    /** @param broken why the line could not be cut; null where it could */
    private record Cut(
            long line, List<String> cells, @Nullable String broken) {}

    @Override
    public List<String> columns() {
        return columns;
    }

    @Override
    public Optional<Charset> charset() {
        return Optional.of(charset);
    }

    @Override
    public @Nullable Row next() throws IOException {
        for (Cut cut = cut(columns.size()); cut != null; cut = cut(columns.size())) {
            if (cut.cells().stream().anyMatch(cell -> !cell.isBlank())) {
                return row(cut);
            }
        }
        return null;
    }

    private Row row(Cut cut) {
        Map<String, String> cells = new LinkedHashMap<>();
        List<String> read = cut.cells();
        for (int i = 0; i < Math.min(read.size(), columns.size()); i++) {
            cells.put(columns.get(i), read.get(i));
        }
        boolean tooMany = beyond(read, columns.size());
        for (int i = columns.size(); tooMany && i < Math.min(read.size(), COLUMNS_MAX); i++) {
            cells.put("#" + (i + 1), read.get(i));
        }
        String broken = cut.broken() != null ? cut.broken() : tooMany ? "more cells than columns" : null;
        return new Row(cut.line(), cells, broken);
    }

    private static boolean beyond(List<String> cells, int columns) {
        return cells.stream().skip(columns).anyMatch(cell -> !cell.isBlank());
    }

    /**
     * The next record. One over several lines is believed only where each quote closes at the end of a cell and it has the
     * cells of a row; else its first line is broken, and the others are read by themselves.
     *
     * @param width columns of the table; 0 of the line that names them
     */
    private @Nullable Cut cut(int width) throws IOException {
        Lines.Read first = line();
        if (first == null) {
            return null;
        }
        line++;
        long began = line;
        if (first.tooLong()) {
            return new Cut(began, List.of(first.text()), "it has more than " + most + " characters");
        }
        Cutting record = new Cutting(first.text());
        List<Lines.Read> more = new ArrayList<>();
        long length = first.text().length();
        while (record.open && !record.wrong && more.size() < LINES_MAX && length < most) {
            Lines.Read next = line();
            if (next == null) {
                break;
            }
            more.add(next);
            length += next.text().length();
            record.wrong = next.tooLong();
            record.read(next.text());
        }
        boolean whole = !record.open && !record.wrong;
        boolean fits = more.isEmpty() || width == 0 || (record.cells.size() >= width && !beyond(record.cells, width));
        if (whole && fits) {
            line += more.size();
            return new Cut(began, record.cells, null);
        }
        more.reversed().forEach(ahead::addFirst);
        return new Cut(began, List.of(first.text()), "a quote does not close at the end of a cell");
    }

    private Lines.@Nullable Read line() throws IOException {
        return ahead.isEmpty() ? text.next() : ahead.removeFirst();
    }

    /** A record that is being cut, line by line. A quote inside an unquoted cell is a character. */
    private final class Cutting {

        private final List<String> cells = new ArrayList<>();
        private final StringBuilder cell = new StringBuilder();

        /** Whether a quoted cell goes on in the next line. */
        private boolean open;

        /** Whether something stands between a closing quote and the end of its cell. */
        private boolean wrong;

        Cutting(String line) {
            read(line);
        }

        void read(String line) {
            int at = 0;
            if (open) {
                cell.append('\n');
            }
            while (!wrong) {
                boolean quoted = open || (at < line.length() && line.charAt(at) == '"');
                if (quoted) {
                    at = quoted(line, open ? at : at + 1);
                    if (open) {
                        return;
                    }
                }
                int found = line.indexOf(separator, at);
                int end = found < 0 ? line.length() : found;
                if (!quoted) {
                    cell.append(line, at, end);
                } else if (!line.substring(at, end).isBlank()) {
                    wrong = true;
                }
                cells.add(cell.toString());
                cell.setLength(0);
                if (found < 0 || cells.size() > COLUMNS_MAX) {
                    return;
                }
                at = end + 1;
            }
        }

        /** Reads to the quote that closes the cell; {@code open} tells whether there is one. */
        private int quoted(String line, int from) {
            int at = from;
            open = true;
            while (open) {
                int quote = line.indexOf('"', at);
                cell.append(line, at, quote < 0 ? line.length() : quote);
                if (quote < 0) {
                    return line.length();
                }
                at = quote + 1;
                open = at < line.length() && line.charAt(at) == '"';
                if (open) {
                    cell.append('"');
                    at++;
                }
            }
            return at;
        }
    }

    /** The separator that the line of column names has most of. */
    private static char separator(String head) {
        int end = head.indexOf('\n');
        String header = end < 0 ? head : head.substring(0, end);
        char best = ',';
        long most = 0;
        for (int i = 0; i < SEPARATORS.length(); i++) {
            char each = SEPARATORS.charAt(i);
            long times = header.chars().filter(c -> c == each).count();
            if (times > most) {
                best = each;
                most = times;
            }
        }
        return best;
    }

    @Override
    public void close() throws IOException {
        text.close();
    }
}
