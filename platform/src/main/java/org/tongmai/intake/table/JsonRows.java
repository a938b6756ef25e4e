package org.tongmai.intake.table;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.Reader;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.tongmai.kernel.Problem;
import org.tongmai.store.Json;

/**
 * One JSON object a line; its members are the columns.
 *
 * @see <a href="https://github.com/ndjson/ndjson-spec">NDJSON 1.0</a>
 */
final class JsonRows extends RowReader {

    private final BufferedReader text;
    private final Charset charset;
    private final List<String> columns;
    private @Nullable Row first;
    private long line;

    JsonRows(Reader text, Charset charset) throws IOException {
        this.text = new BufferedReader(text);
        this.charset = charset;
        this.first = read();
        this.columns = first == null ? List.of() : List.copyOf(first.cells().keySet());
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
        Row held = first;
        first = null;
        return held == null ? read() : held;
    }

    private @Nullable Row read() throws IOException {
        for (String read = text.readLine(); read != null; read = text.readLine()) {
            line++;
            String object = read.replace("\uFEFF", "");
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
                                ? value.decimalValue().toPlainString()
                                : value.isValueNode() ? value.asString("") : value.toString());
            });
            return new Row(line, cells);
        } catch (Problem broken) {
            return new Row(line, Map.of("#1", object), "no JSON object");
        }
    }

    @Override
    public void close() throws IOException {
        text.close();
    }
}
