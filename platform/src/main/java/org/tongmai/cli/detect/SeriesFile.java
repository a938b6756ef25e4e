package org.tongmai.cli.detect;

import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.tongmai.cli.match.CsvFile;
import org.tongmai.kernel.Problem;
import org.tongmai.kernel.Problem.Kind;
import org.tongmai.person.linkage.Table;
import org.tongmai.surveillance.detect.Series;

/**
 * Reads series of counts from a table: columns {@code index} (or {@code epoch}), {@code date}, {@code observed}, {@code population} and
 * {@code place}, or their Chinese names. Rows may stand in any order; other columns are not looked at. A missing count is empty or
 * {@code NA}.
 */
public final class SeriesFile {

    private static final Pattern DATE = Pattern.compile("(\\d{4})[-/.年](\\d{1,2})[-/.月](\\d{1,2})日?");

    /** What a column holds, and what it may be called. */
    private enum Column {
        INDEX("index", "epoch", "期", "期数", "期次"),
        DATE("date", "日期"),
        OBSERVED("observed", "观察数", "病例数", "发病数"),
        POPULATION("population", "人口", "人口数"),
        PLACE("place", "地区");

        @SuppressWarnings("ImmutableEnumChecker") // List.of
        private final List<String> names;

        Column(String... names) {
            this.names = List.of(names);
        }
    }

    private record Period(long index, OptionalInt dateless, long day, double observed, double population, int row) {}

    private final Table table;
    private final int perYear;
    private final int index;
    private final int date;
    private final int observed;
    private final int population;
    private final int place;

    private SeriesFile(Table table, int perYear) {
        this.table = table;
        this.perYear = perYear;
        this.index = column(Column.INDEX);
        this.date = dates(table, column(Column.DATE), index);
        this.observed = column(Column.OBSERVED);
        this.population = column(Column.POPULATION);
        this.place = column(Column.PLACE);
    }

    /**
     * The series of the file, by place in the order in which these are met.
     *
     * @param perYear periods of a year where they have no dates
     * @throws Problem {@code cli.series-column-missing}, {@code cli.series-value-wrong}, {@code cli.series-index-repeated},
     *     {@code cli.series-gap}, {@code cli.series-dates-wrong}, and what {@link CsvFile} refuses
     */
    public static List<Series> read(Path file, Optional<Charset> encoding, int perYear) throws IOException {
        return new SeriesFile(CsvFile.read(file, encoding).table(), perYear).series();
    }

    /** The column of dates; where there is none, an epoch beside an index may be. */
    private static int dates(Table table, int date, int index) {
        int epoch = table.columns().indexOf("epoch");
        boolean dated = date < 0 && epoch >= 0 && epoch != index;
        return dated && DATE.matcher(table.value(epoch, 0)).matches() ? epoch : date;
    }

    private int column(Column column) {
        for (String name : column.names) {
            for (int i = 0; i < table.columns().size(); i++) {
                if (table.columns().get(i).strip().toLowerCase(Locale.ROOT).equals(name)) {
                    return i;
                }
            }
        }
        return -1;
    }

    private List<Series> series() {
        if (observed < 0) {
            throw columnMissing("observed (or 观察数)");
        }
        if (index < 0 && date < 0) {
            throw columnMissing("index (or epoch, 期)");
        }
        boolean counted = index >= 0 && !DATE.matcher(table.value(index, 0)).matches();
        Map<String, List<Period>> places = new LinkedHashMap<>();
        for (int row = 0; row < table.size(); row++) {
            String name = place < 0 ? "" : table.value(place, row);
            places.computeIfAbsent(name, each -> new ArrayList<>()).add(period(row, counted));
        }
        var series = new ArrayList<Series>();
        places.forEach((name, periods) -> series.add(series(name, periods, counted)));
        return series;
    }

    private Period period(int row, boolean counted) {
        int dates = counted ? date : index >= 0 ? index : date;
        String text = dates < 0 ? "" : table.value(dates, row);
        boolean dateless = text.isEmpty() || text.equals("NA");
        if (dateless && !counted) {
            throw wrong(row, dates, text, "It is a date such as 2026-11-23.");
        }
        return new Period(
                counted ? whole(row, index) : 0,
                dateless ? OptionalInt.of(row) : OptionalInt.empty(),
                dateless ? 0 : day(row, dates, text),
                number(row, observed, true),
                population < 0 ? Double.NaN : number(row, population, false),
                row);
    }

    private Series series(String name, List<Period> periods, boolean counted) {
        periods.sort(counted ? Comparator.comparingLong(Period::index) : Comparator.comparingLong(Period::day));
        int size = periods.size();
        double[] counts = new double[size];
        double[] people = new double[size];
        long[] days = new long[size];
        int dateless = 0;
        for (int i = 0; i < size; i++) {
            Period each = periods.get(i);
            if (i > 0) {
                follows(name, periods.get(i - 1), each, counted);
            }
            counts[i] = each.observed;
            people[i] = each.population;
            days[i] = each.day;
            dateless += each.dateless.isPresent() ? 1 : 0;
        }
        if (dateless != 0 && dateless != size) {
            throw dates(name, "Some periods have a date, others have none.");
        }
        boolean dated = dateless == 0;
        for (int i = 1; dated && i < size; i++) {
            if (days[i] <= days[i - 1]) {
                throw dates(
                        name,
                        "The date in row " + (periods.get(i).row + 1) + " is not after that of the period before.");
            }
        }
        long first = counted ? periods.getFirst().index : 1;
        Series series = dated ? Series.dated(name, first, counts, days) : Series.counted(name, first, counts, perYear);
        return population < 0 ? series : series.withPopulation(people);
    }

    private static void follows(String name, Period before, Period each, boolean counted) {
        if (counted ? each.index == before.index : each.day == before.day) {
            throw new Problem(
                    Kind.INVALID,
                    "cli.series-index-repeated",
                    "Rows " + (before.row + 1) + " and " + (each.row + 1) + of(name) + " are of the same period.",
                    "A series has one count for each period.",
                    "Delete one, or add them up; series of several places need a column place.");
        }
        if (counted && each.index != before.index + 1) {
            throw new Problem(
                    Kind.INVALID,
                    "cli.series-gap",
                    "After index " + before.index + of(name) + " comes " + each.index + ".",
                    "A series has a row for each period; a missing count is an empty value, which is not the same as 0.",
                    "Add the missing rows, with 0 where nobody fell ill and empty where it is not known.");
        }
    }

    private long whole(int row, int column) {
        try {
            return Long.parseLong(table.value(column, row));
        } catch (NumberFormatException letters) {
            throw wrong(row, column, table.value(column, row), "It is the number of the period, a whole one.");
        }
    }

    private double number(int row, int column, boolean count) {
        String text = table.value(column, row);
        if (text.isEmpty() || text.equals("NA")) {
            return Double.NaN;
        }
        try {
            double number = Double.parseDouble(text);
            if (number >= 0 && number <= 0x1p53 && (!count || number == Math.rint(number))) {
                return number;
            }
        } catch (NumberFormatException letters) {
            // said below, in our words
        }
        throw wrong(
                row,
                column,
                text,
                count ? "It is a whole number, 0 or more, or empty." : "It is a number, 0 or more, or empty.");
    }

    private long day(int row, int column, String text) {
        Matcher parts = DATE.matcher(text);
        try {
            if (parts.matches()) {
                return LocalDate.of(
                                Integer.parseInt(parts.group(1)),
                                Integer.parseInt(parts.group(2)),
                                Integer.parseInt(parts.group(3)))
                        .toEpochDay();
            }
        } catch (DateTimeException impossible) {
            // said below, in our words
        }
        throw wrong(row, column, text, "It is a date such as 2026-11-23.");
    }

    private Problem wrong(int row, int column, String text, String rule) {
        return new Problem(
                Kind.INVALID,
                "cli.series-value-wrong",
                "Row " + (row + 1) + " has '" + text + "' in the column "
                        + table.columns().get(column) + ".",
                rule,
                "Mend the row; rows are counted from 1 below the header.");
    }

    private Problem columnMissing(String name) {
        Set<String> there = new HashSet<>(table.columns());
        return new Problem(
                Kind.INVALID,
                "cli.series-column-missing",
                "There is no column " + name + ".",
                "The columns are " + String.join(", ", there.stream().sorted().toList()) + ".",
                "Name a file with the columns index and observed, and if there are date, population and place.");
    }

    private static Problem dates(String name, String why) {
        return new Problem(
                Kind.INVALID,
                "cli.series-dates-wrong",
                "The dates" + of(name) + " do not go with the periods.",
                why,
                "Mend the column date, or leave it empty for all periods of a place.");
    }

    private static String of(String place) {
        return place.isEmpty() ? "" : " of " + place;
    }
}
