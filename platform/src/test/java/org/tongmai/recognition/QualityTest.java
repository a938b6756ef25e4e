package org.tongmai.recognition;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.tongmai.recognition.Evidence.Kind;
import org.tongmai.recognition.Item.Period;
import org.tongmai.recognition.Quality.State;

/** Marks belong to an item and the day of the examination (浙HR, 全国HR, …). */
class QualityTest {

    private static final String LABORATORY = "12330000470003281N";
    private static final LocalDate DAY = LocalDate.of(2026, 6, 10);
    private static final Catalogue CATALOGUE = TestCatalogue.shipped();
    private static final Item GLUCOSE =
            Objects.requireNonNull(CATALOGUE.item("L041", DAY).orElse(null));

    @Test
    void a_passed_round_gives_the_mark_of_its_area() {
        assertThat(marks(round(Level.PROVINCE, "33", "2026-01-01", "2027-01-01", true)))
                .containsExactly("浙HR");
        assertThat(marks(round(Level.PROVINCE, "42", "2026-01-01", "2027-01-01", true)))
                .containsExactly("鄂HR");
        assertThat(marks(round(Level.CITY, "4201", "2026-01-01", "2027-01-01", true)))
                .containsExactly("武汉HR");
        assertThat(marks(round(Level.NATIONAL, "*", "2026-01-01", "2027-01-01", true)))
                .containsExactly("全国HR");
        assertThat(marks(round(Level.PROVINCES, "CSJ", "2026-01-01", "2027-01-01", true)))
                .containsExactly("长三角HR");
    }

    @Test
    void several_rounds_give_several_marks_the_widest_first() {
        assertThat(marks(
                        round(Level.CITY, "3301", "2026-01-01", null, true),
                        round(Level.NATIONAL, "*", "2026-01-01", null, true)))
                .containsExactly("全国HR", "杭州HR");
    }

    @Test
    void the_first_day_counts_and_the_last_does_not() {
        Evidence round = round(Level.PROVINCE, "33", "2026-06-10", "2026-06-11", true);

        assertThat(on(DAY, round).state()).isEqualTo(State.PASSED);
        assertThat(on(DAY.plusDays(1), round).state()).isEqualTo(State.EXPIRED);
        assertThat(on(DAY.minusDays(1), round).state()).isEqualTo(State.MISSING);
    }

    @Test
    void one_passed_round_outweighs_a_failed_one_of_another_level() {
        assertThat(marks(
                        round(Level.NATIONAL, "*", "2026-01-01", null, false),
                        round(Level.PROVINCE, "33", "2026-01-01", null, true)))
                .containsExactly("浙HR");
        assertThat(on(DAY, round(Level.NATIONAL, "*", "2026-01-01", null, false))
                        .state())
                .isEqualTo(State.FAILED);
    }

    @Test
    void a_later_failed_round_ends_the_mark_of_an_earlier_one_of_its_area() {
        Evidence certificate = round(Level.PROVINCE, "33", "2022-03-01", null, true);
        Evidence failed = round(Level.PROVINCE, "33", "2026-06-01", "2026-12-01", false);
        Evidence again = round(Level.PROVINCE, "33", "2026-06-11", null, true);
        Evidence elsewhere = round(Level.CITY, "3301", "2026-01-01", null, true);

        assertThat(on(DAY.minusDays(10), certificate, failed).state()).isEqualTo(State.PASSED);
        assertThat(on(DAY, certificate, failed).state()).isEqualTo(State.FAILED);
        assertThat(on(DAY, certificate, failed).grounds()).containsExactly(failed);
        assertThat(on(DAY.plusDays(1), certificate, failed, again).state()).isEqualTo(State.PASSED);
        assertThat(marks(certificate, failed, elsewhere)).containsExactly("杭州HR");
    }

    @Test
    void of_two_rounds_of_an_area_that_begin_on_one_day_the_failed_one_counts() {
        Evidence passed = round(Level.PROVINCE, "33", "2026-01-01", null, true);
        Evidence failed = round(Level.PROVINCE, "33", "2026-01-01", null, false);

        assertThat(on(DAY, passed, failed).state()).isEqualTo(State.FAILED);
        assertThat(on(DAY, failed, passed).state()).isEqualTo(State.FAILED);
    }

    @Test
    void a_day_out_of_internal_control_bears_no_mark() {
        Evidence round = round(Level.PROVINCE, "33", "2026-01-01", null, true);
        Evidence lost = of(Kind.INTERNAL, "2026-06-10", "2026-06-11", false);

        assertThat(on(DAY, round, lost).state()).isEqualTo(State.OUT_OF_CONTROL);
        assertThat(on(DAY.plusDays(1), round, lost).state()).isEqualTo(State.PASSED);
    }

    @Test
    void a_suspension_outweighs_everything_for_its_time() {
        Evidence round = round(Level.PROVINCE, "33", "2026-01-01", null, true);
        Evidence suspension = of(Kind.SUSPENSION, "2026-06-01", "2026-06-11", false);

        assertThat(on(DAY, round, suspension).state()).isEqualTo(State.SUSPENDED);
        assertThat(on(DAY, round, suspension).marks()).isEmpty();
        assertThat(on(DAY.plusDays(1), round, suspension).state()).isEqualTo(State.PASSED);
    }

    @Test
    void where_an_item_demands_internal_control_its_absence_is_an_obstacle() {
        Catalogue strict = TestCatalogue.with(
                CatalogueFile.ITEMS,
                text -> text.replace(
                        "L041,空腹血糖,Fasting glucose,kfxt,LABORATORY,血清|血浆|血液,mmol/L,168,NATIONAL|PROVINCES|PROVINCE|CITY|ALLIANCE,no",
                        "L041,空腹血糖,Fasting glucose,kfxt,LABORATORY,血清|血浆|血液,mmol/L,168,NATIONAL|PROVINCES|PROVINCE|CITY|ALLIANCE,yes"));
        Item glucose = strict.item("L041", DAY).orElseThrow();
        Evidence round = round(Level.PROVINCE, "33", "2026-01-01", null, true);
        Evidence kept = of(Kind.INTERNAL, "2026-06-10", "2026-06-11", true);

        assertThat(Quality.on(DAY, glucose, strict.areas(), List.of(round)).state())
                .isEqualTo(State.INTERNAL_MISSING);
        assertThat(Quality.on(DAY, glucose, strict.areas(), List.of(round, kept))
                        .state())
                .isEqualTo(State.PASSED);
    }

    private static List<String> marks(Evidence... evidence) {
        return on(DAY, evidence).marks().stream().map(Quality.Mark::text).toList();
    }

    private static Quality on(LocalDate day, Evidence... evidence) {
        return Quality.on(day, GLUCOSE, CATALOGUE.areas(), List.of(evidence));
    }

    private static Evidence round(Level level, String area, String from, @Nullable String until, boolean passed) {
        return new Evidence(1, LABORATORY, "L041", Kind.EXTERNAL, level, area, passed, period(from, until), "2026-1");
    }

    private static Evidence of(Kind kind, String from, String until, boolean passed) {
        return new Evidence(2, LABORATORY, "L041", kind, null, null, passed, period(from, until), "");
    }

    private static Period period(String from, @Nullable String until) {
        return new Period(LocalDate.parse(from), until == null ? null : LocalDate.parse(until));
    }

    @Test
    void evidence_of_all_items_is_of_each() {
        Evidence all =
                new Evidence(1, LABORATORY, "*", Kind.SUSPENSION, null, null, false, period("2026-01-01", null), "");

        assertThat(Map.of("L041", all.of(LABORATORY, "L041"), "X001", all.of(LABORATORY, "X001")))
                .containsEntry("L041", true)
                .containsEntry("X001", true);
        assertThat(all.of("123300004700045678", "L041")).isFalse();
    }
}
