package org.tongmai.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.EnumSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ConsentSentenceTest {

    private static final Instant FROM = Instant.parse("2026-11-21T02:00:00Z");
    private static final Instant UNTIL = Instant.parse("2026-11-21T10:00:00Z");

    @Test
    void says_who_what_until_when_and_what_not() {
        var permission = new Permission(EnumSet.of(Category.LABORATORY, Category.EXAMINATIONS), Set.of(), FROM, UNTIL);

        var sentence = ConsentSentence.forResident(permission, "浙江市第一医院", "张伟");

        assertThat(sentence.zh())
                .isEqualTo("浙江市第一医院（张伟申请）在2026年11月21日18:00前可以查看您在其他机构的检验和检查记录，不含精神科、艾滋病、性病、生殖和遗传等特殊记录。");
        assertThat(sentence.en())
                .isEqualTo("Until 18:00 on 21 November 2026, 浙江市第一医院 (asked by 张伟) may see your laboratory results and"
                        + " examinations from other institutions, without psychiatric, HIV, sexually transmitted disease,"
                        + " reproductive and genetic records.");
    }

    @Test
    void a_whole_record_is_said_in_one_word() {
        var permission = new Permission(EnumSet.allOf(Category.class), EnumSet.allOf(Sensitivity.class), FROM, UNTIL);

        var sentence = ConsentSentence.forResident(permission, "甲医院", "李娜");

        assertThat(sentence.zh()).isEqualTo("甲医院（李娜申请）在2026年11月21日18:00前可以查看您在其他机构的全部健康档案，包括特殊病种记录。");
        assertThat(sentence.en())
                .isEqualTo("Until 18:00 on 21 November 2026, 甲医院 (asked by 李娜) may see your whole record from other"
                        + " institutions, including records of special classes.");
    }

    @Test
    void one_category_and_one_class_kept_back_stand_alone() {
        var named = EnumSet.allOf(Sensitivity.class);
        named.remove(Sensitivity.PSY);
        var permission = new Permission(EnumSet.of(Category.VACCINATIONS), named, FROM, UNTIL);

        var sentence = ConsentSentence.forDoctor(permission);

        assertThat(sentence.zh()).isEqualTo("居民同意本机构在2026年11月21日18:00前查看其在其他机构的疫苗接种记录，包括艾滋病、性病、生殖和遗传等特殊记录，不含精神科等特殊记录。");
        assertThat(sentence.en())
                .isEqualTo(
                        "The resident lets this institution see the vaccinations from other institutions until 18:00 on"
                                + " 21 November 2026, including HIV, sexually transmitted disease, reproductive and"
                                + " genetic records, without psychiatric records.");
    }

    @Test
    void says_whether_somebody_wants_it_has_it_or_had_it() {
        var permission = new Permission(EnumSet.allOf(Category.class), Set.of(), FROM, UNTIL);

        assertThat(zh(permission, AccessRequest.State.REQUESTED)).startsWith("甲医院（李娜申请）想在2026年11月21日18:00前查看您");
        assertThat(zh(permission, AccessRequest.State.GRANTED)).startsWith("甲医院（李娜申请）在2026年11月21日18:00前可以查看您");
        assertThat(zh(permission, AccessRequest.State.REVOKED)).startsWith("甲医院（李娜申请）曾获准在2026年11月21日18:00前查看您");
    }

    private static String zh(Permission permission, AccessRequest.State state) {
        return ConsentSentence.forResident(permission, "甲医院", "李娜", state).zh();
    }
}
