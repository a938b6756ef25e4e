package org.tongmai.intake.table;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.tongmai.store.Json;
import tools.jackson.databind.node.ObjectNode;

/**
 * One row of a table as it stands in the file.
 *
 * @param line where it begins: the line of a text file, the row of a sheet; from 1
 * @param cells by column name, in the order of the file
 * @param broken why it could not be cut into cells; null where it could, and then {@code cells} hold what was read of it
 */
public record Row(
        long line, Map<String, String> cells, @Nullable String broken) {

    public Row {
        cells = Collections.unmodifiableMap(new LinkedHashMap<>(cells));
    }

    Row(long line, Map<String, String> cells) {
        this(line, cells, null);
    }

    /** The row as one JSON object, which is how the journal keeps it, people mend it, and NDJSON files have it. */
    public byte[] json() {
        ObjectNode json = Json.object();
        cells.forEach(json::put);
        return Json.bytes(json);
    }

    /** A row that the journal kept, or that somebody mended. */
    public static Row of(long line, byte[] json) {
        Map<String, String> cells = new LinkedHashMap<>();
        Json.read(json)
                .properties()
                .forEach(each -> cells.put(each.getKey(), each.getValue().asString("")));
        return new Row(line, cells);
    }
}
