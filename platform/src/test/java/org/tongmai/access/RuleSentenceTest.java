package org.tongmai.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.tongmai.access.Rule.Effect;
import org.tongmai.kernel.Explanation.Text;
import org.tongmai.store.ResourceKey;

/** What a resident reads before saving a rule: whole sentences, in both languages. */
class RuleSentenceTest {

    private static final Instant NOW = Instant.parse("2026-05-04T02:00:00Z");
    private static final Instant END = Instant.parse("2026-06-03T02:00:00Z");

    private static final Recipient ANYBODY = new Recipient.Everybody();
    private static final Recipient HOSPITAL = new Recipient.Institution("B");
    private static final Recipient ZHANG = new Recipient.Doctor("zhang", "张伟", "B");

    @Test
    void a_permission_says_who_what_until_when_and_what_not() {
        Text said = said(Effect.PERMIT, HOSPITAL, matter(Set.of(Category.LABORATORY)), false, END);

        assertThat(said.zh()).isEqualTo("到2026年6月3日10:00为止，乙医院在诊疗您时可以查看您在其他机构的检验记录，不含精神科、艾滋病、性病、生殖和遗传等特殊记录。");
        assertThat(said.en())
                .isEqualTo(
                        "Until 10:00 on 3 June 2026, 乙医院 may, while treating you, see your laboratory results from other"
                                + " institutions, without psychiatric, HIV, sexually transmitted disease, reproductive and genetic records.");
    }

    @Test
    void one_look_says_that_it_is_one() {
        assertThat(said(Effect.PERMIT, ZHANG, Matter.whole(), true, END).zh())
                .startsWith("到2026年6月3日10:00为止，乙医院的张伟医生在诊疗您时可以查看您在其他机构的全部健康档案，只能看一次，看过即失效，不含");
    }

    @Test
    void a_denial_says_whom_it_leaves_out() {
        Text said = said(
                Effect.DENY, ANYBODY, new Matter(Set.of(), Set.of(Sensitivity.PSY), null, null, null), false, null);

        assertThat(said.zh())
                .isEqualTo("谁也不能查看您的全部健康档案中的精神科特殊记录。写下记录的机构在诊疗您时，仍可查看它自己写下的部分。" + "紧急抢救时医生仍可打开（生殖、遗传记录除外），您会立即收到通知。");
        assertThat(said.en())
                .isEqualTo(
                        "Nobody may see psychiatric records in your whole record. The institution that wrote a record still sees"
                                + " what it wrote while it treats you. In an emergency doctors can still open it, but for reproductive and"
                                + " genetic records, and you are told at once.");
    }

    @Test
    void a_doctor_who_is_shut_out_is_so_at_home_too() {
        Text said = said(Effect.DENY, ZHANG, Matter.whole(), false, null);

        assertThat(said.zh()).startsWith("乙医院的张伟医生不能查看您的全部健康档案，其所在机构写下的也不能看。").doesNotContain("仍可查看它自己");
        assertThat(said.en()).startsWith("Dr 张伟 of 乙医院 may not see your whole record, not even what their own");
    }

    @Test
    void only_says_that_nobody_else_may() {
        Text said = said(Effect.ONLY, ZHANG, matter(Set.of(Category.DIAGNOSES, Category.MEDICINES)), false, END);

        assertThat(said.zh())
                .startsWith("到2026年6月3日10:00为止，您在其他机构的诊断和用药记录只有乙医院的张伟医生在诊疗您时可以查看，不含")
                .contains("；别人都不能查看。");
        assertThat(said.en()).contains("only Dr 张伟 of 乙医院 may").contains("; nobody else may.");
    }

    @Test
    void a_period_of_care_says_what_is_not_in_it() {
        Matter may = new Matter(
                Set.of(), Set.of(), null, Instant.parse("2026-04-30T16:00:00Z"), Instant.parse("2026-05-31T16:00:00Z"));

        assertThat(said(Effect.DENY, HOSPITAL, may, false, null).zh())
                .startsWith("乙医院不能查看您在其他机构的全部健康档案（诊疗时间从2026年5月1日00:00到2026年6月1日00:00）。没有诊疗日期的记录不在此列。");
    }

    @Test
    void what_begins_later_says_when() {
        assertThat(RuleSentence.forResident(
                                rule(Effect.DENY, ANYBODY, Matter.whole(), false, null),
                                RuleSentenceTest::name,
                                NOW.minusSeconds(60))
                        .zh())
                .startsWith("从2026年5月4日10:00起，谁也不能查看");
    }

    @Test
    void one_document_is_called_so() {
        Matter one = new Matter(
                Set.of(),
                Set.of(),
                new Matter.Document("Condition/1-1", new ResourceKey("Condition", 1, 1)),
                null,
                null);

        assertThat(said(Effect.PERMIT, HOSPITAL, one, false, END).zh())
                .isEqualTo("到2026年6月3日10:00为止，乙医院在诊疗您时可以查看您在其他机构的指定的那一份记录。");
    }

    private static Text said(Effect effect, Recipient to, Matter what, boolean once, @Nullable Instant until) {
        return RuleSentence.forResident(rule(effect, to, what, once, until), RuleSentenceTest::name, NOW);
    }

    private static Matter matter(Set<Category> categories) {
        return new Matter(categories, Set.of(), null, null, null);
    }

    private static String name(String code) {
        return Map.of("B", "乙医院").getOrDefault(code, code);
    }

    private static Rule rule(Effect effect, Recipient to, Matter what, boolean once, @Nullable Instant until) {
        return new Rule(
                1,
                "1.x",
                1,
                "p",
                effect,
                to,
                what,
                Purpose.CARE,
                once,
                NOW,
                until,
                null,
                "wang",
                "王建军",
                NOW,
                null,
                null,
                null);
    }
}
