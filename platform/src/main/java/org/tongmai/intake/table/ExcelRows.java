package org.tongmai.intake.table;

import java.io.IOException;
import java.io.InputStream;
import java.math.BigDecimal;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.dhatim.fastexcel.reader.Cell;
import org.dhatim.fastexcel.reader.CellType;
import org.dhatim.fastexcel.reader.ExcelReaderException;
import org.dhatim.fastexcel.reader.ReadableWorkbook;
import org.dhatim.fastexcel.reader.ReadingOptions;
import org.jspecify.annotations.Nullable;

/**
 * The first sheet of a workbook. The texts of a workbook stand apart from its cells and are held in memory, so a workbook
 * whose texts unpack to more than {@value #TEXTS_MAX} bytes is refused; its rows are read one by one.
 */
final class ExcelRows extends RowReader {

    private static final long TEXTS_MAX = 200_000_000;

    /** A format that shows a number as a date or a time of day, such as {@code yyyy/m/d h:mm}; texts in quotes do not count. */
    private static final Pattern DATE = Pattern.compile("[ymdhs年月日]", Pattern.CASE_INSENSITIVE);

    private static final Pattern QUOTED =
            Pattern.compile("\"[^\"]*\"|\\[[^\\]]*\\]|\\\\.|General", Pattern.CASE_INSENSITIVE);

    private final Path spooled;
    private final ReadableWorkbook book;
    private final Stream<org.dhatim.fastexcel.reader.Row> stream;
    private final Iterator<org.dhatim.fastexcel.reader.Row> rows;
    private final List<String> columns;

    ExcelRows(InputStream bytes) throws IOException {
        spooled = Files.createTempFile("tongmai-table-", ".xlsx");
        try {
            Files.copy(bytes, spooled, StandardCopyOption.REPLACE_EXISTING);
            requireTexts(spooled);
            book = new ReadableWorkbook(spooled.toFile(), new ReadingOptions(true, false));
            stream = book.getFirstSheet().openStream();
            rows = stream.iterator();
            columns = rows.hasNext() ? names(header(rows.next())) : List.of();
        } catch (IOException | ExcelReaderException | IllegalArgumentException broken) {
            Files.deleteIfExists(spooled);
            throw unreadable("The file is no workbook that can be read.");
        }
        if (columns.isEmpty()) {
            close();
            throw unreadable("The first sheet has no line of column names.");
        }
    }

    @Override
    public List<String> columns() {
        return columns;
    }

    @Override
    public Optional<Charset> charset() {
        return Optional.empty();
    }

    @Override
    public @Nullable Row next() {
        while (rows.hasNext()) {
            var row = rows.next();
            Map<String, String> cells = new LinkedHashMap<>();
            boolean any = false;
            for (int i = 0; i < Math.min(columns.size(), row.getCellCount()); i++) {
                String text = row.getOptionalCell(i).map(ExcelRows::text).orElse("");
                any |= !text.isBlank();
                cells.put(columns.get(i), text);
            }
            if (any) {
                return new Row(row.getRowNum(), cells);
            }
        }
        return null;
    }

    private static List<String> header(org.dhatim.fastexcel.reader.Row row) {
        List<String> names = new ArrayList<>();
        for (int i = 0; i < row.getCellCount(); i++) {
            names.add(row.getOptionalCell(i).map(ExcelRows::text).orElse(""));
        }
        return names;
    }

    /** A cell as text: numbers with the digits they have, dates as ISO 8601. */
    private static String text(Cell cell) {
        if (cell.getType() == CellType.ERROR) {
            return "";
        }
        if (cell.getType() != CellType.NUMBER) {
            return String.valueOf(cell.getText());
        }
        String format = cell.getDataFormatString();
        if (format != null
                && DATE.matcher(QUOTED.matcher(format).replaceAll("")).find()) {
            return date(cell.asDate());
        }
        BigDecimal number = cell.asNumber();
        // a double of 15 digits writes 5.4 as 5.4000000000000004
        BigDecimal shown = number.precision() > 15 ? new BigDecimal(Double.toString(number.doubleValue())) : number;
        return shown.signum() == 0 ? "0" : shown.stripTrailingZeros().toPlainString();
    }

    private static String date(LocalDateTime at) {
        return at.toLocalTime().equals(LocalTime.MIDNIGHT)
                ? at.toLocalDate().toString()
                : at.withNano(0).toString().replace('T', ' ');
    }

    private static void requireTexts(Path file) throws IOException {
        try (ZipFile zip = new ZipFile(file.toFile())) {
            ZipEntry texts = zip.getEntry("xl/sharedStrings.xml");
            if (texts != null && texts.getSize() > TEXTS_MAX) {
                throw unreadable("The texts of the workbook are more than " + TEXTS_MAX / 1_000_000 + " MB.");
            }
        }
    }

    @Override
    public void close() throws IOException {
        try (stream;
                book) {
            Files.deleteIfExists(spooled);
        }
    }
}
