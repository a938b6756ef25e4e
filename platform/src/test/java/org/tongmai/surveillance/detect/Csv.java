package org.tongmai.surveillance.detect;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Tables beside these tests, without a value that contains a comma but in quotes. */
final class Csv {

    private Csv() {}

    static List<Map<String, String>> rows(String name) {
        List<String> lines = lines(name);
        String[] header = values(lines.getFirst());
        var rows = new ArrayList<Map<String, String>>();
        for (String line : lines.subList(1, lines.size())) {
            String[] values = values(line);
            var row = new LinkedHashMap<String, String>();
            for (int i = 0; i < header.length; i++) {
                row.put(header[i], values[i]);
            }
            rows.add(row);
        }
        return rows;
    }

    static List<String> lines(String name) {
        try (var in = Objects.requireNonNull(Csv.class.getResourceAsStream(name), name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    private static String[] values(String line) {
        return line.replace("\"", "").split(",", -1);
    }

    /** A series of a file with the columns index, date, observed and perhaps population. */
    static Series series(String name, int perYear) {
        List<Map<String, String>> rows = rows(name);
        double[] counts =
                rows.stream().mapToDouble(row -> number(value(row, "observed"))).toArray();
        long first = Long.parseLong(value(rows.getFirst(), "index"));
        boolean dated = !value(rows.getFirst(), "date").isEmpty();
        Series series =
                dated ? Series.dated("", first, counts, days(rows)) : Series.counted("", first, counts, perYear);
        return rows.getFirst().containsKey("population")
                ? series.withPopulation(rows.stream()
                        .mapToDouble(row -> number(value(row, "population")))
                        .toArray())
                : series;
    }

    private static long[] days(List<Map<String, String>> rows) {
        return rows.stream()
                .mapToLong(row -> LocalDate.parse(value(row, "date")).toEpochDay())
                .toArray();
    }

    static String value(Map<String, String> row, String column) {
        return Objects.requireNonNull(row.get(column), column);
    }

    static double number(String text) {
        return switch (text) {
            case "", "NA" -> Double.NaN;
            case "Inf" -> Double.POSITIVE_INFINITY;
            case "-Inf" -> Double.NEGATIVE_INFINITY;
            default -> Double.parseDouble(text);
        };
    }
}
