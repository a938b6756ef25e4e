package org.tongmai.recognition;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.time.LocalDate;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tongmai.kernel.Problem;

/** The catalogue as its files say it, and what is said of files with faults. */
class CatalogueTest {

    private static final LocalDate DAY = LocalDate.of(2026, 6, 10);
    private static final String LOINC = "http://loinc.org";

    private final Catalogue catalogue = TestCatalogue.shipped();

    @Test
    void what_is_shipped_can_be_read_and_most_of_it_goes_by_loinc() {
        List<Item> items = catalogue.items(DAY);

        assertThat(items).hasSizeGreaterThan(60);
        assertThat(items.stream()
                        .filter(each -> each.codes().keySet().stream().anyMatch(code -> code.startsWith(LOINC))))
                .hasSizeGreaterThan(60);
        assertThat(items)
                .allSatisfy(each -> assertThat(
                                each.price().patientFen() + each.price().fundFen())
                        .isEqualTo(each.price().fen()));
    }

    @ParameterizedTest
    @CsvSource({
        "L042, L042",
        "糖化, L042",
        "thxh, L042",
        "HbA1c, L042",
        "hba1c, L042",
        "胸部, X001",
        "xbct, X001",
        "creatinine, L011"
    })
    void items_are_found_by_code_name_alias_and_pinyin(String text, String code) {
        assertThat(catalogue.search(text, DAY, 5))
                .first()
                .extracting(Item::code)
                .isEqualTo(code);
    }

    @Test
    void an_item_is_found_by_codes_of_loinc_and_by_our_own() {
        assertThat(catalogue.item(LOINC, "4548-4", DAY)).map(Item::code).contains("L042");
        assertThat(catalogue.item(Catalogue.SYSTEM, "L042", DAY))
                .map(Item::code)
                .contains("L042");
        assertThat(catalogue.item(LOINC, "0000-0", DAY)).isEmpty();
        assertThat(catalogue.item("L042", LocalDate.of(2022, 2, 28))).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        // the reference pairs that the conversions are published with
        "L042, 53, mmol/mol, 7.0", // IFCC 53 mmol/mol is NGSP 7.0 %
        "L041, 126, mg/dL, 7.0", // WHO threshold of diabetes
        "L031, 200, mg/dL, 5.2",
        "L032, 150, mg/dL, 1.7",
        "L011, 1.0, mg/dL, 88.4",
        "L025, 1.0, mg/dL, 17.1"
    })
    void values_are_converted_into_the_unit_of_the_item(
            String code, BigDecimal value, String unit, BigDecimal expected) {
        Item item = catalogue.item(code, DAY).orElseThrow();

        assertThat(item.converted(value, unit))
                .hasValueSatisfying(converted ->
                        assertThat(converted.setScale(1, RoundingMode.HALF_UP)).isEqualByComparingTo(expected));
    }

    @Test
    void a_window_of_every_item_only_shortens_and_one_of_the_item_counts_as_it_stands() {
        Item count = catalogue.item("L010", DAY).orElseThrow();
        Item haemoglobin = catalogue.item("L042", DAY).orElseThrow();
        Item troponin = catalogue.item("L091", DAY).orElseThrow();

        assertThat(count.window().in(null)).isEqualTo(Duration.ofDays(7));
        assertThat(count.window().in("急诊科")).isEqualTo(Duration.ofHours(24));
        assertThat(troponin.window().in("急诊科")).isEqualTo(Duration.ofHours(2));
        assertThat(haemoglobin.window().in("急诊科")).isEqualTo(Duration.ofDays(60));
        assertThat(haemoglobin.window().in("内分泌科")).isEqualTo(Duration.ofDays(90));
    }

    @Test
    void an_item_may_change_from_a_day_on() {
        Catalogue changed = TestCatalogue.with(CatalogueFile.ITEMS, text -> {
            String line = text.lines()
                    .filter(each -> each.startsWith("L042,"))
                    .findFirst()
                    .orElseThrow();
            String before = line.replace(",2022-03-01,,", ",2022-03-01,2026-07-01,");
            String after = line.replace(",1440,", ",720,").replace(",2022-03-01,,", ",2026-07-01,,");
            return text.replace(line, before + "\n" + after);
        });

        assertThat(changed.item("L042", LocalDate.of(2026, 6, 30))
                        .orElseThrow()
                        .window()
                        .usual())
                .isEqualTo(Duration.ofDays(60));
        assertThat(changed.item("L042", LocalDate.of(2026, 7, 1))
                        .orElseThrow()
                        .window()
                        .usual())
                .isEqualTo(Duration.ofDays(30));
    }

    @Test
    void every_fault_of_a_file_is_told_with_its_line_and_column() {
        assertThatThrownBy(() -> TestCatalogue.with(
                        CatalogueFile.ITEMS,
                        text -> text
                                + "Z001,试,Test,s,LABORATORY,,mmol/L,soon,PROVINCE,no,no,10,100,70,2022-03-01,,\n"
                                + "Z002,试,Test,s,BLOOD,,mmol/L,24,PROVINCE,no,no,10,100,70,2022-03-01,,\n"
                                + "Z003,试,Test,s,LABORATORY,,mmol/L,24,WORLD,no,no,10,100,70,2022-03-01,,\n"
                                + "Z004,试,Test,s,LABORATORY,,mmol/L,24,PROVINCE,no,no,10,100,170,2022-03-01,,\n"
                                + "Z005,试,Test,s,LABORATORY,,mmol/L,24,PROVINCE,no,no,10,100,70,2022-03-01,2022-03-01,\n"
                                + "L001,again,Again,s,LABORATORY,,mmol/L,24,PROVINCE,no,no,10,100,70,2025-03-01,,\n"
                                + "Z006,short\n"))
                .isInstanceOfSatisfying(Problem.class, problem -> {
                    int first = (int) CatalogueFile.ITEMS.shipped().lines().count() + 1;
                    assertThat(problem.code()).isEqualTo("recognition.file-wrong");
                    assertThat(problem.where())
                            .containsExactly(
                                    "items.csv:" + first + " window_hours: 'soon' is no whole number from 0 to 87600",
                                    "items.csv:" + (first + 1)
                                            + " class: 'BLOOD' is none of LABORATORY, IMAGING, ULTRASOUND, ECG, ENDOSCOPY, PATHOLOGY",
                                    "items.csv:" + (first + 2)
                                            + " levels: 'WORLD' is none of NATIONAL, PROVINCES, PROVINCE, CITY, ALLIANCE",
                                    "items.csv:" + (first + 3)
                                            + " fund_percent: '170' is no whole number from 0 to 100",
                                    "items.csv:" + (first + 4) + " valid_until: is not after valid_from",
                                    "items.csv:" + (first + 5) + " valid_from: overlaps another period of L001",
                                    "items.csv:" + (first + 6) + ": 2 fields in place of 17");
                });
    }

    @Test
    void files_have_to_fit_together() {
        assertThatThrownBy(() -> TestCatalogue.with(
                        CatalogueFile.CODES,
                        text -> text + "Z999," + LOINC + ",1-8,2022-03-01,\nL002," + LOINC + ",6690-2,2022-03-01,\n"))
                .isInstanceOfSatisfying(
                        Problem.class,
                        problem -> assertThat(problem.where())
                                .hasSize(2)
                                .anyMatch(each -> each.endsWith("item: 'Z999' is not in items.csv"))
                                .anyMatch(each -> each.endsWith("code: stands twice for the same time")));
        assertThatThrownBy(() -> TestCatalogue.with(CatalogueFile.UNITS, text -> text + "L010,g/L,2,0\nL003,x,0,0\n"))
                .isInstanceOfSatisfying(
                        Problem.class,
                        problem -> assertThat(problem.where())
                                .anyMatch(each -> each.contains("units.csv converts into it"))
                                .anyMatch(each -> each.endsWith("factor: is not above 0")));
        assertThatThrownBy(() -> TestCatalogue.with(CatalogueFile.WINDOWS, text -> "item,hours\n"))
                .isInstanceOfSatisfying(
                        Problem.class,
                        problem -> assertThat(problem.where())
                                .containsExactly("windows.csv:1: the header is not item,department,window_hours"));
    }

    @Test
    void a_byte_order_mark_and_the_line_ends_of_windows_are_read_over() {
        assertThat(TestCatalogue.with(CatalogueFile.AREAS, text -> "\uFEFF" + text.replace("\n", "\r\n"))
                        .areas()
                        .mark(Level.PROVINCE, "33"))
                .isEqualTo("浙HR");
    }
}
