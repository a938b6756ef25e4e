package org.tongmai.surveillance.rumour;

import com.hankcs.hanlp.seg.common.Term;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.tongmai.kernel.RegionCode;

/**
 * The names of divisions as they stand in texts, by the platform's own table of GB/T 2260. A county is known by its full name, or by the
 * short one where its city stands in the text too; of counties of the same name the one whose city or province is named, else the one in
 * the region of the node. Where that leaves several, none is.
 */
public final class Gazetteer {

    private static final int LONGEST = 16;

    /** 城区, 郊区, 矿区: names that any place has. */
    private static final int GENERIC = 2;

    private static final Pattern SUFFIX = Pattern.compile(
            "(?:维吾尔|壮族|回族|藏族|苗族|彝族|土家族|蒙古族?|朝鲜族|哈萨克|傣族|侗族|布依族|白族|瑶族|黎族|满族|畲族|景颇族|傈僳族|哈尼族|羌族|各族|柯尔克孜)*(?:特别行政区|自治区|自治州|自治县|自治旗|地区|林区|新区|省|市|区|县|盟|旗)$");

    /** Where it was written, not where it happened. */
    private static final Pattern DATELINE = Pattern.compile(
            "(?:新华社|中新社|中新网|人民网|央视网?|澎湃新闻|[\\p{IsHan}]{2,6}(?:日报|晚报|晨报|都市报|网))[^。，\\n]{0,8}?\\d{1,2}月\\d{1,2}日[电讯]|^[\\p{IsHan}]{2,8}(?:日报|晚报|晨报|都市报|新闻网|广播电视台)讯?[ ：:]|[(（][^()（）]{0,12}记者[^()（）]{0,16}[)）]");

    private final Map<String, List<Name>> names;
    private final RegionCode node;

    /** A division by one of its names. */
    private record Name(RegionCode code, boolean full, boolean direct) {}

    /** A place in the text. */
    private record Mention(int at, int end, Name name) {}

    /** @param end where in the text its name ends */
    record Found(String code, int end) {}

    /**
     * A division of the table.
     *
     * @param direct a county right under a province
     */
    public record Division(RegionCode code, String name, boolean direct) {}

    public Gazetteer(List<Division> divisions, RegionCode node) {
        this.node = node;
        this.names = new HashMap<>();
        for (Division each : divisions) {
            add(each.name(), new Name(each.code(), true, each.direct()));
            String small = SUFFIX.matcher(each.name()).replaceFirst("");
            if (small.length() >= 2 && !small.equals(each.name())) {
                add(small, new Name(each.code(), false, each.direct()));
            }
        }
    }

    private void add(String name, Name of) {
        names.computeIfAbsent(name, key -> new ArrayList<>()).add(of);
    }

    /** The deepest division that the text names, of several the first; empty where it names none for sure. */
    Optional<Found> find(String text, List<Term> terms) {
        List<Mention> mentions = mentions(
                DATELINE.matcher(text)
                        .replaceAll(found -> "。".repeat(found.group().length())),
                terms);
        Set<String> cities = new HashSet<>();
        Set<String> provinces = new HashSet<>();
        for (Mention each : mentions) {
            switch (each.name.code.level()) {
                case PROVINCE -> provinces.add(each.name.code.value().substring(0, 2));
                case CITY -> cities.add(each.name.code.value().substring(0, 4));
                case COUNTY -> {
                    // looked at below
                }
            }
        }
        return mentions.stream()
                .filter(each -> each.name.code.level() == RegionCode.Level.COUNTY)
                .map(Mention::at)
                .distinct()
                .sorted()
                .map(at ->
                        county(mentions.stream().filter(each -> each.at == at).toList(), cities, provinces))
                .flatMap(Optional::stream)
                .findFirst()
                .or(() -> first(mentions, RegionCode.Level.CITY))
                .or(() -> first(mentions, RegionCode.Level.PROVINCE))
                .map(each -> new Found(each.name.code.value(), each.end));
    }

    private static Optional<Mention> first(List<Mention> mentions, RegionCode.Level level) {
        return mentions.stream()
                .filter(each -> each.name.code.level() == level)
                .min(Comparator.comparingInt(Mention::at));
    }

    /** The one of several counties of a name that the rest of the text, or the node, speaks for. */
    private Optional<Mention> county(List<Mention> same, Set<String> cities, Set<String> provinces) {
        List<Mention> counties = same.stream()
                .filter(each -> each.name.code.level() == RegionCode.Level.COUNTY)
                .toList();
        int most = counties.stream()
                .mapToInt(each -> score(each, cities, provinces))
                .max()
                .orElse(-1);
        List<Mention> best = counties.stream()
                .filter(each -> score(each, cities, provinces) == most && most >= needed(each))
                .toList();
        return best.size() == 1 ? Optional.of(best.getFirst()) : Optional.empty();
    }

    private static int needed(Mention mention) {
        boolean plain = mention.name.full && mention.end - mention.at > GENERIC;
        return plain ? 0 : 4;
    }

    private int score(Mention mention, Set<String> cities, Set<String> provinces) {
        String code = mention.name.code.value();
        boolean province = provinces.contains(code.substring(0, 2));
        boolean above = mention.name.direct ? province : cities.contains(code.substring(0, 4));
        boolean here = !node.value().equals(RegionCode.NATION) && node.contains(mention.name.code);
        return (above ? 4 : 0) + (province ? 2 : 0) + (here ? 1 : 0);
    }

    /** Every name in the text, the longest at each place. */
    private List<Mention> mentions(String text, List<Term> terms) {
        Set<Integer> begins = new HashSet<>();
        Set<Integer> ends = new HashSet<>();
        for (Term each : terms) {
            String nature = String.valueOf(each.nature);
            if (nature.startsWith("ns") || nature.startsWith("nt")) {
                begins.add(each.offset);
            }
            if (nature.startsWith("ns")) {
                ends.add(each.offset + each.length());
            } else if (nature.startsWith("nt")) {
                // 杭州某小学: where the name of the place ends within, nobody says
                for (int at = each.offset + 2; at < each.offset + each.length(); at++) {
                    ends.add(at);
                }
            }
        }
        var found = new ArrayList<Mention>();
        int at = 0;
        while (at < text.length()) {
            int next = at + 1;
            for (int length = Math.min(LONGEST, text.length() - at); length >= 2; length--) {
                int begin = at;
                int end = at + length;
                boolean whole = begins.contains(begin) && ends.contains(end);
                List<Mention> here = names.getOrDefault(text.substring(begin, end), List.of()).stream()
                        .filter(each -> each.full || whole)
                        .map(each -> new Mention(begin, end, each))
                        .toList();
                if (!here.isEmpty()) {
                    found.addAll(here);
                    next = end;
                    break;
                }
            }
            at = next;
        }
        return found;
    }
}
