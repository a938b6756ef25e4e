package org.tongmai.person.match;

import java.text.Normalizer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A name in the one form in which names are compared: simplified characters, no blanks between them, one middle dot
 * ({@code ·}), letters in upper case.
 *
 * @param text the whole name in that form, never empty
 * @param surname empty where the name does not tell (a name of a minority written with middle dots, a single word)
 * @param given the rest
 * @param script what it is written in
 */
public record PersonName(String text, String surname, String given, Script script) {

    /** What a name is written in; names of different scripts are compared by sound. */
    public enum Script {
        /** 汉字, surname first. */
        HAN,
        /** 汉字 with middle dots: the written sound of a name of another language. */
        HAN_DOTTED,
        /** Letters. */
        LATIN,
        /** Not a name yet: a newborn written down under its mother's name (某某之子). */
        NEWBORN
    }

    private static final int LENGTH_MOST = 100;
    private static final Set<String> PLACEHOLDERS = Set.of(
            "无", "无名", "无名氏", "未知", "不详", "不祥", "未填", "未提供", "空", "测试", "患者", "病人", "匿名", "本人", "同上", "暂无", "待补", "未命名",
            "NULL", "NONE", "UNKNOWN", "TEST", "NA", "N/A", "NONAME", "X", "XX", "XXX", "XXXX");
    private static final Pattern NEWBORN =
            Pattern.compile("(.{2,}?)(之(长|次|三|大|小)?(子|女|婴|双)|之?新生儿|婴儿?|毛毛|宝宝|BABY)[0-9AB一二三]?");
    private static final Pattern MIDDLE_DOT =
            Pattern.compile("[\u00B7\u2022\u2027\u2219\u22C5\u30FB\uFF65\u16EB\u2E31]");
    private static final Pattern TITLE = Pattern.compile("(先生|女士|小姐|某某?|同志)$");
    private static final Pattern BRACKETED = Pattern.compile("[（(\\[【].*?[)）\\]】]");
    private static final Set<String> COMPOUND_SURNAMES =
            Set.copyOf(Arrays.asList(("欧阳 司马 上官 诸葛 夏侯 东方 皇甫 尉迟 公孙 慕容 令狐 司徒 长孙 宇文 端木 万俟 独孤 南宫 呼延 闻人 澹台 公冶 太史 申屠 轩辕 "
                            + "钟离 鲜于 闾丘 司空 拓跋 西门 百里 东郭 赫连 完颜 纳兰 羊舌 淳于 单于 濮阳 太叔 仲孙 宗政 公羊 梁丘 左丘 "
                            + "亓官 宰父 欧陽")
                    .split(" ")));

    /** Stands where a character was hidden or lost. */
    static final int HIDDEN = '*';

    /**
     * Reads a name as an institution wrote it.
     *
     * @param written the whole name
     * @param family the surname where the institution told it apart, else empty
     * @return empty for a blank or a placeholder (无名氏, 不详, 测试)
     */
    public static Optional<PersonName> read(String written, String family) {
        String bounded = written.length() > LENGTH_MOST ? written.substring(0, LENGTH_MOST) : written;
        String text = normalise(bounded);
        if (text.isEmpty()
                || PLACEHOLDERS.contains(text)
                || text.codePoints().allMatch(character -> character == HIDDEN || !Character.isLetter(character))) {
            return Optional.empty();
        }
        if (text.codePoints().noneMatch(Han::is)) {
            return Optional.of(new PersonName(text, normalise(family), "", Script.LATIN));
        }
        if (NEWBORN.matcher(text).matches()) {
            return Optional.of(new PersonName(text, "", text, Script.NEWBORN));
        }
        if (text.indexOf('·') >= 0) {
            return Optional.of(new PersonName(text, "", text, Script.HAN_DOTTED));
        }
        String surname = surname(text, normalise(family));
        return Optional.of(new PersonName(text, surname, text.substring(surname.length()), Script.HAN));
    }

    /** The mother's name inside the stopgap name of a newborn (张丽之子), empty for a name of one's own. */
    public Optional<String> newbornOf() {
        Matcher newborn = NEWBORN.matcher(text);
        return newborn.matches() ? Optional.of(newborn.group(1)) : Optional.empty();
    }

    /** The syllables of the name without tones, surname first; words for a name in letters. */
    public List<String> syllables() {
        if (script == Script.LATIN) {
            return List.of(text.split(" "));
        }
        var syllables = new ArrayList<String>(Han.surnameSyllables(surname));
        syllables.addAll(givenSyllables());
        return syllables;
    }

    /** The syllables of the given name without tones, hidden ones left out; all words of a name in letters. */
    List<String> givenSyllables() {
        return script == Script.LATIN
                ? syllables()
                : given.codePoints().filter(Han::is).mapToObj(Han::syllable).toList();
    }

    /** The name by sound: {@link #syllables} in one word of lower-case letters. */
    public String pinyin() {
        return String.join("", syllables()).toLowerCase(Locale.ROOT);
    }

    boolean hidden() {
        return text.indexOf(HIDDEN) >= 0;
    }

    private static String normalise(String written) {
        String narrow = MIDDLE_DOT
                .matcher(Normalizer.normalize(written, Normalizer.Form.NFKC))
                .replaceAll("·");
        boolean han = narrow.codePoints().anyMatch(Han::is);
        String bare = BRACKETED.matcher(narrow).replaceAll("");
        var text = new StringBuilder(bare.length());
        bare.codePoints().forEach(character -> append(text, character, han));
        String trimmed = text.toString().trim().toUpperCase(Locale.ROOT);
        return han ? TITLE.matcher(dotted(trimmed)).replaceAll("*") : trimmed.replaceAll(" +", " ");
    }

    /** A full stop or a blank-like dot between characters is a middle dot; at the ends it is nothing. */
    private static String dotted(String text) {
        return text.replaceAll("^·+|·+$", "").replaceAll("·+", "·");
    }

    private static void append(StringBuilder text, int character, boolean han) {
        if (Han.is(character)) {
            text.appendCodePoint(Han.simplify(character));
        } else if (Character.isLetterOrDigit(character)) {
            text.appendCodePoint(character);
        } else if (character == '·' || (han && character == '.')) {
            text.append('·');
        } else if ("*?×〇○□■●\uFFFD_".indexOf(character) >= 0) {
            text.append((char) HIDDEN);
        } else if (!han && (Character.isWhitespace(character) || character == '-' || character == ',')) {
            text.append(' ');
        }
    }

    private static String surname(String text, String family) {
        if (!family.isEmpty() && text.startsWith(family) && family.length() < text.length()) {
            return family;
        }
        if (text.length() > 2 && COMPOUND_SURNAMES.contains(text.substring(0, 2))) {
            return text.substring(0, 2);
        }
        int first = Character.charCount(text.codePointAt(0));
        return text.length() > first ? text.substring(0, first) : "";
    }
}
