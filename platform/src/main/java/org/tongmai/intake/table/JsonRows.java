package org.tongmai.intake.table;

import java.io.IOException;
import java.io.Reader;
import java.math.BigDecimal;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.tongmai.kernel.Problem;
import org.tongmai.store.Json;

/**
 * One JSON object a line; its members are its columns. Who exports leaves out members that are empty, so each row has its own;
 * the table is named by those of its first rows.
 *
 * @see <a href="https://github.com/ndjson/ndjson-spec">NDJSON 1.0</a>
 */
final class JsonRows extends RowReader {

    /** Rows that are looked at to tell the columns; fewer where they are long. */
    private static final int LOOK = 500;

    private static final int DIGITS_MAX = 1_000;

    private final Lines text;
    private final Charset charset;
    private final int most;
    private final List<String> columns;
    private final Deque<Row> ahead = new ArrayDeque<>();
    private long line;

    /** @param most characters of a row */
    JsonRows(Reader text, Charset charset, int most) throws IOException {
        this.text = new Lines(text, most);
        this.charset = charset;
        this.most = most;
        this.columns = look();
    }

    private List<String> look() throws IOException {
        Set<String> names = new LinkedHashSet<>();
        long length = 0;
        while (ahead.size() < LOOK && length < most) {
            Row row = read();
            if (row == null) {
                break;
            }
            ahead.add(row);
            if (row.broken() == null) {
                row.cells().keySet().stream().limit(COLUMNS_MAX).forEach(names::add);
            }
            length += row.cells().values().stream().mapToLong(String::length).sum();
        }
        return names.stream().limit(COLUMNS_MAX).toList();
    }

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
        return ahead.isEmpty() ? read() : ahead.removeFirst();
    }

    private @Nullable Row read() throws IOException {
        for (Lines.Read read = text.next(); read != null; read = text.next()) {
            line++;
            String object = read.text().replace("\uFEFF", "");
            if (read.tooLong()) {
                return new Row(line, Map.of("#1", object), "it has more than " + most + " characters");
            }
            if (!object.isBlank()) {
                return row(object);
            }
        }
        return null;
    }

    private Row row(String object) {
        Map<String, String> cells = new LinkedHashMap<>();
        try {
            Json.read(object.getBytes(StandardCharsets.UTF_8)).properties().forEach(each -> {
                var value = each.getValue();
                cells.put(
                        each.getKey().strip(),
                        value.isNumber()
                                ? plain(value.decimalValue())
                                : value.isValueNode() ? value.asString("") : value.toString());
            });
            return cells.size() > COLUMNS_MAX
                    ? new Row(line, Map.of("#1", object), "it has more than " + COLUMNS_MAX + " members")
                    : new Row(line, cells);
        } catch (Problem broken) {
            return new Row(line, Map.of("#1", object), "no JSON object");
        }
    }

    /** 1e3 as 1000; a number of a million digits stays as it is written. */
    private static String plain(BigDecimal number) {
        return Math.abs((long) number.scale()) > DIGITS_MAX ? number.toString() : number.toPlainString();
    }

    @Override
    public void close() throws IOException {
        text.close();
    }
}
