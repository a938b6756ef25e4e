package org.tongmai.intake.table;

import java.io.IOException;
import java.io.InputStream;
import java.math.BigDecimal;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.dhatim.fastexcel.reader.Cell;
import org.dhatim.fastexcel.reader.CellType;
import org.dhatim.fastexcel.reader.ReadableWorkbook;
import org.dhatim.fastexcel.reader.ReadingOptions;
import org.jspecify.annotations.Nullable;
import org.tongmai.kernel.Problem;

/**
 * The first sheet of a workbook. The texts of a workbook stand apart from its cells and are held in memory; its rows are read
 * one by one. How much a part unpacks to is counted, not believed.
 */
final class ExcelRows extends RowReader {

    /** Workbooks on their way; a program that was killed leaves some there. */
    private static final Path FOLDER = Path.of(
            System.getProperty("java.io.tmpdir", "/tmp"), "tongmai-tables-" + System.getProperty("user.name", ""));

    private static final Duration LEFT_BEHIND = Duration.ofHours(1);

    /** Unpacked bytes of a row of a sheet. */
    private static final long ROW_BYTES_MAX = 16_000_000;

    private static final byte[] ROW = "<row".getBytes(StandardCharsets.US_ASCII);

    /** A format that shows a number as a date or a time of day, such as {@code yyyy/m/d h:mm}; texts in quotes do not count. */
    private static final Pattern DATE = Pattern.compile("[ymdhs年月日]", Pattern.CASE_INSENSITIVE);

    private static final Pattern QUOTED =
            Pattern.compile("\"[^\"]*\"|\\[[^\\]]*\\]|\\\\.|General", Pattern.CASE_INSENSITIVE);

    private final Path spooled;
    private final ReadableWorkbook book;
    private final Stream<org.dhatim.fastexcel.reader.Row> stream;
    private final Iterator<org.dhatim.fastexcel.reader.Row> rows;
    private final List<String> columns;

    ExcelRows(InputStream bytes, Bounds bounds) throws IOException {
        spooled = spool(bytes);
        ReadableWorkbook opened = null;
        try {
            requireBounded(spooled, bounds);
            opened = new ReadableWorkbook(spooled.toFile(), new ReadingOptions(true, false));
            stream = opened.getFirstSheet().openStream();
            rows = stream.iterator();
            columns = rows.hasNext() ? names(header(rows.next())) : List.of();
        } catch (Problem refused) {
            discard(opened);
            throw refused;
        } catch (IOException | RuntimeException broken) {
            discard(opened);
            throw unreadable("The file is no workbook that can be read.");
        }
        book = opened;
        if (columns.isEmpty()) {
            close();
            throw unreadable("The first sheet has no line of column names.");
        }
    }

    private void discard(@Nullable ReadableWorkbook opened) throws IOException {
        try (opened) {
            Files.deleteIfExists(spooled);
        }
    }

    private static Path spool(InputStream bytes) throws IOException {
        Path file = Files.createTempFile(Files.createDirectories(FOLDER), "table-", ".xlsx");
        try {
            forgetLeftBehind(Files.getLastModifiedTime(file).toInstant().minus(LEFT_BEHIND));
            Files.copy(bytes, file, StandardCopyOption.REPLACE_EXISTING);
            return file;
        } catch (IOException | RuntimeException broken) {
            Files.deleteIfExists(file);
            throw broken;
        }
    }

    private static void forgetLeftBehind(Instant before) throws IOException {
        try (Stream<Path> all = Files.list(FOLDER)) {
            for (Path each : all.toList()) {
                // of one that is gone meanwhile this is 0
                if (each.toFile().lastModified() < before.toEpochMilli()) {
                    Files.deleteIfExists(each);
                }
            }
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
        for (var row = raw(); row != null; row = raw()) {
            Row read = read(row);
            if (read != null) {
                return read;
            }
        }
        return null;
    }

    private org.dhatim.fastexcel.reader.@Nullable Row raw() {
        try {
            return rows.hasNext() ? rows.next() : null;
        } catch (RuntimeException broken) {
            throw unreadable("The workbook cannot be read to its end.");
        }
    }

    /** Null where no cell holds anything. */
    private @Nullable Row read(org.dhatim.fastexcel.reader.Row row) {
        Map<String, String> cells = new LinkedHashMap<>();
        boolean any = false;
        String broken = null;
        for (int i = 0; i < Math.min(columns.size(), row.getCellCount()); i++) {
            try {
                String text = row.getOptionalCell(i).map(ExcelRows::text).orElse("");
                any |= !text.isBlank();
                cells.put(columns.get(i), text);
            } catch (RuntimeException unreadable) {
                broken = "the cell in column " + (i + 1) + " cannot be read";
            }
        }
        return any || broken != null ? new Row(row.getRowNum(), cells, broken) : null;
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

    /** Reads all parts once: what an archive says of their size is its maker's word. */
    private static void requireBounded(Path file, Bounds bounds) throws IOException {
        try (ZipFile zip = new ZipFile(file.toFile())) {
            long all = 0;
            Set<String> names = new HashSet<>();
            for (ZipEntry part : Collections.list(zip.entries())) {
                boolean sheet = part.getName().startsWith("xl/worksheets/");
                if (!names.add(part.getName())) {
                    throw unreadable("Two parts of the workbook bear one name.");
                }
                try (InputStream in = zip.getInputStream(part)) {
                    all += unpacked(in, sheet ? ROW_BYTES_MAX : bounds.texts(), bounds.book() - all);
                }
            }
        }
    }

    /** @param most bytes between two rows, which of a part without rows is all of it */
    private static long unpacked(InputStream in, long most, long left) throws IOException {
        byte[] buffer = new byte[65_536];
        long all = 0;
        long row = 0;
        int met = 0;
        for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
            for (int i = 0; i < count; i++) {
                met = buffer[i] == ROW[met] ? met + 1 : buffer[i] == ROW[0] ? 1 : 0;
                row++;
                if (met == ROW.length) {
                    met = 0;
                    row = 0;
                }
            }
            all += count;
            if (row > most || all > left) {
                throw unreadable("The workbook unpacks to more than can be held: " + most / 1_000_000
                        + " MB of texts or of one row.");
            }
        }
        return all;
    }

    @Override
    public void close() throws IOException {
        try (stream;
                book) {
            Files.deleteIfExists(spooled);
        }
    }
}
