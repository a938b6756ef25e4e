package org.tongmai.intake;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.Charset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.tongmai.intake.hl7v2.Entry;
import org.tongmai.intake.table.Column;
import org.tongmai.intake.table.Mapping;
import org.tongmai.intake.table.Row;
import org.tongmai.intake.table.RowMapping;
import org.tongmai.intake.table.RowReader;
import org.tongmai.intake.table.TableFormat;
import org.tongmai.kernel.Problem;
import org.tongmai.store.Json;
import tools.jackson.databind.node.ObjectNode;

/** What would become of the first rows of a table; nothing is stored. */
final class TablePreview {

    /** Rows that are looked at for findings. */
    static final int ROWS_MAX = 2_000;

    /** Rows that are shown as records. */
    private static final int SHOWN_MAX = 20;

    private TablePreview() {}

    /**
     * A column of the file.
     *
     * @param column the column of the data set that it is; null where it is none
     */
    record Header(String header, @Nullable String column) {}

    /** A column of the data set. */
    record Known(String name, String zh, String en, String element, String type, boolean required) {}

    /** A row as it stands and as it would be stored, or why it would be refused. */
    record Shown(
            long line,
            Map<String, String> cells,
            List<Map<String, Object>> resources,
            @Nullable String code,
            @Nullable String what,
            @Nullable String mend,
            List<String> positions) {}

    /** Rows that one rule refuses, with the lines of the first three. */
    record Found(String code, String what, String why, String mend, int rows, List<Long> lines, List<String> columns) {}

    /** How well a data set fits the columns of the file. */
    record Fit(String dataset, String zh, String en, int columns, boolean complete) {}

    /** @param rows how many were looked at */
    record Preview(
            String dataset,
            String zh,
            String en,
            String mapping,
            TableFormat format,
            @Nullable String charset,
            List<Header> headers,
            List<Known> columns,
            List<String> missing,
            List<Fit> fits,
            int rows,
            int good,
            List<Shown> shown,
            List<Found> found) {}

    /**
     * @param dataset null for the one that fits best
     * @param bind header by column where somebody settled it otherwise than it is guessed
     */
    static Preview of(
            InputStream bytes,
            @Nullable TableFormat format,
            TableParts parts,
            String institution,
            @Nullable String dataset,
            Map<String, String> bind)
            throws IOException {
        try (RowReader rows = RowReader.open(bytes, format, null, RowReader.Bounds.OF_LOOKS)) {
            List<Fit> fits = fits(parts.mappings().all(institution), rows.columns());
            String chosen = dataset == null ? fits.getFirst().dataset() : dataset;
            var settled = bound(parts.mappings().inForce(institution, chosen), bind);
            RowMapping mapping = parts.runs().reading(institution, settled, rows);
            return read(rows, settled, mapping, fits);
        }
    }

    private static Preview read(RowReader rows, Mappings.Settled settled, RowMapping mapping, List<Fit> fits)
            throws IOException {
        Mapping means = settled.mapping();
        List<Shown> shown = new ArrayList<>();
        Map<String, Found> found = new LinkedHashMap<>();
        int read = 0;
        int good = 0;
        for (Row row = rows.next(); row != null && read < ROWS_MAX; row = rows.next()) {
            RowMapping.Read each = mapping.read(row);
            read++;
            good += each.problem() == null ? 1 : 0;
            if (each.problem() != null) {
                found.merge(each.problem().code(), found(each.problem(), row), TablePreview::both);
            }
            if (shown.size() < SHOWN_MAX) {
                shown.add(shown(each));
            }
        }
        Map<String, String> columns = new LinkedHashMap<>();
        mapping.bound().forEach((column, header) -> columns.put(header, column));
        return new Preview(
                means.dataset(),
                means.zh(),
                means.en(),
                settled.version(),
                rows.format(),
                rows.charset().map(Charset::name).orElse(null),
                rows.columns().stream()
                        .map(header -> new Header(header, columns.get(header)))
                        .toList(),
                known(means),
                means.missing(mapping.bound()).stream().map(Column::name).toList(),
                fits,
                read,
                good,
                shown,
                List.copyOf(found.values()));
    }

    static List<Known> known(Mapping mapping) {
        return mapping.columns().stream()
                .map(each -> new Known(
                        each.name(),
                        each.zh(),
                        each.en(),
                        each.element(),
                        each.type().name(),
                        each.required()))
                .toList();
    }

    private static Mappings.Settled bound(Mappings.Settled settled, Map<String, String> bind) {
        if (bind.isEmpty()) {
            return settled;
        }
        ObjectNode source = settled.mapping().source().deepCopy();
        ObjectNode all = source.withObject("/bind");
        bind.forEach(all::put);
        return new Mappings.Settled(Mapping.of(source), settled.own());
    }

    private static List<Fit> fits(List<Mappings.Settled> all, List<String> headers) {
        return all.stream()
                .map(each -> {
                    Map<String, String> bound = each.mapping().bound(headers);
                    boolean complete = each.mapping().missing(bound).isEmpty();
                    return new Fit(
                            each.mapping().dataset(),
                            each.mapping().zh(),
                            each.mapping().en(),
                            bound.size(),
                            complete);
                })
                .sorted(Comparator.comparing(Fit::complete)
                        .thenComparingInt(Fit::columns)
                        .reversed())
                .toList();
    }

    private static Shown shown(RowMapping.Read read) {
        List<Map<String, Object>> resources = new ArrayList<>();
        if (read.message() != null) {
            for (Entry entry : read.message().entries()) {
                resources.add(Objects.requireNonNull(plain(entry.resource())));
            }
        }
        Problem problem = read.problem();
        return new Shown(
                read.row().line(),
                read.row().cells(),
                resources,
                problem == null ? null : problem.code(),
                problem == null ? null : problem.what(),
                problem == null ? null : problem.mend(),
                problem == null ? List.of() : problem.where());
    }

    @SuppressWarnings("unchecked") // a JSON object is a map of its members
    private static Map<String, Object> plain(ObjectNode resource) {
        return Json.mapper().convertValue(resource, Map.class);
    }

    private static Found found(Problem problem, Row row) {
        List<String> columns = problem.where().stream()
                .filter(place -> !place.startsWith("line "))
                .toList();
        return new Found(
                problem.code(), problem.what(), problem.why(), problem.mend(), 1, List.of(row.line()), columns);
    }

    private static Found both(Found one, Found other) {
        List<Long> lines = new ArrayList<>(one.lines());
        if (lines.size() < 3) {
            lines.addAll(other.lines());
        }
        List<String> columns = new ArrayList<>(one.columns());
        other.columns().stream().filter(each -> !columns.contains(each)).forEach(columns::add);
        return new Found(
                one.code(),
                one.what(),
                one.why(),
                one.mend(),
                one.rows() + 1,
                List.copyOf(lines),
                List.copyOf(columns));
    }
}
