package org.tongmai.surveillance.capture;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a Chinese clinical text says of a word in it: that it is so, may be so, is not so, was so, or is so with somebody else. After
 * ConText (Harkema et al. 2009, doi 10.1016/j.jbi.2009.05.002): words before and after say it, within a sentence and up to a word
 * that begins something new.
 */
public enum Assertion {
    PRESENT,
    POSSIBLE,
    ABSENT,
    PAST,
    /** Of a relative, a contact, a vaccine, or of what might come. */
    OTHER;

    /** Where a sentence ends. */
    private static final Pattern SENTENCE = Pattern.compile("[。；;！!\\n\\r]+");

    /** After it, what was said before holds no longer. */
    private static final Pattern TURN = Pattern.compile("但|然而|现诊断|目前诊断|诊断为|诊断[:：]|确诊|现考虑|(?<!不)考虑为|提示|本次|此次|现病史|入院诊断");

    /** Denies within the part of the sentence between two commas; a list (、) is one part. */
    private static final Pattern NOT_NEAR = Pattern.compile(
            // 非洲 and 无症状 deny nothing
            "未见|未发现|未检出|未查见|未提示|没有|无(?!(明显)?(症状|诱因)|黄疸型|痛)|并非|非活动性|非$|不符合|不支持|不考虑|已排除|可排除|予以排除|排除|除外");

    /** Denies up to the end of the sentence. */
    private static final Pattern NOT_FAR = Pattern.compile("否认|均未|皆无");

    /** Double negations and doubts; looked at before the denials they hold. */
    private static final Pattern MAYBE_BEFORE = Pattern.compile(
            "不除外|不能除外|不能排除|不排除|未除外|未排除|尚未排除|尚不能排除|难以排除|待排除|待排|待除外|疑似|疑诊|疑为|可疑|怀疑|疑|拟诊|(?<!不)考虑|(?<!不)可能|倾向|警惕|不完全排除");

    private static final Pattern MAYBE_AFTER =
            Pattern.compile("^[^，,、]{0,8}?(不除外|不能除外|不能排除|不排除|待排除|待排|待除外|可能|待查|待定|[?？]|？|首先考虑|可能性大)");

    private static final Pattern NOT_AFTER =
            Pattern.compile("^[^，,、]{0,6}?(阴性|已排除|排除|除外|未检出|不支持|依据不足|可能性小|可能性不大|[(（]-[)）])");

    private static final Pattern PAST_BEFORE = Pattern.compile("既往|曾患|曾有|曾诊断|曾因|幼时|年前|月前患|陈旧性|陈旧|病史[:：]");

    /** What is said from here on is of now, though the sentence began with what was: 既往体健，3天前出现…… */
    private static final Pattern NOW = Pattern.compile(
            "体健|健康|无特殊|今[日天晨晚]|昨[日天晚]|现(?!病史)|目前|近日|近期|突然|突发|[\\d一二三四五六七八九十半两数几余]+个?(天|日[前来余]|小时|周[前来余])");

    private static final Pattern PAST_AFTER = Pattern.compile("^[^，,]{0,12}?(病史|史|已治愈|治愈后|已愈|愈后|后遗|恢复期后|陈旧)");

    private static final Pattern OTHERS_BEFORE = Pattern.compile(
            "家族|父亲|母亲|其父|其母|父母|丈夫|妻子|配偶|儿子|女儿|哥哥|姐姐|弟弟|妹妹|同事|同学|室友|邻居|家属|家人|接触|密接|预防|筛查|宣教|告知|如出现|若出现|警示|流行季|疫区");
    private static final Pattern OTHERS_AFTER =
            Pattern.compile("^[^，,。]{0,6}?(疫苗|接种|预防|筛查|患者接触|患者密切|病人接触|接触史|抗体保护|宣教|家族史|疫区|流行区)");

    /** A word in a text, and what is said of it. */
    public record Found(String word, String sentence, Assertion says) {}

    /** Every place in the text at which one of these words stands. */
    public static List<Found> of(String text, List<String> words) {
        var found = new ArrayList<Found>();
        for (String sentence : SENTENCE.split(text)) {
            for (String word : words) {
                for (int at = sentence.indexOf(word); at >= 0; at = sentence.indexOf(word, at + word.length())) {
                    found.add(new Found(word, sentence.strip(), says(sentence, at, at + word.length())));
                }
            }
        }
        return found;
    }

    private static Assertion says(String sentence, int begin, int end) {
        String before = sentence.substring(after(TURN, sentence, begin), begin);
        String after = sentence.substring(end);
        String near = before.substring(Math.max(before.lastIndexOf('，'), before.lastIndexOf(',')) + 1);
        if (OTHERS_BEFORE.matcher(near).find() || OTHERS_AFTER.matcher(after).find()) {
            return OTHER;
        }
        // a double negation holds a denial, so it is looked for first and taken out
        boolean doubt =
                MAYBE_BEFORE.matcher(near).find() || MAYBE_AFTER.matcher(after).find();
        String plain = MAYBE_BEFORE.matcher(before).replaceAll("");
        String plainNear = plain.substring(Math.max(plain.lastIndexOf('，'), plain.lastIndexOf(',')) + 1);
        if (NOT_FAR.matcher(plain).find() || NOT_NEAR.matcher(plainNear).find()) {
            return ABSENT;
        }
        if (!MAYBE_AFTER.matcher(after).find() && NOT_AFTER.matcher(after).find()) {
            return ABSENT;
        }
        if (PAST_BEFORE
                        .matcher(before.substring(after(NOW, before, before.length())))
                        .find()
                || PAST_AFTER.matcher(after).find()) {
            return PAST;
        }
        return doubt ? POSSIBLE : PRESENT;
    }

    /** Where the last of these before a place ends. */
    private static int after(Pattern pattern, String sentence, int before) {
        int last = 0;
        Matcher found = pattern.matcher(sentence);
        while (found.find() && found.end() <= before) {
            last = found.end();
        }
        return last;
    }
}
