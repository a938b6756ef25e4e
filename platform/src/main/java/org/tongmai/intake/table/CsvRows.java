package org.tongmai.intake.table;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.Reader;
import java.nio.charset.Charset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Text with separators. A row that cannot be cut, because a quote never closes or there are more cells than columns, is told
 * as broken and the next one is read on its own line: no mistake swallows the rows behind it.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc4180">RFC 4180</a>
 */
final class CsvRows extends RowReader {

    private static final String SEPARATORS = ",\t;|";

    /** Lines that a quoted cell may span; behind that the quote is taken for a mistake. */
    private static final int LINES_MAX = 200;

    private final BufferedReader text;
    private final Charset charset;
    private final char separator;
    private final List<String> columns;
    private final List<String> ahead = new ArrayList<>();
    private long line;

    CsvRows(Reader text, Charset charset, String head) throws IOException {
        this.text = new BufferedReader(text);
        this.charset = charset;
        this.separator = separator(head);
        Cut header = cut();
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
        for (Cut cut = cut(); cut != null; cut = cut()) {
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
        boolean tooMany = read.stream().skip(columns.size()).anyMatch(cell -> !cell.isBlank());
        for (int i = columns.size(); tooMany && i < Math.min(read.size(), COLUMNS_MAX); i++) {
            cells.put("#" + (i + 1), read.get(i));
        }
        String broken = cut.broken() != null ? cut.broken() : tooMany ? "more cells than columns" : null;
        return new Row(cut.line(), cells, broken);
    }

    private @Nullable Cut cut() throws IOException {
        String first = line();
        if (first == null) {
            return null;
        }
        line++;
        long began = line;
        List<String> cells = cells(first);
        if (cells != null) {
            return new Cut(began, cells, null);
        }
        // a quoted cell with line ends in it
        StringBuilder whole = new StringBuilder(first);
        List<String> more = new ArrayList<>();
        while (more.size() < LINES_MAX && whole.length() < ROW_MAX) {
            String next = line();
            if (next == null) {
                break;
            }
            more.add(next);
            whole.append('\n').append(next);
            if (next.indexOf('"') >= 0) {
                cells = cells(whole.toString());
                if (cells != null) {
                    line += more.size();
                    return new Cut(began, cells, null);
                }
            }
        }
        ahead.addAll(0, more);
        return new Cut(began, List.of(first), "a quote is not closed");
    }

    private @Nullable String line() throws IOException {
        return ahead.isEmpty() ? text.readLine() : ahead.removeFirst();
    }

    /** The cells of a record; null where a quote is open at its end. A quote inside an unquoted cell is a character. */
    private @Nullable List<String> cells(String record) {
        List<String> cells = new ArrayList<>();
        StringBuilder cell = new StringBuilder();
        int at = 0;
        while (true) {
            cell.setLength(0);
            if (at < record.length() && record.charAt(at) == '"') {
                at++;
                while (true) {
                    int quote = record.indexOf('"', at);
                    if (quote < 0) {
                        return null;
                    }
                    cell.append(record, at, quote);
                    at = quote + 1;
                    if (at >= record.length() || record.charAt(at) != '"') {
                        break;
                    }
                    cell.append('"');
                    at++;
                }
            }
            int end = record.indexOf(separator, at);
            cell.append(record, at, end < 0 ? record.length() : end);
            cells.add(cell.toString());
            if (end < 0 || cells.size() > COLUMNS_MAX) {
                return cells;
            }
            at = end + 1;
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
