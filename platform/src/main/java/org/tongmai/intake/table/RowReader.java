package org.tongmai.intake.table;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.Charset;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.tongmai.kernel.Problem;
import org.tongmai.kernel.Problem.Kind;

/** Reads a table row by row; never more than a row, or of a workbook its texts, is in memory. */
public abstract sealed class RowReader implements AutoCloseable permits CsvRows, JsonRows, ExcelRows {

    /** Bytes that are looked at to tell format, characters and separator. */
    public static final int HEAD = 65_536;

    /** Most columns of a table; the widest data set in use, the front page of an inpatient record, has some 400. */
    static final int COLUMNS_MAX = 1_000;

    /** Most characters of a row; a discharge summary in a cell fits. */
    static final int ROW_MAX = 1_000_000;

    /**
     * Opens a table.
     *
     * @param format null where the bytes are to tell
     * @param charset of a text file; null where the bytes are to tell
     * @throws Problem {@code intake.table-unreadable}
     */
    public static RowReader open(InputStream bytes, @Nullable TableFormat format, @Nullable Charset charset)
            throws IOException {
        return open(bytes, format, charset, Bounds.OF_FILES);
    }

    /**
     * What a table may cost.
     *
     * @param row characters of a row of text
     * @param texts bytes of the texts of a workbook, unpacked
     * @param book bytes of all of a workbook, unpacked
     */
    public record Bounds(int row, long texts, long book) {

        /** Of a file that is read to its end; some three times its texts are held in memory. */
        public static final Bounds OF_FILES = new Bounds(ROW_MAX, 50_000_000, 20_000_000_000L);

        /** Of a file whose beginning somebody looks at. */
        public static final Bounds OF_LOOKS = new Bounds(ROW_MAX, 5_000_000, 500_000_000);
    }

    /** The same with other bounds. */
    public static RowReader open(
            InputStream bytes, @Nullable TableFormat format, @Nullable Charset charset, Bounds bounds)
            throws IOException {
        var in = new BufferedInputStream(bytes, HEAD);
        in.mark(HEAD);
        byte[] head = in.readNBytes(HEAD);
        in.reset();
        TableFormat kind = format == null ? TableFormat.ofBytes(head) : format;
        if (kind == TableFormat.XLSX) {
            return new ExcelRows(in, bounds);
        }
        Charset read = charset == null ? TableCharset.detect(head) : charset;
        var text = new InputStreamReader(in, read);
        return kind == TableFormat.NDJSON
                ? new JsonRows(text, read, bounds.row())
                : new CsvRows(text, read, new String(head, read), bounds.row());
    }

    /** The columns in the order of the file; of NDJSON those of the first rows, any of which may lack some. */
    public abstract List<String> columns();

    /** The characters of a text file; nothing of a workbook. */
    public abstract Optional<Charset> charset();

    /** What kind of file it is. */
    public final TableFormat format() {
        return switch (this) {
            case CsvRows _ -> TableFormat.CSV;
            case JsonRows _ -> TableFormat.NDJSON;
            case ExcelRows _ -> TableFormat.XLSX;
        };
    }

    /** The next row; null at the end. Rows without any text are passed over. */
    public abstract @Nullable Row next() throws IOException;

    @Override
    public abstract void close() throws IOException;

    /** Column names as people write them: cut, without byte order mark, and a number where one comes twice or is missing. */
    static List<String> names(List<String> header) {
        if (header.size() > COLUMNS_MAX) {
            throw unreadable("The table has more than " + COLUMNS_MAX + " columns.");
        }
        List<String> names = new ArrayList<>();
        Set<String> seen = new HashSet<>();
        for (String each : header) {
            String name = each.replace("\uFEFF", "").strip();
            String wanted = name.isEmpty() ? "#" + (names.size() + 1) : name;
            for (int nth = 2; !seen.add(wanted); nth++) {
                wanted = name + "#" + nth;
            }
            names.add(wanted);
        }
        return names;
    }

    /** The refusal of a file that is no table. */
    public static Problem unreadable(String what) {
        return new Problem(
                Kind.INVALID,
                "intake.table-unreadable",
                what,
                "A table is CSV with one line of column names, the first sheet of an Excel workbook (.xlsx), or NDJSON.",
                "Export the table anew in one of these forms.");
    }
}
