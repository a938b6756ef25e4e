package org.tongmai.cli.surveillance;

import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Optional;
import java.util.OptionalInt;
import org.tongmai.kernel.Problem;
import org.tongmai.kernel.Problem.Kind;
import org.tongmai.surveillance.nowcast.Reports;

/**
 * Reads reported cases: a row for each, or for several of the same two dates.
 *
 * @param first day of onset
 * @param later reports after the last day, left out
 */
public record ReportsFile(Reports reports, LocalDate first, long later) {

    /** A later report says nothing of how late reports come. */
    private static final int DELAY_MOST = 3_660;

    /**
     * @param now the last day; else that of the last report
     * @throws Problem {@code cli.column-missing}, {@code cli.value-unusable}, {@code cli.report-before-onset}, and what
     *     {@link org.tongmai.cli.match.CsvFile} and {@link Reports} refuse
     */
    public static ReportsFile read(Path file, Optional<Charset> encoding, Optional<LocalDate> now) throws IOException {
        Columns table = Columns.read(file, encoding);
        int onset = table.need("onset", "发病日期", "onset_date", "date", "日期");
        int report = table.need("report", "报告日期", "report_date", "reported");
        OptionalInt count = table.find("count", "例数", "cases", "病例数");
        LocalDate[] onsets = new LocalDate[table.rows()];
        LocalDate[] reported = new LocalDate[table.rows()];
        for (int row = 0; row < onsets.length; row++) {
            onsets[row] = table.date(row, onset);
            reported[row] = table.date(row, report);
            long delay = ChronoUnit.DAYS.between(onsets[row], reported[row]);
            if (delay < 0 || delay > DELAY_MOST) {
                throw new Problem(
                        Kind.INVALID,
                        "cli.report-before-onset",
                        "Row " + (row + 1) + " was reported " + reported[row] + ", with onset " + onsets[row] + ".",
                        "A report comes on the day of onset or later, within ten years.",
                        "Correct the dates; rows are counted from 1 below the header.");
            }
        }
        LocalDate last = now.orElseGet(
                () -> Arrays.stream(reported).max(Comparator.naturalOrder()).orElseThrow());
        LocalDate first = Arrays.stream(onsets).min(Comparator.naturalOrder()).orElseThrow();
        long days = ChronoUnit.DAYS.between(first, last) + 1;
        int[][] counts = new int[Math.clamp(days, 0, Reports.DAYS_MOST + 1)][];
        for (int day = 0; day < counts.length; day++) {
            counts[day] = new int[counts.length - day];
        }
        long later = 0;
        for (int row = 0; row < onsets.length; row++) {
            int number = count.isPresent() ? whole(table, row, count.getAsInt()) : 1;
            if (reported[row].isAfter(last)) {
                later += number;
            } else if (days <= Reports.DAYS_MOST) {
                counts[(int) ChronoUnit.DAYS.between(first, onsets[row])][
                        (int) ChronoUnit.DAYS.between(onsets[row], reported[row])] += number;
            }
        }
        return new ReportsFile(new Reports(counts), first, later);
    }

    private static int whole(Columns table, int row, int column) {
        double count = table.amount(row, column);
        if (count != Math.rint(count) || count > 1_000_000) {
            throw table.wrong(row, column, "a whole number up to a million", "Write the number of cases of the row.");
        }
        return (int) count;
    }
}
