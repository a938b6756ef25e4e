package org.tongmai.cli.surveillance;

import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.tongmai.kernel.Problem;
import org.tongmai.kernel.Problem.Kind;
import org.tongmai.surveillance.scan.Model;
import org.tongmai.surveillance.scan.Places;
import org.tongmai.surveillance.scan.Study;

/**
 * Reads places with their points, people and cases; with a column of times, one row for each place and period. A period without a row of a
 * place has no cases there, and the people of the period before.
 *
 * @param study what is scanned
 * @param periods their names, oldest first; empty where the table has no times
 */
public record PlacesFile(Study study, List<String> periods) {

    public PlacesFile {
        periods = List.copyOf(periods);
    }

    /**
     * @throws Problem {@code cli.column-missing}, {@code cli.value-unusable}, {@code cli.place-repeated}, {@code cli.place-moved},
     *     {@code cli.periods-number}, and what {@link org.tongmai.cli.match.CsvFile} and {@link Study} refuse
     */
    public static PlacesFile read(Path file, Optional<Charset> encoding, Model model) throws IOException {
        return new Reader(Columns.read(file, encoding), model).read();
    }

    private static final class Reader {

        private final Columns table;
        private final Model model;
        private final int id;
        private final boolean globe;
        private final int x;
        private final int y;
        private final int cases;
        private final OptionalInt population;
        private final OptionalInt expected;
        private final OptionalInt time;
        private final Map<String, Integer> places = new HashMap<>();
        private final List<Integer> firstRows = new ArrayList<>();

        Reader(Columns table, Model model) {
            this.table = table;
            this.model = model;
            this.id = table.find("id", "地点", "place", "编号", "名称", "地区").orElse(0);
            OptionalInt east = table.find("x_km", "x");
            OptionalInt north = table.find("y_km", "y");
            this.globe = east.isEmpty() || north.isEmpty();
            this.x = globe ? table.need("lon", "经度", "longitude", "lng", "long") : east.getAsInt();
            this.y = globe ? table.need("lat", "纬度", "latitude") : north.getAsInt();
            this.cases = table.need("cases", "病例", "病例数", "observed", "发病数");
            this.population = table.find("population", "人口", "人口数", "pop");
            this.expected = table.find("expected", "期望", "期望数", "预期");
            this.time = table.find("time", "时间", "date", "日期");
            boolean measured = model == Model.PERMUTATION || (model == Model.POISSON && expected.isPresent());
            if (!measured && population.isEmpty()) {
                throw table.missing("population' or '人口");
            }
            if (model == Model.PERMUTATION && time.isEmpty()) {
                throw table.missing("time' or '时间");
            }
        }

        PlacesFile read() {
            Periods periods = time.isPresent() ? Periods.of(table, time.getAsInt()) : new Periods(List.of(), Map.of());
            for (int row = 0; row < table.rows(); row++) {
                place(row);
            }
            int size = firstRows.size();
            int length = Math.max(1, periods.names().size());
            Study.checkSize(size, length);
            double[][] counted = table(size, length);
            double[][] people = table(size, length);
            double[][] measured = table(size, length);
            for (int row = 0; row < table.rows(); row++) {
                int place = places.getOrDefault(table.text(row, id), 0);
                int period = time.isPresent() ? periods.of().getOrDefault(table.text(row, time.getAsInt()), 0) : 0;
                if (!Double.isNaN(counted[place][period])) {
                    throw repeated(row);
                }
                counted[place][period] = table.told(row, cases) ? table.amount(row, cases) : 0;
                if (population.isPresent()) {
                    people[place][period] = table.amount(row, population.getAsInt());
                }
                if (expected.isPresent() && model == Model.POISSON) {
                    measured[place][period] = table.amount(row, expected.getAsInt());
                }
            }
            return new PlacesFile(study(counted, people, measured), periods.names());
        }

        /** Where nothing was read stands {@code NaN}. */
        private static double[][] table(int places, int periods) {
            double[][] table = new double[places][periods];
            for (double[] row : table) {
                Arrays.fill(row, Double.NaN);
            }
            return table;
        }

        private void place(int row) {
            String name = table.text(row, id);
            if (name.isEmpty()) {
                throw table.wrong(row, id, "the name of a place", "Name the place.");
            }
            Integer known = places.putIfAbsent(name, firstRows.size());
            if (known == null) {
                firstRows.add(row);
            } else if (table.number(row, x) != table.number(firstRows.get(known), x)
                    || table.number(row, y) != table.number(firstRows.get(known), y)) {
                throw new Problem(
                        Kind.INVALID,
                        "cli.place-moved",
                        "Row " + (row + 1) + " has another point for place '" + name + "' than row "
                                + (firstRows.get(known) + 1) + ".",
                        "A place has one point, the same in all its rows.",
                        "Correct the point, or give the two places different names.");
            }
        }

        private Problem repeated(int row) {
            return new Problem(
                    Kind.INVALID,
                    "cli.place-repeated",
                    "Row " + (row + 1) + " is a second one of place '" + table.text(row, id) + "'"
                            + (time.isPresent() ? " at " + table.text(row, time.getAsInt()) : "") + ".",
                    "A place has one row"
                            + (time.isPresent() ? " for each time." : ", or one for each time with a column 'time'."),
                    "Add the cases up in one row, or give the two places different names.");
        }

        private Study study(double[][] counted, double[][] people, double[][] measured) {
            for (double[] row : counted) {
                Arrays.setAll(row, t -> Double.isNaN(row[t]) ? 0 : row[t]);
            }
            for (double[] row : measured) {
                Arrays.setAll(row, t -> Double.isNaN(row[t]) ? 0 : row[t]);
            }
            if (population.isPresent()) {
                for (double[] row : people) {
                    carry(row);
                }
            }
            double[][] against =
                    switch (model) {
                        case BINOMIAL -> people;
                        case PERMUTATION -> counted;
                        case POISSON -> expected.isPresent() ? measured : shares(people, sum(counted));
                    };
            double[][] weights = population.isPresent() ? people : against;
            return new Study(
                    new Places(
                            firstRows.stream().map(row -> table.text(row, id)).toList(),
                            firstRows.stream()
                                    .mapToDouble(row -> table.number(row, x))
                                    .toArray(),
                            firstRows.stream()
                                    .mapToDouble(row -> table.number(row, y))
                                    .toArray(),
                            globe),
                    model,
                    counted,
                    against,
                    Arrays.stream(weights)
                            .mapToDouble(row -> Arrays.stream(row).sum())
                            .toArray());
        }

        /** The people of a period without a row are those of the one before, at the beginning those of the next. */
        private static void carry(double[] row) {
            for (int t = 1; t < row.length; t++) {
                row[t] = Double.isNaN(row[t]) ? row[t - 1] : row[t];
            }
            for (int t = row.length - 2; t >= 0; t--) {
                row[t] = Double.isNaN(row[t]) ? row[t + 1] : row[t];
            }
        }

        /** All cases, in proportion to the people. */
        private static double[][] shares(double[][] people, double all) {
            double total = sum(people);
            return Arrays.stream(people)
                    .map(row -> Arrays.stream(row)
                            .map(each -> total == 0 ? 0 : all * each / total)
                            .toArray())
                    .toArray(double[][]::new);
        }

        private static double sum(double[][] table) {
            return Arrays.stream(table).flatMapToDouble(Arrays::stream).sum();
        }
    }
}
