package org.tongmai.surveillance.transmission;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** The rows of a reference file, by the names of its columns. */
final class Rows {

    private Rows() {}

    static List<Map<String, String>> of(String file) {
        try (var in = Objects.requireNonNull(Rows.class.getResourceAsStream(file), file)) {
            List<String> lines = new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .toList();
            String[] names = lines.getFirst().replace("\"", "").split(",", -1);
            var rows = new ArrayList<Map<String, String>>();
            for (String line : lines.subList(1, lines.size())) {
                String[] values = line.replaceAll("\"([^\",]*), ([^\"]*)\"", "$1; $2")
                        .replace("\"", "")
                        .split(",", -1);
                Map<String, String> row = new HashMap<>();
                for (int i = 0; i < names.length; i++) {
                    row.put(names[i], values[i]);
                }
                rows.add(row);
            }
            return rows;
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    static double number(Map<String, String> row, String name) {
        String value = Objects.requireNonNull(row.get(name), name);
        return value.isEmpty() ? Double.NaN : Double.parseDouble(value);
    }

    static double[] column(List<Map<String, String>> rows, String name) {
        return rows.stream().mapToDouble(row -> number(row, name)).toArray();
    }
}
