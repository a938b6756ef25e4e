package org.tongmai.person.match;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NameComparisonTest {

    @ParameterizedTest
    @CsvSource({
        "王伟, 王伟, SAME",
        "王伟, 王 伟, SAME",
        "张學良, 张学良, SAME",
        "買買提•阿不都, 买买提·阿不都, SAME",
        "王伟, 王玮, SOUNDS_SAME",
        "王伟, 王薇, SOUNDS_SAME",
        "张嘉怡, 张佳仪, SOUNDS_SAME",
        "单晓, 善晓, SOUNDS_SAME",
        "李未, 李末, LOOKS_SAME",
        "王小明, 王明小, REORDERED",
        "王*明, 王小明, PARTLY_HIDDEN",
        "王某, 王伟, PARTLY_HIDDEN",
        "王小明, 王明, SHORTENED",
        "阿卜杜拉·买买提, 阿卜杜拉, SHORTENED",
        "曾伟, ZENG WEI, TRANSLITERATED",
        "欧阳娜, na ouyang, TRANSLITERATED",
        "吕晓, LYU XIAO, TRANSLITERATED",
        "吕晓, LU XIAO, TRANSLITERATED",
        "吕晓, xiao lv, TRANSLITERATED",
        "乐嘉, YUE JIA, TRANSLITERATED",
        "王乐, WANG YUE, TRANSLITERATED",
        "尉迟恭, YUCHI GONG, TRANSLITERATED",
        "王伟, ZHANG WEI, DIFFERENT",
        "迈克尔·杰克逊, MICHAEL JACKSON, OTHER_SCRIPT",
        "迈克尔, MICHAEL, OTHER_SCRIPT",
        "阿依古丽·买买提, AYGUL MEMET, OTHER_SCRIPT",
        "王𠮷昌, 王𠮷, SHORTENED",
        "王𠮷, 王伟, PARTLY_HIDDEN",
        "JOHN SMITH, Smith John, REORDERED",
        "JOHN SMITHSON, JOHN SMITHSEN, ONE_LETTER",
        "王小明, 王小刚, DIFFERENT",
        "王伟, 王芳, DIFFERENT",
        "王建国, 王建军, DIFFERENT",
        "王伟, 李伟, DIFFERENT",
        "张丽之子, 张丽, DIFFERENT",
        "张丽之长子, 张丽之次子, DIFFERENT",
        "张丽之子, 王小明, STOPGAP",
        "张丽之子, 张丽之子, STOPGAP",
        "ANN LEE, AMY LEE, DIFFERENT"
    })
    void seesHowPeopleMistakeNames(String one, String other, NameFinding finding) {
        assertThat(NameComparison.compare(name(one), name(other))).isEqualTo(finding);
        assertThat(NameComparison.compare(name(other), name(one))).isEqualTo(finding);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "无", "无名氏", "不详", "测试", "***", "？", "null", "12345"})
    void takesPlaceholdersForNoName(String text) {
        assertThat(PersonName.read(text, "")).isEmpty();
    }

    @Test
    void readsSurnamesAsSurnames() {
        assertThat(name("曾伟").pinyin()).isEqualTo("zengwei");
        assertThat(name("单雄").pinyin()).isEqualTo("shanxiong");
        assertThat(name("解放").pinyin()).isEqualTo("xiefang");
        assertThat(name("仇英").pinyin()).isEqualTo("qiuying");
        assertThat(name("区小明").pinyin()).isEqualTo("ouxiaoming");
        assertThat(name("查理").pinyin()).isEqualTo("zhali");
        assertThat(name("尉迟恭").pinyin()).isEqualTo("yuchigong");
    }

    @Test
    void knowsSurnamesOfTwoCharactersAndThoseTheInstitutionToldApart() {
        assertThat(name("欧阳娜娜").surname()).isEqualTo("欧阳");
        assertThat(name("欧阳").surname()).isEqualTo("欧");
        assertThat(PersonName.read("范徐丽泰", "范徐").orElseThrow().given()).isEqualTo("丽泰");
    }

    @Test
    void keepsRareCharacters() {
        assertThat(name("𠮷田").text()).isEqualTo("𠮷田");
    }

    @Test
    void weighsARareNameHeavier() {
        double common = NameRarity.bits(name("王伟"));

        assertThat(common).isBetween(9.0, 14.0);
        assertThat(NameRarity.bits(name("欧阳雨轩"))).isGreaterThan(common + 4);
    }

    private static PersonName name(String text) {
        return PersonName.read(text, "").orElseThrow();
    }
}
