package org.tongmai.intake.table;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.tongmai.intake.hl7v2.Hl7v2FuzzTest;
import org.tongmai.kernel.Problem;

/** Whatever stands in a file, each line of it is read, or told as broken. */
class CsvRowsFuzzTest {

    private static final int TABLES = 2_000;

    private static final String[] PIECES = {"x", "7", "患者", "\"", ",", ";", "\n", " ", "=", "\uD842\uDFB7"};

    @Test
    void whatRfc4180WritesIsReadAsItWas() throws IOException {
        Random random = new Random(1);
        for (int i = 0; i < TABLES; i++) {
            List<List<String>> table = table(random, 1 + random.nextInt(5), 1 + random.nextInt(8), PIECES.length);

            List<Row> rows = rows(written(table));

            assertThat(rows).extracting(Row::broken).containsOnlyNulls();
            assertThat(rows).extracting(Row::cells).isEqualTo(cells(table));
        }
    }

    @Test
    void aQuoteThatWasForgottenCostsItsOwnLineOnly() throws IOException {
        Random random = new Random(2);
        for (int i = 0; i < TABLES; i++) {
            int width = 2 + random.nextInt(4);
            List<List<String>> table = table(random, width, 2 + random.nextInt(8), 3);
            int bad = random.nextInt(table.size());
            // and a quote that is a character, in the middle of a cell behind it
            List<String> behind = table.getLast();
            int other = bad == table.size() - 1 ? bad : random.nextInt(width);
            String cell = behind.get(other % width);
            behind.set(other % width, bad == table.size() - 1 ? cell : "c°" + cell);
            String text = written(table).replace("\"", "").replace('°', '"');
            behind.replaceAll(each -> each.replace('°', '"'));
            List<String> lines = new ArrayList<>(text.lines().toList());
            lines.set(bad + 1, "\"" + lines.get(bad + 1));

            List<Row> rows = rows(String.join("\n", lines));

            List<Map<String, String>> others = new ArrayList<>(cells(table));
            others.remove(bad);
            assertThat(rows).filteredOn(row -> row.broken() != null).hasSize(1);
            assertThat(rows)
                    .filteredOn(row -> row.broken() == null)
                    .extracting(Row::cells)
                    .isEqualTo(others);
        }
    }

    @Test
    void aDamagedFileIsReadToItsEndOrRefused() throws IOException {
        Random random = new Random(3);
        int read = 0;
        for (int i = 0; i < TABLES; i++) {
            byte[] whole = written(table(random, 3, 6, PIECES.length)).getBytes(StandardCharsets.UTF_8);
            byte[] damaged = Hl7v2FuzzTest.mutate(whole, random);
            try (RowReader reader = RowReader.open(new ByteArrayInputStream(damaged), TableFormat.CSV, null)) {
                long line = 1;
                for (Row row = reader.next(); row != null; row = reader.next()) {
                    assertThat(row.line()).isGreaterThan(line);
                    line = row.line();
                    read++;
                }
            } catch (Problem refused) {
                assertThat(refused.code()).isEqualTo("intake.table-unreadable");
            }
        }
        assertThat(read).isGreaterThan(TABLES);
    }

    /** Rows of cells none of which is empty. */
    private static List<List<String>> table(Random random, int width, int rows, int pieces) {
        List<List<String>> table = new ArrayList<>();
        for (int i = 0; i < rows; i++) {
            List<String> row = new ArrayList<>();
            for (int j = 0; j < width; j++) {
                StringBuilder cell = new StringBuilder("c");
                for (int k = random.nextInt(5); k > 0; k--) {
                    cell.append(PIECES[random.nextInt(pieces)]);
                }
                row.add(cell.toString());
            }
            table.add(row);
        }
        return table;
    }

    private static String written(List<List<String>> table) {
        StringBuilder text = new StringBuilder();
        int width = table.getFirst().size();
        for (int i = 0; i < width; i++) {
            text.append(i == 0 ? "" : ",").append("h").append(i);
        }
        for (List<String> row : table) {
            text.append('\n');
            for (int i = 0; i < width; i++) {
                text.append(i == 0 ? "" : ",")
                        .append('"')
                        .append(row.get(i).replace("\"", "\"\""))
                        .append('"');
            }
        }
        return text.append('\n').toString();
    }

    private static List<Map<String, String>> cells(List<List<String>> table) {
        List<Map<String, String>> all = new ArrayList<>();
        for (List<String> row : table) {
            Map<String, String> cells = new LinkedHashMap<>();
            for (int i = 0; i < row.size(); i++) {
                cells.put("h" + i, row.get(i));
            }
            all.add(cells);
        }
        return all;
    }

    private static List<Row> rows(String text) throws IOException {
        List<Row> rows = new ArrayList<>();
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        try (RowReader reader = RowReader.open(new ByteArrayInputStream(bytes), TableFormat.CSV, null)) {
            for (Row row = reader.next(); row != null; row = reader.next()) {
                rows.add(row);
            }
        }
        return rows;
    }
}
