package org.tongmai.cli.surveillance;

import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.tongmai.cli.match.CsvFile;
import org.tongmai.kernel.Problem;
import org.tongmai.kernel.Problem.Kind;
import org.tongmai.person.linkage.Table;

/** The columns of a table by their names, English or Chinese, and their values as numbers and dates. */
final class Columns {

    private static final Pattern DATE = Pattern.compile("(\\d{4})[-/.年](\\d{1,2})[-/.月](\\d{1,2})日?([T ].*)?");

    private final Table table;

    private Columns(Table table) {
        this.table = table;
    }

    static Columns read(Path file, Optional<Charset> encoding) throws IOException {
        return new Columns(CsvFile.read(file, encoding).table());
    }

    int rows() {
        return table.size();
    }

    int number() {
        return table.columns().size();
    }

    String name(int column) {
        return table.columns().get(column);
    }

    /** The column of the first of these names that there is; case, blanks and signs do not matter. */
    OptionalInt find(String... names) {
        for (String wanted : names) {
            for (int column = 0; column < number(); column++) {
                if (bare(name(column)).equals(bare(wanted))) {
                    return OptionalInt.of(column);
                }
            }
        }
        return OptionalInt.empty();
    }

    /** @param names the first is that which the refusal tells */
    int need(String... names) {
        return find(names)
                .orElseThrow(() -> missing(String.join("' or '", List.of(names).subList(0, 2))));
    }

    Problem missing(String names) {
        return new Problem(
                Kind.INVALID,
                "cli.column-missing",
                "The table has no column '" + names + "'.",
                "Columns are known by their names; there are: " + String.join(", ", table.columns()) + ".",
                "Name the column so in the first line.");
    }

    String text(int row, int column) {
        return table.value(column, row);
    }

    /** Whether the value is there; {@code NA} is how R writes one that is not. */
    boolean told(int row, int column) {
        String text = text(row, column);
        return !text.isEmpty() && !text.equals("NA");
    }

    double number(int row, int column) {
        String text = text(row, column);
        try {
            double number = Double.parseDouble(text);
            if (Double.isFinite(number)) {
                return number;
            }
        } catch (NumberFormatException letters) {
            // said below, in our words
        }
        throw wrong(
                row,
                column,
                "a number",
                "Write it with digits and a point, without blanks, units or thousands separators.");
    }

    /** A number from 0 on. */
    double amount(int row, int column) {
        double amount = number(row, column);
        if (amount < 0) {
            throw wrong(row, column, "0 or more", "Correct the value.");
        }
        return amount;
    }

    LocalDate date(int row, int column) {
        return date(text(row, column))
                .orElseThrow(() -> wrong(row, column, "a date", "Write dates such as 2026-11-23."));
    }

    /** Written with signs between the parts, or as eight digits. */
    static Optional<LocalDate> date(String text) {
        Matcher parts = DATE.matcher(
                text.length() == 8 && text.chars().allMatch(Character::isDigit)
                        ? text.substring(0, 4) + '-' + text.substring(4, 6) + '-' + text.substring(6)
                        : text);
        if (!parts.matches()) {
            return Optional.empty();
        }
        try {
            return Optional.of(LocalDate.of(
                    Integer.parseInt(parts.group(1)),
                    Integer.parseInt(parts.group(2)),
                    Integer.parseInt(parts.group(3))));
        } catch (DateTimeException impossible) {
            return Optional.empty();
        }
    }

    Problem wrong(int row, int column, String wanted, String mend) {
        String text = text(row, column);
        return new Problem(
                Kind.INVALID,
                "cli.value-unusable",
                "Row " + (row + 1) + " has " + (text.isEmpty() ? "nothing" : "'" + text + "'") + " in column '"
                        + name(column) + "', which is not " + wanted + ".",
                "Each row needs " + wanted + " there; rows are counted from 1 below the header.",
                mend);
    }

    private static String bare(String name) {
        return name.toLowerCase(Locale.ROOT).replaceAll("[^\\p{L}\\p{N}]", "");
    }
}
