package org.tongmai.cli.match;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.tongmai.person.linkage.ColumnNames;
import org.tongmai.person.linkage.ColumnNames.Use;
import org.tongmai.person.linkage.Kind;
import org.tongmai.person.linkage.Table;

/** Year, month and day of birth in three columns: made one date, for a slip is found in a date. */
public final class BirthParts {

    private static final List<Set<String>> NAMES = List.of(
            Set.of("by", "birthyear", "yearofbirth", "yob", "出生年"),
            Set.of("bm", "birthmonth", "monthofbirth", "mob", "出生月"),
            Set.of("bd", "birthday", "dayofbirth", "出生日"));

    private BirthParts() {}

    /** The names of year, month and day; empty where one of them is missing or another column has the whole date. */
    static List<String> of(List<String> columns) {
        var names = new ArrayList<String>();
        for (Set<String> wanted : NAMES) {
            columns.stream()
                    .filter(name -> wanted.contains(bare(name)))
                    .findFirst()
                    .ifPresent(names::add);
        }
        boolean whole = columns.stream()
                .filter(name -> !names.contains(name) && name.indexOf('+') < 0)
                .anyMatch(name -> ColumnNames.recognise(name).equals(new Use.Compared(Kind.BIRTH_DATE)));
        return names.size() == NAMES.size() && !whole ? List.copyOf(names) : List.of();
    }

    /** Whether a column is named as one that tells the year of birth. */
    static boolean year(String name) {
        return NAMES.getFirst().contains(bare(name));
    }

    /** What the column of the whole date is called. */
    static String joined(List<String> parts) {
        return String.join("+", parts);
    }

    /** The table, with the whole date as one more column where its three parts are there. */
    public static Table with(Table table) {
        List<String> parts = of(table.columns());
        if (parts.isEmpty() || table.columns().contains(joined(parts))) {
            return table;
        }
        int[] places = parts.stream().mapToInt(table.columns()::indexOf).toArray();
        Map<String, Integer> known = new HashMap<>();
        var dates = new ArrayList<String>();
        int[] codes = new int[table.size()];
        for (int row = 0; row < codes.length; row++) {
            String date = date(table.value(places[0], row), table.value(places[1], row), table.value(places[2], row));
            codes[row] = known.computeIfAbsent(date, none -> dates.size());
            if (codes[row] == dates.size()) {
                dates.add(date);
            }
        }
        var columns = new ArrayList<>(table.columns());
        columns.add(joined(parts));
        var values = new ArrayList<>(table.values());
        values.add(dates);
        int[][] all = Arrays.copyOf(table.codes(), columns.size());
        all[columns.size() - 1] = codes;
        return new Table(columns, values, all, table.size());
    }

    /** Without a day the month, without a month the year, without a year nothing. */
    private static String date(String year, String month, String day) {
        if (year.isEmpty()) {
            return "";
        }
        String date = whole(year) + (month.isEmpty() ? "" : "-" + whole(month));
        return month.isEmpty() || day.isEmpty() ? date : date + "-" + whole(day);
    }

    /** A spreadsheet writes 1985.0 where a value of the column is missing. */
    private static String whole(String number) {
        return number.endsWith(".0") ? number.substring(0, number.length() - 2) : number;
    }

    private static String bare(String name) {
        return name.toLowerCase(Locale.ROOT).replaceAll("[^\\p{L}\\p{N}]", "");
    }
}
