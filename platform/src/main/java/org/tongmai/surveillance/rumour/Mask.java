package org.tongmai.surveillance.rumour;

import com.hankcs.hanlp.seg.common.Term;
import java.util.Collection;
import java.util.List;
import java.util.regex.Pattern;

/** Takes out of a text who is spoken of: telephone and identity numbers, mail addresses, plates of cars, names. */
final class Mask {

    private static final Pattern IDENTITY =
            Pattern.compile("(?<![0-9A-Za-z])([1-9]\\d{5})\\d{8}\\d{3}[0-9Xx](?![0-9A-Za-z])");
    private static final Pattern OLD_IDENTITY = Pattern.compile("(?<!\\d)([1-9]\\d{5})\\d{9}(?!\\d)");
    private static final Pattern MOBILE =
            Pattern.compile("(?<!\\d)(?:\\+?86[- ]?)?(1[3-9])\\d[- ]?\\d{4}[- ]?\\d{4}(?!\\d)");
    private static final Pattern LANDLINE = Pattern.compile("(?<!\\d)(0\\d{2,3})[- ]?\\d{7,8}(?!\\d)");
    private static final Pattern MAIL = Pattern.compile("[\\w.+-]+@[\\w-]+(?:\\.[\\w-]+)+");
    private static final Pattern HANDLE =
            Pattern.compile("((?:微信|QQ|qq|电话|手机|联系方式)(?:号|号码)?[是为:： ]{0,3})[A-Za-z0-9_-]{5,20}");
    private static final Pattern PLATE = Pattern.compile("([京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼][A-Z])[·. ]?[A-Z0-9]{5,6}");

    /** A name is a surname with one or two characters, or three of a double surname; what is longer is a disease as often as a person. */
    private static final int NAME_LONGEST = 4;

    /** Between the parts of a transliterated name: 阿依古丽·买买提. */
    private static final String PARTS = "·";

    /** 骆家庄社区 is a place, though its beginning could be a name; what follows 李建国 in 李建国县医院 is where he went. */
    private static final Pattern PLACE_GOES_ON = Pattern.compile("^(?:社区|小区|新村|花园|家园|公寓|小学|中学|幼儿园|医院|桥)");

    /** What {@code ０-９}, {@code Ａ-Ｚ} and {@code ａ-ｚ} are ahead of the same in ASCII. */
    private static final int WIDE = '０' - '0';

    private Mask() {}

    /** Digits and letters as wide as Chinese characters become those of ASCII, one for one. */
    static String folded(String text) {
        var folded = new StringBuilder(text);
        for (int i = 0; i < folded.length(); i++) {
            char each = folded.charAt(i);
            boolean wide = each >= '０' && each <= '９'
                    || each >= 'Ａ' && each <= 'Ｚ'
                    || each >= 'ａ' && each <= 'ｚ'
                    || each == '＠';
            if (wide) {
                folded.setCharAt(i, (char) (each - WIDE));
            }
        }
        return folded.toString();
    }

    /**
     * @param text folded
     * @param terms of the text, as {@link Words} parts it
     * @param diseases by name: 丁型 in 丁型病毒性肝炎 is nobody
     */
    static String of(String text, List<Term> terms, Collection<String> diseases) {
        var named = new StringBuilder(text);
        for (int i = terms.size() - 1; i >= 0; i--) {
            Term term = terms.get(i);
            if (name(term)
                    && diseases.stream().noneMatch(each -> within(text, each, term))
                    && !PLACE_GOES_ON
                            .matcher(text.substring(term.offset + term.length()))
                            .find()) {
                named.replace(term.offset, term.offset + term.length(), term.word.charAt(0) + "某");
            }
        }
        return numbers(named.toString());
    }

    /** Whether the word stands in a text as part of a longer one. */
    private static boolean within(String text, String longer, Term term) {
        int end = term.offset + term.length();
        int at = text.indexOf(longer, Math.max(0, end - longer.length()));
        return at >= 0 && at <= term.offset && at + longer.length() >= end;
    }

    private static String numbers(String text) {
        String masked = IDENTITY.matcher(text).replaceAll("$1************");
        masked = OLD_IDENTITY.matcher(masked).replaceAll("$1*********");
        masked = MOBILE.matcher(masked).replaceAll("$1*********");
        masked = LANDLINE.matcher(masked).replaceAll("$1********");
        masked = MAIL.matcher(masked).replaceAll("***@***");
        masked = HANDLE.matcher(masked).replaceAll("$1***");
        return PLATE.matcher(masked).replaceAll("$1*****");
    }

    private static boolean name(Term term) {
        String nature = String.valueOf(term.nature);
        boolean person = nature.equals("nr") && term.length() >= 2 && term.length() <= NAME_LONGEST
                || nature.equals("nrf") && term.word.contains(PARTS);
        return person && !term.word.endsWith("某") && !term.word.endsWith("医生") && !term.word.endsWith("老师");
    }
}
