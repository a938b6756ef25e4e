package org.tongmai.person.linkage;

import java.text.Normalizer;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.tongmai.person.match.Registration;

/** Brings what was written into the one form in which values are compared; empty for blanks and placeholders. */
final class Reading {

    private static final int LENGTH_MOST = 200;
    private static final Set<String> PLACEHOLDERS = Set.of(
            "null",
            "none",
            "nan",
            "na",
            "n/a",
            "nil",
            "unknown",
            "unk",
            "not known",
            "not stated",
            "missing",
            "no name",
            "noname",
            "test",
            "xxx",
            "xxxx",
            "x",
            "tbc",
            "tba",
            "?",
            "无",
            "不详",
            "未知",
            "未填",
            "暂无",
            "不明",
            "空",
            "未提供");
    private static final Pattern MARKS = Pattern.compile("\\p{M}+");
    private static final Pattern NO_WORD = Pattern.compile("[^\\p{L}\\p{N}]+");
    private static final Pattern APOSTROPHE = Pattern.compile("['’`´.]");
    private static final Pattern TITLE = Pattern.compile(
            "^(mr|mrs|ms|miss|dr|prof|professor|sir|dame|lady|lord|rev|reverend|herr|frau|mme|mlle)\\b\\s*");
    private static final Pattern SUFFIX = Pattern.compile("\\s+(jr|sr|ii|iii|iv|esq|phd|md)$");
    private static final int RUN_LEAST = 6;

    private Reading() {}

    static String of(Kind kind, String written) {
        String text = written.length() > LENGTH_MOST ? written.substring(0, LENGTH_MOST) : written;
        String plain = plain(text);
        if (plain.isEmpty() || PLACEHOLDERS.contains(plain)) {
            return "";
        }
        return switch (kind) {
            case GIVEN_NAME, MIDDLE_NAME, SURNAME, FULL_NAME -> name(plain);
            case SEX -> sex(plain);
            case ADDRESS, PLACE, CATEGORY -> words(plain);
            case POSTCODE -> NO_WORD.matcher(plain).replaceAll("");
            case PHONE -> Registration.phone(text).orElse("");
            case EMAIL -> plain.indexOf('@') > 0 ? plain.replace(" ", "") : "";
            case IDENTIFIER, RESIDENT_NUMBER -> identifier(plain);
            case BIRTH_DATE -> plain;
        };
    }

    /** Lower case, without marks on letters, blanks made one. */
    private static String plain(String written) {
        String narrow = Normalizer.normalize(written, Normalizer.Form.NFKC);
        boolean ascii = narrow.chars().allMatch(each -> each < 128);
        String bare = ascii
                ? narrow
                : MARKS.matcher(Normalizer.normalize(narrow, Normalizer.Form.NFD))
                        .replaceAll("");
        return bare.strip().toLowerCase(Locale.ROOT);
    }

    /** Titles before and after a name are no part of it; a name before a comma is the surname and goes last. */
    private static String name(String plain) {
        String text = APOSTROPHE.matcher(plain).replaceAll("");
        int comma = text.indexOf(',');
        if (comma > 0 && text.indexOf(',', comma + 1) < 0) {
            text = text.substring(comma + 1) + ' ' + text.substring(0, comma);
        }
        String words = words(text);
        String bare = SUFFIX.matcher(TITLE.matcher(words).replaceFirst("")).replaceFirst("");
        return bare.isEmpty() ? words : bare;
    }

    private static String words(String plain) {
        return NO_WORD.matcher(APOSTROPHE.matcher(plain).replaceAll(""))
                .replaceAll(" ")
                .strip();
    }

    private static String identifier(String plain) {
        String bare = NO_WORD.matcher(plain).replaceAll("");
        boolean run = bare.length() >= RUN_LEAST && bare.chars().allMatch(each -> each == bare.charAt(0));
        return run || bare.chars().allMatch(each -> each == '0') ? "" : bare;
    }

    private static String sex(String plain) {
        return switch (plain) {
            case "m", "male", "man", "boy", "1", "男", "男性" -> "male";
            case "f", "female", "woman", "girl", "2", "女", "女性" -> "female";
            default -> "";
        };
    }
}
