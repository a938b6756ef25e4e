package org.tongmai.cli.surveillance;

import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.tongmai.kernel.Problem;
import org.tongmai.kernel.Problem.Kind;
import org.tongmai.surveillance.transmission.Incidence;
import org.tongmai.surveillance.transmission.SerialInterval;

/**
 * Reads new cases by period: a series, or with a column of places one for each. Rows may stand in any order; a period without a value has no
 * cases.
 *
 * @param series by place; under an empty name where there is no such column
 * @param empty periods without a value
 */
public record IncidenceFile(Map<String, Incidence> series, int empty) {

    private record Row(long time, double local, double imported, int row) {}

    /**
     * @throws Problem {@code cli.column-missing}, {@code cli.value-unusable}, {@code cli.series-uneven}, and what
     *     {@link org.tongmai.cli.match.CsvFile} and {@link Incidence} refuse
     */
    public static IncidenceFile read(Path file, Optional<Charset> encoding) throws IOException {
        Columns table = Columns.read(file, encoding);
        OptionalInt place = table.find("place", "地点", "地区");
        OptionalInt imported = table.find("imported", "输入", "境外输入", "输入病例");
        int local = local(table, imported.isPresent());
        OptionalInt number = table.find("t", "index", "期", "期次");
        OptionalInt date = table.find("dates", "date", "日期", "发病日期");
        Map<String, List<Row>> rows = new LinkedHashMap<>();
        int empty = 0;
        for (int row = 0; row < table.rows(); row++) {
            String name = place.isPresent() ? table.text(row, place.getAsInt()) : "";
            empty += table.told(row, local) ? 0 : 1;
            rows.computeIfAbsent(name, each -> new ArrayList<>())
                    .add(new Row(
                            time(table, row, number, date),
                            count(table, row, local),
                            imported.isPresent() ? count(table, row, imported.getAsInt()) : 0,
                            row));
        }
        Map<String, Incidence> series = new LinkedHashMap<>();
        rows.forEach((name, each) -> series.put(name, incidence(each)));
        return new IncidenceFile(series, empty);
    }

    /** Cases infected here; where imported ones have no column, all are. */
    private static int local(Columns table, boolean imported) {
        OptionalInt local = imported ? table.find("local", "本地", "本土", "本土病例") : OptionalInt.empty();
        return local.isPresent() ? local.getAsInt() : table.need("I", "新发", "新增", "cases", "病例", "病例数", "local", "本地");
    }

    private static double count(Columns table, int row, int column) {
        return table.told(row, column) ? table.amount(row, column) : 0;
    }

    private static long time(Columns table, int row, OptionalInt number, OptionalInt date) {
        if (date.isPresent()) {
            return table.date(row, date.getAsInt()).toEpochDay();
        }
        return number.isPresent() ? (long) table.number(row, number.getAsInt()) : row;
    }

    private static Incidence incidence(List<Row> rows) {
        rows.sort(Comparator.comparingLong(Row::time));
        long step = rows.size() < 2 ? 1 : rows.get(1).time() - rows.get(0).time();
        for (int i = 1; i < rows.size(); i++) {
            long between = rows.get(i).time() - rows.get(i - 1).time();
            if (between == 0 || between != step) {
                throw new Problem(
                        Kind.INVALID,
                        "cli.series-uneven",
                        "Rows " + (rows.get(i - 1).row() + 1) + " and "
                                + (rows.get(i).row() + 1)
                                + (between == 0
                                        ? " are of the same period."
                                        : " are " + between + " apart, the first ones " + step + "."),
                        "A series has one row for each period, all of the same length; rows are counted from 1 below the header.",
                        between == 0
                                ? "Add them up; several places need a column 'place'."
                                : "Add the missing periods, with 0 where nobody fell ill.");
            }
        }
        return new Incidence(
                rows.stream().mapToDouble(Row::local).toArray(),
                rows.stream().mapToDouble(Row::imported).toArray());
    }

    /** Reads a serial interval: columns {@code k} (periods) and {@code w} (its chance). */
    public static SerialInterval interval(Path file, Optional<Charset> encoding) throws IOException {
        Columns table = Columns.read(file, encoding);
        int k = table.need("k", "间隔", "t", "day", "天");
        int w = table.need("w", "概率", "weight", "p", "权重");
        double[] weights = new double[2];
        boolean[] seen = new boolean[Incidence.PERIODS_MOST];
        for (int row = 0; row < table.rows(); row++) {
            double at = table.amount(row, k);
            if (at != Math.rint(at) || at >= seen.length || seen[(int) at]) {
                throw table.wrong(
                        row, k, "a number of periods of its own", "Give each number of periods, 0, 1, 2, ..., once.");
            }
            seen[(int) at] = true;
            weights = (int) at < weights.length ? weights : Arrays.copyOf(weights, (int) at + 1);
            weights[(int) at] = table.amount(row, w);
        }
        return SerialInterval.of(weights);
    }
}
