package org.tongmai.person.match;

import java.text.Normalizer;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * An address in the form in which addresses are compared.
 *
 * @param area the county or, where none is named, the city, before it the city where both are ({@code 南京 鼓楼}: several cities have a
 *     county of that name), without their endings; empty where the address names none
 * @param detail street, house, room: characters and digits only
 */
public record PostalAddress(String area, String detail) {

    /** What the comparison of two addresses found, from the same to different. */
    public enum Finding implements Found {
        SAME("same", "地址相同", "the address is the same"),
        SIMILAR("similar", "地址相近", "the address is similar"),
        SAME_AREA("same-area", "地址在同一区县", "the address lies in the same county"),
        MISSING("missing", "一方没有地址", "one side has no address"),
        DIFFERENT("different", "地址不同", "the address differs");

        @SuppressWarnings("ImmutableEnumChecker") // a record of text does not change
        private final Saying saying;

        Finding(String word, String zh, String en) {
            saying = Saying.of(word, zh, en);
        }

        @Override
        public Saying saying() {
            return saying;
        }
    }

    public static final PostalAddress UNKNOWN = new PostalAddress("", "");

    private static final int LENGTH_MOST = 200;
    private static final int DETAIL_LEAST = 4;
    private static final double SIMILAR_LEAST = 0.8;
    private static final String NAME = "([^\\d路街巷弄号]{1,10}?";
    private static final Pattern AREA =
            Pattern.compile("^" + NAME + "(?:省|自治区|特别行政区))?" + NAME + "(?:市|自治州|地区|盟))?" + NAME + "(?:区|县|旗|市))?(.*)$");
    private static final Pattern ENDING = Pattern.compile("(省|自治区|特别行政区|市|自治州|地区|盟|区|县|旗)$");
    private static final Pattern DIGITS = Pattern.compile("\\d+");

    /** Reads an address as an institution wrote it; {@link #UNKNOWN} for a blank or a stub. */
    public static PostalAddress read(String written) {
        String text = Normalizer.normalize(
                        written.length() > LENGTH_MOST ? written.substring(0, LENGTH_MOST) : written,
                        Normalizer.Form.NFKC)
                .replaceAll("[^\\p{IsHan}\\p{L}\\p{Nd}]", "")
                .toUpperCase(Locale.ROOT);
        Matcher parts = AREA.matcher(text);
        if (text.length() < DETAIL_LEAST || text.matches("(不详|未知|无|暂无|本地|外地)+") || !parts.matches()) {
            return UNKNOWN;
        }
        String city = bare(parts.group(2));
        String county = bare(parts.group(3));
        return new PostalAddress((city + ' ' + county).trim(), parts.group(4));
    }

    /** What the two have in common. */
    public Finding compare(PostalAddress other) {
        if (equals(UNKNOWN) || other.equals(UNKNOWN)) {
            return Finding.MISSING;
        }
        boolean areaTold = !area.isEmpty() && !other.area.isEmpty();
        if (areaTold && !sameArea(other)) {
            return Finding.DIFFERENT;
        }
        if (detail.length() >= DETAIL_LEAST && other.detail.length() >= DETAIL_LEAST) {
            if (detail.equals(other.detail)) {
                return Finding.SAME;
            }
            if (sameDigits(other) && likeness(detail, other.detail) >= SIMILAR_LEAST) {
                return Finding.SIMILAR;
            }
        }
        return areaTold ? Finding.SAME_AREA : Finding.DIFFERENT;
    }

    /** The house and room numbers, in order: neighbours live at similar addresses with other numbers. */
    private boolean sameDigits(PostalAddress other) {
        return DIGITS.matcher(detail)
                .results()
                .map(MatchResult::group)
                .toList()
                .equals(DIGITS.matcher(other.detail)
                        .results()
                        .map(MatchResult::group)
                        .toList());
    }

    /** Dice's coefficient over pairs of neighbouring characters, 0 to 1. */
    private static double likeness(String one, String other) {
        Map<String, Integer> pairs = new HashMap<>();
        for (int i = 0; i + 1 < one.length(); i++) {
            pairs.merge(one.substring(i, i + 2), 1, Integer::sum);
        }
        int shared = 0;
        for (int i = 0; i + 1 < other.length(); i++) {
            String pair = other.substring(i, i + 2);
            int left = pairs.getOrDefault(pair, 0);
            if (left > 0) {
                pairs.put(pair, left - 1);
                shared++;
            }
        }
        return 2.0 * shared / (one.length() + other.length() - 2);
    }

    /** The same county or, where no county is named, city; the cities before it, where both are told. */
    private boolean sameArea(PostalAddress other) {
        String[] mine = area.split(" ");
        String[] theirs = other.area.split(" ");
        return mine[mine.length - 1].equals(theirs[theirs.length - 1])
                && (mine.length == 1 || theirs.length == 1 || mine[0].equals(theirs[0]));
    }

    private static String bare(@Nullable String written) {
        return written == null ? "" : ENDING.matcher(written).replaceAll("");
    }
}
