package org.tongmai.surveillance.rumour;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tongmai.surveillance.disease.Disease;
import org.tongmai.surveillance.disease.DiseaseList;

/**
 * What is read of texts, against a set of them with what each says (items.tsv). The truth was written down before the rules were run on
 * it. That first run had recall and precision of 1.00 and 1.00 for places, 0.95 and 0.97 for what, 0.78 and 0.90 for the ill, 0.80 and
 * 1.00 for the dead, 0.99 for days; only the numbers were mended afterwards, so of these the floors say less.
 */
class ExtractionTest {

    private static final LocalDate DAY = LocalDate.of(2026, 5, 1);

    private static final Extractor EXTRACTOR = new Extractor(DiseaseList.standard());

    private record Item(
            @Nullable String place,
            LocalDate day,
            @Nullable String what,
            @Nullable Integer ill,
            @Nullable Integer dead,
            String text,
            Extracted read) {}

    private static final List<Item> ITEMS = TestGazetteer.cells("/org/tongmai/surveillance/rumour/items.tsv").stream()
            .map(ExtractionTest::item)
            .toList();

    private static Item item(String[] cells) {
        return new Item(
                told(cells[1]),
                LocalDate.parse(cells[2]),
                told(cells[3]),
                number(cells[4]),
                number(cells[5]),
                cells[6],
                EXTRACTOR.of(cells[6], LocalDate.parse(cells[0]), TestGazetteer.ZHEJIANG));
    }

    private static @Nullable String told(String cell) {
        return cell.equals("-") ? null : cell;
    }

    private static @Nullable Integer number(String cell) {
        return cell.equals("-") ? null : Integer.valueOf(cell);
    }

    /** How much of what is told is read (recall), and how much of what is read is so (precision). */
    private record Measure(double recall, double precision, List<String> wrong) {}

    private static Measure measure(Function<Item, @Nullable Object> truth, Function<Item, @Nullable Object> read) {
        int right = 0;
        int told = 0;
        int found = 0;
        var wrong = new ArrayList<String>();
        for (Item each : ITEMS) {
            Object is = truth.apply(each);
            Object said = read.apply(each);
            told += is == null ? 0 : 1;
            found += said == null ? 0 : 1;
            right += is != null && is.equals(said) ? 1 : 0;
            if (!Objects.equals(is, said)) {
                wrong.add(is + " read as " + said + ": " + each.text);
            }
        }
        return new Measure((double) right / told, (double) right / found, wrong);
    }

    private static void atLeast(Measure measure, double recall, double precision) {
        assertThat(measure.recall).as("recall; %s", measure.wrong).isGreaterThanOrEqualTo(recall);
        assertThat(measure.precision).as("precision; %s", measure.wrong).isGreaterThanOrEqualTo(precision);
    }

    @Test
    void theDivisionIsRead() {
        atLeast(measure(Item::place, each -> each.read.place()), 0.95, 0.95);
    }

    @Test
    void theDiseaseOrSyndromeIsReadAndNoneWhereThereIsNone() {
        atLeast(measure(Item::what, each -> each.read.what().isEmpty() ? null : each.read.what()), 0.9, 0.9);
    }

    @Test
    void howManyAreIllIsRead() {
        atLeast(measure(Item::ill, each -> each.read.what().isEmpty() ? null : each.read.ill()), 0.85, 0.9);
    }

    @Test
    void howManyDiedIsRead() {
        atLeast(measure(Item::dead, each -> each.read.dead()), 0.8, 0.95);
    }

    @Test
    void sinceWhenIsRead() {
        atLeast(measure(Item::day, each -> each.read.day()), 0.9, 0.9);
    }

    @ParameterizedTest
    @CsvSource({
        "家长王建国称孩子发烧，电话13812345678, 王建国, 13812345678",
        "患者身份证330106198503071234请核实, , 330106198503071234",
        "请联系0571-87654321或wang.li@example.com, , 87654321",
        "加微信号wx_abc12345了解, , wx_abc12345",
        "肇事车辆浙A12345, , 12345",
        "患者李建国县医院住院身份证３３０１０６１９８５０３０７１２３４, 李建国, ３３０１０６１９８５０３０７１２３４",
    })
    void whoIsSpokenOfIsMasked(String text, @Nullable String name, String number) {
        String masked = EXTRACTOR.masked(text, DAY);

        assertThat(masked).doesNotContain(number);
        if (name != null) {
            assertThat(masked).doesNotContain(name).contains(name.charAt(0) + "某");
        }
    }

    @Test
    void noDiseaseIsTakenForAPerson() {
        for (Disease disease : DiseaseList.standard().diseases(DAY)) {
            String text = "西湖区一小学报告" + disease.name().zh() + "病例3例";
            assertThat(EXTRACTOR.masked(text, DAY)).isEqualTo(Mask.folded(text));
        }
    }

    @Test
    void theSiteHasNoNameInItThatTheTextHasNot() {
        Extracted read = EXTRACTOR.of("西湖区家长王建国所在的文新小学有多名学生呕吐", DAY, TestGazetteer.ZHEJIANG);

        assertThat(read.masked()).doesNotContain("王建国");
        assertThat(read.site()).isEqualTo("文新小学");
    }

    @ParameterizedTest
    @CsvSource({"西湖区一小学20，30名学生呕吐, 30", "西湖区一小学999999名学生呕吐, ", "西湖区一小学３２名学生呕吐, 32"})
    void aNumberOfPersonsIsOneNumberAndNoLargerThanAnyEvent(String text, @Nullable Integer ill) {
        assertThat(EXTRACTOR.of(text, DAY, TestGazetteer.ZHEJIANG).ill()).isEqualTo(ill);
    }

    @Test
    void aFeedOfOpenBracketsIsReadInNoTime() {
        String feed = "<feed><entry><title><![CDATA[" + "<".repeat(1_500_000) + "]]></title></entry></feed>";

        assertThat(assertTimeoutPreemptively(Duration.ofSeconds(20), () -> News.of(feed, 1)))
                .hasSize(1);
    }

    @Test
    void aPlaceThatLooksLikeANameIsNotMasked() {
        assertThat(EXTRACTOR.masked("西湖区骆家庄社区有居民拉肚子", DAY)).isEqualTo("西湖区骆家庄社区有居民拉肚子");
    }

    @Test
    void ofCountiesOfOneNameTheOneWhoseCityIsNamedIsMeant() {
        LocalDate day = DAY;

        assertThat(EXTRACTOR.of("南京市鼓楼区一小学多人呕吐", day, TestGazetteer.ZHEJIANG).place())
                .isEqualTo("320106");
        assertThat(EXTRACTOR.of("福州市鼓楼区一小学多人呕吐", day, TestGazetteer.ZHEJIANG).place())
                .isEqualTo("350102");
        assertThat(EXTRACTOR.of("鼓楼区一小学多人呕吐", day, TestGazetteer.ZHEJIANG).place())
                .as("four cities have one")
                .isNull();
        assertThat(EXTRACTOR.of("江北区一小学多人呕吐", day, TestGazetteer.ZHEJIANG).place())
                .as("the one in the region of the node, not that of Chongqing")
                .isEqualTo("330205");
    }

    @Test
    void whereATextWasWrittenIsNotWhereItHappened() {
        LocalDate day = LocalDate.of(2026, 5, 4);

        Extracted read = EXTRACTOR.of("新华社北京5月3日电（记者 张三）浙江省嘉兴市南湖区一小学20名学生呕吐。", day, TestGazetteer.ZHEJIANG);

        assertThat(read.place()).isEqualTo("330402");
    }
}
