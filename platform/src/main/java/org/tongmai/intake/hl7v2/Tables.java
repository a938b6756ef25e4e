package org.tongmai.intake.hl7v2;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** The tables of the doors: tab-separated files beside the code, a line that begins with # is a remark. */
public final class Tables {

    private static final int CELLS = 8;

    private Tables() {}

    /** The rows, each with {@value #CELLS} cells, empty ones included. */
    public static List<String[]> rows(String file) {
        var stream = Objects.requireNonNull(Tables.class.getResourceAsStream("/intake/" + file), file);
        try (var lines = new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8))) {
            return lines.lines()
                    .filter(line -> !line.isBlank() && !line.startsWith("#"))
                    .map(line -> (line + "\t".repeat(CELLS)).split("\t", -1))
                    .toList();
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    /** The first two columns. */
    public static Map<String, String> map(String file) {
        Map<String, String> map = new LinkedHashMap<>();
        rows(file).forEach(cells -> map.put(cells[0], cells[1]));
        return Map.copyOf(map);
    }
}
