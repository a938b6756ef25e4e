package org.tongmai.intake.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.tongmai.kernel.Problem;

/** Files of tables, row by row. */
class RowReaderTest {

    @Test
    void charactersAndSeparatorAreTold() throws IOException {
        String text = "患者编号;姓名\r\nP1;欧阳·买买提\r\n";

        for (Charset charset : List.of(StandardCharsets.UTF_8, Charset.forName("GB18030"))) {
            List<Row> rows = rows(text.getBytes(charset));

            assertThat(rows).extracting(Row::cells).containsExactly(Map.of("患者编号", "P1", "姓名", "欧阳·买买提"));
        }
    }

    @Test
    void aByteOrderMarkIsNoPartOfTheFirstColumn() throws IOException {
        assertThat(rows("\uFEFFa,b\n1,2\n".getBytes(StandardCharsets.UTF_8)))
                .extracting(Row::cells)
                .containsExactly(Map.of("a", "1", "b", "2"));
    }

    @Test
    void quotedCellsHoldSeparatorsQuotesAndLineEnds() throws IOException {
        List<Row> rows = rows("a,b\n\"x, \"\"y\"\"\",\"first\nsecond\"\n3,4\n".getBytes(StandardCharsets.UTF_8));

        assertThat(rows.get(0).cells()).containsEntry("a", "x, \"y\"").containsEntry("b", "first\nsecond");
        assertThat(rows).extracting(Row::line).containsExactly(2L, 4L);
    }

    @Test
    void aQuoteThatNeverClosesCostsItsOwnLineOnly() throws IOException {
        List<Row> rows = rows("a,b\n1,2\n\"3,4\n5,6\n7,8\n".getBytes(StandardCharsets.UTF_8));

        assertThat(rows).extracting(Row::line).containsExactly(2L, 3L, 4L, 5L);
        assertThat(rows).extracting(row -> row.broken() != null).containsExactly(false, true, false, false);
        assertThat(rows.get(2).cells()).containsEntry("b", "6");
    }

    @Test
    void aQuoteInALaterRowDoesNotCloseTheOneThatWasForgotten() throws IOException {
        List<Row> rows = rows("a,b\n\"3,4\n5,6\nx\"7,8\n".getBytes(StandardCharsets.UTF_8));

        assertThat(rows).extracting(Row::line).containsExactly(2L, 3L, 4L);
        assertThat(rows).extracting(row -> row.broken() != null).containsExactly(true, false, false);
        assertThat(rows.get(1).cells()).containsEntry("a", "5").containsEntry("b", "6");
        assertThat(rows.get(2).cells()).containsEntry("a", "x\"7").containsEntry("b", "8");
    }

    @Test
    void aRecordOverSeveralLinesHasTheCellsOfARow() throws IOException {
        List<Row> rows = rows("a,b\n\"3,4\n5,6\nx\",7,8\n".getBytes(StandardCharsets.UTF_8));

        assertThat(rows).extracting(Row::line).containsExactly(2L, 3L, 4L);
        assertThat(rows.get(1).cells()).containsEntry("a", "5").containsEntry("b", "6");
    }

    @Test
    void aValueGluedFromAQuoteAndWhatStandsBehindItIsNoValue() throws IOException {
        List<Row> rows = rows("a,b\n\"3\"4,5\n\"6\" ,7\n".getBytes(StandardCharsets.UTF_8));

        assertThat(rows.get(0).broken()).isNotNull();
        assertThat(rows.get(1).cells()).containsEntry("a", "6");
    }

    @Test
    void aLineWithoutEndCostsItsOwnRowAndNoMemory() throws IOException {
        String endless = "x".repeat(10_000_000);
        byte[] file = ("a,b\n" + endless + "\n1,2\n").getBytes(StandardCharsets.UTF_8);
        byte[] json = ("{\"a\":1}\n" + endless + "\n{\"a\":2}\n").getBytes(StandardCharsets.UTF_8);
        var small = new RowReader.Bounds(5_000, 1_000_000, 1_000_000);

        for (byte[] each : List.of(file, json)) {
            List<Row> rows = rows(each, small);

            Row broken = rows.get(rows.size() - 2);
            assertThat(broken.broken()).isNotNull();
            assertThat(broken.json()).hasSizeLessThan(5_000);
            assertThat(rows.getLast().broken()).isNull();
            assertThat(rows.getLast().line()).isEqualTo(3);
        }
    }

    @Test
    void aLineOfNamesWithoutEndIsNoTable() {
        byte[] file = "x".repeat(1_000_000).getBytes(StandardCharsets.UTF_8);

        assertThatThrownBy(() -> rows(file, new RowReader.Bounds(5_000, 1_000_000, 1_000_000)))
                .isInstanceOf(Problem.class);
    }

    @Test
    void aRowWithMoreCellsThanColumnsIsBrokenAndKeepsThemAll() throws IOException {
        List<Row> rows = rows("a,b\n1,2,3\n4,5\n".getBytes(StandardCharsets.UTF_8));

        assertThat(rows.get(0).broken()).isNotNull();
        assertThat(rows.get(0).cells().values()).containsExactly("1", "2", "3");
        assertThat(rows.get(1).broken()).isNull();
    }

    @Test
    void objectsOfNdjsonAreRowsAndOneThatIsNoneIsBroken() throws IOException {
        List<Row> rows =
                rows("{\"a\":\"x\",\"n\":5.40}\n{\"a\":\n\n{\"a\":null,\"n\":1e3}\n".getBytes(StandardCharsets.UTF_8));

        assertThat(rows.get(0).cells()).isEqualTo(Map.of("a", "x", "n", "5.40"));
        assertThat(rows.get(1).broken()).isNotNull();
        assertThat(rows.get(2).cells()).containsEntry("n", "1000").containsEntry("a", "");
        assertThat(rows).extracting(Row::line).containsExactly(1L, 2L, 4L);
    }

    @Test
    void theColumnsOfNdjsonAreThoseOfAllItsFirstRows() throws IOException {
        byte[] file = "{\"a\":1}\n{\"b\":2,\"a\":3}\n".getBytes(StandardCharsets.UTF_8);

        try (RowReader reader = RowReader.open(new ByteArrayInputStream(file), null, null)) {
            assertThat(reader.columns()).containsExactly("a", "b");
        }
    }

    @Test
    void aNumberOfABillionDigitsIsNotWrittenOut() throws IOException {
        List<Row> rows = rows("{\"a\":1e999999999}\n".getBytes(StandardCharsets.UTF_8));

        assertThat(rows.getFirst().json()).hasSizeLessThan(100);
    }

    @Test
    void aWorkbookTellsDatesAsDatesAndNumbersAsTheyAreShown() throws IOException {
        byte[] book = workbook();

        List<Row> rows = rows(book);

        assertThat(rows.getFirst().cells())
                .containsEntry("患者编号", "00042")
                .containsEntry("采样时间", "2026-03-01 08:30")
                .containsEntry("出生日期", "1980-02-03")
                .containsEntry("结果", "5.4");
        assertThat(rows.getFirst().line()).isEqualTo(2);
    }

    @Test
    void whatIsNoWorkbookIsRefusedWithAReason() {
        assertThatThrownBy(() -> rows("PK and nothing else".getBytes(StandardCharsets.UTF_8)))
                .isInstanceOf(Problem.class)
                .extracting(problem -> ((Problem) problem).code())
                .isEqualTo("intake.table-unreadable");
    }

    @Test
    void aWorkbookThatIsCutOffInTheMiddleIsToldAndNotReadForEver() throws IOException {
        byte[] book = workbook("<row r='3'><c r='A3'><v>7</v></c></row><row r='4'><c r='A4'");

        assertThatThrownBy(() -> rows(book))
                .isInstanceOf(Problem.class)
                .extracting(problem -> ((Problem) problem).code())
                .isEqualTo("intake.table-unreadable");
    }

    @Test
    void aWorkbookIsBoundedByWhatItUnpacksToAndNotByWhatItClaims() throws IOException {
        String cell = "<row r='3'><c r='A3' t='inlineStr'><is><t>" + "x".repeat(20_000_000) + "</t></is></c></row>";
        byte[] row = workbook(cell + "</sheetData></worksheet>");
        byte[] rows = workbook("<row r='3'></row>".repeat(200_000) + "</sheetData></worksheet>");
        var small = new RowReader.Bounds(5_000, 1_000_000, 2_000_000);
        var wide = new RowReader.Bounds(5_000, 1_000_000, 100_000_000);

        assertThat(row).hasSizeLessThan(100_000);
        assertThatThrownBy(() -> rows(row, wide)).isInstanceOf(Problem.class);
        assertThatThrownBy(() -> rows(rows, small)).isInstanceOf(Problem.class);
        assertThat(rows(rows, wide)).isNotEmpty();
    }

    @Test
    void theTextsOfAWorkbookAreBounded() throws IOException {
        byte[] book = workbook();

        assertThatThrownBy(() -> rows(book, new RowReader.Bounds(5_000, 100, 1_000_000)))
                .isInstanceOf(Problem.class);
    }

    private static List<Row> rows(byte[] bytes) throws IOException {
        return rows(bytes, RowReader.Bounds.OF_FILES);
    }

    private static List<Row> rows(byte[] bytes, RowReader.Bounds bounds) throws IOException {
        List<Row> rows = new ArrayList<>();
        try (RowReader reader = RowReader.open(new ByteArrayInputStream(bytes), null, null, bounds)) {
            for (Row row = reader.next(); row != null; row = reader.next()) {
                rows.add(row);
            }
        }
        return rows;
    }

    /** One sheet as spreadsheet programs write it: shared texts, a date with a style, a double of 17 digits. */
    private static byte[] workbook() throws IOException {
        return workbook("</sheetData></worksheet>");
    }

    /** @param end what stands behind the second row of the sheet */
    private static byte[] workbook(String end) throws IOException {
        String main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
        String office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
        String packages = "http://schemas.openxmlformats.org/package/2006/";
        var bytes = new ByteArrayOutputStream();
        try (var zip = new ZipOutputStream(bytes)) {
            put(
                    zip,
                    "[Content_Types].xml",
                    "<Types xmlns='" + packages + "content-types'>"
                            + "<Default Extension='rels' ContentType='application/vnd.openxmlformats-package.relationships+xml'/>"
                            + "<Default Extension='xml' ContentType='application/xml'/>"
                            + part("/xl/workbook.xml", "sheet.main")
                            + part("/xl/worksheets/sheet1.xml", "worksheet")
                            + part("/xl/styles.xml", "styles")
                            + part("/xl/sharedStrings.xml", "sharedStrings") + "</Types>");
            put(
                    zip,
                    "_rels/.rels",
                    "<Relationships xmlns='" + packages + "relationships'><Relationship Id='rId1' Type='" + office
                            + "/officeDocument' Target='xl/workbook.xml'/></Relationships>");
            put(
                    zip,
                    "xl/_rels/workbook.xml.rels",
                    "<Relationships xmlns='" + packages
                            + "relationships'><Relationship Id='rId1' Type='" + office
                            + "/worksheet' Target='worksheets/sheet1.xml'/><Relationship Id='rId2' Type='" + office
                            + "/styles' Target='styles.xml'/><Relationship Id='rId3' Type='" + office
                            + "/sharedStrings' Target='sharedStrings.xml'/></Relationships>");
            put(
                    zip,
                    "xl/workbook.xml",
                    "<workbook xmlns='" + main + "' xmlns:r='" + office
                            + "'><sheets><sheet name='检验' sheetId='1' r:id='rId1'/></sheets></workbook>");
            put(
                    zip,
                    "xl/styles.xml",
                    "<styleSheet xmlns='" + main + "'><numFmts count='1'><numFmt numFmtId='164' "
                            + "formatCode='yyyy/m/d h:mm'/></numFmts><cellXfs count='3'><xf numFmtId='0'/><xf numFmtId='164'/>"
                            + "<xf numFmtId='14'/></cellXfs></styleSheet>");
            put(
                    zip,
                    "xl/sharedStrings.xml",
                    "<sst xmlns='" + main + "'><si><t>患者编号</t></si><si><t>采样时间</t></si>"
                            + "<si><t>出生日期</t></si><si><t>结果</t></si><si><t>00042</t></si></sst>");
            put(
                    zip,
                    "xl/worksheets/sheet1.xml",
                    "<worksheet xmlns='" + main + "'><sheetData><row r='1'>"
                            + "<c r='A1' t='s'><v>0</v></c><c r='B1' t='s'><v>1</v></c><c r='C1' t='s'><v>2</v></c>"
                            + "<c r='D1' t='s'><v>3</v></c></row><row r='2'><c r='A2' t='s'><v>4</v></c>"
                            + "<c r='B2' s='1'><v>46082.354166666664</v></c><c r='C2' s='2'><v>29254</v></c>"
                            + "<c r='D2'><v>5.4000000000000004</v></c></row>" + end);
        }
        return bytes.toByteArray();
    }

    private static String part(String name, String kind) {
        return "<Override PartName='" + name + "' ContentType='application/vnd.openxmlformats-officedocument."
                + "spreadsheetml." + kind + "+xml'/>";
    }

    private static void put(ZipOutputStream zip, String name, String xml) throws IOException {
        zip.putNextEntry(new ZipEntry(name));
        zip.write(("<?xml version='1.0' encoding='UTF-8'?>" + xml).getBytes(StandardCharsets.UTF_8));
        zip.closeEntry();
    }
}
