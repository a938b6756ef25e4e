package org.tongmai.surveillance.rumour;

import com.hankcs.hanlp.seg.common.Term;
import java.time.LocalDate;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.tongmai.surveillance.capture.Assertion;
import org.tongmai.surveillance.capture.Triggers;
import org.tongmai.surveillance.disease.DiseaseList;
import org.tongmai.surveillance.disease.Spoken;

/** Reads a text that somebody wrote of illness: who of the public it was, is not known to be a clinician. */
public final class Extractor {

    /** What is read of a text; the rest is kept and not read. */
    public static final int READ = 4_000;

    /** More persons than any one event has: a number that is something else. */
    public static final int PERSONS_MOST = 100_000;

    private static final int SITE_LONGEST = 40;

    /** The whole speaks of what is not there. */
    private static final Pattern NO_EVENT =
            Pattern.compile("演练|科普|知识竞赛|义诊|健康讲座|历史上的今天|周年|电影|电视剧|小说|论文|综述|招聘|辟谣|系谣言|是谣言|不实信息|虚假信息|并无此事");

    /** A clause speaks of what may come, of advice or of a season. */
    private static final Pattern NO_EVENT_HERE = Pattern.compile(
            "疫苗|接种|预防|防治|筛查|宣教|讲座|高发|易发|多发季|好发|流行季|如出现|若出现|如有|一旦|警惕|避免|谨防|防范|注意|怎么|如何|会引起|可引起|可导致|可能导致|常见|往年|去年|前年|是一种|通过.{1,8}传播|容易|吗[?？]?$");

    private static final Pattern CLAUSES = Pattern.compile("[，,。；;！!？?\\n\\r]+");

    private static final String SITES =
            "小学|中学|高中|初中|实验学校|学校|幼儿园|托育园|托儿所|大学|学院|小区|花园|家园|花苑|社区|新村|村|公司|集团|工厂|厂|工地|养老院|敬老院|福利院|餐厅|饭店|酒店|食堂|火锅店|医院|卫生院|市场|夏令营|宿舍|公寓|养殖场|看守所|监狱";
    private static final Pattern SITE =
            Pattern.compile("^[的,，、]?((?:[^，。；、！？\\s（）()\\d]|\\d(?=[\\d号弄路中小])){0,14}?(?:" + SITES + "))");
    private static final Pattern AREA = Pattern.compile("^[\\p{IsHan}]{1,6}?(?:街道|镇|乡)(?!卫生院|中学|小学)");
    private static final Pattern NO_SITE =
            Pattern.compile(".*(?:出现|发生|报告|接到|通报|确诊|新增|多名|一些|部分|有|在|多所|各|全).*|.{0,1}(?:学校|公司|工厂|村|社区|小区|医院|厂)");

    private final DiseaseList list;
    private final Triggers triggers;

    public Extractor(DiseaseList list) {
        this.list = list;
        this.triggers = new Triggers(list);
    }

    /** @param published day on which it was published or told */
    public Extracted of(String whole, LocalDate published, Gazetteer gazetteer) {
        String all = Mask.folded(whole);
        String text = all.length() > READ ? all.substring(0, READ) : all;
        List<Term> terms = Words.of(text);
        Optional<Gazetteer.Found> place = gazetteer.find(text, terms);
        Optional<LocalDate> day = Days.of(text, published);
        Said said = said(text, published);
        String masked = masked(all, published);
        return new Extracted(
                place.map(Gazetteer.Found::code).orElse(null),
                unnamed(site(text, place, terms), masked),
                day.orElse(published),
                day.isPresent(),
                said == null ? "" : said.what,
                said == null ? "" : said.word,
                count(Numbers.ill(text)),
                count(Numbers.dead(text)),
                masked);
    }

    /** A text without telephone numbers, identity numbers and names. */
    String masked(String text, LocalDate day) {
        String folded = Mask.folded(text);
        return Mask.of(
                folded,
                Words.of(folded),
                list.diseases(day).stream().map(each -> each.name().zh()).toList());
    }

    private static @Nullable Integer count(OptionalInt number) {
        return number.isPresent() && number.getAsInt() <= PERSONS_MOST ? (Integer) number.getAsInt() : null;
    }

    // -- what

    private record Said(String what, String word) {}

    /** A disease by its name before what the public calls it; of several names the longest. */
    private @Nullable Said said(String text, LocalDate day) {
        if (NO_EVENT.matcher(text).find()) {
            return null;
        }
        return triggers.named(text, day).stream()
                .filter(each -> now(each.sentence(), each.word(), each.says()))
                .max(Comparator.comparingInt(each -> each.word().length()))
                .map(each -> new Said(each.disease().family(), each.word()))
                .or(() -> list.spoken(day).stream()
                        .map(each -> spoken(text, each))
                        .flatMap(Optional::stream)
                        .findFirst())
                .orElse(null);
    }

    private static Optional<Said> spoken(String text, Spoken spoken) {
        String rest = text;
        for (String other : spoken.others()) {
            rest = rest.replace(other, "□");
        }
        Optional<String> word = first(rest, spoken.words());
        return word.filter(ignored -> spoken.and().isEmpty() || present(text, spoken.and()))
                .map(found -> new Said(spoken.what(), found));
    }

    private static boolean present(String text, List<String> words) {
        return first(text, words).isPresent();
    }

    private static Optional<String> first(String text, List<String> words) {
        return Assertion.of(text, words).stream()
                .filter(each -> now(each.sentence(), each.word(), each.says()))
                .map(Assertion.Found::word)
                .findFirst();
    }

    /** In a report of the public a classmate or a neighbour is a case; in a record of a patient they are not. */
    private static boolean now(String sentence, String word, Assertion says) {
        return switch (says) {
            case PRESENT, POSSIBLE, OTHER ->
                CLAUSES.splitAsStream(sentence)
                        .anyMatch(clause -> clause.contains(word)
                                && !NO_EVENT_HERE.matcher(clause).find());
            case ABSENT, PAST -> false;
        };
    }

    // -- where

    /** What follows the division, or else an organization that ends as one where people share something. */
    private static String site(String text, Optional<Gazetteer.Found> place, List<Term> terms) {
        if (place.isPresent()) {
            String rest = text.substring(place.get().end());
            Matcher area = AREA.matcher(rest);
            String behind = area.find() ? rest.substring(area.end()) : rest;
            Matcher site = SITE.matcher(behind);
            if (site.find() && named(site.group(1))) {
                return site.group(1);
            }
        }
        Pattern ending = ENDING;
        return terms.stream()
                .filter(each -> String.valueOf(each.nature).startsWith("nt")
                        && each.length() <= SITE_LONGEST
                        && each.length() > 3
                        && ending.matcher(each.word).find())
                .map(each -> each.word)
                .findFirst()
                .orElse("");
    }

    /** The site of 王小明就读的文新小学 is the school; where more than that is masked, none is told. */
    private static String unnamed(String site, String masked) {
        String last = site.substring(site.lastIndexOf('的') + 1);
        return masked.contains(site) ? site : masked.contains(last) && named(last) ? last : "";
    }

    private static final Pattern ENDING = Pattern.compile("(?:" + SITES + ")$");

    private static boolean named(String site) {
        return !NO_SITE.matcher(site).matches();
    }
}
