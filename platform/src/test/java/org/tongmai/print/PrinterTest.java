package org.tongmai.print;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.pdfbox.Loader;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.PDPage;
import org.apache.pdfbox.text.PDFTextStripper;
import org.junit.jupiter.api.Test;
import org.tongmai.print.Block.Bar;
import org.tongmai.print.Block.Bars;
import org.tongmai.print.Block.Fact;
import org.tongmai.print.Block.Facts;
import org.tongmai.print.Block.Heading;
import org.tongmai.print.Block.Table;
import org.tongmai.print.Block.Text;
import org.tongmai.store.Json;

/** What is printed can be read: by a person, and by a program that takes the words off the page. */
class PrinterTest {

    private static final Printer PRINTER = new Printer(null);

    @Test
    void allWordsStandOnThePages() throws IOException {
        Paper paper = paper(
                new Heading("一、基本情况"),
                new Text("截至 2026年3月1日 24时，累计报告病例 12 例。\n死亡 0 例。"),
                new Facts(List.of(new Fact("事件级别", "Ⅲ级（较大）"), new Fact("归属", "省疾病预防控制局"))));

        String words = words(PRINTER.pdf(paper));

        assertThat(words).contains("关于流感的报告", "一、基本情况", "累计报告病例 12 例", "死亡 0 例", "Ⅲ级（较大）", "第2版", "1 / 1");
    }

    @Test
    void aLongTableHasItsNamesOnEachPage() throws IOException {
        List<List<String>> rows = IntStream.range(0, 200)
                .mapToObj(row -> List.of("病例" + row, "确诊"))
                .toList();

        byte[] pdf = PRINTER.pdf(paper(new Table(List.of("编号", "分类"), rows)));

        try (PDDocument read = Loader.loadPDF(pdf)) {
            int pages = read.getNumberOfPages();
            assertThat(pages).isGreaterThan(2);
            var stripper = new PDFTextStripper();
            for (int page = 1; page <= pages; page++) {
                stripper.setStartPage(page);
                stripper.setEndPage(page);
                assertThat(stripper.getText(read)).contains("编号", page + " / " + pages);
            }
        }
        assertThat(words(pdf)).contains("病例0", "病例199");
    }

    @Test
    void onlyTheCharactersOfThePaperGoIntoItsFile() throws IOException {
        byte[] pdf = PRINTER.pdf(paper(new Text("发热")));

        assertThat(pdf).hasSizeLessThan(60_000);
        try (PDDocument read = Loader.loadPDF(pdf)) {
            for (PDPage page : read.getPages()) {
                for (var font : page.getResources().getFontNames()) {
                    assertThat(page.getResources().getFont(font).isEmbedded()).isTrue();
                }
            }
        }
    }

    @Test
    void aCharacterThatNoFontHasIsNamedByItsCodePoint() throws IOException {
        assertThat(words(PRINTER.pdf(paper(new Text("姓名：𠮷田㼆"))))).contains("〓[U+20BB7]田");
    }

    @Test
    void whatLooksLikeMarkupIsText() throws IOException {
        String hostile = "<script>alert(1)</script> & \"</style>\" ]]> \u0001 url(file:///etc/passwd)";
        Paper paper = new Paper("zh-CN", hostile, hostile, hostile, List.of(new Text(hostile), table(hostile)));

        assertThat(words(PRINTER.pdf(paper))).contains("<script>alert(1)</script>", "url(file:///etc/passwd)");
    }

    @Test
    void barsAreAsHighAsTheirCounts() throws IOException {
        List<Bar> bars = new ArrayList<>();
        for (int day = 1; day <= 40; day++) {
            bars.add(new Bar("3-" + day, day % 7));
        }

        assertThat(words(PRINTER.pdf(paper(new Bars("每日新发病例（例）", bars))))).contains("每日新发病例（例）", "3-1");
        assertThatThrownBy(() -> new Bar("3-1", -1)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void keptAsJsonAndReadAgainItIsTheSamePaper() {
        Paper paper = paper(
                new Heading("一"),
                new Text("二"),
                new Facts(List.of(new Fact("三", "四"))),
                table("五"),
                new Bars("六", List.of(new Bar("七", 8))));

        assertThat(Json.mapper().readValue(Json.mapper().writeValueAsBytes(paper), Paper.class))
                .isEqualTo(paper);
    }

    private static Table table(String cell) {
        return new Table(List.of("甲"), List.of(List.of(cell)));
    }

    private static Paper paper(Block... blocks) {
        return new Paper("zh-CN", "关于流感的报告", "省指挥部 · 截至 2026-03-01", "第2版", List.of(blocks));
    }

    private static String words(byte[] pdf) throws IOException {
        try (PDDocument read = Loader.loadPDF(pdf)) {
            return new PDFTextStripper().getText(read);
        }
    }
}
